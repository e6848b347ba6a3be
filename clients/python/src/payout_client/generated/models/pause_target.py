from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.method import check_method
from ..models.method import Method
from ..models.pause_scope import check_pause_scope
from ..models.pause_scope import PauseScope
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="PauseTarget")



@_attrs_define
class PauseTarget:
    """ What an operator pauses or resumes.

        Attributes:
            scope (PauseScope): The scope of a pause.
            batch_id (None | str | Unset): The batch's id, `bat_…`.
            business_id (None | str | Unset): The business's id, `biz_…`. Optional for the scope `batch`.
            method (Method | None | Unset): The withdrawal method: `paypal`, `crypto` or `gift_card`.
            provider (None | str | Unset): The provider's name in the configuration. `manual` is a person, `sandbox` is the
                provider of test businesses.
     """

    scope: PauseScope
    batch_id: None | str | Unset = UNSET
    business_id: None | str | Unset = UNSET
    method: Method | None | Unset = UNSET
    provider: None | str | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        scope: str = self.scope

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

        method: None | str | Unset
        if isinstance(self.method, Unset):
            method = UNSET
        elif isinstance(self.method, str):
            method = self.method
        else:
            method = self.method

        provider: None | str | Unset
        if isinstance(self.provider, Unset):
            provider = UNSET
        else:
            provider = self.provider


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "scope": scope,
        })
        if batch_id is not UNSET:
            field_dict["batch_id"] = batch_id
        if business_id is not UNSET:
            field_dict["business_id"] = business_id
        if method is not UNSET:
            field_dict["method"] = method
        if provider is not UNSET:
            field_dict["provider"] = provider

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        scope = check_pause_scope(d.pop("scope"))




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


        def _parse_method(data: object) -> Method | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                method_type_1 = check_method(data)



                return method_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Method | None | Unset, data)

        method = _parse_method(d.pop("method", UNSET))


        def _parse_provider(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        provider = _parse_provider(d.pop("provider", UNSET))


        pause_target = cls(
            scope=scope,
            batch_id=batch_id,
            business_id=business_id,
            method=method,
            provider=provider,
        )

        return pause_target

