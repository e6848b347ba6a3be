from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.allocation_status import AllocationStatus
from ..models.allocation_status import check_allocation_status
from ..models.batch_item_status import BatchItemStatus
from ..models.batch_item_status import check_batch_item_status
from ..models.failure_code import check_failure_code
from ..models.failure_code import FailureCode
from ..models.held_by import check_held_by
from ..models.held_by import HeldBy
from ..types import UNSET, Unset
from typing import cast
import datetime






T = TypeVar("T", bound="BatchItem")



@_attrs_define
class BatchItem:
    """ An item of a batch, with its result.

        Attributes:
            allocation_id (str): The allocation that pays the item. For a duplicate, the allocation that it repeats.
            amount (int): The amount, in cents.
            email (str): The payout user's e-mail address.
            index (int): The position in the batch, starting at 0.
            status (BatchItemStatus):
            code (FailureCode | Unset):
            duplicate_of (None | str | Unset): For a duplicate, the allocation that it repeats.
            duplicate_status (AllocationStatus | Unset):
            finished_at (datetime.datetime | None | Unset): When the item ended.
            held_by (HeldBy | Unset):
            payout_user_id (None | str | Unset): The payout user who was paid.
            reference (None | str | Unset): The client's reference for the item.
     """

    allocation_id: str
    amount: int
    email: str
    index: int
    status: BatchItemStatus
    code: FailureCode | Unset = UNSET
    duplicate_of: None | str | Unset = UNSET
    duplicate_status: AllocationStatus | Unset = UNSET
    finished_at: datetime.datetime | None | Unset = UNSET
    held_by: HeldBy | Unset = UNSET
    payout_user_id: None | str | Unset = UNSET
    reference: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        allocation_id = self.allocation_id

        amount = self.amount

        email = self.email

        index = self.index

        status: str = self.status

        code: str | Unset = UNSET
        if not isinstance(self.code, Unset):
            code = self.code


        duplicate_of: None | str | Unset
        if isinstance(self.duplicate_of, Unset):
            duplicate_of = UNSET
        else:
            duplicate_of = self.duplicate_of

        duplicate_status: str | Unset = UNSET
        if not isinstance(self.duplicate_status, Unset):
            duplicate_status = self.duplicate_status


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


        payout_user_id: None | str | Unset
        if isinstance(self.payout_user_id, Unset):
            payout_user_id = UNSET
        else:
            payout_user_id = self.payout_user_id

        reference: None | str | Unset
        if isinstance(self.reference, Unset):
            reference = UNSET
        else:
            reference = self.reference


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "allocation_id": allocation_id,
            "amount": amount,
            "email": email,
            "index": index,
            "status": status,
        })
        if code is not UNSET:
            field_dict["code"] = code
        if duplicate_of is not UNSET:
            field_dict["duplicate_of"] = duplicate_of
        if duplicate_status is not UNSET:
            field_dict["duplicate_status"] = duplicate_status
        if finished_at is not UNSET:
            field_dict["finished_at"] = finished_at
        if held_by is not UNSET:
            field_dict["held_by"] = held_by
        if payout_user_id is not UNSET:
            field_dict["payout_user_id"] = payout_user_id
        if reference is not UNSET:
            field_dict["reference"] = reference

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        allocation_id = d.pop("allocation_id")

        amount = d.pop("amount")

        email = d.pop("email")

        index = d.pop("index")

        status = check_batch_item_status(d.pop("status"))




        _code = d.pop("code", UNSET)
        code: FailureCode | Unset
        if isinstance(_code,  Unset):
            code = UNSET
        else:
            code = check_failure_code(_code)




        def _parse_duplicate_of(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        duplicate_of = _parse_duplicate_of(d.pop("duplicate_of", UNSET))


        _duplicate_status = d.pop("duplicate_status", UNSET)
        duplicate_status: AllocationStatus | Unset
        if isinstance(_duplicate_status,  Unset):
            duplicate_status = UNSET
        else:
            duplicate_status = check_allocation_status(_duplicate_status)




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




        def _parse_payout_user_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        payout_user_id = _parse_payout_user_id(d.pop("payout_user_id", UNSET))


        def _parse_reference(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reference = _parse_reference(d.pop("reference", UNSET))


        batch_item = cls(
            allocation_id=allocation_id,
            amount=amount,
            email=email,
            index=index,
            status=status,
            code=code,
            duplicate_of=duplicate_of,
            duplicate_status=duplicate_status,
            finished_at=finished_at,
            held_by=held_by,
            payout_user_id=payout_user_id,
            reference=reference,
        )


        batch_item.additional_properties = d
        return batch_item

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
