"""Sources: CSL-JSON, as JSON Schema (2020-12)."""

from __future__ import annotations

from typing import Final

from geo.schema.fields import SOURCE_ID_RULE
from geo.schema.limits import ADDRESS_MAX_CHARS, NAME_MAX_CHARS, NOTE_MAX_CHARS, SOURCE_TITLE_MAX_CHARS
from geo.schema.rules import Json, list_of, nullable, object_of, term, text
from geo.schema.vocabulary import ADDRESS_STATES, TITLE_BASES

CSL_TYPES: Final = (
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "broadcast",
    "dataset",
    "legislation",
    "post",
    "post-weblog",
    "report",
    "speech",
    "webpage",
)
_CSL_NAME: Final[Json] = {
    "anyOf": [
        object_of({"literal": text(NAME_MAX_CHARS)}, required=("literal",)),
        object_of({"family": text(NAME_MAX_CHARS), "given": text(NAME_MAX_CHARS)}, required=("family",)),
    ]
}
_CSL_DATE: Final = object_of(
    {
        "date-parts": {
            "type": "array",
            "items": {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3},
            "minItems": 1,
            "maxItems": 1,
        }
    },
    required=("date-parts",),
)
_ADDRESS: Final[Json] = {"type": "string", "pattern": "^https?://[^\\s]+$", "maxLength": ADDRESS_MAX_CHARS}

_DAY: Final = "[0-9]{4}-[01][0-9]-[0-3][0-9]"

SOURCE: Final = object_of(
    {
        "id": SOURCE_ID_RULE,
        "type": {"type": "string", "enum": list(CSL_TYPES)},
        "title": text(SOURCE_TITLE_MAX_CHARS),
        "author": list_of(_CSL_NAME, at_least=1),
        "container-title": text(NAME_MAX_CHARS),
        "publisher": text(NAME_MAX_CHARS),
        "language": {"type": "string", "pattern": "^[a-z]{2,3}$"},
        "issued": _CSL_DATE,
        "URL": _ADDRESS,
        "note": text(NOTE_MAX_CHARS),
        "custom": object_of(
            {
                "title_basis": term(TITLE_BASES),
                "archive_url": nullable(_ADDRESS),
                "archived": {"type": "string", "pattern": f"^{_DAY}T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$"},
                "archive_checked": {"type": "string", "pattern": f"^{_DAY}$"},
                "state": term(ADDRESS_STATES),
                "checked": {"type": "string", "pattern": f"^{_DAY}$"},
                "moved_to": _ADDRESS,
            },
            required=("title_basis", "archive_url"),
        ),
    },
    required=("id", "type", "title", "container-title", "language", "custom"),
)
"""JSON Schema (2020-12) of one source, CSL-JSON: ``issued`` is absent where the day is not known, ``URL``
for a data set of others that has no address.

``custom`` says where the title comes from, and what `geo.curate.archive` found: ``state``, ``checked`` and ``moved_to``
of the address, ``archive_url``, ``archived`` (UTC) and ``archive_checked`` of an archived copy."""
