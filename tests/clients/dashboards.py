"""A real Prometheus scrapes a real stack under load. Every panel of every dashboard has data, Prometheus loads every rule,
and the product exports every metric that dashboards, alerts and the alerts' tests name.

Usage: dashboards.py STACK SECRETS PROGRAMS
    STACK is the line of `payout dev --json`, SECRETS its secrets.json, PROGRAMS the folder of payout, payout-api and payout-worker.

A second worker and an API that is soon full run beside the stack, so that one of several processes leads, as in production.
"""

import json
import math
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time

import requests

from watched.load import Load

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ALERTS, ALERTS_TEST = ROOT / "worker/alerts.yml", ROOT / "worker/alerts_test.yml"
SELECTOR = re.compile(r"payout_\w+(?:\{[^}]*\})?")
# How long a value may take to appear: the leader samples every few seconds, and rates need two scrapes.
SHOWN_WITHIN = 60


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start(stack, secrets, programs, folder):
    """Starts the processes beside the stack, and Prometheus. Returns (processes, the full API's address, Prometheus' address)."""
    ports = {name: free_port() for name in ["worker", "api_ops", "api", "prometheus"]}
    environment = os.environ | {"DATABASE_URL": stack["database_url"], "RUST_LOG": "error"}
    for name, value in secrets.items():
        environment[f"PAYOUT_{name.upper()}"] = value
    environment.pop("PAYOUT_DEV_API_KEY", None)
    worker = environment | {"PAYOUT_OPS_LISTEN": f"127.0.0.1:{ports['worker']}", "PAYOUT_WEBHOOKS_ALLOW_PRIVATE": "true"}
    api = environment | {
        "PAYOUT_OPS_LISTEN": f"127.0.0.1:{ports['api_ops']}",
        "PAYOUT_LISTEN": f"127.0.0.1:{ports['api']}",
        "PAYOUT_BACKLOG_MAX": "1",
    }
    targets = [stack["ops_url"].removeprefix("http://")] + [f"127.0.0.1:{ports[name]}" for name in ["worker", "api_ops"]]
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(ALERTS)],
        "scrape_configs": [{"job_name": "payout", "static_configs": [{"targets": targets}]}],
    }
    (folder / "prometheus.yml").write_text(json.dumps(config), encoding="utf-8")
    watch = ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data", "--log.level=error"]
    processes = [
        subprocess.Popen([f"{programs}/payout-worker"], env=worker),
        subprocess.Popen([f"{programs}/payout-api"], env=api),
        subprocess.Popen([*watch, f"--web.listen-address=127.0.0.1:{ports['prometheus']}"]),
    ]
    for address in targets + [f"127.0.0.1:{ports['prometheus']}"]:
        path = "-/ready" if address.endswith(str(ports["prometheus"])) else "readyz"
        wait_until(f"{address} is ready", lambda: is_ready(f"http://{address}/{path}"))
    return processes, f"http://127.0.0.1:{ports['api']}", f"http://127.0.0.1:{ports['prometheus']}"


