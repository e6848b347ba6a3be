from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.funded_account import check_funded_account
from ..models.funded_account import FundedAccount
from typing import cast






T = TypeVar("T", bound="Funding")



@_attrs_define
class Funding:
    """ Money that comes in from outside or goes back.

        Attributes:
            account (FundedAccount): The account to fund.
            amount (int): The amount, in cents. A negative amount takes money back. Write digits only: `1.0` and `1e2` are
                rejected, because they may be meant as dollars.
            reference (str): The reference under which the money moves once, permanently. An `Idempotency-Key` may be sent
                as well, but does
                not replace the reference.
     """

    account: FundedAccount
    amount: int
    reference: str





    def to_dict(self) -> dict[str, Any]:
        account: str = self.account

        amount = self.amount

        reference = self.reference


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "account": account,
            "amount": amount,
            "reference": reference,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account = check_funded_account(d.pop("account"))




        amount = d.pop("amount")

        reference = d.pop("reference")

        funding = cls(
            account=account,
            amount=amount,
            reference=reference,
        )

        return funding

