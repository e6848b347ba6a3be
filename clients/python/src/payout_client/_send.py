"""Sends requests, and retries where that is safe: never a POST without an idempotency key, and no longer than the caller allows.

The clients are httpx clients, with its proxies and certificates. Every request through them is retried by these rules."""
from __future__ import annotations

import random
import re
import time
import uuid
from dataclasses import dataclass
from typing import Any

import anyio
import httpx

from ._errors import PayoutError, refusal, retry_after
from .generated.keyed import KEYED

# The header with which a POST is safe to retry.
KEY = "Idempotency-Key"

# Statuses to retry: nothing was recorded (408, 429, 503), or a gateway cannot reach the API (502, 504).
_AGAIN = frozenset({408, 429, 502, 503, 504})
# Of these, the statuses after which the request may have been carried out.
_UNKNOWN = frozenset({502, 504})
# Errors before anything was sent.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 8.0


@dataclass(frozen=True)
class Patience:
    """The maximum number of retries of a request, and of seconds for all waits between them together."""

    retries: int
    max_wait: float


class Attempts:
    """Decides what to do after each attempt of one request."""

    def __init__(self, request: httpx.Request, patience: Patience) -> None:
        if request.method == "POST" and KEY not in request.headers and re.search("|".join(KEYED), request.url.path):
            request.headers[KEY] = str(uuid.uuid4())
        self._key = request.headers.get(KEY)
        self._method = request.method
        self._host = request.url.host
        self._patience = patience
        self._made = 0
        self._waited = 0.0
        self._lost = False

    def after_answer(self, response: httpx.Response) -> float | None:
        """Returns the seconds to wait before a retry, or None on success. Raises `PayoutError` if the request has failed."""
        if response.is_success:
            return None
        wait = self._wait(retry_after(response.headers)) if response.status_code in _AGAIN else None
        if wait is None:
            raise refusal(response, self._key, self._lost)
        self._lost |= response.status_code in _UNKNOWN
        return wait

    def after_silence(self, cause: httpx.RequestError) -> float:
        """Returns the seconds to wait before a retry. Raises `PayoutError` if there is none."""
        self._lost |= self._method != "GET" and not isinstance(cause, _NOT_SENT)
        wait = self._wait(None)
        if wait is None:
            message = f"No answer came from {self._host}: {cause or type(cause).__name__}"
            raise PayoutError(message, code="no_answer", idempotency_key=self._key, may_have_happened=self._lost) from cause
        return wait

    def _wait(self, told: float | None) -> float | None:
        """The API's `Retry-After`, or else exponential backoff. Jitter keeps clients from returning at the same time."""
        backoff = min(_LONGEST_WAIT, _FIRST_WAIT * 2**self._made) * random.uniform(0.5, 1)
        wait = backoff if told is None else told + backoff / 10
        self._made += 1
        self._waited += wait
        repeatable = self._method != "POST" or self._key is not None
        within = self._made <= self._patience.retries and self._waited <= self._patience.max_wait
        return wait if repeatable and within else None


class SafeClient(httpx.Client):
    """An httpx client that retries requests where that is safe, and raises `PayoutError` for failures."""

    patience = Patience(retries=4, max_wait=60)

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        attempts = Attempts(request, self.patience)
        while True:
            try:
                response = super().send(request, **options)
                if not response.is_success:
                    response.read()
            except httpx.RequestError as cause:
                wait: float | None = attempts.after_silence(cause)
            else:
                wait = attempts.after_answer(response)
            if wait is None:
                return response
            time.sleep(wait)


class SafeAsyncClient(httpx.AsyncClient):
    """The asynchronous `SafeClient`."""

    patience = Patience(retries=4, max_wait=60)

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        attempts = Attempts(request, self.patience)
        while True:
            try:
                response = await super().send(request, **options)
                if not response.is_success:
                    await response.aread()
            except httpx.RequestError as cause:
                wait: float | None = attempts.after_silence(cause)
            else:
                wait = attempts.after_answer(response)
            if wait is None:
                return response
            await anyio.sleep(wait)
