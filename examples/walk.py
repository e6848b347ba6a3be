"""Walks through a shop as its visitors do: python walk.py URL_OF_THE_SHOP API_URL API_KEY"""
import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

shop, api_url, api_key = sys.argv[1:]


class NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NotFollowed)


def ask(url, form=None, body=None, headers={}):
    """Sends a request. Returns the status, headers and text of the response."""
    data = body if form is None else urllib.parse.urlencode(form).encode()
    try:
        answer = opener.open(urllib.request.Request(url, data=data, headers=headers), timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, answer.headers, answer.read().decode()


def until(words, url):
    """Waits until the page has these words, and returns it."""
    end = time.monotonic() + 60
    while words not in (page := ask(url)[2]):
        assert time.monotonic() < end, page
        time.sleep(0.1)
    return page


def hidden(name, page):
    return re.search(rf'name="{name}" value="([^"]+)"', page)[1]


email = f"{uuid.uuid4()}@example.com"
order = hidden("order", ask(shop + "/")[2])
reward = {"order": order, "email": email, "amount": "1500"}
status, headers, _ = ask(shop + "/rewards", reward)
assert status == 303, status
page_url = shop + headers["Location"]
assert ask(shop + "/rewards", reward)[1]["Location"] == headers["Location"], "an order that is sent twice is one reward"

page = until("Your reward has arrived.", page_url)
assert '<p id="balance">$15.00</p>' in page and page.count("<td>allocation") == 1, page
assert ask(page_url)[1]["Cache-Control"] == "no-store"

assert ask(shop + "/hooks", body=b'{"type":"allocation.succeeded"}')[0] == 401
forged = {"webhook-id": "evt_1", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,AAAA"}
assert ask(shop + "/hooks", body=b"{}", headers=forged)[0] == 401
status, _, refused = ask(shop + "/rewards", {"order": "o-1", "email": "nobody", "amount": "0"})
assert status == 400 and "The email must be a valid email address." in refused, refused

taken = {"key": hidden("key", page), "amount": "1000", "email": "me@example.com"}
assert ask(page_url + "/withdraw", taken)[0] == ask(page_url + "/withdraw", taken)[0] == 303
page = until("<td>succeeded<tr><td>allocation", page_url)
assert '<p id="balance">$5.00</p>' in page and page.count("<td>withdrawal") == 1, page
status, _, refused = ask(page_url + "/withdraw", {**taken, "key": str(uuid.uuid4())})
assert status == 400 and "Insufficient balance" in refused, refused
assert ask(shop + "/payouts/" + str(uuid.uuid4()))[0] == 404

asked = urllib.parse.urlencode({"email": email})
bearer = {"Authorization": "Bearer " + api_key}
rows = json.loads(ask(f"{api_url}/v1/allocations?{asked}", headers=bearer)[2])["data"]
assert [(it["amount"], it["status"]) for it in rows] == [(1500, "succeeded")], rows
print("the shop: paid once, heard, shown, taken out once")
