"""Put the shipped nginx configuration before a server, on a free loopback port, without privileges."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks.serving import HOST, ROOT, STOP_DEADLINE_S, Server, await_health, free_port

BASE: Final = "granica"
SHIPPED: Final = ROOT / "deploy" / "nginx" / "granica.conf"
TEMPORARY: Final = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
START_DEADLINE_S: Final = 10


def _configuration(folder: Path, *, behind: str, port: int) -> Path:
    """The shipped file with this machine's ports and one server, as on a plain machine; a main file around it."""
    shipped = SHIPPED.read_text(encoding="utf-8")
    for name, instead in (
        ("    server app2:8501 max_fails=1 fail_timeout=5s;\n", ""),
        ("app1:8501", behind),
        ("listen 8080;", f"listen {HOST}:{port};"),
        ("/etc/nginx/granica-tls/", f"{folder}/tls/"),
        ("/dev/stdout", f"{folder}/access.log"),
    ):
        if name not in shipped:
            message = f"{SHIPPED.name} has no {name.strip()!r} to put this machine's in the place of"
            raise ValueError(message)
        shipped = shipped.replace(name, instead)
    (folder / SHIPPED.name).write_text(shipped, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in TEMPORARY)
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off;\n{user}\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
        "events { worker_connections 4096; }\n"
        f"http {{\ninclude /etc/nginx/mime.types;\n{paths}\ninclude {folder}/{SHIPPED.name};\n}}\n",
        encoding="utf-8",
    )
    return main


@contextmanager
def proxied(server: Server, *, folder: Path) -> Iterator[Server]:
    """Give a server as it is reached through nginx.

    Parameters
    ----------
    server
        Started with `BASE` as its base path.
    folder
        For nginx's files.

    Raises
    ------
    FileNotFoundError
        If there is no nginx.
    RuntimeError
        If it does not start.
    """
    binary = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if binary is None:
        message = "no nginx found: apt-get install nginx-light"
        raise FileNotFoundError(message)
    port = free_port()
    main = _configuration(folder, behind=server.url.split("/")[2], port=port)
    process = subprocess.Popen(
        [binary, "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(main)], stdin=subprocess.DEVNULL
    )
    through = replace(server, url=f"http://{HOST}:{port}/{BASE}", log=folder / "error.log")
    try:
        await_health(through, process=process, deadline_s=START_DEADLINE_S)
        yield through
    finally:
        process.terminate()
        process.wait(STOP_DEADLINE_S)
