"""The models that datamodel-code-generator generates from `/openapi.json`, on both sides of a plain HTTP client.

usage: models.py API_URL API_KEY  (with `payout_models.py` beside it, or on PYTHONPATH)
"""
import sys
import uuid

import httpx
from payout_models import (AllocationStatus, Batch, BatchDryRun, Code, Error, FieldMessages, ListAllocation, NewBatch,
                           PayoutCreate, PayoutCreated, Problem)

api_url, api_key = sys.argv[1:3]
client = httpx.Client(base_url=api_url, headers={"Authorization": f"Bearer {api_key}"}, timeout=30)
stranger = httpx.Client(base_url=api_url, headers={"Authorization": "Bearer sk_test_nobody"}, timeout=30)


def post(path: str, body: str, media_type: str = "application/json", by: httpx.Client = client) -> httpx.Response:
    headers = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": media_type}
    return by.post(path, content=body, headers=headers)


payment = PayoutCreate(email="models@example.com", amount=100).model_dump_json()
paid = post("/payout/create", payment)
assert paid.status_code == 201 and len(PayoutCreated.model_validate_json(paid.text).hash) == 64, paid.text
wrong = post("/payout/create", payment.replace("100", "0"))
assert wrong.status_code == 400 and FieldMessages.model_validate_json(wrong.text).amount, wrong.text
unauthorized = post("/payout/create", payment, by=stranger)
assert Error.model_validate_json(unauthorized.text).error == "Unauthorized", unauthorized.text

listed = ListAllocation.model_validate_json(client.get("/v1/allocations", params={"limit": 10}).text)
of_models = [row for row in listed.data if row.email == "models@example.com"]
assert of_models and of_models[0].status in (AllocationStatus.pending, AllocationStatus.succeeded), listed
refused = Problem.model_validate_json(stranger.get("/v1/allocations").text)
assert refused.code == Code.unauthorized, refused

items = NewBatch.model_validate({"items": [{"email": "j@example.com", "amount": 1}]}).model_dump_json(exclude_none=True)
dry_run = client.post("/v1/batches?dry_run=true", content=items, headers={"Content-Type": "application/json"})
assert BatchDryRun.model_validate_json(dry_run.text).valid, dry_run.text
for media_type, text in {
    "application/json": items,
    "application/x-ndjson": '{"email":"n@example.com","amount":1}\n',
    "text/csv": "email,amount\nc@example.com,1\n",
}.items():
    made = post("/v1/batches", text, media_type)
    assert made.status_code == 202, made.text
    shown = Batch.model_validate_json(client.get(f"/v1/batches/{Batch.model_validate_json(made.text).id}").text)
    assert shown.counts.total == 1, shown
print("datamodel-code-generator: ok")
