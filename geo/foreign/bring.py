"""From the bytes of a file to records, sources and an account: pure, in memory, nothing of it on the disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, radians
from pathlib import PurePath
from statistics import median
from typing import Any, Final

from geo.errors import DataError, RequestError
from geo.foreign import countries, timemap
from geo.foreign import read as reading
from geo.foreign.account import Account, Remark
from geo.foreign.draft import Draft, Outcome, Skip
from geo.foreign.formats import FORMATS, Conversion, Format, detect
from geo.foreign.letters import clean
from geo.foreign.limits import FILE_MAX_BYTES
from geo.foreign.mapping import ColumnMapping
from geo.foreign.question import QuestionError
from geo.foreign.records import Dataset, Made, code_of, make, prefix_of, record_id
from geo.foreign.sheet import Fault, Row, Sheet, as_text

Progress = Callable[[int, int], None]
"""Told how many rows of how many are done."""
_TOLD_EVERY: Final = 1_000
KM_PER_DEGREE: Final = 111.2
FAR_KM: Final = 500
"""A point farther than this from all the others' middle is looked at again."""
_FAR_TIMES: Final = 3
_LEAST_POINTS: Final = 5
TAGS: Final = "row of HXL hashtags"
MAX_RELATED: Final = 150
_LISTED: Final = 6
_LEAST_TURNED: Final = 2
"""One row alone is a slip, not a column."""
WHY_SIGN: Final = "the coordinates contradict the country that the row names: a sign seems lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a file gave.

    Attributes
    ----------
    dataset
        Whose rows these are, and what its licence allows.
    account
        What became of each row.
    features
        Records as GeoJSON features, WGS 84, in the file's order.
    sources
        CSL-JSON entries by id.
    mapping
        What the columns mean, where a mapping decided that; to show, change and save.
    columns
        Names of all columns.
    made_ids
        Our ids of records whose ids were made of their content, because the file gives none.
    """

    dataset: Dataset
    account: Account
    features: tuple[Mapping[str, Any], ...]
    sources: Mapping[str, Mapping[str, Any]]
    mapping: ColumnMapping | None = None
    columns: tuple[str, ...] = ()
    made_ids: frozenset[str] = frozenset()


def bring(
    content: bytes,
    *,
    file: str,
    as_format: str = "",
    mapping: ColumnMapping | None = None,
    max_bytes: int = FILE_MAX_BYTES,
    progress: Progress | None = None,
    beside: tuple[str, bytes] | None = None,
) -> Brought:
    """Take a file in.

    Parameters
    ----------
    content
        All of it.
    file
        Its name.
    as_format
        A code of `geo.foreign.formats.FORMATS`; told by the columns if empty.
    mapping
        What the columns of a free table mean; found if None.
    max_bytes
        How much is read.
    progress
        Is told how far it is.
    beside
        Name and content of the file of sources that a TimeMap server has beside its events.

    Returns
    -------
    brought
        Records, sources and the account; every row of the file is in the account once.

    Raises
    ------
    DataError
        If the file cannot be used at all.
    QuestionError
        If it can be read in two ways and nothing in it shows which.
    RequestError
        If there is no such format.
    """
    sheet = reading.read(content, file=file, max_bytes=max_bytes)
    if beside:
        sheet = joined(sheet, reading.read(beside[1], file=beside[0], max_bytes=max_bytes))
    return bring_sheet(sheet, as_format=as_format, mapping=mapping, progress=progress)


def joined(events: Sheet, sources: Sheet) -> Sheet:
    """Join the events of a TimeMap server with the sources that lie in a file of their own; say so in the notes.

    Raises
    ------
    DataError
        If they are not the two.
    """
    if not (timemap.matches(events) and timemap.are_sources(sources)):
        raise DataError(
            sources.file, "no file of sources for these rows", "sources.json of a TimeMap, beside its events"
        )
    table, notes = timemap.with_sources(events, sources)
    return replace(table, notes=(*table.notes, *notes))


def bring_sheet(
    sheet: Sheet, *, as_format: str = "", mapping: ColumnMapping | None = None, progress: Progress | None = None
) -> Brought:
    """Take a table in that has been read already.

    Parameters
    ----------
    sheet
        The table.
    as_format, mapping, progress
        As for `bring`.

    Raises
    ------
    DataError
        If the table cannot be used.
    RequestError
        If there is no such format.
    """
    form = _format(sheet, as_format=as_format, mapping=mapping)
    dataset = _dataset(form, sheet, mapping)
    conversion = form.prepare(sheet, mapping)
    outcomes = _told(_without_copies(sheet.rows, conversion.convert), total=len(sheet.rows), progress=progress)
    outcomes = _against_countries(list(outcomes), sheet, may_turn=form.understand is not None)
    outcomes = _without_swapped(outcomes)
    return _counted(sheet, form=form, dataset=dataset, outcomes=outcomes, conversion=conversion)


def understood(
    sheet: Sheet, *, as_format: str = "", mapping: ColumnMapping | None = None
) -> tuple[ColumnMapping | None, tuple[str, ...]]:
    """Say what the columns of a table seem to mean, before any row is taken.

    Parameters
    ----------
    sheet
        The table.
    as_format, mapping
        As for `bring`.

    Returns
    -------
    mapping, columns
        None for a format whose columns need no mapping; and the names of all columns that a mapping may name.

    Raises
    ------
    DataError
        If the mapping names columns that the table does not have.
    RequestError
        If there is no such format.
    """
    form = _format(sheet, as_format=as_format, mapping=mapping)
    if form.understand is None:
        return None, sheet.columns
    table, found = form.understand(sheet, mapping)
    dataset = _dataset(form, sheet, mapping)
    return replace(found, dataset=dataset.code, title=dataset.title), table.columns


def _format(sheet: Sheet, *, as_format: str, mapping: ColumnMapping | None) -> Format:
    if as_format:
        if as_format not in FORMATS:
            message = f"no format {as_format!r}: one of {', '.join(FORMATS)}"
            raise RequestError(message)
        return FORMATS[as_format]
    found = detect(sheet)
    return FORMATS["free"] if mapping and mapping.columns and found.understand is None else found


def _dataset(form: Format, sheet: Sheet, mapping: ColumnMapping | None) -> Dataset:
    given = mapping or ColumnMapping()
    stem = PurePath(sheet.file).stem or sheet.file
    code = code_of(given.dataset) if given.dataset else (form.code if form.shared else code_of(stem))
    if len(code) < len("abc"):
        code = f"{code}-data"
    return Dataset(
        code=code,
        title=given.title or (form.title if form.shared else stem),
        publisher=form.publisher,
        url=form.url,
        licence=form.licence,
        attribution=form.attribution,
        passing_on=form.passing_on,
        prefix=form.prefix if form.shared and code == form.code else prefix_of(code),
    )


# --- rows ----------------------------------------------------------------------------


def _without_copies(rows: Sequence[Row], convert: Callable[[Row], Outcome]) -> Iterable[tuple[Row, Outcome]]:
    """Convert the rows; a row with an id that repeats another cell by cell is refused."""
    first: dict[tuple[Any, ...], int] = {}
    for row in rows:
        outcome = convert(row)
        if isinstance(outcome, Draft):
            key = (*sorted((name, as_text(value)) for name, value in row.cells.items()), repr(row.geometry))
            original = first.setdefault(key, row.number)
            if original != row.number:
                outcome = _copy(outcome, original)
        yield row, outcome


def _copy(draft: Draft, original: int) -> Outcome:
    """Refuse an exact copy that has an id; one without may be a second thing of the same kind, and is kept and said."""
    if draft.has_own_id:
        return Fault("row", f"an exact copy of row {original}", "each row once")
    return replace(draft, warnings=(*draft.warnings, "a row without an id that repeats another; kept"))


def _told(
    pairs: Iterable[tuple[Row, Outcome]], *, total: int, progress: Progress | None
) -> Iterable[tuple[Row, Outcome]]:
    for done, pair in enumerate(pairs, start=1):
        if progress and (done % _TOLD_EVERY == 0 or done == total):
            progress(done, total)
        yield pair


def _against_countries(
    outcomes: Sequence[tuple[Row, Outcome]], sheet: Sheet, *, may_turn: bool
) -> list[tuple[Row, Outcome]]:
    """Compare each point with the country that its row names.

    A point that would lie there if it were turned is refused, and where most are, the whole is asked about. One that
    has lost a sign is none: the record is taken without it. One that lies far away is taken and said.
    """
    slips = {row.number: _slip(outcome) for row, outcome in outcomes}
    turned = sum(slip == "turned" for slip in slips.values())
    if may_turn and turned >= _LEAST_TURNED and turned > sum(slip == "" for slip in slips.values()):
        raise QuestionError(
            sheet.file,
            f"{turned:,} points would lie in the country that their row names if they were turned",
            member="turned",
            choices={"true": "turn them"},
        )
    return [(row, _mended(outcome, slips[row.number])) for row, outcome in outcomes]


def _slip(outcome: Outcome) -> str | None:
    """What is wrong with a point by its row's own country; None where there is nothing to compare."""
    if not isinstance(outcome, Draft) or not outcome.place.geometry or outcome.place.geometry["type"] != "Point":
        return None
    boxes = countries.boxes_of(outcome.place.country) if outcome.place.country else ()
    lon, lat = outcome.place.geometry["coordinates"]
    return countries.slip(lon, lat, boxes) if boxes else None


