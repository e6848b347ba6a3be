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
import datetime






T = TypeVar("T", bound="ChangedPayoutUser")



@_attrs_define
class ChangedPayoutUser:
    """ A payout user.

        Attributes:
            balance (int): The balance, in cents.
            created_at (datetime.datetime): When the payout user was first paid.
            email (str): The normalised e-mail address.
            id (str): The payout user's id, `usr_…`.
            status (PayoutUserStatus): Whether the payout hash works.
            expires_at (datetime.datetime | None | Unset): When the hash expires, or null if it does not.
            test_mode (bool | Unset): `true` in a sample event, which reports nothing real. Absent otherwise
     """

    balance: int
    created_at: datetime.datetime
    email: str
    id: str
    status: PayoutUserStatus
    expires_at: datetime.datetime | None | Unset = UNSET
    test_mode: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        balance = self.balance

        created_at = self.created_at.isoformat()

        email = self.email

        id = self.id

        status: str = self.status

        expires_at: None | str | Unset
        if isinstance(self.expires_at, Unset):
            expires_at = UNSET
        elif isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        test_mode = self.test_mode


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "balance": balance,
            "created_at": created_at,
            "email": email,
            "id": id,
            "status": status,
        })
        if expires_at is not UNSET:
            field_dict["expires_at"] = expires_at
        if test_mode is not UNSET:
            field_dict["test_mode"] = test_mode

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        balance = d.pop("balance")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        email = d.pop("email")

        id = d.pop("id")

        status = check_payout_user_status(d.pop("status"))




        def _parse_expires_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)



                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        expires_at = _parse_expires_at(d.pop("expires_at", UNSET))


        test_mode = d.pop("test_mode", UNSET)

        changed_payout_user = cls(
            balance=balance,
            created_at=created_at,
            email=email,
            id=id,
            status=status,
            expires_at=expires_at,
            test_mode=test_mode,
        )


        changed_payout_user.additional_properties = d
        return changed_payout_user

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
