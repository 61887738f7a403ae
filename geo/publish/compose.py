"""What a reader takes away of a link: the extract behind every file, the citation, the printed map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import geopandas as gpd

from geo import crs, schema, study
from geo.intake import folder
from geo.model import Dataset, Link, View
from geo.present import card, staticmap
from geo.present.staticmap import preview as pictures
from geo.publish import cite, export, passing, pin
from geo.publish import snapshot as keeping
from geo.publish.passing import passed_on
from geo.query import link as links
from geo.query import words
from geo.query.view import DataView

CLOSE: Final = 10
"""Zoom at which the preview of a record looks at its place."""


def extract(view: DataView, *, address: str = "") -> export.Extract:
    """Prepare exactly the selection for `geo.publish.export.encode`; page, address and command line take it from here.

    The link in it holds the selection alone, not where the map looks or which record is open.

    Parameters
    ----------
    view
        What a link shows.
    address
        Address of the app, without a query; empty if it is not known, and then links in the file are relative.
    """
    dataset, records = view.dataset, passed_on(view.records)
    about = export.About(
        version=dataset.version,
        digest=dataset.digest,
        selection=view.words,
        link=links.query_string(Link(selection=view.link.selection)),
        shown=len(records),
        withheld=len(view.rows) - len(records),
        total=len(dataset.records),
        released=dataset.released,
        address=address,
        known=view.link.selection.known,
        gaps=dataset.gaps,
    )
    return export.Extract(records=records, sources=dataset.sources, areas=dataset.areas, about=about)


def without_withheld(link: Link, *, dataset: Dataset) -> Link:
    """Give a link that shows no row of a data set whose licence forbids passing rows on; for pages of others.

    Parameters
    ----------
    link
        Any.
    dataset
        What it is followed in.
    """
    withheld = study.current().withheld
    if not withheld:
        return link
    kept = (link.selection.datasets or frozenset(schema.DATASETS)) - withheld
    datasets = kept or frozenset({schema.OWN})  # none at all would mean all of them
    opened = dataset.records[dataset.records["id"] == link.record_id]
    record_id = None if passed_on(opened).empty else link.record_id
    return replace(link, selection=replace(link.selection, datasets=datasets), record_id=record_id)


def citation(view: DataView, *, accessed: date, address: str = "") -> tuple[Mapping[str, Any], ...]:
    """Give the CSL-JSON entries to cite for what a link shows, for `geo.publish.cite.format`.

    Parameters
    ----------
    view
        With an open record, that record and then its sources; else the selection, or the data as a whole, by the
        address that says later what has changed since.
    accessed
        The day on which the reader saw it.
    address
        Address of the app, without a query; empty if it is not known.
    """
    dataset = view.dataset
    occasion = cite.Occasion(version=dataset.version, released=dataset.released, accessed=accessed, address=address)
    if view.opened is None:
        query = links.query_string(Link(selection=view.link.selection, pin=pin.pin(view)))
        return (cite.dataset_entry(occasion, link=query, selection=view.words),)
    return (
        cite.record_entry(view.opened, occasion=occasion),
        *cite.source_entries(view.opened, sources=dataset.sources),
    )


def figure(
    view: DataView,
    *,
    format: str,  # noqa: A002 - the link's word
    title: str = "",
    address: str = "",
    width_cm: float = staticmap.WIDTH_CM,
) -> bytes:
    """Draw what a link shows for print, with `geo.present.staticmap.draw`.

    Parameters
    ----------
    view
        Its selection is drawn; the link's view is the figure's, and without one the whole border.
    format
        A code of ``geo.present.staticmap.FORMATS``.
    title
        Stands above the map in place of the headline, which then goes before the selection in words.
    address
        Address of the app, without a query; empty if it is not known.
    width_cm
        Width on paper, in centimetres.
    """
    records = passed_on(view.records)
    headline = words.headline(len(records), len(view.dataset.records))
    return staticmap.draw(
        records,
        dataset=view.dataset,
        ground=folder.basemap(study.current().folder),
        words=staticmap.Words(
            kicker=study.current().subject,
            title=title or headline,
            subtitle=f"{headline}: {view.words}" if title else view.words,
            notes=_notes(view, records, address=address),
        ),
        view=view.link.view,
        layers=view.link.selection.layers,
        format=format,
        width_cm=width_cm,
    )


def snapshot(view: DataView, *, made: date, address: str = "") -> bytes:
    """Write a selection as one file of HTML that stands by itself, with `geo.publish.snapshot.write`.

    Parameters
    ----------
    view
        What a link shows; an open record is left to the reader.
    made
        The day on which it is made.
    address
        Address of the app, without a query; empty if it is not known.
    """
    whole = view.following(view.link.with_record(None))
    return keeping.write(
        extract(view, address=address),
        dataset=view.known,
        ground=folder.basemap(study.current().folder),
        occasion=keeping.Occasion(
            made=made,
            citation=cite.format(citation(whole, accessed=made, address=address), style="apa"),
            layers=view.link.selection.layers,
            view=view.link.view,
        ),
    )


def preview(view: DataView) -> bytes:
    """Draw the picture that stands for a link in a feed or a chat: the open record, or else the selection.

    Returns
    -------
    picture
        PNG, 1200 × 630 pixels.
    """
    record = passing.opened(view)
    shown = passed_on(view.records) if record is None else view.known.records[view.known.records["id"] == record["id"]]
    return pictures.draw(
        shown,
        dataset=view.dataset,
        ground=folder.DATA / folder.BASEMAP_FOLDER,
        said=_said(view),
        view=view.link.view if record is None else _around(shown),
        layers=view.link.selection.layers,
    )


def _around(shown: gpd.GeoDataFrame) -> View | None:
    """Look at a record's own place from near; None where it has none."""
    point = shown.geometry.iloc[0]
    return None if point is None else View(lat=point.centroid.y, lon=point.centroid.x, zoom=CLOSE)


