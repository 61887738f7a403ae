"""The folder of a study that data sets are brought into: its files as they shall be, and nothing written halfway."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo import write
from geo.curate import canonical
from geo.errors import MalformedFileError, RequestError
from geo.foreign import merge as merging
from geo.foreign import study
from geo.foreign.bring import Brought
from geo.foreign.draft import OTHER, UNKNOWN_SIDE
from geo.intake import load
from geo.intake.folder import SOURCES_FILE

INCIDENTS, DEPLOYMENTS = "incidents.geojson", "deployments.geojson"
STUDY_FILE: Final = "study.toml"
EMPTY: Final = b'{"type":"FeatureCollection","features":[\n\n]}\n'

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Planned:
    """What a folder shall hold after an import; nothing is written yet.

    Attributes
    ----------
    files
        Content by path, in the order in which it is to be written: what records refer to before the records.
    before
        What stood at these paths when they were read; None where nothing did.
    merged
        What became of each data set's records.
    made
        The reference system of a study that is new, in words; empty for one that was there.
    """

    files: Mapping[Path, bytes]
    before: Mapping[Path, bytes | None]
    merged: tuple[merging.Merged, ...] = ()
    made: str = ""

    def report(self) -> dict[str, Any]:
        """Give what became of the records as JSON has it."""
        return {
            "new": sum(len(item.new) for item in self.merged),
            "changed": [name for item in self.merged for name in item.changed],
            "unchanged": sum(len(item.unchanged) for item in self.merged),
            "vanished": [name for item in self.merged for name in item.vanished],
            "edited_by_hand": [name for item in self.merged for name in item.edited],
            "conflicts": [
                {"id": conflict.id, "field": conflict.field, "theirs": conflict.theirs}
                for item in self.merged
                for conflict in item.conflicts
            ],
        }


@dataclass(slots=True)
class _Reading:
    """Files of a folder as they were read."""

    directory: Path
    before: dict[Path, bytes | None] = field(default_factory=dict)

    def content(self, name: str) -> bytes | None:
        path = self.directory / name
        if path not in self.before:
            self.before[path] = load.read_bytes(path) if path.is_file() else None
        return self.before[path]


def plan(directory: Path, brought: Sequence[Brought]) -> Planned:
    """Plan what a folder shall hold when some files have been brought into it.

    Parameters
    ----------
    directory
        The study's folder; it need not be there.
    brought
        What the files gave. Several of one data set are taken together.

    Raises
    ------
    DataError
        If a file that is there cannot be read.
    """
    reading = _Reading(directory)
    features: Sequence[Json] = _features(reading.content(INCIDENTS))
    sources: Sequence[Json] = _entries(reading.content(SOURCES_FILE))
    merged = []
    for whole in _by_dataset(brought):
        result = merging.merge(features, whole.features, dataset=whole.dataset.code, made_ids=whole.made_ids)
        features = result.features
        sources = merging.sources_after(sources, whole.sources, features=features, dataset=whole.dataset.code)
        merged.append(result)
    declared, made = _declared(reading.content(STUDY_FILE), brought, features=features, name=directory.name)
    files = {
        STUDY_FILE: declared,
        SOURCES_FILE: canonical.sources(list(sources), file=SOURCES_FILE),
        DEPLOYMENTS: reading.content(DEPLOYMENTS) or EMPTY,
        INCIDENTS: canonical.records({"type": "FeatureCollection", "features": list(features)}, file=INCIDENTS),
    }
    return Planned({directory / name: content for name, content in files.items()}, reading.before, tuple(merged), made)


def carry_out(planned: Planned) -> list[Path]:
    """Write the files that change, each in one step; what is interrupted can be run again.

    Returns
    -------
    written
        The paths that were written.

    Raises
    ------
    RequestError
        If a file cannot be written, or was changed by somebody else after it was read.
    """
    written = []
    for path, content in planned.files.items():
        before = planned.before.get(path)
        if content == before:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        now = path.read_bytes() if path.is_file() else None
        if now != before:
            message = f"{path}: was changed while the import ran; run it again"
            raise RequestError(message)
        write.replace(path, content)
        written.append(path)
    return written


def _by_dataset(brought: Sequence[Brought]) -> list[Brought]:
    """Take files of one data set together; a record that stands in two is the later file's."""
    groups: dict[str, list[Brought]] = {}
    for item in brought:
        groups.setdefault(item.dataset.code, []).append(item)
    return [_together(items) for items in groups.values()]


