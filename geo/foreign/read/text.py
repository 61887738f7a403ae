"""Bytes to text: UTF-8, UTF-16 and UTF-32 by their marks, the code pages of Europe by their letters."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log
from typing import Final

from geo.errors import MalformedFileError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
"""UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16."""

_WESTERN: Final = ("éàèêçôâîûùïëœæ", "üäöß", "óíáéñúü", "ãçáéóíêõúâàô", "äåöøæé")
"""French, German, Spanish, Portuguese and the languages of Scandinavia: letters beyond ASCII, the commonest first."""
_CENTRAL: Final = ("łęóąśżćńź", "íáěéýřžčšůúóňťď", "áíéýčžšúľťôóňäďĺŕ", "áéíóöőúüű", "ăîâşţ", "čšžćđ", "üäöß")
"""Polish, Czech, Slovak, Hungarian, Romanian, Croatian and, which has the same letters there, German."""
_CYRILLIC: Final = (
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "оаинтевсрлкдмупязьбгычіхйжєїшюцщфґ",
    "аінеорсктўлвдумпяызбьгчхцйжшюэёф",
)
"""The three that Windows-1251 is used for here, Russian first."""
_MARKS_OF_TEXT: Final = frozenset("\u00a0–—„”“’‘«»…°§€№·×±ºª¿¡")

_CODE_PAGES: Final = (
    ("cp1252", "Windows-1252", _WESTERN),
    ("cp1250", "Windows-1250", _CENTRAL),
    ("iso8859-2", "ISO 8859-2", _CENTRAL),
    ("cp1251", "Windows-1251", _CYRILLIC),
)
"""In order of preference: where two read the same letters, the first is named."""
_ENOUGH: Final = 0.97
"""Share of the letters beyond ASCII that must belong to the languages of a code page."""
_RARE: Final = 1 / 200
"""How often a letter is met that is none of a language's own."""
_SAMPLE_BYTES: Final = 200_000
_SIGNATURES: Final = (
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database or GeoPackage"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (XLS or DOC)"),
    (b"\x80\x04\x95", "a Python pickle"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x00\x00\x27\x0a", "a shapefile"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text and the name of the encoding that it was in."""

    content: str
    encoding: str


def decode(content: bytes, *, file: str) -> Text:
    """Read a file's bytes as text.

    Parameters
    ----------
    content
        All of it.
    file
        Its name.

    Raises
    ------
    MalformedFileError
        If it is not text, or in an encoding that cannot be told; the message says what it looks like.
    """
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return Text(_strict(content, codec, name=name, file=file), name)
    known = next((what for start, what in _SIGNATURES if content.startswith(start)), None)
    if known:
        raise MalformedFileError(file, f"it is {known}", "CSV, XLSX, ODS, GeoJSON, JSON, JSON lines, KML or KMZ")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _without_mark(content, file=file, position=error.start)
    if "\0" in text:
        return _without_mark(content, file=file, position=text.index("\0"))
    return Text(text, "UTF-8")


def _without_mark(content: bytes, *, file: str, position: int) -> Text:
    if b"\0" in content:
        codec = _wide(content)
        if codec:
            return Text(_strict(content, codec, name="UTF-16", file=file), "UTF-16")
        raise MalformedFileError(file, f"byte {content.index(0)} is zero: it is not text", "a text file in UTF-8")
    likeliest = max(
        ((_likelihood(content, codec, pages), codec, name) for codec, name, pages in _CODE_PAGES), key=_first
    )
    likelihood, codec, name = likeliest
    if likelihood == -inf:
        raise MalformedFileError(file, f"byte {position} is not UTF-8, nor of a code page that we know", "UTF-8 text")
    return Text(content.decode(codec), name)


def _first(item: tuple[float, str, str]) -> float:
    return item[0]


def _wide(content: bytes) -> str | None:
    """Tell UTF-16 without its mark by the zero halves of its Latin letters."""
    sample = content[:_SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 4
    if odd > half and not even:
        return "utf-16-le"
    return "utf-16-be" if even > half and not odd else None


def _likelihood(content: bytes, codec: str, languages: Sequence[str]) -> float:
    """How likely a text of one of a code page's languages has these bytes; as a logarithm, the likeliest language's.

    The letters of a language are as frequent as their rank in it says (Zipf's law).
    """
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return -inf
    beyond = Counter(
        character
        for character in text[:_SAMPLE_BYTES].lower()
        if ord(character) > 0x7F and character not in _MARKS_OF_TEXT  # noqa: PLR2004 - ASCII
    )
    known = set("".join(languages))
    if sum(times for letter, times in beyond.items() if letter in known) < _ENOUGH * beyond.total():
        return -inf
    return max(_likelihood_in(beyond, letters) for letters in languages)


def _likelihood_in(beyond: Counter[str], letters: str) -> float:
    whole = sum(1 / rank for rank in range(1, len(letters) + 1))
    shares = {letter: 1 / rank / whole for rank, letter in enumerate(letters, start=1)}
    return sum(times * log(shares.get(letter, _RARE)) for letter, times in beyond.items())


def _strict(content: bytes, codec: str, *, name: str, file: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise MalformedFileError(file, f"byte {error.start} is not {name}", f"{name} throughout, or UTF-8") from error
