"""Hooks for schemathesis: rules of requests that a schema cannot express. Each rule changes a valid request into one that a
client could send. An invalid request stays as it is, and must be rejected."""
import datetime
import json
import os
import re
import uuid

import requests
import schemathesis

KEY = "Idempotency-Key"
CURSOR = re.compile(r"(?:[0-9a-f]{2}){1,512}")
TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
UNKNOWN_ID = "01900000-0000-7000-8000-000000000001"
# Bodies whose schema is a string, although not every string is a table.
TABLES = {
    "application/x-ndjson": '{"email":"n@example.com","amount":1}\n',
    "text/csv": "email,amount\nc@example.com,1\n",
}

# The fields that the payout methods need.
DESTINATION = {
    "email": "user@example.com",
    "product": "acme-25",
    "chain": "ethereum",
    "address": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "currency": "USDC",
}


def existing_ids(path):
    answer = requests.get(os.environ["API_URL"] + path, headers={"Authorization": f"Bearer {os.environ['API_KEY']}"})
    answer.raise_for_status()
    return {one["id"] for one in answer.json()["data"]}


# The API keys and payout users from before the run. The fuzzer needs them, so it must not change them.
protected_ids = existing_ids("/v1/api-keys?limit=100") | existing_ids("/v1/payout-users?limit=100")
# The last cursor that each list returned.
cursors = {}


@schemathesis.serializer(*TABLES)
def as_text(context, value):
    return (value if isinstance(value, str) else json.dumps(value)).encode()


@schemathesis.hook
def before_call(context, case, kwargs):
    if (case.path_parameters or {}).get("id") in protected_ids and case.method != "GET":
        case.path_parameters = {"id": case.path_parameters["id"].split("_")[0] + "_" + UNKNOWN_ID}
    case.query = normalized(dict(case.query or {}))
    case.headers = dict(case.headers or {})
    if isinstance(case.body, str) and case.media_type in TABLES:
        case.body = TABLES[case.media_type]
    elif isinstance(case.body, (dict, list)):
        case.body = normalized(case.body)
    fix_cursor(case)
    if (case.method, case.operation.path) == ("POST", "/v1/batches"):
        fix_batch(case)
    if case.operation.path == "/payout/withdraw":
        fix_withdrawal(case)
    if case.operation.path.startswith("/admin/"):
        fix_admin_request(case)
    # A payment has either a reference or an idempotency key.
    if isinstance(case.body, dict) and "reference" in case.body and is_valid_key(case, case.headers.get(KEY)):
        del case.headers[KEY]


@schemathesis.hook
def after_call(context, case, response):
    found = re.search(rb'"next_cursor":"([0-9a-f]+)"', response.content or b"")
    if found:
        cursors[case.formatted_path] = found[1].decode()


def normalized(value, name=None):
    """Returns the value with integers in digits, because JSON Schema accepts 1.0 as an integer; with future times, with metadata
    that is kept byte for byte, with amounts that the balance covers, and with the hash of the header."""
    if name == "metadata" and isinstance(value, dict):
        return {"campaign": "spring"}
    if isinstance(value, dict):
        return {name: normalized(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [normalized(one) for one in value]
    if name in ("expires_at", "scheduled_at") and isinstance(value, str) and TIME.fullmatch(value):
        tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
        return tomorrow.isoformat(timespec="seconds")
    if name == "payout_hash" and isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value):
        return os.environ["PAYOUT_HASH"]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if name == "amount" and type(value) is int and 1_000 < value <= 100_000_000:
        return 1 + value % 1_000
    return value


def fix_cursor(case):
    """Replaces a cursor with one that this list returned."""
    cursor = case.query.get("cursor")
    if isinstance(cursor, str) and CURSOR.fullmatch(cursor):
        del case.query["cursor"]
        if case.formatted_path in cursors:
            case.query["cursor"] = cursors[case.formatted_path]


def fix_batch(case):
    """Adds the idempotency key that a batch needs. A dry run needs none, and returns the errors of its items with 200."""
    is_dry = str(case.query.get("dry_run")).lower() == "true"
    if is_dry and case.meta.generation.mode.is_negative:
        del case.query["dry_run"]
    if not is_dry:
        case.headers.setdefault(KEY, str(uuid.uuid4()))


def fix_withdrawal(case):
    """Uses a destination that exists, and an amount within the method's limits (`/payout/methods`)."""
    if not isinstance(case.body, dict):
        return
    if isinstance(case.body.get("destination"), dict):
        case.body["destination"] = DESTINATION
    if type(case.body.get("amount")) is int and 1 <= case.body["amount"] <= 100_000_000:
        case.body["amount"] = 100 + case.body["amount"] % 900


def fix_admin_request(case):
    """Gives a scope in the query its ids, uses a configured provider, and makes negative funding positive, because the balance
    may not cover it."""
    ids = {"all": [], "business": ["business_id"], "batch": ["business_id", "batch_id"]}.get(str(case.query.get("scope")))
    if ids is not None:
        given = {name: case.query.pop(name, None) for name in ("business_id", "batch_id")}
        case.query |= {name: given[name] or f"{name[:3]}_{UNKNOWN_ID}" for name in ids}
    if isinstance(case.body, dict) and isinstance(case.body.get("provider"), str):
        case.body["provider"] = "manual"
    if isinstance(case.body, dict) and type(case.body.get("amount")) is int and -(10**15) <= case.body["amount"] < 0:
        case.body["amount"] *= -1


def is_valid_key(case, key):
    described = [one for one in case.operation.headers if one.name == KEY]
    pattern = described[0].definition["schema"]["pattern"] if described else "$^"
    return isinstance(key, str) and 1 <= len(key) <= 255 and re.search(pattern, key) is not None
