from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.attempt_outcome import AttemptOutcome
from ..models.attempt_outcome import check_attempt_outcome
from ..types import UNSET, Unset
from typing import cast
import datetime






T = TypeVar("T", bound="LastAttempt")



@_attrs_define
class LastAttempt:
    """ An attempt to deliver an event.

        Attributes:
            duration_ms (int): How long it took, in milliseconds.
            outcome (AttemptOutcome):
            started_at (datetime.datetime): When the attempt began.
            reply (None | str | Unset): The first KiB of the endpoint's response body.
            status (int | None | Unset): The HTTP status, if the endpoint answered.
     """

    duration_ms: int
    outcome: AttemptOutcome
    started_at: datetime.datetime
    reply: None | str | Unset = UNSET
    status: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        duration_ms = self.duration_ms

        outcome: str = self.outcome

        started_at = self.started_at.isoformat()

        reply: None | str | Unset
        if isinstance(self.reply, Unset):
            reply = UNSET
        else:
            reply = self.reply

        status: int | None | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "duration_ms": duration_ms,
            "outcome": outcome,
            "started_at": started_at,
        })
        if reply is not UNSET:
            field_dict["reply"] = reply
        if status is not UNSET:
            field_dict["status"] = status

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        duration_ms = d.pop("duration_ms")

        outcome = check_attempt_outcome(d.pop("outcome"))




        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))




        def _parse_reply(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reply = _parse_reply(d.pop("reply", UNSET))


        def _parse_status(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        status = _parse_status(d.pop("status", UNSET))


        last_attempt = cls(
            duration_ms=duration_ms,
            outcome=outcome,
            started_at=started_at,
            reply=reply,
            status=status,
        )


        last_attempt.additional_properties = d
        return last_attempt

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
