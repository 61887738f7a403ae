"""Which records a rule could have something to say about, found by columns.

A rule speaks in Python, record by record. Few records give it a reason, so each rule has a question here that is asked
of all records at once, and may be too careful: what it leaves out must be fine, what it names need not be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo import schema, study
from geo.intake import columns
from geo.intake.areas import holder
from geo.intake.metric import Floats, positions
from geo.intake.validate.numbers import BELOW_NOTHING, COUNTED, NUMBERS, PRECISIONS, counted_in
from geo.intake.validate.place import (
    CENTROID_M,
    COORDINATE_DECIMALS_MAX,
    MAX_LATITUDE,
    MAX_LONGITUDE,
    PLACEHOLDER_DECIMALS,
)
from geo.intake.validate.records import COMPUTED, INVISIBLE, TONED, corroborate
from geo.intake.validate.reference import References
from geo.intake.validate.result import Json

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Integers = np.ndarray[Any, np.dtype[np.int64]]
CONTROL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}]"
SEPARATOR: Final = "\n"
"""Between the sides of a list; no side holds a line break."""
FOLDED: Final = "[\u00df\u0130\u0149\u017f\u01f0\u1e96-\u1e9a\u1e9e\u212a\ufb00-\ufb06]"
"""Letters beyond ASCII whose folded case is written with letters of it; a word could hide in them."""


@dataclass(frozen=True)
class Columns:
    """Records whose structure is sound, by columns.

    Attributes
    ----------
    fields
        The given fields; dates as ``date32``.
    geometry
        Empty for none, ``Point``, or another word.
    lonlat
        Degrees of WGS 84 of each point, (n, 2); NaN without one.
    """

    fields: pa.Table
    geometry: np.ndarray[Any, np.dtype[np.str_]]
    lonlat: Floats

    def __getitem__(self, name: str) -> pa.Array:
        return columns.in_one(self.fields[name])

    def __len__(self) -> int:
        return int(self.fields.num_rows)


def columns_of(features: Sequence[Json], *, deployments: bool) -> Columns:
    """Turn features into columns.

    Parameters
    ----------
    features
        As the schema has them.
    deployments
        Whether they belong to ``deployments.geojson``.

    Raises
    ------
    ValueError, OverflowError
        If a column has no place for a value: half a letter, a number without bounds.
    """
    shapes = [feature["geometry"] or {"type": ""} for feature in features]
    nowhere = (np.nan, np.nan)
    lonlat = [shape["coordinates"][:2] if shape["type"] == "Point" else nowhere for shape in shapes]
    return Columns(
        fields=columns.table(
            [feature["properties"] for feature in features], schema.given_fields(deployments=deployments)
        ),
        geometry=np.array([shape["type"] for shape in shapes], dtype=str),
        lonlat=np.array(lonlat, dtype=float).reshape(-1, 2),
    )


def everyone(records: Columns, _: References) -> Mask:
    """Leave no record out."""
    return np.ones(len(records), dtype=bool)


def own(records: Columns, _: References) -> Mask:
    """Find ids that are not of ours, and records without a day of publication; some are rows of others."""
    odd = pc.invert(pc.match_substring_regex(records["id"], f"^{schema.RECORD_ID}$"))
    return _any(odd, pc.is_null(records["reported"]))


def letters(records: Columns, _: References) -> Mask:
    """Find control characters, and texts in which nothing can be seen; half a letter is in no column."""
    return _saying(rf"{CONTROL}|\A[{INVISIBLE}]+\z", columns.texts(records.fields), records)


def dates(records: Columns, _: References) -> Mask:
    """Find days in the wrong order, or outside the period."""
    start, reported, period = records["start"], records["reported"], study.current()
    end = pc.coalesce(records["end"], start)
    early = pc.and_(
        pc.less(reported, start),
        pc.and_(pc.equal(records["kind"], "incident"), pc.equal(records["date_precision"], "day")),
    )
    outside = pc.or_(pc.less(start, pa.scalar(period.first)), pc.greater(end, pa.scalar(period.last)))
    return _any(pc.less(end, start), early, outside)


def terms(records: Columns, _: References) -> Mask:
    """Find words of the vocabularies that do not go together."""
    status, ends = records["end_status"], pc.is_valid(records["end"])
    statistic = pc.xor(pc.equal(records["kind"], "statistic"), pc.equal(records["category"], "statistics"))
    endless = pc.and_(pc.equal(records["kind"], "deployment"), pc.is_null(status))
    open_end = pc.and_(_in(status, schema.OPEN_ENDS), ends)
    known = pc.and_(pc.equal(status, "known"), pc.invert(ends))
    same_day = pc.and_(pc.equal(status, "same_day"), pc.not_equal(records["end"], records["start"]))
    superseded = pc.and_not(pc.equal(status, "superseded"), ends)
    computed = pc.and_(pc.equal(status, "known"), pc.match_substring_regex(records["note"], f"(?i){COMPUTED.pattern}"))
    return _any(statistic, endless, open_end, known, same_day, superseded, computed)


def references(records: Columns, known: References) -> Mask:
    """Find sources and areas that are not there, and sources that a record cites twice or gives a figure to uncited."""
    cited, figured = _members(records["sources"], "id"), _members(records["figures"], "source")
    pairs, figured_pairs = _pairs(cited, figured)
    once, times = np.unique(pairs, return_counts=True)
    unknown = ~_in(cited.values, known.sources).to_numpy(zero_copy_only=False)
    area = pc.and_not(pc.is_valid(records["area"]), _in(records["area"], known.areas))
    mask = _any(area)
    mask[cited.rows[unknown | np.isin(pairs, once[times > 1])]] = True
    mask[figured.rows[~np.isin(figured_pairs, pairs)]] = True
    return mask


def claims(records: Columns, _: References) -> Mask:
    """Find a confidence that does not go with who claims and who denies."""
    denied = _any_in(records["disputed_by"])
    alone = pa.array(uncorroborated(records["claimant_sides"]))
    return _any(
        pc.xor(pc.equal(records["confidence"], "disputed"), denied),
        pc.and_(pc.equal(records["confidence"], "confirmed_multiple"), alone),
    )


def uncorroborated(sides: pa.Array) -> Mask:
    """Whether no two sides of a record's claimants are independent, (n,); few lists of sides differ."""
    lists = pc.dictionary_encode(pc.binary_join(sides, SEPARATOR))
    alone = np.array([not corroborate(frozenset(each.split(SEPARATOR))) for each in lists.dictionary.to_pylist()])
    found: Mask = alone[lists.indices.to_numpy(zero_copy_only=False)] if len(alone) else np.zeros(0, dtype=bool)
    return found


