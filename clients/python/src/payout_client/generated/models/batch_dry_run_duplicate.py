from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.allocation_status import AllocationStatus
from ..models.allocation_status import check_allocation_status
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="BatchDryRunDuplicate")



@_attrs_define
class BatchDryRunDuplicate:
    """ An item that would not be paid again, because it repeats a recorded allocation or an earlier item of the batch.

        Attributes:
            index (int): The item's position in the batch, starting at 0.
            reference (str): The reference of both.
            duplicate_of (None | str | Unset): The allocation that the item repeats, if that is recorded.
            duplicate_status (AllocationStatus | Unset):
            line (int | None | Unset): The line of the file on which the item begins, starting at 1. Absent if the format
                has no lines.
            same_as_index (int | None | Unset): The index of the item that it repeats, if that is an item of this batch.
            same_as_line (int | None | Unset): The line on which that item begins.
     """

    index: int
    reference: str
    duplicate_of: None | str | Unset = UNSET
    duplicate_status: AllocationStatus | Unset = UNSET
    line: int | None | Unset = UNSET
    same_as_index: int | None | Unset = UNSET
    same_as_line: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        index = self.index

        reference = self.reference

        duplicate_of: None | str | Unset
        if isinstance(self.duplicate_of, Unset):
            duplicate_of = UNSET
        else:
            duplicate_of = self.duplicate_of

        duplicate_status: str | Unset = UNSET
        if not isinstance(self.duplicate_status, Unset):
            duplicate_status = self.duplicate_status


        line: int | None | Unset
        if isinstance(self.line, Unset):
            line = UNSET
        else:
            line = self.line

        same_as_index: int | None | Unset
        if isinstance(self.same_as_index, Unset):
            same_as_index = UNSET
        else:
            same_as_index = self.same_as_index

        same_as_line: int | None | Unset
        if isinstance(self.same_as_line, Unset):
            same_as_line = UNSET
        else:
            same_as_line = self.same_as_line


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "index": index,
            "reference": reference,
        })
        if duplicate_of is not UNSET:
            field_dict["duplicate_of"] = duplicate_of
        if duplicate_status is not UNSET:
            field_dict["duplicate_status"] = duplicate_status
        if line is not UNSET:
            field_dict["line"] = line
        if same_as_index is not UNSET:
            field_dict["same_as_index"] = same_as_index
        if same_as_line is not UNSET:
            field_dict["same_as_line"] = same_as_line

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        index = d.pop("index")

        reference = d.pop("reference")

        def _parse_duplicate_of(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        duplicate_of = _parse_duplicate_of(d.pop("duplicate_of", UNSET))


        _duplicate_status = d.pop("duplicate_status", UNSET)
        duplicate_status: AllocationStatus | Unset
        if isinstance(_duplicate_status,  Unset):
            duplicate_status = UNSET
        else:
            duplicate_status = check_allocation_status(_duplicate_status)




        def _parse_line(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        line = _parse_line(d.pop("line", UNSET))


        def _parse_same_as_index(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        same_as_index = _parse_same_as_index(d.pop("same_as_index", UNSET))


        def _parse_same_as_line(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        same_as_line = _parse_same_as_line(d.pop("same_as_line", UNSET))


        batch_dry_run_duplicate = cls(
            index=index,
            reference=reference,
            duplicate_of=duplicate_of,
            duplicate_status=duplicate_status,
            line=line,
            same_as_index=same_as_index,
            same_as_line=same_as_line,
        )


        batch_dry_run_duplicate.additional_properties = d
        return batch_dry_run_duplicate

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
