"""What the shipped proxy says by itself, without an app behind it."""

from __future__ import annotations

import http.client
import subprocess
from collections.abc import Iterator
from typing import cast

import pytest

from tests.browsing import until
from tests.serving import STOP_DEADLINE_S, free_port
from tests.test_deploy import Replica, nginx, nginx_configuration


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of the proxy; nothing answers behind it."""
    binary, folder, port = nginx(), tmp_path_factory.mktemp("nginx"), free_port()
    behind = [cast("Replica", type("Behind", (), {"url": f"http://127.0.0.1:{free_port()}/granica"})) for _ in range(2)]
    main = nginx_configuration(folder, replicas=behind, port=port)
    command = [binary, "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(main)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        until(lambda: answers(port), what="the proxy")
        yield port
    finally:
        process.terminate()
        process.wait(STOP_DEADLINE_S)


def answers(port: int) -> bool:
    try:
        return bool(ask(port, "/"))
    except OSError:
        return False


def ask(port: int, path: str, *, host: str = "localhost", body: bytes = b"") -> tuple[int, dict[str, str], str]:
    """Ask the proxy: status, headers, text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("PUT" if body else "GET", path, headers={"Host": host}, body=body or None)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read().decode()
    finally:
        connection.close()


def test_the_root_leads_to_the_app_and_keeps_the_query(port: int) -> None:
    status, headers, _ = ask(port, "/?from=2021-11-08&category=death")
    assert (status, headers["location"]) == (302, "/granica/?from=2021-11-08&category=death")
    assert ask(port, "/granica?from=2021-11-08")[1]["location"] == "/granica/?from=2021-11-08"


@pytest.mark.parametrize("path", ["/", "/granica"])
def test_no_name_that_a_request_gives_is_repeated(port: int, path: str) -> None:
    _, headers, text = ask(port, path, host="evil.example:666")
    assert "evil" not in f"{headers}{text}"
    assert str(port) not in headers["location"]


def test_what_the_proxy_answers_by_itself_is_in_words_and_keeps_a_reader_safe(port: int) -> None:
    cases = {
        502: (ask(port, "/granica/"), "starting or resting"),
        413: (ask(port, "/granica/_stcore/upload_file/a/b", body=b"x" * 1_100_000), "takes no files"),
        414: (ask(port, f"/granica/?text={'x' * 40_000}"), "too long"),
    }
    for status, ((given, headers, text), said) in cases.items():
        assert given == status
        assert said in text
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert cases[502][0][1]["retry-after"] == "10"
    assert ask(port, "/granica-says/429")[0] == 404


def test_who_asks_without_pause_is_told_to_come_back(port: int) -> None:
    seen = {}
    for _ in range(1500):
        status, headers, text = ask(port, "/granica/")
        seen[status] = (headers.get("retry-after"), text)
    assert set(seen) == {502, 429}
    assert seen[429] == ("10", "There are too many requests from your network; come back in 10 s.")
