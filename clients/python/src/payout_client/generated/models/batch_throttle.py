from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="BatchThrottle")



@_attrs_define
class BatchThrottle:
    """ The throttle of a batch: at least one of the two rates.

        Attributes:
            max_cents_per_second (int | None | Unset): The maximum number of cents a second, over all workers together.
            max_per_second (int | None | Unset): The maximum number of allocations a second, over all workers together.
     """

    max_cents_per_second: int | None | Unset = UNSET
    max_per_second: int | None | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        max_cents_per_second: int | None | Unset
        if isinstance(self.max_cents_per_second, Unset):
            max_cents_per_second = UNSET
        else:
            max_cents_per_second = self.max_cents_per_second

        max_per_second: int | None | Unset
        if isinstance(self.max_per_second, Unset):
            max_per_second = UNSET
        else:
            max_per_second = self.max_per_second


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if max_cents_per_second is not UNSET:
            field_dict["max_cents_per_second"] = max_cents_per_second
        if max_per_second is not UNSET:
            field_dict["max_per_second"] = max_per_second

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_max_cents_per_second(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_cents_per_second = _parse_max_cents_per_second(d.pop("max_cents_per_second", UNSET))


        def _parse_max_per_second(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_per_second = _parse_max_per_second(d.pop("max_per_second", UNSET))


        batch_throttle = cls(
            max_cents_per_second=max_cents_per_second,
            max_per_second=max_per_second,
        )

        return batch_throttle

