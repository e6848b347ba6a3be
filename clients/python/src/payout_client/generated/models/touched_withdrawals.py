from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="TouchedWithdrawals")



@_attrs_define
class TouchedWithdrawals:
    """ Withdrawals that have not ended.

        Attributes:
            amount (int): The sum of their amounts, in cents.
            held (int): The number of withdrawals that no provider was told about. They are held, or continue.
            under_way (int): The number of withdrawals that may have been sent or wait for a person. A pause does not stop
                them; they
                continue to their end.
     """

    amount: int
    held: int
    under_way: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        amount = self.amount

        held = self.held

        under_way = self.under_way


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amount": amount,
            "held": held,
            "under_way": under_way,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount = d.pop("amount")

        held = d.pop("held")

        under_way = d.pop("under_way")

        touched_withdrawals = cls(
            amount=amount,
            held=held,
            under_way=under_way,
        )


        touched_withdrawals.additional_properties = d
        return touched_withdrawals

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
