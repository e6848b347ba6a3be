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
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.tally import Tally





T = TypeVar("T", bound="CompletedBatch")



@_attrs_define
class CompletedBatch:
    """ A batch.

        Attributes:
            amounts (Tally): The number of items, or the sum of their amounts in cents, by state.
            counts (Tally): The number of items, or the sum of their amounts in cents, by state.
            created_at (datetime.datetime): When the batch was accepted.
            id (str): The batch's id, `bat_…`.
            mode (BatchMode):
            status (BatchStatus):
            finished_at (datetime.datetime | None | Unset): When the last item ended.
            test_mode (bool | Unset): `true` in a sample event, which reports nothing real. Absent otherwise
     """

    amounts: Tally
    counts: Tally
    created_at: datetime.datetime
    id: str
    mode: BatchMode
    status: BatchStatus
    finished_at: datetime.datetime | None | Unset = UNSET
    test_mode: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.tally import Tally # noqa: PLC0415
        amounts = self.amounts.to_dict()

        counts = self.counts.to_dict()

        created_at = self.created_at.isoformat()

        id = self.id

        mode: str = self.mode

        status: str = self.status

        finished_at: None | str | Unset
        if isinstance(self.finished_at, Unset):
            finished_at = UNSET
        elif isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        test_mode = self.test_mode


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amounts": amounts,
            "counts": counts,
            "created_at": created_at,
            "id": id,
            "mode": mode,
            "status": status,
        })
        if finished_at is not UNSET:
            field_dict["finished_at"] = finished_at
        if test_mode is not UNSET:
            field_dict["test_mode"] = test_mode

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.tally import Tally # noqa: PLC0415
        d = dict(src_dict)
        amounts = Tally.from_dict(d.pop("amounts"))




        counts = Tally.from_dict(d.pop("counts"))




        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        id = d.pop("id")

        mode = check_batch_mode(d.pop("mode"))




        status = check_batch_status(d.pop("status"))




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


        test_mode = d.pop("test_mode", UNSET)

        completed_batch = cls(
            amounts=amounts,
            counts=counts,
            created_at=created_at,
            id=id,
            mode=mode,
            status=status,
            finished_at=finished_at,
            test_mode=test_mode,
        )


        completed_batch.additional_properties = d
        return completed_batch

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
