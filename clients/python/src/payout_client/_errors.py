"""Errors with stable codes: the codes of the problem documents of `/v1`, and the same codes for the error messages of
`/payout`."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Literal, cast

import httpx

from .generated.models.code import Code

# The API's codes, and two of this client. `no_answer`: no response arrived. `unexpected_answer`: the response is not from the
# API, but for example from a proxy in front of it.
ErrorCode = Code | Literal["no_answer", "unexpected_answer"]

_BY_STATUS: Mapping[int, ErrorCode] = {
    400: "invalid_request",
    401: "unauthorized",
    403: "payouts_disabled",
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    409: "conflict",
    413: "body_too_large",
    415: "unsupported_media_type",
    422: "idempotency_key_reused",
    429: "rate_limited",
    500: "internal_error",
    503: "service_unavailable",
}

# Messages of a 400 that are more specific than the status.
_BY_SENTENCE: tuple[tuple[str, ErrorCode], ...] = (
    (r"^Insufficient payout balance", "insufficient_payout_balance"),
    (r"^Insufficient balance", "insufficient_funds"),
    (r"Idempotency-Key", "invalid_idempotency_key"),
)


@dataclass(frozen=True)
class FieldProblem:
    """An invalid field of a request."""

    field: str
    code: str
    message: str
    # For a batch: the index of the item, from 0, and the line of the file where the item begins, from 1.
    index: int | None = None
    line: int | None = None


class PayoutError(Exception):
    """Raised when a request fails. Handle it by its `code`."""

    def __init__(
        self,
        message: str,
        *,
        code: ErrorCode,
        status: int | None = None,
        fields: tuple[FieldProblem, ...] = (),
        missing: int | None = None,
        retry_after: float | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
        may_have_happened: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code: ErrorCode = code
        # The HTTP status, or None if no response arrived.
        self.status = status
        # The invalid fields of the request.
        self.fields = fields
        # How many cents the balance is short of, if the API says so.
        self.missing = missing
        # The seconds to wait before a retry, from `Retry-After`.
        self.retry_after = retry_after
        # The id of the request in the API's log.
        self.request_id = request_id
        # The idempotency key of the request.
        self.idempotency_key = idempotency_key
        # Whether the request may have been carried out although it failed. If so, retry with the same idempotency key only.
        self.may_have_happened = may_have_happened


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Returns the seconds of a `Retry-After` header, which is a number of seconds or a date."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]+", value):
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or timezone.utc) - datetime.now(timezone.utc)).total_seconds())


def refusal(response: httpx.Response, idempotency_key: str | None, lost_before: bool) -> PayoutError:
    """Reads an error response: a problem document, a message or a map of fields of `/payout`, or the response of another server."""
    status = response.status_code
    said = _object(response)

    def error(message: str, code: ErrorCode, may_have_happened: bool = lost_before, **more: Any) -> PayoutError:
        return PayoutError(
            message, code=code, status=status, may_have_happened=may_have_happened, idempotency_key=idempotency_key,
            retry_after=retry_after(response.headers), request_id=response.headers.get("Request-Id"), **more,
        )

    if isinstance(said.get("code"), str) and isinstance(said.get("detail"), str):
        fields = tuple(_field(it) for it in said.get("errors", ()))
        return error(said["detail"], cast(ErrorCode, said["code"]), fields=fields, missing=said.get("missing"))
    if isinstance(sentence := said.get("error"), str):
        named = (code for words, code in _BY_SENTENCE if status == 400 and re.search(words, sentence))
        return error(said.get("message", sentence), next(named, _BY_STATUS.get(status, "unexpected_answer")))
    messages = tuple(
        FieldProblem(field, "invalid", str(message)) for field, them in said.items() if isinstance(them, list) for message in them
    )
    if status == 400 and messages:
        return error(" ".join(it.message for it in messages), "invalid_request", fields=messages)
    # A gateway without its API, or another server at this address. Whether the request was carried out is unknown.
    sentence = f"{response.url.host} answered {status}, and not as the API does."
    return error(sentence, "unexpected_answer", may_have_happened=lost_before or status >= 500)


def _field(it: Mapping[str, Any]) -> FieldProblem:
    return FieldProblem(it["field"], it["code"], it["message"], it.get("index"), it.get("line"))


def _object(response: httpx.Response) -> Mapping[str, Any]:
    try:
        said = response.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
