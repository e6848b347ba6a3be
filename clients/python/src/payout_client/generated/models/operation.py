from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.transaction_type import check_transaction_type
from ..models.transaction_type import TransactionType
from ..models.withdrawal_status import check_withdrawal_status
from ..models.withdrawal_status import WithdrawalStatus
from typing import cast
import datetime






T = TypeVar("T", bound="Operation")



@_attrs_define
class Operation:
    """ One movement of a payout user's money.

        Attributes:
            amount (int): The amount, in cents.
            created_at (datetime.datetime): When the money moved.
            id (str): The id of what the money moved for: `alc_…` for an allocation, `ord_…` for a withdrawal. If a
                withdrawal's money
                came back, `ret_…` with the digits of the order's id.
            status (WithdrawalStatus):
            type_ (TransactionType):
     """

    amount: int
    created_at: datetime.datetime
    id: str
    status: WithdrawalStatus
    type_: TransactionType
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        amount = self.amount

        created_at = self.created_at.isoformat()

        id = self.id

        status: str = self.status

        type_: str = self.type_


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amount": amount,
            "created_at": created_at,
            "id": id,
            "status": status,
            "type": type_,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount = d.pop("amount")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        id = d.pop("id")

        status = check_withdrawal_status(d.pop("status"))




        type_ = check_transaction_type(d.pop("type"))




        operation = cls(
            amount=amount,
            created_at=created_at,
            id=id,
            status=status,
            type_=type_,
        )


        operation.additional_properties = d
        return operation

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
