"""Read what an address was asked for: the link with the link's own reader, and the options of the address itself."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final

from starlette.requests import Request
from starlette.types import Scope

from geo import store
from geo.errors import RequestError
from geo.model import Link, Problem
from geo.publish import pin
from geo.query import link as links
from geo.query.view import DataView
from server import addresses
from server.answer import Refusal

Json = Mapping[str, Any]
HOST: Final = re.compile(r"[A-Za-z0-9.\-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?")
NEIGHBOURS: Final = 64
"""Leading bits of an IPv6 address that one household or host has to itself."""
NOBODY: Final = "unknown"
MAX_VERSION_CHARS: Final = 40


@dataclass(frozen=True)
class Option:
    """A parameter of an address that chooses no records.

    Attributes
    ----------
    name
        As it is written in the address.
    read
        Gives its value; what cannot be used raises ValueError.
    default
        What holds without it.
    instead
        What is given in place of a value that cannot be used, in words.
    about
        What it does, in words.
    rule
        JSON Schema of what may be written.
    """

    name: str
    read: Callable[[str], Any]
    default: Any
    instead: str
    about: str
    rule: Json


def flag(name: str, *, about: str, instead: str) -> Option:
    """An option that is on with ``1``."""
    return Option(
        name, _truth, default=False, instead=instead, about=about, rule={"type": "string", "enum": ["0", "1"]}
    )


def _truth(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(text)
    return text == "1"


STRICT: Final = flag(
    "strict",
    about="With 1, an address with a parameter that cannot be used is refused instead of answered without it.",
    instead="an answer without what cannot be used",
)


VERSION: Final = Option(
    "data",
    links.version,
    default="",
    instead="the present version",
    about="The version of the data, for what was cited: the present one by default.",
    rule={"type": "string", "maxLength": MAX_VERSION_CHARS, "examples": ["1.0.0"]},
)
ROWS: Final = Option(
    "rows",
    links.rows_hash,
    default="",
    instead="the records without comparing them",
    about="The hash of the records that were cited, to see that they are the same.",
    rule={"type": "string", "pattern": "^[0-9a-f]{8,64}$"},
)


@dataclass(frozen=True)
class Asked:
    """A request, understood.

    Attributes
    ----------
    prepared
        The data as they are now.
    link
        What of the address the link's reader could use.
    options
        Value of each option of the address.
    path
        Values of the variable parts of the path.
    not_used
        What could not be used, and what is given instead.
    site
        Absolute address of the app, without a slash at its end.
    by
        Who asks, for sharing the work out: a network address, or the household of one.
    """

    prepared: store.Prepared
    link: Link
    options: Mapping[str, Any]
    path: Mapping[str, str]
    not_used: tuple[Problem, ...]
    site: str
    by: str
    given: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def view(self) -> DataView:
        """The link, evaluated over the data."""
        return self.prepared.view(self.link)

    @property
    def selected(self) -> Link:
        """The link's selection alone, without where the map looks and which record is open."""
        return addresses.selected(self.link)

    @property
    def canonical(self) -> str:
        """Everything of the address that makes a difference, always written alike."""
        chosen = "&".join(f"{name}={self.options[name]}" for name in sorted(self.options))
        return f"{links.query_string(self.link)}&{chosen}"


def read(request: Request, *, options: Sequence[Option], takes_link: bool, versioned: bool) -> Asked:
    """Understand a request.

    Parameters
    ----------
    request
        To one of the app's addresses.
    options
        Of the address.
    takes_link
        Whether the link's parameters choose anything there; where they do not, each is said to be of no use.
    versioned
        Whether it gives an earlier version of the data when asked for one.

    Raises
    ------
    Refusal
        If there is no such version.
    DataError
        If the data cannot be used.
    """
    query: dict[str, list[str]] = {}
    for name, text in request.query_params.multi_items():
        query.setdefault(name, []).append(text)
    given = {name: query.pop(name) for name in [option.name for option in options] if name in query}
    values, problems = _values(given, options=options)
    prepared = _prepared(values["data"]) if versioned else store.current()
    if takes_link:
        link, refused = links.parse(query, record_ids=prepared.rows_by_id)
    else:
        link, refused = (
            Link(),
            tuple(
                Problem(name[: links.MAX_SHOWN_CHARS], "a filter", "all that there is: this address has none")
                for name in query
                if not links.IGNORED.fullmatch(name)
            ),
        )
    if link.pin and not versioned:
        problems = (*problems, Problem("data", link.pin.version, "the present version of the data"))
    if versioned and values["rows"] and takes_link:
        problems = (*problems, *_other_rows(prepared.view(link), values["rows"]))
    return Asked(
        prepared=prepared,
        link=link,
        options=values,
        path={name: str(value) for name, value in request.path_params.items()},
        not_used=(*refused, *problems),
        site=site(request),
        by=household(request.scope),
        given=query | given,
    )


def _prepared(version: str) -> store.Prepared:
    if not version:
        return store.current()
    try:
        return store.version(version)
    except RequestError as error:
        raise Refusal(HTTPStatus.NOT_FOUND, f"{str(error)[:1].upper()}{str(error)[1:]}.") from error


def _other_rows(view: DataView, cited: str) -> tuple[Problem, ...]:
    """Say that the records are not those that were cited, if they are not."""
    found = pin.pin(view)
    shown = f"the records of version {found.version} as they are, whose hash is {found.rows}"
    return () if found.rows == cited else (Problem("rows", cited, shown),)


def _values(
    given: Mapping[str, Sequence[str]], *, options: Sequence[Option]
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for option in options:
        texts = given.get(option.name, [])
        if len(texts) > 1:
            problems.append(Problem(option.name, _short(" and ".join(texts)), "the first of them"))
        try:
            values[option.name] = option.read(texts[0]) if texts and texts[0] else option.default
        except ValueError:
            problems.append(Problem(option.name, _short(texts[0]), option.instead))
            values[option.name] = option.default
    return values, tuple(problems)


def _short(text: str) -> str:
    return text if len(text) <= links.MAX_SHOWN_CHARS else text[: links.MAX_SHOWN_CHARS] + "…"


def site(request: Request) -> str:
    """Absolute address of the app, as the request reached it or as the environment gives it."""
    told = os.environ.get(addresses.ADDRESS_VARIABLE, "").rstrip("/")
    host = request.headers.get("host", "")
    return told or f"{request.url.scheme}://{host if HOST.fullmatch(host) else 'localhost'}{addresses.base()}"


def household(scope: Scope) -> str:
    """Who asks: an IPv4 address, or the network that one IPv6 reader has to choose addresses from."""
    host, _ = scope.get("client") or ("", 0)
    try:
        address = ip_address(host)
    except ValueError:
        return NOBODY
    return str(ip_network((address, NEIGHBOURS), strict=False)) if isinstance(address, IPv6Address) else str(address)
