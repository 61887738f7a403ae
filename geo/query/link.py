"""Read and write the address: the link is the state.

`parse` never raises on what a stranger wrote: what cannot be used becomes a `Problem` that names the parameter, what it
asked for and what is shown instead, while the rest of the link applies. `write` gives the canonical query string: only
what differs from the default, always in the same order, so that reading and writing give the same link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from math import isfinite
from typing import Final, TypeVar
from urllib.parse import quote

from geo import study
from geo.model import DEFAULT_LAYERS, LAYERS, Link, Pin, Problem, Selection, View
from geo.query.filters import FILTERS, CodedFilter

CHOICES: Final[Mapping[str, re.Pattern[str]]] = {
    "sort": re.compile(r"-?[a-z_]{1,20}", re.ASCII),
    "per": re.compile(r"day|week", re.ASCII),
    "country": re.compile(r"[\w .'()-]{1,60}"),
    "figures": re.compile(r"[A-Za-z0-9._-]{1,120}", re.ASCII),
    "story": re.compile(r"[a-z0-9-]{1,60}", re.ASCII),
    "step": re.compile(r"[1-9][0-9]?", re.ASCII),
    "page": re.compile(r"[a-z_]{1,20}\.[1-9][0-9]{0,5}(?:,[a-z_]{1,20}\.[1-9][0-9]{0,5}){0,3}", re.ASCII),
    "bar": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:,[a-z_]{1,40})?", re.ASCII),
    "party": re.compile(r"[^\s\x00-\x1f](?:[^\x00-\x1f\x7f-\x9f]{0,118}[^\s\x00-\x1f])?"),
}
"""What a page lets readers choose beside the records, and how each may be written: order of a table (a column, with a
hyphen before it the other way round), bars a day or a week, whose forces, which set of figures, which step of which
story, which pages of tables (``records.3``), the records of which bar (its first day and a family), whose denials."""
CITED: Final = ("data", "rows")
"""What a selection was when it was cited: the version of the data, and the hash of its records."""
PARAMETERS: Final = (
    "from",
    "to",
    "layers",
    *(item.parameter for item in FILTERS),
    "border_km",
    "km",
    "q",
    "known",
    "from2",
    "to2",
    "lat",
    "lon",
    "z",
    "id",
    *CITED,
    *CHOICES,
)
IGNORED: Final = re.compile(r"embed(_options)?|utm_\w+|fbclid|gclid|mc_[ce]id")
"""Streamlit's own parameters, and what mailers and social networks hang on links."""

NO_LAYERS: Final = "none"
MAX_TEXT_CHARS: Final = 200
MAX_SHOWN_CHARS: Final = 60
MAX_BORDER_KM: Final = 1000.0
ZOOMS: Final = tuple(quarter / 4 for quarter in range(5 * 4, 14 * 4 + 1))
"""Zooms that a link can ask for: quarters, as the map fits what it shows to whatever frame it has."""
MAX_LATITUDE: Final = 85.0
MAX_LONGITUDE: Final = 180.0
VIEW: Final = ("lat", "lon", "z")
VIEW_DECIMALS: Final = 4

Query = Mapping[str, Sequence[str]]
Parsed = TypeVar("Parsed")


@dataclass
class _Reader:
    """One pass over a query: gives each parameter's text once and collects the problems."""

    query: Query
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """Take the parameter's only value, or the first of several with a problem."""
        values = self.query.get(name, ())
        if len(values) > 1:
            self.refuse(name, " and ".join(values), "the first of them")
        return values[0] if values else None

    def refuse(self, name: str, asked: str, shown: str) -> None:
        short = asked if len(asked) <= MAX_SHOWN_CHARS else asked[:MAX_SHOWN_CHARS] + "…"
        self.problems.append(Problem(name, short, shown))

    def value(self, name: str, parser: Callable[[str], Parsed], *, instead: str) -> Parsed | None:
        """Parse the parameter; what `parser` refuses with ValueError becomes a problem."""
        text = self.text(name)
        if text is None or text == "":
            return None
        try:
            return parser(text)
        except ValueError:
            self.refuse(name, text, instead)
            return None


