"""The index of words gives the rows that reading every text gives, sign by sign."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.query import search
from geo.query.folding import Letters, fold, fold_all
from geo.query.vocabulary import Vocabulary

PIECES = ("guard", "guards", "15", "150", "1", "km", "a", "Кузница", "Kuźnica", "flare", "ﬃ", "ß", "_", "é", "e\u0301")
BETWEEN = (" ", "\n", ", ", "-", "–", ".", "'", "", "(", " \u0301")
words = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(BETWEEN)), max_size=6).map(
    lambda pairs: "".join(word + sign for word, sign in pairs)
)
texts_of_rows = st.lists(words | st.text(max_size=12), max_size=12)


def strings(texts: list[str]) -> pa.Array:
    return pa.array(texts, pa.large_string())


def corpus_of(texts: list[str], *, part: int = 3) -> search.Corpus:
    days = np.zeros(len(texts), dtype=np.int32)
    parts = [strings(texts[first : first + part]) for first in range(0, len(texts), part)]
    return search.corpus(parts, days, days)


def of(*texts: str) -> Vocabulary:
    return corpus_of([*texts]).words


@given(texts_of_rows)
def test_many_texts_are_folded_as_each_is(texts: list[str]) -> None:
    assert fold_all(strings(texts)).texts().to_pylist() == [fold(text) for text in texts]


@pytest.mark.parametrize("first", range(0, 0x3000, 0x400))
def test_every_sign_is_folded_as_by_itself(first: int) -> None:
    signs = [chr(code) for code in range(first, first + 0x400)]
    assert fold_all(strings(signs)).texts().to_pylist() == [fold(sign) for sign in signs]


@given(texts_of_rows)
def test_the_words_of_texts_are_those_that_reading_finds(texts: list[str]) -> None:
    found, rows = Letters.of(strings(texts)).words()
    read = [(row, word) for row, text in enumerate(texts) for word in re.findall(r"\w+", text)]
    assert [*zip(rows.tolist(), found.to_pylist(), strict=True)] == read


@given(texts_of_rows)
def test_each_word_has_its_rows_once_and_in_order(texts: list[str]) -> None:
    expected: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        for word in set(re.findall(r"\w+", fold(text))):
            expected.setdefault(word, []).append(row)
    found = corpus_of(texts).words
    assert dict(zip(found.words.to_pylist(), found.rows.to_pylist(), strict=True)) == expected
    assert len(found.words) == len(expected)


@given(texts_of_rows, words | st.text(max_size=8))
def test_a_text_is_found_where_reading_finds_it(texts: list[str], asked: str) -> None:
    sought = fold(asked).strip()
    if not sought or "\n" in sought:  # a reader types neither
        return
    corpus = corpus_of(texts)
    rows = np.flatnonzero(search.holding(corpus, (sought,))).tolist()
    assert rows == [row for row, text in enumerate(texts) if sought in fold(text)]


@given(texts_of_rows, st.sampled_from(PIECES), st.sampled_from(PIECES))
def test_two_words_written_as_one_are_found_where_they_are_neighbours(texts: list[str], one: str, two: str) -> None:
    lines = [re.findall(r"\w+", line) for text in texts for line in fold(text).split("\n")]
    pairs = {first + second: f"{first} {second}" for line in lines for first, second in pairwise(line)}
    asked = fold(one + two)
    assert search.parted(corpus_of(texts), asked) == pairs.get(asked)


def test_numbers_stand_before_the_other_words() -> None:
    found = of("b 15 15km a", "9 ١٢")
    assert found.words.to_pylist() == ["15", "9", "15km", "a", "b", "١٢"]
    assert found.numerals == 2


def test_a_part_of_a_word_is_looked_for_where_it_can_be() -> None:
    found = of("15 15km km 150")

    def those(part: str, *, begins: bool = False, ends: bool = False) -> list[str]:
        return [found.words[place].as_py() for place in found.places(part, begins=begins, ends=ends)]

    assert those("15") == ["15", "150", "15km"]
    assert those("15", ends=True) == ["15"]
    assert those("15", begins=True, ends=True) == ["15"]
    assert those("km") == ["15km", "km"]
    assert those("km", begins=True) == ["km"]
    assert those("5k", begins=True) == []


@pytest.mark.parametrize("one_by_one", [0, 100])
def test_rows_of_many_words_are_those_of_each(one_by_one: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.query.vocabulary.ONE_BY_ONE", one_by_one)
    found = of("a b", "c", "b c", "d")
    for places, rows in (([0, 2], [0, 1, 2]), ([1], [0, 2]), ([3], [3]), ([0, 1, 2, 3], [0, 1, 2, 3])):
        assert np.flatnonzero(found.holding(np.array(places))).tolist() == rows


@pytest.mark.parametrize("few", [1, 1_000_000])
def test_texts_are_read_whether_few_or_all_may_hold_it(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FEW", few)
    corpus = corpus_of(["water cannon", "cannon water", "water. cannon", "a water cannon", "waters cannon"])
    assert np.flatnonzero(search.holding(corpus, ("water cannon",))).tolist() == [0, 3]


def test_words_one_letter_away_are_taken_the_most_frequent_first() -> None:
    corpus = corpus_of(["fence fencer", "fence", "hence tence", "hence", "hence 1234", "fenced"])
    assert search.near(corpus, "dence") == ("hence", "fence", "tence")
    assert search.near(corpus, "1235") == ("1234",)
    assert search.near(corpus, "x234") == ("1234",)
    assert search.near(corpus, "fencers") == ("fencer",)
