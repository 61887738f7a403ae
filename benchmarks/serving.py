"""A Streamlit server of ours as a process: start it on a free loopback port, watch what it costs, stop it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
HOST: Final = "127.0.0.1"
START_DEADLINE_S: Final = 300
"""Large synthetic data are validated before the first reader comes."""
STOP_DEADLINE_S: Final = 10
BASE_VARIABLE: Final = "STREAMLIT_SERVER_BASE_URL_PATH"
POLL_S: Final = 0.1
QUIET_S: Final = 0.05
"""A server that used less than `QUIET_CPU_S` in this time has finished its work."""
QUIET_CPU_S: Final = 0.001
SCHEDULED_CLOCK: Final = 2
"""Linux's number for a process's CPU clock with nanoseconds, in the low bits of a clock's id."""


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    pid: int
    log: Path

    def cpu_s(self) -> float:
        """CPU time of all its threads since the start, ended ones too, in seconds."""
        return time.clock_gettime((~self.pid << 3) | SCHEDULED_CLOCK)

    def settled_cpu_s(self) -> float:
        """CPU time once it has nothing left to do, so that work after the answer counts as well."""
        before = self.cpu_s()
        while True:
            time.sleep(QUIET_S)
            after = self.cpu_s()
            if after - before < QUIET_CPU_S:
                return after
            before = after

    def memory_bytes(self) -> int:
        """Resident memory."""
        return _resident_bytes(self.pid)

    def workers_bytes(self) -> int:
        """Resident memory of the processes that it started."""
        started = Path(f"/proc/{self.pid}/task").glob("*/children")
        return sum(_resident_bytes(int(pid)) for each in started for pid in each.read_text(encoding="ascii").split())


def _resident_bytes(pid: int) -> int:
    """Resident memory of a process, nothing of one that has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def serving(
    script: Path, *, log: Path, environment: Mapping[str, str], arguments: tuple[str, ...] = ()
) -> Iterator[Server]:
    """Serve a Streamlit script until the block ends.

    Parameters
    ----------
    script
        What to run; the settings of the repository's `.streamlit/config.toml` apply.
    log
        Where its output goes.
    environment
        Variables to add; a base path among them is part of the address.
    arguments
        Options for `streamlit run`.

    Raises
    ------
    RuntimeError
        If it does not start; the message holds its log.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, f"--server.address={HOST}", *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            base = environment.get(BASE_VARIABLE, "")
            server = Server(f"http://{HOST}:{port}/{base}".rstrip("/"), process.pid, log)
            await_health(server, process=process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(STOP_DEADLINE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def await_health(server: Server, *, process: subprocess.Popen[bytes], deadline_s: float = START_DEADLINE_S) -> None:
    """Wait until a process answers for a server.

    Raises
    ------
    RuntimeError
        If it ends before, or takes too long; the message holds its log.
    """
    deadline = time.monotonic() + deadline_s
    while not healthy(server.url):
        if process.poll() is not None or time.monotonic() > deadline:
            log = server.log.read_text(encoding="utf-8", errors="replace")
            message = f"{server.url} does not answer:\n{log}"
            raise RuntimeError(message)
        time.sleep(POLL_S)


def healthy(url: str) -> bool:
    """Whether a server answers its health check."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:  # noqa: S310  # our own server
            return bool(answer.status == 200)  # noqa: PLR2004  # HTTP's own number
    except (urllib.error.URLError, OSError):
        return False
