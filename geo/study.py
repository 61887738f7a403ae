"""What the data are about: read once from ``study.toml`` of the data folder in use, and told to everybody who asks.

No other module names a subject, a country, a year or a reference system of its own.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from math import ceil
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from pyproj import CRS, Geod
from pyproj.exceptions import CRSError

from geo import cache
from geo.errors import DataError, MalformedFileError, MissingFileError, UnreadableFileError
from geo.model import View
from geo.read import whole as read_whole
from geo.terms import Category, Side, Term

FILE: Final = "study.toml"
BORDER_FILE: Final = "border.geojson"
_BESIDE: Final = Path(__file__).parent.parent
SHIPPED: Final = _BESIDE / ("data" if (_BESIDE / "data" / FILE).is_file() else "granica_data")
"""The data that come with the code: beside it in the repository, a package of their own in a wheel."""
VARIABLE: Final = "GRANICA_DATA"
"""Environment variable that names another data folder, or a database."""
DATABASE: Final = re.compile(r"postgres(ql)?://", re.IGNORECASE)
PASSWORD: Final = re.compile(r":[^/]*@|password=[^&]*", re.IGNORECASE)
COPY: Final = "database-"
NAME_CHARS: Final = 24
METRES_PER_KM: Final = 1000
MAX_BYTES: Final = 1_000_000
MAX_LINE_BYTES: Final = 64 * 1024 * 1024
EPOCH: Final = datetime.fromtimestamp(0, tz=UTC).date()
"""The Unix epoch, from which days are counted."""
CENTURY: Final = 100


@dataclass(frozen=True, slots=True)
class Licence:
    """Licence of the records: its SPDX id, its name, its address."""

    id: str
    name: str
    url: str


ODBL: Final = Licence(
    "ODbL-1.0", "Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"
)
"""Of the border lines and areas, wherever they come from OpenStreetMap."""


@dataclass(frozen=True, slots=True)
class Credits:
    """Whom the ground, the lines and the names are due to."""

    ground: str
    lines: str
    names: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What goes with somebody else's data set: code and name, whom to name, whether its rows may be passed on."""

    code: str
    attribution: str
    passing_on: bool
    title: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The line that everything is measured by, and what its two ends are called."""

    id: str
    name: str
    start: str
    end: str
    label_country: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A period that readers often want, both days inclusive."""

    label: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Name:
    """A name and where it stands, in metres of the metric CRS."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Inset:
    """The small map in a corner of the figure: its middle and width in metres of the metric CRS, its countries."""

    middle: tuple[float, float]
    width_m: float
    countries: tuple[str, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True, eq=False)
class Study:
    """What the data of one folder are about; equal to itself alone, so that caches may be keyed by it.

    Attributes
    ----------
    first, last
        The period of the study, both days inclusive.
    earliest, latest
        What a link or a field for dates can ask for; a century on either side of the period unless told.
    aliases
        Names of one thing in several languages and spellings; a search for one finds the others.
    derived_from
        Title and address of what the data are derived from.
    metric_crs
        Reference system in metres, in which every distance and area is computed.
    line
        None where everything has a place but no line to be measured by.
    countries
        Names of countries by ISO 3166-1 code.
    report_errors_to
        Address that takes reports of errors, ``https`` or ``mailto``; empty for none.
    folder
        Where it was read from.
    """

    title: str
    subject: str
    summary: str
    authors: str
    id_prefix: str
    metric_crs: str
    first: date
    last: date
    earliest: date
    latest: date
    licence: Licence
    credits: Credits
    line: Line | None
    first_view: View
    inset: Inset | None
    sides: tuple[Side, ...]
    claimant_sides: tuple[Term, ...]
    categories: tuple[Category, ...]
    presets: tuple[Preset, ...]
    distances_km: tuple[float, ...]
    countries: tuple[tuple[str, str], ...]
    places: str
    words_never_used: tuple[str, ...]
    words_of_a_wider_place: tuple[str, ...]
    dependent_sides: tuple[frozenset[str], ...]
    datasets: tuple[Terms, ...]
    derived_from: tuple[tuple[str, str], ...]
    aliases: tuple[tuple[str, ...], ...]
    report_errors_to: str = ""
    folder: Path = field(default=SHIPPED)

    @cached_property
    def line_km(self) -> float:
        """Length of the line in kilometres on the WGS 84 ellipsoid (Karney 2013, as PROJ has it); 0 without a line."""
        return _length_km(self.folder / BORDER_FILE, self.line.id) if self.line else 0.0

    @property
    def withheld(self) -> frozenset[str]:
        """Codes of the data sets whose licence forbids passing their rows on."""
        return frozenset(terms.code for terms in self.datasets if not terms.passing_on)

    @property
    def along_max_km(self) -> float:
        """The last kilometre that anybody can ask for: the length of the line, rounded up."""
        return float(ceil(self.line_km))

    @property
    def country_names(self) -> Mapping[str, str]:
        """Names of countries by ISO 3166-1 code."""
        return dict(self.countries)

    @property
    def from_the_start(self) -> str:
        """How a kilometre is counted: ``from the northern end``; empty without a line."""
        return f"from the {self.line.start}" if self.line else ""


_USED: ContextVar[Study | None] = ContextVar("study", default=None)
_INSTEAD: ContextVar[Path | None] = ContextVar("folder", default=None)
_IN_SERVICE: Final[dict[Path, Study]] = {}
_ASKED_FIRST: Final[list[Callable[[], Study | None]]] = [lambda: None]


def current() -> Study:
    """Give the study in use: the one of `use`, else the one in service, else that of the folder in the environment.

    Raises
    ------
    DataError
        If its file cannot be used.
    """
    return _USED.get() or _ASKED_FIRST[-1]() or _IN_SERVICE.get(folder()) or _of_folder(folder())


def ask_first(who: Callable[[], Study | None]) -> None:
    """Let somebody be asked for the study wherever none is in use; None says that it is the folder's."""
    _ASKED_FIRST.append(who)
    del _ASKED_FIRST[:-1]


