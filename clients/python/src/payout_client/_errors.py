"""What can go wrong, by stable names: the codes of `/v1`'s problem documents, and the same names for what the `/payout`
family says in sentences."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Literal, cast

import httpx

from .generated.models.code import Code

# `no_answer`: no answer came. `unexpected_answer`: what answered was not the API, say a proxy before it.
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

# The sentences of 400 that say more than their status.
_BY_SENTENCE: tuple[tuple[str, ErrorCode], ...] = (
    (r"^Insufficient payout balance", "insufficient_payout_balance"),
    (r"^Insufficient balance", "insufficient_funds"),
    (r"Idempotency-Key", "invalid_idempotency_key"),
)


@dataclass(frozen=True)
class FieldProblem:
    """One thing at fault in a request."""

    field: str
    code: str
    message: str
    # The item's place in a batch, from 0, and the line of the file it begins in, from 1.
    index: int | None = None
    line: int | None = None


class PayoutError(Exception):
    """A request that did not succeed. Match on `code`."""

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
        # The HTTP status; None when no answer came.
        self.status = status
        # What is at fault in the request, field by field.
        self.fields = fields
        # Cents that are missing from a balance.
        self.missing = missing
        # Seconds, as the API says.
        self.retry_after = retry_after
        # Names the request in the API's log.
        self.request_id = request_id
        # The key that the request was sent under.
        self.idempotency_key = idempotency_key
        # Whether it may have been carried out all the same: ask again with the same key, and never with another.
        self.may_have_happened = may_have_happened


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds of a `Retry-After`, which is a number of them or a date."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]+", value):
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or timezone.utc) - datetime.now(timezone.utc)).total_seconds())


def refusal(response: httpx.Response, idempotency_key: str | None, lost_before: bool) -> PayoutError:
    """Reads a refusal: a problem document, a sentence or a map of fields of the `/payout` family, or what else answered."""
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
    # A gateway that lost its API, or an address that is another's: what became of the request is not known.
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
