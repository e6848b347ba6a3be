from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="BrandLogo")



@_attrs_define
class BrandLogo:
    """ A logo.

        Attributes:
            address (str): The path of the picture on this server. It changes with the picture.
            height (int): The height in pixels.
            media_type (str): `image/png`, `image/jpeg` or `image/webp`.
            width (int): The width in pixels.
     """

    address: str
    height: int
    media_type: str
    width: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        address = self.address

        height = self.height

        media_type = self.media_type

        width = self.width


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "address": address,
            "height": height,
            "media_type": media_type,
            "width": width,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        address = d.pop("address")

        height = d.pop("height")

        media_type = d.pop("media_type")

        width = d.pop("width")

        brand_logo = cls(
            address=address,
            height=height,
            media_type=media_type,
            width=width,
        )


        brand_logo.additional_properties = d
        return brand_logo

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
