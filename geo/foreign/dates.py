"""Calendar days as others write them. What can be read in two ways is decided by the whole column, or asked about."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from geo.foreign.letters import fold
from geo.foreign.words import MONTHS, WEEKDAYS

OrderCode = Literal["DMY", "MDY"]
Precision = Literal["day", "range", "month", "approx"]
ORDERS: Final[Mapping[str, str]] = {"DMY": "day before month", "MDY": "month before day"}
FIRST_YEAR, LAST_YEAR = 1000, 2199

_TIME: Final = re.compile(
    r"(?i)(?:\s*[T,]?\s*-?\s*|T)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:[AP]\.?M\.?)?\s*(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?$"
)
_NUMERIC: Final = re.compile(r"([0-9]{1,4})\s*([./-])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,4})\.?")
_MONTH_ONLY: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})|([0-9]{1,2})[/.]([0-9]{4})")
_COMPACT: Final = re.compile(r"((?:1[89]|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_YEAR: Final = re.compile(r"[0-9]{4}")
_SERIAL: Final = re.compile(r"[2-6][0-9]{4}(?:[.,][0-9]+)?")
_EPOCH: Final = re.compile(r"[0-9]{9,13}")
_INTERVAL: Final = re.compile(
    r"\s+(?:-|–|—|to|do|bis|au)\s+|(?<=[0-9])\s*[–—]\s*(?=[0-9])|(?<=[0-9])/(?=[0-9]{4}-[0-9]{2}-[0-9]{2})"
)
_ABOUT: Final = re.compile(r"(?i)^(?:ca?\.|circa|about|around|ok\.|około|vers|env\.|environ|um|etwa)\s+")
MAX_CHARS: Final = 80


@dataclass(frozen=True, slots=True)
class Days:
    """A span of calendar days, both inclusive; ``end`` is None for a single day."""

    start: date
    end: date | None
    precision: Precision
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What a column of dates shows of its order.

    Attributes
    ----------
    code
        Day or month first; None where the column does not show it.
    proven, against
        How many cells can only be read in this order, and how many only in the other.
    ambiguous
        How many can be read in both, to different days.
    example
        One that can.
    """

    code: OrderCode | None
    proven: int
    against: int
    ambiguous: int
    example: str = ""

    def words(self) -> str:
        """Say which order, how many cells show it, and how many could be read in two ways; empty where none could."""
        if not self.ambiguous:
            return ""
        said = ORDERS[self.code] if self.code else "in both orders"
        shown = f"shown by {self.proven:,}" if self.proven else "as answered, or as the format has it"
        return f"{said}, {shown}; {self.ambiguous:,} could be read in two ways"


class UnreadableDateError(ValueError):
    """A cell that is no calendar date; says what would have been right."""

    def __init__(self, problem: str, expected: str = "a calendar date, YYYY-MM-DD") -> None:
        super().__init__(problem)
        self.problem = problem
        self.expected = expected


def learn(texts: Iterable[str], *, default: OrderCode | None = None) -> Order:
    """Find the order of a column: from the cells that can be read in one way only, and from weekdays.

    Parameters
    ----------
    texts
        Its cells.
    default
        The order that the format's own description gives; taken where nothing proves another.
    """
    proofs = {"DMY": 0, "MDY": 0}
    both: list[str] = []
    for text in texts:
        readings = {code: day for code, day in _readings(text).items() if code in proofs}
        if len(readings) == 1:
            proofs[next(iter(readings))] += 1
        elif len(readings) > 1 and len(set(readings.values())) > 1:
            both.append(text)
    code: OrderCode | None
    if proofs["DMY"] and not proofs["MDY"]:
        code = "DMY"
    elif proofs["MDY"] and not proofs["DMY"]:
        code = "MDY"
    else:
        code = default if not any(proofs.values()) else None
    other = "MDY" if code == "DMY" else "DMY"
    proven = proofs[code] if code else sum(proofs.values())
    return Order(code, proven, proofs[other] if code else 0, len(both), both[0] if both else "")


def read(text: str, order: OrderCode | None = None) -> Days:
    """Read a cell.

    Parameters
    ----------
    text
        The cell: ISO 8601, day, month and year in any usual order, with the month's name in eight languages, a month,
        a year, or two days with a dash between them. A time of day is dropped; ``timed`` says so.
    order
        How to read what can be read in two ways.

    Raises
    ------
    UnreadableDateError
        If it is no date, or can be read in two ways and no order is given.
    """
    given = " ".join(text.split()).strip('"')  # runs of blanks would cost the patterns their square
    if len(given) > MAX_CHARS:
        raise UnreadableDateError(_quote(given, "… is too long for a date"))
    approximate = bool(_ABOUT.match(given)) or given.endswith(("~", "?", "%"))
    bare = _ABOUT.sub("", given).rstrip("~?%").strip()
    parts = _INTERVAL.split(_TIME.sub("", bare))
    if len(parts) == 2:  # noqa: PLR2004 - two ends
        return _interval(parts[0], parts[1], order, approximate=approximate)
    days = _one(bare, order)
    return Days(days.start, days.end, "approx" if approximate else days.precision, days.timed)


def _interval(first: str, last: str, order: OrderCode | None, *, approximate: bool) -> Days:
    end = _one(last, order)
    only_day = re.fullmatch(r"([0-9]{1,2})\.?", first.strip())
    start = _one(f"{end.start:%Y-%m}-{int(only_day[1]):02d}", None) if only_day else _one(first, order)
    until = end.end or end.start
    if until < start.start:
        raise UnreadableDateError(_quote(last, f" is before {first}"), "the earlier day first")
    return Days(start.start, until, "approx" if approximate else "range", start.timed or end.timed)


