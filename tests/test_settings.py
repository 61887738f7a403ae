"""The shipped configuration is that of a public site, each setting has its reason, and the hidden ones still work."""

from __future__ import annotations

import asyncio
import sys
import tomllib
from typing import Any
from unittest.mock import MagicMock, Mock

import pytest
from streamlit import config
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from uvicorn.protocols.websockets import websockets_sansio_impl

from server import house, wire
from tests.serving import ROOT

SHIPPED = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
NEEDED = {
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "localhost",
    "client.allowedOrigins": [],
    "client.showErrorDetails": "none",
    "client.toolbarMode": "viewer",
    "global.minCachedMessageSize": 60,
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,
    "server.disconnectedSessionTTL": 60,
    "server.enableWebsocketCompression": True,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxMessageSize": 10,
    "server.maxUploadSize": 10,
}
"""What is not the look of the page."""
HIDDEN = ("runner.postScriptGC", "global.minCachedMessageSize")
"""Not in Streamlit's documentation: they could go with any release."""


def settings() -> dict[str, Any]:
    found = tomllib.loads(SHIPPED)
    return {
        f"{part}.{name}": value for part, names in found.items() if part != "theme" for name, value in names.items()
    }


def test_the_settings_are_those_of_a_public_site() -> None:
    assert settings() == NEEDED


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_each_setting_exists_and_says_why_it_is_set(name: str) -> None:
    assert name in config.get_config_options()
    line = next(line for line in SHIPPED.splitlines() if line.startswith(name.partition(".")[2] + " ="))
    assert len(line.partition("#")[2].split()) >= 2, "no reason"


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_settings_have_the_wrong_default_still(name: str) -> None:
    option = config.get_config_options()[name]
    assert option.visibility == "hidden"
    assert option.default_val != NEEDED[name]


@pytest.mark.parametrize("wanted", ["true", "false"])
def test_streamlit_collects_after_a_run_only_if_it_is_told_to(wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, collected = config.get_option, Mock()
    monkeypatch.setattr(config, "get_option", lambda name: wanted == "true" if name == HIDDEN[0] else asked(name))
    monkeypatch.setattr("streamlit.runtime.scriptrunner.script_runner.gc.collect", collected)
    finish = ScriptRunner._on_script_finished  # noqa: SLF001  # what the hidden setting is there for
    finish(MagicMock(), MagicMock(), MagicMock(), premature_stop=False, run_descriptor=MagicMock())
    assert [call.args for call in collected.call_args_list] == ([(2,)] if wanted == "true" else [])


def test_the_server_library_still_looks_back_too_short_by_itself() -> None:
    """Else `server/wire.py` has nothing left to do."""
    factory = getattr(websockets_sansio_impl, wire.FACTORY)
    own = {"server_max_window_bits": 12, "client_max_window_bits": 12, "compress_settings": {"memLevel": 5}}
    assert factory is wire.LookingBack or factory(**own).server_max_window_bits == 12


def test_a_connection_looks_back_over_the_whole_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websockets_sansio_impl, wire.FACTORY, getattr(websockets_sansio_impl, wire.FACTORY))
    wire.look_back()
    offered = getattr(websockets_sansio_impl, wire.FACTORY)(server_max_window_bits=12)
    _, agreed = offered.process_request_params([("client_max_window_bits", None)], [])
    assert agreed.local_max_window_bits == 15
    assert not agreed.local_no_context_takeover


def test_a_server_library_without_the_name_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delattr(websockets_sansio_impl, wire.FACTORY)
    wire.look_back()
    assert not hasattr(websockets_sansio_impl, wire.FACTORY)
    assert "has changed" in caplog.text


def test_a_thread_gives_way_after_a_millisecond_while_the_app_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """At Python's own five, a page that is made keeps the event loop from everybody else several times as long."""
    monkeypatch.setattr("server.bounds.descriptors", lambda: None)
    monkeypatch.setattr("gc.freeze", lambda: None)
    before = sys.getswitchinterval()

    async def seen() -> float:
        async with house.lifespan(None):
            return sys.getswitchinterval()

    try:
        assert asyncio.run(seen()) == pytest.approx(0.001)
    finally:
        sys.setswitchinterval(before)
