"""The words of many texts, and the rows that hold each: a search looks through words, not through texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geo.query.folding import Letters

DIGITS: Final = "^[0-9]+$"
ROW_BITS: Final = np.uint64(32)
ONE_BY_ONE: Final = 4096
"""Words of which the rows are marked one word after another; of more, all at once."""

Rows = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Words and their rows.

    Attributes
    ----------
    words
        Each different folded word once: first those of digits alone, then the others, both in order.
    rows
        For each word the rows that hold it, ascending: a large list of int32.
    total
        How many rows there are.
    """

    words: pa.Array
    rows: pa.Array
    total: int

    @cached_property
    def numerals(self) -> int:
        """How many words are of digits alone."""
        low, high = 0, len(self.words)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if _is_numeral(self.words[middle].as_py()) else (low, middle)
        return low

    @cached_property
    def counts(self) -> Numbers:
        """How many rows hold each word."""
        counted: Numbers = np.diff(self.rows.offsets.to_numpy())
        return counted

    def places(self, part: str, *, begins: bool, ends: bool) -> Numbers:
        """Find words by a part of them.

        Parameters
        ----------
        part
            Folded signs of a word.
        begins, ends
            Whether words must begin, or end, with it.
        """
        first = 0 if _is_numeral(part) else self.numerals
        words = self.words.slice(first)
        if begins and ends:
            found = pc.equal(words, pa.scalar(part, words.type))
        elif begins or ends:
            found = (pc.starts_with if begins else pc.ends_with)(words, part)
        else:
            found = pc.match_substring(words, part)
        return np.flatnonzero(found.to_numpy(zero_copy_only=False)) + first

    def holding(self, places: Numbers) -> Mask:
        """Say of each row whether it holds one of some words."""
        hits = np.zeros(self.total, dtype=bool)
        offsets, rows = self.rows.offsets.to_numpy(), self.rows.values.to_numpy()
        if len(places) <= ONE_BY_ONE:
            for place in places.tolist():
                hits[rows[offsets[place] : offsets[place + 1]]] = True
            return hits
        counts = self.counts[places]
        ends = np.cumsum(counts)
        hits[rows[np.arange(ends[-1]) + np.repeat(offsets[places] - ends + counts, counts)]] = True
        return hits

    def of_lengths(self, least: int, most: int) -> Numbers:
        """Find words by how many letters they have, both ends inclusive."""
        return np.flatnonzero((self._lengths >= least) & (self._lengths <= most))

    @cached_property
    def _lengths(self) -> Rows:
        lengths: Rows = pc.utf8_length(self.words).to_numpy(zero_copy_only=False).astype(np.int32)
        return lengths


def _is_numeral(word: str) -> bool:
    return word.isascii() and word.isdigit()


@dataclass(frozen=True, eq=False)
class _Part:
    """The different words of some rows; how many of the rows hold each, and those rows, word by word, ascending."""

    words: pa.Array
    counts: Rows
    rows: npt.NDArray[np.uint32]
    total: int


def vocabulary(parts: Iterable[Letters]) -> Vocabulary:
    """Collect the words of texts.

    Parameters
    ----------
    parts
        Folded texts, some rows at a time, one after another.
    """
    counted = [*map(_counted, parts)]
    words, places = _together([part.words for part in counted])
    counts = np.zeros(len(words), dtype=np.int64)
    for part, own in zip(counted, places, strict=True):
        counts[own] += part.counts
    offsets = np.concatenate([[0], np.cumsum(counts)])
    rows = pa.LargeListArray.from_arrays(pa.array(offsets), pa.array(_laid(counted, places, offsets)))
    return Vocabulary(words, rows, sum(part.total for part in counted))


def _counted(part: Letters) -> _Part:
    words, rows = part.words()
    coded = words.dictionary_encode()
    pairs = (coded.indices.to_numpy().astype(np.uint64) << ROW_BITS) | rows.astype(np.uint64)
    pairs.sort()
    once = pairs[np.concatenate([[True], pairs[1:] != pairs[:-1]])] if len(pairs) else pairs
    counts = np.bincount((once >> ROW_BITS).astype(np.int64), minlength=len(coded.dictionary)).astype(np.int32)
    return _Part(coded.dictionary, counts, once.astype(np.uint32), len(part.ends) - 1)


def _together(parts: list[pa.Array]) -> tuple[pa.Array, list[Numbers]]:
    """All different words of some parts in order, and for each part the places of its words among them."""
    coded = pa.concat_arrays([pa.array([], pa.large_string()), *parts]).dictionary_encode()
    words = coded.dictionary
    others = pc.invert(pc.match_substring_regex(words, DIGITS))
    keys = [("other", "ascending"), ("word", "ascending")]
    order = pc.sort_indices(pa.table({"other": others, "word": words}), sort_keys=keys)
    place = np.empty(len(words), dtype=np.int64)
    place[order.to_numpy()] = np.arange(len(words))
    ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
    return words.take(order), np.split(place[coded.indices.to_numpy()], ends)[:-1]


def _laid(parts: list[_Part], places: list[Numbers], offsets: Numbers) -> Rows:
    """Lay the rows of each word one after another; a part's rows come after those of the parts before it."""
    laid, filled, first = np.empty(int(offsets[-1]), dtype=np.int32), offsets[:-1].copy(), 0
    for part, own in zip(parts, places, strict=True):
        begins = np.cumsum(part.counts) - part.counts
        goals = np.arange(len(part.rows)) + np.repeat(filled[own] - begins, part.counts)
        laid[goals] = part.rows.astype(np.int64) + first
        filled[own] += part.counts
        first += part.total
    return laid
