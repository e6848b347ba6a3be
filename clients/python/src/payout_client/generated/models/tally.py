from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="Tally")



@_attrs_define
class Tally:
    """ The number of items, or the sum of their amounts in cents, by state.

        Attributes:
            cancelled (int): Cancelled before they were paid.
            duplicate (int): Not paid again, because an earlier allocation has the same reference and the same content.
            failed (int): Failed.
            pending (int): Not ended yet.
            succeeded (int): Paid.
            total (int): All items.
     """

    cancelled: int
    duplicate: int
    failed: int
    pending: int
    succeeded: int
    total: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        cancelled = self.cancelled

        duplicate = self.duplicate

        failed = self.failed

        pending = self.pending

        succeeded = self.succeeded

        total = self.total


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "cancelled": cancelled,
            "duplicate": duplicate,
            "failed": failed,
            "pending": pending,
            "succeeded": succeeded,
            "total": total,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cancelled = d.pop("cancelled")

        duplicate = d.pop("duplicate")

        failed = d.pop("failed")

        pending = d.pop("pending")

        succeeded = d.pop("succeeded")

        total = d.pop("total")

        tally = cls(
            cancelled=cancelled,
            duplicate=duplicate,
            failed=failed,
            pending=pending,
            succeeded=succeeded,
            total=total,
        )


        tally.additional_properties = d
        return tally

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
