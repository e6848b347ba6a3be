"""What the two clients share: how a payment and a file are asked for, and how the generated functions are read."""
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

# One attempt of a request. A payment may wait for its outcome for 30 seconds; an upload may be a million lines.
TIMEOUT = httpx.Timeout(45, connect=10)
UPLOAD_TIMEOUT = httpx.Timeout(15 * 60, connect=10)

_FIRST_LOOK = 0.5
_LONGEST_LOOK = 10.0

Row = TypeVar("Row", covariant=True)
Answer = TypeVar("Answer")

# What the generated functions may return by their types; `SafeClient` raises `PayoutError` instead.
Refused = Problem | Error | FieldMessages | RateLimited | WithdrawMessages


@dataclass(frozen=True)
class Paid:
    """A payment that was made."""

    # What the payout user shows to see the money and to take it out.
    hash: str
    # `alc_…`
    allocation_id: str
    # Whether this key had paid before, so that nothing was paid now.
    replayed: bool


class BatchTerms(TypedDict, total=False):
    """How a batch is to be paid: all of it or what the balance covers, how fast, when."""

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
    """Seconds between one look at a batch and the next."""
    wait = _FIRST_LOOK
    while True:
        yield wait
        wait = min(_LONGEST_LOOK, wait * 1.5)


def has_ended(batch: Batch) -> bool:
    return bool(batch.finished_at)


def ok(answer: Answer | Refused | None) -> Answer:
    """What a generated function returns, without the refusals in its type: they were raised as `PayoutError`."""
    if answer is None or isinstance(answer, Refused):
        raise TypeError(f"not what a `Payout` answers: {answer}")
    return answer


def every(page: Callable[[str | Unset], Page[Row] | Refused | None]) -> Iterator[Row]:
    """Every row of a list, page after page: `page` calls a generated function with the cursor it is given."""
    cursor: str | Unset = UNSET
    while True:
        found = ok(page(cursor))
        yield from found.data
        if not found.next_cursor:
            return
        cursor = found.next_cursor


async def every_async(page: Callable[[str | Unset], Awaitable[Page[Row] | Refused | None]]) -> AsyncIterator[Row]:
    """The same, awaited."""
    cursor: str | Unset = UNSET
    while True:
        found = ok(await page(cursor))
        for row in found.data:
            yield row
        if not found.next_cursor:
            return
        cursor = found.next_cursor
