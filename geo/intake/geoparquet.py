"""Files of records as GeoParquet: the fields of a record as columns, the geometry as WKB in WGS 84."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from pyarrow import parquet

from geo import schema
from geo.errors import MalformedFileError, MissingFileError, TooLargeError
from geo.intake import columns

VERSION: Final = "1.1.0"
GEOMETRY: Final = "geometry"
ROW_GROUP: Final = 65_536
"""Records read, checked and joined at a time."""
NEED: Final = 4
"""Bytes of memory for each byte of columns, at the worst moment: while rows are put in order they stand there twice."""
DEGREES: Final = frozenset({("OGC", "CRS84"), ("EPSG", "4326")})

Shapes = np.ndarray[Any, np.dtype[np.object_]]
Json = dict[str, Any]


@dataclass(frozen=True)
class Batch:
    """Records as a file holds them: columns of the given fields as found, and the geometries as WKB."""

    fields: pa.Table
    wkb: pa.Array


def batches(path: Path, *, deployments: bool) -> Iterator[Batch]:
    """Read a file of records, some at a time.

    Parameters
    ----------
    path
        A GeoParquet file.
    deployments
        Whether it has the fields of deployments.

    Raises
    ------
    DataError
        If it is missing, not GeoParquet in WGS 84, lacks a field or has another, or needs more memory than there is.
    """
    with _opened(path) as file:
        _check_columns(file, path=path, deployments=deployments)
        geometry = primary(file, path=path)
        _check_size(file, path=path)
        names = [field.name for field in schema.given_fields(deployments=deployments)]
        try:
            for batch in file.iter_batches(ROW_GROUP):
                found = pa.Table.from_batches([batch])
                found.validate(full=True)  # text that is no UTF-8, above all
                present = [name for name in names if name in found.column_names]
                yield Batch(found.select(present), found[geometry].combine_chunks())
        except (OSError, pa.ArrowException) as error:
            raise MalformedFileError(path.name, f"cannot be read: {error}", "a whole Parquet file") from error


def ids_twice(path: Path) -> frozenset[str]:
    """Ids that stand more than once in a file that `batches` reads."""
    with _opened(path) as file:
        counted = pc.value_counts(file.read(columns=["id"])["id"].cast(pa.string()))
    values, counts = counted.flatten()
    return frozenset(values.filter(pc.greater(counts, 1)).to_pylist()) - {None}


def _opened(path: Path) -> parquet.ParquetFile:
    if not path.is_file():
        raise MissingFileError(path.name, "the file is missing", f"a file at {path}")
    try:
        return parquet.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise MalformedFileError(path.name, f"not Parquet: {error}", "a GeoParquet file") from error


def _check_columns(file: parquet.ParquetFile, *, path: Path, deployments: bool) -> None:
    fields = schema.given_fields(deployments=deployments)
    there = file.schema_arrow.names
    missing = [field.name for field in fields if field.required and field.name not in there]
    if missing:
        raise MalformedFileError(path.name, f"no column {', '.join(missing)}", "every required field")
    geometry = primary(file, path=path)
    other = sorted(set(there) - {field.name for field in fields} - {geometry})
    if other:
        raise MalformedFileError(path.name, f"the column {', '.join(other)}", "only the fields of the codebook")
    if len(set(there)) < len(there):
        raise MalformedFileError(path.name, "a column stands twice", "each field once")


def primary(file: parquet.ParquetFile, *, path: Path) -> str:
    """Name of the geometry column, which must be WKB in degrees of WGS 84."""
    try:
        about = json.loads((file.schema_arrow.metadata or {})[b"geo"])
        name = str(about["primary_column"])
        column = about["columns"][name]
        encoding, crs = column["encoding"], column.get("crs", {"id": {"authority": "OGC", "code": "CRS84"}})
        reference = (str(crs["id"]["authority"]), str(crs["id"]["code"]))
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedFileError(path.name, "no GeoParquet metadata", "the key geo, as GeoParquet 1 has it") from error
    if encoding != "WKB" or name not in file.schema_arrow.names:
        raise MalformedFileError(path.name, f"geometry as {encoding}", "a column of WKB")
    if reference not in DEGREES:
        raise MalformedFileError(path.name, f"coordinates in {':'.join(reference)}", "WGS 84, OGC:CRS84")
    return name


def _check_size(file: parquet.ParquetFile, *, path: Path) -> None:
    about = file.metadata
    size = sum(about.row_group(number).total_byte_size for number in range(about.num_row_groups))
    free = _free_bytes()
    if size * NEED > free:
        raise TooLargeError(
            path.name,
            f"{about.num_rows:,} records, which take some {size * NEED / 1e9:.1f} GB of memory",
            f"at most the {free / 1e9:.1f} GB that are free on this machine",
        )


def _free_bytes() -> int:
    """Memory that is free, or can be made free, on Linux; no limit where nobody says."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 2**63
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), 2**63)


