"""The folder of data: which files it holds, and what identifies their content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from geo import study
from geo.errors import MalformedFileError
from geo.intake import load

DATA: Final = study.SHIPPED
RECORD_FILES: Final = ("incidents.geojson", "deployments.geojson")
TABLE_FILES: Final = ("incidents.parquet", "deployments.parquet")
"""The same as GeoParquet; a folder has one or the other."""
LAYER_FILES: Final = ("border.geojson", "crossings.geojson", "regions.geojson", "areas.geojson")
LAYER_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "border.geojson": ("id",),
    "crossings.geojson": ("id", "name"),
    "regions.geojson": ("id", "name", "country"),
    "areas.geojson": ("id", "name"),
}
"""What every feature of a layer must have."""
LAYER_EXTRAS: Final[Mapping[str, tuple[str, ...]]] = {
    "border.geojson": ("name",),
    "crossings.geojson": ("mode", "km"),
    "regions.geojson": ("name_local",),
    "areas.geojson": ("name_local", "geo_kind", "km_from", "km_to", "label_lat", "label_lon"),
}
"""What features of a layer may have and the app asks for."""
BASEMAP_FOLDER: Final = "basemap"
SOURCES_FILE: Final = "sources.json"
CORRECTIONS_FILE: Final = "corrections.json"
ATTEMPTS_FILE: Final = "attempts.csv"
LIMITATIONS_FILE: Final = "limitations.toml"
PACKAGE_FILE: Final = "datapackage.json"
SCHEMA_FOLDER: Final = "schema"
STORIES_FOLDER: Final = "stories"
FILES: Final = (
    study.FILE,
    *RECORD_FILES,
    *LAYER_FILES,
    SOURCES_FILE,
    ATTEMPTS_FILE,
    CORRECTIONS_FILE,
    LIMITATIONS_FILE,
    PACKAGE_FILE,
)

Stamp = tuple[int, ...]
"""Device, number, mode, bytes and times of a file; nothing of one that is not there."""


def digest(directory: Path = DATA) -> str:
    """SHA-256 of all data files; what caches and addresses are keyed by."""
    tables = (name for name in TABLE_FILES if (directory / name).is_file())
    return load.digest((*(directory / name for name in (*FILES, *tables)), *stories(directory)))


def stories(directory: Path) -> tuple[Path, ...]:
    """Files of the guided stories, by name; none without a folder of them."""
    return tuple(sorted((directory / STORIES_FOLDER).glob("*.toml")))


def record_paths(directory: Path) -> tuple[Path, ...]:
    """Paths of the files of records, in their order: GeoParquet where there is such a file, else GeoJSON.

    Raises
    ------
    MalformedFileError
        If a file is there both as GeoJSON and as GeoParquet.
    """
    pairs = [(directory / name, directory / table) for name, table in zip(RECORD_FILES, TABLE_FILES, strict=True)]
    for plain, table in pairs:
        if plain.is_file() and table.is_file():
            raise MalformedFileError(table.name, f"there is {plain.name} too", "one of the two")
    return tuple(table if table.is_file() else plain for plain, table in pairs)


def stamps(directory: Path) -> tuple[Stamp, ...]:
    """What the system says of all data files; it changes when one is written, replaced, moved or closed to us."""
    named = (directory / name for name in (*FILES, *TABLE_FILES))
    return tuple(_stamp(path) for path in (*named, *stories(directory)))


def _stamp(path: Path) -> Stamp:
    try:
        said = path.stat()
    except (OSError, ValueError):
        return ()
    return said.st_dev, said.st_ino, said.st_mode, said.st_size, said.st_mtime_ns, said.st_ctime_ns


def basemap(directory: Path) -> Path:
    """Folder of the base map: that of the data, or the shipped one where they bring none."""
    own = directory / BASEMAP_FOLDER
    return own if own.is_dir() else DATA / BASEMAP_FOLDER
