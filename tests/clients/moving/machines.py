"""The processes: a Postgres for each cell, APIs of all cells, and workers. Each can be killed and is restarted."""

import glob
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import threading
import time

CELLS = 3


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def postgres_programs():
    """Returns the folder of initdb and postgres of the newest installed version."""
    versions = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    found = max(versions, key=lambda path: int(path.split("/")[4])) if versions else shutil.which("initdb")
    if not found:
        raise SystemExit("there is no Postgres server: no initdb")
    return pathlib.Path(found).parent


class Server:
    """A Postgres server. Root may not run one, so for root it runs as the user postgres."""

    def __init__(self, folder, cell):
        self.cell, self.port, self.data = cell, free_port(), folder / f"postgres-{cell}"
        self.bin, self.password = postgres_programs(), secrets.token_hex(16)
        self.url = f"postgres://payout:{self.password}@127.0.0.1:{self.port}/payout"
        self.log = (folder / f"postgres-{cell}.log").open("ab")
        self.runs_as = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        self.process, self.lock, self.started = None, threading.Lock(), 0

    def make(self):
        self.data.mkdir(mode=0o700)
        password = self.data.with_suffix(".password")
        password.write_text(self.password, encoding="utf-8")
        if self.runs_as:
            for path in [self.data, password]:
                shutil.chown(path, "postgres", "postgres")
        command = ["initdb", "-D", self.data, "--username=payout", "--auth=scram-sha-256", f"--pwfile={password}"]
        made = self.run(*command, "--encoding=UTF8", "--locale=C", "--no-instructions")
        assert made.wait() == 0, f"initdb failed: {self.log.name}"
        with self.lock:
            self.start()
        self.sql("create database payout", database="postgres")

    def run(self, program, *arguments):
        return subprocess.Popen([self.bin / program, *arguments], cwd="/", stdout=self.log, stderr=self.log, **self.runs_as)

    def start(self):
        """Starts the server and waits until it answers. The rest of a killed server may take a moment to end."""
        self.started += 1
        end = time.monotonic() + 60
        # Commits are written, but need not be flushed to disk: this test kills processes, not the machine.
        settings = [f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300", "fsync=off"]
        while time.monotonic() < end:
            self.process = self.run("postgres", "-D", self.data, *[word for setting in settings for word in ("-c", setting)])
            while self.process.poll() is None and time.monotonic() < end:
                ready = subprocess.run([self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False)
                if ready.returncode == 0:
                    return
                time.sleep(0.1)
        raise AssertionError(f"Postgres of cell {self.cell} does not start: {self.log.name}")

    def kill(self):
        """Kills the server with all its sessions, as if its machine had died, and restarts it after a moment."""
        with self.lock:
            threads = glob.glob(f"/proc/{self.process.pid}/task/*/children")
            children = [int(pid) for path in threads for pid in pathlib.Path(path).read_text(encoding="ascii").split()]
            self.process.kill()
            for pid in children:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            self.process.wait()
            time.sleep(0.5)
            self.start()

    def sql(self, statement, database="payout"):
        """Runs a query. Returns its rows as lists of strings; null is an empty string."""
        at = self.url.rsplit("/", 1)[0] + f"/{database}"
        command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-A", "-t", "-F", "\t", "-c", statement, at]
        asked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert asked.returncode == 0, f"cell {self.cell}: {statement}\n{asked.stderr}"
        return [line.split("\t") for line in asked.stdout.splitlines()]

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()


class Program:
    """An API or a worker. `ensure` restarts it when it has ended."""

    def __init__(self, machines, program, name, **settings):
        self.machines, self.program, self.name, self.settings = machines, program, name, settings
        self.log = (machines.folder / f"{name}.log").open("ab")
        self.process, self.killed, self.frozen = None, False, False
        self.ensure()

    def ensure(self):
        """Starts the process if it does not run. A process that has ended by itself is a fault."""
        if self.process and self.process.poll() is None:
            return
        if self.process and not self.killed:
            self.machines.ended.append(f"{self.name} ended with {self.process.returncode}")
        self.killed = False
        command = [f"{self.machines.programs}/{self.program}"]
        self.process = subprocess.Popen(command, env=self.machines.environment | self.settings, stdout=self.log, stderr=self.log)

    def kill(self):
        self.killed = True
        self.process.kill()
        self.process.wait()

    def freeze(self, seconds):
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        self.process.terminate()
        try:
            code = self.process.wait(timeout=30)
            assert code == 0, f"{self.name}, told to stop, ended with {code}: {self.log.name}"
        finally:
            self.process.kill()


class Machines:
    """Three cells with all their processes, in `folder`."""

    def __init__(self, folder, programs):
        self.folder, self.programs, self.ended = folder, programs, []
        self.servers = [Server(folder, cell) for cell in range(CELLS)]
        cells = " ".join(f"{server.cell}={server.url}" for server in self.servers[1:])
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PAYOUT_")}
        self.environment = clean | {
            "DATABASE_URL": self.servers[0].url,
            "PAYOUT_CELLS": cells,
            "PAYOUT_WEBHOOKS_ALLOW_PRIVATE": "true",
            "PAYOUT_API_CONNECTIONS": "8",
            "PAYOUT_OPS_LISTEN": "127.0.0.1:0",
            "RUST_LOG": "info",
        } | {f"PAYOUT_{name}": secrets.token_hex(32) for name in ["HASH_SECRET", "KEY_PEPPER", "WEBHOOK_SECRET", "OPERATOR_TOKEN"]}
        self.apis, self.workers = [], []

    def start(self):
        making = [threading.Thread(target=server.make) for server in self.servers]
        for thread in making:
            thread.start()
        for thread in making:
            thread.join()
        for server in self.servers:
            self.payout("cell", "add", str(server.cell), "--database-url", server.url)
        self.payout("migrate")
        self.workers = [Program(self, "payout-worker", "worker-of-all")]
        for server in self.servers:
            alone = {"DATABASE_URL": server.url, "PAYOUT_CELLS": ""}
            self.workers.append(Program(self, "payout-worker", f"worker-of-{server.cell}", **alone))
        for number in range(2):
            port = free_port()
            self.apis.append(Program(self, "payout-api", f"api-{number}", PAYOUT_LISTEN=f"127.0.0.1:{port}"))
            self.apis[-1].url = f"http://127.0.0.1:{port}"

    def command(self, *arguments):
        """Starts an operator's command, and returns its process."""
        command = [f"{self.programs}/payout", *arguments]
        quiet = self.environment | {"RUST_LOG": "warn"}
        return subprocess.Popen(command, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def payout(self, *arguments):
        """Runs an operator's command that must succeed. Returns the objects that it prints with --json, or its text."""
        command = self.command(*arguments)
        out, said = command.communicate(timeout=120)
        assert command.returncode == 0, f"payout {' '.join(arguments)} ended with {command.returncode}: {out}{said}"
        return [json.loads(line) for line in out.splitlines()] if "--json" in arguments else out.strip()

    def errors(self):
        """Returns log lines that the processes must never write, whatever is killed."""
        for log in sorted(self.folder.glob("*.log")):
            if not log.name.startswith("postgres"):
                for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
                    if re.search(r"^\S+ +ERROR|panicked", line):
                        yield f"{log.name}: {line}"

    def stop(self):
        """Ends all processes, also after a failure."""
        failed = []
        for part in [*self.apis, *self.workers, *self.servers]:
            try:
                part.stop()
            except AssertionError as error:
                failed.append(str(error))
        return failed
