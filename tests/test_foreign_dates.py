from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.foreign import dates


@pytest.mark.parametrize(
    "text",
    [
        "2021-11-08",
        "2021-11-08T23:59:59+02:00",
        "08.11.2021",
        "8.11.2021",
        "8 November 2021",
        "November 8, 2021",
        "8. November 2021",
        "8 novembre 2021",
        "8 listopada 2021 r.",
        "8 noviembre 2021",
        "8 ноября 2021 г.",
        "8 листопада 2021",
        "8 лістапада 2021",
        "20211108",
        "Mon, 11/08/2021 - 12:00",
        "pon., 08.11.2021",
        "08-Nov-2021",
    ],
)
def test_one_day_is_read_however_it_is_written(text: str) -> None:
    days = dates.read(text)

    assert (days.start, days.end, days.precision) == (date(2021, 11, 8), None, "day")


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2021-11", date(2021, 11, 1), date(2021, 11, 30), "month"),
        ("November 2021", date(2021, 11, 1), date(2021, 11, 30), "month"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "month"),
        ("2021", date(2021, 1, 1), date(2021, 12, 31), "range"),
        ("2021-11-08~", date(2021, 11, 8), None, "approx"),
        ("about 8 November 2021", date(2021, 11, 8), None, "approx"),
        ("2021-11-08/2021-11-10", date(2021, 11, 8), date(2021, 11, 10), "range"),
        ("08.11.2021 - 10.11.2021", date(2021, 11, 8), date(2021, 11, 10), "range"),
        ("8–10 November 2021", date(2021, 11, 8), date(2021, 11, 10), "range"),
    ],
)
def test_a_span_keeps_both_its_ends(text: str, start: date, end: date | None, precision: str) -> None:
    days = dates.read(text)

    assert (days.start, days.end, days.precision) == (start, end, precision)


@pytest.mark.parametrize(
    "text",
    [
        "2021-02-30",
        "31.04.2021",
        "13/13/2021",
        "44508",
        "1636329600",
        "08/11/21",
        "soon",
        "10.11.2021 - 08.11.2021",
        "9" * 500,
    ],
)
def test_what_is_no_day_is_refused_with_what_would_have_been_right(text: str) -> None:
    with pytest.raises(dates.UnreadableDateError) as caught:
        dates.read(text)

    assert caught.value.problem
    assert caught.value.expected


def test_a_date_that_can_be_read_in_two_ways_is_not_read_without_an_order() -> None:
    with pytest.raises(dates.UnreadableDateError, match="day first or month first"):
        dates.read("01/02/2021")
    assert dates.read("01/02/2021", "DMY").start == date(2021, 2, 1)
    assert dates.read("01/02/2021", "MDY").start == date(2021, 1, 2)


def test_a_date_that_an_order_rules_out_is_refused_not_turned() -> None:
    with pytest.raises(dates.UnreadableDateError, match="day before month"):
        dates.read("11/25/2021", "DMY")


def test_a_weekday_proves_the_order_and_one_that_no_order_fits_is_refused() -> None:
    assert dates.read("Fri, 01/02/2026 - 12:00").start == date(2026, 1, 2)
    assert dates.read("Sun, 01/02/2026").start == date(2026, 2, 1)
    with pytest.raises(dates.UnreadableDateError, match="weekday"):
        dates.read("Wed, 01/02/2026")


def test_a_column_learns_its_order_from_the_cells_that_can_be_read_in_one_way() -> None:
    order = dates.learn(["01/02/2021", "25/12/2021", "03/04/2021"])

    assert (order.code, order.proven, order.ambiguous) == ("DMY", 1, 2)


def test_a_column_that_proves_nothing_has_no_order_unless_its_format_gives_one() -> None:
    cells = ["01/02/2021", "03/04/2021"]

    assert dates.learn(cells).code is None
    assert dates.learn(cells, default="MDY").code == "MDY"


def test_a_column_that_contradicts_itself_has_no_order() -> None:
    order = dates.learn(["25/12/2021", "12/25/2021", "01/02/2021"], default="MDY")

    assert order.code is None
    assert order.proven == 2


def test_the_same_number_for_day_and_month_is_no_doubt() -> None:
    assert dates.learn(["03/03/2021"]).ambiguous == 0
    assert dates.read("03/03/2021").start == date(2021, 3, 3)


def test_a_time_of_day_is_left_out_and_said_but_midnight_is_filler() -> None:
    assert dates.read("2021-11-08 14:30").timed
    assert not dates.read("2021-11-08 00:00:00.000").timed


@given(st.text(max_size=120))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        days = dates.read(text, "DMY")
    except dates.UnreadableDateError:
        return
    assert days.end is None or days.end >= days.start


@given(st.dates(date(1000, 1, 1), date(2199, 12, 31)))
def test_every_day_survives_being_written_in_each_order(day: date) -> None:
    assert dates.read(f"{day:%d/%m/%Y}", "DMY").start == day
    assert dates.read(f"{day:%m/%d/%Y}", "MDY").start == day
    assert dates.read(day.isoformat()).start == day
