"""What has changed since a selection was cited: nothing, or which records were added, changed, removed."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Final

from geo import store
from geo.errors import RequestError
from geo.model import Pin
from geo.publish import pin
from geo.query.view import DataView
from server import addresses
from server.answer import JSON, Content, to_json, told
from server.asked import Asked

SAME: Final = "The same records, word for word."
UNKNOWN: Final = "Not the same records; that version of the data is not kept here, so what has changed cannot be said."
OTHERWISE: Final = "Not the records of that link in that version: the address was changed after it was made. "
MANY: Final = "The data have changed since; they are too many to be compared record by record here."
UNCITED: Final = "Say with `data` which version of the data was cited."


@dataclass(frozen=True)
class Since:
    """How a selection compares with what was cited.

    Attributes
    ----------
    same
        Whether the records are the same, word for word.
    says
        The result in a sentence.
    changes
        Record by record; empty also where the cited version is not kept.
    kept
        Whether the cited version is kept, and so can be compared and downloaded.
    """

    same: bool
    says: str
    changes: tuple[pin.Change, ...] = ()
    kept: bool = True


def compare(now: DataView, cited: Pin) -> Since:
    """Compare a selection with what was cited.

    Parameters
    ----------
    now
        The link over the data as they are.
    cited
        The version of the data, and the hash of the records if it was cited too.
    """
    try:
        before = store.version(cited.version).view(now.link)
    except RequestError:
        same = pin.pin(now).rows == cited.rows
        return Since(same, SAME if same else UNKNOWN, kept=False)
    if pin.by_data(before.dataset) or pin.by_data(now.dataset):
        same = pin.pin(now).rows == cited.rows
        return Since(same, SAME if same else MANY)
    found = pin.changes(before, now)
    altered = bool(cited.rows) and pin.pin(before).rows != cited.rows
    counts = Counter(change.what for change in found)
    since = ", ".join(f"{counts[what]} {what}" for what in ("added", "changed", "removed") if counts[what])
    says = f"Since version {cited.version}: {since}." if found else SAME
    return Since(not found and not altered, f"{OTHERWISE}{says if found else ''}".rstrip() if altered else says, found)


def since(asked: Asked) -> Content:
    """Say what of a selection has changed since it was cited, record by record."""
    now, version = asked.view, asked.options["data"]
    body: dict[str, Any] = {
        "selection": now.words,
        "page": addresses.page(asked.selected, site=asked.site),
        "now": {**asdict(pin.pin(now)), "records": len(now.rows)},
        "cited": {"version": version, "rows": asked.options["rows"]} if version else None,
        **(asdict(compare(now, Pin(version, asked.options["rows"]))) if version else {"says": UNCITED}),
        "not_used": told(asked.not_used),
    }
    return Content(to_json(body), JSON)
