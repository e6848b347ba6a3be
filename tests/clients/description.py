"""A client generated from `/openapi.json` makes a payment, lists, uploads and reads refusals.

usage: description.py API_URL API_KEY  (with the package `payout_client` beside it, or on PYTHONPATH)
"""
import sys
import uuid

from payout_client import AuthenticatedClient
from payout_client.api.allocations import get_v1_allocations
from payout_client.api.batches import get_v1_batches_id, post_v1_batches
from payout_client.api.payout import post_payout_create
from payout_client.models import (AllocationStatus, Code, Error, FieldMessages, NewBatch, NewBatchItem,
                                  PayoutCreate, PayoutCreated, Problem)

api_url, api_key = sys.argv[1:3]
client = AuthenticatedClient(base_url=api_url, token=api_key)
stranger = AuthenticatedClient(base_url=api_url, token="sk_test_nobody")


def key():
    return str(uuid.uuid4())


def pay(with_client, email, amount, idempotency_key):
    body = PayoutCreate(email=email, amount=amount)
    return post_payout_create.sync_detailed(client=with_client, body=body, idempotency_key=idempotency_key)


once = key()
paid = pay(client, "generated@example.com", 100, once)
assert paid.status_code == 201 and isinstance(paid.parsed, PayoutCreated), paid
assert pay(client, "generated@example.com", 100, once).parsed.hash_ == paid.parsed.hash_
fields = pay(client, "generated@example.com", 0, key())
assert fields.status_code == 400 and isinstance(fields.parsed, FieldMessages) and fields.parsed.amount, fields
assert isinstance(pay(stranger, "a@example.com", 1, key()).parsed, Error)
assert pay(client, "generated@example.com", 101, once).status_code == 422
placeholder = pay(client, "generated@example.com", 100, "<string,null>")
assert placeholder.status_code == 400 and "placeholder" in placeholder.parsed.error, placeholder

listed = get_v1_allocations.sync(client=client, status=AllocationStatus.SUCCEEDED, limit=10)
assert "generated@example.com" in [row.email for row in listed.data], listed
refused = get_v1_allocations.sync(client=stranger)
assert isinstance(refused, Problem) and refused.code == Code.UNAUTHORIZED, refused

items = NewBatch(items=[NewBatchItem(email="j@example.com", amount=1)])
dry_run = post_v1_batches.sync_detailed(client=client, body=items, dry_run=True)
assert dry_run.status_code == 200 and dry_run.parsed.valid, dry_run
keyless = post_v1_batches.sync(client=client, body=items)
assert isinstance(keyless, Problem) and keyless.code == Code.IDEMPOTENCY_KEY_REQUIRED, keyless
batch = post_v1_batches.sync(client=client, body=items, idempotency_key=key())
shown = get_v1_batches_id.sync(batch.id, client=client)
assert shown.counts.total == 1 and shown.mode == "best_effort", shown
missing = get_v1_batches_id.sync("bat_" + key(), client=client)
assert isinstance(missing, Problem) and missing.code == Code.NOT_FOUND, missing

uploads = {"application/x-ndjson": '{"email":"n@example.com","amount":1}\n', "text/csv": "email,amount\nc@example.com,1\n"}
for media_type, text in uploads.items():
    answer = client.get_httpx_client().post(
        "/v1/batches", content=text, headers={"Content-Type": media_type, "Idempotency-Key": key()})
    assert answer.status_code == 202 and answer.json()["counts"]["total"] == 1, answer.text
print("a generated Python client: ok")
