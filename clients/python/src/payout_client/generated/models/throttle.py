from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.scope import check_scope
from ..models.scope import Scope
from ..types import UNSET, Unset
from typing import cast
import datetime






T = TypeVar("T", bound="Throttle")



@_attrs_define
class Throttle:
    """ A throttle in force. Without a business it applies to everything, without a batch to a business.

        Attributes:
            changed_at (datetime.datetime): When the throttle was set.
            scope (Scope): The scope of a command.
            batch_id (None | str | Unset): The batch's id, `bat_…`.
            business_id (None | str | Unset): The business's id, `biz_…`.
            max_cents_per_second (int | None | Unset): The maximum number of cents a second, over all workers together.
            max_per_second (int | None | Unset): The maximum number of allocations a second, over all workers together.
     """

    changed_at: datetime.datetime
    scope: Scope
    batch_id: None | str | Unset = UNSET
    business_id: None | str | Unset = UNSET
    max_cents_per_second: int | None | Unset = UNSET
    max_per_second: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        changed_at = self.changed_at.isoformat()

        scope: str = self.scope

        batch_id: None | str | Unset
        if isinstance(self.batch_id, Unset):
            batch_id = UNSET
        else:
            batch_id = self.batch_id

        business_id: None | str | Unset
        if isinstance(self.business_id, Unset):
            business_id = UNSET
        else:
            business_id = self.business_id

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
        field_dict.update(self.additional_properties)
        field_dict.update({
            "changed_at": changed_at,
            "scope": scope,
        })
        if batch_id is not UNSET:
            field_dict["batch_id"] = batch_id
        if business_id is not UNSET:
            field_dict["business_id"] = business_id
        if max_cents_per_second is not UNSET:
            field_dict["max_cents_per_second"] = max_cents_per_second
        if max_per_second is not UNSET:
            field_dict["max_per_second"] = max_per_second

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        changed_at = datetime.datetime.fromisoformat(d.pop("changed_at"))




        scope = check_scope(d.pop("scope"))




        def _parse_batch_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        batch_id = _parse_batch_id(d.pop("batch_id", UNSET))


        def _parse_business_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        business_id = _parse_business_id(d.pop("business_id", UNSET))


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


        throttle = cls(
            changed_at=changed_at,
            scope=scope,
            batch_id=batch_id,
            business_id=business_id,
            max_cents_per_second=max_cents_per_second,
            max_per_second=max_per_second,
        )


        throttle.additional_properties = d
        return throttle

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
