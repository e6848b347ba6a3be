from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.disabled_because import check_disabled_because
from ..models.disabled_because import DisabledBecause
from ..models.event_type import check_event_type
from ..models.event_type import EventType
from ..models.held_by import check_held_by
from ..models.held_by import HeldBy
from ..models.webhook_kind import check_webhook_kind
from ..models.webhook_kind import WebhookKind
from ..types import UNSET, Unset
from typing import cast
import datetime






T = TypeVar("T", bound="WebhookWithSecret")



@_attrs_define
class WebhookWithSecret:
    """ A webhook endpoint with its secret.

        Attributes:
            created_at (datetime.datetime): When the endpoint was created.
            enabled (bool): Whether events are sent to it.
            events (list[EventType]): The event types that it receives.
            id (str): The endpoint's id, `whk_…`.
            kind (WebhookKind):
            url (str): The URL that events are sent to.
            secret (str): The secret, `whsec_…`. It is returned only once.
            disabled_because (DisabledBecause | Unset):
            failing_since (datetime.datetime | None | Unset): Since when every attempt has failed.
            held_by (HeldBy | Unset):
            previous_secret_until (datetime.datetime | None | Unset): Until when deliveries are also signed with the secret
                before the last rotation.
     """

    created_at: datetime.datetime
    enabled: bool
    events: list[EventType]
    id: str
    kind: WebhookKind
    url: str
    secret: str
    disabled_because: DisabledBecause | Unset = UNSET
    failing_since: datetime.datetime | None | Unset = UNSET
    held_by: HeldBy | Unset = UNSET
    previous_secret_until: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        enabled = self.enabled

        events = []
        for events_item_data in self.events:
            events_item: str = events_item_data
            events.append(events_item)



        id = self.id

        kind: str = self.kind

        url = self.url

        secret = self.secret

        disabled_because: str | Unset = UNSET
        if not isinstance(self.disabled_because, Unset):
            disabled_because = self.disabled_because


        failing_since: None | str | Unset
        if isinstance(self.failing_since, Unset):
            failing_since = UNSET
        elif isinstance(self.failing_since, datetime.datetime):
            failing_since = self.failing_since.isoformat()
        else:
            failing_since = self.failing_since

        held_by: str | Unset = UNSET
        if not isinstance(self.held_by, Unset):
            held_by = self.held_by


        previous_secret_until: None | str | Unset
        if isinstance(self.previous_secret_until, Unset):
            previous_secret_until = UNSET
        elif isinstance(self.previous_secret_until, datetime.datetime):
            previous_secret_until = self.previous_secret_until.isoformat()
        else:
            previous_secret_until = self.previous_secret_until


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "created_at": created_at,
            "enabled": enabled,
            "events": events,
            "id": id,
            "kind": kind,
            "url": url,
            "secret": secret,
        })
        if disabled_because is not UNSET:
            field_dict["disabled_because"] = disabled_because
        if failing_since is not UNSET:
            field_dict["failing_since"] = failing_since
        if held_by is not UNSET:
            field_dict["held_by"] = held_by
        if previous_secret_until is not UNSET:
            field_dict["previous_secret_until"] = previous_secret_until

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        enabled = d.pop("enabled")

        events = []
        _events = d.pop("events")
        for events_item_data in (_events):
            events_item = check_event_type(events_item_data)



            events.append(events_item)


        id = d.pop("id")

        kind = check_webhook_kind(d.pop("kind"))




        url = d.pop("url")

        secret = d.pop("secret")

        _disabled_because = d.pop("disabled_because", UNSET)
        disabled_because: DisabledBecause | Unset
        if isinstance(_disabled_because,  Unset):
            disabled_because = UNSET
        else:
            disabled_because = check_disabled_because(_disabled_because)




        def _parse_failing_since(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                failing_since_type_0 = datetime.datetime.fromisoformat(data)



                return failing_since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        failing_since = _parse_failing_since(d.pop("failing_since", UNSET))


        _held_by = d.pop("held_by", UNSET)
        held_by: HeldBy | Unset
        if isinstance(_held_by,  Unset):
            held_by = UNSET
        else:
            held_by = check_held_by(_held_by)




        def _parse_previous_secret_until(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                previous_secret_until_type_0 = datetime.datetime.fromisoformat(data)



                return previous_secret_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        previous_secret_until = _parse_previous_secret_until(d.pop("previous_secret_until", UNSET))


        webhook_with_secret = cls(
            created_at=created_at,
            enabled=enabled,
            events=events,
            id=id,
            kind=kind,
            url=url,
            secret=secret,
            disabled_because=disabled_because,
            failing_since=failing_since,
            held_by=held_by,
            previous_secret_until=previous_secret_until,
        )


        webhook_with_secret.additional_properties = d
        return webhook_with_secret

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
