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
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="PayoutWebhook")



@_attrs_define
class PayoutWebhook:
    """ The payout webhook.

        Attributes:
            enabled (bool): Whether events are sent to it.
            events (list[EventType]): The event types that it receives.
            id (str): The webhook's id, `whk_…`.
            secret (str): The same key in the format of Standard Webhooks, for `webhook-signature`: `whsec_…`.
            token (str): The key of `Signature`, which is the lower-case hexadecimal HMAC-SHA256 of the raw body.
            url (str): The URL that events are sent to.
            disabled_because (DisabledBecause | Unset):
            held_by (HeldBy | Unset):
     """

    enabled: bool
    events: list[EventType]
    id: str
    secret: str
    token: str
    url: str
    disabled_because: DisabledBecause | Unset = UNSET
    held_by: HeldBy | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        enabled = self.enabled

        events = []
        for events_item_data in self.events:
            events_item: str = events_item_data
            events.append(events_item)



        id = self.id

        secret = self.secret

        token = self.token

        url = self.url

        disabled_because: str | Unset = UNSET
        if not isinstance(self.disabled_because, Unset):
            disabled_because = self.disabled_because


        held_by: str | Unset = UNSET
        if not isinstance(self.held_by, Unset):
            held_by = self.held_by



        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "enabled": enabled,
            "events": events,
            "id": id,
            "secret": secret,
            "token": token,
            "url": url,
        })
        if disabled_because is not UNSET:
            field_dict["disabled_because"] = disabled_because
        if held_by is not UNSET:
            field_dict["held_by"] = held_by

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        enabled = d.pop("enabled")

        events = []
        _events = d.pop("events")
        for events_item_data in (_events):
            events_item = check_event_type(events_item_data)



            events.append(events_item)


        id = d.pop("id")

        secret = d.pop("secret")

        token = d.pop("token")

        url = d.pop("url")

        _disabled_because = d.pop("disabled_because", UNSET)
        disabled_because: DisabledBecause | Unset
        if isinstance(_disabled_because,  Unset):
            disabled_because = UNSET
        else:
            disabled_because = check_disabled_because(_disabled_because)




        _held_by = d.pop("held_by", UNSET)
        held_by: HeldBy | Unset
        if isinstance(_held_by,  Unset):
            held_by = UNSET
        else:
            held_by = check_held_by(_held_by)




        payout_webhook = cls(
            enabled=enabled,
            events=events,
            id=id,
            secret=secret,
            token=token,
            url=url,
            disabled_because=disabled_because,
            held_by=held_by,
        )


        payout_webhook.additional_properties = d
        return payout_webhook

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
