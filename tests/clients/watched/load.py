"""A load that changes every metric: payments that are good, repeated, wrong and too large, batches, webhooks that are accepted
and refused, withdrawals with each outcome, a throttle, and an API that is full.
"""

import http.server
import itertools
import threading
import time

import requests

# The last two digits of a withdrawal tell the sandbox what to do: pay, refuse, lose its reply.
SANDBOX = [100, 101, 102]
ITEMS = 400


class Receiver(http.server.BaseHTTPRequestHandler):
    """Receives all webhooks, and refuses those at /refuses."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(500 if self.path == "/refuses" else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Load:
    """Runs in threads until it is stopped. `stop` raises the first error of a thread."""

    def __init__(self, api_url, ops_url, operator_token, full_api_url):
        self.api, self.ops, self.full = api_url, ops_url, full_api_url
        self.operator = {"Authorization": f"Bearer {operator_token}"}
        self.ended, self.failed = threading.Event(), []
        self.numbers = itertools.count()
        self.business = self.operate("/admin/businesses", name="Watched", mode="test", payouts_enabled=True)
        self.operate(f"/admin/businesses/{self.business['id']}/fund", amount=90_000_000, account="payout_balance", reference="load")
        self.key = {"Authorization": f"Bearer {self.business['api_key']}"}
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for path in ["accepts", "refuses"]:
            url = f"http://127.0.0.1:{server.server_port}/{path}"
            self.send(201, "/v1/webhooks", json={"url": url, "events": ["allocation.*", "payout.*"]})
        # This batch lasts longer than the run, so some items always wait. The backlog limit of the full API is one.
        rows = "slow@example.com,1\n" * ITEMS
        self.send(202, "/v1/batches?max_per_second=1", headers={"Content-Type": "text/csv", "Idempotency-Key": "slow"}, data=f"email,amount\n{rows}")
        self.threads = [threading.Thread(target=self.repeat, args=[task]) for task in [self.pay, self.upload_batches, self.withdraw, self.send_invalid]]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()
        if self.failed:
            raise self.failed[0]

    def repeat(self, task):
        try:
            while not self.ended.is_set():
                task()
        except Exception as error:
            self.failed.append(error)

    def operate(self, path, **json):
        answer = requests.post(self.ops + path, headers=self.operator, json=json, timeout=30)
        assert answer.ok, answer.text
        return answer.json()

    def send(self, status, path, url=None, headers=None, **body):
        answer = requests.post((url or self.api) + path, headers={**self.key, **(headers or {})}, timeout=30, **body)
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        return answer

    def pay(self):
        keyed = {"Idempotency-Key": f"payment-{next(self.numbers)}"}
        payload = {"email": f"user{next(self.numbers) % 50}@example.com", "amount": 10}
        self.send(201, "/payout/create", headers=keyed, json=payload)
        self.send(201, "/payout/create", headers=keyed, json=payload)
        self.send(422, "/payout/create", headers=keyed, json={**payload, "amount": 11})
        self.send(400, "/payout/create", json={**payload, "amount": "much"})

    def upload_batches(self):
        rows = "".join(f"user{i}@example.com,{i % 9 + 1}\n" for i in range(ITEMS))
        csv, key = {"Content-Type": "text/csv"}, next(self.numbers)
        rate = "?max_per_second=200" if key % 2 else ""
        self.send(202, f"/v1/batches{rate}", headers={**csv, "Idempotency-Key": f"batch-{key}"}, data=f"email,amount\n{rows}")
        # The full API accepts this until it has sampled the queue.
        full = requests.post(f"{self.full}/payout/create", headers=self.key, json={"email": "user@example.com", "amount": 1}, timeout=30)
        assert full.status_code in (201, 503), full.text
        time.sleep(1)

    def withdraw(self):
        email = f"payee{next(self.numbers)}@example.com"
        for amount in SANDBOX:
            paid = self.send(201, "/payout/create", json={"email": email, "amount": amount})
            order = {"amount": amount, "provider": "paypal", "destination": {"email": email}}
            ordered = requests.post(f"{self.api}/payout/withdraw", headers={"X-Payout-Hash": paid.json()["hash"]}, json=order, timeout=30)
            assert ordered.status_code == 201, ordered.text
        time.sleep(1)

    def send_invalid(self):
        self.send(400, "/payout/create", json={"email": "rich@example.com", "amount": 100_000_000})
        self.send(400, "/payout/create", json={})
        time.sleep(0.5)
