"""Records that come as columns: all of them by columns, those in doubt as features."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from geo import schema
from geo.intake import columns
from geo.intake.geoparquet import Batch, Shapes, features_of, shapes_of
from geo.intake.validate import doubt, rules
from geo.intake.validate.features import check_feature
from geo.intake.validate.reference import References
from geo.intake.validate.result import id_of
from geo.intake.validate.structure import structure
from geo.model import Finding


@dataclass(frozen=True)
class SortedBatch:
    """What some records of a file became.

    Attributes
    ----------
    fields, wkb
        The kept ones: columns of the given fields, and their geometries.
    findings
        What was found.
    lost
        The others, as features.
    """

    fields: pa.Table
    wkb: pa.Array
    findings: tuple[Finding, ...]
    lost: tuple[Any, ...]


def sort_batch(batch: Batch, *, file: str, first: int, twice: Collection[str], references: References) -> SortedBatch:
    """Sort some records of a file into kept and rejected.

    Parameters
    ----------
    batch
        The records, as found.
    file
        The file's name.
    first
        How many records of the file come before.
    twice
        Ids that stand more than once in the file.
    references
        What the records may refer to.
    """
    deployments = file.startswith("deployments")
    given = schema.given_fields(deployments=deployments)
    form = structure(schema.feature_schema(deployments=deployments))
    typed = columns.typed(batch.fields, given)
    rows = np.flatnonzero(_in_doubt(typed, batch.wkb, deployments=deployments, twice=twice, references=references))
    doubted = features_of(batch, rows.tolist())
    findings, lost = list[Finding](), dict[int, Any]()
    for row, item in zip(rows.tolist(), doubted, strict=True):
        name = id_of(item, position=first + row)
        found = [
            Finding(file, name, *said) for said in check_feature(item, form, twice=name in twice, references=references)
        ]
        findings.extend(found)
        if any(finding.severity == "error" for finding in found):
            lost[row] = item
    kept = np.ones(len(batch.wkb), dtype=bool)
    kept[list(lost)] = False
    if typed is None:
        sound = [item["properties"] for row, item in enumerate(doubted) if row not in lost]
        fields = columns.table(sound, given)
    else:
        fields = typed.filter(pa.array(kept))
    return SortedBatch(fields, batch.wkb.filter(pa.array(kept)), tuple(findings), tuple(lost.values()))


def _in_doubt(
    typed: pa.Table | None, wkb: pa.Array, *, deployments: bool, twice: Collection[str], references: References
) -> doubt.Mask:
    if typed is None:
        return np.ones(len(wkb), dtype=bool)
    shapes = shapes_of(wkb)
    unread = np.array([shape is None for shape in shapes], dtype=bool) & doubt.as_mask(wkb.is_valid())
    mask = doubt.structure(typed, deployments=deployments) | unread | doubt.among(typed["id"], twice)
    sound = ~mask
    records = doubt.Columns(typed.filter(pa.array(sound)), *_places(shapes[sound]))
    mask[sound] = rules.doubtful(records, references)
    return mask


def _places(shapes: Shapes) -> tuple[np.ndarray[Any, np.dtype[np.str_]], np.ndarray[Any, np.dtype[np.float64]]]:
    """Whether each geometry is none, a point or another, and longitude and latitude of each point."""
    kinds = shapely.get_type_id(shapes)
    points = kinds == shapely.GeometryType.POINT
    names = np.select([shapely.is_missing(shapes), points], ["", "Point"], "Shape")
    lonlat = np.full((len(shapes), 2), np.nan)
    somewhere = points & ~shapely.is_empty(shapes)
    lonlat[somewhere] = shapely.get_coordinates(shapes[somewhere])
    return names, lonlat
