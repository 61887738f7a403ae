"""Fold case, accents, script and dashes away, so that one way of writing a name finds the others.

A letter is folded by itself, whatever stands around it: so a text can be folded at a time, and a million by tables.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

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
UTF32: Final = "utf-32-le"
WIDTHS: Final = (0x80, 0x800, 0x10000)
"""Code points from which on UTF-8 needs a byte more."""
ASCII: Final = 0x80

Codes = npt.NDArray[np.uint32]
Ends = npt.NDArray[np.int64]


def fold(text: str) -> str:
    """Fold a text."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(CYRILLIC))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return DASHES.sub(" ", bare.casefold().translate(CYRILLIC))  # a letter may be a capital only once it is plain


@dataclass(frozen=True, eq=False)
class Letters:
    """Texts as one row of code points; some thousand at a time, for what is larger than a cache is slow.

    Attributes
    ----------
    codes
        The code points of all texts, one text after another.
    ends
        Where each text begins, and last where all of them end.
    """

    codes: Codes
    ends: Ends

    @classmethod
    def of(cls, texts: pa.Array) -> Letters:
        """Take texts apart, which hold no null."""
        codes = np.frombuffer("".join(texts.to_pylist()).encode(UTF32), np.uint32)
        return cls(codes, _begins(pc.utf8_length(texts).to_numpy(zero_copy_only=False)))

    def texts(self) -> pa.Array:
        """Write them as UTF-8."""
        return _written(self.codes, self.ends)

    def words(self) -> tuple[pa.Array, npt.NDArray[np.int64]]:
        """Give all words, of which a text may have one several times, and the text that each is in."""
        _learn(self.codes)
        within = OF_A_WORD[self.codes]
        begins, stops = within.copy(), within.copy()
        begins[1:] &= ~within[:-1]
        stops[:-1] &= ~within[1:]
        of_texts = self.ends[:-1][np.diff(self.ends) > 0]
        begins[of_texts] = within[of_texts]  # a word ends with its text
        stops[of_texts[1:] - 1] = within[of_texts[1:] - 1]
        first, last = np.flatnonzero(begins), np.flatnonzero(stops)
        many = np.diff(np.searchsorted(first, self.ends))
        return _written(self.codes[within], _begins(last - first + 1)), np.repeat(np.arange(len(many)), many)


SIGNS: Final = 0x110000
UNKNOWN: Final = -1
LENGTH: Final = np.full(SIGNS, UNKNOWN, dtype=np.int8)
"""How many letters each sign is folded to, of those that were met so far."""
FIRST: Final = np.zeros(SIGNS, dtype=np.uint32)
"""The first letter that each is folded to."""
OF_A_WORD: Final = np.zeros(SIGNS, dtype=bool)


def fold_all(texts: pa.Array) -> Letters:
    """Fold texts, as `fold` does each.

    Parameters
    ----------
    texts
        Without nulls.
    """
    given = Letters.of(texts)
    codes, ends = given.codes, given.ends
    _learn(codes)
    lengths, folded = LENGTH[codes], FIRST[codes]
    most = int(lengths.max(initial=1))
    if most == 1:
        kept = lengths == 1
        return Letters(folded[kept], _begins(kept)[ends])
    begins = _begins(lengths)
    folded = np.repeat(folded, lengths)
    for row in np.flatnonzero(lengths > 1):
        folded[begins[row] : begins[row + 1]] = [*map(ord, fold(chr(codes[row])))]
    return Letters(folded, begins[ends])


def _learn(codes: Codes) -> None:
    """Fold each sign that was not met before; the same sign twice at once is folded twice, to the same."""
    for code in np.unique(codes[LENGTH[codes] == UNKNOWN]).tolist():
        folded = fold(chr(code))
        FIRST[code], OF_A_WORD[code] = ord((folded or " ")[0]), WORD.match(chr(code)) is not None
        LENGTH[code] = len(folded)


def _begins(lengths: npt.NDArray[Any]) -> Ends:
    """Where each of some things begins that lie one after another, and last where all of them end."""
    begins = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=begins[1:])
    return begins


def _written(codes: Codes, ends: Ends) -> pa.Array:
    """Write code points as UTF-8, cut into texts."""
    if codes.max(initial=0) < ASCII:
        body, cuts = codes.astype(np.uint8).tobytes(), ends
    else:
        body = codes.tobytes().decode(UTF32).encode()
        widths = np.ones(len(codes), dtype=np.int8)
        for least in WIDTHS:
            widths += codes >= least
        cuts = _begins(widths)[ends]
    return pa.LargeStringArray.from_buffers(len(ends) - 1, pa.py_buffer(cuts), pa.py_buffer(body))
