"""The parts that both clients share: the requests for a payment and a file, and helpers for the generated functions."""
from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypedDict, TypeVar

import httpx

from ._files import RewardsFile
from ._send import KEY
from .generated.models.batch import Batch
from .generated.models.batch_mode import BatchMode
from .generated.models.error import Error
from .generated.models.field_messages import FieldMessages
from .generated.models.problem import Problem
from .generated.models.rate_limited import RateLimited
from .generated.models.withdraw_messages import WithdrawMessages
from .generated.types import UNSET, Unset

# The time-outs of one attempt. A payment may wait 30 seconds for its outcome, and an upload may have a million lines.
TIMEOUT = httpx.Timeout(45, connect=10)
UPLOAD_TIMEOUT = httpx.Timeout(15 * 60, connect=10)

_FIRST_LOOK = 0.5
_LONGEST_LOOK = 10.0

Row = TypeVar("Row", covariant=True)
Answer = TypeVar("Answer")

# The error types of the generated functions. They never return them, because `SafeClient` raises `PayoutError`.
Refused = Problem | Error | FieldMessages | RateLimited | WithdrawMessages


@dataclass(frozen=True)
class Paid:
    """A completed payment."""

    # The payout hash, with which the payout user sees and withdraws the money.
    hash: str
    # The id of the allocation (`alc_…`).
    allocation_id: str
    # Whether an earlier request with the same key made the payment, so that this one paid nothing.
    replayed: bool


class BatchTerms(TypedDict, total=False):
    """The terms of a batch: whether it is paid whole or as far as the balance goes, the rate, and the time."""

    mode: BatchMode
    max_per_second: int
    max_cents_per_second: int
    scheduled_at: datetime


class Page(Protocol[Row]):
    @property
    def data(self) -> Sequence[Row]: ...
    @property
    def next_cursor(self) -> str | Unset | None: ...


def payment(email: str, amount: int, idempotency_key: str | None) -> dict[str, Any]:
    return {
        "url": "/payout/create",
        "json": {"email": email, "amount": amount},
        "headers": {KEY: str(uuid.uuid4()) if idempotency_key is None else idempotency_key},
    }


def paid(response: httpx.Response) -> Paid:
    headers = response.headers
    return Paid(response.json()["hash"], headers.get("Allocation-Id", ""), headers.get("Idempotent-Replayed") == "true")


def upload(path: str | os.PathLike[str], terms: BatchTerms | None, idempotency_key: str | None, dry_run: bool) -> dict[str, Any]:
    file = RewardsFile(path)
    query = {name: it.isoformat() if isinstance(it, datetime) else it for name, it in (terms or {}).items()}
    return {
        "url": "/v1/batches",
        "content": file,
        "params": {**query, **({"dry_run": True} if dry_run else {})},
        "headers": {**file.headers, KEY: file.content_key() if idempotency_key is None else idempotency_key},
        "timeout": UPLOAD_TIMEOUT,
    }


def looks() -> Iterator[float]:
    """Yields the seconds between two polls of a batch."""
    wait = _FIRST_LOOK
    while True:
        yield wait
        wait = min(_LONGEST_LOOK, wait * 1.5)


def has_ended(batch: Batch) -> bool:
    return bool(batch.finished_at)


def ok(answer: Answer | Refused | None) -> Answer:
    """Narrows the result of a generated function to its success type. Errors were raised as `PayoutError` before."""
    if answer is None or isinstance(answer, Refused):
        raise TypeError(f"not what a `Payout` answers: {answer}")
    return answer


def every(page: Callable[[str | Unset], Page[Row] | Refused | None]) -> Iterator[Row]:
    """Iterates over all rows of a list, fetching page after page. `page` calls a generated function with the given cursor."""
    cursor: str | Unset = UNSET
    while True:
        found = ok(page(cursor))
        yield from found.data
        if not found.next_cursor:
            return
        cursor = found.next_cursor


async def every_async(page: Callable[[str | Unset], Awaitable[Page[Row] | Refused | None]]) -> AsyncIterator[Row]:
    """The asynchronous `every`."""
    cursor: str | Unset = UNSET
    while True:
        found = ok(await page(cursor))
        for row in found.data:
            yield row
        if not found.next_cursor:
            return
        cursor = found.next_cursor
