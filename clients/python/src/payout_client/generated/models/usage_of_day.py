from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime






T = TypeVar("T", bound="UsageOfDay")



@_attrs_define
class UsageOfDay:
    """ The requests of one day.

        Attributes:
            aborted (int): The requests whose client disconnected before the response.
            day (datetime.date): The day in UTC. A request counts on the day on which it was answered.
            failed (int): The requests answered with 5xx.
            rate_limited (int): The requests answered with 429.
            refused (int): The requests answered with 4xx other than 429.
            requests (int): The number of requests.
            succeeded (int): The requests answered with 2xx.
            p50_ms (int | None | Unset): The median latency: half of the requests were answered within this many
                milliseconds. The value is 5, 10, 20,
                50, 100, 200, 500, 1 000, 2 000, 5 000 or 10 000. Null if the median is higher, or if there were no requests.
            p95_ms (int | None | Unset): The 95th percentile of the latency, in the same way.
     """

    aborted: int
    day: datetime.date
    failed: int
    rate_limited: int
    refused: int
    requests: int
    succeeded: int
    p50_ms: int | None | Unset = UNSET
    p95_ms: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        aborted = self.aborted

        day = self.day.isoformat()

        failed = self.failed

        rate_limited = self.rate_limited

        refused = self.refused

        requests = self.requests

        succeeded = self.succeeded

        p50_ms: int | None | Unset
        if isinstance(self.p50_ms, Unset):
            p50_ms = UNSET
        else:
            p50_ms = self.p50_ms

        p95_ms: int | None | Unset
        if isinstance(self.p95_ms, Unset):
            p95_ms = UNSET
        else:
            p95_ms = self.p95_ms


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "aborted": aborted,
            "day": day,
            "failed": failed,
            "rate_limited": rate_limited,
            "refused": refused,
            "requests": requests,
            "succeeded": succeeded,
        })
        if p50_ms is not UNSET:
            field_dict["p50_ms"] = p50_ms
        if p95_ms is not UNSET:
            field_dict["p95_ms"] = p95_ms

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        aborted = d.pop("aborted")

        day = datetime.date.fromisoformat(d.pop("day"))




        failed = d.pop("failed")

        rate_limited = d.pop("rate_limited")

        refused = d.pop("refused")

        requests = d.pop("requests")

        succeeded = d.pop("succeeded")

        def _parse_p50_ms(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        p50_ms = _parse_p50_ms(d.pop("p50_ms", UNSET))


        def _parse_p95_ms(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        p95_ms = _parse_p95_ms(d.pop("p95_ms", UNSET))


        usage_of_day = cls(
            aborted=aborted,
            day=day,
            failed=failed,
            rate_limited=rate_limited,
            refused=refused,
            requests=requests,
            succeeded=succeeded,
            p50_ms=p50_ms,
            p95_ms=p95_ms,
        )


        usage_of_day.additional_properties = d
        return usage_of_day

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
