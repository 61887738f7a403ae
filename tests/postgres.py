"""A real PostgreSQL with PostGIS: a cluster of its own in a temporary folder, on a Unix socket."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

PLACES = Path("/usr/lib/postgresql")
OWNER, GUEST, PASSWORD = "granica", "guest", "s3cr?t/@:w%rd"
IN_AN_ADDRESS = quote(PASSWORD, safe="")
MISSING = "no PostgreSQL with PostGIS found: `apt-get install postgresql postgresql-15-postgis-3`"


def programs() -> Path | None:
    """Folder of the server's programs, of the newest version that has PostGIS."""
    share = Path("/usr/share/postgresql")
    found = [path for path in PLACES.glob("*/bin") if (share / path.parent.name / "extension/postgis.control").exists()]
    return max(found, key=lambda path: int(path.parent.name), default=None)


@dataclass(frozen=True)
class Postgres:
    """A cluster."""

    programs: Path
    home: Path

    def address(self, name: str, *, user: str = OWNER, password: str = "") -> str:
        """Address of a database."""
        return f"postgresql://{user}{password and f':{password}'}@/{name}?host={self.home}"

    def ask(self, name: str, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement, as an editor with another program would."""
        with psycopg.connect(self.address(name)) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def new(self, *, like: str = "template1") -> str:
        """Make a database like another; give its name."""
        name = f"study_{secrets.token_hex(4)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}".encode())
        return name

    def said(self) -> str:
        """All that the server logged."""
        return (self.home / "log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = f"-k {self.home} -c listen_addresses= -c fsync=off -c max_connections=60"
        self._control("start", "-o", settings, "-l", str(self.home / "log"))

    def stop(self) -> None:
        """Stop the server; whoever is connected is thrown out."""
        self._control("stop", "-m", "immediate")

    def _control(self, *arguments: str) -> None:
        run([str(self.programs / "pg_ctl"), "-D", str(self.home / "data"), "-w", "-s", *arguments])


def run(command: list[str]) -> None:
    """Run a program as an ordinary user: PostgreSQL refuses to be root's."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_user, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def cluster() -> Iterator[Postgres]:
    """Make a cluster and run it until the block ends."""
    found = programs()
    assert found
    home = Path(tempfile.mkdtemp(prefix="granica-pg-", dir="/tmp"))  # a socket's path must be short
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres")
        made = Postgres(found, home)
        options = ["-A", "trust", "-U", OWNER, "-E", "UTF8", "--locale=C", "--no-sync"]
        run([str(found / "initdb"), "-D", str(home / "data"), *options])
        rules = home / "data" / "pg_hba.conf"
        rules.write_text(f"local all {GUEST} scram-sha-256\nlocal all {OWNER} trust\n", encoding="ascii")
        made.start()
        try:
            made.ask("postgres", f"CREATE ROLE {GUEST} LOGIN PASSWORD '{PASSWORD}'")
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)
