"""The formats, in one place: how each is told, what it is called, whose it is, and what its licence allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from geo.foreign import acled, free, frontex, geoconfirmed, hxl, iom, mymaps, timemap, ucdp, ushahidi
from geo.foreign.draft import Outcome
from geo.foreign.mapping import ColumnMapping
from geo.foreign.sheet import Row, Sheet

Understand = Callable[[Sheet, ColumnMapping | None], tuple[Sheet, ColumnMapping]]
Prepare = Callable[[Sheet, ColumnMapping | None], "Conversion"]


@dataclass(frozen=True, slots=True)
class Conversion:
    """How the rows of one file become records.

    Attributes
    ----------
    convert
        What becomes of a row.
    notes
        How the file is read, for the account.
    mapping
        What the columns mean, where a mapping decides that.
    """

    convert: Callable[[Row], Outcome]
    notes: tuple[str, ...] = ()
    mapping: ColumnMapping | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format that we read.

    Attributes
    ----------
    code
        Its name on the command line, and that of the data set where there is only one of its kind.
    title
        What it is called.
    matches
        Whether a table is of it.
    prepare
        Makes the conversion of a table; the mapping may be None.
    prefix
        What our ids of its records begin with.
    publisher, url
        Whose it is and where; empty where each file is somebody else's.
    licence, attribution
        What must be said with it.
    passing_on
        Whether the licence allows links, exports and embedding.
    shared
        Whether all files of the format are one data set.
    understand
        Gives the table as a mapping sees it and what its columns mean; None where they need no mapping.
    """

    code: str
    title: str
    matches: Callable[[Sheet], bool]
    prepare: Callable[[Sheet, ColumnMapping | None], Conversion]
    prefix: str = ""
    publisher: str = ""
    url: str = ""
    licence: str = ""
    attribution: str = ""
    passing_on: bool = True
    shared: bool = False
    understand: Understand | None = None


def _plain(
    make: Callable[[Sheet], tuple[Callable[[Row], Outcome], tuple[str, ...]]],
) -> Callable[[Sheet, ColumnMapping | None], Conversion]:
    """Prepare a format whose columns need no mapping."""

    def prepare(sheet: Sheet, _mapping: ColumnMapping | None) -> Conversion:
        convert, notes = make(sheet)
        return Conversion(convert, notes)

    return prepare


def _mapped(
    make: Callable[[Sheet, ColumnMapping | None], tuple[Sheet, ColumnMapping]],
) -> Callable[[Sheet, ColumnMapping | None], Conversion]:
    """Prepare a format that is a free table once its columns are named."""

    def prepare(sheet: Sheet, mapping: ColumnMapping | None) -> Conversion:
        table, chosen = make(sheet, mapping)
        how = free.reading(table, chosen)
        expanded = {row.number: row for row in table.rows}
        convert = free.converter(how)
        return Conversion(lambda row: convert(expanded.get(row.number, row)), how.notes, chosen)

    return prepare


FORMATS: Final[Mapping[str, Format]] = {
    item.code: item
    for item in (
        Format(
            code=acled.CODE,
            title="ACLED, Armed Conflict Location & Event Data",
            matches=acled.matches,
            prepare=_plain(acled.converter),
            prefix="ACLED",
            publisher="ACLED",
            url="https://acleddata.com/",
            licence="ACLED terms of use and attribution policy",
            attribution="Armed Conflict Location & Event Data Project (ACLED), acleddata.com",
            passing_on=False,
            shared=True,
        ),
        Format(
            code=ucdp.CODE,
            title="UCDP Georeferenced Event Dataset",
            matches=ucdp.matches,
            prepare=_plain(ucdp.converter),
            prefix="UCDP",
            publisher="Uppsala Conflict Data Program",
            url="https://ucdp.uu.se/downloads/",
            licence="CC-BY-4.0",
            attribution="UCDP Georeferenced Event Dataset (Sundberg and Melander 2013), CC BY 4.0",
            shared=True,
        ),
        Format(
            code=iom.CODE,
            title="IOM Missing Migrants Project",
            matches=iom.matches,
            prepare=_plain(iom.converter),
            prefix="IOM",
            publisher="International Organization for Migration",
            url="https://missingmigrants.iom.int/",
            licence="CC-BY-4.0",
            attribution="IOM Missing Migrants Project, CC BY 4.0",
            shared=True,
        ),
        Format(
            code=frontex.CODE,
            title="Frontex, monthly detections",
            matches=frontex.matches,
            prepare=_plain(frontex.converter),
        ),
        Format(
            code=timemap.CODE,
            title="TimeMap",
            matches=timemap.matches,
            prepare=_plain(timemap.converter),
            prefix="TIMEMAP",
        ),
        Format(
            code=geoconfirmed.CODE,
            title="GeoConfirmed",
            matches=geoconfirmed.matches,
            prepare=_plain(geoconfirmed.converter),
            prefix="GEOCON",
            publisher="GeoConfirmed",
            url="https://geoconfirmed.org/",
            attribution="GeoConfirmed, geoconfirmed.org",
            shared=True,
        ),
        Format(
            code=ushahidi.CODE,
            title="Ushahidi",
            matches=ushahidi.matches,
            prepare=_mapped(ushahidi.mapped),
            understand=ushahidi.mapped,
        ),
        Format(
            code=hxl.CODE,
            title="a table with HXL tags",
            matches=hxl.matches,
            prepare=_mapped(hxl.mapped),
            understand=hxl.mapped,
        ),
        Format(
            code=mymaps.CODE,
            title="a map in KML",
            matches=mymaps.matches,
            prepare=_mapped(mymaps.mapped),
            understand=mymaps.mapped,
        ),
        Format(
            code=free.CODE, title=free.TITLE, matches=free.matches, prepare=_mapped(free.mapped), understand=free.mapped
        ),
    )
}
"""In the order in which they are tried; ``free`` takes what no other does."""


def detect(sheet: Sheet) -> Format:
    """Tell what a table is, by its columns."""
    return next(item for item in FORMATS.values() if item.matches(sheet))
