"""The steps that run once: load → validate → join. Everything else works on the `Dataset` that this gives."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geo import arrange, border, cite, describe, export, figure, load, package, schema, select, summarise, validate
from geo import link as links
from geo.errors import DataError, MalformedFileError, RequestError
from geo.known import as_known, attempts_as_known
from geo.model import Dataset, Finding, Intake, Link, Selection

DATA: Final = Path(__file__).parent.parent / "data"
RECORD_FILES: Final = ("incidents.geojson", "deployments.geojson")
LAYER_FILES: Final = ("border.geojson", "crossings.geojson", "regions.geojson", "areas.geojson")
LAYER_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "border.geojson": ("id",),
    "crossings.geojson": ("id", "name"),
    "regions.geojson": ("id", "name", "country"),
    "areas.geojson": ("id", "name"),
}
"""What every feature of a layer must have."""
BASEMAP_FOLDER: Final = "basemap"
SOURCES_FILE: Final = "sources.json"
ATTEMPTS_FILE: Final = "attempts.csv"
PACKAGE_FILE: Final = "datapackage.json"
SCHEMA_FOLDER: Final = "schema"
UNVERSIONED: Final = "unversioned"
FILES: Final = (*RECORD_FILES, *LAYER_FILES, SOURCES_FILE, ATTEMPTS_FILE, PACKAGE_FILE)

DATES: Final = ("start", "end", "reported")


def digest(directory: Path = DATA) -> str:
    """SHA-256 of all data files; what caches and addresses are keyed by."""
    return load.digest(directory / name for name in FILES)


def dataset(directory: Path = DATA) -> Dataset:
    """Load, validate and join a folder of data.

    A file of records that cannot be used becomes a finding and the rest still works. The border, crossings, areas and
    regions are ours and must be there.

    Parameters
    ----------
    directory
        The folder that holds the files.

    Raises
    ------
    DataError
        If a geometry layer or the sources cannot be used.
    """
    layers = {name: load.read_layer(directory / name, columns=LAYER_COLUMNS[name]) for name in LAYER_FILES}
    if border.LINE_ID not in set(layers["border.geojson"]["id"]):
        raise MalformedFileError(
            "border.geojson", f"no line {border.LINE_ID}", "the line that everything is measured by"
        )
    areas, regions = layers["areas.geojson"], layers["regions.geojson"]
    publications = validate.sort_sources(load.read_sources(directory / SOURCES_FILE), file=SOURCES_FILE)
    sources = {entry["id"]: entry for entry in publications.kept}
    known = validate.references(sources=sources, areas=areas, regions=regions)
    results = {name: _sort_file(directory / name, references=known) for name in RECORD_FILES}
    records = _frame({name: result.kept for name, result in results.items()})
    version, released = _release(directory / PACKAGE_FILE)
    counts = _sort_counts(directory / ATTEMPTS_FILE, references=known)
    joined = border.join(
        records, border=layers["border.geojson"], crossings=layers["crossings.geojson"], regions=regions, areas=areas
    )
    whole = records.assign(**joined, single_claimant=records["claimant_sides"].map(lambda sides: len(set(sides)) == 1))
    results = {**results, ATTEMPTS_FILE: counts, SOURCES_FILE: publications}
    findings = tuple(finding for result in results.values() for finding in result.findings)
    return Dataset(
        records=whole,
        areas=areas,
        border=layers["border.geojson"],
        crossings=layers["crossings.geojson"],
        attempts=_attempts(counts.kept),
        sources=sources,
        findings=(
            *findings,
            *validate.cross_check(
                whole, sources=sources, used=[row["source"] for row in counts.kept], files=results.values()
            ),
        ),
        intakes=tuple(Intake(name, result.read, len(result.kept)) for name, result in results.items()),
        coverage=_coverage(whole),
        version=version,
        digest=digest(directory),
        released=released,
    )


def _release(path: Path) -> tuple[str, date | None]:
    """Version of the data and the day it was made, as the data package says; a folder without one is unversioned."""
    if not path.is_file():
        return UNVERSIONED, None
    said = load.parse_json(load.read_bytes(path), file=path.name)
    try:
        return str(said["version"]), date.fromisoformat(said["created"])
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedFileError(path.name, f"no version and day: {error}", '"version" and "created"') from error


def _sort_file(path: Path, *, references: validate.References) -> validate.Sorted:
    try:
        features = load.read_features(path)
    except DataError as error:
        return _lost(error)
    return validate.sort_features(features, file=path.name, references=references)


def _sort_counts(path: Path, *, references: validate.References) -> validate.Sorted:
    try:
        rows = load.read_table(path)
    except DataError as error:
        return _lost(error)
    return validate.sort_counts(rows, file=path.name, references=references)


def _lost(error: DataError) -> validate.Sorted:
    """Nothing could be read of a file: its reason is the only finding."""
    finding = Finding(error.file, "the whole file", "file", error.problem, error.right)
    return validate.Sorted(read=0, kept=(), findings=(finding,), readable=False)


def _frame(kept: Mapping[str, Sequence[Mapping[str, Any]]]) -> gpd.GeoDataFrame:
    """One row a record, in the order start, id; every given field is a column, dates are dates."""
    rows = [
        {"file": file, **feature["properties"], "geometry": _shape(feature["geometry"])}
        for file, features in kept.items()
        for feature in features
    ]
    names = ["file", *(field.name for field in schema.given_fields(deployments=True)), "geometry"]
    table = pd.DataFrame(rows, columns=names, dtype=object)
    table = table.assign(
        **{name: table[name].map(date.fromisoformat, na_action="ignore").astype(object) for name in DATES},
        related=table["related"].map(lambda ids: ids if isinstance(ids, list) else []),
    )
    table = table.astype(object).where(table.notna(), None).sort_values(["start", "id"], ignore_index=True)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=schema.WGS84)


def _shape(geometry: dict[str, Any] | None) -> shapely.Geometry | None:
    return shapely.geometry.shape(geometry) if geometry else None


def _attempts(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Counts of attempts with dates as dates, numbers as numbers, yes and no as booleans."""
    table = pd.DataFrame(rows, columns=list(schema.COUNT_COLUMNS))
    return table.assign(
        date_start=table["date_start"].map(date.fromisoformat),
        date_end=table["date_end"].map(date.fromisoformat),
        attempts=table["attempts"].map(int),
        rounded=table["rounded"] == "true",
        date_inferred=table["date_inferred"] == "true",
    )


