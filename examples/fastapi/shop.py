"""A shop that rewards its reviewers. It pays with payout, learns the outcome by webhook, and shows the payout page.

usage: PAYOUT_API_URL=… PAYOUT_API_KEY=sk_test_… PORT=3000 python shop.py
"""
import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from payout_client import AsyncPayout, EndedAllocation, PayoutError, WebhookVerificationError, ok, verify_webhook
from payout_client.generated.api.payout_users_themselves import post_payout_operations, post_payout_withdraw
from payout_client.generated.api.webhooks import post_v1_webhooks
from payout_client.generated.models import PayoutHash, PayoutWithdraw, PayoutWithdrawDestination, WebhookRequest

import pages

URL = f"http://127.0.0.1:{os.environ.get('PORT', '3000')}"
payout = AsyncPayout(os.environ.get("PAYOUT_API_URL", "http://127.0.0.1:8080"), os.environ.get("PAYOUT_API_KEY", ""))


@dataclass
class Reward:
    """A payment. `page` is the secret address of its payout page, which is sent to the payee. The hash never leaves the shop."""

    page: str
    hash: str
    allocation_id: str


# A real shop keeps these in its database: the rewards by order and by page, the paid ones, and the processed events.
by_order: dict[str, Reward] = {}
by_page: dict[str, Reward] = {}
paid: set[str] = set()
heard: set[str] = set()
secrets: list[str] = []


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    # The address is the idempotency key: for 30 days, a restarted shop gets the same endpoint and secret. Store the secret.
    wanted = WebhookRequest(url=f"{URL}/hooks", events=["allocation.succeeded"])
    endpoint = ok(await post_v1_webhooks.asyncio(client=payout.api, body=wanted, idempotency_key=f"shop-{URL}"))
    secrets.append(endpoint.secret)
    async with payout:
        yield


app = FastAPI(lifespan=lifespan, default_response_class=HTMLResponse, docs_url=None, redoc_url=None, openapi_url=None)


@app.middleware("http")
async def keep_private(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Keeps the address of a payout page out of caches and from other sites, because it gives access to the money."""
    response = await call_next(request)
    response.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    return response


@app.exception_handler(PayoutError)
async def refused(_: Request, error: PayoutError) -> HTMLResponse:
    if error.status == 400:
        return HTMLResponse(pages.failed(error.message), 400)
    return HTMLResponse(pages.failed("That did not work. Send it again: nothing is paid twice."), 503)


@app.get("/")
async def shop() -> str:
    return pages.shop(str(uuid.uuid4()))


@app.post("/rewards")
async def reward(order: Annotated[str, Form()], email: Annotated[str, Form()], amount: Annotated[int, Form()]) -> Response:
    # The order number is the idempotency key: a form that is sent twice, or again after a crash, is paid once.
    done = await payout.pay(email, amount, idempotency_key=f"reward-{order}")
    known = by_order.setdefault(order, Reward(str(uuid.uuid4()), done.hash, done.allocation_id))
    by_page[known.page] = known
    return RedirectResponse(f"/payouts/{known.page}", 303)


@app.post("/hooks", status_code=204)
async def hear(request: Request) -> None:
    try:
        event = verify_webhook(secrets[0], await request.body(), request.headers)
    except WebhookVerificationError as error:
        raise HTTPException(401) from error
    if event.id not in heard and isinstance(event.data, EndedAllocation):
        paid.add(event.data.id)
    heard.add(event.id)


def known(page: str) -> Reward:
    if page not in by_page:
        raise HTTPException(404)
    return by_page[page]


@app.get("/payouts/{page}")
async def show(reward: Annotated[Reward, Depends(known)]) -> str:
    shown = ok(await post_payout_operations.asyncio(client=payout.api, body=PayoutHash(payout_hash=reward.hash)))
    return pages.payout(reward.page, reward.allocation_id in paid, shown, str(uuid.uuid4()))


@app.post("/payouts/{page}/withdraw")
async def withdraw(
    reward: Annotated[Reward, Depends(known)],
    key: Annotated[str, Form()],
    email: Annotated[str, Form()],
    amount: Annotated[int, Form()],
) -> Response:
    destination = PayoutWithdrawDestination.from_dict({"email": email})
    body = PayoutWithdraw(amount=amount, provider="paypal", destination=destination, payout_hash=reward.hash)
    await post_payout_withdraw.asyncio(client=payout.api, body=body, idempotency_key=key)
    return RedirectResponse(f"/payouts/{reward.page}", 303)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(URL.rsplit(":", 1)[1]))
