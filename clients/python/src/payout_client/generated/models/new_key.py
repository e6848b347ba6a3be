from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime






T = TypeVar("T", bound="NewKey")



@_attrs_define
class NewKey:
    """ An API key that was just created, with its secret.

        Attributes:
            created_at (datetime.datetime): When the key was created.
            id (str): The key's id, `key_…`.
            key (str): The secret key itself. It is returned only once.
            name (str): The name that the merchant gave it.
            expires_at (datetime.datetime | None | Unset): When the key expires.
            previous_key_until (datetime.datetime | None | Unset): For the successor of a key, until when the previous key
                works as well.
     """

    created_at: datetime.datetime
    id: str
    key: str
    name: str
    expires_at: datetime.datetime | None | Unset = UNSET
    previous_key_until: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        id = self.id

        key = self.key

        name = self.name

        expires_at: None | str | Unset
        if isinstance(self.expires_at, Unset):
            expires_at = UNSET
        elif isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        previous_key_until: None | str | Unset
        if isinstance(self.previous_key_until, Unset):
            previous_key_until = UNSET
        elif isinstance(self.previous_key_until, datetime.datetime):
            previous_key_until = self.previous_key_until.isoformat()
        else:
            previous_key_until = self.previous_key_until


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "created_at": created_at,
            "id": id,
            "key": key,
            "name": name,
        })
        if expires_at is not UNSET:
            field_dict["expires_at"] = expires_at
        if previous_key_until is not UNSET:
            field_dict["previous_key_until"] = previous_key_until

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        id = d.pop("id")

        key = d.pop("key")

        name = d.pop("name")

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


        def _parse_previous_key_until(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                previous_key_until_type_0 = datetime.datetime.fromisoformat(data)



                return previous_key_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        previous_key_until = _parse_previous_key_until(d.pop("previous_key_until", UNSET))


        new_key = cls(
            created_at=created_at,
            id=id,
            key=key,
            name=name,
            expires_at=expires_at,
            previous_key_until=previous_key_until,
        )


        new_key.additional_properties = d
        return new_key

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
