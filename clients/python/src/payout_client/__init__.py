"""The Python client of the payout API: pay people by e-mail address, each once."""
from standardwebhooks import WebhookVerificationError

from ._errors import ErrorCode, FieldProblem, PayoutError
from ._payout import AsyncPayout, Payout
from ._routes import BatchTerms, Paid, every, every_async, ok
from ._webhooks import Event, EventData, verify_payout_webhook, verify_webhook
from .generated.models import Batch, BatchDryRun, ChangedPayoutUser, CompletedBatch, EndedAllocation, LowBalance, PayoutEvent

__all__ = [
    "AsyncPayout",
    "Batch",
    "BatchDryRun",
    "BatchTerms",
    "ChangedPayoutUser",
    "CompletedBatch",
    "EndedAllocation",
    "ErrorCode",
    "Event",
    "EventData",
    "FieldProblem",
    "LowBalance",
    "Paid",
    "Payout",
    "PayoutError",
    "PayoutEvent",
    "WebhookVerificationError",
    "every",
    "every_async",
    "ok",
    "verify_payout_webhook",
    "verify_webhook",
]
