from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="TopUp")



@_attrs_define
class TopUp:
    """ How much to move.

        Attributes:
            amount (int): The amount, in cents. Write digits only: `1.0` and `1e2` are rejected, because they may be meant
                as dollars.
     """

    amount: int





    def to_dict(self) -> dict[str, Any]:
        amount = self.amount


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "amount": amount,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount = d.pop("amount")

        top_up = cls(
            amount=amount,
        )

        return top_up

