"""Features of one file: all of them by columns, those in doubt one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import Any, Final

from geo import schema
from geo.intake.validate import rules
from geo.intake.validate.doubt import columns_of
from geo.intake.validate.reference import References
from geo.intake.validate.result import Found, Json, Sorted, id_of
from geo.intake.validate.structure import Structure, check_structure, is_sound, structure
from geo.model import Finding

BATCH: Final = 8192
"""Records that become columns at a time; if one of them cannot, all of these are in doubt."""


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
    names = [id_of(item, position=position) for position, item in enumerate(items)]
    ids = Counter(names)
    sound = [is_sound(form, item) and _has_one_id(item) for item in items]
    doubts = _doubts(list(compress(items, sound)), deployments=deployments, references=references)
    findings: list[Finding] = []
    lost: set[int] = set()
    for position, (item, name) in enumerate(zip(items, names, strict=True)):
        if sound[position] and not next(doubts) and ids[name] == 1:
            continue
        found = [
            Finding(file, name, *said) for said in check_feature(item, form, twice=ids[name] > 1, references=references)
        ]
        findings.extend(found)
        if any(finding.severity == "error" for finding in found):
            lost.add(position)
    return Sorted(
        read=len(items),
        kept=tuple(item for position, item in enumerate(items) if position not in lost),
        findings=tuple(findings),
        lost=tuple(items[position] for position in sorted(lost)),
    )


def _has_one_id(item: Json) -> bool:
    own = item["properties"]["id"]
    return bool(item.get("id", own) == own)


def _doubts(features: Sequence[Json], *, deployments: bool, references: References) -> Iterator[bool]:
    """Whether any rule could have something to say, feature by feature."""
    for first in range(0, len(features), BATCH):
        batch = features[first : first + BATCH]
        try:
            records = columns_of(batch, deployments=deployments)
        except (OverflowError, ValueError):
            yield from (True for _ in batch)
        else:
            yield from rules.doubtful(records, references).tolist()


def check_feature(item: Any, form: Structure, *, twice: bool, references: References) -> Iterator[Found]:
    """Check one feature: its structure and, if that is sound, whether its id is its own, and all rules."""
    broken = list(check_structure(form, item))
    yield from broken
    if broken:
        return
    if twice:
        yield "id", "the id stands twice", "each id once", "error"
    yield from rules.check(rules.Case(item["properties"], item["geometry"], references))
