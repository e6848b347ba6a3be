"""For whoever runs payout: is everything paid, how fast, what holds it up, and what is the database's part in that."""

from panels import HALF, graph, leader, leader_by, number, page, quantiles, rate, row


def build():
    board = page("Payout: operators", "payout-operators", "The queue, the workers, the API and the database of one installation.")
    for title, panels in ROWS:
        board = board.with_row(row(title))
        for panel in panels:
            board = board.with_panel(panel)
    return board


NOW = [
    number("Ready", "Jobs that are ready, paused ones too.", leader("payout_queue_ready")),
    number(
        "Oldest ready",
        "Age of the oldest ready job that is not paused. Pages at five minutes.",
        leader("payout_queue_oldest_ready_age_seconds"),
        unit="s",
        steps=[(60, "yellow"), (300, "red")],
    ),
    number(
        "Time to empty",
        "Seconds until the ready jobs are done, at the measured rate.",
        leader("payout_queue_drain_eta_seconds"),
        unit="s",
    ),
    number("Paid a second", "Allocations paid, over all workers.", rate('payout_allocations_finished_total{outcome="paid"}')),
    number(
        "Books off by",
        "Cents by which balances and ledger differ. Anything but 0 pages: `payout verify`.",
        leader("payout_ledger_imbalance_cents"),
        steps=[(1, "red")],
    ),
    number(
        "Leaders",
        "Processes that sample, sweep and verify: one of each cell.",
        "sum by (cell) (payout_leader) or absent(payout_leader) - 1",
        least="red",
        steps=[(1, "green"), (2, "yellow")],
    ),
]

QUEUE = [
    graph(
        "Queue",
        "Ready jobs wait for a worker, deferred ones for a time; dead ones were parked after their last attempt.",
        [
            (leader("payout_queue_ready"), "ready"),
            (leader("payout_queue_deferred"), "deferred"),
            (leader("payout_queue_dead"), "dead"),
        ],
    ),
    graph(
        "How long it waits",
        "Of the oldest ready job, of the business that has been due longest, and until the queue is empty.",
        [
            (leader("payout_queue_oldest_ready_age_seconds"), "oldest ready"),
            (leader("payout_business_wait_max_seconds"), "longest due business"),
            (leader("payout_queue_drain_eta_seconds"), "time to empty"),
        ],
        unit="s",
    ),
    graph(
        "Finished",
        "Allocations that ended, by lane and outcome.",
        [(rate("payout_allocations_finished_total", "lane, outcome"), "{{lane}} {{outcome}}")],
        unit="ops",
        stacked=True,
    ),
    graph(
        "Accepted to paid",
        "What a payment takes, by lane.",
        quantiles("payout_allocation_wait_seconds", "lane"),
        unit="s",
    ),
    graph(
        "Held back",
        "Pauses in force, businesses with ready jobs, and how long the oldest pause has held.",
        [
            (leader("payout_queue_paused"), "pauses"),
            (leader("payout_businesses_waiting"), "businesses waiting"),
            (f'{leader_by("by", "payout_pause_oldest_age_seconds")} / 3600', "oldest pause by {{by}}, hours"),
        ],
    ),
    graph(
        "Throttles",
        "Tokens used and refused, and what the throttles allow in all (0 without one).",
        [
            (rate("payout_throttle_tokens_total", "throttle, result"), "{{throttle}} {{result}}"),
            (leader_by("throttle", "payout_throttle_rate"), "{{throttle}} allowed"),
        ],
        unit="ops",
    ),
]

WORKERS = [
    graph(
        "Claim and apply",
        "Finding and taking the jobs of a claim; carrying it out, its commit included. A claim past 50 ms is the first sign of bloat.",
        [(expression, f"{what} {legend}") for what in ["claim", "apply"] for expression, legend in quantiles(f"payout_{what}_duration_seconds")],
        unit="s",
    ),
    graph("Polls", "Polls for work, by what they found.", [(rate("payout_claims_total", "result"), "{{result}}")], unit="ops", stacked=True),
    graph(
        "Claims",
        "How their transactions ended, and why they were rolled back.",
        [
            (rate("payout_claim_batches_total", "result"), "{{result}}"),
            (rate("payout_allocation_retries_total", "reason"), "retried: {{reason}}"),
            (rate("payout_suspect_claims_total"), "after one that broke off"),
            (rate("payout_poison_isolated_total"), "poison set aside"),
        ],
        unit="ops",
    ),
    graph("Jobs of a claim", "The more, the less each costs.", quantiles("payout_claim_size")),
    graph(
        "Workers",
        "Workers that carry out a claim, all of them, and how busy they are.",
        [
            ("sum by (state, cell) (payout_workers)", "{{state}}"),
            (rate("payout_worker_busy_seconds_total", "phase"), "busy with {{phase}}"),
        ],
    ),
    graph("Wake-ups", "What woke those who wait: a hint, or the clock.", [(rate("payout_wakeups_total", "source"), "{{source}}")], unit="ops"),
]

