"""Checks a scrape of a stack that has paid something: it has every metric that operators watch, and every one that the alerts use.

Usage: metrics.py URL_OF_METRICS PATH_OF_ALERTS
"""

import re
import sys

import requests

WATCHED = """
requests_total allocations_finished_total allocation_retries_total claims_total claim_batches_total
poison_isolated_total amount_paid_cents_total throttle_tokens_total wakeups_total worker_busy_seconds_total
webhook_attempts_total mails_total mails_oldest_waiting_age_seconds withdrawals_finished_total commit_unknown_total maintenance_runs_total
allocation_wait_seconds claim_duration_seconds apply_duration_seconds claim_size http_request_duration_seconds
webhook_delay_seconds
queue_ready queue_deferred queue_dead queue_oldest_ready_age_seconds queue_drain_eta_seconds businesses_waiting
business_wait_max_seconds queue_paused throttle_rate outbox_oldest_age_seconds withdrawals_unknown
ledger_imbalance_cents ledger_check_age_seconds xmin_horizon_age_seconds table_dead_tuples table_hot_update_ratio
sample_age_seconds leader workers clock_offset_seconds db_pool_connections build_info
""".split()

url, alerts = sys.argv[1:]
scraped = requests.get(url, timeout=10).text
samples = {re.split(r"[{ ]", line)[0] for line in scraped.splitlines() if line and not line.startswith("#")}
names = samples | {re.sub(r"_(bucket|sum|count)$", "", name) for name in samples}
used_by_alerts = set(re.findall(r"payout_\w+", open(alerts, encoding="utf-8").read()))
missing = sorted(({f"payout_{name}" for name in WATCHED} | used_by_alerts) - names)
if missing:
    sys.exit("not exported: " + ", ".join(missing))
for pool in ["requests", "side", "shared", "relay"]:
    if f'payout_db_pool_connections{{pool="{pool}"' not in scraped:
        sys.exit(f"no connections of the pool {pool}")
print(f"{len(names)} names")
