"""Count records: nothing is ever summed but records themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

import geopandas as gpd
import pandas as pd

from geo import schema
from geo.model import ALONG_MAX_KM, ALONG_REACH_M

METRES_PER_KM: Final = 1000
ONE_DAY: Final = timedelta(days=1)
DAYS_OF: Final = {"day": 1, "week": 7}
MONDAY: Final = 4
"""Days from 1970-01-01, a Thursday, to the first Monday."""
LASTING_CATEGORIES: Final = ("policy", "closure")
AXIS_MODES: Final = ("road", "foot", "rail")
"""Modes of crossings, the one that most readers know first."""
BAND_KM: Final = 20
"""Length of a band of the line in comparisons, kilometres."""
AT_CROSSING_M: Final = 5_000
"""A point as near to the line and as exact as this lies at its nearest crossing, metres."""
STOCKS: Final = frozenset({"people_present", "personnel"})
"""Measures of how many there are at a time, which several records may give for one place."""
TOGETHER_DAYS: Final = 14
"""Days within which figures are about the same time."""
COUNTRIES: Final[Mapping[str, str]] = {
    "BY": "Belarus",
    "EE": "Estonia",
    "GB": "United Kingdom",
    "LT": "Lithuania",
    "LV": "Latvia",
    "PL": "Poland",
    "RU": "Russia",
    "UA": "Ukraine",
}
"""Countries whose forces were there, by ISO 3166-1 code; another one is shown by its code."""
LEVEL_COLUMNS: Final = (
    "number",
    "country",
    "force",
    "status",
    "low",
    "high",
    "said",
    "attributed_to",
    "as_of",
    "start",
    "end",
    "open",
    "note",
    "id",
)
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

Period = Literal["day", "week"]


def headline(shown: int, total: int) -> str:
    """The heading that readers quote: ``N of M records``."""
    return f"{shown:,} of {total:,} records"


def by_family(records: gpd.GeoDataFrame) -> Mapping[str, int]:
    """Records a family, in the families' order."""
    counts = family_of(records["category"]).value_counts()
    return {code: int(counts.get(code, 0)) for code in schema.FAMILIES}


