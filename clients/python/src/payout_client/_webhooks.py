"""Webhooks: standardwebhooks verifies their signatures, and the API's description gives their types."""
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
    """An event that an endpoint of `POST /v1/webhooks` receives. It is delivered at least once: store the ids of processed events."""

    id: str
    type: EventType
    # Rises with the events of one object, possibly with gaps.
    sequence: int
    timestamp: datetime
    # The object at the time of the event. Its class follows from the event's type.
    data: EventData


def verify_webhook(secret: str, body: bytes | str, headers: Mapping[str, str]) -> Event:
    """Verifies a webhook with the secret of its endpoint (`whsec_…`), and returns the event. `body` is the raw request body, not
    one that a framework has parsed. Raises `WebhookVerificationError` if the webhook is not from the API, or is older than
    five minutes."""
    found = _verify(secret, body, headers)
    said = json.loads(body)
    data = _OF_TYPE[said["type"].split(".")[0]](said["data"])
    return Event(found["webhook-id"], said["type"], said["sequence"], datetime.fromisoformat(said["timestamp"]), data)


def verify_payout_webhook(secret: str, body: bytes | str, headers: Mapping[str, str]) -> PayoutEvent:
    """Verifies a webhook of the payout webhook (`PUT /v1/payout-webhook`) with its `secret`, and returns the event."""
    _verify(secret, body, headers)
    return PayoutEvent.from_dict(json.loads(body))


def _verify(secret: str, body: bytes | str, headers: Mapping[str, str]) -> Mapping[str, str]:
    found = {name.lower(): it for name, it in headers.items()}
    webhook = Webhook(secret)
    try:
        webhook.verify(body, found, json_parse=False)
    except ValueError as error:
        # A signature that is not base64, or a body that is not text.
        raise WebhookVerificationError(str(error)) from error
    return found
