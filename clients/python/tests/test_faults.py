"""The client when the API, or the network to it, fails. Each test runs with `Payout` and with `AsyncPayout`."""
from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from payout_client import AsyncPayout, Paid, Payout, PayoutError, ok
from payout_client._send import SafeClient
from payout_client.generated.api.batches import post_v1_batches_id_cancel, post_v1_batches_id_pause
from payout_client.generated.api.payout_users_themselves import get_payout_balance, post_payout_operations
from payout_client.generated.api.webhooks import delete_v1_webhooks_id, post_v1_webhooks
from payout_client.generated.models import PayoutHash, WebhookRequest

from .server import answer, cut, drop, faulty, problem

HASH = "0" * 64
PAID = answer(201, {"hash": HASH}, {"Allocation-Id": "alc_1"})
UNAVAILABLE = {"error": "Service temporarily unavailable"}

Pay = Callable[..., Paid]


def pay_sync(url: str, key: str | None = None, **options: Any) -> Paid:
    with Payout(url, "sk_test_1", **options) as payout:
        return payout.pay("ann@example.com", 5, idempotency_key=key)


def pay_async(url: str, key: str | None = None, **options: Any) -> Paid:
    async def pay() -> Paid:
        async with AsyncPayout(url, "sk_test_1", **options) as payout:
            return await payout.pay("ann@example.com", 5, idempotency_key=key)

    return asyncio.run(pay())


both = pytest.mark.parametrize("pay", [pay_sync, pay_async])


@both
def test_503_is_retried_after_retry_after_with_the_same_key(pay: Pay) -> None:
    with faulty(answer(503, UNAVAILABLE, {"Retry-After": "1"}), PAID) as (url, received):
        began = time.monotonic()
        assert pay(url) == Paid(HASH, "alc_1", False)
        assert time.monotonic() - began >= 1
        first, second = received
        assert first.key and re.fullmatch("[0-9a-f-]{36}", first.key) and second.key == first.key
        assert first.body == second.body == b'{"email":"ann@example.com","amount":5}'
        assert first.headers["Authorization"] == "Bearer sk_test_1"


@both
def test_a_retry_after_may_be_a_date(pay: Pay) -> None:
    later = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=2), usegmt=True)
    with faulty(answer(429, UNAVAILABLE, {"Retry-After": later}), PAID) as (url, _):
        began = time.monotonic()
        pay(url)
        assert time.monotonic() - began >= 0.9


@both
def test_a_retry_after_above_the_longest_wait_is_left_to_the_caller(pay: Pay) -> None:
    limited = {"error": "rate_limit_exceeded", "message": "Too many payout requests", "type": "business", "retry_after": 30}
    with faulty(answer(429, limited, {"Retry-After": "30"})) as (url, received):
        with pytest.raises(PayoutError, match="^Too many payout requests$") as raised:
            pay(url, max_wait=5)
        error = raised.value
        assert (error.code, error.retry_after, error.may_have_happened) == ("rate_limited", 30, False)
        assert len(received) == 1 and error.idempotency_key == received[0].key


@both
def test_a_request_whose_response_is_lost_is_retried_with_the_same_key(pay: Pay) -> None:
    with faulty(drop, cut, PAID) as (url, received):
        assert pay(url, "order-1").hash == HASH
        assert [it.key for it in received] == ["order-1"] * 3


@both
def test_retries_end_and_the_error_says_whether_it_may_have_happened(pay: Pay) -> None:
    with faulty(drop, drop, answer(503, UNAVAILABLE)) as (url, received):
        with pytest.raises(PayoutError) as raised:
            pay(url, retries=1)
        assert (raised.value.code, raised.value.may_have_happened) == ("no_answer", True)
        assert len(received) == 2 and raised.value.idempotency_key == received[0].key
        with pytest.raises(PayoutError) as raised:
            pay(url, retries=0)
        assert (raised.value.code, raised.value.status, raised.value.may_have_happened) == ("service_unavailable", 503, False)


@both
def test_a_request_to_a_closed_port_has_not_happened(pay: Pay) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(PayoutError) as raised:
            pay(f"http://127.0.0.1:{nobody.getsockname()[1]}", retries=1)
        assert (raised.value.code, raised.value.may_have_happened) == ("no_answer", False)


@both
def test_an_error_after_a_lost_response_may_have_happened(pay: Pay) -> None:
    with faulty(drop, answer(503, UNAVAILABLE, {"Retry-After": "60"})) as (url, _):
        with pytest.raises(PayoutError) as raised:
            pay(url, max_wait=2)
        assert (raised.value.code, raised.value.may_have_happened) == ("service_unavailable", True)


