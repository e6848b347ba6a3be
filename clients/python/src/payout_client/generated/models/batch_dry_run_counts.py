from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="BatchDryRunCounts")



@_attrs_define
class BatchDryRunCounts:
    """ The number of items, by what would become of them.

        Attributes:
            duplicate (int): Items that would not be paid again: their reference is known or occurs twice, with the same
                content.
            invalid (int): Items with an error. A single one is enough to reject the batch.
            next_attempt (int): Items that were requested before and ended unpaid: they would be tried again.
            total (int): All items.
     """

    duplicate: int
    invalid: int
    next_attempt: int
    total: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        duplicate = self.duplicate

        invalid = self.invalid

        next_attempt = self.next_attempt

        total = self.total


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "duplicate": duplicate,
            "invalid": invalid,
            "next_attempt": next_attempt,
            "total": total,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        duplicate = d.pop("duplicate")

        invalid = d.pop("invalid")

        next_attempt = d.pop("next_attempt")

        total = d.pop("total")

        batch_dry_run_counts = cls(
            duplicate=duplicate,
            invalid=invalid,
            next_attempt=next_attempt,
            total=total,
        )


        batch_dry_run_counts.additional_properties = d
        return batch_dry_run_counts

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
