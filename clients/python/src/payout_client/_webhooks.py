"""Webhooks: who sent them is checked by standardwebhooks, and what they are is typed by the description."""
from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

from .generated.models.changed_payout_user import ChangedPayoutUser
from .generated.models.completed_batch import CompletedBatch
from .generated.models.ended_allocation import EndedAllocation
from .generated.models.event_type import EventType
from .generated.models.low_balance import LowBalance
from .generated.models.payout_event import PayoutEvent
from .generated.models.test_event import TestEvent

EventData = EndedAllocation | CompletedBatch | LowBalance | ChangedPayoutUser | PayoutEvent | TestEvent

_OF_TYPE: Mapping[str, Callable[[Mapping[str, Any]], EventData]] = {
    "allocation": EndedAllocation.from_dict,
    "batch": CompletedBatch.from_dict,
    "balance": LowBalance.from_dict,
    "payout_user": ChangedPayoutUser.from_dict,
    "payout": PayoutEvent.from_dict,
    "webhook": TestEvent.from_dict,
}


@dataclass(frozen=True)
class Event:
    """What an endpoint of `POST /v1/webhooks` is told. It arrives at least once: remember the ids of those you have dealt with."""

    id: str
    type: EventType
    # Rises with the events of one object; to be compared, not counted.
    sequence: int
    timestamp: datetime
    # The object as it was then, by the event's type.
    data: EventData


def verify_webhook(secret: str, body: bytes | str, headers: Mapping[str, str]) -> Event:
    """Checks a webhook by its endpoint's secret (`whsec_…`). `body` is what arrived, byte for byte: not what a framework made
    of it. Raises `WebhookVerificationError` for what is not from the API, or older than five minutes."""
    found = _verify(secret, body, headers)
    said = json.loads(body)
    data = _OF_TYPE[said["type"].split(".")[0]](said["data"])
    return Event(found["webhook-id"], said["type"], said["sequence"], datetime.fromisoformat(said["timestamp"]), data)


def verify_payout_webhook(secret: str, body: bytes | str, headers: Mapping[str, str]) -> PayoutEvent:
    """The same of the payout webhook (`PUT /v1/payout-webhook`), by its `secret`."""
    _verify(secret, body, headers)
    return PayoutEvent.from_dict(json.loads(body))


def _verify(secret: str, body: bytes | str, headers: Mapping[str, str]) -> Mapping[str, str]:
    found = {name.lower(): it for name, it in headers.items()}
    webhook = Webhook(secret)
    try:
        webhook.verify(body, found, json_parse=False)
    except ValueError as error:
        # A signature that is no base64, or a body that is no text.
        raise WebhookVerificationError(str(error)) from error
    return found
