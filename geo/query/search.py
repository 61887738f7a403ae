"""Search records by words: one folding for two scripts, names in several languages, days, phrases, typing errors.

A word is found wherever it stands in a text, also within a longer one. All words of a search must be there; text in
quotation marks must stand together; a day or a month is one of the record's days. Where a word is in no record at all,
words of the data that differ in one letter are taken for it, and that is said.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo import kept, study
from geo.query.folding import WORD, Letters, fold, fold_all
from geo.query.vocabulary import Mask, Vocabulary, vocabulary

MONTHS: Final = {
    name.casefold(): number
    for number in range(1, 13)
    for name in (calendar.month_name[number], calendar.month_abbr[number])
}
ISO_DAY: Final = re.compile(r"(?<!\d)(\d{4})-(\d{2})(?:-(\d{2}))?(?!\d)")
WRITTEN_DAY: Final = re.compile(rf"(?<!\w)(?:(\d{{1,2}})\s+)?({'|'.join(MONTHS)})\.?\s+(\d{{4}})(?!\w)", re.IGNORECASE)
PHRASE: Final = re.compile(r"[\"“”„«]([^\"“”„«»]+)[\"“”»]")
FEWEST_LETTERS: Final = 4
"""A shorter word is too near to others for a typing error to be guessed."""
MAX_GUESSES: Final = 8
KEPT_SEARCHES: Final = 64
FEW: Final = 4
"""Of so many texts one is taken out to be read; where it is more, all are read where they are."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Corpus:
    """What a search looks through.

    Attributes
    ----------
    texts
        A folded text a row: Arrow's large strings, in as many pieces as were made.
    start, end
        First and last day of each row, in days since the Unix epoch.
    """

    texts: pa.ChunkedArray
    start: npt.NDArray[np.integer[Any]]
    end: npt.NDArray[np.integer[Any]]

    @cached_property
    def words(self) -> Vocabulary:
        """The words of the texts, and the rows that hold each."""
        return vocabulary(map(Letters.of, self.texts.chunks))

    def text(self, row: int) -> str:
        """The folded text of a row."""
        return str(self.texts[row].as_py())


