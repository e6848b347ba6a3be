from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.mode import check_mode
from ..models.mode import Mode
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="NewBusiness")



@_attrs_define
class NewBusiness:
    """ A business to create.

        Attributes:
            name (str): The name, 1 to 200 characters.
            mode (Mode | None | Unset):
            payouts_enabled (bool | None | Unset): Defaults to true.
     """

    name: str
    mode: Mode | None | Unset = UNSET
    payouts_enabled: bool | None | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        name = self.name

        mode: None | str | Unset
        if isinstance(self.mode, Unset):
            mode = UNSET
        elif isinstance(self.mode, str):
            mode = self.mode
        else:
            mode = self.mode

        payouts_enabled: bool | None | Unset
        if isinstance(self.payouts_enabled, Unset):
            payouts_enabled = UNSET
        else:
            payouts_enabled = self.payouts_enabled


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if mode is not UNSET:
            field_dict["mode"] = mode
        if payouts_enabled is not UNSET:
            field_dict["payouts_enabled"] = payouts_enabled

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        def _parse_mode(data: object) -> Mode | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                mode_type_0 = check_mode(data)



                return mode_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Mode | None | Unset, data)

        mode = _parse_mode(d.pop("mode", UNSET))


        def _parse_payouts_enabled(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        payouts_enabled = _parse_payouts_enabled(d.pop("payouts_enabled", UNSET))


        new_business = cls(
            name=name,
            mode=mode,
            payouts_enabled=payouts_enabled,
        )

        return new_business

