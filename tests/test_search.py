"""Search: the same place in any script, phrases, days, labels, and typing errors that are said."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.query import search, select
from geo.query.folding import fold

ROWS = (
    "PLBY-0001\nCrossing at Kuźnica–Bruzgi\nWater cannon on a flare gun\nBorder Guard\nКузница\nUse of force",
    "PLBY-0002\nCannon fired over water at Grodno\nreported push-backs\nBorder Guards Union\nCamp",
    "PLBY-0003\nA court in Brest\nLukashenko speaks\nstate media\nStatement",
)
DAYS = (date(2021, 11, 8), date(2021, 11, 16), date(2021, 12, 1))
LASTS = (date(2021, 11, 8), date(2021, 11, 18), date(2021, 12, 1))


@pytest.fixture(scope="module")
def corpus() -> search.Corpus:
    starts, ends = (np.array([select.day_number(day) for day in days]) for days in (DAYS, LASTS))
    return search.corpus([pa.array(ROWS, pa.large_string())], starts, ends)


def found(corpus: search.Corpus, text: str) -> list[int]:
    rows: list[int] = search.find(corpus, text).rows.tolist()
    return rows


@pytest.mark.parametrize("name", ["Kuźnica", "kuznica", "KUZNICA", "Кузница", "Кузніца", "Kuznitsa", "Kuźnica-Bruzgi"])
def test_a_place_is_found_in_any_script(corpus: search.Corpus, name: str) -> None:
    assert found(corpus, name) == [0]


@pytest.mark.parametrize("name", ["Grodno", "Hrodna", "Гродно", "Гродна"])
def test_a_place_is_found_by_its_other_names(corpus: search.Corpus, name: str) -> None:
    assert found(corpus, name) == [1]
    assert search.find(corpus, name).guessed == ()


@pytest.mark.parametrize(("name", "row"), [("Brześć", 2), ("Łukaszenka", 2), ("Лукашенко", 2), ("Straż Graniczna", 0)])
def test_a_name_is_found_in_another_language(corpus: search.Corpus, name: str, row: int) -> None:
    assert row in found(corpus, name)


@pytest.mark.parametrize("text", ["flare gun", "flare-gun", "flaregun", "flare–gun"])
def test_a_hyphen_is_no_difference(corpus: search.Corpus, text: str) -> None:
    assert found(corpus, text) == [0]
    assert search.find(corpus, text).guessed == ()


def test_quotation_marks_keep_words_together(corpus: search.Corpus) -> None:
    assert found(corpus, "water cannon") == [0, 1]
    assert found(corpus, '"water cannon"') == [0]
    assert found(corpus, "“water cannon” Kuźnica") == [0]
    assert found(corpus, '"cannon water"') == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("2021-11-15", []),
        ("2021-11-16", [1]),
        ("16 November 2021", [1]),
        ("18 nov 2021", [1]),
        ("2021-11-19", []),
        ("November 2021", [0, 1]),
        ("2021-12", [2]),
        ("camp 16 November 2021", [1]),
        ("statement 16 November 2021", []),
        ("2021-02-30", []),
    ],
)
def test_a_day_is_one_of_the_record_s_days(corpus: search.Corpus, text: str, rows: list[int]) -> None:
    assert found(corpus, text) == rows


def test_a_typing_error_of_one_letter_is_taken_and_said(corpus: search.Corpus) -> None:
    guess = search.find(corpus, "lukasjenko")
    assert guess.rows.tolist() == [2]
    assert guess.guessed == (("lukasjenko", ("lukashenko",)),)


def test_two_letters_are_too_many(corpus: search.Corpus) -> None:
    assert found(corpus, "lukasjenka") == []
    assert search.find(corpus, "lukasjenka").guessed == ()


def test_a_short_word_is_not_guessed(corpus: search.Corpus) -> None:
    assert found(corpus, "gan") == []
    assert found(corpus, "camq") == [1]


def test_nothing_asked_is_no_search() -> None:
    assert not search.is_asking(" -- ")
    assert search.is_asking("a")


@given(st.text(max_size=60))
def test_any_text_can_be_searched(corpus: search.Corpus, text: str) -> None:
    assert set(found(corpus, text)) <= {0, 1, 2}


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
