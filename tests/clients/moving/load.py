"""The clients: payers, uploaders of files, payout users who withdraw; and a receiver that verifies each webhook."""

import collections
import http.server
import random
import threading
import time

import requests
from standardwebhooks import Webhook, WebhookVerificationError

# How long a client retries one key. A move that is killed repeatedly holds the business for a while each time.
PATIENCE = 180
# Statuses that mean "not now": the client repeats the request under the same key.
AGAIN = {202, 408, 409, 429, 503}
PEOPLE, RICH = 40, 5
EVENTS = ["allocation.succeeded", "batch.completed", "payout.succeeded", "payout.failed"]


class Seen:
    """What the clients of all threads did, and were answered."""

    def __init__(self):
        self.lock = threading.Lock()
        self.answers = collections.Counter()
        self.wrong = []
        self.held_up = []

    def answer(self, what):
        with self.lock:
            self.answers[what] += 1

    def fault(self, sentence):
        with self.lock:
            self.wrong.append(sentence)


class Receiver(http.server.ThreadingHTTPServer):
    """Receives the webhooks of the business N at /N. It refuses the first delivery of one in fifty messages."""

    request_queue_size, daemon_threads = 256, True

    def __init__(self, seen):
        super().__init__(("127.0.0.1", 0), Hears)
        self.seen, self.secrets, self.lock = seen, {}, threading.Lock()
        # By business: the events (type, object) with their ids, and how often each id arrived.
        self.told = collections.defaultdict(lambda: collections.defaultdict(set))
        self.arrived, self.refused = 0, set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, number):
        return f"http://127.0.0.1:{self.server_port}/{number}"

    def hear(self, path, headers, body):
        """Returns the status of the answer."""
        number, message = int(path[1:]), headers.get("webhook-id", "")
        try:
            event = Webhook(self.secrets[number]).verify(body, headers)
        except WebhookVerificationError as error:
            self.seen.fault(f"a webhook of business {number} does not verify: {error}: {headers} {body!r}")
            return 400
        with self.lock:
            self.arrived += 1
            if message not in self.refused and random.random() < 0.02:
                self.refused.add(message)
                return 503
            data = event["data"]
            self.told[number][event["type"], data.get("id") or data["order_id"]].add(message)
        return 204


