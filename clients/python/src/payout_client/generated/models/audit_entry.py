from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.audit_action import AuditAction
from ..models.audit_action import check_audit_action
from ..models.audit_scope import AuditScope
from ..models.audit_scope import check_audit_scope
from ..types import UNSET, Unset
from typing import cast
from uuid import UUID
import datetime






T = TypeVar("T", bound="AuditEntry")



@_attrs_define
class AuditEntry:
    """ A command that was carried out.

        Attributes:
            action (AuditAction):
            amount (int): The sum of their amounts, in cents.
            credential (str): Who gave the command: `operator`, `cli:` and a database user, `worker`, or the id of an API
                key or a member.
            done_at (datetime.datetime): When the command was carried out.
            id (UUID): The entry's id. Ids increase with time.
            items (int): The number of items that the command affected.
            scope (AuditScope):
            allocation_id (None | str | Unset): The parked allocation that was queued again.
            batch_id (None | str | Unset): The batch that the command was about.
            business_id (None | str | Unset): The business that the command was about.
            max_cents_per_second (int | None | Unset): For a throttle, the maximum number of cents a second.
            max_per_second (int | None | Unset): For a throttle, the maximum number of allocations a second.
            name (None | str | Unset): The method or the provider, or the e-mail address of a member.
            other_cell (int | None | Unset): For a business that has moved, the cell that it left for or arrived from.
            payouts_enabled (bool | None | Unset): Whether the payouts of a business were switched on or off.
            request_id (None | str | Unset): The id of the request that gave the command.
            role (None | str | Unset): The role of a member that was invited.
            scheduled_at (datetime.datetime | None | Unset): For a batch that was scheduled, when its items become ready.
            weight (int | None | Unset): The new weight of a business that was changed.
            withdrawal_id (None | str | Unset): The withdrawal that an operator approved or rejected.
     """

    action: AuditAction
    amount: int
    credential: str
    done_at: datetime.datetime
    id: UUID
    items: int
    scope: AuditScope
    allocation_id: None | str | Unset = UNSET
    batch_id: None | str | Unset = UNSET
    business_id: None | str | Unset = UNSET
    max_cents_per_second: int | None | Unset = UNSET
    max_per_second: int | None | Unset = UNSET
    name: None | str | Unset = UNSET
    other_cell: int | None | Unset = UNSET
    payouts_enabled: bool | None | Unset = UNSET
    request_id: None | str | Unset = UNSET
    role: None | str | Unset = UNSET
    scheduled_at: datetime.datetime | None | Unset = UNSET
    weight: int | None | Unset = UNSET
    withdrawal_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        action: str = self.action

        amount = self.amount

        credential = self.credential

        done_at = self.done_at.isoformat()

        id = str(self.id)

        items = self.items

        scope: str = self.scope

        allocation_id: None | str | Unset
        if isinstance(self.allocation_id, Unset):
            allocation_id = UNSET
        else:
            allocation_id = self.allocation_id

        batch_id: None | str | Unset
        if isinstance(self.batch_id, Unset):
            batch_id = UNSET
        else:
            batch_id = self.batch_id

        business_id: None | str | Unset
        if isinstance(self.business_id, Unset):
            business_id = UNSET
        else:
            business_id = self.business_id

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

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        other_cell: int | None | Unset
        if isinstance(self.other_cell, Unset):
            other_cell = UNSET
        else:
            other_cell = self.other_cell

        payouts_enabled: bool | None | Unset
        if isinstance(self.payouts_enabled, Unset):
            payouts_enabled = UNSET
        else:
            payouts_enabled = self.payouts_enabled

        request_id: None | str | Unset
        if isinstance(self.request_id, Unset):
            request_id = UNSET
        else:
            request_id = self.request_id

        role: None | str | Unset
        if isinstance(self.role, Unset):
            role = UNSET
        else:
            role = self.role

        scheduled_at: None | str | Unset
        if isinstance(self.scheduled_at, Unset):
            scheduled_at = UNSET
        elif isinstance(self.scheduled_at, datetime.datetime):
            scheduled_at = self.scheduled_at.isoformat()
        else:
            scheduled_at = self.scheduled_at

        weight: int | None | Unset
        if isinstance(self.weight, Unset):
            weight = UNSET
        else:
            weight = self.weight

        withdrawal_id: None | str | Unset
        if isinstance(self.withdrawal_id, Unset):
            withdrawal_id = UNSET
        else:
            withdrawal_id = self.withdrawal_id


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "action": action,
            "amount": amount,
            "credential": credential,
            "done_at": done_at,
            "id": id,
            "items": items,
            "scope": scope,
        })
        if allocation_id is not UNSET:
            field_dict["allocation_id"] = allocation_id
        if batch_id is not UNSET:
            field_dict["batch_id"] = batch_id
        if business_id is not UNSET:
            field_dict["business_id"] = business_id
        if max_cents_per_second is not UNSET:
            field_dict["max_cents_per_second"] = max_cents_per_second
        if max_per_second is not UNSET:
            field_dict["max_per_second"] = max_per_second
        if name is not UNSET:
            field_dict["name"] = name
        if other_cell is not UNSET:
            field_dict["other_cell"] = other_cell
        if payouts_enabled is not UNSET:
            field_dict["payouts_enabled"] = payouts_enabled
        if request_id is not UNSET:
            field_dict["request_id"] = request_id
        if role is not UNSET:
            field_dict["role"] = role
        if scheduled_at is not UNSET:
            field_dict["scheduled_at"] = scheduled_at
        if weight is not UNSET:
            field_dict["weight"] = weight
        if withdrawal_id is not UNSET:
            field_dict["withdrawal_id"] = withdrawal_id

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        action = check_audit_action(d.pop("action"))




        amount = d.pop("amount")

        credential = d.pop("credential")

        done_at = datetime.datetime.fromisoformat(d.pop("done_at"))




        id = UUID(d.pop("id"))




        items = d.pop("items")

        scope = check_audit_scope(d.pop("scope"))




        def _parse_allocation_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        allocation_id = _parse_allocation_id(d.pop("allocation_id", UNSET))


        def _parse_batch_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        batch_id = _parse_batch_id(d.pop("batch_id", UNSET))


        def _parse_business_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        business_id = _parse_business_id(d.pop("business_id", UNSET))


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


        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))


        def _parse_other_cell(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        other_cell = _parse_other_cell(d.pop("other_cell", UNSET))


        def _parse_payouts_enabled(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        payouts_enabled = _parse_payouts_enabled(d.pop("payouts_enabled", UNSET))


        def _parse_request_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        request_id = _parse_request_id(d.pop("request_id", UNSET))


        def _parse_role(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        role = _parse_role(d.pop("role", UNSET))


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


        def _parse_weight(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        weight = _parse_weight(d.pop("weight", UNSET))


        def _parse_withdrawal_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        withdrawal_id = _parse_withdrawal_id(d.pop("withdrawal_id", UNSET))


        audit_entry = cls(
            action=action,
            amount=amount,
            credential=credential,
            done_at=done_at,
            id=id,
            items=items,
            scope=scope,
            allocation_id=allocation_id,
            batch_id=batch_id,
            business_id=business_id,
            max_cents_per_second=max_cents_per_second,
            max_per_second=max_per_second,
            name=name,
            other_cell=other_cell,
            payouts_enabled=payouts_enabled,
            request_id=request_id,
            role=role,
            scheduled_at=scheduled_at,
            weight=weight,
            withdrawal_id=withdrawal_id,
        )


        audit_entry.additional_properties = d
        return audit_entry

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
