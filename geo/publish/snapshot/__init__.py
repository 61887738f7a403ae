"""A selection to keep: one file of HTML with its map, list, cards and sources, that asks nobody for anything.

The document is whole without a script: every record stands in it. Its script filters by day and family and feeds the
map, which is the app's own, from what the file holds. A policy in the file lets only these scripts run, by their
hashes, and forbids it every address; text of the data is escaped, once, by the template.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from geo import schema, study
from geo.errors import RequestError
from geo.intake import basemap
from geo.model import DRAWN_LAYERS, Correction, Dataset, View
from geo.present import card, webmap
from geo.present.card import Card, SourceText
from geo.publish.export import Extract
from geo.publish.snapshot.joined import inert, joined
from geo.query import select, words
from geo.symbols import SYMBOL_BOX, SYMBOLS

ASSETS: Final = Path(__file__).parents[2] / "assets"
TEMPLATES: Final = Path(__file__).parent
REPLACED: Final = {name: f"snapshot/{name}" for name in ("page.js", "address.js", "tiles.js", "texts.js")}
"""Modules of the map that speak with the app's page, its addresses or other sites, and those that stand for them."""
LEAFLET: Final = "js_lib_leaflet"
STYLES: Final = ("basemap.css", "map.css", "strip.css")
MAX_BYTES: Final = 3_000_000
MAX_RECORDS: Final = 1_500
"""More than ever fit; nobody waits for them to be written."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a snapshot says besides the records.

    Attributes
    ----------
    made
        The day on which it is made.
    citation
        How to cite the selection.
    layers
        Layers that are on.
    view
        Where the map looks; the whole line without one.
    """

    made: date
    citation: str
    layers: frozenset[str]
    view: View | None


def write(extract: Extract, *, dataset: Dataset, ground: Path, occasion: Occasion) -> bytes:
    """Write the file.

    Parameters
    ----------
    extract
        The selection; WGS 84.
    dataset
        What it was chosen from: gives crossings, lines and what the data cannot say.
    ground
        Folder of the base map's layers.
    occasion
        When and for what it is made.

    Returns
    -------
    document
        HTML, at most `MAX_BYTES`; the same for the same extract on the same day.

    Raises
    ------
    RequestError
        If the records do not fit.
    """
    if len(extract.records) > MAX_RECORDS:
        raise _too_many(extract)
    kept = replace(dataset, records=extract.records.reset_index(drop=True), areas=extract.areas)
    index = select.index(kept.records)
    changed = dataset.corrections if extract.about.known is None else ()  # they are of today
    records = _records(kept, index, changed=changed)
    frame = _frame(kept, index, ground=ground, view=occasion.view)
    script = Markup(joined("snapshot/document.js", folder=ASSETS, replaced={}))  # noqa: S704  # our own code
    style = Markup((TEMPLATES / "document.css").read_text(encoding="utf-8") + _colours())  # noqa: S704  # likewise
    document = _template("document.html").render(
        policy=_policy(scripts=[*frame.scripts, script], styles=[*frame.styles, style]),
        frame=frame.document,
        drawn=json.dumps({name: name in occasion.layers for name in DRAWN_LAYERS}),
        style=style,
        script=script,
        title=study.current().subject,
        about=extract.about,
        headline=words.headline(extract.about.shown, extract.about.total),
        facts=extract.about.lines(),
        made=words.day(occasion.made),
        citation=occasion.citation,
        families=list(_families(kept)),
        symbols=SYMBOLS,
        box=SYMBOL_BOX,
        records=records,
        sources=_sources(records),
        limits=tuple(dict.fromkeys(filter(None, dataset.limitations.get("layer", {}).values()))),
    )
    content = document.encode()
    if len(content) > MAX_BYTES:
        raise _too_many(extract)
    return content


def _too_many(extract: Extract) -> RequestError:
    return RequestError(
        f"a snapshot holds {MAX_BYTES / 1_000_000:g} MB, and {len(extract.records):,} records need more: choose fewer"
    )


@cache
def _template(name: str) -> jinja2.Template:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).get_template(name)


# --- what may run --------------------------------------------------------------------


def _policy(*, scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Let the file's own scripts and styles take effect, each known by its hash; no other, and no address at all."""
    parts = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": " ".join(map(_hash, styles)),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# --- the map -------------------------------------------------------------------------


FILTERED: Final = ("start", "end", "category")
"""Columns of numbers that the file filters by, as the app does."""


@dataclass(frozen=True, slots=True)
class _Record:
    """A record as the file holds it: its card, its columns that are filtered by, and what was corrected in it."""

    card: Card
    columns: Mapping[str, int]
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The map's document, and what in it may run and style it."""

    document: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]


