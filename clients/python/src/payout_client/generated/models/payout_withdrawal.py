from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.held_by import check_held_by
from ..models.held_by import HeldBy
from ..models.method import check_method
from ..models.method import Method
from ..models.withdrawal_status import check_withdrawal_status
from ..models.withdrawal_status import WithdrawalStatus
from ..types import UNSET, Unset
from typing import cast
import datetime






T = TypeVar("T", bound="PayoutWithdrawal")



@_attrs_define
class PayoutWithdrawal:
    """ A withdrawal.

        Attributes:
            amount (int): The amount that left the balance, in cents.
            created_at (datetime.datetime): When the withdrawal was created.
            currency (str): Always `USD`.
            destination (Any): Where the money is sent.
            fees (int): The fees that are kept of the amount, in cents.
            id (str): The withdrawal's id, `ord_…`.
            net_amount (int): The amount that is sent, in cents: the amount less the fees.
            provider (Method):
            status (WithdrawalStatus):
            code (None | str | Unset): Why the withdrawal failed or was rejected: a stable name for programs.
            finished_at (datetime.datetime | None | Unset): When the withdrawal ended.
            held_by (HeldBy | Unset):
            reason (None | str | Unset): Why the withdrawal failed or was rejected: a text for people.
     """

    amount: int
    created_at: datetime.datetime
    currency: str
    destination: Any
    fees: int
    id: str
    net_amount: int
    provider: Method
    status: WithdrawalStatus
    code: None | str | Unset = UNSET
    finished_at: datetime.datetime | None | Unset = UNSET
    held_by: HeldBy | Unset = UNSET
    reason: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        amount = self.amount

        created_at = self.created_at.isoformat()

        currency = self.currency

        destination = self.destination

        fees = self.fees

        id = self.id

        net_amount = self.net_amount

        provider: str = self.provider

        status: str = self.status

        code: None | str | Unset
        if isinstance(self.code, Unset):
            code = UNSET
        else:
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


        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amount": amount,
            "created_at": created_at,
            "currency": currency,
            "destination": destination,
            "fees": fees,
            "id": id,
            "net_amount": net_amount,
            "provider": provider,
            "status": status,
        })
        if code is not UNSET:
            field_dict["code"] = code
        if finished_at is not UNSET:
            field_dict["finished_at"] = finished_at
        if held_by is not UNSET:
            field_dict["held_by"] = held_by
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount = d.pop("amount")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        currency = d.pop("currency")

        destination = d.pop("destination")

        fees = d.pop("fees")

        id = d.pop("id")

        net_amount = d.pop("net_amount")

        provider = check_method(d.pop("provider"))




        status = check_withdrawal_status(d.pop("status"))




        def _parse_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        code = _parse_code(d.pop("code", UNSET))


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




        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))


        payout_withdrawal = cls(
            amount=amount,
            created_at=created_at,
            currency=currency,
            destination=destination,
            fees=fees,
            id=id,
            net_amount=net_amount,
            provider=provider,
            status=status,
            code=code,
            finished_at=finished_at,
            held_by=held_by,
            reason=reason,
        )


        payout_withdrawal.additional_properties = d
        return payout_withdrawal

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