def without_point(records: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Records that have no exact place: no geometry of their own, or more than a point."""
    return records[records.geometry.geom_type != "Point"]


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


def coverage(records: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count records by the month in which they begin, so that thin months show.

    Returns
    -------
    months
        One row a calendar month from the first to the last, those without a record too: ``month`` as ``2021-11``,
        one column a family by its label, and ``all``.
    """
    months = pd.PeriodIndex(records["start"].map(date.isoformat), freq="M")
    span = pd.period_range(months.min(), months.max(), freq="M") if len(months) else months
    counts = pd.crosstab(months, family_of(records["category"]).to_numpy()) if len(months) else pd.DataFrame()
    labels = {code: family.label for code, family in schema.FAMILIES.items()}
    table = counts.reindex(index=span, columns=list(labels), fill_value=0).rename(columns=labels)
    return table.assign(all=table.sum(axis="columns")).rename_axis("month").reset_index().astype({"month": str})


def tally(records: gpd.GeoDataFrame, *, field: str, vocabulary: Mapping[str, schema.Term]) -> pd.DataFrame:
    """Count records by a coded field, in the vocabulary's order.

    Returns
    -------
    counts
        Columns ``label`` and ``records``; words that no record has are left out.
    """
    counts = records[field].value_counts()
    rows = [(term.label, int(counts[code])) for code, term in vocabulary.items() if code in counts]
    return pd.DataFrame(rows, columns=["label", "records"])


# --- when ----------------------------------------------------------------------------


def family_of(categories: pd.Series) -> pd.Series:
    """Family of each category, on the same index."""
    return categories.map({code: category.family for code, category in schema.CATEGORIES.items()})


def periods(records: pd.DataFrame, *, per: Period) -> pd.DataFrame:
    """Count the records that begin in each day or week, a family at a time.

    Parameters
    ----------
    records
        A selection, of which ``start``, ``category`` and ``date_precision`` are read. A record counts once, on its
        first day; one that is dated to a month only has no first day and counts in none (`without_day`).
    per
        ``day``, or ``week`` from Monday to Sunday.

    Returns
    -------
    periods
        Columns ``first`` and ``last``, the period's days, both inclusive; ``next``, the day after; ``family``;
        ``records``. Only what is not zero, by day and then in the families' order.
    """
    dated = records[records["date_precision"] != "month"]
    days = dated["start"].to_numpy().astype("datetime64[D]")
    first = days - (days.astype(int) - MONDAY) % 7 if per == "week" else days
    counts = pd.DataFrame({"first": first, "family": family_of(dated["category"]).to_numpy()}).value_counts()
    order = {code: place for place, code in enumerate(schema.FAMILIES)}
    length = timedelta(days=DAYS_OF[per])
    moments, families = (counts.index.get_level_values(name) for name in ("first", "family"))
    found = sorted(
        (moment.date(), order[family], family, int(number))
        for moment, family, number in zip(moments, families, counts, strict=True)
    )
    rows = [(day, day + length - ONE_DAY, day + length, family, number) for day, _place, family, number in found]
    return pd.DataFrame(rows, columns=["first", "last", "next", "family", "records"])


def without_day(records: gpd.GeoDataFrame) -> int:
    """How many records are dated to a month and to no day."""
    return int((records["date_precision"] == "month").sum())


def daily_attempts(attempts: pd.DataFrame, *, first: date, last: date) -> pd.DataFrame:
    """Published counts of attempts for single days; days without a count stay away and are no zeros.

    Parameters
    ----------
    attempts
        ``Dataset.attempts``; of these only counts for one day whose date the source gives. Counts for months and years
        and running totals are never days.
    first, last
        Days, both inclusive.

    Returns
    -------
    daily
        Columns ``day``, ``attempts``, ``rounded``, ``claimed_by``, ``source``, ``note``; one row a published count.
    """
    one_day = (attempts["period_type"] == "day") & (attempts["date_start"] == attempts["date_end"])
    chosen = attempts[one_day & (attempts["date_start"] >= first) & (attempts["date_end"] <= last)]
    names = ["attempts", "rounded", "claimed_by", "source", "note"]
    return chosen[["date_start", *names]].rename(columns={"date_start": "day"}).reset_index(drop=True)


def measures_in_force(records: gpd.GeoDataFrame, *, until: date) -> pd.DataFrame:
    """Decisions and closures that hold for a time: the policy dates that charts show.

    The rule: category policy or closure, known to the day, from one day to a later one or to an open end, and about a
    place or an area and not a country as a whole.

    Parameters
    ----------
    records
        A selection.
    until
        Last day of the data, to which an open end is drawn.

    Returns
    -------
    measures
        Columns ``id``, ``title``, ``family``, ``start``, ``end`` (last day), ``open`` (whether no end is known),
        ``claimed_by``.
    """
    lasting = records["end"].notna() & (records["end"] != records["start"]) | records["end_status"].isin(
        schema.OPEN_ENDS
    )
    rule = (
        records["category"].isin(LASTING_CATEGORIES)
        & records["date_precision"].isin(("day", "range"))
        & (records["geo_precision"] != "country")
        & lasting
    )
    return _spans(records[rule], until=until)[["id", "title", "family", "start", "end", "open", "claimed_by"]]


def _spans(records: gpd.GeoDataFrame, *, until: date) -> pd.DataFrame:
    """Records as intervals: first day, last day, whether the end is open, and what to say of them."""
    is_open = records["end_status"].isin(schema.OPEN_ENDS)
    last = records["end"].where(records["end"].notna(), records["start"])
    return pd.DataFrame(
        {
            "id": records["id"],
            "title": records["title"],
            "category": records["category"].map({code: term.label for code, term in schema.CATEGORIES.items()}),
            "family": family_of(records["category"]),
            "start": records["start"],
            "end": [max(day, until) if still else day for day, still in zip(last, is_open, strict=True)],
            "open": is_open,
            "place": records["place"].fillna(""),
            "claimed_by": records["claimed_by"].map(", ".join),
            "disputed_by": records["disputed_by"].map(", ".join),
            "confidence": records["confidence"].map({code: term.label for code, term in schema.CONFIDENCES.items()}),
        }
    )


# --- where along the line ------------------------------------------------------------


def along(records: gpd.GeoDataFrame, *, until: date) -> pd.DataFrame:
    """Place records along the Poland–Belarus line.

    Parameters
    ----------
    records
        A selection; of it only records with a point within `ALONG_REACH_M` of the line.
    until
        Last day of the data, to which an open end is drawn.

    Returns
    -------
    along
        Columns ``id``, ``title``, ``category``, ``family``, ``start``, ``end``, ``open``, ``place``, ``claimed_by``,
        ``disputed_by``, ``confidence``; ``km`` from the Ukrainian tripoint; ``km_from`` and ``km_to``, as far as the
        uncertainty reaches; ``off_km`` from the line and ``uncertainty_km``, in EPSG:2180.
    """
    near = records[records["border_m"].astype(float) <= ALONG_REACH_M]
    km, reach = near["border_km"].astype(float), near["uncertainty_m"].astype(float) / METRES_PER_KM
    return (
        _spans(near, until=until)
        .assign(
            km=km,
            km_from=(km - reach).clip(lower=0.0),
            km_to=(km + reach).clip(upper=ALONG_MAX_KM),
            off_km=near["border_m"].astype(float) / METRES_PER_KM,
            uncertainty_km=reach,
        )
        .reset_index(drop=True)
    )


def stretches(records: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, *, until: date) -> pd.DataFrame:
    """Records that concern a stretch of the line and no point of it.

    Parameters
    ----------
    records
        A selection.
    areas
        The areas that records refer to; ``km_from`` and ``km_to`` where one is a stretch of the line.
    until
        Last day of the data, to which an open end is drawn.

    Returns
    -------
    stretches
        The columns of `along` but for the last two and ``km``, and ``area``, the stretch's name.
    """
    section = areas.set_index("id").loc[lambda table: table["km_from"].notna(), ["name", "km_from", "km_to"]]
    there = records[records["area"].isin(section.index)]
    joined = section.loc[there["area"]].set_axis(there.index)
    return (
        _spans(there, until=until)
        .assign(area=joined["name"], km_from=joined["km_from"].astype(float), km_to=joined["km_to"].astype(float))
        .reset_index(drop=True)
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """What of a selection a diagram along the line can show: every record is in one of the four."""

    marks: int
    stretches: int
    too_far: int
    nowhere: int


def placed(records: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> Placed:
    """Count records with a mark on the line, with a stretch of it, with a point too far away, and with neither."""
    metres = records["border_m"].astype(float)
    marks = int((metres <= ALONG_REACH_M).sum())
    sections = int(records["area"].isin(areas.loc[areas["km_from"].notna(), "id"]).sum())
    too_far = int((metres > ALONG_REACH_M).sum())
    return Placed(marks, sections, too_far, len(records) - marks - sections - too_far)


def axis_places(crossings: gpd.GeoDataFrame, *, apart_km: float) -> pd.DataFrame:
    """Choose the crossings that name the axis: roads first, then paths, then railways, none too near another.

    Parameters
    ----------
    crossings
        The crossings of the line, with ``name``, ``mode`` and ``km``.
    apart_km
        Least distance between two names, kilometres along the line.

    Returns
    -------
    places
        Columns ``name``, ``label`` (the name on the Polish side with its kilometre) and ``km``, from south to north.
    """
    chosen: list[tuple[str, float]] = []
    order = sorted(
        zip(crossings["mode"], crossings["km"], crossings["name"], strict=True),
        key=lambda crossing: (AXIS_MODES.index(crossing[0]), crossing[1]),
    )
    for _mode, km, name in order:
        if all(abs(km - other) >= apart_km for _name, other in chosen):
            chosen.append((name, km))
    rows = [(name, f"{name.partition('–')[0]} {km:.0f}", km) for name, km in sorted(chosen, key=lambda place: place[1])]
    return pd.DataFrame(rows, columns=["name", "label", "km"])


def bands(records: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count records with a point near the line in bands of `BAND_KM` along it.

    Returns
    -------
    bands
        Columns ``km_from`` (inclusive), ``km_to`` (exclusive), ``records``; every band, also the empty ones.
    """
    km = records.loc[records["border_m"].astype(float) <= ALONG_REACH_M, "border_km"].astype(float)
    counts = Counter((km // BAND_KM).astype(int))
    rows = [
        (number * BAND_KM, (number + 1) * BAND_KM, counts[number]) for number in range(int(ALONG_MAX_KM // BAND_KM))
    ]
    return pd.DataFrame(rows, columns=["km_from", "km_to", "records"])


# --- forces --------------------------------------------------------------------------


def deployments(records: gpd.GeoDataFrame, *, until: date) -> pd.DataFrame:
    """Forces, exercises and barrier works as intervals, by country and force.

    Parameters
    ----------
    records
        A selection; of it only deployments.
    until
        Last day of the data, to which an open end is drawn.

    Returns
    -------
    deployments
        Columns ``id``, ``title``, ``category``, ``start``, ``end``, ``open``, ``claimed_by``, ``country``, ``force``,
        ``status``, ``row`` (country and force: one row of a chart).
    """
    there = records[records["kind"] == "deployment"]
    spans = _spans(there, until=until)[["id", "title", "category", "start", "end", "open", "claimed_by"]]
    status = there["status"].map({code: term.label for code, term in schema.STATUSES.items()})
    table = spans.assign(country=there["country"].map(_country), force=there["force"], status=status)
    table = table.assign(row=table["country"] + " · " + table["force"])
    return table.sort_values(["country", "start", "id"], ignore_index=True)


def force_levels(records: gpd.GeoDataFrame, *, until: date) -> pd.DataFrame:
    """Published strengths of deployed forces, each over the time for which its record says so; never summed.

    Parameters
    ----------
    records
        A selection; of it only deployments.
    until
        Last day of the data, to which an open end is drawn.

    Returns
    -------
    levels
        One row a figure, by day: ``number`` from 1, ``country``, ``force``, ``status``, ``low`` and ``high`` (people;
        equal for one value, null where a bound is not said), ``said`` (the figure in words), ``attributed_to``,
        ``as_of`` (null where the source names no day), ``start``, ``end``, ``open``, ``note``, ``id``.
    """
    rows = [
        {
            "country": _country(record["country"]),
            "force": record["force"],
            "status": schema.STATUSES[record["status"]].label,
            **_bounds(figure),
            "attributed_to": figure["attributed_to"],
            "as_of": _iso_day(figure["as_of"]),
            "start": record["start"],
            "end": record["end"] or record["start"],
            "open": record["end_status"] in schema.OPEN_ENDS,
            "note": figure["note"] or "",
            "id": record["id"],
        }
        for record in records[records["kind"] == "deployment"].to_dict("records")
        for figure in record["figures"]
        if figure["measure"] == "personnel"
    ]
    rows.sort(key=lambda row: (row["as_of"] or row["start"], row["id"]))
    table = pd.DataFrame(rows, columns=LEVEL_COLUMNS[1:], dtype=object)
    table["end"] = [max(day, until) if still else day for day, still in zip(table["end"], table["open"], strict=True)]
    table.insert(0, "number", range(1, len(table) + 1))
    return table


def _country(code: str) -> str:
    return COUNTRIES.get(code, code)


def _iso_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _bounds(figure: Mapping[str, Any]) -> dict[str, Any]:
    """Lowest and highest value of a figure, null where it does not say one, and the figure in words."""
    low, high, value = figure["min"], figure["max"], figure["value"]
    if value is not None:
        return {"low": value, "high": value, "said": f"{value:,.10g}"}
    if low is None:
        return {"low": None, "high": high, "said": f"at most {high:,.10g}"}
    if high is None:
        return {"low": low, "high": None, "said": f"at least {low:,.10g}"}
    return {"low": low, "high": high, "said": f"{low:,.10g}–{high:,.10g}"}


# --- who says so ---------------------------------------------------------------------


def claims(records: gpd.GeoDataFrame) -> pd.DataFrame:
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


def denials(records: gpd.GeoDataFrame) -> pd.DataFrame:
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


def contested(records: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Records that a named party denies or tells otherwise."""
    return records[records["disputed_by"].map(len) > 0]


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
    rows = [*_record_figures(records, areas=areas), *_attempt_figures(attempts)]
    topics: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (row["as_of"], row["id"], row["said"])):
        topics.setdefault(row["topic"], []).append(row)
    sets = [together for found in topics.values() for together in _near_in_time(found) if _competing(together)]
    sets.sort(key=lambda together: (-len(together), together[0]["as_of"], together[0]["id"]))
    headed = [row | {"group": _heading(together)} for together in sets for row in together]
    return pd.DataFrame(headed, columns=FIGURE_COLUMNS, dtype=object)


def _record_figures(records: gpd.GeoDataFrame, *, areas: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for record in records.to_dict("records"):
        where = _whereabouts(record, areas=areas)
        for figure in record["figures"]:
            yield {
                "topic": (figure["measure"], figure["unit"], *_topic(record, figure["measure"], where=where)),
                "where": where,
                "measure": schema.MEASURES[figure["measure"]].label,
                "unit": figure["unit"],
                **_bounds(figure),
                "attributed_to": figure["attributed_to"],
                "as_of": _iso_day(figure["as_of"]) or record["start"],
                "note": figure["note"] or "",
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
        return ("forces", _country(record["country"]))
    if measure in STOCKS:
        return ("at", where)
    if record["kind"] == "statistic":
        return ("total", where)
    return ("record", record["id"])


def _attempt_figures(attempts: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in attempts.to_dict("records"):
        words = "about " if row["rounded"] else ""
        yield {
            "topic": ("attempts", "attempts", "period", f"{row['date_start']}/{row['date_end']}"),
            "where": f"for {row['date_start']} to {row['date_end']}",
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
    days = f"{first['as_of']}" if first["as_of"] == last["as_of"] else f"{first['as_of']} to {last['as_of']}"
    if first["topic"][2] == "period":
        return f"{first['measure']} {where} ({len(together)} figures)"
    one = f" · {first['id']}" if first["topic"][2] == "record" else ""
    return f"{first['measure']} · {where} · {days}{one} ({len(together)} figures)"


# --- two periods ---------------------------------------------------------------------


def compare_bands(first: gpd.GeoDataFrame, second: gpd.GeoDataFrame) -> pd.DataFrame:
    """Set two selections against each other along the line.

    Returns
    -------
    compared
        Columns ``km_from`` (inclusive), ``km_to`` (exclusive), kilometres; ``a``, ``b`` and ``difference`` (b − a),
        records with a point near the line.
    """
    table = bands(first).rename(columns={"records": "a"}).assign(b=bands(second)["records"])
    return table.assign(difference=table["b"] - table["a"])


def compare(first: Mapping[str, int], second: Mapping[str, int]) -> pd.DataFrame:
    """Set two counts of the same things against each other.

    Returns
    -------
    compared
        Columns ``what`` (the keys), ``a``, ``b`` (records) and ``difference`` (b − a, records), in the given order.
    """
    rows = [(what, first[what], second[what], second[what] - first[what]) for what in first]
    return pd.DataFrame(rows, columns=["what", "a", "b", "difference"])