def parse(query: Query, *, record_ids: Collection[str]) -> tuple[Link, tuple[Problem, ...]]:
    """Read an address.

    Parameters
    ----------
    query
        All values of each parameter.
    record_ids
        The ids that exist.

    Returns
    -------
    link
        Everything that could be used.
    problems
        Everything that could not.
    """
    reader = _Reader(query)
    start, end = _dates(reader, "from", "to")
    selection = Selection(
        start=start,
        end=end,
        layers=_layers(reader),
        **{item.field: _words(reader, item) for item in FILTERS},
        border_km=reader.value("border_km", _kilometres, instead="records at any distance from the line"),
        text=reader.value("q", search_text, instead="records with any text") or "",
        known=reader.value("known", _day, instead="everything, whenever it was published"),
        along_km=reader.value("km", _stretch, instead="records anywhere along the line"),
    )
    second = _dates(reader, "from2", "to2")
    choices = (
        (name, reader.value(name, partial(_choice, name), instead="what the page begins with")) for name in CHOICES
    )
    link = Link(
        selection=selection,
        record_id=_record(reader, record_ids),
        view=_view(reader),
        second=second,
        choices=tuple((name, text) for name, text in choices if text),
        pin=_pin(reader),
    )
    for name in query:
        if name not in PARAMETERS and not IGNORED.fullmatch(name):
            reader.refuse(name[:MAX_SHOWN_CHARS], "an unknown parameter", "the page without it")
    return link, tuple(reader.problems)


def _pin(reader: _Reader) -> Pin | None:
    """What was cited; the hash alone says nothing, and the version alone names the records as they were in it."""
    cited = reader.value("data", version, instead="no comparison with what was cited")
    rows = reader.value("rows", rows_hash, instead="no comparison with what was cited")
    if rows and not cited:
        reader.refuse("rows", rows, "no comparison with what was cited: data says of which version they are")
    return Pin(cited, rows or "") if cited else None


def version(text: str) -> str:
    """Read the name of a version of the data."""
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,39}", text, flags=re.ASCII):
        raise ValueError(text)
    return text


def rows_hash(text: str) -> str:
    """Read the hash of records that were cited."""
    if not re.fullmatch(r"[0-9a-f]{8,64}", text, flags=re.ASCII):
        raise ValueError(text)
    return text


def _day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, flags=re.ASCII):
        raise ValueError(text)
    day = date.fromisoformat(text)
    if not study.current().earliest <= day <= study.current().latest:
        raise ValueError(text)
    return day


def _choice(name: str, text: str) -> str:
    if not CHOICES[name].fullmatch(text) or text != text.strip():
        raise ValueError(text)
    return text


def _dates(reader: _Reader, first: str, last: str) -> tuple[date | None, date | None]:
    start = reader.value(first, _day, instead="records from the first day")
    end = reader.value(last, _day, instead="records to the last day")
    if start and end and end < start:
        reader.refuse(last, f"{end}, which is before {start}", "the whole period")
        return None, None
    return start, end


def _split(reader: _Reader, name: str, allowed: Sequence[str], *, instead: str) -> frozenset[str] | None:
    text = reader.text(name)
    if not text:
        return None
    asked = text.split(",")
    unknown = [word for word in asked if word not in allowed]
    known = frozenset(asked) - set(unknown)
    if unknown:
        reader.refuse(
            name,
            ", ".join(unknown),
            f"only {', '.join(word for word in allowed if word in known)}" if known else instead,
        )
    return known or None


def _words(reader: _Reader, item: CodedFilter) -> frozenset[str]:
    words = _split(reader, item.parameter, list(item.vocabulary), instead="all of them") or frozenset()
    # Every record has one code, so that all codes are no filter; of a list a record may have none.
    return frozenset() if len(words) == len(item.vocabulary) and not item.on_list else words


def _layers(reader: _Reader) -> frozenset[str]:
    if reader.query.get("layers") == [NO_LAYERS]:
        return frozenset()
    known = _split(reader, "layers", LAYERS, instead="all layers")
    return DEFAULT_LAYERS if known is None else known


def _kilometres(text: str) -> float:
    kilometres = float(text) if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text, flags=re.ASCII) else -1.0
    if not 0 < kilometres <= MAX_BORDER_KM:
        raise ValueError(text)
    return kilometres


def _stretch(text: str) -> tuple[float, float]:
    """A stretch of the line, ``340-380``: kilometres from its start with one decimal at the most."""
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9])?-[0-9]{1,3}(\.[0-9])?", text, flags=re.ASCII):
        raise ValueError(text)
    first, last = (float(part) for part in text.split("-"))
    if not first <= last <= study.current().along_max_km:
        raise ValueError(text)
    return first, last


