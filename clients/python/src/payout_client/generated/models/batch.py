from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.batch_mode import BatchMode
from ..models.batch_mode import check_batch_mode
from ..models.batch_status import BatchStatus
from ..models.batch_status import check_batch_status
from ..models.held_by import check_held_by
from ..models.held_by import HeldBy
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.batch_progress import BatchProgress
  from ..models.tally import Tally





T = TypeVar("T", bound="Batch")



@_attrs_define
class Batch:
    """ A batch.

        Attributes:
            amounts (Tally): The number of items, or the sum of their amounts in cents, by state.
            counts (Tally): The number of items, or the sum of their amounts in cents, by state.
            created_at (datetime.datetime): When the batch was accepted.
            id (str): The batch's id, `bat_…`.
            mode (BatchMode):
            progress (BatchProgress): How fast a batch is paid.
            status (BatchStatus):
            cancelled_at (datetime.datetime | None | Unset): When the batch was cancelled. None of its items is paid any
                more. While everything or the business is held, its
                pending items stay pending.
            finished_at (datetime.datetime | None | Unset): When the last item ended.
            held_by (HeldBy | Unset):
            max_cents_per_second (int | None | Unset): The maximum number of cents paid a second, if the batch is throttled.
            max_per_second (int | None | Unset): The maximum number of items paid a second, if the batch is throttled.
            scheduled_at (datetime.datetime | None | Unset): When the items become ready, or became ready.
     """

    amounts: Tally
    counts: Tally
    created_at: datetime.datetime
    id: str
    mode: BatchMode
    progress: BatchProgress
    status: BatchStatus
    cancelled_at: datetime.datetime | None | Unset = UNSET
    finished_at: datetime.datetime | None | Unset = UNSET
    held_by: HeldBy | Unset = UNSET
    max_cents_per_second: int | None | Unset = UNSET
    max_per_second: int | None | Unset = UNSET
    scheduled_at: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.batch_progress import BatchProgress # noqa: PLC0415
        from ..models.tally import Tally # noqa: PLC0415
        amounts = self.amounts.to_dict()

        counts = self.counts.to_dict()

        created_at = self.created_at.isoformat()

        id = self.id

        mode: str = self.mode

        progress = self.progress.to_dict()

        status: str = self.status

        cancelled_at: None | str | Unset
        if isinstance(self.cancelled_at, Unset):
            cancelled_at = UNSET
        elif isinstance(self.cancelled_at, datetime.datetime):
            cancelled_at = self.cancelled_at.isoformat()
        else:
            cancelled_at = self.cancelled_at

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


        max_cents_per_second: int | None | Unset
        if isinstance(self.max_cents_per_second, Unset):
            max_cents_per_second = UNSET
        else:
            max_cents_per_second = self.max_cents_per_second

        max_per_second: int | None | Unset
        if isinstance(self.max_per_second, Unset):
            max_per_second = UNSET
        else:
            max_per_second = self.max_per_second

        scheduled_at: None | str | Unset
        if isinstance(self.scheduled_at, Unset):
            scheduled_at = UNSET
        elif isinstance(self.scheduled_at, datetime.datetime):
            scheduled_at = self.scheduled_at.isoformat()
        else:
            scheduled_at = self.scheduled_at


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amounts": amounts,
            "counts": counts,
            "created_at": created_at,
            "id": id,
            "mode": mode,
            "progress": progress,
            "status": status,
        })
        if cancelled_at is not UNSET:
            field_dict["cancelled_at"] = cancelled_at
        if finished_at is not UNSET:
            field_dict["finished_at"] = finished_at
        if held_by is not UNSET:
            field_dict["held_by"] = held_by
        if max_cents_per_second is not UNSET:
            field_dict["max_cents_per_second"] = max_cents_per_second
        if max_per_second is not UNSET:
            field_dict["max_per_second"] = max_per_second
        if scheduled_at is not UNSET:
            field_dict["scheduled_at"] = scheduled_at

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.batch_progress import BatchProgress # noqa: PLC0415
        from ..models.tally import Tally # noqa: PLC0415
        d = dict(src_dict)
        amounts = Tally.from_dict(d.pop("amounts"))




        counts = Tally.from_dict(d.pop("counts"))




        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        id = d.pop("id")

        mode = check_batch_mode(d.pop("mode"))




        progress = BatchProgress.from_dict(d.pop("progress"))




        status = check_batch_status(d.pop("status"))




        def _parse_cancelled_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                cancelled_at_type_0 = datetime.datetime.fromisoformat(data)



                return cancelled_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        cancelled_at = _parse_cancelled_at(d.pop("cancelled_at", UNSET))


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




        def _parse_max_cents_per_second(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_cents_per_second = _parse_max_cents_per_second(d.pop("max_cents_per_second", UNSET))


        def _parse_max_per_second(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_per_second = _parse_max_per_second(d.pop("max_per_second", UNSET))


        def _parse_scheduled_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                scheduled_at_type_0 = datetime.datetime.fromisoformat(data)



                return scheduled_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        scheduled_at = _parse_scheduled_at(d.pop("scheduled_at", UNSET))


        batch = cls(
            amounts=amounts,
            counts=counts,
            created_at=created_at,
            id=id,
            mode=mode,
            progress=progress,
            status=status,
            cancelled_at=cancelled_at,
            finished_at=finished_at,
            held_by=held_by,
            max_cents_per_second=max_cents_per_second,
            max_per_second=max_per_second,
            scheduled_at=scheduled_at,
        )


        batch.additional_properties = d
        return batch

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
