from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="UsageOfRoute")



@_attrs_define
class UsageOfRoute:
    """ The requests for a route with one outcome.

        Attributes:
            outcome (str): The outcome: `2xx`, `400`, `403`, `404`, `409`, `422`, `429`, `4xx` (any other), `5xx`, or
                `aborted` (the client
                disconnected before the response).
            requests (int): The number of requests.
            route (str): The method and the pattern of the path, such as `GET /v1/batches/{id}`. `other` stands for requests
                that were
                counted without their route, because too many routes were requested at once.
            p50_ms (int | None | Unset): The median latency: half of the requests were answered within this many
                milliseconds. Null if it is
                above 10 000.
            p95_ms (int | None | Unset): The 95th percentile of the latency, in the same way.
     """

    outcome: str
    requests: int
    route: str
    p50_ms: int | None | Unset = UNSET
    p95_ms: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        outcome = self.outcome

        requests = self.requests

        route = self.route

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
            "outcome": outcome,
            "requests": requests,
            "route": route,
        })
        if p50_ms is not UNSET:
            field_dict["p50_ms"] = p50_ms
        if p95_ms is not UNSET:
            field_dict["p95_ms"] = p95_ms

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        outcome = d.pop("outcome")

        requests = d.pop("requests")

        route = d.pop("route")

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


        usage_of_route = cls(
            outcome=outcome,
            requests=requests,
            route=route,
            p50_ms=p50_ms,
            p95_ms=p95_ms,
        )


        usage_of_route.additional_properties = d
        return usage_of_route

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
