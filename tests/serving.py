"""The app as a reader meets it: a server process on a free port."""

from __future__ import annotations

import os
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

ROOT = Path(__file__).resolve().parent.parent
START_DEADLINE_S = 60
STOP_DEADLINE_S = 10
POLL_S = 0.1


@dataclass(frozen=True)
class Server:
    """A running app: where it is, where it logs, and its process if it is one alone."""

    url: str
    log: Path
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    def said(self) -> str:
        """All that it logged."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:  # noqa: S310  # our own server
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def serving(
    folder: Path,
    *,
    log: Path,
    working: Path = ROOT,
    settings: Mapping[str, str] | None = None,
    port: int | None = None,
) -> Iterator[Server]:
    """Serve the app over a data folder, until the block ends; on a free port if none is given."""
    port = port or free_port()
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless=true"]
    command += [f"--server.port={port}"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=working,
            env={**os.environ, "GRANICA_DATA": str(folder), **(settings or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            deadline = time.monotonic() + START_DEADLINE_S
            while not _healthy(url):
                if process.poll() is not None or time.monotonic() > deadline:
                    message = f"the app did not start:\n{log.read_text(encoding='utf-8', errors='replace')}"
                    raise RuntimeError(message)
                time.sleep(POLL_S)
            yield Server(url, log, folder, process)
        finally:
            process.terminate()
            try:
                process.wait(STOP_DEADLINE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