API = [
    graph("Requests", "Requests that may move money, by what became of them.", [(rate("payout_requests_total", "outcome"), "{{outcome}}")], unit="reqps", stacked=True),
    graph("Refusals", "Not accepted, by route.", [(rate('payout_requests_total{outcome!~"accepted|replayed"}', "route, outcome"), "{{route}} {{outcome}}")], unit="reqps"),
    graph("Answers", "Every request, by the class of its status; `aborted` hung up.", [(rate("payout_http_request_duration_seconds_count", "status_class"), "{{status_class}}")], unit="reqps", stacked=True),
    graph("Time to answer", "By route, of nineteen in twenty.", [(f'histogram_quantile(0.95, {rate("payout_http_request_duration_seconds_bucket", "le, route")})', "{{route}}")], unit="s"),
    graph(
        "Group commit",
        "Single requests that share one commit, and how long a group takes. Groups grow with the load.",
        quantiles("payout_group_size"),
    ),
    graph("A group's commit", "Recording a group of single requests, its commit included.", quantiles("payout_group_commit_duration_seconds"), unit="s"),
]

OUTGOING = [
    graph("Withdrawals ended", "By method and outcome.", [(rate("payout_withdrawals_finished_total", "method, outcome"), "{{method}} {{outcome}}")], unit="ops"),
    graph("Providers", "How long a provider took to answer, or not to, by method.", quantiles("payout_provider_call_seconds", "method"), unit="s"),
    graph(
        "Withdrawals to see to",
        "Unknown: a provider has not said what became of it. Unserved: no process that is asked has its provider. Contradicted: a provider took its word back.",
        [
            (leader("payout_withdrawals_unknown"), "unknown"),
            ("min by (cell) (payout_withdrawals_unserved)", "unserved"),
            ("sum by (cell) (increase(payout_withdrawal_contradictions_total[1h]))", "contradicted in an hour"),
            (leader("payout_restore_pending"), "held after a restore"),
        ],
    ),
    graph(
        "Withdrawals open",
        "Longest time that one is open, or that its outcome is unknown.",
        [
            (leader("payout_withdrawals_oldest_open_age_seconds"), "open"),
            (leader("payout_withdrawals_unknown_oldest_age_seconds"), "unknown"),
        ],
        unit="s",
    ),
    graph("Webhooks", "Attempts, by how they ended.", [(rate("payout_webhook_attempts_total", "outcome"), "{{outcome}}")], unit="ops", stacked=True),
    graph(
        "Webhooks' delay",
        "From an event to its delivery, and for how long the oldest delivery has been due.",
        quantiles("payout_webhook_delay_seconds") + [(leader("payout_outbox_oldest_age_seconds"), "oldest due")],
        unit="s",
    ),
    graph(
        "Mails",
        "Attempts to mail an invitation, by how they ended. A ticket when one has waited for an hour.",
        [(rate("payout_mails_total", "outcome"), "{{outcome}}")],
        unit="ops",
        span=HALF,
        stacked=True,
    ),
    graph(
        "Mails that wait",
        "How long the oldest mail of an open invitation has waited.",
        [(leader("payout_mails_oldest_waiting_age_seconds"), "oldest")],
        unit="s",
        span=HALF,
    ),
    graph(
        "Moves that did not end",
        "For how long a business that was copied to another cell has waited for its move to end. A page after a minute.",
        [(leader("payout_move_unfinished_age_seconds"), "oldest")],
        unit="s",
    ),
]

DATABASE = [
    graph(
        "Oldest snapshot",
        "A session that keeps its snapshot keeps dead rows. A ticket at five minutes; the leader's log names it.",
        [(leader("payout_xmin_horizon_age_seconds"), "age")],
        unit="s",
    ),
    graph("Dead rows", "Not yet removed, by table.", [(leader_by("table", "payout_table_dead_tuples"), "{{table}}")]),
    graph("Updates that touch no index", "By table: the queue lives by them.", [(leader_by("table", "payout_table_hot_update_ratio"), "{{table}}")], unit="percentunit"),
    graph("Connections", "Of all processes, by pool and state.", [("sum by (pool, state, cell) (payout_db_pool_connections)", "{{pool}} {{state}}")], span=HALF),
    graph("Lost replies to COMMIT", "By what became of the commit, which was looked up.", [(rate("payout_commit_unknown_total", "resolved"), "{{resolved}}")], unit="ops", span=HALF),
]

UPKEEP = [
    graph(
        "Books",
        "Cents by which balances and ledger differ, and rows that break a law: both 0.",
        [(leader("payout_ledger_imbalance_cents"), "cents"), (leader("payout_ledger_breaches"), "rows")],
    ),
    graph(
        "Ages",
        "Since the books were checked and the gauges about the database were read.",
        [(leader("payout_ledger_check_age_seconds"), "check of the books"), ("max by (cell) (payout_sample_age_seconds)", "samples")],
        unit="s",
    ),
    graph("Leader", "Which process leads.", [("payout_leader", "{{instance}}")]),
    graph("Leader's tasks", "Runs that failed, and runs, by task.", [(rate("payout_maintenance_runs_total", "task, result"), "{{task}} {{result}}")], unit="ops"),
    graph(
        "Clocks",
        "By how much a machine's clock and the database server's differ. A ticket at a second.",
        [("abs(payout_clock_offset_seconds)", "{{instance}}")],
        unit="s",
    ),
    graph("Versions", "Processes by version: one, but while it is upgraded.", [("count by (version) (group by (job, instance, version) (payout_build_info))", "{{version}}")]),
]

ROWS = [
    ("Now", NOW),
    ("Queue", QUEUE),
    ("Workers", WORKERS),
    ("API", API),
    ("What goes out", OUTGOING),
    ("Database", DATABASE),
    ("Upkeep", UPKEEP),
]