@contextmanager
def use(study: Study) -> Iterator[Study]:
    """Use another study until the block ends, in this thread alone."""
    token = _USED.set(study)
    try:
        yield study
    finally:
        _USED.reset(token)


@lru_cache(maxsize=16)
def _of_folder(directory: Path) -> Study:
    """The study of a folder, read once a process; vocabularies ask for it thousands of times a page."""
    return read(directory)


def serve(directory: Path, study: Study) -> None:
    """Let a study be that of a folder for this process, whatever the folder's file says from now on."""
    _IN_SERVICE[directory] = study


def folder() -> Path:
    """Give the data folder: the one of `instead`, the one that the environment names, or the shipped one.

    Of a database it is the folder that holds a copy of what was last in service.
    """
    database = address()
    if database:
        return _copy_of(database, cache.folder())
    return _INSTEAD.get() or Path(os.environ.get(VARIABLE, SHIPPED))


def address() -> str | None:
    """Give the address of the database that the environment names, password and all; None if it names none."""
    named = os.environ.get(VARIABLE, "").strip()
    return named if DATABASE.match(named) and _INSTEAD.get() is None else None


@lru_cache(maxsize=16)
def _copy_of(database: str, home: Path | None) -> Path:
    """Where the copy of a database stands; its name tells nothing of the address."""
    name = hashlib.sha256(PASSWORD.sub("", database).encode()).hexdigest()[:NAME_CHARS]
    return (home or _temporary()) / f"{COPY}{name}"


