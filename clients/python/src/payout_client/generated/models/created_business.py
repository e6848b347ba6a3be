from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.mode import check_mode
from ..models.mode import Mode
from typing import cast






T = TypeVar("T", bound="CreatedBusiness")



@_attrs_define
class CreatedBusiness:
    """ A business that was just created.

        Attributes:
            api_key (str): The first secret key. It is returned only once.
            id (str): The business's id, `biz_…`.
            mode (Mode): The mode of a business, which never changes.
            name (str): The name.
            payouts_enabled (bool): Whether payouts are switched on.
     """

    api_key: str
    id: str
    mode: Mode
    name: str
    payouts_enabled: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        api_key = self.api_key

        id = self.id

        mode: str = self.mode

        name = self.name

        payouts_enabled = self.payouts_enabled


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "api_key": api_key,
            "id": id,
            "mode": mode,
            "name": name,
            "payouts_enabled": payouts_enabled,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        api_key = d.pop("api_key")

        id = d.pop("id")

        mode = check_mode(d.pop("mode"))




        name = d.pop("name")

        payouts_enabled = d.pop("payouts_enabled")

        created_business = cls(
            api_key=api_key,
            id=id,
            mode=mode,
            name=name,
            payouts_enabled=payouts_enabled,
        )


        created_business.additional_properties = d
        return created_business

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
