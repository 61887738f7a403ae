"""One of the app's own addresses: its path, what it takes, what it gives, and who makes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server import asked
from server.answer import JSON, Content
from server.asked import Asked, Option

Serve = Callable[[Asked], Content] | Callable[[Asked], Awaitable[Content]]


@dataclass(frozen=True)
class Address:
    """One address of the app.

    Attributes
    ----------
    path
        Below the base path, with Starlette's parameters.
    serve
        Gives the content; it may raise `Refusal`. What is not a coroutine runs in a thread, or in a process if it is
        made beside. The first line of its docstring is what machines are told of it.
    gives
        Media types of its content.
    parts
        JSON Schema of each variable part of the path.
    takes_link, takes_view
        Whether the link's parameters choose records there, and whether they say where the map looks.
    options
        Parameters of its own.
    versioned
        Whether it can be asked for an earlier version of the data.
    dated
        Whether the content says the day on which it is asked for.
    strict
        Whether what cannot be used is refused.
    beside
        Whether a process beside the event loop makes it, for it takes longer than a page may be kept waiting.
    """

    path: str
    serve: Serve
    gives: tuple[str, ...] = (JSON,)
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    takes_link: bool = False
    takes_view: bool = False
    options: tuple[Option, ...] = ()
    versioned: bool = False
    dated: bool = False
    strict: Option = asked.STRICT
    beside: bool = False

    @property
    def all_options(self) -> tuple[Option, ...]:
        """Its own parameters, and whether what cannot be used is refused."""
        return (*self.options, *((asked.VERSION, asked.ROWS) if self.versioned else ()), self.strict)

    @property
    def about(self) -> str:
        """What it gives, in one sentence."""
        return (self.serve.__doc__ or "").strip().splitlines()[0]