def _coverage(records: gpd.GeoDataFrame) -> tuple[date, date]:
    if records.empty:
        return validate.FIRST_DAY, validate.LAST_DAY
    ends = records["end"].where(records["end"].notna(), records["start"])
    return records["start"].min(), max(ends)


def selected(dataset: Dataset, index: select.Index, *, selection: Selection) -> gpd.GeoDataFrame:
    """Give the records that a selection keeps, in the order start, id.

    Parameters
    ----------
    dataset
        The prepared data.
    index
        Of its records, as `geo.select.index` makes it.
    selection
        What the reader chose.
    """
    return known_records(dataset, day=selection.known, rows=select.rows(index, selection))


def known_records(dataset: Dataset, *, day: date | None, rows: select.Numbers | None = None) -> gpd.GeoDataFrame:
    """Give records as they could be known on a day; all that there is where no day is given.

    Parameters
    ----------
    dataset
        The prepared data.
    day
        The day, inclusive.
    rows
        Which rows; all by default. A table of 50,000 costs milliseconds where few rows are asked for.
    """
    if day is not None:
        return as_known(dataset.records, sources=dataset.sources, day=day, rows=rows)
    return dataset.records if rows is None else dataset.records.loc[rows]


def opened(dataset: Dataset, *, link: Link) -> dict[str, Any] | None:
    """Give the record that a link opens, as it could be known on the day that the link goes back to.

    Parameters
    ----------
    dataset
        The prepared data.
    link
        The link.

    Returns
    -------
    record
        None if the link opens no record, or one that was published later than that day.
    """
    records = known_records(dataset, day=link.selection.known)
    rows = records[records["id"] == link.record_id].to_dict("records")
    return {str(name): value for name, value in rows[0].items()} if rows else None


