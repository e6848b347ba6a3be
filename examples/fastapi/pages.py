"""The shop's pages."""
from html import escape

from payout_client.generated.models import Operations


def shop(order: str) -> str:
    return _page(
        "Reward a review",
        f"""<form method="post" action="/rewards"><input type="hidden" name="order" value="{escape(order)}">
<label>E-mail <input type="email" name="email" required></label>
<label>Cents <input type="number" name="amount" value="500" min="1" required></label>
<button>Pay</button></form>""",
    )


def payout(page: str, has_arrived: bool, shown: Operations, key: str) -> str:
    rows = "".join(f"<tr><td>{escape(it.type_)}<td>{_dollars(it.amount)}<td>{escape(it.status)}" for it in shown.operations)
    return _page(
        "Your payout",
        f"""<p id="news">{"Your reward has arrived." if has_arrived else "Your reward is on its way."}</p>
<p id="balance">{_dollars(shown.balance)}</p><table>{rows}</table>
<form method="post" action="/payouts/{escape(page)}/withdraw"><input type="hidden" name="key" value="{escape(key)}">
<label>PayPal <input type="email" name="email" required></label>
<label>Cents <input type="number" name="amount" min="1" required></label>
<button>Take it out</button></form>""",
    )


def failed(message: str) -> str:
    return _page("Sorry", f'<p id="message">{escape(message)}</p>')


def _dollars(cents: int) -> str:
    return f"${cents / 100:.2f}"


def _page(title: str, body: str) -> str:
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><h1>{escape(title)}</h1>{body}'
