"""Turn a file of records from GeoJSON into GeoParquet and back; the same records, nothing checked but their form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geo import schema
from geo.curate import canonical
from geo.errors import MalformedFileError, RequestError, TooLargeError
from geo.intake import geoparquet, load
from geo.intake.validate.result import id_of
from geo.intake.validate.structure import check_structure, structure

PLAIN, TABLE = ".geojson", ".parquet"


def converted(path: Path, *, target: Path) -> bytes:
    """Give the records of a file in the other form.

    Parameters
    ----------
    path
        A file of records; one whose name begins with ``deployments`` has the fields of deployments.
    target
        Where it shall stand; its suffix says in which form.

    Raises
    ------
    DataError
        If the file cannot be used, a record has another form than the schema's, or the result could not be read again.
    RequestError
        If the two suffixes are not one of each.
    """
    forms = path.suffix, target.suffix
    if forms == (PLAIN, TABLE):
        return _as_table(path)
    if forms == (TABLE, PLAIN):
        return _as_text(path, file=target.name)
    message = f"{path} to {target}: one ends in {PLAIN}, the other in {TABLE}"
    raise RequestError(message)


def _is_of_deployments(path: Path) -> bool:
    return path.name.startswith("deployments")


def _as_table(path: Path) -> bytes:
    features = load.read_features(path)
    deployments = _is_of_deployments(path)
    _check_form(features, file=path.name, deployments=deployments)
    try:
        return geoparquet.encode(features, deployments=deployments)
    except (OverflowError, ValueError) as error:
        raise MalformedFileError(path.name, f"a value that no column has: {error}", "see `validate`") from error


def _as_text(path: Path, *, file: str) -> bytes:
    deployments = _is_of_deployments(path)
    features = [
        feature
        for batch in geoparquet.batches(path, deployments=deployments)
        for feature in geoparquet.features_of(batch, range(len(batch.wkb)))
    ]
    _check_form(features, file=path.name, deployments=deployments)
    body = canonical.records({"type": "FeatureCollection", "features": features}, file=file)
    if len(body) > load.MAX_BYTES or len(features) > load.MAX_FEATURES:
        raise TooLargeError(
            path.name,
            f"{len(features):,} records, {len(body):,} bytes as GeoJSON",
            f"at most {load.MAX_FEATURES:,} records and {load.MAX_BYTES:,} bytes, which is as much as is read of it",
        )
    return body


def _check_form(features: Sequence[Any], *, file: str, deployments: bool) -> None:
    """Refuse a record that the other form has no place for, so that nothing is lost on the way."""
    form = structure(schema.feature_schema(deployments=deployments))
    for position, item in enumerate(features):
        for field, problem, expected, _ in check_structure(form, item):
            name = id_of(item, position=position)
            raise MalformedFileError(file, f"{name}: {field}: {problem}", expected)
