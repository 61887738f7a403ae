"""What tests share: the shipped data, data folders, the app's server and a browser without a network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from geo.intake import prepare
from geo.model import Dataset
from geo.query import select
from tests import folders
from tests.browsing import Reader, readers
from tests.serving import Server, serving

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The last: nobody else is there to be asked.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
]
HOW_TO_GET_ONE = "no Chromium found: `apt-get install chromium`, or `playwright install chromium`"

# Deadlines of single examples would measure the machine; loading the data once is slow, and is meant to be shared.
settings.register_profile(
    "granica",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("granica")

REPORTED = pytest.StashKey[bool]()


def pytest_xdist_auto_num_workers() -> int:
    """Two a core: what drives a browser, a database or a checker of types waits as long as it computes."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the quick tests first, and those that drive a browser last."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Append the server's log to what a failed browser test says."""
    report = yield
    if report.failed and (server := getattr(item, "funcargs", {}).get("server")):
        report.sections.append(("server log", server.said()))
    return report


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The shipped data, prepared."""
    return prepare.dataset()


@pytest.fixture(scope="session")
def index(dataset: Dataset) -> select.Index:
    """Columns of the shipped records."""
    return select.index(dataset.records)


@pytest.fixture
def data_folder(tmp_path: Path) -> Callable[..., Path]:
    """A builder of data folders: the shipped files, with the given ones changed."""
    return lambda **changes: folders.build(
        tmp_path / "data", {name.replace("__", "."): change for name, change in changes.items()}
    )


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Server]]:
    """Serve a data folder; one server a folder, until the session ends."""
    running: dict[Path, Server] = {}
    with ExitStack() as stack:

        def started(folder: Path) -> Server:
            if folder not in running:
                log = tmp_path_factory.mktemp("server") / "log.txt"
                running[folder] = stack.enter_context(serving(folder, log=log))
            return running[folder]

        yield started


@pytest.fixture(scope="session")
def shipped_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped data, so that an edit during the tests does not change what they see."""
    return folders.build(tmp_path_factory.mktemp("shipped"))


@pytest.fixture
def server(serve: Callable[[Path], Server], shipped_folder: Path) -> Server:
    """The app over the shipped data; a test module with its own data overrides this."""
    return serve(shipped_folder)


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Where there is none the test is skipped, but in CI it fails."""
    with sync_playwright() as playwright:
        path = _chromium() or playwright.chromium.executable_path
        if not Path(path).exists():
            (pytest.fail if os.environ.get("CI") else pytest.skip)(HOW_TO_GET_ONE)
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def reader(browser: Browser, server: Server) -> Iterator[Reader]:
    """A reader at a desk. At the end nothing outside was asked and nothing went wrong."""
    with readers(browser, server) as make:
        yield make()


@pytest.fixture
def another(browser: Browser, server: Server) -> Iterator[Callable[..., Reader]]:
    """More readers, each with a browser context of its own and options like a time zone or a phone's screen."""
    with readers(browser, server) as make:
        yield make
