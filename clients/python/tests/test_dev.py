"""The client against a real stack (`payout dev`) at PAYOUT_API_URL, with PAYOUT_API_KEY."""
from __future__ import annotations

import asyncio
import gzip
import os
import queue
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest
from payout_client import (AsyncPayout, EndedAllocation, Payout, PayoutError, WebhookVerificationError, every, every_async, ok,
                           verify_payout_webhook, verify_webhook)
from payout_client.generated.api.allocations import get_v1_allocations, get_v1_allocations_id, post_v1_allocations
from payout_client.generated.api.balance import get_v1_balance
from payout_client.generated.api.batches import get_v1_batches_id, get_v1_batches_id_items
from payout_client.generated.api.webhooks import delete_v1_webhooks_id, post_v1_webhooks, post_v1_webhooks_id_test, put_v1_payout_webhook
from payout_client.generated.models import BatchItem, NewAllocation, PayoutWebhookRequest, WebhookRequest, WebhookTestRequest

URL, KEY = os.environ["PAYOUT_API_URL"], os.environ["PAYOUT_API_KEY"]
payout = Payout(URL, KEY)


def refused(call: Any, *args: Any, **kwargs: Any) -> PayoutError:
    with pytest.raises(PayoutError) as raised:
        call(*args, **kwargs)
    return raised.value


def test_a_payment_is_made_once_per_key_and_errors_have_codes() -> None:
    key = str(uuid.uuid4())
    first = payout.pay("py@example.com", 100, idempotency_key=key)
    again = payout.pay("py@example.com", 100, idempotency_key=key)
    assert len(first.hash) == 64 and not first.replayed and again.replayed
    assert (again.hash, again.allocation_id) == (first.hash, first.allocation_id)
    shown = ok(get_v1_allocations_id.sync(first.allocation_id, client=payout.api))
    assert (shown.status, shown.amount) == ("succeeded", 100)

    reused = refused(payout.pay, "py@example.com", 101, idempotency_key=key)
    assert (reused.code, reused.status, reused.idempotency_key) == ("idempotency_key_reused", 422, key)
    wrong = refused(payout.pay, "nobody", 0)
    assert (wrong.code, sorted(it.field for it in wrong.fields)) == ("invalid_request", ["amount", "email"])
    assert refused(payout.pay, "py@example.com", 100_000_000).code == "insufficient_payout_balance"
    assert refused(payout.pay, "py@example.com", 1, idempotency_key="x" * 256).code == "invalid_idempotency_key"
    assert refused(payout.pay, "py@example.com", 1, idempotency_key="").code == "invalid_idempotency_key", "an empty key is invalid"
    assert refused(payout.pay, "py@example.com", 1, idempotency_key="<string>").code == "invalid_idempotency_key"
    assert refused(Payout(URL, "sk_test_nobody").pay, "py@example.com", 1).code == "unauthorized"
    missing = refused(get_v1_batches_id.sync, f"bat_{uuid.uuid4()}", client=payout.api)
    assert (missing.code, missing.status) == ("not_found", 404)


