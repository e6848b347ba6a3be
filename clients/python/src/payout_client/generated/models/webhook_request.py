from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.event_selection import check_event_selection
from ..models.event_selection import EventSelection
from typing import cast






T = TypeVar("T", bound="WebhookRequest")



@_attrs_define
class WebhookRequest:
    """ A webhook endpoint to create.

        Attributes:
            events (list[EventSelection]): Event types, or `group.*`.
            url (str): An `https` URL of a public host.
     """

    events: list[EventSelection]
    url: str





    def to_dict(self) -> dict[str, Any]:
        events = []
        for events_item_data in self.events:
            events_item: str = events_item_data
            events.append(events_item)



        url = self.url


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "events": events,
            "url": url,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        events = []
        _events = d.pop("events")
        for events_item_data in (_events):
            events_item = check_event_selection(events_item_data)



            events.append(events_item)


        url = d.pop("url")

        webhook_request = cls(
            events=events,
            url=url,
        )

        return webhook_request

