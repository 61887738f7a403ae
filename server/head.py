"""What the document says of a link before any script runs: title, description, picture, other forms, the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from geo import study
from geo.present import card
from geo.publish import export, passing
from geo.query.view import DataView
from server import addresses, texts

ABOUT: Final = "Who says what happened, where, and who denies it: every record with its sources."
ATOM, OEMBED = "application/atom+xml", "application/json+oembed"


def title(view: DataView, *, page: str = "") -> str:
    """Name what a link shows, for the browser's title: ``12 of 327 records · 8 November · Granica``.

    Parameters
    ----------
    view
        The link over the data. An open record is named by its title.
    page
        Path of the page; all but the map's are named too.
    """
    name = [addresses.PAGES[page]] if page else []
    if (record := passing.opened(view)) is not None:
        return " · ".join([str(record["title"]), str(record["id"]), *name, "Granica"])
    return " · ".join([*name, view.headline, view.words, "Granica"])


def description(view: DataView) -> str:
    """Say what a link shows in a sentence or two: of a record, what happened, who claims it and who denies it."""
    record = passing.opened(view)
    if record is None:
        return f"{view.headline}: {view.words}. {study.current().subject}. {ABOUT}"
    areas = dict(zip(view.dataset.areas["id"], view.dataset.areas["name"], strict=True))
    told = card.card(record, sources=view.dataset.sources, areas=areas)
    denied = f" Denied by {told.disputed_by}." if told.disputed_by else ""
    return f"{told.when}, {told.where}. Claimed by {told.claimed_by}.{denied} {told.summary}"


@dataclass(frozen=True)
class Head:
    """Markup for the document's head, and for those whose browser runs no script."""

    head: str
    noscript: str


def head(view: DataView, *, page: str, site: str) -> Head:
    """Describe what a page shows of a link.

    Parameters
    ----------
    view
        The link over the data.
    page
        Path of the page.
    site
        Absolute address of the app, without a slash at its end.
    """
    named, said = title(view, page=page), description(view)
    link = replace(view.link, view=None, pin=None)
    canonical = addresses.page(link, name=page, site=site)
    return Head(
        texts.text(
            "head.html",
            title=named,
            description=said,
            canonical=canonical,
            kind="website" if passing.opened(view) is None else "article",
            image=addresses.preview(view.link, site=site),
            alt=f"Map: {named}",
            alternates=_alternates(view, canonical=canonical, site=site),
            licence=study.current().licence.url,
            structured=texts.structured(_structured(view, said=said, canonical=canonical, site=site)),
        ),
        texts.text(
            "noscript.html",
            title=named,
            description=said,
            csv=addresses.data(link, "csv", site=site),
            workbook=addresses.data(link, "xlsx", site=site),
            geojson=addresses.data(link, "geojson", site=site),
            feed=addresses.feed(link, site=site),
            figure=addresses.preview(view.link, site=site),
        ),
    )


def _alternates(view: DataView, *, canonical: str, site: str) -> list[Mapping[str, str]]:
    link = view.link
    formats = [export.FORMATS[code] for code in ("csv", "geojson")]
    files = [
        (item.media_type, f"These records as {item.label}", addresses.data(link, item.code, site=site))
        for item in formats
    ]
    others = [
        (ATOM, "What is new and corrected among these records", addresses.feed(link, site=site)),
        (OEMBED, "Embed this page", addresses.oembed(canonical, site=site)),
    ]
    if (record := passing.opened(view)) is not None:
        record_id = str(record["id"])
        others.append(("application/json", "This record", addresses.record(record_id, "json", site=site)))
    return [{"media_type": kind, "title": name, "href": href} for kind, name, href in (*files, *others)]


def _structured(view: DataView, *, said: str, canonical: str, site: str) -> Mapping[str, Any]:
    """The selection as a data set, in the words of schema.org."""
    dataset, (first, last) = view.dataset, view.days
    west, south, east, north = (round(float(degree), 4) for degree in dataset.border.total_bounds)
    described: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": study.current().title,
        "description": said,
        "url": canonical,
        "identifier": addresses.permanent(view, site=site),
        "version": dataset.version,
        "license": study.current().licence.url,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": study.current().authors},
        "temporalCoverage": f"{first}/{last}",
        "spatialCoverage": {
            "@type": "Place",
            "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"},
        },
        "distribution": [
            {
                "@type": "DataDownload",
                "name": item.label,
                "encodingFormat": item.media_type,
                "contentUrl": addresses.data(view.link, item.code, site=site),
            }
            for item in export.FORMATS.values()
        ],
    }
    return described | ({"dateModified": dataset.released.isoformat()} if dataset.released else {})