def deniers(records: Columns, _: References) -> Mask:
    """Find those who deny without sides, and sides without them."""
    return _any(pc.xor(*(_any_in(records[name]) for name in ("disputed_by", "denier_sides"))))


def bearings(records: Columns, _: References) -> Mask:
    """Find citations that bear a denial or a figure where the record has none, or anything without saying what."""
    cited = records["sources"]
    lists, says = pc.struct_field(pc.list_flatten(cited), "bears"), _members(cited, "says")
    denied, figured = (_any(_any_in(records[name])) for name in ("disputed_by", "figures"))
    borne, rows = pc.list_flatten(lists), says.rows[columns.parents(lists)]
    mask = np.zeros(len(records), dtype=bool)
    mask[rows[_any(pc.equal(borne, "denial")) & ~denied[rows]]] = True
    mask[rows[_any(pc.equal(borne, "figure")) & ~figured[rows]]] = True
    mask[says.rows[_any(pc.and_(_any_in(lists), pc.is_null(says.values)))]] = True
    return mask


def figures(records: Columns, _: References) -> Mask:
    """Find figures without a number, and those whose least is more than their most."""
    value, low, high = (_members(records["figures"], name) for name in ("value", "min", "max"))
    none = pc.and_(pc.is_null(value.values), pc.and_(pc.is_null(low.values), pc.is_null(high.values)))
    mask = np.zeros(len(records), dtype=bool)
    mask[value.rows[_any(none, pc.greater(low.values, high.values))]] = True
    return mask


def signs(records: Columns, _: References) -> Mask:
    """Find numbers less than nothing of what cannot be."""
    measure = _members(records["figures"], "measure")
    below = [pc.less(_members(records["figures"], name).values, 0) for name in NUMBERS]
    mask = np.zeros(len(records), dtype=bool)
    mask[measure.rows[_any(*below) & ~_any(_in(measure.values, BELOW_NOTHING))]] = True
    return mask


