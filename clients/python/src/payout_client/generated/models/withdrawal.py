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






T = TypeVar("T", bound="Withdrawal")



@_attrs_define
class Withdrawal:
    """ A withdrawal.

        Attributes:
            amount (int): The amount that was taken from the payout user's balance, in cents.
            carried_out_by (str): The provider that carries the withdrawal out. With `manual` it waits for an approval or a
                rejection.
            created_at (datetime.datetime): When the withdrawal was created.
            destination (Any): Where the money is sent.
            email (str): The payout user's e-mail address.
            fees (int): The fees that are kept of the amount, in cents.
            id (str): The withdrawal's id, `ord_…`.
            net_amount (int): The amount that is sent, in cents: the amount less the fees.
            payout_user_id (str): The payout user's id, `usr_…`.
            provider (Method):
            status (WithdrawalStatus):
            code (None | str | Unset): Why the withdrawal failed or was rejected: a stable name for programs.
            finished_at (datetime.datetime | None | Unset): When the withdrawal ended.
            held_by (HeldBy | Unset):
            provider_reference (None | str | Unset): The provider's own name for the withdrawal.
            reason (None | str | Unset): Why the withdrawal failed or was rejected: a text for people.
     """

    amount: int
    carried_out_by: str
    created_at: datetime.datetime
    destination: Any
    email: str
    fees: int
    id: str
    net_amount: int
    payout_user_id: str
    provider: Method
    status: WithdrawalStatus
    code: None | str | Unset = UNSET
    finished_at: datetime.datetime | None | Unset = UNSET
    held_by: HeldBy | Unset = UNSET
    provider_reference: None | str | Unset = UNSET
    reason: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        amount = self.amount

        carried_out_by = self.carried_out_by

        created_at = self.created_at.isoformat()

        destination = self.destination

        email = self.email

        fees = self.fees

        id = self.id

        net_amount = self.net_amount

        payout_user_id = self.payout_user_id

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


        provider_reference: None | str | Unset
        if isinstance(self.provider_reference, Unset):
            provider_reference = UNSET
        else:
            provider_reference = self.provider_reference

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amount": amount,
            "carried_out_by": carried_out_by,
            "created_at": created_at,
            "destination": destination,
            "email": email,
            "fees": fees,
            "id": id,
            "net_amount": net_amount,
            "payout_user_id": payout_user_id,
            "provider": provider,
            "status": status,
        })
        if code is not UNSET:
            field_dict["code"] = code
        if finished_at is not UNSET:
            field_dict["finished_at"] = finished_at
        if held_by is not UNSET:
            field_dict["held_by"] = held_by
        if provider_reference is not UNSET:
            field_dict["provider_reference"] = provider_reference
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        amount = d.pop("amount")

        carried_out_by = d.pop("carried_out_by")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        destination = d.pop("destination")

        email = d.pop("email")

        fees = d.pop("fees")

        id = d.pop("id")

        net_amount = d.pop("net_amount")

        payout_user_id = d.pop("payout_user_id")

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




        def _parse_provider_reference(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        provider_reference = _parse_provider_reference(d.pop("provider_reference", UNSET))


        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))


        withdrawal = cls(
            amount=amount,
            carried_out_by=carried_out_by,
            created_at=created_at,
            destination=destination,
            email=email,
            fees=fees,
            id=id,
            net_amount=net_amount,
            payout_user_id=payout_user_id,
            provider=provider,
            status=status,
            code=code,
            finished_at=finished_at,
            held_by=held_by,
            provider_reference=provider_reference,
            reason=reason,
        )


        withdrawal.additional_properties = d
        return withdrawal

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
