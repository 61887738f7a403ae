"""Records: the file of a selection, and a single record with its sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

import shapely

from geo.model import Link
from geo.publish import cite, compose, export, passing
from geo.query.view import DataView
from server import addresses, workshop
from server.answer import JSON, Content, Refusal, to_json
from server.asked import Asked, flag

HXL: Final = flag("hxl", about="For CSV: with 1, a row of HXL hashtags under the header.", instead="no HXL row")
BOM: Final = flag("bom", about="For CSV: with 1, a byte order mark first.", instead="no byte order mark")
HTML: Final = "text/html; charset=utf-8"
BIBTEX: Final = "application/x-bibtex; charset=utf-8"


def no_such(kind: str, asked: str, known: Mapping[str, object]) -> Refusal:
    """Say that there is no such thing, and which there are."""
    return Refusal(HTTPStatus.NOT_FOUND, f"There is no {kind} {asked!r}; there are {', '.join(known)}.")


async def selection(asked: Asked) -> Content:
    """Give the file of a selection: the bytes of the page's download and of ``python -m geo export --address``."""
    code = asked.path["format"]
    if code not in export.FORMATS:
        raise no_such("format", code, export.FORMATS)
    options = {name: True for name in ("hxl", "bom") if code == "csv" and asked.options[name]}
    made = await workshop.file(asked, format=code, address=f"{asked.site}/", **options)
    return Content(made.body, media_type(code), made.filename)


async def snapshot(asked: Asked) -> Content:
    """Give a selection as one file of HTML that stands by itself, made today."""
    made = await workshop.snapshot(asked, made=str(datetime.now(tz=UTC).date()), address=f"{asked.site}/")
    return Content(made.body, HTML, made.filename)


def media_type(code: str) -> str:
    """Media type of a format of `export.FORMATS`, with its letters where it is plain text."""
    plain = export.FORMATS[code].media_type
    return f"{plain}; charset=utf-8" if plain.startswith("text/") else plain


def single(asked: Asked) -> Content:
    """Give one record: who claims it, who denies it, its figures, and its sources in full.

    Raises
    ------
    Refusal
        If there is no such record or no such format.
    """
    record_id, code = asked.path["id"], asked.path["format"]
    if record_id not in asked.prepared.rows_by_id:
        raise Refusal(HTTPStatus.NOT_FOUND, f"There is no record with the id {record_id!r}.")
    row = asked.prepared.rows_by_id[record_id]
    if passing.passed_on(asked.prepared.dataset.records.iloc[[row]]).empty:
        raise Refusal(HTTPStatus.FORBIDDEN, f"{record_id} may be shown here, and not passed on: see its licence.")
    if code not in SINGLE:
        raise no_such("format", code, SINGLE)
    return SINGLE[code](asked, asked.prepared.view(Link(record_id=record_id)))


def _as_json(asked: Asked, view: DataView) -> Content:
    row = asked.prepared.rows_by_id[str(view.link.record_id)]
    extract = _extract(view, row, site=asked.site)
    (record,) = export.properties(extract.records)
    shape = extract.records.geometry.iloc[0]
    about = extract.about.lines()
    told: dict[str, Any] = {
        **{
            name: about[name] for name in ("version", "data_sha256", "licence", "licence_url", "attribution", "caution")
        },
        "page": addresses.page(view.link, site=asked.site),
        "record": record,
        "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        "area_name": asked.prepared.area_names.get(record["area"] or ""),
        "claimed_by": record["claimed_by"],
        "denied_by": record["disputed_by"],
        "sources": list(cite.source_entries(record, sources=view.dataset.sources)),
        "related": [addresses.record(other, "json", site=asked.site) for other in record["related"]],
    }
    return Content(to_json(told), JSON)


def _extract(view: DataView, row: int, *, site: str) -> export.Extract:
    whole = compose.extract(view, address=f"{site}/")
    record_id = view.link.record_id
    about = replace(whole.about, selection=f"record {record_id}", link=f"id={record_id}", shown=1)
    return export.Extract(view.dataset.records.iloc[[row]], sources=whole.sources, areas=whole.areas, about=about)


def _as_geojson(asked: Asked, view: DataView) -> Content:
    row = asked.prepared.rows_by_id[str(view.link.record_id)]
    return Content(export.encode(_extract(view, row, site=asked.site), format="geojson"), media_type("geojson"))


def _as_bibtex(asked: Asked, view: DataView) -> Content:
    entries = compose.citation(view, accessed=datetime.now(tz=UTC).date(), address=f"{asked.site}/")
    return Content(f"{cite.format(entries, style='bibtex')}\n".encode(), BIBTEX)


SINGLE: Final[Mapping[str, Callable[[Asked, DataView], Content]]] = {
    "json": _as_json,
    "geojson": _as_geojson,
    "bib": _as_bibtex,
}