def search_text(text: str) -> str:
    """Take what is searched for, with single blanks.

    Raises
    ------
    ValueError
        If it is too long, or holds what no keyboard writes.
    """
    clean = " ".join(text.split())
    if len(clean) > MAX_TEXT_CHARS or not clean.isprintable():
        raise ValueError(text)
    return clean


def _record(reader: _Reader, record_ids: Collection[str]) -> str | None:
    text = reader.text("id")
    if text and text not in record_ids:
        reader.refuse("id", text, "no open record: there is none with this id")
        return None
    return text or None


def _decimal(text: str) -> float:
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,12})?", text, flags=re.ASCII):
        raise ValueError(text)
    return round(float(text), VIEW_DECIMALS) + 0.0  # turns -0.0 into 0.0, so that equal views are written alike


def _view(reader: _Reader) -> View | None:
    given = [name for name in VIEW if reader.query.get(name)]
    if not given:
        return None
    instead = "the whole border"
    lat = reader.value("lat", _decimal, instead=instead)
    lon = reader.value("lon", _decimal, instead=instead)
    zoom = reader.value("z", _zoom, instead=instead)
    if lat is None or lon is None or zoom is None:
        if len(given) < len(VIEW) and not any(problem.parameter in VIEW for problem in reader.problems):
            reader.refuse(given[0], "a part of a map view", f"{instead}: lat, lon and z go together")
        return None
    if not (isfinite(lat) and abs(lat) <= MAX_LATITUDE and abs(lon) <= MAX_LONGITUDE):
        reader.refuse("lat", f"{lat}, {lon}", instead)
        return None
    return View(lat, lon, zoom)


def _zoom(text: str) -> float:
    zoom = float(text) if re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})?", text, flags=re.ASCII) else -1.0
    if zoom not in ZOOMS:
        raise ValueError(text)
    return zoom


def write(link: Link) -> dict[str, str]:
    """Write the canonical parameters of a link.

    Returns
    -------
    query
        Only what differs from the default, in the order of `PARAMETERS`.
    """
    return {name: text for name, text in _pairs(link) if text}


def _pairs(link: Link) -> Iterator[tuple[str, str]]:
    """Parameters in the order of `PARAMETERS`; a page writes hundreds of links, so that the default costs nothing."""
    chosen = link.selection
    yield "from", _iso(chosen.start)
    yield "to", _iso(chosen.end)
    if chosen.layers != DEFAULT_LAYERS:
        yield "layers", _join(chosen.layers, LAYERS) or NO_LAYERS
    for item in FILTERS:
        if codes := getattr(chosen, item.field):
            yield item.parameter, _join(codes, item.vocabulary)
    yield "border_km", f"{chosen.border_km:g}" if chosen.border_km else ""
    yield "km", f"{chosen.along_km[0]:g}-{chosen.along_km[1]:g}" if chosen.along_km else ""
    yield "q", chosen.text
    yield "known", _iso(chosen.known)
    yield "from2", _iso(link.second[0])
    yield "to2", _iso(link.second[1])
    if link.view:
        yield from zip(VIEW, (_degrees(link.view.lat), _degrees(link.view.lon), f"{link.view.zoom:g}"), strict=True)
    yield "id", link.record_id or ""
    if link.pin:
        yield from zip(CITED, (link.pin.version, link.pin.rows), strict=True)
    if link.choices:
        given = dict(link.choices)
        yield from ((name, given.get(name, "")) for name in CHOICES)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _join(words: Iterable[str], order: Iterable[str]) -> str:
    chosen = set(words)
    return ",".join(word for word in order if word in chosen)


def _degrees(value: float) -> str:
    return f"{value:.{VIEW_DECIMALS}f}".rstrip("0").rstrip(".")


def query_string(link: Link) -> str:
    """Write a link as the text behind the question mark; commas and letters stay readable."""
    return "&".join(f"{name}={quote(text, safe=',')}" for name, text in _pairs(link) if text)


def choosing(link: Link, **chosen: str) -> Link:
    """Give the same link with other choices; an empty one is taken away."""
    merged = {**dict(link.choices), **chosen}
    return replace(link, choices=tuple((name, merged[name]) for name in CHOICES if merged.get(name)))
