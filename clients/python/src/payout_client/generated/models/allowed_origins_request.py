from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="AllowedOriginsRequest")



@_attrs_define
class AllowedOriginsRequest:
    """ The origins to allow.

        Attributes:
            origins (list[str]): The origins as browsers send them: `https://shop.example.com`, without a path. `http` only
                for localhost. At
                most 20.
     """

    origins: list[str]





    def to_dict(self) -> dict[str, Any]:
        origins = self.origins




        field_dict: dict[str, Any] = {}

        field_dict.update({
            "origins": origins,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        origins = cast(list[str], d.pop("origins"))


        allowed_origins_request = cls(
            origins=origins,
        )

        return allowed_origins_request

