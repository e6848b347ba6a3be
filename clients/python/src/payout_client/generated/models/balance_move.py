from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="BalanceMove")



@_attrs_define
class BalanceMove:
    """ A move of money, and the balances at the time of the response. A repeated request gets the same move, but may get
    other balances.

        Attributes:
            amount (int): The amount, in cents.
            balance (int): The main balance now, in cents.
            id (str): The move's id, `mov_…`.
            payout_balance (int): The payout balance now, in cents.
     """

    amount: int
    balance: int
    id: str
    payout_balance: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        amount = self.amount

        balance = self.balance

        id = self.id

        payout_balance = self.payout_balance


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amount": amount,
            "balance": balance,
            "id": id,
            "payout_balance": payout_balance,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount = d.pop("amount")

        balance = d.pop("balance")

        id = d.pop("id")

        payout_balance = d.pop("payout_balance")

        balance_move = cls(
            amount=amount,
            balance=balance,
            id=id,
            payout_balance=payout_balance,
        )


        balance_move.additional_properties = d
        return balance_move

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
