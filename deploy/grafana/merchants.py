"""For the operators of a merchant who sends through payout: are its requests taken, paid, told, and paid out.

Metrics have no label of a business, whose figures are its own: with one business in an installation these are its
figures, with several they are those of all.
"""

from panels import HALF, graph, leader, leader_by, note, number, page, quantiles, rate, row

MONEY = 'route=~"/payout/create|/v1/allocations|/v1/batches"'
SINGLE_WAITS = 'payout_allocation_wait_seconds_bucket{lane="interactive"}'
ANSWERS = f"payout_http_request_duration_seconds_bucket{{{MONEY}}}"

NOTE = """Metrics never name a business: these figures are of all businesses of the installation. One's own are in the
API, by its key: `GET /v1/balance` (what is left, what waits, and what holds it), `GET /v1/batches/{id}` (progress and time to its
end), `GET /v1/allocations?status=…`, `GET /v1/webhooks/{id}/deliveries`, `GET /v1/withdrawals`."""


def build():
    board = page("Payout: merchants", "payout-merchants", "What those see who send payments: accepted, paid, told, paid out.")
    board = board.with_panel(note("Whose figures these are", NOTE))
    for title, panels in ROWS:
        board = board.with_row(row(title))
        for panel in panels:
            board = board.with_panel(panel)
    return board


NOW = [
    number("Accepted a second", "Requests that were accepted: payments and batches.", rate(f'payout_requests_total{{{MONEY},outcome="accepted"}}')),
    number("Paid a second", "Allocations, of batches too.", rate('payout_allocations_finished_total{outcome="paid"}')),
    number("Paid a minute", "Money, in the unit of the accounts (cents / 100).", f'{rate("payout_amount_paid_cents_total")} * 60 / 100'),
    number(
        "Accepted to paid",
        "Of single payments, 99 in a hundred.",
        f'histogram_quantile(0.99, {rate(SINGLE_WAITS, "le")})',
        unit="s",
        steps=[(1, "yellow"), (10, "red")],
    ),
    number("Time to empty", "Until all that is ready is paid, at the measured rate.", leader("payout_queue_drain_eta_seconds"), unit="s"),
    number(
        "Webhooks late by",
        "For how long the oldest delivery has been due.",
        leader("payout_outbox_oldest_age_seconds"),
        unit="s",
        steps=[(60, "yellow"), (300, "red")],
    ),
]

REQUESTS = [
    graph("Requests", "Payments and batches, by what became of them.", [(rate(f"payout_requests_total{{{MONEY}}}", "route, outcome"), "{{route}} {{outcome}}")], unit="reqps"),
    graph(
        "Refused, by cause",
        "Conflict: a key that names another request. Invalid: cannot be read. Refused: may not, or no money. Overloaded: later (Retry-After).",
        [(rate('payout_requests_total{outcome=~"conflict|invalid|refused|overloaded"}', "outcome"), "{{outcome}}")],
        unit="reqps",
        stacked=True,
    ),
    graph("Time to answer", "Of a payment; it waits for its outcome, as far as the request allows.", [(f'histogram_quantile({q}, {rate(ANSWERS, "le, route")})', "{{route}} " + name) for q, name in [(0.5, "p50"), (0.99, "p99")]], unit="s"),
]

PAYMENTS = [
    graph("Ended", "Allocations, by outcome: paid, no funds, cancelled with their batch, or parked.", [(rate("payout_allocations_finished_total", "outcome"), "{{outcome}}")], unit="ops", stacked=True),
    graph("Accepted to paid", "Single payments (interactive) go before batches (bulk).", quantiles("payout_allocation_wait_seconds", "lane"), unit="s"),
    graph(
        "What waits",
        "Ready, and deferred to a time; held back by pauses and throttles.",
        [
            (leader("payout_queue_ready"), "ready"),
            (leader("payout_queue_deferred"), "deferred"),
            (leader("payout_queue_paused"), "pauses in force"),
            (leader_by("throttle", "payout_throttle_rate"), "{{throttle}} throttle, a second"),
        ],
    ),
]

OUT = [
    graph("Withdrawals", "Of payout users, ended, by method and outcome.", [(rate("payout_withdrawals_finished_total", "method, outcome"), "{{method}} {{outcome}}")], unit="ops", span=HALF),
    graph("Longest open", "A withdrawal with a provider, or one whose outcome is not known.", [(leader("payout_withdrawals_oldest_open_age_seconds"), "open"), (leader("payout_withdrawals_unknown_oldest_age_seconds"), "unknown")], unit="s", span=HALF),
    graph("Webhooks", "Attempts, by how they ended: delivered, refused by the receiver, timed out, not reached.", [(rate("payout_webhook_attempts_total", "outcome"), "{{outcome}}")], unit="ops", span=HALF, stacked=True),
    graph("Webhooks' delay", "From an event to its delivery.", quantiles("payout_webhook_delay_seconds"), unit="s", span=HALF),
]

ROWS = [("Now", NOW), ("Requests", REQUESTS), ("Payments", PAYMENTS), ("Withdrawals and webhooks", OUT)]