def test_a_payment_whose_response_is_lost_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = 0

    class Losing(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal lost
            response = super().handle_request(request)
            lost += request.method == "POST"
            if request.method == "POST" and lost % 2 == 1:
                response.read()
                raise httpx.ReadError(f"lost {response.status_code}")
            return response

    unlucky = Payout(URL, KEY)
    monkeypatch.setattr(unlucky.http, "_transport", Losing())
    email = f"{uuid.uuid4()}@example.com"
    assert unlucky.pay(email, 3).replayed
    path = tmp_path / "lost.csv"
    path.write_text(f"email,amount\n{email},4\n")
    assert unlucky.batch_ended(unlucky.submit_file(path).id).counts.succeeded == 1
    post_v1_allocations.sync(client=unlucky.api, body=NewAllocation(email=email, amount=5))
    assert lost == 6
    paid = ok(get_v1_allocations.sync(client=payout.api, email=email))
    assert sorted(it.amount for it in paid.data) == [3, 4, 5]


def test_a_file_is_checked_submitted_and_read_back_and_repeats_as_one_batch(tmp_path: Path) -> None:
    items = 5_000
    path = tmp_path / "rewards.csv"
    path.write_text("email,amount,reference\n" + "".join(f"py{at % 100}@example.com,1,{uuid.uuid4()}\n" for at in range(items)))
    tried = payout.try_file(path)
    assert tried.valid and tried.counts.total == items
    batch = payout.submit_file(path, terms={"mode": "all_or_nothing"})
    seen: list[int] = []
    ended = payout.batch_ended(batch.id, lambda it: seen.append(it.counts.pending))
    assert (ended.status, ended.counts.succeeded, seen[-1]) == ("completed", items, 0)
    assert payout.submit_file(path, terms={"mode": "all_or_nothing"}).id == batch.id

    rows = every(lambda cursor: get_v1_batches_id_items.sync(batch.id, client=payout.api, limit=200, cursor=cursor))
    assert len({row.index for row in islice(rows, 450)}) == 450
    results = payout.http.get(f"/v1/batches/{batch.id}/results.csv").text
    assert len(results.splitlines()) == items + 1


def test_a_gzip_file_is_accepted_and_an_error_in_a_file_names_its_line(tmp_path: Path) -> None:
    packed = tmp_path / "rewards.jsonl.gz"
    packed.write_bytes(gzip.compress(f'{{"email":"py@example.com","amount":1,"reference":"{uuid.uuid4()}"}}\n'.encode()))
    assert payout.batch_ended(payout.submit_file(packed).id).counts.succeeded == 1
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("email,amount\npy@example.com,1\nnobody,1\n")
    error = refused(payout.submit_file, wrong)
    assert (error.code, error.fields[0].line, error.fields[0].field) == ("invalid_request", 3, "email")


def test_an_error_response_before_the_end_of_a_long_file_arrives(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("email,amount\n" + "py@example.com,1\n" * 1_000_000)
    assert refused(Payout(URL, "sk_test_nobody").submit_file, path).code == "unauthorized"


def test_the_async_client_pays_submits_a_file_and_reads_it_back(tmp_path: Path) -> None:
    path = tmp_path / "rewards.csv"
    path.write_text("email,amount,reference\n" + "".join(f"py@example.com,1,{uuid.uuid4()}\n" for _ in range(250)))

    async def pay_and_submit() -> None:
        async with AsyncPayout(URL, KEY) as client:
            paid = await asyncio.gather(*(client.pay("py@example.com", 1) for _ in range(20)))
            assert len({it.allocation_id for it in paid}) == 20
            assert (await client.try_file(path)).counts.total == 250
            batch = await client.batch_ended((await client.submit_file(path)).id)
            assert batch.counts.succeeded == 250

            rows: list[BatchItem] = []
            async for row in every_async(
                lambda cursor: get_v1_batches_id_items.asyncio(batch.id, client=client.api, limit=100, cursor=cursor)
            ):
                rows.append(row)
            assert sorted(row.index for row in rows) == list(range(250))
            assert ok(await get_v1_balance.asyncio(client=client.api)).payout_balance > 0

    asyncio.run(pay_and_submit())


@contextmanager
def receiver() -> Iterator[tuple[str, queue.Queue[tuple[dict[str, str], bytes]]]]:
    """Starts a receiver of webhooks. Yields its address, and the webhooks received."""
    arrived: queue.Queue[tuple[dict[str, str], bytes]] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            arrived.put((dict(self.headers.items()), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", arrived
    finally:
        server.shutdown()
        server.server_close()


def test_webhooks_are_verified_and_typed_and_forged_ones_are_rejected() -> None:
    with receiver() as (url, arrived):
        made = post_v1_webhooks.sync(client=payout.api, body=WebhookRequest(url=url, events=["allocation.succeeded"]))
        endpoint = ok(made)
        try:
            email = f"{uuid.uuid4()}@example.com"
            paid = payout.pay(email, 7)
            headers, body = arrived.get(timeout=30)
        finally:
            delete_v1_webhooks_id.sync_detailed(endpoint.id, client=payout.api)
        event = verify_webhook(endpoint.secret, body, headers)
        assert event.type == "allocation.succeeded" and event.id == headers["webhook-id"]
        assert isinstance(event.data, EndedAllocation)
        assert (event.data.id, event.data.email, event.data.amount) == (paid.allocation_id, email, 7)
        for changed in [body + b" ", b"", b"\xff"]:
            with pytest.raises(WebhookVerificationError):
                verify_webhook(endpoint.secret, changed, headers)
        forged = ["", "v1", "nonsense", "v1,", "v1,%%%", "v2,abc", "v1,a,b"]
        for other in [{"webhook-timestamp": "1700000000"}, *({"webhook-signature": it} for it in forged)]:
            with pytest.raises(WebhookVerificationError):
                verify_webhook(endpoint.secret, body, {**headers, **other})
        with pytest.raises(WebhookVerificationError):
            verify_webhook(endpoint.secret, body, {})

        own = ok(put_v1_payout_webhook.sync(client=payout.api, body=PayoutWebhookRequest(url=url)))
        try:
            post_v1_webhooks_id_test.sync(own.id, client=payout.api, body=WebhookTestRequest())
            headers, body = arrived.get(timeout=30)
        finally:
            delete_v1_webhooks_id.sync_detailed(own.id, client=payout.api)
        payout_event = verify_payout_webhook(own.secret, body, headers)
        assert (payout_event.type_, payout_event.test_mode) == ("payout.succeeded", True)
