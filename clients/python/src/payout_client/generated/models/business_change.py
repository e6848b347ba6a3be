from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="BusinessChange")



@_attrs_define
class BusinessChange:
    """ The fields to change. A field that is absent keeps its value.

        Attributes:
            name (None | str | Unset): The new name, 1 to 200 characters.
            payouts_enabled (bool | None | Unset): Whether payouts are switched on.
            weight (int | None | Unset): How many claims long a turn of the business is.
     """

    name: None | str | Unset = UNSET
    payouts_enabled: bool | None | Unset = UNSET
    weight: int | None | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        payouts_enabled: bool | None | Unset
        if isinstance(self.payouts_enabled, Unset):
            payouts_enabled = UNSET
        else:
            payouts_enabled = self.payouts_enabled

        weight: int | None | Unset
        if isinstance(self.weight, Unset):
            weight = UNSET
        else:
            weight = self.weight


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if name is not UNSET:
            field_dict["name"] = name
        if payouts_enabled is not UNSET:
            field_dict["payouts_enabled"] = payouts_enabled
        if weight is not UNSET:
            field_dict["weight"] = weight

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))


        def _parse_payouts_enabled(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        payouts_enabled = _parse_payouts_enabled(d.pop("payouts_enabled", UNSET))


        def _parse_weight(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        weight = _parse_weight(d.pop("weight", UNSET))


        business_change = cls(
            name=name,
            payouts_enabled=payouts_enabled,
            weight=weight,
        )

        return business_change

