"""Who says so: by side, by party that denies it, and published figures side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import schema
from geo.query.words import period
from geo.rows import rows
from geo.summarise.counts import family_of
from geo.summarise.figures import bounds, iso_day
from geo.summarise.forces import country_name, scoped_note

Table = TypeVar("Table", bound=pd.DataFrame)
AT_CROSSING_M: Final = 5_000
"""A point as near to the line and as exact as this lies at its nearest crossing, metres."""
STOCKS: Final = frozenset({"people_present", "personnel"})
"""Measures of how many there are at a time, which several records may give for one place."""
TOGETHER_DAYS: Final = 14
"""Days within which figures are about the same time."""
FIGURE_COLUMNS: Final = (
    "group",
    "measure",
    "unit",
    "low",
    "high",
    "said",
    "attributed_to",
    "as_of",
    "note",
    "id",
)
OF_A_FIGURE: Final = (
    "id",
    "figures",
    "kind",
    "start",
    "place",
    "area",
    "country",
    "border_m",
    "uncertainty_m",
    "nearest_crossing",
)
"""Fields of a record that its figures rest on; to take all of them costs more than the rest."""


def claimant_balance(records: gpd.GeoDataFrame) -> pd.DataFrame:
    """Records that each side claims, and those that it alone claims.

    Returns
    -------
    balance
        Columns ``side``, ``records``, ``alone``; a record of two sides counts once for each.
    """
    sides = records["claimant_sides"].map(set)
    rows = [
        (term.label, sum(code in there for there in sides), sum(there == {code} for there in sides))
        for code, term in schema.CLAIMANT_SIDES.items()
    ]
    return (
        pd.DataFrame(rows, columns=["side", "records", "alone"])
        .query("records > 0")
        .sort_values("records", ascending=False, ignore_index=True)
    )


def claims(records: pd.DataFrame) -> pd.DataFrame:
    """Count records by the side that says so, their family and what the claims amount to.

    Returns
    -------
    claims
        Columns ``side``, ``family``, ``confidence`` (codes) and ``records``, what is not zero. A record of two sides
        counts once for each: the numbers of several sides do not add up to records.
    """
    counts = Counter(
        (side, family, confidence)
        for sides, family, confidence in zip(
            records["claimant_sides"], family_of(records["category"]), records["confidence"], strict=True
        )
        for side in dict.fromkeys(sides)
    )
    rows = [
        (side, family, confidence, counts[side, family, confidence])
        for side in schema.CLAIMANT_SIDES
        for family in schema.FAMILIES
        for confidence in schema.CONFIDENCES
        if counts[side, family, confidence]
    ]
    return pd.DataFrame(rows, columns=["side", "family", "confidence", "records"])


def denials(records: pd.DataFrame) -> pd.DataFrame:
    """Count the records that each party denies or tells otherwise, by the side that says so.

    Returns
    -------
    denials
        Columns ``denied_by`` (as named in the records), ``side`` (code of who says so), ``records``; most first.
    """
    counts = Counter(
        (name, side)
        for names, sides in zip(records["disputed_by"], records["claimant_sides"], strict=True)
        for name in names
        for side in dict.fromkeys(sides)
    )
    rows = [(name, side, number) for (name, side), number in counts.most_common()]
    return pd.DataFrame(rows, columns=["denied_by", "side", "records"])


def one_sided(records: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Records that one side alone says."""
    return records[records["single_claimant"].astype(bool)]


def contested(records: Table, *, by: str = "") -> Table:
    """Records that a named party denies or tells otherwise: any, or the one that is given."""
    denied = [by in names if by else bool(names) for names in records["disputed_by"]]
    found: Table = records[np.array(denied, dtype=bool)]  # a list, where empty, would choose columns
    return found


def side_by_side(records: gpd.GeoDataFrame, attempts: pd.DataFrame, *, areas: Mapping[str, str]) -> pd.DataFrame:
    """Bring published figures for the same thing at about the same time together; nothing is added up.

    Figures stand together if they have the same measure and unit and

    - are in one record, or
    - count people present, or personnel of one country's forces, at the same crossing or in the same area, or
    - are published totals for the same area, or
    - are counts of attempts for exactly the same days,

    and lie within `TOGETHER_DAYS` of the first of them. One figure is no set, nor are several of one claimant, who
    counts different things, but for counts of attempts for the same days.

    Parameters
    ----------
    records
        A selection.
    attempts
        Published counts of attempts, those of the selection's dates.
    areas
        Names of areas by id.

    Returns
    -------
    figures
        One row a figure: ``group`` (its heading), ``measure`` and ``unit`` (words), ``low``, ``high``, ``said``,
        ``attributed_to``, ``as_of``, ``note``, ``id`` (record or count). Sets with most figures first, in them by day.
    """
    return together(published(records, areas=areas), attempts)


