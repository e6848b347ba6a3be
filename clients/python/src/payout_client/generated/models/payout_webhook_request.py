from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.payout_event_selection import check_payout_event_selection
from ..models.payout_event_selection import PayoutEventSelection
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="PayoutWebhookRequest")



@_attrs_define
class PayoutWebhookRequest:
    """ The payout webhook to set.

        Attributes:
            url (str): An `https` URL of a public host.
            enabled (bool | None | Unset): Defaults to true.
            events (list[PayoutEventSelection] | None | Unset): Any of `payout.created`, `.processing`, `.succeeded`,
                `.failed` and `.rejected`. Defaults to `payout.succeeded`.
     """

    url: str
    enabled: bool | None | Unset = UNSET
    events: list[PayoutEventSelection] | None | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        url = self.url

        enabled: bool | None | Unset
        if isinstance(self.enabled, Unset):
            enabled = UNSET
        else:
            enabled = self.enabled

        events: list[str] | None | Unset
        if isinstance(self.events, Unset):
            events = UNSET
        elif isinstance(self.events, list):
            events = []
            for events_type_0_item_data in self.events:
                events_type_0_item: str = events_type_0_item_data
                events.append(events_type_0_item)


        else:
            events = self.events


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "url": url,
        })
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if events is not UNSET:
            field_dict["events"] = events

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        url = d.pop("url")

        def _parse_enabled(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        enabled = _parse_enabled(d.pop("enabled", UNSET))


        def _parse_events(data: object) -> list[PayoutEventSelection] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                events_type_0 = []
                _events_type_0 = data
                for events_type_0_item_data in (_events_type_0):
                    events_type_0_item = check_payout_event_selection(events_type_0_item_data)



                    events_type_0.append(events_type_0_item)

                return events_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PayoutEventSelection] | None | Unset, data)

        events = _parse_events(d.pop("events", UNSET))


        payout_webhook_request = cls(
            url=url,
            enabled=enabled,
            events=events,
        )

        return payout_webhook_request

