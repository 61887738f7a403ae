"""A data folder in which every text is an attack: on the page, on the server, on the reader's privacy."""

from __future__ import annotations

import copy
import csv
import io
import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from geo import schema
from tests import folders

HOST = "http://evil.example"
FLAG = "top.ran=1"
PROTOTYPE = "__proto__"
"""A word that JavaScript's objects trip over; as the name of a claimant it leaves Vega's chart empty."""


def payloads(mark: Path) -> list[str]:
    """Texts that set `window.ran`, ask another host, or create a file on the server, were they more than text."""
    python = f"cycler.__init__.__globals__.os.system('touch {mark}')"
    return [
        f"<img src=x onerror={FLAG}>",
        "{{ " + python + " }}",
        f"</script><script>{FLAG}</script>",
        "${" + FLAG + "}",
        f"`;{FLAG};`",
        f'" onmouseover="{FLAG}" x="',
        f"' onfocus='{FLAG}' autofocus='",
        f"');{FLAG};//",
        "{% raw %}{{ 7*7 }}",
        "{% for x in (1,2) %}",
        f"![x]({HOST}/a.png)",
        f"[x](javascript:{FLAG})",
        f"<a href=javascript:{FLAG}>x</a>",
        f"<svg onload={FLAG}>",
        f"<iframe srcdoc='<script>{FLAG}</script>'>",
        f"<link rel=stylesheet href={HOST}/a.css>",
        "\u202e\u2066txt.exe\u2069",
        "\\u003cscript\\u003e\\\\",
        "<!-- <style>*{display:none}</style>",
        "&lt;img src=x&gt; &#60;b&#62;",
        ":red[x] :material/home: $x^2$ ~~x~~ # x",
        "=HYPERLINK(0)|'cmd'!A0",
        PROTOTYPE,
    ]


ADDRESSES = [
    "https://news.example/{{7*7}}${7*7}",
    f"https://news.example/'\"><img/src=x/onerror={FLAG}>",
    f"https://news.example/#javascript:{FLAG}",
    f"http://news.example/`;{FLAG};`",
]
REFUSED_ADDRESSES = [
    f"javascript:{FLAG}",
    f"JaVaScRiPt://x.example/%0a{FLAG}",
    f"data:text/html,<script>{FLAG}</script>",
    f"vbscript:{FLAG}",
    "file:///etc/passwd",
]
"""Addresses of sources that must not even be taken over."""


def _fit(text: str, limit: int) -> str:
    return text[:limit] if len(text) <= limit else "{{ 7*7 }}"


def _poison_record(record: dict[str, Any], texts: Iterator[str]) -> None:
    limits = {
        "title": schema.TITLE_MAX_CHARS,
        "summary": schema.SUMMARY_MAX_CHARS,
        "note": schema.NOTE_MAX_CHARS,
        "location_note": schema.NOTE_MAX_CHARS,
        "place": schema.NAME_MAX_CHARS,
        "force": schema.NAME_MAX_CHARS,
    }
    for name, limit in limits.items():
        if record.get(name) is not None:
            record[name] = _fit(next(texts), limit)
    names = (text for text in texts if text != PROTOTYPE)
    for name in ("actors", "claimed_by", "disputed_by"):
        record[name] = [_fit(next(names), schema.NAME_MAX_CHARS) for _ in record[name]]
    if record.get("place_local"):
        record["place_local"] = {code: _fit(next(texts), schema.NAME_MAX_CHARS) for code in record["place_local"]}
    for figure in record["figures"]:
        figure["attributed_to"], figure["note"] = next(texts), next(texts)
    for citation in record["sources"]:
        citation["locator"] = next(texts)


def _records(body: bytes, texts: list[str], *, giant: bool) -> bytes:
    items = json.loads(body)["features"]
    turns = cycle(texts)
    for item in items:
        _poison_record(item["properties"], turns)
    if giant:
        item = copy.deepcopy(items[0])
        item["id"] = item["properties"]["id"] = "PLBY-9999"
        item["properties"]["title"] = texts[0] + "x" * 100_000
        named = copy.deepcopy(items[0])
        named["id"] = named["properties"]["id"] = texts[0]
        named["properties"][texts[2]] = texts[3]
        items += [item, named]
    return folders.collection(items)


def _layer(body: bytes, texts: list[str]) -> bytes:
    document = json.loads(body)
    turns = cycle(texts)
    for item in document["features"]:
        item["properties"]["name"] = next(turns)
    return json.dumps(document).encode()


def _sources(body: bytes, texts: list[str]) -> bytes:
    entries = json.loads(body)
    turns, addresses = cycle(texts), cycle(ADDRESSES)
    for entry in entries:
        for name, value in list(entry.items()):
            if isinstance(value, str) and name not in {"id", "type", "URL", "language"}:
                entry[name] = next(turns)
        entry["container-title"] = next(turns)
        entry["URL"] = next(addresses)
    for number, address in enumerate(REFUSED_ADDRESSES):
        entries.append({**entries[0], "id": f"refused-{number}", "URL": address})
    return json.dumps(entries).encode()


def _counts(body: bytes, texts: list[str]) -> bytes:
    rows = list(csv.DictReader(io.StringIO(body.decode())))
    turns, names = cycle(texts), cycle([text for text in texts if text != PROTOTYPE])
    for row in rows:
        row["claimed_by"], row["note"] = next(names), next(turns)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def build(folder: Path, *, mark: Path) -> Path:
    """Make the folder; `mark` is the file that an evaluated template would create."""
    texts = payloads(mark)
    return folders.build(
        folder,
        {
            "incidents.geojson": lambda body: _records(body, texts, giant=True),
            "deployments.geojson": lambda body: _records(body, texts, giant=False),
            "areas.geojson": lambda body: _layer(body, texts),
            "crossings.geojson": lambda body: _layer(body, texts),
            "regions.geojson": lambda body: _layer(body, texts),
            "sources.json": lambda body: _sources(body, texts),
            "attempts.csv": lambda body: _counts(body, texts),
        },
    )
