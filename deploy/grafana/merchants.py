"""The dashboard for those who send payments: are requests accepted and paid, webhooks delivered, withdrawals paid out.

Metrics have no label for a business, because a business's figures are private. If an installation has one business, these
are its figures. Otherwise they are those of all businesses.
"""

from panels import HALF, graph, leader, leader_by, note, number, page, quantiles, rate, row

MONEY = 'route=~"/payout/create|/v1/allocations|/v1/batches"'
SINGLE_WAITS = 'payout_allocation_wait_seconds_bucket{lane="interactive"}'
ANSWERS = f"payout_http_request_duration_seconds_bucket{{{MONEY}}}"

NOTE = """Metrics never name a business. These figures are those of all businesses of the installation. The API has the figures
of one business, by its key: `GET /v1/balance` (what is left, what waits, and what holds it), `GET /v1/batches/{id}` (progress and
estimated end), `GET /v1/allocations?status=…`, `GET /v1/webhooks/{id}/deliveries`, `GET /v1/withdrawals`."""


def build():
    board = page("Payout: merchants", "payout-merchants", "For those who send payments: requests, payments, webhooks and withdrawals.")
    board = board.with_panel(note("Whose figures these are", NOTE))
    for title, panels in ROWS:
        board = board.with_row(row(title))
        for panel in panels:
            board = board.with_panel(panel)
    return board


NOW = [
    number("Accepted a second", "Accepted requests: payments and batches.", rate(f'payout_requests_total{{{MONEY},outcome="accepted"}}')),
    number("Paid a second", "Allocations paid, including those of batches.", rate('payout_allocations_finished_total{outcome="paid"}')),
    number("Paid a minute", "Money paid, in units of 100 cents.", f'{rate("payout_amount_paid_cents_total")} * 60 / 100'),
    number(
        "Accepted to paid",
        "99th percentile of single payments.",
        f'histogram_quantile(0.99, {rate(SINGLE_WAITS, "le")})',
        unit="s",
        steps=[(1, "yellow"), (10, "red")],
    ),
    number("Time to empty", "Time until all ready allocations are paid, at the current rate.", leader("payout_queue_drain_eta_seconds"), unit="s"),
    number(
        "Webhooks late by",
        "How long the oldest delivery has been due.",
        leader("payout_outbox_oldest_age_seconds"),
        unit="s",
        steps=[(60, "yellow"), (300, "red")],
    ),
]

REQUESTS = [
    graph("Requests", "Payments and batches, by outcome.", [(rate(f"payout_requests_total{{{MONEY}}}", "route, outcome"), "{{route}} {{outcome}}")], unit="reqps"),
    graph(
        "Refused, by cause",
        "Conflict: the key belongs to another request. Invalid: the request cannot be read. Refused: not allowed, or no money. Overloaded: try later (Retry-After).",
        [(rate('payout_requests_total{outcome=~"conflict|invalid|refused|overloaded"}', "outcome"), "{{outcome}}")],
        unit="reqps",
        stacked=True,
    ),
    graph("Time to answer", "Time to answer a payment request. It may wait for the payment's outcome, if the request allows that.", [(f'histogram_quantile({q}, {rate(ANSWERS, "le, route")})', "{{route}} " + name) for q, name in [(0.5, "p50"), (0.99, "p99")]], unit="s"),
]

PAYMENTS = [
    graph("Ended", "Allocations that ended, by outcome: paid, no funds, cancelled with their batch, or parked.", [(rate("payout_allocations_finished_total", "outcome"), "{{outcome}}")], unit="ops", stacked=True),
    graph("Accepted to paid", "Single payments (interactive) go before batches (bulk).", quantiles("payout_allocation_wait_seconds", "lane"), unit="s"),
    graph(
        "Waiting",
        "Ready and deferred allocations, and the pauses and throttles that hold allocations back.",
        [
            (leader("payout_queue_ready"), "ready"),
            (leader("payout_queue_deferred"), "deferred"),
            (leader("payout_queue_paused"), "pauses in force"),
            (leader_by("throttle", "payout_throttle_rate"), "{{throttle}} throttle, a second"),
        ],
    ),
]

OUT = [
    graph("Withdrawals", "Withdrawals of payout users that ended, by method and outcome.", [(rate("payout_withdrawals_finished_total", "method, outcome"), "{{method}} {{outcome}}")], unit="ops", span=HALF),
    graph("Longest open", "Age of the oldest open withdrawal, and of the oldest unknown outcome.", [(leader("payout_withdrawals_oldest_open_age_seconds"), "open"), (leader("payout_withdrawals_unknown_oldest_age_seconds"), "unknown")], unit="s", span=HALF),
    graph("Webhooks", "Delivery attempts, by how they ended: delivered, refused by the receiver, timed out, not reached.", [(rate("payout_webhook_attempts_total", "outcome"), "{{outcome}}")], unit="ops", span=HALF, stacked=True),
    graph("Webhook delay", "Time from an event to its delivery.", quantiles("payout_webhook_delay_seconds"), unit="s", span=HALF),
]

ROWS = [("Now", NOW), ("Requests", REQUESTS), ("Payments", PAYMENTS), ("Withdrawals and webhooks", OUT)]