def _one(text: str, order: OrderCode | None) -> Days:
    weekday, bare, timed = _stripped(text)
    whole = _named(bare) or _partial(bare)
    if whole:
        return Days(whole.start, whole.end, whole.precision, timed)
    readings = _readings(text)
    if not readings and weekday is not None:
        raise UnreadableDateError(_quote(text, " does not fall on the weekday that it names"))
    if not readings:
        raise _unreadable(bare)
    if len(set(readings.values())) == 1 and (order in readings or order is None or "YMD" in readings):
        return Days(next(iter(readings.values())), None, "day", timed)
    if order is None:
        raise UnreadableDateError(
            _quote(text, " can be read day first or month first"), "the order, DMY or MDY, or dates like YYYY-MM-DD"
        )
    if order not in readings:
        raise UnreadableDateError(_quote(text, f" is no date with the {ORDERS[order]}"))
    return Days(readings[order], None, "day", timed)


def _quote(text: str, rest: str) -> str:
    return f"{text.strip()[:40]!r}{rest}"


def _unreadable(text: str) -> UnreadableDateError:
    if _SERIAL.fullmatch(text):
        return UnreadableDateError(_quote(text, " may be a spreadsheet's count of days"), "a date like YYYY-MM-DD")
    if _EPOCH.fullmatch(text):
        return UnreadableDateError(_quote(text, " may be a count of seconds"), "a date like YYYY-MM-DD")
    if re.fullmatch(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2}", text):
        return UnreadableDateError(_quote(text, " has a year of two digits"), "a year of four digits")
    return UnreadableDateError(_quote(text, " is not a calendar date"))


def _stripped(text: str) -> tuple[int | None, str, bool]:
    """Take weekday and time of day off; give the weekday's number, the rest, and whether there was a time."""
    bare = " ".join(text[: MAX_CHARS + 1].split())
    cut = _TIME.sub("", bare)
    timed = any(figure in "123456789" for figure in bare[len(cut) :])
    found = re.match(r"([^\W\d]+)\.?,?\s+(?=\S)", cut)
    weekday = WEEKDAYS.get(fold(found[1])) if found else None
    if found and weekday is not None and not _is_month_first(cut, fold(found[1])):
        cut = cut[found.end() :]
    else:
        weekday = None
    return weekday, cut.strip().strip(","), timed


def _is_month_first(text: str, word: str) -> bool:
    """``mar 8, YYYY`` begins with a month, ``mar, 08/03/YYYY`` with a weekday."""
    return word in MONTHS and not re.search(r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}", text)


def _readings(text: str) -> dict[str, date]:
    """All ways in which a numeric date can be read; a weekday leaves those that fall on it."""
    weekday, bare, _ = _stripped(text)
    named = _named(bare)
    if named is not None:
        return {}
    found = _NUMERIC.fullmatch(bare)
    if not found:
        compact = _COMPACT.fullmatch(bare)
        day = _day(int(compact[1]), int(compact[2]), int(compact[3])) if compact else None
        return {"YMD": day} if day else {}
    first, mark, middle, last = found[1], found[2], found[3], found[4]
    if len(first) == 4:  # noqa: PLR2004 - a year
        day = _day(int(first), int(middle), int(last)) if len(last) <= 2 else None  # noqa: PLR2004 - a day
        return {"YMD": day} if day else {}
    if len(last) != 4 or len(first) > 2:  # noqa: PLR2004 - a year, a day
        return {}
    year = int(last)
    readings = {"DMY": _day(year, int(middle), int(first))}
    if mark != ".":  # with full stops the day always comes first
        readings["MDY"] = _day(year, int(first), int(middle))
    fitting = {name: day for name, day in readings.items() if day}
    if weekday is not None:
        agreeing = {name: day for name, day in fitting.items() if day.weekday() == weekday}
        return agreeing or {}
    return fitting


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _named(text: str) -> Days | None:
    """Read a date with the month's name: ``8 November YYYY``, ``November 8, YYYY``, ``8 listopada YYYY r.``."""
    if not re.search(r"[^\W\d_]", text):
        return None
    words = re.findall(r"[0-9]+|[^\W\d_]+", fold(text))
    words = [
        word
        for word in words
        if word not in {"r", "g", "de", "of", "the", "st", "nd", "rd", "th", "er", "г", "р", "del"}
    ]
    months = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [word for word in words if word.isascii() and word.isdecimal()]
    if len(months) != 1 or len(months) + len(numbers) != len(words):
        return None
    years = [int(number) for number in numbers if len(number) == 4]  # noqa: PLR2004 - a year
    days = [int(number) for number in numbers if len(number) <= 2]  # noqa: PLR2004 - a day
    if len(years) != 1 or len(days) > 1 or len(years) + len(days) != len(numbers):
        return None
    if not FIRST_YEAR <= years[0] <= LAST_YEAR:
        return None
    if not days:
        return _month(years[0], months[0])
    day = _day(years[0], months[0], days[0])
    return Days(day, None, "day") if day else None


def _partial(text: str) -> Days | None:
    """Read a month or a year of numbers."""
    found = _MONTH_ONLY.fullmatch(text)
    if found:
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
        return _month(year, month) if 1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR else None  # noqa: PLR2004 - months
    if _YEAR.fullmatch(text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return Days(date(int(text), 1, 1), date(int(text), 12, 31), "range")
    return None


def _month(year: int, month: int) -> Days:
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def is_whole_month(start: date, end: date) -> bool:
    """Whether a span is a calendar month."""
    return (
        start.day == 1 and (start.year, start.month) == (end.year, end.month) and end == _month(end.year, end.month).end
    )


def month_of(day: date) -> tuple[date, date]:
    """First and last day of a day's month."""
    month = _month(day.year, day.month)
    return month.start, month.end or month.start