@lru_cache(maxsize=1)
def _temporary() -> Path:
    """A folder of this process, for where nothing may be kept."""
    made = Path(tempfile.mkdtemp(prefix=f"granica-{COPY}"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@contextmanager
def instead(directory: Path) -> Iterator[Path]:
    """Let a folder be the data folder until the block ends, in this thread alone."""
    token = _INSTEAD.set(directory)
    try:
        yield directory
    finally:
        _INSTEAD.reset(token)


def read(directory: Path) -> Study:
    """Read what the data of a folder are about; a folder without the file is about what the shipped one is about.

    Parameters
    ----------
    directory
        A folder of data.

    Raises
    ------
    DataError
        If the file cannot be used; names the key and what would be right.
    """
    path = directory / FILE
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        if directory == SHIPPED:
            raise MissingFileError(FILE, "not there", "what the data are about; see docs/another-study.md") from None
        return _like_shipped(directory)
    except OSError as error:
        raise UnreadableFileError(FILE, f"cannot be read: {error.strerror}", "a file that may be read") from error
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=16)
def _like_shipped(directory: Path) -> Study:
    """The shipped study, of the line and the places of another folder."""
    return replace(read(SHIPPED), folder=directory)


@lru_cache(maxsize=16)
def _read(path: Path, _modified_ns: int, _size: int) -> Study:
    try:
        document = tomllib.loads(read_whole(path, max_bytes=MAX_BYTES).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise MalformedFileError(FILE, f"cannot be read: {error}", "TOML in UTF-8") from error
    return parse(document, directory=path.parent)


def parse(document: Mapping[str, Any], *, directory: Path) -> Study:
    """Make a study of the content of its file.

    Parameters
    ----------
    document
        As TOML gives it.
    directory
        The folder of data that it speaks of.

    Raises
    ------
    MalformedFileError
        If a key is missing, unknown or wrong; names it and what would be right.
    """
    errors = sorted(Draft202012Validator(schema()).iter_errors(_plain(document)), key=lambda error: list(error.path))
    if errors:
        raise MalformedFileError(FILE, *_in_words(errors[0]))
    study = _study(document, directory=directory)
    _check(study)
    return study


def _study(document: Mapping[str, Any], *, directory: Path) -> Study:
    optional: dict[str, Any] = {
        "claimant_sides": (),
        "presets": (),
        "distances_km": (),
        "countries": {},
        "dependent_sides": (),
    }
    given = optional | dict(document)
    inset, period = given.get("inset"), given["period"]
    return Study(
        title=given["title"],
        subject=given["subject"],
        summary=str(given.get("summary", given["title"])),
        authors=given["authors"],
        id_prefix=given["id_prefix"],
        metric_crs=given["metric_crs"],
        first=period["first"],
        last=period["last"],
        earliest=period.get("earliest", _years(period["first"], -CENTURY)),
        latest=period.get("latest", _years(period["last"], CENTURY)),
        licence=Licence(**given["licence"]),
        credits=Credits(**given["credits"]),
        line=Line(**({"label_country": ""} | given["line"])) if "line" in given else None,
        first_view=View(**given["first_view"]),
        inset=inset
        and Inset(
            tuple(inset["middle"]),
            inset["width_m"],
            tuple(inset.get("countries", ())),
            tuple(Name(**name) for name in inset.get("names", ())),
        ),
        sides=tuple(Side(**side) for side in given.get("sides", ())),
        claimant_sides=tuple(Term(**term) for term in given["claimant_sides"]),
        categories=tuple(Category(**term) for term in given.get("categories", ())),
        presets=tuple(Preset(preset["label"], preset["from"], preset["to"]) for preset in given["presets"]),
        distances_km=tuple(map(float, given["distances_km"])),
        countries=tuple(given["countries"].items()),
        places=given.get("places", "a place of the study"),
        words_never_used=tuple(given.get("words_never_used", ())),
        words_of_a_wider_place=tuple(given.get("words_of_a_wider_place", ())),
        dependent_sides=tuple(frozenset(pair) for pair in given["dependent_sides"]),
        datasets=tuple(
            Terms(code, terms.get("attribution", ""), terms["passing_on"], terms["title"])
            for code, terms in given.get("datasets", {}).items()
        ),
        aliases=tuple(tuple(group) for group in given.get("aliases", ())),
        derived_from=tuple((item["title"], item["path"]) for item in given.get("derived_from", ())),
        report_errors_to=str(given.get("report_errors_to", "")),
        folder=directory,
    )


def _years(day: date, years: int) -> date:
    """The first or last day of the year so many years from a day, within what a date can be."""
    year = min(max(day.year + years, date.min.year), date.max.year)
    return date(year, 1, 1) if years < 0 else date(year, 12, 31)


def _check(study: Study) -> None:
    """Check what a schema cannot say."""
    if study.last < study.first:
        raise MalformedFileError(FILE, f"period.last: {study.last} is before {study.first}", "a day on or after it")
    try:
        metric = CRS.from_user_input(study.metric_crs)
    except CRSError as error:
        raise MalformedFileError(
            FILE, f"metric_crs: {study.metric_crs!r} is not known", "a code like EPSG:32635"
        ) from error
    if not metric.is_projected or any(axis.unit_name != "metre" for axis in metric.axis_info):
        raise MalformedFileError(FILE, f"metric_crs: {study.metric_crs} is not in metres", "a projected CRS in metres")
    for preset in study.presets:
        if preset.last < preset.first:
            raise MalformedFileError(FILE, f"presets: {preset.label!r} ends before it begins", "from on or before to")


def _plain(value: Any) -> Any:
    """TOML's dates as text, as JSON Schema knows them."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if type(value) is date else value


def _in_words(error: ValidationError) -> tuple[str, str]:
    key = ".".join(map(str, error.absolute_path))
    expected = error.schema.get("description") or f"{error.validator}: {error.validator_value}"
    return f"{key}: {error.message}" if key else error.message, str(expected)


def line_coordinates(of: Study) -> list[list[float]]:
    """Positions of the study's line, WGS 84, from its start to its end; none without a line.

    Raises
    ------
    DataError
        If there is no such line among the borders of its folder.
    """
    return _positions(of.folder / BORDER_FILE, of.line.id) if of.line else []


def _positions(path: Path, line_id: str) -> list[list[float]]:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        line = next(item for item in features if item["properties"]["id"] == line_id)
        return [[float(number) for number in position[:2]] for position in line["geometry"]["coordinates"]]
    except (OSError, UnicodeDecodeError, ValueError, LookupError, TypeError, StopIteration) as error:
        raise DataError(BORDER_FILE, f"no line {line_id}", "the line that everything is measured by") from error


@lru_cache(maxsize=16)
def _length_km(path: Path, line_id: str) -> float:
    lons, lats = zip(*_positions(path, line_id), strict=True)
    return float(Geod(ellps="WGS84").line_length(lons, lats)) / METRES_PER_KM


# --- its file, as JSON Schema --------------------------------------------------------


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of ``study.toml``, dates as text."""
    text = {"type": "string", "minLength": 1, "maxLength": 600}
    day = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "a date without quotes"}
    number = {"type": "number"}
    term = {"code": {**text, "maxLength": 40}, "label": text, "definition": text}
    country = {"type": "string", "pattern": "^[A-Z]{2}$", "description": "an ISO 3166-1 alpha-2 code"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Granica: study",
    } | _object(
        {
            "title": text,
            "subject": text,
            "authors": text,
            "id_prefix": {"type": "string", "pattern": "^[A-Z]{2,8}$", "description": "two to eight capital letters"},
            "metric_crs": text,
            "licence": _object({"id": text, "name": text, "url": text}),
            "credits": _object({"ground": text, "lines": text, "names": text}),
            "period": _object({"first": day, "last": day}, {"earliest": day, "latest": day}),
            "first_view": _object({"lat": number, "lon": number, "zoom": number}),
        },
        {
            "summary": text,
            "places": text,
            "line": _object({"id": text, "name": text, "start": text, "end": text}, {"label_country": country}),
            "inset": _object(
                {"middle": {"type": "array", "items": number, "minItems": 2, "maxItems": 2}, "width_m": number},
                {
                    "countries": _list(country),
                    "names": _list(_object({"text": text, "x": number, "y": number})),
                },
            ),
            "sides": _list(_object({**term, "country": country})),
            "claimant_sides": _list(_object(term)),
            "categories": _list(_object({**term, "family": text})),
            "presets": _list(_object({"label": text, "from": day, "to": day})),
            "distances_km": _list({"type": "number", "exclusiveMinimum": 0}),
            "countries": {"type": "object", "propertyNames": {"pattern": "^[A-Z]{2}$"}, "additionalProperties": text},
            "words_never_used": _list(text),
            "words_of_a_wider_place": _list(text),
            "dependent_sides": _list({"type": "array", "items": text, "minItems": 2, "maxItems": 2}),
            "aliases": _list({"type": "array", "items": text, "minItems": 2, "maxItems": 40}),
            "report_errors_to": {
                "type": "string",
                "pattern": "^(https://|mailto:)[^\\s]+$",
                "maxLength": 600,
                "description": "an address that begins with https:// or mailto:",
            },
            "derived_from": _list(_object({"title": text, "path": text})),
            "datasets": {
                "type": "object",
                "additionalProperties": _object(
                    {"title": text, "passing_on": {"type": "boolean"}},
                    {
                        name: {"type": "string", "maxLength": 600}
                        for name in ("publisher", "url", "licence", "attribution")
                    },
                ),
            },
        },
    )


def _object(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "maxItems": 200}
