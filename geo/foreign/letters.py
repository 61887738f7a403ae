"""Text as it may be stored and shown: whole letters, no control characters, no markup meant as text."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

HALF_A_LETTER: Final = re.compile("[\ud800-\udfff]")
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters other than tab and line ends, and those that turn the direction of what follows."""
_BREAK: Final = re.compile(r"(?i)<\s*(?:br|/p|/div|/li)\s*/?\s*>")
_TAG: Final = re.compile(r"<(?:[a-zA-Z/!?][^<>]{0,2500})>")
_REPLACEMENT: Final = "\ufffd"


def clean(text: str) -> str:
    """Give a text that every file and page can hold.

    Half letters become the replacement character, control characters go, line ends are one sort.
    """
    if text.isprintable():  # most cells: no line end, nothing invisible, no half letter
        return text.strip()
    whole = HALF_A_LETTER.sub(_REPLACEMENT, text)
    return CONTROL.sub("", whole.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: spaces and invisible characters only."""
    return all(character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Cs"} for character in text)


def plain(markup: str) -> str:
    """Give the text of a piece of HTML: breaks as line ends, tags gone, entities as letters.

    It makes text to read, not safe markup: what shows it escapes it all the same.
    """
    text = _TAG.sub(" ", _BREAK.sub("\n", markup))
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return clean("\n".join(line for line in lines if line))


def fold(text: str) -> str:
    """Give a text without case, accents, punctuation and doubled spaces, for comparing names."""
    letters = "".join(
        character
        for character in unicodedata.normalize("NFKD", text).casefold()  # in this order: № becomes No, then no
        if not unicodedata.combining(character)
    ).translate(_SPELLED)
    return " ".join(re.sub(r"[^\w#+]|_", " ", letters).split())


_SPELLED: Final = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "đ": "d", "æ": "ae", "і": "i"})
"""Letters that no normal form takes apart; the last is the Cyrillic dotted i."""


def shorten(text: str, limit: int) -> str:
    """Cut a text at a word to a number of characters, the last one an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0].rstrip(" ,;:.")
    return f"{at_word if len(at_word) > limit // 2 else cut}…"
