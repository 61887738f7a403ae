"""The address at which a reader can tell of an error: it carries the record and the version of the data."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit


def address(to: str, *, record: str, version: str) -> str:
    """Write the address; empty where none is configured.

    Parameters
    ----------
    to
        ``https`` or ``mailto``, as a study gives it.
    record, version
        What the report is about: in the subject of a message, or in the query of a page.
    """
    if not to:
        return ""
    is_mail = urlsplit(to).scheme == "mailto"
    said = {"subject": f"Error in {record}, data {version}"} if is_mail else {"record": record, "version": version}
    return f"{to}{'&' if '?' in to else '?'}{urlencode(said, quote_via=quote)}"
