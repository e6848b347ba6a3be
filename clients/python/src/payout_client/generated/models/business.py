from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.mode import check_mode
from ..models.mode import Mode
from typing import cast
import datetime






T = TypeVar("T", bound="Business")



@_attrs_define
class Business:
    """ A business as operators see it.

        Attributes:
            balance (int): The main balance, in cents.
            created_at (datetime.datetime): When the business was created.
            id (str): The business's id, `biz_…`.
            mode (Mode): The mode of a business, which never changes.
            name (str): The name.
            payout_balance (int): The balance that allocations are paid from, in cents.
            payouts_enabled (bool): Whether payouts are switched on.
            reserved (int): The amount that all_or_nothing batches have set aside, in cents.
            weight (int): How many claims long a turn of the business is, 1 to 20.
     """

    balance: int
    created_at: datetime.datetime
    id: str
    mode: Mode
    name: str
    payout_balance: int
    payouts_enabled: bool
    reserved: int
    weight: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        balance = self.balance

        created_at = self.created_at.isoformat()

        id = self.id

        mode: str = self.mode

        name = self.name

        payout_balance = self.payout_balance

        payouts_enabled = self.payouts_enabled

        reserved = self.reserved

        weight = self.weight


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "balance": balance,
            "created_at": created_at,
            "id": id,
            "mode": mode,
            "name": name,
            "payout_balance": payout_balance,
            "payouts_enabled": payouts_enabled,
            "reserved": reserved,
            "weight": weight,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        balance = d.pop("balance")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        id = d.pop("id")

        mode = check_mode(d.pop("mode"))




        name = d.pop("name")

        payout_balance = d.pop("payout_balance")

        payouts_enabled = d.pop("payouts_enabled")

        reserved = d.pop("reserved")

        weight = d.pop("weight")

        business = cls(
            balance=balance,
            created_at=created_at,
            id=id,
            mode=mode,
            name=name,
            payout_balance=payout_balance,
            payouts_enabled=payouts_enabled,
            reserved=reserved,
            weight=weight,
        )


        business.additional_properties = d
        return business

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