def _frame(dataset: Dataset, index: select.Index, *, ground: Path, view: View | None) -> _Frame:
    home = webmap.home(dataset.border, dataset.records)
    drawn_on = basemap.sheets(ground, home)
    held = {
        **{name: body for name, body in basemap.files(ground).items() if name.removesuffix(".json") in drawn_on},
        "records.bin": webmap.payload(dataset, index),
        "texts.json": webmap.texts(dataset, range(len(dataset.records))),
    }
    looks = view or study.current().first_view
    config = {
        "options": {
            "center": [looks.lat, looks.lon],
            "zoom": looks.zoom,
            "minZoom": webmap.least_zoom(drawn_on),
            "maxZoom": webmap.MAX_ZOOM,
        },
        "beginning": webmap.beginning(view=view, home=home, ground=drawn_on),
    }
    scripts, styles = _code()
    document = _template("frame.html").render(
        held=_in_script({name: _packed(body) for name, body in held.items()}),
        config=_in_script(config),
        scripts=scripts,
        styles=styles,
    )
    return _Frame(document, scripts, styles)


def _in_script(value: Any) -> Markup:
    """Write JSON so that nothing in it ends the script element that holds it."""
    return Markup(json.dumps(value).replace("<", r"\u003c"))  # noqa: S704  # nothing in it can be markup now


@cache
def _code() -> tuple[tuple[Markup, ...], tuple[Markup, ...]]:
    """The map's scripts and styles."""
    library = resources.files(LEAFLET) / "static" / LEAFLET
    scripts = (
        inert((library / "leaflet.js").read_text(encoding="utf-8")),
        joined("snapshot/frame.js", folder=ASSETS, replaced=REPLACED, before="snapshot/held.js"),
    )
    own = "".join((ASSETS / name).read_text(encoding="utf-8") for name in STYLES)
    styles = ((library / "leaflet.css").read_text(encoding="utf-8").replace("\r\n", "\n"), own)
    return tuple(map(Markup, scripts)), tuple(map(Markup, styles))


@cache
def _packed(body: bytes) -> str:
    return base64.b64encode(gzip.compress(body, mtime=0)).decode()


# --- the records ---------------------------------------------------------------------


def _families(dataset: Dataset) -> Iterator[Mapping[str, Any]]:
    """Families of the records, each with the numbers of its categories and how many records it has."""
    numbers = {code: number for number, code in enumerate(schema.CATEGORIES)}
    counts = dataset.records["category"].value_counts()
    for family in schema.FAMILIES.values():
        codes = [category.code for category in schema.CATEGORIES.values() if category.family == family.code]
        count = sum(int(counts.get(code, 0)) for code in codes)
        if count:
            yield {
                "code": family.code,
                "label": family.label,
                "shape": SYMBOLS[family.code].shape,
                "drawn": family.drawn,
                "count": count,
                "categories": json.dumps([numbers[code] for code in codes]),
                "limitation": dataset.limitation("family", family.code),
            }


def _colours() -> str:
    """Colour of each family, on light and on dark."""
    light = "".join(f".f-{code}{{fill:{symbol.light}}}" for code, symbol in SYMBOLS.items())
    dark = "".join(f".f-{code}{{fill:{symbol.dark}}}" for code, symbol in SYMBOLS.items())
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}"


def _records(dataset: Dataset, index: select.Index, *, changed: Sequence[Correction]) -> list[_Record]:
    areas = dict(zip(dataset.areas["id"], dataset.areas["name"], strict=True))
    columns = {name: index.columns[name].tolist() for name in FILTERED}
    return [
        _Record(
            card=card.card(
                record,
                sources=dataset.sources,
                areas=areas,
                limitation=dataset.limitation("category", record["category"]),
            ),
            columns={name: values[row] for name, values in columns.items()},
            corrections=tuple(item for item in changed if item.record == record["id"]),
        )
        for row, record in enumerate(_rows(dataset))
    ]


def _rows(dataset: Dataset) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in dataset.records.to_dict("records")]


def _sources(records: Iterable[_Record]) -> list[tuple[SourceText, list[str]]]:
    """Each source once, by its label, with the ids of the records that cite it."""
    told: dict[tuple[str, str, str | None], tuple[SourceText, list[str]]] = {}
    for record in records:
        for source in record.card.sources:
            name = (source.label, source.published, source.href)
            told.setdefault(name, (source, []))[1].append(record.card.id)
    return sorted(told.values(), key=lambda item: (item[0].label.casefold(), item[0].published, item[1]))
