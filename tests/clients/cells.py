"""Three cells on three Postgres servers under load, while processes are killed and businesses move from cell to cell.

Usage: cells.py PROGRAMS [--seconds 60] [--pause 1] [--seed N] [--calm]   (needs requests, standardwebhooks, psql and a Postgres server)
    PROGRAMS is the folder of payout, payout-api and payout-worker. If root runs this, the servers run as the user postgres.

Two APIs and a worker serve all cells, and each cell has a worker of its own. Clients make single payments, upload files, withdraw, and
receive webhooks. Meanwhile workers, APIs and servers are killed and restarted, workers are frozen, sessions are terminated, and movers
move businesses back and forth; movers are killed and rerun as well. At the end, each key was paid once in all cells together, each
webhook has arrived and verifies, and the books of all cells are right. If something is wrong, the folder of the run is kept.
"""

import argparse
import collections
import os
import pathlib
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
import traceback

from moving import books
from moving.faults import Carrier, Chaos
from moving.load import EVENTS, Business, Client, Load, Receiver, Seen
from moving.machines import Machines

# How long the remaining work may take after the last fault.
DRAINED_WITHIN = 120
# The second retry of a webhook is minutes after the first.
TOLD_WITHIN = 400
# The number of items in a batch of each business.
ITEMS = [10, 20, 50, 200]


BEGUN = time.monotonic()


def say(what):
    print(f"   {time.monotonic() - BEGUN:.0f} s: {what}", flush=True)


def asked_for():
    parser = argparse.ArgumentParser(description="Businesses move between three cells under load and faults.")
    parser.add_argument("programs", help="the folder of payout, payout-api and payout-worker")
    parser.add_argument("--seconds", type=float, default=60, help="how long faults go on")
    parser.add_argument("--payers", type=int, default=2, help="clients of each business that pay one by one")
    parser.add_argument("--seed", type=int, default=None, help="which faults are chosen; their moments are the machine's")
    parser.add_argument("--pause", type=float, default=1, help="seconds between two faults, about")
    parser.add_argument("--calm", action="store_true", help="nothing is killed: businesses only move")
    return parser.parse_args()


def businesses(machines, seen, receiver):
    made = [Business(machines, number, items) for number, items in enumerate(ITEMS)]
    for shop in made:
        client = Client(machines, seen, shop)
        endpoint = {"url": receiver.url(shop.number), "events": EVENTS}
        answer = client.ask("webhook", "POST", "/v1/webhooks", {201}, headers=client.headers("hook"), json=endpoint)
        assert answer is not None, seen.wrong
        receiver.secrets[shop.number] = answer.json()["secret"]
    return made


def under_load(machines, seen, shops, asked):
    """Runs the load, the faults and the moves. Returns what was done."""
    load = Load(machines, seen, shops, asked.payers)
    chaos = None if asked.calm else Chaos(machines, seen, asked.pause)
    carriers = [Carrier(machines, seen, shops[half::2], not asked.calm) for half in range(2)]
    end = time.monotonic() + asked.seconds
    while time.monotonic() < end and not seen.wrong:
        time.sleep(0.2)
    say("the last moves")
    if chaos:
        chaos.stop()
    for carrier in carriers:
        carrier.stop()
    say("the last payments")
    load.stop()
    return chaos.done if chaos else collections.Counter(), carriers


def judged(machines, seen, shops, receiver):
    """Checks the result. Returns how much was checked."""
    assert not seen.wrong, "\n".join(seen.wrong)
    books.drained(machines, DRAINED_WITHIN)
    say("all is paid: the books")
    homes = books.one_home(machines, shops)
    paid = books.paid_once(machines, shops)
    out = books.orders(machines, shops)
    books.balances(machines, shops, out)
    books.lawful(machines)
    say("they are right: the webhooks")
    heard = books.told(machines, shops, receiver, TOLD_WITHIN)
    assert not seen.wrong, "\n".join(seen.wrong)
    said = [*machines.errors(), *machines.ended]
    assert not said, "\n".join(said)
    return {"homes": homes, "paid": paid, "orders": sum(len(shop.orders) for shop in shops), "heard": heard}


def summary(found, faults, carriers, seen, receiver, shops):
    singles = sum(1 for shop in shops for reference in shop.paid if reference.startswith("s"))
    moves, said = sum((one.done for one in carriers), collections.Counter()), sum((one.said for one in carriers), collections.Counter())
    holds = [hold for one in carriers for hold in one.holds]
    print(f"{found['paid']:,} payments, each once: {singles:,} single, {found['paid'] - singles:,} in {sum(len(shop.batches) for shop in shops)} batches; "
          f"{found['orders']} withdrawals; {found['heard']:,} webhooks verified, {receiver.arrived:,} times")
    print("moves: " + ", ".join(f"{what} {count}" for what, count in sorted(moves.items())) + f"; at home in {found['homes']}")
    print("faults: " + (", ".join(f"{what} {count}" for what, count in sorted(faults.items())) or "none"))
    for what, seconds in [("holds, as movers say", holds), ("who was refused was paid after", seen.held_up)]:
        if seconds:
            print(f"{what}: median {statistics.median(seconds):.1f} s, longest {max(seconds):.1f} s, of {len(seconds)}")
    print("answers: " + ", ".join(f"{what} {count}" for what, count in sorted(seen.answers.items())))
    for sentence, count in said.most_common(8):
        print(f"   {count} times, {sentence[:160]}")


def main():
    asked = asked_for()
    random.seed(asked.seed)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cells-"))
    folder.chmod(0o755)
    # On SIGTERM, it ends the processes that it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    machines, seen, well = Machines(folder, os.path.abspath(asked.programs)), Seen(), False
    try:
        say("three servers, two APIs, four workers")
        machines.start()
        receiver = Receiver(seen)
        shops = businesses(machines, seen, receiver)
        say(f"load, faults and moves for {asked.seconds:.0f} s")
        faults, carriers = under_load(machines, seen, shops, asked)
        found = judged(machines, seen, shops, receiver)
        summary(found, faults, carriers, seen, receiver, shops)
        well = True
    except AssertionError as error:
        print(f"WRONG: {error}", file=sys.stderr)
    except Exception:
        traceback.print_exc()
    finally:
        failed = machines.stop()
    if failed and well:
        print("WRONG: " + "\n".join(failed), file=sys.stderr)
    if failed or not well:
        sys.exit(f"what they said is kept in {folder}")
    shutil.rmtree(folder)
    print(f"three cells: right, in {time.monotonic() - BEGUN:.0f} s")


if __name__ == "__main__":
    main()