def published(records: gpd.GeoDataFrame, *, areas: Mapping[str, str]) -> pd.DataFrame:
    """Published figures of records, as `together` takes them.

    Parameters
    ----------
    records, areas
        As for `side_by_side`.

    Returns
    -------
    figures
        One row a figure, on the index of its record; column ``figure``, what is said of it by name.
    """
    held = np.array([bool(said) for said in records["figures"]], dtype=bool)
    fields = {name: records[name].array[held] for name in OF_A_FIGURE}
    found = [
        (row, figure)
        for row, record in zip(records.index[held], rows(pd.DataFrame(fields)), strict=True)
        for figure in _record_figures(record, areas=areas)
    ]
    return pd.DataFrame({"figure": [figure for _, figure in found]}, index=[row for row, _ in found], dtype=object)


def together(found: pd.DataFrame, attempts: pd.DataFrame) -> pd.DataFrame:
    """Bring figures together by the rule of `side_by_side`, whose table it gives.

    Parameters
    ----------
    found
        Of `published`.
    attempts
        As for `side_by_side`.
    """
    every = [*found["figure"], *_attempt_figures(attempts)]
    topics: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in sorted(every, key=lambda row: (row["as_of"], row["id"], row["said"])):
        topics.setdefault(row["topic"], []).append(row)
    sets = [near for topic in topics.values() for near in _near_in_time(topic) if _competing(near)]
    sets.sort(key=lambda near: (-len(near), near[0]["as_of"], near[0]["id"]))
    headed = [row | {"group": heading} for near in sets for heading in (_heading(near),) for row in near]
    return pd.DataFrame(headed, columns=FIGURE_COLUMNS, dtype=object)


def _record_figures(record: Mapping[Any, Any], *, areas: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    here = _whereabouts(record, areas=areas)
    for figure in record["figures"]:
        scope = figure.get("scope")
        where = scope["place"] if scope else here
        yield {
            "topic": (figure["measure"], figure["unit"], *_topic(record, figure["measure"], where=where)),
            "where": where,
            "measure": schema.MEASURES[figure["measure"]].label,
            "unit": figure["unit"],
            **bounds(figure),
            "attributed_to": figure["attributed_to"],
            "as_of": iso_day(figure["as_of"]) or record["start"],
            "note": scoped_note(figure),
            "id": record["id"],
        }


def _whereabouts(record: Mapping[Any, Any], *, areas: Mapping[str, str]) -> str:
    """The crossing that a point lies at, else the area, else the place as named."""
    metres, reach = record["border_m"], record["uncertainty_m"]
    if metres is not None and metres <= AT_CROSSING_M and reach is not None and reach <= AT_CROSSING_M:
        return str(record["nearest_crossing"])
    return areas.get(record["area"] or "", record["place"] or "no place named")


def _topic(record: Mapping[Any, Any], measure: str, *, where: str) -> tuple[str, ...]:
    if measure == "personnel" and record["kind"] == "deployment":
        return ("forces", country_name(record["country"]))
    if measure in STOCKS:
        return ("at", where)
    if record["kind"] == "statistic":
        return ("total", where)
    return ("record", record["id"], where)


def _attempt_figures(attempts: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in rows(attempts):
        words = "about " if row["rounded"] else ""
        yield {
            "topic": ("attempts", "attempts", "period", f"{row['date_start']}/{row['date_end']}"),
            "where": f"for {period(row['date_start'], row['date_end'])}",
            "measure": schema.MEASURES["attempts"].label,
            "unit": schema.MEASURES["attempts"].unit,
            "low": row["attempts"],
            "high": row["attempts"],
            "said": f"{words}{row['attempts']:,}",
            "attributed_to": row["claimed_by"],
            "as_of": row["date_end"],
            "note": row["note"] or "",
            "id": row["id"],
        }


def _near_in_time(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Cut rows, sorted by day, where one lies more than `TOGETHER_DAYS` after the first of its set."""
    sets: list[list[dict[str, Any]]] = []
    for row in rows:
        if sets and (row["as_of"] - sets[-1][0]["as_of"]).days <= TOGETHER_DAYS:
            sets[-1].append(row)
        else:
            sets.append([row])
    return sets


def _competing(together: Sequence[Mapping[str, Any]]) -> bool:
    claimants = {row["attributed_to"] for row in together}
    return len(claimants) > 1 or (len(together) > 1 and together[0]["topic"][2] == "period")


def _heading(together: Sequence[Mapping[str, Any]]) -> str:
    first, last = together[0], together[-1]
    where = f"forces of {first['topic'][3]}" if first["topic"][2] == "forces" else first["where"]
    days = period(first["as_of"], last["as_of"])
    if first["topic"][2] == "period":
        return f"{first['measure']} {where} ({len(together)} figures)"
    one = f" · {first['id']}" if first["topic"][2] == "record" else ""
    return f"{first['measure']} · {where} · {days}{one} ({len(together)} figures)"
