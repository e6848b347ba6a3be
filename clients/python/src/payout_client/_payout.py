"""The clients `Payout` and `AsyncPayout`: the generated functions through `api`, and methods for payments and files."""
from __future__ import annotations

import os
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import anyio
import httpx

from . import _routes as routes
from ._files import AwaitedFile
from ._routes import BatchTerms, Paid
from ._send import Patience, SafeAsyncClient, SafeClient
from .generated.api.batches import get_v1_batches_id
from .generated.client import AuthenticatedClient
from .generated.models.batch import Batch
from .generated.models.batch_dry_run import BatchDryRun

_Path = str | os.PathLike[str]


class Payout:
    """The client of the API at `base_url`. `api_key` is a secret key (`sk_live_…` or `sk_test_…`); only a payout user's own
    routes need none. A request is retried if that is safe, at most `retries` times, while all waits together stay within
    `max_wait` seconds. (The `Retry-After` of a pause is 30 seconds.)"""

    def __init__(self, base_url: str, api_key: str = "", *, retries: int = 4, max_wait: float = 60) -> None:
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self.http = SafeClient(base_url=base_url, headers=headers, timeout=routes.TIMEOUT)
        self.http.patience = Patience(retries, max_wait)
        # The client for the generated functions: `ok(get_v1_balance.sync(client=payout.api))`.
        self.api = AuthenticatedClient(base_url, api_key, raise_on_unexpected_status=True).set_httpx_client(self.http)

    def pay(self, email: str, amount: int, *, idempotency_key: str | None = None) -> Paid:
        """Pays `amount` cents to `email` and waits for the outcome. Pass an `idempotency_key`, such as an order number: repeated
        calls with the same key then pay once, even after a crash of your program. Without it, each call generates a key, so
        its retries pay once, but a second call pays again. Raises `PayoutError`."""
        return routes.paid(self.http.post(**routes.payment(email, amount, idempotency_key)))

    def submit_file(self, path: _Path, *, terms: BatchTerms | None = None, idempotency_key: str | None = None) -> Batch:
        """Uploads a file of rewards as a batch, streaming it from disk. The batch is accepted as a whole or not at all. By default
        the idempotency key is the hash of the content, as in `payout submit`: the same file is accepted once, and uploading
        it again returns the same batch. Raises `PayoutError`."""
        return Batch.from_dict(self.http.post(**routes.upload(path, terms, idempotency_key, dry_run=False)).json())

    def try_file(self, path: _Path, *, terms: BatchTerms | None = None) -> BatchDryRun:
        """Checks a file without recording anything. Returns its errors with their lines, its duplicates and its total."""
        return BatchDryRun.from_dict(self.http.post(**routes.upload(path, terms, None, dry_run=True)).json())

    def batch_ended(self, batch_id: str, on_progress: Callable[[Batch], None] = lambda _: None) -> Batch:
        """Polls a batch until its last item has ended, and returns it. A pause may make this take days. `on_progress` is called
        with the batch after each poll."""
        for wait in routes.looks():
            batch = routes.ok(get_v1_batches_id.sync(batch_id, client=self.api))
            on_progress(batch)
            if routes.has_ended(batch):
                break
            time.sleep(wait)
        return batch

    def close(self) -> None:
        self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class AsyncPayout:
    """The asynchronous `Payout`, for asyncio or trio."""

    def __init__(self, base_url: str, api_key: str = "", *, retries: int = 4, max_wait: float = 60) -> None:
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self.http = SafeAsyncClient(base_url=base_url, headers=headers, timeout=routes.TIMEOUT)
        self.http.patience = Patience(retries, max_wait)
        # The client for the generated functions: `ok(await get_v1_balance.asyncio(client=payout.api))`.
        self.api = AuthenticatedClient(base_url, api_key, raise_on_unexpected_status=True).set_async_httpx_client(self.http)

    async def pay(self, email: str, amount: int, *, idempotency_key: str | None = None) -> Paid:
        return routes.paid(await self.http.post(**routes.payment(email, amount, idempotency_key)))

    async def submit_file(self, path: _Path, *, terms: BatchTerms | None = None, idempotency_key: str | None = None) -> Batch:
        sent = await anyio.to_thread.run_sync(routes.upload, path, terms, idempotency_key, False)
        return Batch.from_dict((await self._upload(sent)).json())

    async def try_file(self, path: _Path, *, terms: BatchTerms | None = None) -> BatchDryRun:
        sent = await anyio.to_thread.run_sync(routes.upload, path, terms, None, True)
        return BatchDryRun.from_dict((await self._upload(sent)).json())

    async def batch_ended(self, batch_id: str, on_progress: Callable[[Batch], None] = lambda _: None) -> Batch:
        for wait in routes.looks():
            batch = routes.ok(await get_v1_batches_id.asyncio(batch_id, client=self.api))
            on_progress(batch)
            if routes.has_ended(batch):
                break
            await anyio.sleep(wait)
        return batch

    async def _upload(self, sent: dict[str, Any]) -> httpx.Response:
        return await self.http.post(**{**sent, "content": AwaitedFile(sent["content"])})

    async def close(self) -> None:
        await self.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        await self.close()