def known_attempts(dataset: Dataset, *, day: date | None) -> pd.DataFrame:
    """Give the published counts of attempts as they could be known on a day; all of them where no day is given.

    Parameters
    ----------
    dataset
        The prepared data.
    day
        The day, inclusive.
    """
    if day is None:
        return dataset.attempts
    return attempts_as_known(dataset.attempts, sources=dataset.sources, day=day)


def known_dataset(dataset: Dataset, *, day: date | None) -> Dataset:
    """Give the data as they could be known on a day: records, counts of attempts and the sources of both.

    Parameters
    ----------
    dataset
        The prepared data.
    day
        The day, inclusive; all that there is where no day is given.
    """
    if day is None:
        return dataset
    records, attempts = known_records(dataset, day=day), known_attempts(dataset, day=day)
    cited = {citation["id"] for citations in records["sources"] for citation in citations} | set(attempts["source"])
    sources = {name: entry for name, entry in dataset.sources.items() if name in cited}
    return replace(dataset, records=records, attempts=attempts, sources=sources)


def extract(dataset: Dataset, index: select.Index, *, selection: Selection) -> export.Extract:
    """Prepare exactly the selection for `geo.export.encode`; page and command line both take it from here.

    The link in it holds the selection alone, not where the map looks or which record is open.
    """
    records = selected(dataset, index, selection=selection)
    about = export.About(
        version=dataset.version,
        digest=dataset.digest,
        selection=describe.selection(selection, coverage=dataset.coverage),
        link=links.query_string(Link(selection=selection)),
        shown=len(records),
        total=len(dataset.records),
    )
    return export.Extract(records=records, sources=dataset.sources, areas=dataset.areas, about=about)


def citation(dataset: Dataset, *, link: Link, accessed: date, address: str = "") -> tuple[Mapping[str, Any], ...]:
    """Give the CSL-JSON entries to cite for what a link shows, for `geo.cite.format`.

    Parameters
    ----------
    dataset
        The prepared data.
    link
        With an open record, that record and then its sources; else the selection, or the data as a whole.
    accessed
        The day on which the reader saw it.
    address
        Address of the app, without a query; empty if it is not known.
    """
    occasion = cite.Occasion(version=dataset.version, released=dataset.released, accessed=accessed, address=address)
    record = opened(dataset, link=link)
    if record is None:
        query = links.query_string(Link(selection=link.selection))
        words = describe.selection(link.selection, coverage=dataset.coverage)
        return (cite.dataset_entry(occasion, link=query, selection=words),)
    return (cite.record_entry(record, occasion=occasion), *cite.source_entries(record, sources=dataset.sources))


def figure_of(
    dataset: Dataset,
    index: select.Index,
    *,
    link: Link,
    format: str,  # noqa: A002 - the link's word
    title: str = "",
    address: str = "",
) -> bytes:
    """Draw what a link shows for print, with `geo.figure.draw`.

    Parameters
    ----------
    dataset, index
        The prepared data.
    link
        Its selection is drawn; its view is the figure's, and without one the whole border.
    format
        A code of ``geo.figure.FORMATS``.
    title
        Stands above the map in place of the headline, which then goes before the selection in words.
    address
        Address of the app, without a query; empty if it is not known.
    """
    records = selected(dataset, index, selection=link.selection)
    headline = summarise.headline(len(records), len(dataset.records))
    chosen = describe.selection(link.selection, coverage=dataset.coverage)
    return figure.draw(
        records,
        dataset=dataset,
        ground=DATA / BASEMAP_FOLDER,
        words=figure.Words(
            kicker=schema.SUBJECT,
            title=title or headline,
            subtitle=f"{headline}: {chosen}" if title else chosen,
            notes=_figure_notes(dataset, link=link, records=records, address=address),
        ),
        view=link.view,
        layers=link.selection.layers,
        format=format,
    )


