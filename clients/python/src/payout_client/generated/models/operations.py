from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.payout_user_status import check_payout_user_status
from ..models.payout_user_status import PayoutUserStatus
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.operation import Operation





T = TypeVar("T", bound="Operations")



@_attrs_define
class Operations:
    """ A payout user as shown to itself, and a page of its history.

        Attributes:
            balance (int): The balance, in cents.
            currency (str): Always `USD`.
            email (str): The masked e-mail address, `u***@example.com`, so that it is not revealed to somebody who was lent
                the hash.
            id (str): The payout user's id, `usr_…`.
            operations (list[Operation]): The movements, ordered by the objects that they belong to, newest first.
            status (PayoutUserStatus): Whether the payout hash works.
            next_cursor (None | str | Unset): The `cursor` of the next page. Null on the last page.
     """

    balance: int
    currency: str
    email: str
    id: str
    operations: list[Operation]
    status: PayoutUserStatus
    next_cursor: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.operation import Operation # noqa: PLC0415
        balance = self.balance

        currency = self.currency

        email = self.email

        id = self.id

        operations = []
        for operations_item_data in self.operations:
            operations_item = operations_item_data.to_dict()
            operations.append(operations_item)



        status: str = self.status

        next_cursor: None | str | Unset
        if isinstance(self.next_cursor, Unset):
            next_cursor = UNSET
        else:
            next_cursor = self.next_cursor


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "balance": balance,
            "currency": currency,
            "email": email,
            "id": id,
            "operations": operations,
            "status": status,
        })
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.operation import Operation # noqa: PLC0415
        d = dict(src_dict)
        balance = d.pop("balance")

        currency = d.pop("currency")

        email = d.pop("email")

        id = d.pop("id")

        operations = []
        _operations = d.pop("operations")
        for operations_item_data in (_operations):
            operations_item = Operation.from_dict(operations_item_data)



            operations.append(operations_item)


        status = check_payout_user_status(d.pop("status"))




        def _parse_next_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))


        operations = cls(
            balance=balance,
            currency=currency,
            email=email,
            id=id,
            operations=operations,
            status=status,
            next_cursor=next_cursor,
        )


        operations.additional_properties = d
        return operations

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
