from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="PayoutBalance")



@_attrs_define
class PayoutBalance:
    """ A payout user's balance.

        Attributes:
            balance (int): The balance, in cents.
            currency (str): Always `USD`.
            smallest_withdrawal (int | None | Unset): The smallest amount that any method pays out, in cents. Present only
                if the balance is below it, so that nothing
                can be withdrawn yet.
     """

    balance: int
    currency: str
    smallest_withdrawal: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        balance = self.balance

        currency = self.currency

        smallest_withdrawal: int | None | Unset
        if isinstance(self.smallest_withdrawal, Unset):
            smallest_withdrawal = UNSET
        else:
            smallest_withdrawal = self.smallest_withdrawal


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "balance": balance,
            "currency": currency,
        })
        if smallest_withdrawal is not UNSET:
            field_dict["smallest_withdrawal"] = smallest_withdrawal

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        balance = d.pop("balance")

        currency = d.pop("currency")

        def _parse_smallest_withdrawal(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        smallest_withdrawal = _parse_smallest_withdrawal(d.pop("smallest_withdrawal", UNSET))


        payout_balance = cls(
            balance=balance,
            currency=currency,
            smallest_withdrawal=smallest_withdrawal,
        )


        payout_balance.additional_properties = d
        return payout_balance

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
