"""A reader's browser tab as far as the server can tell: one websocket, real script runs, no page.

The messages are the installed Streamlit's own, so the format always fits the server. As the browser does, a visitor
keeps large elements it has received and tells the server which, and sends every widget's value with each request.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
DAY_US: Final = 86_400_000_000
"""A day in the slider's unit."""
ANSWER_DEADLINE_S: Final = 300
NARROWEST_DAYS: Final = 7
AS_BROWSERS: Final = ClientPerMessageDeflateFactory(client_max_window_bits=True)
"""Browsers leave it to the server how far compression looks back."""
ECHOED: Final = frozenset(
    {"slider", "button_group", "multiselect", "selectbox", "date_input", "text_input", "checkbox"}
)
"""Widgets whose values go with every request."""


class VisitError(Exception):
    """A run that did not give the page."""


@dataclass(frozen=True)
class Run:
    """One run of the script, as the browser sees it.

    Attributes
    ----------
    seconds
        From the request to the end of the run.
    wire_bytes
        All that the server sent for it over the connection, compressed if the server does so.
    sent_bytes
        The same before compression: the payloads of the websocket.
    by_element
        Payloads by kind of element.
    """

    seconds: float
    wire_bytes: int
    sent_bytes: int
    by_element: Counter[str]


def _echo(kind: str, element: Any) -> Any:
    """What a widget says with the next request after the server put a value into it."""
    state = WidgetState(id=element.id)
    if kind == "slider":
        state.double_array_value.data.extend(element.value)
    elif kind == "checkbox":
        state.bool_value = element.value
    elif kind == "text_input":
        state.string_value = element.value
    elif kind == "selectbox":
        state.string_value = element.raw_value
    else:
        state.string_array_value.data.extend(element.value if kind == "date_input" else element.raw_values)
    return state


class _Counting(ClientConnection):
    """A connection that counts what arrives."""

    arrived_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Count, and go on."""
        self.arrived_bytes += len(data)
        super().data_received(data)


@dataclass
class Visitor:
    """One tab; use it as an asynchronous context manager. `by` is the address that it comes from."""

    url: str
    seed: int = 0
    page: str = ""
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    by: str | None = None
    widgets: dict[str, Any] = field(default_factory=dict)
    _state: dict[str, Any] = field(default_factory=dict)
    _kept: dict[str, int] = field(default_factory=dict)
    _page: str = ""
    _keep_for: int = 0
    _socket: Any = None

    def __post_init__(self) -> None:
        """Refuse to visit anybody else's server.

        Raises
        ------
        ValueError
            If the address is not on this machine.
        """
        if urlsplit(self.url).hostname not in LOOPBACK:
            message = f"{self.url} is not on this machine"
            raise ValueError(message)
        self.rng = random.Random(self.seed)  # noqa: S311  # the same moves every time, no secret

    async def __aenter__(self) -> Self:
        parts = urlsplit(self.url)
        self._socket = await websockets.connect(
            f"ws://{parts.netloc}{parts.path.rstrip('/')}/_stcore/stream",
            subprotocols=[websockets.Subprotocol("streamlit")],
            origin=websockets.Origin(f"http://{parts.netloc}"),
            additional_headers=self.headers,
            local_addr=(self.by, 0) if self.by else None,
            max_size=None,
            ping_interval=None,
            compression=None,
            extensions=[AS_BROWSERS],
            create_connection=_Counting,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()

    async def run(self) -> Run:
        """Ask for a run with the widgets as they stand, and take the page.

        Raises
        ------
        VisitError
            If the page shows an exception, or the script does not compile.
        """
        began, arrived = time.perf_counter(), self._socket.arrived_bytes
        await self._socket.send(self._request())
        sizes: Counter[str] = Counter()
        started = False
        while True:
            body = await asyncio.wait_for(self._socket.recv(), ANSWER_DEADLINE_S)
            message = ForwardMsg()
            message.ParseFromString(body)
            kind = self._take(message)
            sizes[kind] += len(body)
            started = started or kind == "new_session"
            if kind == "script_finished" and started and self._is_end(message):
                break
        seconds = time.perf_counter() - began
        self._forget()
        return Run(seconds, self._socket.arrived_bytes - arrived, sizes.total(), sizes)

    def slide(self, *, label: str = "Dates") -> None:
        """Move both thumbs of a slider over days to somewhere."""
        slider = next(widget for widget in self.widgets.values() if widget.label == label)
        days = round((slider.max - slider.min) / DAY_US)
        first = self.rng.randrange(days - NARROWEST_DAYS)
        last = self.rng.randint(first + NARROWEST_DAYS, days)
        state = WidgetState(id=slider.id)
        state.double_array_value.data.extend([slider.min + first * DAY_US, slider.min + last * DAY_US])
        self._state[slider.id] = state

    def write(self, label: str, text: str) -> None:
        """Type into a text field."""
        found = next(widget for widget in self.widgets.values() if widget.label == label)
        self._state[found.id] = WidgetState(id=found.id, string_value=text)

    def _request(self) -> bytes:
        request = BackMsg()
        state = request.rerun_script
        state.query_string = self.query
        state.page_script_hash = self._page
        state.page_name = "" if self._page else self.page
        state.cached_message_hashes.extend(self._kept)
        state.widget_states.widgets.extend(self._state.values())
        body: bytes = request.SerializeToString()
        return body

    def _take(self, message: Any) -> str:
        """Note what a message means for the next request; give its kind."""
        kind: str = message.WhichOneof("type")
        if message.metadata.cacheable:
            self._kept[message.hash] = 0
        if kind == "ref_hash":
            self._kept[message.ref_hash] = 0
        if kind == "navigation":
            self._page = message.navigation.page_script_hash
        if kind == "new_session":
            self._keep_for = message.new_session.config.max_cached_message_age
        if kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        if kind == "delta":
            return self._learn(message.delta)
        return kind

    def _learn(self, delta: Any) -> str:
        if delta.WhichOneof("type") != "new_element":
            return "block"
        kind: str = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, kind)
        if kind == "exception":
            message = f"the page shows an exception: {element.type}: {element.message}"
            raise VisitError(message)
        if kind in ECHOED:
            self.widgets[element.id] = element
            if element.set_value:
                self._state[element.id] = _echo(kind, element)
        return kind

    def _is_end(self, message: Any) -> bool:
        if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            text = "the script does not compile"
            raise VisitError(text)
        return bool(message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN)

    def _forget(self) -> None:
        """Let go of elements that were not used for as many runs as the server says."""
        self._kept = {name: age + 1 for name, age in self._kept.items() if age < self._keep_for}