def scopes(records: Columns, _: References) -> Mask:
    """Find scopes more exact than the record's place, and points without one beside words of a wider place."""
    scope, note = _members(records["figures"], "scope"), _members(records["figures"], "note")
    order = pa.array(PRECISIONS)
    own = pc.index_in(records["geo_precision"], order).to_numpy(zero_copy_only=False)
    theirs = pc.index_in(pc.struct_field(scope.values, "precision"), order)
    words = "|".join(map(re.escape, study.current().words_of_a_wider_place))
    texts = [(records[name], np.arange(len(records))) for name in ("title", "summary")]
    wider = _saying(rf"(?i:{words})|{FOLDED}", [*texts, (note.values, note.rows)], records)
    wider &= _any(_in(records["geo_precision"], schema.POINT_PRECISIONS)) & bool(words)
    mask = np.zeros(len(records), dtype=bool)
    mask[scope.rows[_any(pc.less(theirs, pa.array(own[scope.rows])))]] = True
    mask[scope.rows[_any(pc.is_null(scope.values)) & wider[scope.rows]]] = True
    return mask


def title(records: Columns, _: References) -> Mask:
    """Find titles that say a number of people or attempts that no figure has."""
    saying = np.flatnonzero(_any(pc.match_substring_regex(records["title"], f"(?s)[0-9].*(?:{COUNTED})")))
    rows, said = _flat([(row, counted_in(records["title"][row].as_py())) for row in saying.tolist()])
    given = [_members(records["figures"], name) for name in NUMBERS]
    keys = np.concatenate([_key(members.rows, members.values.to_numpy(zero_copy_only=False)) for members in given])
    mask = np.zeros(len(records), dtype=bool)
    mask[rows[~np.isin(_key(rows, said), keys)]] = True
    return mask


def _flat(lists: Iterable[tuple[int, Sequence[int]]]) -> tuple[Integers, Floats]:
    pairs = [(row, number) for row, numbers in lists for number in numbers]
    return np.array([row for row, _ in pairs], dtype=int), np.array([number for _, number in pairs], dtype=float)


def _key(rows: columns.Rows, numbers: Floats) -> np.ndarray[Any, Any]:
    """Number and row as one value that can be looked up."""
    return np.asarray(rows + 1j * numbers)


def place(records: Columns, known: References) -> Mask:
    """Find places that do not go with their precision, and points and shapes that could be wrong."""
    precision, area = records["geo_precision"], pc.is_valid(records["area"])
    placed, point = (pa.array(mask) for mask in (records.geometry != "", records.geometry == "Point"))
    precise, region = _in(precision, schema.POINT_PRECISIONS), pc.equal(precision, "region")
    return _any(
        pc.and_not(precise, placed),
        pc.and_not(point, precise),
        pc.xor(point, pc.is_valid(records["uncertainty_m"])),
        pc.and_not(area, region),
        pc.and_not(region, pc.or_(area, placed)),
        pc.and_not(placed, point),
    ) | _odd_points(records, known)


def _odd_points(records: Columns, known: References) -> Mask:
    """Find empty points, and those out of range, with too few or too many decimals, on no land or at a centroid."""
    given = ~np.isnan(records.lonlat).any(axis=1)
    points = records.lonlat[given]
    odd = (np.abs(points) > (MAX_LONGITUDE, MAX_LATITUDE)).any(axis=1)
    odd |= (points.round(COORDINATE_DECIMALS_MAX) != points).any(axis=1)
    odd |= (points.round(PLACEHOLDER_DECIMALS) == points).all(axis=1)
    if known.land.geometries.size:
        odd |= holder(known.land.geometries, points[:, 0] + 1j * points[:, 1]) < 0
    metric = positions(points)
    for centroid in shapely.get_coordinates(known.centroids.geometries) @ (1, 1j):
        odd |= ~(np.abs(metric - centroid) > CENTROID_M)
    mask: Mask = records.geometry == "Point"
    mask[given] = odd
    return mask


def tone(records: Columns, _: References) -> Mask:
    """Find words that take sides, and letters that could hide one."""
    words = "|".join(map(re.escape, study.current().words_never_used))
    if not words:
        return np.zeros(len(records), dtype=bool)
    own = ((records[name], np.arange(len(records))) for name in TONED)
    return _saying(rf"\b(?i:{words})\b|{FOLDED}", own, records)


# --- the structure -------------------------------------------------------------------


def structure(fields: pa.Table, *, deployments: bool) -> Mask:
    """Find records that the schema could refuse, (n,); columns have the types of the fields already.

    Parameters
    ----------
    fields
        Columns of the given fields.
    deployments
        Whether they belong to ``deployments.geojson``.
    """
    mask = np.zeros(fields.num_rows, dtype=bool)
    members = {name: columns.in_one(fields[name]) for name in fields.column_names}
    _mark_members(mask, members, np.arange(fields.num_rows), schema.record_schema(deployments=deployments))
    return mask