def _mended(outcome: Outcome, slip: str | None) -> Outcome:
    if not slip or not isinstance(outcome, Draft) or not outcome.place.geometry:
        return outcome
    lon, lat = outcome.place.geometry["coordinates"]
    where = f"{lat}, {lon} does not lie in {outcome.place.country}"
    if slip == "turned":
        return Fault("coordinates", f"{where}; turned, it does", "latitude first, then longitude")
    if slip == "far":
        return replace(outcome, doubts=(*outcome.doubts, Fault("coordinates", f"{where} or near it", "a place in it")))
    doubt = Fault("coordinates", f"{where}; with another sign, it does", "the sign; taken without the point")
    precision = "region" if outcome.place.name else "country"
    place = replace(outcome.place, geometry=None, uncertainty_m=None, precision=precision, why_no_point=WHY_SIGN)
    return replace(outcome, place=place, doubts=(*outcome.doubts, doubt))


def _without_swapped(outcomes: list[tuple[Row, Outcome]]) -> list[tuple[Row, Outcome]]:
    """Refuse a single point far from all others that would lie among them if its coordinates were turned."""
    points = {
        row.number: outcome.place.geometry["coordinates"]
        for row, outcome in outcomes
        if isinstance(outcome, Draft) and outcome.place.geometry and outcome.place.geometry["type"] == "Point"
    }
    suspects = _swapped(points)
    return [
        (row, _refuse_turned(points[row.number]) if row.number in suspects else outcome) for row, outcome in outcomes
    ]


