from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.touched_withdrawals import TouchedWithdrawals





T = TypeVar("T", bound="TouchedItems")



@_attrs_define
class TouchedItems:
    """ The items that a command affects. There are none if its effect was already there.

        Attributes:
            amount (int): The sum of their amounts, in cents.
            items (int): The number of items.
            changed (bool | None | Unset): Whether the command changed anything, or in a preview would change anything:
                `false` if its effect was already
                there, for example if nothing was paused that could be resumed. A command may change something and still affect
                no items.
            withdrawals (None | TouchedWithdrawals | Unset):
     """

    amount: int
    items: int
    changed: bool | None | Unset = UNSET
    withdrawals: None | TouchedWithdrawals | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.touched_withdrawals import TouchedWithdrawals # noqa: PLC0415
        amount = self.amount

        items = self.items

        changed: bool | None | Unset
        if isinstance(self.changed, Unset):
            changed = UNSET
        else:
            changed = self.changed

        withdrawals: dict[str, Any] | None | Unset
        if isinstance(self.withdrawals, Unset):
            withdrawals = UNSET
        elif isinstance(self.withdrawals, TouchedWithdrawals):
            withdrawals = self.withdrawals.to_dict()
        else:
            withdrawals = self.withdrawals


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amount": amount,
            "items": items,
        })
        if changed is not UNSET:
            field_dict["changed"] = changed
        if withdrawals is not UNSET:
            field_dict["withdrawals"] = withdrawals

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.touched_withdrawals import TouchedWithdrawals # noqa: PLC0415
        d = dict(src_dict)
        amount = d.pop("amount")

        items = d.pop("items")

        def _parse_changed(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        changed = _parse_changed(d.pop("changed", UNSET))


        def _parse_withdrawals(data: object) -> None | TouchedWithdrawals | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                withdrawals_type_0 = TouchedWithdrawals.from_dict(data)



                return withdrawals_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TouchedWithdrawals | Unset, data)

        withdrawals = _parse_withdrawals(d.pop("withdrawals", UNSET))


        touched_items = cls(
            amount=amount,
            items=items,
            changed=changed,
            withdrawals=withdrawals,
        )


        touched_items.additional_properties = d
        return touched_items

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
