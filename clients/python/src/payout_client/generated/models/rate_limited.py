from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.rate_limit_of import check_rate_limit_of
from ..models.rate_limit_of import RateLimitOf
from typing import cast






T = TypeVar("T", bound="RateLimited")



@_attrs_define
class RateLimited:
    """ The body of 429, the only one with more.

        Attributes:
            error (str): `rate_limit_exceeded`
            message (str): For people.
            retry_after (int): Seconds, as in `Retry-After`.
            type_ (RateLimitOf):
     """

    error: str
    message: str
    retry_after: int
    type_: RateLimitOf
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        error = self.error

        message = self.message

        retry_after = self.retry_after

        type_: str = self.type_


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "error": error,
            "message": message,
            "retry_after": retry_after,
            "type": type_,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        error = d.pop("error")

        message = d.pop("message")

        retry_after = d.pop("retry_after")

        type_ = check_rate_limit_of(d.pop("type"))




        rate_limited = cls(
            error=error,
            message=message,
            retry_after=retry_after,
            type_=type_,
        )


        rate_limited.additional_properties = d
        return rate_limited

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