def _mark_members(mask: Mask, members: Mapping[str, pa.Array], rows: columns.Rows, rule: schema.Json) -> None:
    for name, inner in rule["properties"].items():
        may_be_null = name not in rule["required"]
        _mark(mask, members[name], rows, {"anyOf": [columns.not_null(inner), NULL]} if may_be_null else inner)


def _mark(mask: Mask, values: pa.Array, rows: columns.Rows, rule: schema.Json) -> None:
    """Mark the rows of values that a rule could refuse; what it says and nobody here knows marks them all."""
    own, there = columns.not_null(rule), as_mask(values.is_valid())
    if rule is own:
        mask[rows[~there]] = True
    for keyword, limit in own.items():
        if keyword in KNOWN:
            mask[rows[there & as_mask(KNOWN[keyword](values, limit))]] = True
        elif keyword not in WALKED:
            mask[rows] = True
    if own["type"] == "array":
        _mark(mask, pc.list_flatten(values), rows[columns.parents(values)], own["items"])
    elif "properties" in own:
        found = values.filter(pa.array(there))
        _mark_members(mask, {kind.name: pc.struct_field(found, kind.name) for kind in values.type}, rows[there], own)
    elif own["type"] == "object":
        of_pairs = rows[columns.parents(pa.ListArray.from_arrays(values.offsets, values.keys))]
        _mark(mask, values.keys, of_pairs, {"type": "string", **own.get("propertyNames", {})})
        _mark(mask, values.items, of_pairs, own["additionalProperties"])


NULL: Final = {"type": "null"}
KNOWN: Final[Mapping[str, Callable[[pa.Array, Any], pa.Array]]] = {
    "enum": lambda values, limit: pc.invert(_in(values, limit)),
    "pattern": lambda values, limit: pc.invert(pc.match_substring_regex(values, limit)),
    "minLength": lambda values, limit: pc.less(pc.utf8_length(values), limit),
    "maxLength": lambda values, limit: pc.greater(pc.utf8_length(values), limit),
    "minimum": lambda values, limit: pc.invert(pc.greater_equal(values, limit)),
    "maximum": lambda values, limit: pc.invert(pc.less_equal(values, limit)),
    "minItems": lambda values, limit: pc.less(pc.list_value_length(values), limit),
    "maxItems": lambda values, limit: pc.greater(pc.list_value_length(values), limit),
}
"""What is against a keyword, value by value."""
WALKED: Final = frozenset(
    {"type", "format", "items", "properties", "required", "additionalProperties", "propertyNames"}
)
"""Keywords that the types of the columns hold, or that are walked into."""


# --- masks ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Members:
    """What stands in the lists of a column: the values, and the row of each."""

    values: pa.Array
    rows: columns.Rows


def _members(lists: pa.Array, name: str) -> Members:
    return Members(values=pc.struct_field(pc.list_flatten(lists), name), rows=columns.parents(lists))


def _pairs(*lists: Members) -> list[Integers]:
    """Number the pairs of row and value, alike in all the lists."""
    coded = pc.dictionary_encode(pa.concat_arrays([members.values for members in lists]))
    codes = coded.indices.to_numpy(zero_copy_only=False)
    pairs = np.concatenate([members.rows for members in lists]) * len(coded.dictionary) + codes
    return np.split(pairs, np.cumsum([len(members.rows) for members in lists])[:-1])


def _any_in(lists: pa.Array) -> pa.Array:
    """Whether a list holds anything; one that is missing does not."""
    return pc.fill_null(pc.greater(pc.list_value_length(lists), 0), False)  # noqa: FBT003  # Arrow's order


def _in(values: pa.Array, known: Iterable[str]) -> pa.Array:
    return pc.is_in(values, value_set=pa.array(sorted(known), pa.string()))


def as_mask(mask: pa.Array) -> Mask:
    """Turn Arrow's answers into NumPy's; where nothing is said there is no doubt."""
    found: Mask = pc.fill_null(mask, False).to_numpy(zero_copy_only=False)  # noqa: FBT003  # Arrow's order
    return found


def among(values: pa.ChunkedArray, words: Iterable[str]) -> Mask:
    """Which values are among some words, (n,)."""
    return as_mask(_in(columns.in_one(values), words))


def _any(*masks: pa.Array) -> Mask:
    found: Mask = np.logical_or.reduce([as_mask(mask) for mask in masks])
    return found


def _saying(pattern: str, texts: Iterable[tuple[pa.Array, columns.Rows]], records: Columns) -> Mask:
    mask = np.zeros(len(records), dtype=bool)
    for values, rows in texts:
        mask[rows[_any(pc.match_substring_regex(values, pattern))]] = True
    return mask