def _together(items: Sequence[Brought]) -> Brought:
    last = items[-1]
    features = {feature["properties"]["id"]: feature for item in items for feature in item.features}
    return Brought(
        dataset=last.dataset,
        account=last.account,
        features=tuple(features.values()),
        sources={name: entry for item in items for name, entry in item.sources.items()},
        mapping=last.mapping,
        columns=last.columns,
        made_ids=frozenset().union(*(item.made_ids for item in items)),
    )


def declaration(brought: Brought, *, name: str) -> bytes:
    """Write the ``study.toml`` of a study that holds one data set alone.

    Parameters
    ----------
    brought
        The data set.
    name
        What the study is called if the data set has no name.
    """
    content, _ = _declared(None, [brought], features=brought.features, name=name)
    return content


def extended(content: bytes, brought: Brought) -> bytes:
    """Write the ``study.toml`` of a study that takes a data set in beside what it holds.

    Parameters
    ----------
    content
        As it is.
    brought
        The data set.
    """
    content, _ = _declared(content, [brought], features=brought.features, name="")
    return content


def _features(content: bytes | None) -> list[Json]:
    """Features of a file of records; each must have properties with an id, so that it can be told from others."""
    if content is None:
        return []
    found = load.parse_json(content, file=INCIDENTS)
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        raise MalformedFileError(INCIDENTS, "no list of features", '"features": […]')
    for number, feature in enumerate(features, start=1):
        if not (
            isinstance(feature, dict) and isinstance(feature.get("properties"), dict) and "id" in feature["properties"]
        ):
            raise MalformedFileError(INCIDENTS, f"feature {number} has no id", "properties with an id; run validate")
    return features


def _entries(content: bytes | None) -> list[Json]:
    if content is None:
        return []
    found = load.parse_json(content, file=SOURCES_FILE)
    if not isinstance(found, list) or not all(
        isinstance(item, dict) and isinstance(item.get("id"), str) for item in found
    ):
        raise MalformedFileError(SOURCES_FILE, "not a list of entries with ids", "a CSL-JSON array")
    return found


def _declared(
    content: bytes | None, brought: Sequence[Brought], *, features: Sequence[Json], name: str
) -> tuple[bytes, str]:
    """The study's declaration: written anew if there is none, else with the data sets that it does not name yet."""
    made = ""
    if content is None:
        content, made = _new_declaration(brought, features=features, name=name)
    try:
        declared = tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MalformedFileError(STUDY_FILE, f"not valid TOML: {error}", "TOML") from error
    known = declared.get("datasets", {})
    tables = {
        item.dataset.code: study.dataset_table(item.dataset) for item in brought if item.dataset.code not in known
    }
    return content + "".join((*_words(declared, features), *tables.values())).encode(), made


def _words(declared: Json, features: Sequence[Json]) -> Iterator[str]:
    """Words that records of others need and that the study does not have yet, as tables to add to it."""
    used = {feature["properties"].get("category") for feature in features}
    sides = {side for feature in features for side in feature["properties"].get("claimant_sides", ())}
    for name, text, is_used in (
        ("categories", study.OTHER_TABLE, OTHER in used),
        ("claimant_sides", study.UNKNOWN_TABLE, UNKNOWN_SIDE in sides),
    ):
        code = OTHER if name == "categories" else UNKNOWN_SIDE
        if is_used and code not in {term.get("code") for term in declared.get(name, ())}:
            yield text


def _new_declaration(brought: Sequence[Brought], *, features: Sequence[Json], name: str) -> tuple[bytes, str]:
    datasets = list({item.dataset.code: item.dataset for item in brought}.values())
    only = datasets[0] if len(datasets) == 1 else None
    extent = study.extent(study.positions_of(features))
    metric = study.metric_crs(extent)
    text = study.document(
        title=only.title if only else name,
        prefix=(re.sub("[^A-Z]", "", name.upper())[:4] or "DATA").ljust(2, "X"),
        metric=metric,
        view=study.view_of(extent),
        period=study.period_of(features, otherwise=date.min),
        dataset=only,
    )
    return text.encode(), f"metric_crs {metric.crs}: {metric.words}"
