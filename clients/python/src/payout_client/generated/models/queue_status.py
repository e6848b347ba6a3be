from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="QueueStatus")



@_attrs_define
class QueueStatus:
    """ The number of jobs in each state, and the age of the oldest.

        Attributes:
            businesses_waiting (int): The number of businesses with ready jobs that are neither paused nor throttled.
            dead (int): The number of parked allocations.
            deferred (int): The number of jobs that wait for a later time.
            oldest_ready_age_seconds (float): The age of the oldest ready job that is neither paused nor throttled, or 0
                without one.
            ready (int): The number of jobs that are ready. An estimate if there are many.
     """

    businesses_waiting: int
    dead: int
    deferred: int
    oldest_ready_age_seconds: float
    ready: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        businesses_waiting = self.businesses_waiting

        dead = self.dead

        deferred = self.deferred

        oldest_ready_age_seconds = self.oldest_ready_age_seconds

        ready = self.ready


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "businesses_waiting": businesses_waiting,
            "dead": dead,
            "deferred": deferred,
            "oldest_ready_age_seconds": oldest_ready_age_seconds,
            "ready": ready,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        businesses_waiting = d.pop("businesses_waiting")

        dead = d.pop("dead")

        deferred = d.pop("deferred")

        oldest_ready_age_seconds = d.pop("oldest_ready_age_seconds")

        ready = d.pop("ready")

        queue_status = cls(
            businesses_waiting=businesses_waiting,
            dead=dead,
            deferred=deferred,
            oldest_ready_age_seconds=oldest_ready_age_seconds,
            ready=ready,
        )


        queue_status.additional_properties = d
        return queue_status

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