@both
def test_a_page_of_a_proxy_is_not_an_error_of_the_api(pay: Pay) -> None:
    pages = answer(502, "<h1>Bad Gateway</h1>"), answer(504, "<h1>Gateway</h1>"), answer(301, "", {"Location": "/elsewhere"})
    with faulty(*pages) as (url, _):
        with pytest.raises(PayoutError) as raised:
            pay(url, retries=1)
        assert (raised.value.code, raised.value.status, raised.value.may_have_happened) == ("unexpected_answer", 504, True)
        with pytest.raises(PayoutError) as raised:
            pay(url)
        assert (raised.value.code, raised.value.status, raised.value.may_have_happened) == ("unexpected_answer", 301, False)


def test_a_payment_without_a_key_is_never_retried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payout_client._send.KEYED", ("/of-another-server$",))
    for fault, code in [(answer(503, UNAVAILABLE, {"Retry-After": "0"}), "service_unavailable"), (drop, "no_answer")]:
        with faulty(fault, PAID) as (url, received), SafeClient(base_url=url) as client:
            with pytest.raises(PayoutError) as raised:
                client.post("/payout/create", json={})
            assert raised.value.code == code and len(received) == 1 and received[0].key is None


def test_only_posts_that_take_a_key_have_one() -> None:
    answers = answer(201, {}), answer(201, {}), answer(200, {}), answer(200, {}), answer(204, ""), answer(201, {})
    with faulty(*answers) as (url, received), Payout(url) as payout:
        http = payout.http
        body = WebhookRequest(url="https://shop.example/hooks", events=["batch.completed"])
        http.request(**post_v1_webhooks._get_kwargs(body=body))
        http.request(**post_v1_batches_id_cancel._get_kwargs("bat_1", idempotency_key="mine"))
        http.request(**get_payout_balance._get_kwargs(), headers={"X-Payout-Hash": HASH})
        http.request(**post_payout_operations._get_kwargs(body=PayoutHash(payout_hash=HASH)))
        assert delete_v1_webhooks_id.sync_detailed("whk_1", client=payout.api).status_code == 204
        http.post(f"{url}/below/a/path/payout/create", json={})
        assert [it.key and len(it.key) for it in received] == [36, 4, None, None, None, 36]
        assert received[2].headers["X-Payout-Hash"] == HASH


def test_409_has_its_code_and_is_not_retried() -> None:
    with faulty(answer(409, problem("conflict", 409), {"Request-Id": "req_1"})) as (url, received), Payout(url) as payout:
        with pytest.raises(PayoutError, match="^It is conflict.$") as raised:
            ok(post_v1_batches_id_pause.sync("bat_1", client=payout.api))
        error = raised.value
        assert (error.code, error.status, error.request_id) == ("conflict", 409, "req_1")
        assert len(received) == 1 and error.idempotency_key == received[0].key


def test_an_attempt_that_takes_too_long_is_retried() -> None:
    with faulty(lambda _: time.sleep(1), PAID) as (url, received), Payout(url) as payout:
        payout.http.timeout = httpx.Timeout(0.2)
        assert payout.pay("ann@example.com", 5).hash == HASH
        assert len({it.key for it in received}) == 1 and len(received) == 2


@pytest.mark.parametrize("awaited", [False, True])
def test_each_attempt_streams_the_file_again_with_the_key_of_its_content(tmp_path: Path, awaited: bool) -> None:
    path = tmp_path / "rewards.jsonl"
    path.write_text('{"email":"ann@example.com","amount":1}\n' * 100_000)
    later = answer(503, problem("service_unavailable", 503), {"Retry-After": "0"})
    scheduled = datetime(2030, 1, 1, tzinfo=timezone.utc)
    with faulty(drop, later, answer(409, problem("conflict", 409))) as (url, received):

        async def submit() -> None:
            async with AsyncPayout(url) as payout:
                await payout.submit_file(path, terms={"mode": "all_or_nothing", "scheduled_at": scheduled})

        with pytest.raises(PayoutError) as raised:
            if awaited:
                asyncio.run(submit())
            else:
                Payout(url).submit_file(path, terms={"mode": "all_or_nothing", "scheduled_at": scheduled})
        assert raised.value.code == "conflict" and len(received) == 3
        assert {it.body for it in received} == {path.read_bytes()}
        assert {it.key for it in received} == {raised.value.idempotency_key}
        assert received[0].key and re.fullmatch("sha256-[0-9a-f]{64}", received[0].key)
        assert received[2].path == "/v1/batches?mode=all_or_nothing&scheduled_at=2030-01-01T00%3A00%3A00%2B00%3A00"
        assert received[2].headers["Content-Type"] == "application/x-ndjson"
    with pytest.raises(ValueError, match=r"ends in \.csv"):
        Payout(url).submit_file("rewards.xlsx")
