from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.chain import Chain
from ..models.chain import check_chain
from typing import cast






T = TypeVar("T", bound="PayoutChain")



@_attrs_define
class PayoutChain:
    """ A blockchain on which money can be sent.

        Attributes:
            chain (Chain):
            currencies (list[str]): The currencies that can be sent on it.
     """

    chain: Chain
    currencies: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        chain: str = self.chain

        currencies = self.currencies




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "chain": chain,
            "currencies": currencies,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        chain = check_chain(d.pop("chain"))




        currencies = cast(list[str], d.pop("currencies"))


        payout_chain = cls(
            chain=chain,
            currencies=currencies,
        )


        payout_chain.additional_properties = d
        return payout_chain

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
