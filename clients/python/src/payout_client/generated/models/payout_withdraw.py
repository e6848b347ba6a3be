from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.method import check_method
from ..models.method import Method
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.payout_withdraw_destination import PayoutWithdrawDestination





T = TypeVar("T", bound="PayoutWithdraw")



@_attrs_define
class PayoutWithdraw:
    """ How much to withdraw, and where to send it.

        Attributes:
            amount (int): The amount, in cents, within the method's limits. Write digits only: `1.0` and `1e2` are rejected,
                because they may be meant as dollars.
            destination (PayoutWithdrawDestination): The fields that the method requires: see `GET /payout/methods`.
            provider (Method):
            payout_hash (None | str | Unset): The payout hash, unless the `X-Payout-Hash` header has it.
     """

    amount: int
    destination: PayoutWithdrawDestination
    provider: Method
    payout_hash: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.payout_withdraw_destination import PayoutWithdrawDestination # noqa: PLC0415
        amount = self.amount

        destination = self.destination.to_dict()

        provider: str = self.provider

        payout_hash: None | str | Unset
        if isinstance(self.payout_hash, Unset):
            payout_hash = UNSET
        else:
            payout_hash = self.payout_hash


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amount": amount,
            "destination": destination,
            "provider": provider,
        })
        if payout_hash is not UNSET:
            field_dict["payout_hash"] = payout_hash

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.payout_withdraw_destination import PayoutWithdrawDestination # noqa: PLC0415
        d = dict(src_dict)
        amount = d.pop("amount")

        destination = PayoutWithdrawDestination.from_dict(d.pop("destination"))




        provider = check_method(d.pop("provider"))




        def _parse_payout_hash(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        payout_hash = _parse_payout_hash(d.pop("payout_hash", UNSET))


        payout_withdraw = cls(
            amount=amount,
            destination=destination,
            provider=provider,
            payout_hash=payout_hash,
        )


        payout_withdraw.additional_properties = d
        return payout_withdraw

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
