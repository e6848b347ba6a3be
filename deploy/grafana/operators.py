"""The dashboard for operators: is everything paid, how fast, what delays it, and is the database the cause."""

from panels import HALF, graph, leader, leader_by, number, page, quantiles, rate, row


def build():
    board = page("Payout: operators", "payout-operators", "The queue, the workers, the API and the database of one installation.")
    for title, panels in ROWS:
        board = board.with_row(row(title))
        for panel in panels:
            board = board.with_panel(panel)
    return board


NOW = [
    number("Ready", "Jobs that are ready, including paused ones.", leader("payout_queue_ready")),
    number(
        "Oldest ready",
        "Age of the oldest ready job that is not paused. Pages at five minutes.",
        leader("payout_queue_oldest_ready_age_seconds"),
        unit="s",
        steps=[(60, "yellow"), (300, "red")],
    ),
    number(
        "Time to empty",
        "Seconds until the ready jobs are done, at the current rate.",
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
        "Processes that lead: exactly one for each cell.",
        "sum by (cell) (payout_leader) or absent(payout_leader) - 1",
        least="red",
        steps=[(1, "green"), (2, "yellow")],
    ),
]

QUEUE = [
    graph(
        "Queue",
        "Ready jobs wait for a worker. Deferred jobs wait for their time. Dead jobs were parked after their last attempt.",
        [
            (leader("payout_queue_ready"), "ready"),
            (leader("payout_queue_deferred"), "deferred"),
            (leader("payout_queue_dead"), "dead"),
        ],
    ),
    graph(
        "Waiting times",
        "Age of the oldest ready job, longest wait of a business for its turn, and time until the queue is empty.",
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
        "Time from acceptance to payment, by lane.",
        quantiles("payout_allocation_wait_seconds", "lane"),
        unit="s",
    ),
    graph(
        "Held back",
        "Pauses in force, businesses with ready jobs, and the age of the oldest pause.",
        [
            (leader("payout_queue_paused"), "pauses"),
            (leader("payout_businesses_waiting"), "businesses waiting"),
            (f'{leader_by("by", "payout_pause_oldest_age_seconds")} / 3600', "oldest pause by {{by}}, hours"),
        ],
    ),
    graph(
        "Throttles",
        "Tokens used and refused, and the sum that the throttles allow (0 without a throttle).",
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
        "Claim: finding and taking the jobs. Apply: paying them, including the commit. A claim of more than 50 ms is the first sign of bloat.",
        [(expression, f"{what} {legend}") for what in ["claim", "apply"] for expression, legend in quantiles(f"payout_{what}_duration_seconds")],
        unit="s",
    ),
    graph("Polls", "Polls for work, by what they found.", [(rate("payout_claims_total", "result"), "{{result}}")], unit="ops", stacked=True),
    graph(
        "Claims",
        "Claims by how their transaction ended, and by why it was rolled back.",
        [
            (rate("payout_claim_batches_total", "result"), "{{result}}"),
            (rate("payout_allocation_retries_total", "reason"), "retried: {{reason}}"),
            (rate("payout_suspect_claims_total"), "after one that broke off"),
            (rate("payout_poison_isolated_total"), "poison set aside"),
        ],
        unit="ops",
    ),
    graph("Jobs of a claim", "The more jobs a claim has, the less each costs.", quantiles("payout_claim_size")),
    graph(
        "Workers",
        "Workers that are idle and that apply a claim, and how busy they are.",
        [
            ("sum by (state, cell) (payout_workers)", "{{state}}"),
            (rate("payout_worker_busy_seconds_total", "phase"), "busy with {{phase}}"),
        ],
    ),
    graph("Wake-ups", "Wake-ups of idle workers, by a hint or by the poll interval.", [(rate("payout_wakeups_total", "source"), "{{source}}")], unit="ops"),
]

API = [
    graph("Requests", "Requests that may move money, by outcome.", [(rate("payout_requests_total", "outcome"), "{{outcome}}")], unit="reqps", stacked=True),
    graph("Refusals", "Requests that were not accepted, by route and outcome.", [(rate('payout_requests_total{outcome!~"accepted|replayed"}', "route, outcome"), "{{route}} {{outcome}}")], unit="reqps"),
    graph("Answers", "All requests, by the class of the status; `aborted` means that the client hung up.", [(rate("payout_http_request_duration_seconds_count", "status_class"), "{{status_class}}")], unit="reqps", stacked=True),
    graph("Time to answer", "95th percentile, by route.", [(f'histogram_quantile(0.95, {rate("payout_http_request_duration_seconds_bucket", "le, route")})', "{{route}}")], unit="s"),
    graph(
        "Group commit",
        "How many single requests share one commit. Groups grow with the load.",
        quantiles("payout_group_size"),
    ),
    graph("Group commit time", "Time to record a group of single requests, including the commit.", quantiles("payout_group_commit_duration_seconds"), unit="s"),
]

