"""The faults: processes and servers are killed, sessions are terminated, and movers die in the middle of a move."""

import collections
import json
import random
import signal
import threading
import time

# Errors that a mover or `drop-old` may print while cells are killed. The command is then run again.
AWAY = [
    "cannot reach", "cannot be reached", "connect", "connection", "terminating", "shutting down", "starting up", "recovery mode", "closed",
    "by another command", "it stays where it is, try again", "ended before everything was copied", "Broken pipe",
    "No such file", "eof", "end of file", "reset by peer", "does not answer",
]
KILLED = -signal.SIGKILL
# What a mover prints when a step is done. After the last one it is between two commits, and the business is in neither cell.
STEPS = ["moving biz_", "copying while the business is served", "copied ", "held for"]


class Chaos:
    """Causes one fault after the other until it is stopped. Then it restarts everything."""

    def __init__(self, machines, seen, pause):
        self.machines, self.seen, self.pause = machines, seen, pause
        self.done, self.ending, self.frozen = collections.Counter(), threading.Event(), []
        self.thread = threading.Thread(target=self.go_on)
        self.thread.start()

    def go_on(self):
        faults = [self.kill_worker] * 3 + [self.kill_api] * 2 + [self.kill_server] + [self.freeze] * 2 + [self.end_sessions] * 3
        try:
            while not self.ending.wait(random.uniform(0, 2 * self.pause)):
                fault = random.choice(faults)
                fault()
                self.done[fault.__name__.replace("_", " ")] += 1
                self.start_again()
        except Exception as error:
            self.seen.fault(f"the faults ended: {error!r}")
            raise

    def start_again(self):
        for program in [*self.machines.workers, *self.machines.apis]:
            program.ensure()

    def kill_worker(self):
        random.choice(self.machines.workers).kill()
        time.sleep(random.uniform(0, 0.5))

    def kill_api(self):
        random.choice(self.machines.apis).kill()
        time.sleep(random.uniform(0, 0.5))

    def kill_server(self):
        random.choice(self.machines.servers).kill()

    def freeze(self):
        worker = random.choice(self.machines.workers)
        thawed = threading.Thread(target=worker.freeze, args=[random.uniform(0.5, 4)])
        thawed.start()
        self.frozen.append(thawed)

    def end_sessions(self):
        busy = "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        chosen = f"{busy} order by state = 'idle', random() limit {random.randint(1, 4)}"
        random.choice(self.machines.servers).sql(f"select pg_terminate_backend(pid) from ({chosen}) chosen")

    def stop(self):
        self.ending.set()
        self.thread.join()
        for thawed in self.frozen:
            thawed.join()
        self.start_again()