def is_ready(url):
    try:
        return requests.get(url, timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def wait_until(what, look, within=SHOWN_WITHIN):
    """Waits until `look` returns true. Exits with `what` if it does not."""
    end = time.monotonic() + within
    while not look():
        if time.monotonic() > end:
            sys.exit(f"not within {within} s: {what}")
        time.sleep(0.5)


class Prometheus:
    def __init__(self, url):
        self.url = url

    def get(self, path, **parameters):
        answer = requests.get(f"{self.url}/api/v1/{path}", params=parameters, timeout=30).json()
        if answer["status"] != "success":
            sys.exit(f"{parameters}: {answer['error']}")
        return answer["data"]

    def was_exported(self, selector):
        """Returns whether any target has exported it at any time of this run."""
        return bool(self.get("query", query=f"last_over_time({selector}[10m])")["result"])

    def series(self, expression):
        """Returns the series of a query whose values are numbers."""
        found = self.get("query", query=expression)["result"]
        return [one for one in found if not math.isnan(float(one["value"][1]))]


def queries():
    """Yields the queries of all panels: (where, expression, labels in its legend except the cell's, of which there is one)."""
    for file in sorted((ROOT / "deploy/grafana/dashboards").glob("*.json")):
        for panel in json.loads(file.read_text(encoding="utf-8"))["panels"]:
            for target in panel.get("targets", []):
                expression = target["expr"].replace("$__rate_interval", "1m")
                yield f"{file.name}: {panel['title']}", expression, re.findall(r"{{(?!cell}})(\w+)}}", target["legendFormat"])


def queries_without_data(prometheus, panel_queries):
    """Yields the panels' queries that return no series, or a series without a label of their legend."""
    for where, expression, labels in panel_queries:
        found = prometheus.series(expression)
        if not found or any(not one["metric"].get(label) for one in found for label in labels):
            yield f"{where}: {expression}"


def metric_selectors(panel_queries):
    """Returns every selector of the dashboards, the alerts and the alerts' tests, without the labels that Prometheus adds."""
    texts = [expression for _, expression, _ in panel_queries] + re.findall(r"expr: (.*(?:\n {10}.*)*)", ALERTS.read_text(encoding="utf-8"))
    texts += re.findall(r"series: '([^']*)'", ALERTS_TEST.read_text(encoding="utf-8"))
    found = {re.sub(r'(job|instance|cell)!?="[^"]*",? ?', "", one) for text in texts for one in SELECTOR.findall(text)}
    return sorted(one.replace(", }", "}").replace("{}", "") for one in found)


def check_alerts(prometheus):
    """Checks that Prometheus evaluates each rule, and that each fires in the alerts' tests. Returns the number of rules."""
    rules = {rule["name"]: rule for group in prometheus.get("rules")["groups"] for rule in group["rules"]}
    written = set(re.findall(r"alert: (\w+)", ALERTS.read_text(encoding="utf-8")))
    fires = set(re.findall(r'alertname="(\w+)"', ALERTS_TEST.read_text(encoding="utf-8")))
    if not rules or rules.keys() != written or written != fires:
        sys.exit(f"loaded {sorted(rules)}, written {sorted(written)}, fire in the tests {sorted(fires)}")
    wait_until("every rule is evaluated", lambda: all(rule["health"] != "unknown" for group in prometheus.get("rules")["groups"] for rule in group["rules"]))
    wrong = [f"{name}: {rule['lastError']}" for name, rule in rules.items() if rule["health"] == "err"]
    if wrong:
        sys.exit("\n".join(wrong))
    return len(rules)


def check_restore_alert(prometheus, stack, programs):
    """Causes a fault that is cheap to cause, and checks that its alert fires and ends."""
    environment = os.environ | {"DATABASE_URL": stack["database_url"]}

    def fires():
        return bool(prometheus.series('ALERTS{alertname="PayoutRestorePending",alertstate="firing"}'))

    assert not fires()
    subprocess.run([f"{programs}/payout", "restore", "begin"], env=environment, check=True, stdout=subprocess.DEVNULL)
    wait_until("PayoutRestorePending fires", fires)
    reconcile = [f"{programs}/payout", "restore", "reconcile", "--accept-differences"]
    subprocess.run(reconcile, env=environment, stdout=subprocess.DEVNULL, check=False)
    wait_until("PayoutRestorePending ends", lambda: not fires())


def main():
    stack, secrets, programs = json.loads(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")), sys.argv[3]
    panel_queries, begun, processes = list(queries()), time.monotonic(), []
    with tempfile.TemporaryDirectory() as folder:
        try:
            processes, full, url = start(stack, secrets, programs, pathlib.Path(folder))
            prometheus = Prometheus(url)
            load = Load(stack["api_url"], stack["ops_url"], stack["operator_token"], full)
            try:
                left, selectors, end = panel_queries, metric_selectors(panel_queries), time.monotonic() + SHOWN_WITHIN
                missing = selectors
                while (left or missing) and time.monotonic() < end and not load.failed:
                    time.sleep(1)
                    left = [one for one in left if any(queries_without_data(prometheus, [one]))]
                    missing = [one for one in missing if not prometheus.was_exported(one)]
            finally:
                load.stop()
            if left:
                sys.exit("no data for\n" + "\n".join(queries_without_data(prometheus, left)))
            if missing:
                sys.exit("not exported: " + ", ".join(missing))
            rules = check_alerts(prometheus)
            check_restore_alert(prometheus, stack, programs)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait()
    print(f"{len(panel_queries)} queries of panels, {len(selectors)} selectors, {rules} alerts, in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
