from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.method import check_method
from ..models.method import Method
from ..models.pause_scope import check_pause_scope
from ..models.pause_scope import PauseScope
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.touched_items import TouchedItems





T = TypeVar("T", bound="Pause")



@_attrs_define
class Pause:
    """ A pause in force. `POST /admin/resume` takes its scope, ids and name.

        Attributes:
            holds (TouchedItems): The items that a command affects. There are none if its effect was already there.
            scope (PauseScope): The scope of a pause.
            since (datetime.datetime): When the pause began.
            switched_off (bool): Whether the payouts of the business are switched off. They are switched on again, not
                resumed.
            batch_id (None | str | Unset): The batch's id, `bat_…`.
            business_id (None | str | Unset): The business's id, `biz_…`.
            by (None | str | Unset): Who gave the command, as in the audit log. Absent if this is not known.
            method (Method | Unset):
            moving (bool | None | Unset): `true` while the business is being moved to another cell. It continues there and
                is not resumed here.
            provider (None | str | Unset): The provider's name in the configuration.
     """

    holds: TouchedItems
    scope: PauseScope
    since: datetime.datetime
    switched_off: bool
    batch_id: None | str | Unset = UNSET
    business_id: None | str | Unset = UNSET
    by: None | str | Unset = UNSET
    method: Method | Unset = UNSET
    moving: bool | None | Unset = UNSET
    provider: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.touched_items import TouchedItems # noqa: PLC0415
        holds = self.holds.to_dict()

        scope: str = self.scope

        since = self.since.isoformat()

        switched_off = self.switched_off

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

        by: None | str | Unset
        if isinstance(self.by, Unset):
            by = UNSET
        else:
            by = self.by

        method: str | Unset = UNSET
        if not isinstance(self.method, Unset):
            method = self.method


        moving: bool | None | Unset
        if isinstance(self.moving, Unset):
            moving = UNSET
        else:
            moving = self.moving

        provider: None | str | Unset
        if isinstance(self.provider, Unset):
            provider = UNSET
        else:
            provider = self.provider


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "holds": holds,
            "scope": scope,
            "since": since,
            "switched_off": switched_off,
        })
        if batch_id is not UNSET:
            field_dict["batch_id"] = batch_id
        if business_id is not UNSET:
            field_dict["business_id"] = business_id
        if by is not UNSET:
            field_dict["by"] = by
        if method is not UNSET:
            field_dict["method"] = method
        if moving is not UNSET:
            field_dict["moving"] = moving
        if provider is not UNSET:
            field_dict["provider"] = provider

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.touched_items import TouchedItems # noqa: PLC0415
        d = dict(src_dict)
        holds = TouchedItems.from_dict(d.pop("holds"))




        scope = check_pause_scope(d.pop("scope"))




        since = datetime.datetime.fromisoformat(d.pop("since"))




        switched_off = d.pop("switched_off")

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


        def _parse_by(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        by = _parse_by(d.pop("by", UNSET))


        _method = d.pop("method", UNSET)
        method: Method | Unset
        if isinstance(_method,  Unset):
            method = UNSET
        else:
            method = check_method(_method)




        def _parse_moving(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        moving = _parse_moving(d.pop("moving", UNSET))


        def _parse_provider(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        provider = _parse_provider(d.pop("provider", UNSET))


        pause = cls(
            holds=holds,
            scope=scope,
            since=since,
            switched_off=switched_off,
            batch_id=batch_id,
            business_id=business_id,
            by=by,
            method=method,
            moving=moving,
            provider=provider,
        )


        pause.additional_properties = d
        return pause

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
