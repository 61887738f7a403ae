"""Take the records of a folder: read, check, join with the border; by way of Arrow where a file is GeoParquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo import schema
from geo.errors import DataError
from geo.intake import border, columns, folder, frames, geoparquet, load, prepared, validate
from geo.intake.validate.tables import SortedBatch, sort_batch
from geo.model import Finding, Intake

WHOLE_FILE: Final = "the whole file"


@dataclass(frozen=True)
class Ground:
    """What records are related to: WGS 84 layers."""

    border: gpd.GeoDataFrame
    crossings: gpd.GeoDataFrame
    regions: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame


@dataclass(frozen=True)
class Rest:
    """The files of a folder that hold no records, sorted, by name; and what the records may refer to."""

    results: Mapping[str, validate.Sorted]
    references: validate.References
    used: tuple[str, ...]


@dataclass(frozen=True)
class Taken:
    """Records with all fields, given and computed, and what was found on the way.

    Attributes
    ----------
    records
        One row a record, index 0…M-1 in the order start, id; WGS 84.
    intakes, findings
        Of the files of records.
    across
        Findings across all files.
    """

    records: gpd.GeoDataFrame
    intakes: tuple[Intake, ...]
    findings: tuple[Finding, ...]
    across: tuple[Finding, ...]


def take(directory: Path, *, digest: str, ground: Ground, rest: Rest) -> Taken:
    """Take the records of a folder.

    Parameters
    ----------
    directory
        The folder.
    digest
        Of its files; what a prepared copy is found by.
    ground
        What records are related to.
    rest
        The other files.

    Raises
    ------
    MalformedFileError
        If a file is there both as GeoJSON and as GeoParquet.
    """
    paths = folder.record_paths(directory)
    if not any(_is_table(path) for path in paths):
        results = {path.name: sort_file(path, references=rest.references) for path in paths}
        records = frames.records({name: result.kept for name, result in results.items()})
        return _whole(records, results, ground=ground, rest=rest)
    copy = prepared.place(digest)
    found = prepared.read(copy) if copy else None
    if found is None:
        found = _prepared(paths, ground=ground, rest=rest)
        if copy and folder.digest(directory) == digest:  # what was read is what the copy will be found by
            prepared.write(copy, found)
            found = prepared.read(copy) or found  # from the disk: half of the memory
    return Taken(frames.of_table(found.table), found.intakes, found.findings, found.across)


def _is_table(path: Path) -> bool:
    return path.suffix == ".parquet"


def _prepared(paths: Sequence[Path], *, ground: Ground, rest: Rest) -> prepared.Prepared:
    table, results = _ordered(paths, references=rest.references)
    related = _whole(frames.of_table(table), results, ground=ground, rest=rest)
    whole = _computed(table, related.records)
    return prepared.Prepared(whole, related.intakes, related.findings, related.across)


def _whole(
    records: gpd.GeoDataFrame,
    results: Mapping[str, validate.Sorted],
    *,
    ground: Ground,
    rest: Rest,
) -> Taken:
    """Join records and check them across the files."""
    joined = border.join(
        records, border=ground.border, crossings=ground.crossings, regions=ground.regions, areas=ground.areas
    )
    alone = records["claimant_sides"].map(lambda sides: len(set(sides)) == 1)
    whole = records.assign(**joined, single_claimant=alone)
    publications = {entry["id"]: entry for entry in rest.results[folder.SOURCES_FILE].kept}
    across = validate.cross_check(
        whole,
        sources=publications,
        used=rest.used,
        files=[*results.values(), *rest.results.values()],
        counts=rest.results[folder.ATTEMPTS_FILE].kept,
    )
    return Taken(
        records=whole,
        intakes=tuple(intake_of(name, result) for name, result in results.items()),
        findings=tuple(finding for result in results.values() for finding in result.findings),
        across=across,
    )


def intake_of(file: str, result: validate.Sorted) -> Intake:
    """Count what a file held and what was kept of it."""
    return Intake(file, result.read, result.read - len(result.lost))


def sort_file(path: Path, *, references: validate.References) -> validate.Sorted:
    """Sort a GeoJSON file of records; one that cannot be read gives its reason."""
    try:
        features = load.read_features(path)
    except DataError as error:
        return lost(error)
    return validate.sort_features(features, file=path.name, references=references)


def lost(error: DataError) -> validate.Sorted:
    """Give what is known of a file of which nothing could be read: its reason is the only finding."""
    finding = Finding(error.file, WHOLE_FILE, "file", error.problem, error.right)
    return validate.Sorted(read=0, kept=(), findings=(finding,), readable=False)


# --- as tables -----------------------------------------------------------------------


def _ordered(paths: Sequence[Path], *, references: validate.References) -> tuple[pa.Table, dict[str, validate.Sorted]]:
    """Sort files of records; give all kept ones as one table in order, and what else is known of each file by name."""
    results: dict[str, validate.Sorted] = {}

    def kept() -> Iterator[pa.Table]:
        for path in paths:
            tables, results[path.name] = _sort_table(path, references=references)
            yield from tables
        yield _wide(_no_records(), file="")

    # No name is left to the table as it was read, so that its columns go as they are put in order.
    return _in_order(pa.concat_tables(list(kept()))), results


def _sort_table(path: Path, *, references: validate.References) -> tuple[list[pa.Table], validate.Sorted]:
    """Sort a file of records; give the kept ones as tables, and what else is known of the file."""
    if not _is_table(path):
        result = sort_file(path, references=references)
        return [_of_features(result.kept, file=path.name)], result
    try:
        batches = list(_batches(path, references=references))
    except DataError as error:
        return [], lost(error)
    dropped = tuple(item for batch in batches for item in batch.lost)
    result = validate.Sorted(
        read=sum(batch.fields.num_rows for batch in batches) + len(dropped),
        kept=(),
        findings=tuple(finding for batch in batches for finding in batch.findings),
        lost=dropped,
    )
    return [_wide(batch, file=path.name) for batch in batches], result


def _batches(path: Path, *, references: validate.References) -> Iterator[SortedBatch]:
    deployments = path.name.startswith("deployments")
    twice = geoparquet.ids_twice(path)
    first = 0
    for batch in geoparquet.batches(path, deployments=deployments):
        yield sort_batch(batch, file=path.name, first=first, twice=twice, references=references)
        first += len(batch.wkb)


def _of_features(kept: Sequence[Mapping[str, Any]], *, file: str) -> pa.Table:
    fields = columns.table([feature["properties"] for feature in kept], schema.given_fields(deployments=True))
    shapes = np.array([*map(geoparquet.shape_of, (feature["geometry"] for feature in kept))], dtype=object)
    return _wide(SortedBatch(fields, geoparquet.wkb(shapes), (), ()), file=file)


def _no_records() -> SortedBatch:
    """No records, with the columns that they would have."""
    return SortedBatch(
        columns.table([], schema.given_fields(deployments=False)), geoparquet.wkb(np.empty(0, object)), (), ()
    )


def _wide(batch: SortedBatch, *, file: str) -> pa.Table:
    """Give records the columns of all files: the file's name first, the geometry last."""
    wanted = columns.arrow_schema(schema.given_fields(deployments=True), dates=pa.date32())
    rows = batch.fields.num_rows
    given = {
        kind.name: batch.fields[kind.name] if kind.name in batch.fields.column_names else pa.nulls(rows, kind.type)
        for kind in wanted
    }
    return pa.table({"file": pa.repeat(file, rows), **given, frames.GEOMETRY: batch.wkb})


def _in_order(table: pa.Table) -> pa.Table:
    """Put records in the order start, id, column by column, so that one alone stands there twice."""
    order = pc.sort_indices(table, sort_keys=[("start", "ascending"), ("id", "ascending")])
    if (np.diff(order.to_numpy()) == 1).all():
        return table
    names, columns_in_order = table.column_names, dict[str, pa.Array]()
    for name in names:
        columns_in_order[name] = table[name].take(order).combine_chunks()  # in one piece, as a copy is mapped
        table = table.drop_columns(name)
    pa.default_memory_pool().release_unused()
    return pa.table(columns_in_order)


def _computed(table: pa.Table, records: gpd.GeoDataFrame) -> pa.Table:
    """Add the computed fields to the given ones."""
    for name in (*border.COLUMNS, "single_claimant"):
        column = pa.array(records[name], from_pandas=True)
        table = table.append_column(name, column.cast(pa.large_string()) if name in border.TEXTS else column)
    return table
