from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="PayoutFees")



@_attrs_define
class PayoutFees:
    """ The fees of a withdrawal: a fixed part and a share of the amount, which is rounded half up.

        Attributes:
            basis_points (int): The share, in hundredths of a percent of the amount.
            fixed (int): The fixed part, in cents.
     """

    basis_points: int
    fixed: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        basis_points = self.basis_points

        fixed = self.fixed


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "basis_points": basis_points,
            "fixed": fixed,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        basis_points = d.pop("basis_points")

        fixed = d.pop("fixed")

        payout_fees = cls(
            basis_points=basis_points,
            fixed=fixed,
        )


        payout_fees.additional_properties = d
        return payout_fees

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
