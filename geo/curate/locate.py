"""Relate any number of points to the line, a row group at a time: the join of the records, for tables of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely
from pyarrow import csv, parquet

from geo.errors import MalformedFileError, MissingFileError
from geo.intake import border, geoparquet
from geo.write import replacing

LON, LAT = "lon", "lat"
EARTH: Final = (180, 90)
"""Degrees that no longitude and no latitude passes."""
WANTED: Final = "a GeoParquet file of points in WGS 84, or columns lon and lat in degrees"

Floats = np.ndarray[Any, np.dtype[np.float64]]
Progress = Callable[[int], object]
"""Is told how many points are done."""


def locate(source: Path, target: Path, *, around: border.Surroundings, progress: Progress | None = None) -> int:
    """Write a table with the columns of another and those of `geo.intake.border.join`.

    Parameters
    ----------
    source
        A Parquet file with a geometry column of WKB points or with the columns ``lon`` and
        ``lat``, or a CSV file with these.
    target
        Parquet; written in one step when all is done.
    around
        What the points are related to.
    progress
        Is told, after each chunk, how many points are done.

    Returns
    -------
    count
        How many rows; none is left out: one without a point has no distance and is on no side.

    Raises
    ------
    DataError
        If the file is missing, cannot be read or says no places.
    RequestError
        If the target cannot be written.
    """
    done = 0
    try:
        with replacing(target) as partial, _chunks(source) as chunks:
            writer: parquet.ParquetWriter | None = None
            for chunk in chunks:
                found = located(chunk, file=source.name, around=around)
                writer = writer or parquet.ParquetWriter(partial, found.schema, compression="zstd")
                writer.write_table(found)
                done += found.num_rows
                if progress:
                    progress(done)
            if writer is None:
                raise MalformedFileError(source.name, "no row", WANTED)
            writer.close()
    except (UnicodeDecodeError, pa.ArrowException) as error:
        raise MalformedFileError(source.name, f"cannot be read: {error}", WANTED) from error
    return done


@contextmanager
def _chunks(source: Path) -> Iterator[Iterator[pa.Table]]:
    """Open a file to be read some rows at a time."""
    if not source.is_file():
        raise MissingFileError(source.name, "the file is missing", f"a file at {source}")
    if source.suffix == ".csv":
        with csv.open_csv(source) as rows:
            yield (pa.Table.from_batches([batch]) for batch in rows)
        return
    with parquet.ParquetFile(source) as file:
        if not {LON, LAT} <= set(file.schema_arrow.names):
            geoparquet.primary(file, path=source)  # says which reference system, and refuses others
        yield (pa.Table.from_batches([batch]) for batch in file.iter_batches(border.CHUNK_POINTS))


def located(chunk: pa.Table, *, file: str, around: border.Surroundings) -> pa.Table:
    """Give a table with the columns of `geo.intake.border.join` after its own.

    Parameters
    ----------
    chunk
        Rows with places in WGS 84.
    file
        What messages call it.
    around
        What the places are related to.

    Raises
    ------
    MalformedFileError
        If there are no places, or the columns are there already.
    """
    taken = [name for name in border.COLUMNS if name in chunk.column_names]
    if taken:
        raise MalformedFileError(file, f"the column {', '.join(taken)}", "a table that is not located yet")
    joined = border.join_points(_places(chunk, file=file), around=around)
    for name in border.COLUMNS:
        kind = pa.string() if name in border.TEXTS else pa.float64()
        chunk = chunk.append_column(name, pa.array(joined[name], kind, from_pandas=True))
    return chunk


def _places(chunk: pa.Table, *, file: str) -> Floats:
    """Longitude and latitude of each row, (n, 2); NaN for one that is no point on Earth."""
    names = set(chunk.column_names)
    if {LON, LAT} <= names:
        lonlat = np.column_stack([_degrees(chunk[name], file=file) for name in (LON, LAT)])
    elif geoparquet.GEOMETRY in names:
        shapes = geoparquet.shapes_of(chunk[geoparquet.GEOMETRY].combine_chunks().cast(pa.binary()))
        lonlat = np.full((len(shapes), 2), np.nan)
        points = (shapely.get_type_id(shapes) == shapely.GeometryType.POINT) & ~shapely.is_empty(shapes)
        lonlat[points] = shapely.get_coordinates(shapes[points])
    else:
        raise MalformedFileError(file, "no places", WANTED)
    lonlat[(np.abs(lonlat) > EARTH).any(axis=1)] = np.nan
    return lonlat


def _degrees(column: pa.ChunkedArray, *, file: str) -> Floats:
    try:
        degrees: Floats = column.cast(pa.float64()).to_numpy()
    except pa.ArrowException as error:
        raise MalformedFileError(file, f"lon or lat is no number: {error}", WANTED) from error
    return degrees
