from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast






T = TypeVar("T", bound="BalanceAlertRequest")



@_attrs_define
class BalanceAlertRequest:
    """ When to send `balance.low`.

        Attributes:
            threshold (int | None): The payout balance below which to send the event, in cents. Null to never send it.
     """

    threshold: int | None





    def to_dict(self) -> dict[str, Any]:
        threshold: int | None
        threshold = self.threshold


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "threshold": threshold,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_threshold(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        threshold = _parse_threshold(d.pop("threshold"))


        balance_alert_request = cls(
            threshold=threshold,
        )

        return balance_alert_request