def encode(features: Sequence[Json], *, deployments: bool) -> bytes:
    """Write features as GeoParquet 1.1; see `table_of`."""
    out = BytesIO()
    parquet.write_table(table_of(features, deployments=deployments), out, compression="zstd", row_group_size=ROW_GROUP)
    return out.getvalue()


def table_of(features: Sequence[Json], *, deployments: bool) -> pa.Table:
    """Turn features into a table that is GeoParquet 1.1 once it is written.

    Parameters
    ----------
    features
        GeoJSON features of sound structure.
    deployments
        Whether they have the fields of deployments.

    Raises
    ------
    ValueError, OverflowError
        If a column has no place for a value.
    """
    fields = schema.given_fields(deployments=deployments)
    table = columns.table([feature["properties"] for feature in features], fields)
    shapes = np.array([shape_of(feature["geometry"]) for feature in features], dtype=object)
    about = {
        "version": VERSION,
        "primary_column": GEOMETRY,
        "columns": {GEOMETRY: {"encoding": "WKB", "geometry_types": []}},  # empty: any of them
    }
    return table.append_column(GEOMETRY, wkb(shapes)).replace_schema_metadata({"geo": json.dumps(about)})


def shape_of(geometry: Json | None) -> shapely.Geometry | None:
    """Turn a GeoJSON geometry into a shape."""
    return shapely.geometry.shape(geometry) if geometry else None


def wkb(shapes: Shapes) -> pa.Array:
    """Shapes as WKB, null for none."""
    return pa.array(shapely.to_wkb(shapes, flavor="iso"), pa.binary())


def shapes_of(found: pa.Array) -> Shapes:
    """Shapes of WKB; none also where it cannot be read."""
    values = found.to_numpy(zero_copy_only=False)
    shapes: Shapes = np.asarray(shapely.from_wkb(values, on_invalid="ignore"), dtype=object)
    return shapes


def features_of(batch: Batch, rows: Sequence[int]) -> list[Json]:
    """Some records as a file of GeoJSON would hold them; a geometry that is no WKB is one of an unknown type."""
    rule = schema.record_schema(deployments=True)
    some = pa.array(rows, pa.int64())
    wkb = batch.wkb.take(some)
    given = wkb.is_valid().to_pylist()
    records = [columns.plain(record, rule) for record in batch.fields.take(some).to_pylist()]
    return [
        {
            "type": "Feature",
            "id": record["id"],
            "properties": record,
            "geometry": _geometry(shape) if shape is not None else {"type": "WKB"} if is_given else None,
        }
        for record, shape, is_given in zip(records, shapes_of(wkb), given, strict=True)
    ]


def _geometry(shape: shapely.Geometry) -> Json:
    made: Json = json.loads(json.dumps(shapely.geometry.mapping(cast("Any", shape))))  # lists for tuples
    return made
