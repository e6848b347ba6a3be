from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset






T = TypeVar("T", bound="LowBalance")



@_attrs_define
class LowBalance:
    """ 
        Attributes:
            payout_balance (int):
            threshold (int):
            test_mode (bool | Unset): `true` in a sample event, which reports nothing real. Absent otherwise
     """

    payout_balance: int
    threshold: int
    test_mode: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        payout_balance = self.payout_balance

        threshold = self.threshold

        test_mode = self.test_mode


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "payout_balance": payout_balance,
            "threshold": threshold,
        })
        if test_mode is not UNSET:
            field_dict["test_mode"] = test_mode

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        payout_balance = d.pop("payout_balance")

        threshold = d.pop("threshold")

        test_mode = d.pop("test_mode", UNSET)

        low_balance = cls(
            payout_balance=payout_balance,
            threshold=threshold,
            test_mode=test_mode,
        )


        low_balance.additional_properties = d
        return low_balance

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
