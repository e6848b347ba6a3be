from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.method import check_method
from ..models.method import Method
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.payout_chain import PayoutChain
  from ..models.payout_fees import PayoutFees





T = TypeVar("T", bound="PayoutMethod")



@_attrs_define
class PayoutMethod:
    """ A method and its terms.

        Attributes:
            destination (list[str]): The fields that `destination` requires.
            fees (PayoutFees): The fees of a withdrawal: a fixed part and a share of the amount, which is rounded half up.
            max_ (int): The maximum amount, in cents.
            min_ (int): The minimum amount, in cents.
            provider (Method):
            chains (list[PayoutChain] | None | Unset): The values that `chain` and `currency` of the destination may have.
                Only present for `crypto`.
     """

    destination: list[str]
    fees: PayoutFees
    max_: int
    min_: int
    provider: Method
    chains: list[PayoutChain] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.payout_chain import PayoutChain # noqa: PLC0415
        from ..models.payout_fees import PayoutFees # noqa: PLC0415
        destination = self.destination



        fees = self.fees.to_dict()

        max_ = self.max_

        min_ = self.min_

        provider: str = self.provider

        chains: list[dict[str, Any]] | None | Unset
        if isinstance(self.chains, Unset):
            chains = UNSET
        elif isinstance(self.chains, list):
            chains = []
            for chains_type_0_item_data in self.chains:
                chains_type_0_item = chains_type_0_item_data.to_dict()
                chains.append(chains_type_0_item)


        else:
            chains = self.chains


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "destination": destination,
            "fees": fees,
            "max": max_,
            "min": min_,
            "provider": provider,
        })
        if chains is not UNSET:
            field_dict["chains"] = chains

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.payout_chain import PayoutChain # noqa: PLC0415
        from ..models.payout_fees import PayoutFees # noqa: PLC0415
        d = dict(src_dict)
        destination = cast(list[str], d.pop("destination"))


        fees = PayoutFees.from_dict(d.pop("fees"))




        max_ = d.pop("max")

        min_ = d.pop("min")

        provider = check_method(d.pop("provider"))




        def _parse_chains(data: object) -> list[PayoutChain] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                chains_type_0 = []
                _chains_type_0 = data
                for chains_type_0_item_data in (_chains_type_0):
                    chains_type_0_item = PayoutChain.from_dict(chains_type_0_item_data)



                    chains_type_0.append(chains_type_0_item)

                return chains_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PayoutChain] | None | Unset, data)

        chains = _parse_chains(d.pop("chains", UNSET))


        payout_method = cls(
            destination=destination,
            fees=fees,
            max_=max_,
            min_=min_,
            provider=provider,
            chains=chains,
        )


        payout_method.additional_properties = d
        return payout_method

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
