from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.held_by import check_held_by
from ..models.held_by import HeldBy
from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.pending_allocations import PendingAllocations





T = TypeVar("T", bound="BalanceWithPending")



@_attrs_define
class BalanceWithPending:
    """ The balances of a business, in cents.

        Attributes:
            balance (int): The main balance.
            payout_balance (int): The balance that allocations are paid from.
            pending (PendingAllocations): Allocations that have not ended.
            reserved (int): The amount that all_or_nothing batches have set aside from the payout balance and not paid yet.
            held_by (HeldBy | Unset):
            held_since (datetime.datetime | None | Unset): Since when nothing is paid.
     """

    balance: int
    payout_balance: int
    pending: PendingAllocations
    reserved: int
    held_by: HeldBy | Unset = UNSET
    held_since: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.pending_allocations import PendingAllocations # noqa: PLC0415
        balance = self.balance

        payout_balance = self.payout_balance

        pending = self.pending.to_dict()

        reserved = self.reserved

        held_by: str | Unset = UNSET
        if not isinstance(self.held_by, Unset):
            held_by = self.held_by


        held_since: None | str | Unset
        if isinstance(self.held_since, Unset):
            held_since = UNSET
        elif isinstance(self.held_since, datetime.datetime):
            held_since = self.held_since.isoformat()
        else:
            held_since = self.held_since


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "balance": balance,
            "payout_balance": payout_balance,
            "pending": pending,
            "reserved": reserved,
        })
        if held_by is not UNSET:
            field_dict["held_by"] = held_by
        if held_since is not UNSET:
            field_dict["held_since"] = held_since

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pending_allocations import PendingAllocations # noqa: PLC0415
        d = dict(src_dict)
        balance = d.pop("balance")

        payout_balance = d.pop("payout_balance")

        pending = PendingAllocations.from_dict(d.pop("pending"))




        reserved = d.pop("reserved")

        _held_by = d.pop("held_by", UNSET)
        held_by: HeldBy | Unset
        if isinstance(_held_by,  Unset):
            held_by = UNSET
        else:
            held_by = check_held_by(_held_by)




        def _parse_held_since(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                held_since_type_0 = datetime.datetime.fromisoformat(data)



                return held_since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        held_since = _parse_held_since(d.pop("held_since", UNSET))


        balance_with_pending = cls(
            balance=balance,
            payout_balance=payout_balance,
            pending=pending,
            reserved=reserved,
            held_by=held_by,
            held_since=held_since,
        )


        balance_with_pending.additional_properties = d
        return balance_with_pending

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
