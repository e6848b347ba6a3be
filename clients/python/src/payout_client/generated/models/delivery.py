from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.delivery_status import check_delivery_status
from ..models.delivery_status import DeliveryStatus
from ..models.event_type import check_event_type
from ..models.event_type import EventType
from ..models.held_by import check_held_by
from ..models.held_by import HeldBy
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.last_attempt import LastAttempt





T = TypeVar("T", bound="Delivery")



@_attrs_define
class Delivery:
    """ A delivery and its last attempt.

        Attributes:
            attempts (int): The number of attempts so far.
            created_at (datetime.datetime): When it was first due.
            event_id (str): The event's id, `evt_…`, which is the `webhook-id` of the delivery.
            status (DeliveryStatus):
            type_ (EventType):
            due_at (datetime.datetime | None | Unset): When it is tried next, unless it is held.
            finished_at (datetime.datetime | None | Unset): When the delivery ended.
            held_by (HeldBy | Unset):
            last_attempt (LastAttempt | None | Unset):
     """

    attempts: int
    created_at: datetime.datetime
    event_id: str
    status: DeliveryStatus
    type_: EventType
    due_at: datetime.datetime | None | Unset = UNSET
    finished_at: datetime.datetime | None | Unset = UNSET
    held_by: HeldBy | Unset = UNSET
    last_attempt: LastAttempt | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.last_attempt import LastAttempt # noqa: PLC0415
        attempts = self.attempts

        created_at = self.created_at.isoformat()

        event_id = self.event_id

        status: str = self.status

        type_: str = self.type_

        due_at: None | str | Unset
        if isinstance(self.due_at, Unset):
            due_at = UNSET
        elif isinstance(self.due_at, datetime.datetime):
            due_at = self.due_at.isoformat()
        else:
            due_at = self.due_at

        finished_at: None | str | Unset
        if isinstance(self.finished_at, Unset):
            finished_at = UNSET
        elif isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        held_by: str | Unset = UNSET
        if not isinstance(self.held_by, Unset):
            held_by = self.held_by


        last_attempt: dict[str, Any] | None | Unset
        if isinstance(self.last_attempt, Unset):
            last_attempt = UNSET
        elif isinstance(self.last_attempt, LastAttempt):
            last_attempt = self.last_attempt.to_dict()
        else:
            last_attempt = self.last_attempt


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "attempts": attempts,
            "created_at": created_at,
            "event_id": event_id,
            "status": status,
            "type": type_,
        })
        if due_at is not UNSET:
            field_dict["due_at"] = due_at
        if finished_at is not UNSET:
            field_dict["finished_at"] = finished_at
        if held_by is not UNSET:
            field_dict["held_by"] = held_by
        if last_attempt is not UNSET:
            field_dict["last_attempt"] = last_attempt

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.last_attempt import LastAttempt # noqa: PLC0415
        d = dict(src_dict)
        attempts = d.pop("attempts")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        event_id = d.pop("event_id")

        status = check_delivery_status(d.pop("status"))




        type_ = check_event_type(d.pop("type"))




        def _parse_due_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                due_at_type_0 = datetime.datetime.fromisoformat(data)



                return due_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        due_at = _parse_due_at(d.pop("due_at", UNSET))


        def _parse_finished_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)



                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        finished_at = _parse_finished_at(d.pop("finished_at", UNSET))


        _held_by = d.pop("held_by", UNSET)
        held_by: HeldBy | Unset
        if isinstance(_held_by,  Unset):
            held_by = UNSET
        else:
            held_by = check_held_by(_held_by)




        def _parse_last_attempt(data: object) -> LastAttempt | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                last_attempt_type_0 = LastAttempt.from_dict(data)



                return last_attempt_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LastAttempt | None | Unset, data)

        last_attempt = _parse_last_attempt(d.pop("last_attempt", UNSET))


        delivery = cls(
            attempts=attempts,
            created_at=created_at,
            event_id=event_id,
            status=status,
            type_=type_,
            due_at=due_at,
            finished_at=finished_at,
            held_by=held_by,
            last_attempt=last_attempt,
        )


        delivery.additional_properties = d
        return delivery

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