OUTGOING = [
    graph("Withdrawals ended", "Withdrawals that ended, by method and outcome.", [(rate("payout_withdrawals_finished_total", "method, outcome"), "{{method}} {{outcome}}")], unit="ops"),
    graph("Providers", "Time of the calls to a provider, answered or not, by method.", quantiles("payout_provider_call_seconds", "method"), unit="s"),
    graph(
        "Withdrawals that need attention",
        "Unknown: the provider has not given an outcome. Unserved: no worker has the provider. Contradicted: a provider contradicted its earlier answer.",
        [
            (leader("payout_withdrawals_unknown"), "unknown"),
            ("min by (cell) (payout_withdrawals_unserved)", "unserved"),
            ("sum by (cell) (increase(payout_withdrawal_contradictions_total[1h]))", "contradicted in an hour"),
            (leader("payout_restore_pending"), "held after a restore"),
        ],
    ),
    graph(
        "Withdrawals open",
        "Age of the oldest open withdrawal, and of the oldest unknown outcome.",
        [
            (leader("payout_withdrawals_oldest_open_age_seconds"), "open"),
            (leader("payout_withdrawals_unknown_oldest_age_seconds"), "unknown"),
        ],
        unit="s",
    ),
    graph("Webhooks", "Delivery attempts, by how they ended.", [(rate("payout_webhook_attempts_total", "outcome"), "{{outcome}}")], unit="ops", stacked=True),
    graph(
        "Webhook delay",
        "Time from an event to its delivery, and how long the oldest delivery has been due.",
        quantiles("payout_webhook_delay_seconds") + [(leader("payout_outbox_oldest_age_seconds"), "oldest due")],
        unit="s",
    ),
    graph(
        "Mails",
        "Attempts to mail an invitation, by how they ended. Raises a ticket when a mail has waited for an hour.",
        [(rate("payout_mails_total", "outcome"), "{{outcome}}")],
        unit="ops",
        span=HALF,
        stacked=True,
    ),
    graph(
        "Mails that wait",
        "Age of the oldest unsent mail of an open invitation.",
        [(leader("payout_mails_oldest_waiting_age_seconds"), "oldest")],
        unit="s",
        span=HALF,
    ),
    graph(
        "Moves that did not end",
        "How long a business that was copied to this cell has waited for its move to end. Pages after a minute.",
        [(leader("payout_move_unfinished_age_seconds"), "oldest")],
        unit="s",
    ),
]

DATABASE = [
    graph(
        "Oldest snapshot",
        "An old snapshot keeps dead rows. Raises a ticket at five minutes; the leader logs the session.",
        [(leader("payout_xmin_horizon_age_seconds"), "age")],
        unit="s",
    ),
    graph("Dead rows", "Dead rows not yet removed by vacuum, by table.", [(leader_by("table", "payout_table_dead_tuples"), "{{table}}")]),
    graph("Updates that touch no index", "Share of HOT updates, by table. The queue's speed depends on them.", [(leader_by("table", "payout_table_hot_update_ratio"), "{{table}}")], unit="percentunit"),
    graph("Connections", "Connections of all processes, by pool and state.", [("sum by (pool, state, cell) (payout_db_pool_connections)", "{{pool}} {{state}}")], span=HALF),
    graph("Lost replies to COMMIT", "By the result of the look-up that followed: whether the commit took effect.", [(rate("payout_commit_unknown_total", "resolved"), "{{resolved}}")], unit="ops", span=HALF),
]

UPKEEP = [
    graph(
        "Books",
        "Cents by which balances and ledger differ, and rows that break a law of the books. Both must be 0.",
        [(leader("payout_ledger_imbalance_cents"), "cents"), (leader("payout_ledger_breaches"), "rows")],
    ),
    graph(
        "Ages",
        "Time since the last check of the books, and since the gauges about the database were read.",
        [(leader("payout_ledger_check_age_seconds"), "check of the books"), ("max by (cell) (payout_sample_age_seconds)", "samples")],
        unit="s",
    ),
    graph("Leader", "Which process leads.", [("payout_leader", "{{instance}}")]),
    graph("Leader's tasks", "Runs by task and result.", [(rate("payout_maintenance_runs_total", "task, result"), "{{task}} {{result}}")], unit="ops"),
    graph(
        "Clocks",
        "Difference between the clocks of a machine and of the database server. Raises a ticket at one second.",
        [("abs(payout_clock_offset_seconds)", "{{instance}}")],
        unit="s",
    ),
    graph("Versions", "Processes by version. More than one version runs only during an upgrade.", [("count by (version) (group by (job, instance, version) (payout_build_info))", "{{version}}")]),
]

ROWS = [
    ("Now", NOW),
    ("Queue", QUEUE),
    ("Workers", WORKERS),
    ("API", API),
    ("Withdrawals, webhooks and mails", OUTGOING),
    ("Database", DATABASE),
    ("Upkeep", UPKEEP),
]
