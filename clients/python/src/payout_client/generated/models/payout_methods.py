from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.payout_method import PayoutMethod





T = TypeVar("T", bound="PayoutMethods")



@_attrs_define
class PayoutMethods:
    """ The methods that are switched on.

        Attributes:
            currency (str): Always `USD`.
            methods (list[PayoutMethod]): The methods. A withdrawal names one of them as its `provider`.
     """

    currency: str
    methods: list[PayoutMethod]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.payout_method import PayoutMethod # noqa: PLC0415
        currency = self.currency

        methods = []
        for methods_item_data in self.methods:
            methods_item = methods_item_data.to_dict()
            methods.append(methods_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "currency": currency,
            "methods": methods,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.payout_method import PayoutMethod # noqa: PLC0415
        d = dict(src_dict)
        currency = d.pop("currency")

        methods = []
        _methods = d.pop("methods")
        for methods_item_data in (_methods):
            methods_item = PayoutMethod.from_dict(methods_item_data)



            methods.append(methods_item)


        payout_methods = cls(
            currency=currency,
            methods=methods,
        )


        payout_methods.additional_properties = d
        return payout_methods

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
