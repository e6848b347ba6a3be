from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.account import Account
from ..models.account import check_account
from ..models.transaction_type import check_transaction_type
from ..models.transaction_type import TransactionType
from ..types import UNSET, Unset
from typing import cast
import datetime






T = TypeVar("T", bound="Transaction")



@_attrs_define
class Transaction:
    """ A movement of money.

        Attributes:
            amount (int): The amount, in cents.
            created_at (datetime.datetime): When the money moved.
            credit (Account):
            debit (Account):
            id (str): The id of what the money moved for: an allocation (`alc_…`), a top-up or a funding (`mov_…`), a batch
                (`bat_…`)
                or a withdrawal (`ord_…`).
            type_ (TransactionType):
            payout_user_id (None | str | Unset): The payout user who was paid.
     """

    amount: int
    created_at: datetime.datetime
    credit: Account
    debit: Account
    id: str
    type_: TransactionType
    payout_user_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        amount = self.amount

        created_at = self.created_at.isoformat()

        credit: str = self.credit

        debit: str = self.debit

        id = self.id

        type_: str = self.type_

        payout_user_id: None | str | Unset
        if isinstance(self.payout_user_id, Unset):
            payout_user_id = UNSET
        else:
            payout_user_id = self.payout_user_id


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amount": amount,
            "created_at": created_at,
            "credit": credit,
            "debit": debit,
            "id": id,
            "type": type_,
        })
        if payout_user_id is not UNSET:
            field_dict["payout_user_id"] = payout_user_id

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount = d.pop("amount")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        credit = check_account(d.pop("credit"))




        debit = check_account(d.pop("debit"))




        id = d.pop("id")

        type_ = check_transaction_type(d.pop("type"))




        def _parse_payout_user_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        payout_user_id = _parse_payout_user_id(d.pop("payout_user_id", UNSET))


        transaction = cls(
            amount=amount,
            created_at=created_at,
            credit=credit,
            debit=debit,
            id=id,
            type_=type_,
            payout_user_id=payout_user_id,
        )


        transaction.additional_properties = d
        return transaction

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