class Hears(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            status = self.server.hear(self.path, headers, body)
        except (KeyError, TypeError) as error:
            self.server.seen.fault(f"a webhook is not what it should be: {error!r} in {body!r}")
            status = 400
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


class Business:
    """A business, with the requests of its clients and the answers."""

    FUNDED = 10_000_000_00

    def __init__(self, machines, number, items):
        self.number, self.items = number, items
        self.id = machines.payout("business", "create", f"Shop {number}", "--json")[0]["id"]
        self.uuid = self.id.removeprefix("biz_")
        machines.payout("fund", self.id, str(self.FUNDED), "--reference", "first")
        self.key = machines.payout("key", "create", self.id)
        self.lock = threading.Lock()
        # By reference: (email, cents). Each was answered with success, or was accepted as an item of a batch.
        self.paid, self.batches = {}, {}
        # By email: the payout user's hash. By key: (the order's id, email, cents).
        self.hashes, self.orders = {}, {}

    def knows_hash(self, email, payout_hash):
        with self.lock:
            return self.hashes.setdefault(email, payout_hash) == payout_hash

    def somebody_rich(self):
        """Returns an address that is paid much, and its hash if it is known."""
        email = f"u{random.randrange(RICH)}@example.com"
        with self.lock:
            return email, self.hashes.get(email)


class Client:
    """A client of a business, on one connection. It calls either API, and repeats a request until it has an outcome."""

    def __init__(self, machines, seen, business):
        self.machines, self.seen, self.business, self.session = machines, seen, business, requests.Session()

    def ask(self, what, method, path, good, **request):
        """Returns the answer with one of the statuses `good`, or None after a wrong status, or if none came in time."""
        begun, refused = time.monotonic(), False
        while (waited := time.monotonic() - begun) < PATIENCE:
            url = random.choice(self.machines.apis).url
            try:
                answer = self.session.request(method, url + path, timeout=30, **request)
            except requests.RequestException:
                self.seen.answer(f"{what} none")
                time.sleep(0.05)
                continue
            self.seen.answer(f"{what} {answer.status_code}")
            if answer.status_code in good:
                if refused:
                    self.seen.held_up.append(time.monotonic() - begun)
                return answer
            if answer.status_code not in AGAIN or answer.status_code > 408 and "Retry-After" not in answer.headers:
                self.seen.fault(f"{what} {request}: {answer.status_code} {answer.headers} {answer.text}")
                return None
            refused = True
            # A merchant would wait for `Retry-After`. This test retries more often.
            time.sleep(random.uniform(0.05, 0.3))
        self.seen.fault(f"{what} {request}: not done after {waited:.0f} s")
        return None

    def headers(self, key, **more):
        return {"Authorization": f"Bearer {self.business.key}", "Idempotency-Key": key} | more

    def pay(self, name):
        shop = self.business
        # Some payees get enough to withdraw.
        rich = random.random() < 0.3
        email = f"u{random.randrange(RICH if rich else PEOPLE)}@example.com"
        amount = 5_000 if rich else random.choice([1, 2, 3, 7])
        answer = self.ask("pay", "POST", "/payout/create", {201}, headers=self.headers(name), json={"email": email, "amount": amount})
        if answer is None:
            return
        if not shop.knows_hash(email, answer.json()["hash"]):
            self.seen.fault(f"{shop.id}: the hash of {email} is another one than before")
        with shop.lock:
            shop.paid[name] = (email, amount)

    def upload(self, name):
        shop = self.business
        items = {f"{name}-{n}": (f"u{n % PEOPLE}@example.com", 1 + n % 5) for n in range(shop.items)}
        rows = "".join(f"{email},{amount},{reference}\n" for reference, (email, amount) in items.items())
        headers = self.headers(name, **{"Content-Type": "text/csv"})
        # 202 is the acceptance, of this request or of an earlier one.
        answer = self.ask("batch", "POST", "/v1/batches", {202}, headers=headers, data=f"email,amount,reference\n{rows}")
        if answer is not None:
            with shop.lock:
                shop.paid.update(items)
                shop.batches[name] = answer.json()["id"]

    def withdraw(self, name):
        shop = self.business
        email, payout_hash = shop.somebody_rich()
        if payout_hash is None:
            return
        shown = {"X-Payout-Hash": payout_hash}
        balance = self.ask("balance", "GET", "/payout/balance", {200}, headers=shown)
        # The last two digits tell the sandbox what to do: pay, refuse, lose its reply, answer late.
        amount = 1_000 + random.randrange(6)
        if balance is None or balance.json()["balance"] < amount:
            return
        order = {"amount": amount, "provider": "paypal", "destination": {"email": email}}
        made = self.ask("withdraw", "POST", "/payout/withdraw", {201}, headers=shown | {"Idempotency-Key": name}, json=order)
        if made is not None:
            with shop.lock:
                shop.orders[name] = (made.json()["id"], email, amount)
            again = self.ask("withdraw", "POST", "/payout/withdraw", {201}, headers=shown | {"Idempotency-Key": name}, json=order)
            if again is not None and again.json()["id"] != made.json()["id"]:
                self.seen.fault(f"{shop.id}: two orders under the key {name}: {made.text} {again.text}")


class Load:
    """Clients of all businesses. When stopped, each still waits for the outcome of its key."""

    def __init__(self, machines, seen, businesses, payers):
        self.ending, self.threads, self.seen = threading.Event(), [], seen
        for shop in businesses:
            for number in range(payers):
                self.begin(Client(machines, seen, shop).pay, f"s{number}", 0.1)
            self.begin(Client(machines, seen, shop).upload, "b", 2.0)
            self.begin(Client(machines, seen, shop).withdraw, "w", 1.0)

    def begin(self, act, name, pause):
        def go_on():
            number = 0
            try:
                while not self.ending.wait(random.uniform(0, 2 * pause)):
                    act(f"{name}-{number}")
                    number += 1
            except Exception as error:
                self.seen.fault(f"a client failed: {error!r}")
                raise

        self.threads.append(threading.Thread(target=go_on))
        self.threads[-1].start()

    def stop(self):
        self.ending.set()
        for thread in self.threads:
            thread.join()