def _figure_notes(dataset: Dataset, *, link: Link, records: gpd.GeoDataFrame, address: str) -> tuple[str, ...]:
    """Source, link and credit of a figure: what a paper prints under it."""
    cited = {citation["id"] for citations in records["sources"] for citation in citations}
    query = links.query_string(replace(link, record_id=None))
    shown = f"{address}{f'?{query}' if query else ''}"
    stated = (
        f"Source: Granica data {dataset.version} ({schema.LICENCE}); the records shown rest on {len(cited):,} "
        f"publications. Calendar dates, both ends inclusive. Projection: {schema.METRIC}."
    )
    return stated, *([f"This view: {shown}"] if shown else []), schema.GROUND_CREDIT


def findings(directory: Path) -> tuple[tuple[Intake, ...], tuple[Finding, ...]]:
    """Check a folder of data; one that cannot be loaded at all gives its reason as a finding.

    Returns
    -------
    intakes
        How many features each file of records gave; empty if the folder cannot be loaded.
    findings
        All that is wrong.
    """
    try:
        found = dataset(directory)
    except DataError as error:
        return (), (Finding(error.file, "the whole file", "file", error.problem, error.right),)
    return found.intakes, found.findings


def arranged(directory: Path) -> Mapping[Path, bytes]:
    """Give the files that people edit in their canonical form, by path; nothing is written.

    Raises
    ------
    DataError
        If a file cannot be read, or holds what the form has no place for.
    """
    paths = [directory / name for name in (*RECORD_FILES, SOURCES_FILE)]
    documents = {path: load.parse_json(load.read_bytes(path), file=path.name) for path in paths}
    return {
        path: (arrange.sources if path.name == SOURCES_FILE else arrange.records)(document, file=path.name)
        for path, document in documents.items()
    }


def schema_files(directory: Path) -> Mapping[Path, bytes]:
    """Give the JSON Schema files of a folder of data, by path; nothing is written."""
    return {
        directory / SCHEMA_FOLDER / f"{Path(name).stem}.schema.json": _pretty(rule)
        for name, rule in schema.file_schemas().items()
    }


def packaged(directory: Path, *, version: str | None = None, created: date | None = None) -> Mapping[Path, bytes]:
    """Give the data package that describes a folder of data, by path; nothing is written.

    Parameters
    ----------
    directory
        The folder; every file that `geo.package.RESOURCES` names must be there.
    version, created
        Semantic version of the data and the day on which it was made; those of the present package by default.

    Raises
    ------
    DataError
        If a file cannot be used.
    RequestError
        If there is no package yet and no version or day is given.
    """
    path = directory / PACKAGE_FILE
    before, day = _release(path)
    made = created or day
    if made is None:
        message = f"{path} is not there yet: say the version and the day on which it was made"
        raise RequestError(message)
    parts = [_part(directory / name) for name in package.RESOURCES]
    return {path: _pretty(package.describe(parts, version=version or before, created=made))}


def _part(path: Path) -> package.Part:
    rows: Sequence[Mapping[str, Any]]
    if path.suffix == ".csv":
        rows = load.read_table(path)
    elif path.name == SOURCES_FILE:
        rows = list(load.read_sources(path).values())
    else:
        rows = [feature["properties"] for feature in load.read_features(path)]
    return package.Part(file=path.name, content=load.read_bytes(path), rows=rows)


def _pretty(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