def _said(view: DataView) -> pictures.Said:
    record = passing.opened(view)
    if record is None:
        headline = words.headline(len(passed_on(view.records)), len(view.dataset.records))
        return pictures.Said(study.current().subject, headline, (view.words, f"Data {view.dataset.version}"))
    told = card.card(record, sources=view.dataset.sources, areas=_area_names(view))
    denied = (f"Denied by: {told.disputed_by}",) if told.disputed_by else ()
    lines = (f"{told.when} · {told.where.partition(' (')[0]}", f"Claimed by: {told.claimed_by}", *denied)
    return pictures.Said(f"{told.category} · {told.confidence}", told.title, lines)


def _area_names(view: DataView) -> Mapping[str, str]:
    areas = view.dataset.areas
    return dict(zip(areas["id"], areas["name"], strict=True))


def _notes(view: DataView, records: gpd.GeoDataFrame, *, address: str) -> tuple[str, ...]:
    """Source, link and credit of a figure: what a paper prints under it."""
    cited = {citation["id"] for citations in records["sources"] for citation in citations}
    query = links.query_string(replace(view.link, record_id=None))
    shown = f"{address}{f'?{query}' if query else ''}"
    stated = (
        f"Source: Granica data {view.dataset.version} ({study.current().licence.id}); "
        f"the records shown rest on {len(cited):,} "
        f"publications. Calendar dates, both ends inclusive. Projection: {crs.metric()}."
    )
    incomplete = [f"Incomplete: {'; '.join(view.dataset.gaps)}."] if view.dataset.gaps else []
    missing = len(view.rows) - len(records)
    withheld = [f"Left out: {missing:,}, {export.WITHHELD}."] if missing else []
    return *incomplete, *withheld, stated, *([f"This view: {shown}"] if shown else []), study.current().credits.ground
