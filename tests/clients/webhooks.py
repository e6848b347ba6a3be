"""Receives webhooks as a merchant would, and verifies them as the documentation says.

Usage: webhooks.py API_URL API_KEY

Needs an API and a worker that allow private addresses (`payout dev`), and the official package: pip install requests
standardwebhooks. An endpoint receives an allocation's event, and the payout webhook a test event. The package verifies both. The
one-liners of Python, Node and PHP verify `Signature` as well, where they are installed.
"""

import hashlib
import hmac
import http.server
import queue
import shutil
import subprocess
import sys
import threading
import uuid

import requests
from standardwebhooks import Webhook, WebhookVerificationError

API_URL, API_KEY = sys.argv[1:]
HEADERS = {"Authorization": f"Bearer {API_KEY}"}
NODE = "const c=require('crypto');console.log(c.createHmac('sha256',process.argv[1]).update(process.argv[2]).digest('hex'))"
PHP = "echo hash_hmac('sha256', $argv[2], $argv[1]);"

arrived = queue.Queue()


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        arrived.put((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def call(method, path, **json):
    answer = requests.request(method, f"{API_URL}{path}", headers=HEADERS, json=json or None, timeout=30)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def next_request(path):
    at, headers, body = arrived.get(timeout=30)
    assert at == path, at
    return headers, body


def one_liners(token, body):
    """Returns the `Signature` that each language computes."""
    yield "python", hmac.new(token.encode(), body, hashlib.sha256).hexdigest()
    for name, command in [("node", ["node", "-e", NODE]), ("php", ["php", "-r", PHP])]:
        if shutil.which(name):
            run = subprocess.run([*command, token, body.decode()], capture_output=True, check=True, text=True)
            yield name, run.stdout.strip()
        else:
            print(f"   {name} is not installed, and skipped")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"

webhook = call("POST", "/v1/webhooks", url=f"{url}/standard", events=["allocation.succeeded"])
try:
    email = f"{uuid.uuid4().hex}@example.com"
    call("POST", "/payout/create", email=email, amount=100)
    headers, body = next_request("/standard")
    event = Webhook(webhook["secret"]).verify(body, headers)
    assert event["type"] == "allocation.succeeded" and event["data"]["email"] == email, event
    try:
        Webhook(webhook["secret"]).verify(body + b" ", headers)
        raise SystemExit("a changed body was accepted")
    except WebhookVerificationError:
        pass
finally:
    call("DELETE", f"/v1/webhooks/{webhook['id']}")

payout = call("PUT", "/v1/payout-webhook", url=f"{url}/payout", events=["payout.succeeded"])
try:
    call("POST", f"/v1/webhooks/{payout['id']}/test")
    headers, body = next_request("/payout")
    assert Webhook(payout["secret"]).verify(body, headers)["test_mode"] is True
    for language, signature in one_liners(payout["token"], body):
        assert signature == headers["signature"], language
        print(f"   Signature, as {language} computes it: accepted")
finally:
    call("DELETE", f"/v1/webhooks/{payout['id']}")
print("webhooks: verified")