def corpus(texts: Iterable[pa.Array], start: npt.NDArray[Any], end: npt.NDArray[Any]) -> Corpus:
    """Make what a search looks through.

    Parameters
    ----------
    texts
        A text a row, not folded and without nulls, some thousand rows at a time.
    start, end
        Days of each row, as `Corpus` has them.
    """
    folded = [fold_all(part).texts() for part in texts]
    return Corpus(pa.chunked_array(folded, pa.large_string()), start, end)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes
    ----------
    rows
        Rows, ascending.
    guessed
        Words that are in no record, each with the words of the data that were taken for it.
    """

    rows: Numbers
    guessed: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass
class _Terms:
    """What a search asks for: texts of which one must be there, and ranges of days."""

    alternatives: list[tuple[str, ...]] = field(default_factory=list)
    days: list[tuple[date, date]] = field(default_factory=list)


def is_asking(text: str) -> bool:
    """Whether a text asks for anything."""
    return bool(fold(text).split())


def find(corpus: Corpus, text: str) -> Found:
    """Find the rows that a text asks for.

    Parameters
    ----------
    corpus
        What is looked through.
    text
        Words, phrases in quotation marks and days, as a reader types them.
    """
    return _find(corpus, study.current(), text)


@kept.with_first(size=KEPT_SEARCHES)
def _find(corpus: Corpus, _of: study.Study, text: str) -> Found:
    terms, guessed = _terms(text), []
    hits = np.ones(len(corpus.texts), dtype=bool)
    for first, last in terms.days:
        hits &= (corpus.start <= _number(last)) & (corpus.end >= _number(first))
    for alternatives in terms.alternatives:
        there = holding(corpus, alternatives)
        if not there.any():
            word = alternatives[0]
            pair = parted(corpus, word)
            guesses = (pair,) if pair else near(corpus, word)
            there = holding(corpus, guesses)
            if there.any() and not pair:
                guessed.append((word, guesses))
        hits &= there
    return Found(np.flatnonzero(hits), tuple(guessed))


def holding(corpus: Corpus, alternatives: Sequence[str]) -> Mask:
    """Say of each row whether its text holds one of some texts."""
    hits = np.zeros(len(corpus.texts), dtype=bool)
    for text in alternatives:
        hits |= _with(corpus, text)
    return hits


def _with(corpus: Corpus, text: str) -> Mask:
    """Say of each row whether its text holds another: by the words of it, and where it is more than one, by reading."""
    words, hits = corpus.words, np.ones(len(corpus.texts), dtype=bool)
    parts = [*WORD.finditer(text)]
    for part in parts:
        places = words.places(part[0], begins=part.start() > 0, ends=part.end() < len(text))
        hits &= words.holding(places)
    if [part[0] for part in parts] == [text]:
        return hits
    return _read(corpus.texts, text, among=hits)


def _read(texts: pa.ChunkedArray, text: str, *, among: Mask) -> Mask:
    """Say of each of some rows whether its text holds another, read sign by sign."""
    hits, first = among.copy(), 0
    for chunk in texts.chunks:
        own = hits[first : first + len(chunk)]
        rows = np.flatnonzero(own)
        if len(rows) * FEW < len(chunk):
            own[rows] = pc.match_substring(chunk.take(pa.array(rows)), text).to_numpy(zero_copy_only=False)
        else:
            own &= pc.match_substring(chunk, text).to_numpy(zero_copy_only=False)
        first += len(chunk)
    return hits


def _terms(text: str) -> _Terms:
    terms = _Terms()
    rest = _without_days(text, terms)
    terms.alternatives += [(fold(phrase).strip(),) for phrase in PHRASE.findall(rest) if fold(phrase).strip()]
    rest = PHRASE.sub(" ", rest)
    words = f" {' '.join(fold(rest).split())} "
    for group in _aliases(study.current()):
        name = next((name for name in group if f" {name} " in words), None)
        if name:
            terms.alternatives.append((name, *(other for other in group if other != name)))
            words = words.replace(f" {name} ", " ")
    left = set(words.split())
    terms.alternatives += [(word,) for word in dict.fromkeys(words.split()) if word in left]
    return terms


def _without_days(text: str, terms: _Terms) -> str:
    """Take days and months out of a text, and give what is left of it."""
    for pattern, reading in ((ISO_DAY, _iso), (WRITTEN_DAY, _written)):
        for match in pattern.finditer(text):
            days = reading(match)
            if days:
                terms.days.append(days)
                text = text.replace(match[0], " ", 1)
    return text


def _iso(match: re.Match[str]) -> tuple[date, date] | None:
    return _range(match[1], int(match[2]), match[3])


def _written(match: re.Match[str]) -> tuple[date, date] | None:
    return _range(match[3], MONTHS[match[2].casefold()], match[1])


def _range(year: str, month: int, day: str | None) -> tuple[date, date] | None:
    """A day, or the days of a month; None for what is none."""
    try:
        first = date(int(year), month, int(day or 1))
        return first, (first if day else first.replace(day=calendar.monthrange(first.year, month)[1]))
    except ValueError:
        return None


@kept.with_first(size=1)
def _aliases(of: study.Study) -> tuple[tuple[str, ...], ...]:
    """The study's names for one thing, folded; long ones first, so that a part of a name does not take its place."""
    groups = [tuple(dict.fromkeys(" ".join(fold(name).split()) for name in group)) for group in of.aliases]
    return tuple(sorted(groups, key=lambda group: -max(len(name) for name in group)))


def parted(corpus: Corpus, word: str) -> str | None:
    """Two neighbouring words that were written as one; of several such pairs, the one that stands last in the data."""
    found: tuple[int, int, str] = (-1, 0, "")
    for at in range(1, len(word)) if WORD.fullmatch(word) else ():
        first, second = word[:at], word[at:]
        rows = _both(corpus.words, first, second)
        pair = re.compile(rf"(?<!\w){first}[^\w\n]+{second}(?!\w)")
        for row in rows[rows >= found[0]][::-1].tolist():
            places = [match.start() for match in pair.finditer(corpus.text(row))]
            if places:
                found = max(found, (row, places[-1], f"{first} {second}"))
                break
    return found[2] or None


def _both(words: Vocabulary, first: str, second: str) -> Numbers:
    """Rows that hold two whole words."""
    hits = words.holding(words.places(first, begins=True, ends=True))
    if hits.any():
        hits &= words.holding(words.places(second, begins=True, ends=True))
    return np.flatnonzero(hits)


def near(corpus: Corpus, word: str) -> tuple[str, ...]:
    """Words of the data that are one letter away, the most frequent first."""
    if len(word) < FEWEST_LETTERS:
        return ()
    words = corpus.words
    places = words.of_lengths(len(word) - 1, len(word) + 1)
    if sum(not letter.isdigit() for letter in word) > 1:
        places = places[places >= words.numerals]  # a number is two letters away
    some = words.words.take(pa.array(places)).to_pylist()
    found: list[Any] = process.extract(word, some, scorer=OSA.distance, score_cutoff=1, limit=None)
    counted = sorted((-int(words.counts[places[at]]), other) for other, _, at in found)
    return tuple(other for _, other in counted[:MAX_GUESSES])


def _number(day: date) -> int:
    return (day - study.EPOCH).days
