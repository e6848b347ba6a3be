"""The example of the contract's documents, with `requests`, against a running stack: the exact bytes of every row that needs no fault.

usage: seeds.py API_URL OPS_URL OPERATOR_TOKEN
"""
import sys
import requests

api_url, ops_url, operator_token = sys.argv[1:4]
url = api_url + "/payout/create"
admin = {"Authorization": "Bearer " + operator_token}


def business(funds, enabled=True):
    """Creates a test business, and returns its id and key."""
    made = requests.post(ops_url + "/admin/businesses", headers=admin,
                         json={"name": "Acme", "mode": "test", "payouts_enabled": enabled})
    assert made.status_code == 201, made.text
    made = made.json()
    if funds:
        funded = requests.post(f"{ops_url}/admin/businesses/{made['id']}/fund", headers=admin,
                               json={"amount": funds, "account": "payout_balance", "reference": "opening"})
        assert funded.status_code == 201, funded.text
    return made["id"], made["api_key"]


def create(key, payload, **headers):
    """Sends the request of the contract's example."""
    bearer = {"Authorization": "Bearer " + key} if key else {}
    return requests.post(url, headers={**bearer, "Content-Type": "application/json", **headers}, json=payload)


def expect(answer, status, body, **headers):
    assert answer.status_code == status, (answer.status_code, answer.text)
    if body is not None:
        assert answer.text == body, answer.text
    assert answer.headers["Content-Type"] == "application/json", answer.headers
    for name, value in headers.items():
        name = name.replace("_", "-")
        assert answer.headers.get(name) == value, (name, answer.headers)


business_id, key = business(100_000)
payload = {"email": "user@example.com", "amount": 10000}

first = create(key, payload)
assert first.status_code == 201, first.text
assert list(first.json()) == ["hash"] and len(first.json()["hash"]) == 64
assert first.headers["Location"] == "/v1/allocations/" + first.headers["Allocation-Id"]
assert "Request-Id" in first.headers
again = create(key, {"email": " USER@Example.com", "amount": 1})
assert again.json() == first.json(), "the same person has the same hash"
_, other_key = business(100)
assert create(other_key, {"email": "user@example.com", "amount": 1}).json() != first.json()

once = create(key, payload, **{"Idempotency-Key": "order-1"})
twice = create(key, payload, **{"Idempotency-Key": '"order-1"'})
expect(once, 201, first.text, Idempotent_Replayed=None)
expect(twice, 201, first.text, Idempotent_Replayed="true", Allocation_Id=once.headers["Allocation-Id"])
expect(create(key, {"email": "user@example.com", "amount": 2}, **{"Idempotency-Key": "order-1"}), 422,
       '{"error":"Idempotency-Key was already used with different parameters"}')
expect(create(key, payload, **{"Idempotency-Key": "x" * 256}), 400, '{"error":"Invalid Idempotency-Key"}')

# The authentication page's example: the hash in the header, the body or the query.
payout_hash, operations_url = first.json()["hash"], api_url + "/payout/operations"
shown = requests.get(operations_url, headers={"X-Payout-Hash": payout_hash, "Content-Type": "application/json"})
expect(shown, 200, None, Cache_Control="no-store", Referrer_Policy="no-referrer")
assert (shown.json()["email"], shown.json()["balance"]) == ("u***@example.com", 20001), shown.text
expect(requests.post(operations_url, json={"payout_hash": payout_hash}), 200, shown.text)
expect(requests.get(operations_url, params={"payout_hash": payout_hash}), 200, shown.text)
expect(requests.get(operations_url, headers={"X-Payout-Hash": payout_hash}, params={"payout_hash": "0" * 64}), 401,
       '{"error":"Unauthorized"}')
expect(requests.get(api_url + "/payout/balance", headers={"X-Payout-Hash": payout_hash}), 200,
       '{"balance":20001,"currency":"USD"}')

both = '{"email":["The email field is required."],"amount":["The amount field is required."]}'
expect(create(key, {}), 400, both)
for body in ["", "nonsense", "[]"]:
    answer = requests.post(url, headers={"Authorization": "Bearer " + key, "Content-Type": "application/json"}, data=body)
    expect(answer, 400, both)
expect(create(key, {"email": "nobody", "amount": 0}), 400,
       '{"email":["The email must be a valid email address."],"amount":["The amount must be at least 1."]}')
expect(create(key, {"email": "user@example.com", "amount": "100"}), 400, '{"amount":["The amount must be an integer."]}')
expect(create(key, {"email": "user@example.com", "amount": 1.0}), 400, '{"amount":["The amount must be an integer."]}')
expect(create(key, {"email": "user@example.com", "amount": 100000001}), 400,
       '{"amount":["The amount may not be greater than 100000000."]}')
expect(create(key, {"email": "a" * 250 + "@example.com", "amount": 1}), 400,
       '{"email":["The email may not be greater than 255 characters."]}')
expect(create(key, {"email": 7, "amount": 1}), 400, '{"email":["The email must be a string."]}')

expect(create(key, {"email": "rich@example.com", "amount": 100000000}), 400,
       '{"error":"Insufficient payout balance"}')
users = requests.get(api_url + "/v1/payout-users", params={"email": "rich@example.com"},
                     headers={"Authorization": "Bearer " + key}).json()
assert users["data"] == [], "the payout user is not created"

unauthorized = '{"error":"Unauthorized"}'
expect(create(None, payload), 401, unauthorized)
expect(create("pk_test_0123456789abcdef", payload), 401, unauthorized)
expect(create(key[:-1] + ("0" if key[-1] != "0" else "1"), payload), 401, unauthorized)

_, disabled_key = business(0, enabled=False)
expect(create(disabled_key, payload), 403,
       '{"error":"Payouts are currently disabled. Please enable them in Settings."}')

later = create(key, payload, Prefer="respond-async")
assert later.status_code == 202 and list(later.json()) == ["id", "status"], later.text
assert later.json()["status"] == "pending" and later.headers["Retry-After"] == "1"
assert later.headers["Location"] == "/v1/allocations/" + later.json()["id"]

balance = requests.get(api_url + "/balance", headers={"Authorization": "Bearer " + key})
assert list(balance.json()) == ["balance", "payout_balance"], balance.text
expect(requests.get(api_url + "/balance"), 401, unauthorized)
form = requests.post(url, headers={"Authorization": "Bearer " + key}, data={"email": "user@example.com"})
assert form.status_code == 415 and "error" in form.json(), form.text
print("the seeds' rows: all as documented")
