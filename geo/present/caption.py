"""Say a chart in sentences: its main numbers, for those who do not see it. Every function takes the chart's table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import pandas as pd

from geo import schema
from geo.query.words import day as written
from geo.query.words import difference, period
from geo.summarise import Ledger, Placed

Words = tuple[str, ...]
BARS: Final = ("first", "last", "family", "records")
"""Columns of `summarise.periods` that a caption rests on."""


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _said(*sentences: str) -> Words:
    return tuple(sentence for sentence in sentences if sentence)


def _families(counts: Mapping[str, int]) -> str:
    """Families with their records, most first."""
    ordered = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
    return ", ".join(f"{schema.FAMILIES[code].label} {number:,}" for code, number in ordered)


def periods(table: pd.DataFrame, *, per: str, without_day: int = 0) -> Words:
    """Say how many records begin, when most do, and of which families they are.

    Parameters
    ----------
    table
        Of `summarise.periods`.
    per
        ``day`` or ``week``.
    without_day
        Records that are dated to a month only.
    """
    month = (
        f"{_count(without_day, 'record')} dated to a month only {_are(without_day)} in no bar." if without_day else ""
    )
    if table.empty:
        return _said("No record begins in these days.", month)
    bars: Counter[tuple[date, date]] = Counter()
    families: Counter[str] = Counter()
    for first, last, family, number in zip(*(table[name] for name in BARS), strict=True):
        bars[first, last] += number
        families[family] += number
    (first, last), most = bars.most_common(1)[0]
    return _said(
        f"{_count(bars.total(), 'record')}, each counted once, in the {per} in which it begins.",
        f"The {per} with most is {period(first, last)}, with {most:,}.",
        f"By family: {_families(families)}.",
        month,
    )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def attempts(table: pd.DataFrame, *, days: int) -> Words:
    """Say how many days have a published count, and the lowest and highest.

    Parameters
    ----------
    table
        Of `summarise.daily_attempts`.
    days
        Length of the period in days.
    """
    if table.empty:
        return _said(f"No count of attempts was published for any of the {_count(days, 'day')}.")
    counts = table["attempts"]
    highest, lowest = table.iloc[int(counts.argmax())], table.iloc[int(counts.argmin())]
    return _said(
        f"{_count(table['day'].nunique(), 'day')} of {days:,} have a published count; the others have none.",
        f"The highest is {highest['attempts']:,} on {written(highest['day'])}, "
        f"the lowest {lowest['attempts']:,} on {written(lowest['day'])}.",
        f"Counted by {_listed(table['claimed_by'])}. The counts follow the dates alone, not the other filters.",
    )


def _listed(names: pd.Series) -> str:
    return ", ".join(dict.fromkeys(names))


def measures(table: pd.DataFrame) -> Words:
    """Say how many measures there are, and the rule by which they are chosen.

    Parameters
    ----------
    table
        Of `summarise.measures_in_force`.
    """
    return _said(
        f"{_count(len(table), 'record')} of the categories Policy and Closure, known to the day, that last longer than "
        "a day and concern a place or an area."
    )


def along(table: pd.DataFrame, *, placed: Placed, reach_km: float, most: int) -> Words:
    """Say how many records stand where, and which do not.

    Parameters
    ----------
    table
        Of `summarise.along`.
    placed
        Of `summarise.placed`.
    reach_km
        How far from the line a record may be, kilometres.
    most
        More records than this are counted in cells and have no mark of their own.
    """
    spread = f", from kilometre {table['km'].min():.0f} to {table['km'].max():.0f}" if len(table) else ""
    return _said(
        f"{_count(len(table), 'record')} with a point within {reach_km:g} km of the line "
        f"{_are(len(table))} drawn{spread}.",
        "They are too many for a mark each: the darker a cell, the more records begin in its days and kilometres."
        if len(table) > most
        else "The thick pale bar is how far the uncertainty reaches, the thin line the days that it lasts. "
        "Marks of one day and place stand side by side within the width of that day; none is moved along the line.",
        f"{_count(placed.stretches, 'record')} of a whole section of the border {_are(placed.stretches)} "
        "a faint dotted line.",
        f"Not drawn: {_count(placed.too_far, 'record')} with a point farther away, "
        f"{_count(placed.nowhere, 'record')} without a place on the line.",
    )


def force_levels(table: pd.DataFrame) -> Words:
    """Say how many figures there are, of whom, and the highest.

    Parameters
    ----------
    table
        Of `summarise.force_levels`.
    """
    if table.empty:
        return _said("No strength was published.")
    return _said(
        f"{_count(len(table), 'published figure')} from {written(table['start'].min())} on, "
        f"given by {_listed(table['attributed_to'])}.",
        "The numbers in the chart are those of the table. Figures stand side by side and are not added up: some are "
        "parts of others.",
        "A line is drawn over the days for which the record says so, an open end pale and with an arrow; a band is a "
        "range, a triangle a lower or upper bound.",
    )


def deployments(table: pd.DataFrame) -> Words:
    """Say how many deployments there are, of which countries, and how many have an open end.

    Parameters
    ----------
    table
        Of `summarise.deployments`.
    """
    if table.empty:
        return _said("No deployment is in the selection.")
    countries = ", ".join(f"{name} {number}" for name, number in table["country"].value_counts().items())
    still = int(table["open"].sum())
    return _said(
        f"{_count(len(table), 'deployment')} by country: {countries}.",
        f"The end of {still} is not known; they are drawn pale to the last day of the data." if still else "",
    )


def claims(table: pd.DataFrame, *, records: int, one_sided: int, contested: int) -> Words:
    """Say how many records rest on one side and how many are contested, and which sides say most.

    Parameters
    ----------
    table
        Of `summarise.claims`.
    records, one_sided, contested
        How many records there are, that one side alone says, that a named party denies.
    """
    sides: Counter[str] = Counter()
    for side, number in zip(table["side"], table["records"], strict=True):
        sides[side] += number
    ordered = sorted(sides.items(), key=lambda counted: (-counted[1], counted[0]))
    most = ", ".join(f"{schema.CLAIMANT_SIDES[side].label} {number:,}" for side, number in ordered[:4])
    return _said(
        f"Of {_count(records, 'record')}, {one_sided:,} {_are(one_sided)} said by one side alone and {contested:,} "
        f"{_are(contested)} denied or told otherwise by a named party.",
        f"Most are said by: {most}. A record of two sides counts for each." if len(sides) else "",
    )


def denials(table: pd.DataFrame, *, contested: int) -> Words:
    """Say who denies most.

    Parameters
    ----------
    table
        Of `summarise.denials`.
    contested
        Records that a named party denies.
    """
    if table.empty:
        return _said("No party is known to deny any of these records.")
    parties = table["denied_by"].nunique()
    return _said(
        f"{_count(contested, 'record')} {_are(contested)} denied or told otherwise "
        f"by {_count(parties, 'party', 'parties')}; "
        "a record that several parties deny, or several sides assert, stands in several cells."
    )


def side_by_side(table: pd.DataFrame) -> Words:
    """Say each figure with who gives it.

    Parameters
    ----------
    table
        One set of `summarise.side_by_side`.
    """
    told = "; ".join(
        f"{said} {unit} ({who}, as of {written(day)})"
        for said, unit, who, day in zip(
            table["said"], table["unit"], table["attributed_to"], table["as_of"], strict=True
        )
    )
    return _said(f"{told}.")


def compared(table: pd.DataFrame, *, totals: tuple[int, int]) -> Words:
    """Say both totals and the largest changes by family.

    Parameters
    ----------
    table
        Of `summarise.compare`, by family code.
    totals
        Records of A and of B.
    """
    changes = table.loc[table["difference"] != 0].sort_values("difference", key=abs, ascending=False, kind="stable")
    told = ", ".join(
        f"{schema.FAMILIES[what].label} {a:,} and {b:,} ({difference(change)})"
        for what, a, b, change in changes.head(3).itertuples(index=False)
    )
    return _said(
        f"A has {_count(totals[0], 'record')}, B {totals[1]:,}: a difference of {difference(totals[1] - totals[0])}.",
        f"Largest differences, A and B: {told}." if told else "",
    )


def bands(table: pd.DataFrame) -> Words:
    """Say where along the line each period has most records with a point.

    Parameters
    ----------
    table
        Counts a band: ``km_from``, ``km_to``, ``a``, ``b``.
    """
    return _said(_most(table, "a", "A"), _most(table, "b", "B"))


def _most(table: pd.DataFrame, column: str, name: str) -> str:
    total = int(table[column].sum())
    if not total:
        return f"{name} has no record with a point near the line."
    top = table.iloc[int(table[column].argmax())]
    return (
        f"{name} has {_count(total, 'record')} with a point near the line, most at kilometres {top['km_from']}–"
        f"{top['km_to']} with {top[column]}."
    )


def denied(records: int) -> str:
    """Say how many of the records a named party denies; empty if none."""
    return f"{records:,} of them denied" if records else ""


def gone_back(records: int, *, figures: int, sources: int, ends: int) -> str:
    """Say what a page that goes back to a day leaves out, and what it cannot take back.

    Parameters
    ----------
    records, figures, sources, ends
        Of `known.LeftOut`.
    """
    return (
        f"Left out, because published later: {_count(records, 'record')}, and of those that remain "
        f"{_count(figures, 'figure')} and {_count(sources, 'source')}. {_count(ends, 'end')} still to come "
        f"{_are(ends)} shown as open. Titles, summaries, notes, claimants, denials and confidence are the editors' "
        "words with all sources at hand, also with later ones."
    )


def mapped(found: Ledger, *, zones: pd.DataFrame) -> Words:
    """Say what of a selection a map shows.

    Parameters
    ----------
    found
        Of `summarise.ledger`.
    zones
        Of `summarise.zones`.
    """
    named = ", ".join(f"{name} {number:,}" for name, number in zip(zones["name"], zones["records"], strict=True))
    return _said(
        f"{_count(found.points, 'record')} with a point: a symbol for one, a circle with its number for several.",
        f"{_count(found.areas, 'record')} of a whole area or stretch, in italics there: {named}."
        if found.areas
        else "",
        f"Not drawn: {_count(found.beyond, 'record')} beyond the map, "
        f"{_count(found.no_event, 'statement or total', 'statements and totals')}, "
        f"{_count(found.elsewhere, 'record')} without a place.",
    )


def joined(words: Sequence[str]) -> str:
    """Put sentences into one text."""
    return " ".join(words)
