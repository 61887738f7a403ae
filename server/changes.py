"""What has changed since a selection was cited: nothing, or which records were added, changed, removed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from geo import store
from geo.errors import RequestError
from geo.publish import pin
from server import addresses
from server.answer import JSON, Content, to_json, told
from server.asked import Asked

SAME: Final = "The same records, word for word."
UNKNOWN: Final = "Not the same; that version is not kept here, so that it cannot be said what has changed."
UNCITED: Final = "Say with `data` which version of the data was cited."


def since(asked: Asked) -> Content:
    """Say what of a selection has changed since it was cited, record by record."""
    now = asked.view
    body: dict[str, Any] = {
        "selection": now.words,
        "page": addresses.page(asked.selected, site=asked.site),
        "now": {**asdict(pin.pin(now)), "records": len(now.rows)},
        **compared(asked),
        "not_used": told(asked.not_used),
    }
    return Content(to_json(body), JSON)


def compared(asked: Asked) -> dict[str, Any]:
    """Compare the selection with what was cited, as far as that version is kept."""
    version, rows = asked.options["data"], asked.options["rows"]
    now = asked.view
    if not version:
        return {"cited": None, "same": None, "says": UNCITED, "changes": []}
    cited: dict[str, Any] = {"version": version, "rows": rows}
    try:
        before = store.version(version).view(asked.link)
    except RequestError:
        same = pin.pin(now).rows == rows
        return {"cited": cited, "same": same, "says": SAME if same else UNKNOWN, "changes": []}
    found = pin.changes(before, now)
    counts = {what: sum(change.what == what for change in found) for what in ("added", "changed", "removed")}
    says = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
    return {
        "cited": {**asdict(pin.pin(before)), "records": len(before.rows), "asked_for": rows},
        "same": not found,
        "says": f"Since then {says}." if found else SAME,
        "changes": [asdict(change) for change in found],
    }
