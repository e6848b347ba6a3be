"""Runs the runbooks of docs/operate.md: an upgrade, the replacement of each secret of the server, and the restore of a backup.

Usage: runbooks.py STACK PROGRAMS   (needs requests, standardwebhooks, and psql, createdb, pg_dump and pg_restore)
    STACK is the line of `payout dev --json`, on whose server it makes databases of its own; PROGRAMS the folder of the programs.

The commands are read from the document, so the documented commands are the ones that run. Each runbook is a function.
"""

import http.server
import json
import os
import pathlib
import queue
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import requests
from standardwebhooks import Webhook, WebhookVerificationError

RUNBOOKS = (pathlib.Path(__file__).parents[2] / "docs" / "operate.md").read_text(encoding="utf-8")

arrived = queue.Queue()
processes = []


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        arrived.put(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def documented_command(heading, beginning):
    """Returns the command below a heading that begins with `beginning`: a line, a text between backticks, or the lines of a loop."""
    section = re.search(rf"^## {heading}$(.*?)^## ", RUNBOOKS, re.S | re.M)[1]
    lines = section.splitlines()
    for number, line in enumerate(lines):
        if line.strip().startswith(beginning):
            indent = line[: len(line) - len(line.lstrip())]
            end = lines.index(f"{indent}done", number) if beginning.startswith("for ") else number
            return "\n".join(lines[number : end + 1])
    return next(quoted for quoted in re.findall(r"`([^`]+)`", section) if quoted.startswith(beginning))


def shell(command, code=0, **settings):
    ran = subprocess.run(["bash", "-euo", "pipefail", "-c", command], env=environment | settings, cwd=folder, capture_output=True, text=True)
    assert ran.returncode == code, f"{command}\nended with {ran.returncode}: {ran.stdout}{ran.stderr}"
    return ran.stdout


def in_every_cell(statement):
    """Returns the step that runs a statement in every cell, with the definition of `every_cell` before it."""
    return documented_command("Replace a secret", "every_cell()") + "\n" + documented_command("Replace a secret", f"every_cell {statement}")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Service:
    """An API and a worker with the current settings of `environment`."""

    def __init__(self):
        self.port, self.operators = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        listen = {"PAYOUT_LISTEN": f"127.0.0.1:{self.port}", "PAYOUT_OPS_LISTEN": f"127.0.0.1:{self.operators}"}
        self.processes = [start("payout-worker", PAYOUT_OPS_LISTEN="127.0.0.1:0"), start("payout-api", **listen)]
        wait_until(lambda: self.status("/readyz") == 200)

    def status(self, path, token=""):
        try:
            return requests.get(f"http://127.0.0.1:{self.operators}{path}", headers={"Authorization": f"Bearer {token}"}, timeout=5).status_code
        except requests.ConnectionError:
            assert all(process.poll() is None for process in self.processes), "a process has ended"
            return 0

    def ask(self, method, path, key, name=None, **body):
        headers = {"Authorization": f"Bearer {key}"} | ({"Idempotency-Key": name} if name else {})
        return requests.request(method, self.url + path, headers=headers, json=body or None, timeout=30)

    def pay(self, key, name, email, amount=100):
        answer = self.ask("POST", "/payout/create", key, name, email=email, amount=amount)
        assert answer.status_code == 201, answer.text
        return answer.json()["hash"]

    def hash_works(self, payout_hash):
        return requests.get(f"{self.url}/payout/balance", headers={"X-Payout-Hash": payout_hash}, timeout=30).status_code == 200

    def stop(self):
        for process in self.processes:
            process.terminate()
            assert process.wait(timeout=20) == 0, process.args


def start(program, **settings):
    process = subprocess.Popen([f"{programs}/{program}"], env=environment | settings, stdout=subprocess.DEVNULL)
    processes.append(process)
    return process


def wait_until(holds):
    for _ in range(300):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("not within 30 s")


def restart(service, **settings):
    """Starts the next process of each kind before the former one is stopped, as in an upgrade."""
    environment.update(settings)
    following = Service()
    service.stop()
    return following


def upgrade(service, key):
    shell(documented_command("Upgrade", "payout migrate"))
    service = restart(service)
    service.pay(key, "upgraded", "first@example.com")
    shell(documented_command("Upgrade", "payout doctor"))
    shell(documented_command("Upgrade", "payout verify"))
    return service


def replace_hash_secret(service, key):
    old, new = environment["PAYOUT_HASH_SECRET"], secrets.token_hex(32)
    counted = in_every_cell("'select hash_secret")
    first = service.pay(key, "hash-1", "first@example.com")
    service = restart(service, PAYOUT_HASH_SECRET=f"1:{old},2:{new}")
    service = restart(service, PAYOUT_HASH_SECRET=f"2:{new},1:{old}")
    second = service.pay(key, "hash-2", "second@example.com")
    assert service.hash_works(first) and service.hash_works(second), "no hash changes"
    of = dict(re.findall(r"^\s+(\d+) \|\s+(\d+)$", shell(counted), re.M))
    assert set(of) == {"1", "2"}, of
    # A process without a secret that is in use does not start.
    shell("payout-api", code=2, PAYOUT_HASH_SECRET=f"2:{new}")
    for user in service.ask("GET", "/v1/payout-users", key).json()["data"]:
        assert service.ask("POST", f"/v1/payout-users/{user['id']}/rotate-hash", key).status_code == 200
    assert not service.hash_works(first) and set(re.findall(r"^\s+(\d+) \|", shell(counted), re.M)) == {"2"}
    shell(in_every_cell("'delete from hash_secrets"))
    service = restart(service, PAYOUT_HASH_SECRET=f"2:{new}")
    assert service.hash_works(service.pay(key, "hash-3", "first@example.com"))
    return service


def replace_operator_token(service):
    old, new = environment["PAYOUT_OPERATOR_TOKEN"], secrets.token_hex(32)
    service = restart(service, PAYOUT_OPERATOR_TOKEN=new)
    assert [service.status("/admin/queue", token) for token in (old, new)] == [401, 200]
    return service


def replace_pepper(service, key, business):
    shell(documented_command("Replace a secret", "for business in"))
    assert service.ask("GET", "/balance", key).status_code == 401
    service.stop()
    shell(in_every_cell("\"delete from server_secrets where name = 'key_pepper'"))
    environment["PAYOUT_KEY_PEPPER"] = secrets.token_hex(32)
    service = Service()
    key = shell(documented_command("Replace a secret", "payout key create").replace("biz_…", business)).strip()
    service.pay(key, "pepper", "first@example.com")
    return service, key


def replace_webhook_secret(service, key, receiver):
    made = service.ask("POST", "/v1/webhooks", key, "hook", url=receiver, events=["allocation.succeeded"]).json()
    service.pay(key, "told", "first@example.com")
    headers, body = arrived.get(timeout=30)
    Webhook(made["secret"]).verify(body, headers)
    shell(documented_command("Replace a secret", "payout pause webhooks"))
    service.pay(key, "waits", "first@example.com")
    service.stop()
    shell(in_every_cell("\"delete from server_secrets where name = 'webhook_secret'"))
    environment["PAYOUT_WEBHOOK_SECRET"] = secrets.token_hex(32)
    service = Service()
    rotated = service.ask("POST", f"/v1/webhooks/{made['id']}/rotate-secret", key, "again").json()
    assert arrived.empty(), "nothing is sent before receivers have their new secrets"
    shell(documented_command("Replace a secret", "payout resume webhooks"))
    headers, body = arrived.get(timeout=30)
    Webhook(rotated["secret"]).verify(body, headers)
    try:
        Webhook(made["secret"]).verify(body, headers)
    except WebhookVerificationError:
        return service
    raise AssertionError("the secret of before still verifies")


def restore(service, key):
    """Restores a backup. A payment from after the backup is lost, is made again under its key, and is paid once."""
    shell(documented_command("Back up", "pg_dump"))
    service.pay(key, "lost", "lost@example.com", 700)
    service.stop()
    shell(documented_command("Restore a backup", "createdb").replace("--host db ", ""))
    environment["DATABASE_URL"] = database_url("payout_restored")
    into = documented_command("Restore a backup", "pg_restore").replace("postgres://payout:…@db/payout_restored", '"$DATABASE_URL"')
    shell(into)
    shell("payout migrate")
    service = Service()
    checks = [json.loads(line) for line in shell("payout doctor --json || true").splitlines()]
    assert [check["verdict"] for check in checks if check["check"] == "restore"] != ["ok"], checks
    # No provider was ever configured here, so none can be asked.
    shell("payout restore reconcile --dry-run", code=1)
    shell("payout restore reconcile", code=1)
    shell("payout restore reconcile --accept-differences")
    shell("payout doctor")
    before = service.ask("GET", "/balance", key).json()
    for _ in range(2):
        service.pay(key, "lost", "lost@example.com", 700)
    after = service.ask("GET", "/balance", key).json()
    assert before != after and {before["payout_balance"] - after["payout_balance"]} == {700}, (before, after)
    shell(documented_command("Restore a backup", "payout verify"))
    return service


def database_url(database):
    return urllib.parse.urlunsplit(server._replace(path=f"/{database}"))


stack, programs = json.loads(sys.argv[1]), sys.argv[2]
server = urllib.parse.urlsplit(stack["database_url"])
environment = os.environ | {
    "PATH": f"{programs}:{os.environ['PATH']}",
    "PGHOST": server.hostname,
    "PGPORT": str(server.port),
    "PGUSER": server.username,
    "PGPASSWORD": server.password or "",
    "DATABASE_URL": database_url("runbooks"),
    "PAYOUT_WEBHOOKS_ALLOW_PRIVATE": "true",
    "RUST_LOG": "error",
} | {f"PAYOUT_{name}": secrets.token_hex(32) for name in ["HASH_SECRET", "KEY_PEPPER", "WEBHOOK_SECRET", "OPERATOR_TOKEN"]}
with tempfile.TemporaryDirectory() as folder:
    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    shell("createdb runbooks && payout migrate")
    running = Service()
    try:
        shop = json.loads(shell("payout business create Shop --live --json"))["id"]
        shell(f"payout fund {shop} 1000000 --reference first")
        api_key = shell(f"payout key create {shop}").strip()
        running.pay(api_key, "order-1", "first@example.com")
        running = upgrade(running, api_key)
        running = replace_hash_secret(running, api_key)
        running = replace_operator_token(running)
        running, api_key = replace_pepper(running, api_key, shop)
        running = replace_webhook_secret(running, api_key, f"http://127.0.0.1:{listener.server_address[1]}")
        running = restore(running, api_key)
        running.stop()
    finally:
        for process in processes:
            process.kill()
print("the runbooks: upgrade, four secrets, backup and restore")