def _refuse_turned(point: Sequence[float]) -> Fault:
    lon, lat = point
    return Fault(
        "coordinates",
        f"{lat}, {lon} lies far from all other rows; turned, it lies among them",
        "latitude first, then longitude",
    )


def _swapped(points: Mapping[int, Sequence[float]]) -> frozenset[int]:
    if len(points) < _LEAST_POINTS:
        return frozenset()
    middle = (median(lon for lon, _ in points.values()), median(lat for _, lat in points.values()))
    apart = sorted(_km(middle, point) for point in points.values())
    usual = apart[int(len(apart) * 0.9)] if len(apart) >= 2 * _LEAST_POINTS else apart[len(apart) // 2]
    far = max(FAR_KM, _FAR_TIMES * usual)
    return frozenset(
        number
        for number, (lon, lat) in points.items()
        if _km(middle, (lon, lat)) > far and abs(lon) <= 90 and _km(middle, (lat, lon)) <= max(usual, 50)  # noqa: PLR2004 - a latitude; kilometres
    )


def _km(one: Sequence[float], other: Sequence[float]) -> float:
    """Kilometres apart on a flat map of the middle latitude: enough to tell near from far."""
    east = ((other[0] - one[0] + 180) % 360 - 180) * cos(radians((one[1] + other[1]) / 2))
    return hypot(east, other[1] - one[1]) * KM_PER_DEGREE


# --- the account ---------------------------------------------------------------------


def _counted(
    sheet: Sheet, *, form: Format, dataset: Dataset, outcomes: Sequence[tuple[Row, Outcome]], conversion: Conversion
) -> Brought:
    drafts = [(row, outcome) for row, outcome in outcomes if isinstance(outcome, Draft)]
    ids = _ids(drafts, prefix=dataset.prefix)
    groups = _groups(drafts, ids)
    made = [
        make(draft, dataset=dataset, own=own, related=[name for name in groups[draft.id] if name != own])
        for (_, draft), own in zip(drafts, ids, strict=True)
    ]
    doubtful = [_remark(row, draft.id, doubt) for row, draft in drafts for doubt in draft.doubts]
    doubtful += _shared_ids(drafts)
    without = Counter(draft.place.why_no_point or "no geometry" for _, draft in drafts if not draft.place.geometry)
    account = Account(
        file=sheet.file,
        format=form.code,
        dataset=dataset.code,
        title=dataset.title if form.shared else f"{dataset.title} ({form.title})",
        rows=len(sheet.rows) + bool(sheet.tags),
        taken=len(drafts),
        with_point=len(drafts) - sum(without.values()),
        skipped=_skipped(outcomes, tagged=bool(sheet.tags)),
        without_point=dict(without.most_common()),
        refused=tuple(_remark(row, _id_of(row), outcome) for row, outcome in outcomes if isinstance(outcome, Fault)),
        doubtful=tuple(sorted(doubtful, key=lambda item: (item.row, item.field))),
        warnings=_warnings(drafts, made),
        notes=(*sheet.notes, *conversion.notes),
    )
    return Brought(
        dataset=dataset,
        account=account,
        features=tuple(item.feature for item in made),
        sources={name: source for item in made for name, source in item.sources.items()},
        mapping=conversion.mapping,
        columns=sheet.columns,
        made_ids=frozenset(own for (_, draft), own in zip(drafts, ids, strict=True) if not draft.has_own_id),
    )


def _remark(row: Row, name: str, fault: Fault) -> Remark:
    """Name a row and its fault in letters that a terminal, a page and a file can hold: faults quote cells."""
    return Remark(row.number, clean(name), *map(clean, (fault.field, fault.problem, fault.expected)))


def _id_of(row: Row) -> str:
    """An id to name a refused row by: its first column that is called one, or holds it first."""
    names = [name for name in row.cells if name.casefold().replace("_", " ").split(".")[-1] in _ID_NAMES]
    return row.text(*names)[:80] if names else ""


_ID_NAMES: Final = frozenset(
    {
        "id",
        "event id cnty",
        "data id",
        "incident id",
        "main id",
        "web id",
        "civid",
        "event id",
        "post id",
        "#",
        "nr",
        "lp",
        "numer",
    }
)


def _ids(drafts: Sequence[tuple[Row, Draft]], *, prefix: str) -> list[str]:
    """Our id of each draft; the second different row with one id of theirs gets ``_2``."""
    turns: Counter[str] = Counter()
    taken: set[str] = set()
    ids = []
    for _, draft in drafts:
        turns[draft.id] += 1
        own = record_id(prefix, draft.id, turn=turns[draft.id])
        while own in taken:  # theirs may end like ours: 7 and 7_2
            turns[draft.id] += 1
            own = record_id(prefix, draft.id, turn=turns[draft.id])
        taken.add(own)
        ids.append(own)
    return ids


def _groups(drafts: Sequence[tuple[Row, Draft]], ids: Sequence[str]) -> dict[str, list[str]]:
    """Our ids by theirs, to link the rows that share one; too many to list are not linked."""
    groups: dict[str, list[str]] = {}
    for (_, draft), own in zip(drafts, ids, strict=True):
        groups.setdefault(draft.id, []).append(own)
    return {name: members if len(members) <= MAX_RELATED else [] for name, members in groups.items()}


def _shared_ids(drafts: Sequence[tuple[Row, Draft]]) -> list[Remark]:
    """Name each row whose id stands on another row too, with other content."""
    rows: dict[str, list[int]] = {}
    for row, draft in drafts:
        if draft.has_own_id:
            rows.setdefault(draft.id, []).append(row.number)
    return [
        Remark(
            number,
            name,
            "id",
            f"stands on {len(numbers)} different rows: {_listed(numbers)}",
            "an id on one row; all are kept and linked",
        )
        for name, numbers in rows.items()
        if len(numbers) > 1
        for number in numbers
    ]


def _listed(numbers: Sequence[int]) -> str:
    """The first few numbers of a list, with an ellipsis where there are more."""
    few = numbers[:_LISTED]
    return ", ".join(map(str, few)) + (" …" if len(numbers) > len(few) else "")


def _skipped(outcomes: Sequence[tuple[Row, Outcome]], *, tagged: bool) -> dict[str, int]:
    reasons = Counter(outcome.reason for _, outcome in outcomes if isinstance(outcome, Skip))
    return {**({TAGS: 1} if tagged else {}), **reasons}


def _warnings(drafts: Sequence[tuple[Row, Draft]], made: Sequence[Made]) -> dict[str, int]:
    found = Counter(warning for _, draft in drafts for warning in dict.fromkeys(draft.warnings))
    shortened = sum(bool(item.shortened) for item in made)
    if shortened:
        found["text shortened for the record; the whole of it kept beside it"] = shortened
    return dict(sorted(found.items()))
