"""The files that put the app up do so: the image's steps, the proxy with two replicas, and the table of settings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import Reader, until
from tests.serving import ROOT, START_DEADLINE_S, STOP_DEADLINE_S, Server, free_port

DEPLOY = ROOT / "deploy"
BASE = "granica"
LINK = "/?from=2021-11-08&to=2021-11-18&category=use_of_force,death"
POLL_S = 0.05
HOW_TO_GET_NGINX = "no nginx found: `apt-get install nginx-light`"


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8")


def copied() -> dict[str, str]:
    """What the final image takes from the repository, by where it goes."""
    last = dockerfile().rpartition("\nFROM ")[2]
    lines = [line.split()[1:] for line in last.splitlines() if line.startswith("COPY ") and "--from" not in line]
    return {name: target.rstrip("/") for *names, target in lines for name in names}


def image_tree(folder: Path) -> Path:
    """Lay the files out as the image does, without write permission for anybody."""
    for name, target in copied().items():
        goal = folder / (name if target == "." else target)
        goal.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, goal, ignore=shutil.ignore_patterns("__pycache__", "build", ".*_cache"))
        else:
            shutil.copyfile(ROOT / name, goal)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return folder


def health(url: str) -> int:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:  # noqa: S310  # our own server
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@dataclass
class Replica:
    """One process of the app."""

    url: str
    process: subprocess.Popen[bytes]

    def readers(self) -> int:
        """How many sessions it holds."""
        with urllib.request.urlopen(f"{self.url}/_stcore/metrics", timeout=5) as answer:  # noqa: S310  # our own server
            found = re.search(r"^active_sessions (\d+)", answer.read().decode(), re.MULTILINE)
        assert found
        return int(found[1])

    def kill(self) -> None:
        """End it at once, as a crash does."""
        self.process.kill()
        self.process.wait()


@contextmanager
def replica(folder: Path, *, log: Path, home: Path) -> Iterator[Replica]:
    """Run the image's entry point in a tree that is laid out like the image, as nobody where that is possible."""
    port = free_port()
    entry = re.search(r'ENTRYPOINT \["streamlit", (.*)\]', dockerfile())
    assert entry
    arguments = [word.strip(' "') for word in entry[1].split(",")]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", *arguments],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(home),
                "MPLCONFIGDIR": str(home),
                "PYTHONDONTWRITEBYTECODE": "1",
                "STREAMLIT_SERVER_PORT": str(port),
                "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
                "STREAMLIT_SERVER_BASE_URL_PATH": BASE,
                "STREAMLIT_SERVER_ALLOWED_HOSTS": "localhost 127.0.0.1",
                "STREAMLIT_SERVER_COOKIE_SECRET": "for tests",
            },
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        found = Replica(f"http://127.0.0.1:{port}/{BASE}", process)
        try:
            yield found
        finally:
            process.terminate()
            try:
                process.wait(STOP_DEADLINE_S)
            except subprocess.TimeoutExpired:
                found.kill()


def await_health(one: Replica, *, log: Path) -> None:
    deadline = time.monotonic() + START_DEADLINE_S
    while health(one.url) != 200:
        assert one.process.poll() is None, log.read_text(encoding="utf-8")
        assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
        time.sleep(POLL_S)


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Replica]]:
    """Two replicas in a tree like the image's."""
    folder = tmp_path_factory.mktemp("image")
    tree = image_tree(folder / "srv")
    with ExitStack() as stack:
        logs = [folder / f"{number}.log" for number in range(2)]
        found = [stack.enter_context(replica(tree, log=log, home=folder)) for log in logs]
        for one, log in zip(found, logs, strict=True):
            await_health(one, log=log)
        yield found
        stack.close()
        for path in tree.rglob("*"):
            assert path.name != "__pycache__", "the app wrote into its own tree"


