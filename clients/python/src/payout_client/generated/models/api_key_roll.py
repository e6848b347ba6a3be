from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="ApiKeyRoll")



@_attrs_define
class ApiKeyRoll:
    """ How to roll a key.

        Attributes:
            overlap_seconds (int): For how many seconds both keys work. 0 ends the old key at once. At least 60 if a key
                rolls itself.
     """

    overlap_seconds: int





    def to_dict(self) -> dict[str, Any]:
        overlap_seconds = self.overlap_seconds


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "overlap_seconds": overlap_seconds,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        overlap_seconds = d.pop("overlap_seconds")

        api_key_roll = cls(
            overlap_seconds=overlap_seconds,
        )

        return api_key_roll

