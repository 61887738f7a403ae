"""Features of one file: all checks, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from geo import schema
from geo.intake.validate.place import check_place
from geo.intake.validate.records import check_record, check_tone
from geo.intake.validate.reference import References
from geo.intake.validate.result import Found, Json, Sorted, id_of
from geo.intake.validate.structure import Structure, check_structure, structure
from geo.model import Finding


def sort_features(features: Iterable[Any], *, file: str, references: References) -> Sorted:
    """Sort a file's features into kept and rejected.

    Parameters
    ----------
    features
        As read, unchecked.
    file
        The file's name; ``deployments.geojson`` is checked for the fields of deployments too.
    references
        What the records may refer to.

    Returns
    -------
    result
        The kept features in their order and all findings.
    """
    items = list(features)
    deployments = file.startswith("deployments")
    form = structure(schema.feature_schema(deployments=deployments))
    ids = Counter(id_of(item, position=position) for position, item in enumerate(items))
    kept: list[Json] = []
    lost: list[Any] = []
    findings: list[Finding] = []
    for position, item in enumerate(items):
        name = id_of(item, position=position)
        found = [
            Finding(file, name, where, problem, right, severity)
            for where, problem, right, severity in _check(item, form, twice=ids[name] > 1, references=references)
        ]
        findings.extend(found)
        (lost if any(finding.severity == "error" for finding in found) else kept).append(item)
    return Sorted(read=len(items), kept=tuple(kept), findings=tuple(findings), lost=tuple(lost))


def _check(item: Any, form: Structure, *, twice: bool, references: References) -> Iterator[Found]:
    broken = list(check_structure(form, item))
    yield from broken
    if broken:
        return
    if twice:
        yield "id", "the id stands twice", "each id once", "error"
    record, geometry = item["properties"], item["geometry"]
    yield from check_record(record, references=references)
    yield from check_place(record, geometry, references=references)
    yield from check_tone(record)
