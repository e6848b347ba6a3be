from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime






T = TypeVar("T", bound="ParkedAllocation")



@_attrs_define
class ParkedAllocation:
    """ A parked allocation.

        Attributes:
            amount (int): The amount, in cents.
            attempts (int): The number of attempts.
            business_id (str): The business's id, `biz_…`.
            created_at (datetime.datetime): When the allocation was accepted.
            died_at (datetime.datetime): When it was parked.
            error (str): The error of the last attempt.
            id (str): The allocation's id, `alc_…`.
            batch_id (None | str | Unset): The batch that the allocation belongs to.
     """

    amount: int
    attempts: int
    business_id: str
    created_at: datetime.datetime
    died_at: datetime.datetime
    error: str
    id: str
    batch_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        amount = self.amount

        attempts = self.attempts

        business_id = self.business_id

        created_at = self.created_at.isoformat()

        died_at = self.died_at.isoformat()

        error = self.error

        id = self.id

        batch_id: None | str | Unset
        if isinstance(self.batch_id, Unset):
            batch_id = UNSET
        else:
            batch_id = self.batch_id


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amount": amount,
            "attempts": attempts,
            "business_id": business_id,
            "created_at": created_at,
            "died_at": died_at,
            "error": error,
            "id": id,
        })
        if batch_id is not UNSET:
            field_dict["batch_id"] = batch_id

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount = d.pop("amount")

        attempts = d.pop("attempts")

        business_id = d.pop("business_id")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        died_at = datetime.datetime.fromisoformat(d.pop("died_at"))




        error = d.pop("error")

        id = d.pop("id")

        def _parse_batch_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        batch_id = _parse_batch_id(d.pop("batch_id", UNSET))


        parked_allocation = cls(
            amount=amount,
            attempts=attempts,
            business_id=business_id,
            created_at=created_at,
            died_at=died_at,
            error=error,
            id=id,
            batch_id=batch_id,
        )


        parked_allocation.additional_properties = d
        return parked_allocation

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
