from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.allocation_status import AllocationStatus
from ..models.allocation_status import check_allocation_status
from ..models.failure_code import check_failure_code
from ..models.failure_code import FailureCode
from ..models.held_by import check_held_by
from ..models.held_by import HeldBy
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.allocation_metadata_type_0 import AllocationMetadataType0





T = TypeVar("T", bound="Allocation")



@_attrs_define
class Allocation:
    """ An allocation.

        Attributes:
            amount (int): The amount, in cents.
            created_at (datetime.datetime): When the allocation was accepted.
            email (str): The payout user's normalised e-mail address.
            id (str): The allocation's id, `alc_…`.
            status (AllocationStatus):
            batch_id (None | str | Unset): The batch that the allocation belongs to.
            code (FailureCode | Unset):
            finished_at (datetime.datetime | None | Unset): When the allocation ended.
            held_by (HeldBy | Unset):
            metadata (AllocationMetadataType0 | None | Unset): The metadata that the client sent.
            payout_user_id (None | str | Unset): The payout user who was paid.
            reference (None | str | Unset): The client's reference for the allocation.
     """

    amount: int
    created_at: datetime.datetime
    email: str
    id: str
    status: AllocationStatus
    batch_id: None | str | Unset = UNSET
    code: FailureCode | Unset = UNSET
    finished_at: datetime.datetime | None | Unset = UNSET
    held_by: HeldBy | Unset = UNSET
    metadata: AllocationMetadataType0 | None | Unset = UNSET
    payout_user_id: None | str | Unset = UNSET
    reference: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.allocation_metadata_type_0 import AllocationMetadataType0 # noqa: PLC0415
        amount = self.amount

        created_at = self.created_at.isoformat()

        email = self.email

        id = self.id

        status: str = self.status

        batch_id: None | str | Unset
        if isinstance(self.batch_id, Unset):
            batch_id = UNSET
        else:
            batch_id = self.batch_id

        code: str | Unset = UNSET
        if not isinstance(self.code, Unset):
            code = self.code


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


        metadata: dict[str, Any] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, AllocationMetadataType0):
            metadata = self.metadata.to_dict()
        else:
            metadata = self.metadata

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
            "amount": amount,
            "created_at": created_at,
            "email": email,
            "id": id,
            "status": status,
        })
        if batch_id is not UNSET:
            field_dict["batch_id"] = batch_id
        if code is not UNSET:
            field_dict["code"] = code
        if finished_at is not UNSET:
            field_dict["finished_at"] = finished_at
        if held_by is not UNSET:
            field_dict["held_by"] = held_by
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if payout_user_id is not UNSET:
            field_dict["payout_user_id"] = payout_user_id
        if reference is not UNSET:
            field_dict["reference"] = reference

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.allocation_metadata_type_0 import AllocationMetadataType0 # noqa: PLC0415
        d = dict(src_dict)
        amount = d.pop("amount")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        email = d.pop("email")

        id = d.pop("id")

        status = check_allocation_status(d.pop("status"))




        def _parse_batch_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        batch_id = _parse_batch_id(d.pop("batch_id", UNSET))


        _code = d.pop("code", UNSET)
        code: FailureCode | Unset
        if isinstance(_code,  Unset):
            code = UNSET
        else:
            code = check_failure_code(_code)




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




        def _parse_metadata(data: object) -> AllocationMetadataType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_type_0 = AllocationMetadataType0.from_dict(data)



                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AllocationMetadataType0 | None | Unset, data)

        metadata = _parse_metadata(d.pop("metadata", UNSET))


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


        allocation = cls(
            amount=amount,
            created_at=created_at,
            email=email,
            id=id,
            status=status,
            batch_id=batch_id,
            code=code,
            finished_at=finished_at,
            held_by=held_by,
            metadata=metadata,
            payout_user_id=payout_user_id,
            reference=reference,
        )


        allocation.additional_properties = d
        return allocation

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
