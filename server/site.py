"""What is asked of every site: for crawlers, for agents, for those who find a hole, and the sign in a browser's tab."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from geo import study
from geo.model import Link
from geo.publish import export
from server import addresses, texts
from server.answer import Content, Refusal
from server.asked import Asked

CONTACT_VARIABLE: Final = "GRANICA_CONTACT"
"""Environment variable with the address of whoever runs the site, as ``mailto:…`` or ``https://…``."""
TEXT: Final = "text/plain; charset=utf-8"
VALID: Final = timedelta(days=180)
ICON: Final = Path(__file__).parent / "favicon.ico"


def robots(asked: Asked) -> Content:
    """Tell crawlers what to leave alone, and where the map of the site is."""
    base = addresses.base()
    dear = [
        f"Disallow: {base}{path}"
        for path in ("/_stcore/", "/component/", "/media/", "/data/figure.", "/data/snapshot.", "/oembed")
    ]
    lines = ["User-agent: *", *dear, "", f"Sitemap: {asked.site}{addresses.SITEMAP}", ""]
    return Content("\n".join(lines).encode(), TEXT)


def sitemap(asked: Asked) -> Content:
    """List the pages, and the map with each record open."""
    dataset = asked.prepared.dataset
    pages = [addresses.page(Link(), name=name, site=asked.site) for name in addresses.PAGES]
    records = [addresses.page(Link(record_id=name), site=asked.site) for name in asked.prepared.rows_by_id]
    changed = f"<lastmod>{dataset.released}</lastmod>" if dataset.released else ""
    urls = "\n".join(f"<url><loc>{escape(address)}</loc>{changed}</url>" for address in (*pages, *records))
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{namespace}">\n{urls}\n</urlset>\n'
    return Content(text.encode(), "application/xml")


def favicon(_asked: Asked) -> Content:
    """Give the sign in a browser's tab."""
    return Content(ICON.read_bytes(), "image/vnd.microsoft.icon")


def llms(asked: Asked) -> Content:
    """Tell agents what a record is, what must not be done with it, and where everything is."""
    text = texts.text(
        "llms.md",
        title=study.current().title,
        subject=study.current().subject,
        version=asked.prepared.dataset.version,
        licence=study.current().licence.id,
        site=asked.site,
        formats=", ".join(code for code in export.FORMATS if code != "csv"),
        example=next(iter(asked.prepared.rows_by_id), "ID"),
    )
    return Content(text.encode(), TEXT)


def security(asked: Asked) -> Content:
    """Say whom to tell of a hole, as RFC 9116 has it.

    Raises
    ------
    Refusal
        If whoever runs the site does not say whom.
    """
    contact = os.environ.get(CONTACT_VARIABLE, "").strip()
    if not contact.startswith(("mailto:", "https:", "tel:")):
        raise Refusal(HTTPStatus.NOT_FOUND, f"Whoever runs this site says no contact in {CONTACT_VARIABLE}.")
    midnight = datetime.now(tz=UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {midnight + VALID:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {asked.site}{addresses.SECURITY}",
        "",
    ]
    return Content("\n".join(lines).encode(), TEXT)
