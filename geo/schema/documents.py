"""The JSON Schema (2020-12) of each file that people edit, and the columns of the counts."""

from __future__ import annotations

from typing import Final

from geo import study
from geo.schema.geometry import feature_schema
from geo.schema.publications import SOURCE
from geo.schema.rules import Json, object_of

COUNT_COLUMNS: Final = (
    "id",
    "date_start",
    "date_end",
    "period_type",
    "attempts",
    "rounded",
    "date_inferred",
    "claimed_by",
    "source",
    "note",
)
"""Columns of ``attempts.csv``."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def file_schemas() -> dict[str, Json]:
    """JSON Schema (2020-12) of each file that people edit, by the file's name; coordinates in WGS 84."""
    return {
        "incidents.geojson": _file(
            "Incidents", object_of({"type": {"const": "FeatureCollection"}, "features": _whole(deployments=False)})
        ),
        "deployments.geojson": _file(
            "Deployments", object_of({"type": {"const": "FeatureCollection"}, "features": _whole(deployments=True)})
        ),
        "sources.json": _file("Sources", {"type": "array", "items": SOURCE}),
        "study.toml": study.schema(),
    }


def _whole(*, deployments: bool) -> Json:
    return {"type": "array", "items": feature_schema(deployments=deployments)}


def _file(title: str, rule: Json) -> Json:
    return {"$schema": DIALECT, "title": f"Granica: {title.lower()}", **rule}