def nginx_configuration(folder: Path, *, replicas: list[Replica], port: int) -> Path:
    """The shipped configuration with this machine's ports, in a main file that runs without privileges."""
    shipped = (DEPLOY / "nginx" / "granica.conf").read_text(encoding="utf-8")
    for number, one in enumerate(replicas, start=1):
        shipped = shipped.replace(f"server app{number}:8501", f"server {one.url.split('/')[2]}")
    shipped = shipped.replace("listen 8080;", f"listen 127.0.0.1:{port};")
    shipped = shipped.replace("/etc/nginx/granica-tls/", f"{folder}/tls/")
    shipped = shipped.replace("/dev/stdout", f"{folder}/access.log")
    (folder / "granica.conf").write_text(shipped, encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    main = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(
        f"daemon off;\n{user}\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\ninclude /etc/nginx/mime.types;\n{temporary}\ninclude {folder}/granica.conf;\n}}\n",
        encoding="utf-8",
    )
    return main


def nginx() -> str:
    """The proxy. Where there is none the test is skipped, but in CI it fails."""
    path = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HOW_TO_GET_NGINX)
    assert path
    return path


@pytest.fixture(scope="module")
def proxied(replicas: list[Replica], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The two replicas behind the shipped proxy configuration."""
    binary, folder, port = nginx(), tmp_path_factory.mktemp("nginx"), free_port()
    main = nginx_configuration(folder, replicas=replicas, port=port)
    command = [binary, "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(main)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    url = f"http://localhost:{port}/{BASE}"
    try:
        until(lambda: health(url) == 200, what="the proxy's health")
        yield Server(url, folder / "error.log", folder)
    finally:
        process.terminate()
        process.wait(STOP_DEADLINE_S)


@contextmanager
def visiting(browser: Browser, server: Server) -> Iterator[Reader]:
    """A reader who may lose the server for a moment: what the console says then is no error."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-GB")
    context.set_default_timeout(20_000)
    try:
        yield Reader(server, context, context.new_page())
    finally:
        context.close()


def at_rest(reader: Reader) -> bool:
    """Whether the page has its connection back and has been drawn anew."""
    app = reader.page.get_by_test_id("stApp")
    state = [app.get_attribute(f"data-test-{name}-state") for name in ("connection", "script")]
    return state == ["CONNECTED", "notRunning"]


def turn_off(reader: Reader, label: str) -> None:
    """Turn a layer off, and again where the session was made anew from the link meanwhile."""
    pill = reader.page.get_by_test_id("stSidebar").get_by_role("button", name=label, exact=True)

    def is_off() -> bool:
        if at_rest(reader) and pill.get_attribute("aria-pressed") == "true":
            pill.click()
        return "layers" in reader.query()

    until(is_off, what=f"{label} off in the address")


# --- the image -----------------------------------------------------------------------


def test_the_image_runs_as_nobody_special_and_is_checked() -> None:
    last = dockerfile().rpartition("\nFROM ")[2]
    assert re.search(r"^USER granica$", last, re.MULTILINE)
    assert re.search(r'^HEALTHCHECK .*\\\n +CMD \["python", "/srv/granica/deploy/health.py"\]$', last, re.MULTILINE)
    assert not re.search(r"\b(apt|apk|gcc|build-essential|curl)\b", last)
    assert "pip uninstall --yes" in last


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert ignored[1] == "*"
    for name in [*copied(), "deploy/constraints-hashed.txt"]:
        assert (ROOT / name).exists()
        assert name in allowed


