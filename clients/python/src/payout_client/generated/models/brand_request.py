from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="BrandRequest")



@_attrs_define
class BrandRequest:
    """ How a business is to appear to its payout users.

        Attributes:
            colour (None | str): The colour of buttons and links, `#rrggbb`. Null for the default colour.
            name (None | str): The name to show instead of the name of the business, 1 to 100 characters. Null to show that
                name.
     """

    colour: None | str
    name: None | str





    def to_dict(self) -> dict[str, Any]:
        colour: None | str
        colour = self.colour

        name: None | str
        name = self.name


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "colour": colour,
            "name": name,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_colour(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        colour = _parse_colour(d.pop("colour"))


        def _parse_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        name = _parse_name(d.pop("name"))


        brand_request = cls(
            colour=colour,
            name=name,
        )

        return brand_request