class Carrier:
    """Moves its businesses from cell to cell, kills its own mover at random, and runs it again until the business has arrived."""

    def __init__(self, machines, seen, businesses, deadly):
        self.machines, self.seen, self.businesses, self.deadly = machines, seen, businesses, deadly
        self.ending, self.done, self.said = threading.Event(), collections.Counter(), collections.Counter()
        self.holds, self.left_behind = [], collections.defaultdict(set)
        # How long a move takes on this machine, so that movers are killed at any point of it.
        self.takes = 7.0
        self.thread = threading.Thread(target=self.go_on)
        self.thread.start()

    def go_on(self):
        try:
            while not self.ending.is_set():
                shop = random.choice(self.businesses)
                self.carry(shop)
                self.ending.wait(random.uniform(0, 1))
        except Exception as error:
            self.seen.fault(f"a carrier ended: {error!r}")
            raise

    def carry(self, shop):
        here = next(server.cell for server in self.machines.servers if self.is_in(server, shop))
        to = random.choice([server.cell for server in self.machines.servers if server.cell != here])
        if to in self.left_behind[shop.id]:
            self.insist("drop", ["business", "drop-old", shop.id, "--from", str(to)], gone="has no old rows")
            self.left_behind[shop.id].discard(to)
        if self.deadly and random.random() < 0.15 and self.called_off(shop, to):
            return
        told = self.insist("move", ["business", "move", shop.id, "--to", str(to), "--hold-at-most", "30", "--json"])
        self.left_behind[shop.id].add(here)
        self.done["moves"] += 1
        if told and "held_seconds" in told:
            self.holds.append(told["held_seconds"])

    def is_in(self, server, shop):
        absent = f"select business_id from absent_businesses where business_id = '{shop.uuid}'"
        return self.finds(server, f"select id from businesses where id = '{shop.uuid}' and id not in ({absent})")

    def is_leaving(self, server, shop):
        return self.finds(server, f"select phase from relocations where business_id = '{shop.uuid}' and phase in ('copying', 'held')")

    @staticmethod
    def finds(server, query):
        """Returns whether the query finds a row, once the server answers."""
        for _ in range(120):
            try:
                return bool(server.sql(query))
            except AssertionError:
                time.sleep(0.5)
        raise AssertionError(f"cell {server.cell} is away for good")

    def called_off(self, shop, to):
        """Begins a move, kills it and calls it off. Returns False if the move must go on: the business had left, or `stay` was killed."""
        if self.run("move", ["business", "move", shop.id, "--to", str(to)], deadly=True)[0] == 0:
            return False
        for _ in range(120):
            code, out, said = self.run("stay", ["business", "stay", shop.id, "--json"], deadly=random.random() < 0.3)
            if code == 0 and not json.loads(out)["unreachable_cells"]:
                self.done["called off"] += 1
                return True
            if code == 0:
                # The cell that could not be reached keeps its copy, and rejects the next move to it until `stay` has run again.
                self.done["called off at the source alone"] += 1
            elif "has left" in said:
                return False
            elif code == KILLED and random.random() < 0.5 and any(self.is_leaving(server, shop) for server in self.machines.servers):
                return False
            time.sleep(0.5)
        self.seen.fault(f"{shop.id} cannot be called off: {said}")
        return False

    def insist(self, what, arguments, gone=None):
        """Runs a command until it succeeds. Some of the runs are killed."""
        begun = time.monotonic()
        while time.monotonic() - begun < 180:
            started = time.monotonic()
            deadly = self.deadly and not self.ending.is_set() and random.random() < 0.5
            code, out, said = self.run(what, arguments, deadly)
            if code == 0:
                if what == "move":
                    self.takes = max(5.0, time.monotonic() - started)
                return json.loads(out) if "--json" in arguments else None
            if gone and gone in said:
                return None
            time.sleep(random.uniform(0, 0.5))
        self.seen.fault(f"payout {' '.join(arguments)}: not done after 180 s: {said}")
        return None

    def run(self, what, arguments, deadly):
        """Runs a command once. A deadly run is killed after some time, or after a step. Returns the exit code, the output and the errors."""
        command, said = self.machines.command(*arguments), ""
        after = random.uniform(0, self.takes if what == "move" else 2) if deadly else 3_600
        at = random.choice(STEPS) if deadly and what == "move" and random.random() < 0.6 else None
        timer = threading.Timer(after if at is None else 3_600, command.kill)
        timer.start()
        for line in command.stderr:
            said += line
            if at and at in line:
                time.sleep(random.choice([0, 0, 0.05, 1, 3]))
                command.kill()
        out, code = command.stdout.read(), command.wait()
        timer.cancel()
        if code == KILLED:
            self.done[f"{what}s killed"] += 1
        elif code != 0:
            self.judge(what, said.strip().splitlines()[-1:], said)
        return code, out, said

    def judge(self, what, last, said):
        """Judges the error of a failed command. An error that no unreachable cell explains is a fault."""
        sentence = " ".join(last)
        self.said[f"{what}: {sentence}"] += 1
        expected = AWAY + ["has no old rows", "has left"] if what in ("drop", "stay") else AWAY
        if "differ" in said or "panicked" in said or not any(word.lower() in said.lower() for word in expected):
            self.seen.fault(f"payout {what} said: {said.strip()}")

    def stop(self):
        self.ending.set()
        self.thread.join()