def pinned(file: str) -> dict[str, str]:
    """Versions of a file of constraints by name; of several for different machines the last."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ \\;\n]+)", text, re.MULTILINE))


def test_the_image_takes_only_files_whose_hashes_are_known_in_the_versions_of_the_tests() -> None:
    assert "--require-hashes -r constraints-hashed.txt" in dockerfile()
    hashed, tested = pinned("deploy/constraints-hashed.txt"), pinned("constraints.txt")
    assert {name: version for name, version in hashed.items() if tested.get(name) != version} == {}
    needed = re.findall(r"^([A-Za-z0-9-]+)[><=]", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in needed if name.lower() not in hashed] == []
    entries = re.split(r"\n(?=\S)", (ROOT / "deploy" / "constraints-hashed.txt").read_text(encoding="utf-8").strip())
    assert [entry for entry in entries[1:] if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []


def test_the_health_check_of_the_image_tells_well_from_ill(replicas: list[Replica]) -> None:
    for port, code in ((replicas[0].url.split(":")[2].split("/")[0], 0), (str(free_port()), 1)):
        asked = subprocess.run(
            [sys.executable, str(DEPLOY / "health.py")],
            env={"STREAMLIT_SERVER_PORT": port, "STREAMLIT_SERVER_BASE_URL_PATH": BASE},
            capture_output=True,
            check=False,
        )
        assert asked.returncode == code


def test_every_setting_of_the_deployment_stands_in_its_table() -> None:
    files = ("compose.yaml", "Dockerfile", "deploy/granica.service")
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in files]
    named = {name for text in texts for name in re.findall(r"\b(?:STREAMLIT|GRANICA)_[A-Z_]+", text)}
    table = (DEPLOY / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(named) if f"`{name}`" not in table] == []


def test_systemd_finds_no_fault_with_the_service() -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")
    unit = str(DEPLOY / "granica.service")
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    wrong = [
        line for line in verified.stderr.splitlines() if "granica.service" in line and "not executable" not in line
    ]
    assert wrong == []


# --- the proxy -----------------------------------------------------------------------


def answer(url: str, **headers: str) -> tuple[int, Message, bytes]:
    asked = urllib.request.Request(url, headers=headers)  # noqa: S310  # our own server
    try:
        with urllib.request.urlopen(asked, timeout=10) as found:  # noqa: S310  # our own server
            return found.status, found.headers, found.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_the_proxy_shows_the_app_and_not_its_metrics(proxied: Server, replicas: list[Replica]) -> None:
    assert answer(f"{proxied.url}/_stcore/health")[0] == 200
    assert answer(f"{replicas[0].url}/_stcore/metrics")[0] == 200
    assert answer(f"{proxied.url}/_stcore/metrics")[0] == 404
    assert answer(f"{proxied.url}/%5Fstcore/metrics")[0] == 404


def test_the_proxy_compresses_scripts_and_hides_its_version(proxied: Server) -> None:
    page = answer(f"{proxied.url}/")[2].decode()
    script = re.search(r'src="\./(static/js/[^"]+\.js)"', page)
    assert script
    _, headers, body = answer(f"{proxied.url}/{script[1]}", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) < len(answer(f"{proxied.url}/{script[1]}")[2]) / 2
    assert headers["Server"] == "nginx"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.browser
def test_two_replicas_serve_one_link_alike_and_losing_one_costs_no_more_than_a_reconnect(
    browser: Browser, proxied: Server, replicas: list[Replica]
) -> None:
    with visiting(browser, proxied) as reader:
        seen = []
        for one in replicas:
            direct = Server(one.url, proxied.log, proxied.folder)
            with visiting(browser, direct) as other:
                other.open_map(LINK)
                seen.append(other.agree_on(lambda count: count > 0, what="records"))
        reader.open_map(LINK)
        before = reader.agree_on(lambda count: count > 0, what="records behind the proxy")
        assert seen == [before, before]
        until(lambda: sum(one.readers() for one in replicas) == 1, what="one session in all")

        next(one for one in replicas if one.readers()).kill()
        left = next(one for one in replicas if one.process.poll() is None)
        until(lambda: left.readers() == 1, what="the reader at the other replica")
        assert reader.agree_on(lambda count: count == before, what="the same records") == before
        assert reader.query()["from"] == ["2021-11-08"]
        until(lambda: at_rest(reader), what="the reader's page at rest")
        turn_off(reader, "Incidents")
        reader.agree_on(lambda count: count < before, what="fewer records")

    with visiting(browser, proxied) as newcomer:
        newcomer.open_map(LINK)
        assert newcomer.agree_on(lambda count: count > 0, what="records for a newcomer") == before
