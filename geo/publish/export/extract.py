"""What goes into a file: the records, what they refer to, and what the file says of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import geopandas as gpd

from geo import study

CAUTION: Final = (
    "Records tell what somebody claims: see claimed_by, disputed_by and confidence. Never add up figures: they "
    "overlap and compete."
)

HINDSIGHT: Final = (
    "what was published by this day. Records, figures, sources and ends are those published by then; titles, "
    "summaries, claimants, denials and confidence are of today, written with all sources at hand."
)
WITHHELD: Final = "whose licence forbids passing them on"
"""Why records of a selection are not in a file."""
SHORT: Final = 8


def attribution() -> str:
    """Whom the records, the lines and what is computed from them are due to."""
    told = study.current()
    brought = "".join(f" {terms.attribution}." for terms in told.datasets if terms.attribution and terms.passing_on)
    return (
        f"Records: {told.authors} ({told.licence.name}).{brought} Border line and areas, and the sides and distances "
        f"computed from them: {told.credits.lines}."
    )


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself.

    Attributes
    ----------
    version, digest
        Version of the data, and the SHA-256 of the files that it was read from.
    selection, link
        The selection in words, and as the query string that opens it; empty for everything.
    shown, total
        Records in the file, and in the data.
    released
        The day on which this version of the data was made, if it is known.
    withheld
        Records of the selection that are not in the file, because their licence forbids passing them on.
    address
        Address of the app, without a query; empty if it is not known.
    known
        The day that the selection goes back to, if it goes back to one.
    gaps
        What of the data's files could not be used, a sentence a file.
    """

    version: str
    digest: str
    selection: str
    link: str
    shown: int
    total: int
    released: date | None = None
    withheld: int = 0
    address: str = ""
    known: date | None = None
    gaps: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """The day that a file bears: of the version, or of the study where no version is known."""
        return self.released or study.current().first

    @property
    def opened_by(self) -> str:
        """What opens the selection: an address if the app's is known, else the query alone; empty for everything."""
        query = f"?{self.link}" if self.link else ""
        return f"{self.address}{query}"

    @property
    def short_hash(self) -> str:
        """Eight hexadecimal digits that tell this selection of these data from any other."""
        return hashlib.sha256(f"{self.digest}?{self.link}".encode()).hexdigest()[:SHORT]

    def lines(self) -> dict[str, str]:
        """Name and text of each thing that the file says, in order."""
        return {
            "title": study.current().title,
            "version": self.version,
            "data_sha256": self.digest,
            "selection": self.selection,
            "link": self.opened_by,
            "records": f"{self.shown} of {self.total}",
            **({"withheld": f"{self.withheld}, {WITHHELD}"} if self.withheld else {}),
            **({"incomplete": "; ".join(self.gaps)} if self.gaps else {}),
            "licence": study.current().licence.id,
            "licence_url": study.current().licence.url,
            "attribution": attribution(),
            "caution": CAUTION,
            **({"known": f"{self.known}: {HINDSIGHT}"} if self.known else {}),
        }


@dataclass(frozen=True)
class Extract:
    """A selection on its way out.

    Attributes
    ----------
    records
        The selected rows of ``Dataset.records``; WGS 84 geometry, may be null.
    sources
        CSL-JSON entries by id; those that the records cite are used.
    areas
        WGS 84 areas with a column ``id``; those that the records name are used.
    about
        What the file says of itself.
    """

    records: gpd.GeoDataFrame
    sources: Mapping[str, Mapping[str, Any]]
    areas: gpd.GeoDataFrame
    about: About
