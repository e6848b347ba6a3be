from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.method import check_method
from ..models.method import Method
from ..models.payout_event_type import check_payout_event_type
from ..models.payout_event_type import PayoutEventType
from ..types import UNSET, Unset
from typing import cast
from typing import Literal, cast

if TYPE_CHECKING:
  from ..models.payout_event_crypto import PayoutEventCrypto
  from ..models.payout_event_gift_card import PayoutEventGiftCard
  from ..models.payout_event_metadata import PayoutEventMetadata
  from ..models.payout_event_paypal import PayoutEventPaypal
  from ..models.payout_event_recipient import PayoutEventRecipient





T = TypeVar("T", bound="PayoutEvent")



@_attrs_define
class PayoutEvent:
    """ 
        Attributes:
            amount (int):
            currency (Literal['USD']):
            metadata (PayoutEventMetadata):
            order_id (str):
            provider (Method):
            recipient (PayoutEventRecipient):
            type_ (PayoutEventType):
            crypto (PayoutEventCrypto | Unset): Details of this method
            fees (int | Unset): Absent if 0
            gift_card (PayoutEventGiftCard | Unset): Details of this method
            net_amount (int | Unset): Absent if equal to `amount`
            paypal (PayoutEventPaypal | Unset): Details of this method
            reason (str | Unset): Only in `payout.rejected`
            test_mode (bool | Unset): `true` in a sample event, which reports nothing real. Absent otherwise
     """

    amount: int
    currency: Literal['USD']
    metadata: PayoutEventMetadata
    order_id: str
    provider: Method
    recipient: PayoutEventRecipient
    type_: PayoutEventType
    crypto: PayoutEventCrypto | Unset = UNSET
    fees: int | Unset = UNSET
    gift_card: PayoutEventGiftCard | Unset = UNSET
    net_amount: int | Unset = UNSET
    paypal: PayoutEventPaypal | Unset = UNSET
    reason: str | Unset = UNSET
    test_mode: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.payout_event_crypto import PayoutEventCrypto # noqa: PLC0415
        from ..models.payout_event_gift_card import PayoutEventGiftCard # noqa: PLC0415
        from ..models.payout_event_metadata import PayoutEventMetadata # noqa: PLC0415
        from ..models.payout_event_paypal import PayoutEventPaypal # noqa: PLC0415
        from ..models.payout_event_recipient import PayoutEventRecipient # noqa: PLC0415
        amount = self.amount

        currency = self.currency

        metadata = self.metadata.to_dict()

        order_id = self.order_id

        provider: str = self.provider

        recipient = self.recipient.to_dict()

        type_: str = self.type_

        crypto: dict[str, Any] | Unset = UNSET
        if not isinstance(self.crypto, Unset):
            crypto = self.crypto.to_dict()

        fees = self.fees

        gift_card: dict[str, Any] | Unset = UNSET
        if not isinstance(self.gift_card, Unset):
            gift_card = self.gift_card.to_dict()

        net_amount = self.net_amount

        paypal: dict[str, Any] | Unset = UNSET
        if not isinstance(self.paypal, Unset):
            paypal = self.paypal.to_dict()

        reason = self.reason

        test_mode = self.test_mode


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "amount": amount,
            "currency": currency,
            "metadata": metadata,
            "order_id": order_id,
            "provider": provider,
            "recipient": recipient,
            "type": type_,
        })
        if crypto is not UNSET:
            field_dict["crypto"] = crypto
        if fees is not UNSET:
            field_dict["fees"] = fees
        if gift_card is not UNSET:
            field_dict["gift_card"] = gift_card
        if net_amount is not UNSET:
            field_dict["net_amount"] = net_amount
        if paypal is not UNSET:
            field_dict["paypal"] = paypal
        if reason is not UNSET:
            field_dict["reason"] = reason
        if test_mode is not UNSET:
            field_dict["test_mode"] = test_mode

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.payout_event_crypto import PayoutEventCrypto # noqa: PLC0415
        from ..models.payout_event_gift_card import PayoutEventGiftCard # noqa: PLC0415
        from ..models.payout_event_metadata import PayoutEventMetadata # noqa: PLC0415
        from ..models.payout_event_paypal import PayoutEventPaypal # noqa: PLC0415
        from ..models.payout_event_recipient import PayoutEventRecipient # noqa: PLC0415
        d = dict(src_dict)
        amount = d.pop("amount")

        currency = cast(Literal['USD'] , d.pop("currency"))
        if currency != 'USD':
            raise ValueError(f"currency must match const 'USD', got '{currency}'")

        metadata = PayoutEventMetadata.from_dict(d.pop("metadata"))




        order_id = d.pop("order_id")

        provider = check_method(d.pop("provider"))




        recipient = PayoutEventRecipient.from_dict(d.pop("recipient"))




        type_ = check_payout_event_type(d.pop("type"))




        _crypto = d.pop("crypto", UNSET)
        crypto: PayoutEventCrypto | Unset
        if isinstance(_crypto,  Unset):
            crypto = UNSET
        else:
            crypto = PayoutEventCrypto.from_dict(_crypto)




        fees = d.pop("fees", UNSET)

        _gift_card = d.pop("gift_card", UNSET)
        gift_card: PayoutEventGiftCard | Unset
        if isinstance(_gift_card,  Unset):
            gift_card = UNSET
        else:
            gift_card = PayoutEventGiftCard.from_dict(_gift_card)




        net_amount = d.pop("net_amount", UNSET)

        _paypal = d.pop("paypal", UNSET)
        paypal: PayoutEventPaypal | Unset
        if isinstance(_paypal,  Unset):
            paypal = UNSET
        else:
            paypal = PayoutEventPaypal.from_dict(_paypal)




        reason = d.pop("reason", UNSET)

        test_mode = d.pop("test_mode", UNSET)

        payout_event = cls(
            amount=amount,
            currency=currency,
            metadata=metadata,
            order_id=order_id,
            provider=provider,
            recipient=recipient,
            type_=type_,
            crypto=crypto,
            fees=fees,
            gift_card=gift_card,
            net_amount=net_amount,
            paypal=paypal,
            reason=reason,
            test_mode=test_mode,
        )


        payout_event.additional_properties = d
        return payout_event

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
