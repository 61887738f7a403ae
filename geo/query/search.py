"""Search records by words: one folding for two scripts, names in several languages, days, phrases, typing errors.

A word is found wherever it stands in a text, also within a longer one. All words of a search must be there; text in
quotation marks must stand together; a day or a month is one of the record's days. Where a word is in no record at all,
words of the data that differ in one letter are taken for it, and that is said.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo import kept, study

CYRILLIC: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e", "ж": "zh", "з": "z",
        "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sch",
        "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "u", "я": "a", "ł": "l", "đ": "d", "ø": "o", "ß": "ss",
        "’": "", "'": "", "ʼ": "",
    }
)  # fmt: skip
"""Letters that no accent can be taken from, as Latin ones; so that a name is found in either script."""
DASHES: Final = re.compile(r"[-‐‑‒–—―−/]")
WORD: Final = re.compile(r"\w+")
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

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Corpus:
    """What a search looks through: a folded text a row, and its first and last day in days since the Unix epoch."""

    texts: tuple[str, ...]
    start: npt.NDArray[np.integer[Any]]
    end: npt.NDArray[np.integer[Any]]

    @cached_property
    def words(self) -> dict[str, int]:
        """How many rows hold each word."""
        return _counted(WORD.findall(text) for text in self.texts)

    @cached_property
    def joined(self) -> dict[str, str]:
        """Two neighbouring words by what they are when written as one."""
        lines = (WORD.findall(line) for text in self.texts for line in text.split("\n"))
        return {first + second: f"{first} {second}" for words in lines for first, second in pairwise(words)}


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


def fold(text: str) -> str:
    """Fold case, accents, script and dashes away, so that one way of writing a name finds the others."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(CYRILLIC))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return DASHES.sub(" ", bare.translate(CYRILLIC))


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
        there = _holding(corpus, alternatives)
        if not there.any():
            guesses = _guesses(corpus, alternatives[0])
            there = _holding(corpus, guesses)
            if there.any() and alternatives[0] not in corpus.joined:
                guessed.append((alternatives[0], guesses))
        hits &= there
    return Found(np.flatnonzero(hits), tuple(guessed))


def _holding(corpus: Corpus, alternatives: Sequence[str]) -> npt.NDArray[np.bool_]:
    held = (any(words in text for words in alternatives) for text in corpus.texts)
    return np.fromiter(held, dtype=bool, count=len(corpus.texts))


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


def _guesses(corpus: Corpus, word: str) -> tuple[str, ...]:
    """Words of the data that a word may stand for: two written as one, or one letter away; the most frequent first."""
    if word in corpus.joined:
        return (corpus.joined[word],)
    if len(word) < FEWEST_LETTERS:
        return ()
    near: list[Any] = process.extract(word, corpus.words.keys(), scorer=OSA.distance, score_cutoff=1, limit=MAX_GUESSES)
    return tuple(sorted((found[0] for found in near), key=lambda found: -corpus.words[found]))


def _counted(rows: Iterator[list[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for words in rows:
        for word in set(words):
            counts[word] = counts.get(word, 0) + 1
    return counts


def _number(day: date) -> int:
    return (day - study.EPOCH).days
