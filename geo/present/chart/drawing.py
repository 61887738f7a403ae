"""What a chart is made of: marks in altair's words, and the tables and numbers that fill them.

Altair takes a tenth of a second to write a chart, nearly all of it for what is the same in every chart of its kind. So
the marks are written once, with a blank wherever the data decide; a chart of other data fills the blanks.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import altair as alt
import pandas as pd
import pyarrow as pa
from altair.utils import schemapi

from geo import kept, study

AltairChart = alt.Chart | alt.LayerChart | alt.FacetChart
Given = Mapping[str, Any]
Marks = Callable[..., AltairChart]
Features = list[dict[str, Any]]
Columns = Mapping[str, Sequence[Any]]
Table = pd.DataFrame | Columns | Features

KEPT_TEMPLATES: Final = 128
"""Kinds of charts that are kept written, of a study."""
_WRITING: Final = threading.Lock()
"""Whether altair checks what it writes is one setting for all threads."""


@dataclass(frozen=True, slots=True)
class Blank:
    """What a template leaves open, by name."""

    name: str


class _Blanks(dict[str, Blank]):
    """Gives a blank for every name."""

    def __missing__(self, name: str) -> Blank:
        return Blank(name)


@dataclass(frozen=True, eq=False)
class Drawing:
    """A chart before it is written.

    Attributes
    ----------
    marks
        Makes the chart in altair's words: takes what it is given by name, and `kind` by keyword.
    kind
        What decides which marks there are and how they look; there is one template for each.
    tables
        Rows by the name that the marks have for them; shapes as features.
    given
        What else the marks take by name: numbers, days and texts that come of the data.
    frame
        What stands around the marks: title, description, height, width.
    """

    marks: Marks
    kind: Mapping[str, Hashable]
    tables: Mapping[str, Table]
    frame: Mapping[str, Any]
    given: Given = field(default_factory=dict)

    def written(self) -> Mapping[str, Any]:
        """Write it as a specification whose rows are Arrow, named by the hash of their bytes; shapes stay features."""
        rows = self.sent()
        names = {name: called for name, (called, _) in rows.items()}
        template = _template(study.current(), self.marks, tuple(self.kind.items()))
        return {**_filled(template, {**self.given, **names}), **self.frame, "datasets": dict(rows.values())}

    def sent(self) -> Mapping[str, tuple[str, bytes | Features]]:
        """The tables as they are sent: what each is called then, and its rows."""
        return {name: _sent(name, table) for name, table in self.tables.items()}


@kept.with_first(size=KEPT_TEMPLATES)
def _template(_of: study.Study, marks: Marks, kind: tuple[tuple[str, Hashable], ...]) -> Mapping[str, Any]:
    """Write marks once; no check of the grammar, which a blank would not pass, and which tests make."""
    with _WRITING, schemapi.debug_mode(False):  # noqa: FBT003 - altair's own
        template: dict[str, Any] = marks(_Blanks(), **dict(kind)).to_dict(validate=False)
    return template


def _filled(node: Any, given: Given) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, given) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, given) for value in node]
    return given[node.name] if isinstance(node, Blank) else node


def rows(given: Given, table: str) -> alt.Chart:
    """A chart of one of the drawing's tables, without marks yet."""
    return alt.Chart(alt.NamedData(name=given[table]))


def columns(table: pd.DataFrame) -> Columns:
    """Columns of a table as lists, which cost less to work with than a table where there are few rows."""
    return {str(name): column.tolist() for name, column in table.items()}


def values(table: pd.DataFrame | Columns) -> Columns:
    """Columns as Vega reads them: dates as ``YYYY-MM-DD``, nothing missing but None."""
    held = columns(table) if isinstance(table, pd.DataFrame) else table
    return {name: [_plain(value) for value in column] for name, column in held.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None or value != value else value  # noqa: PLR0124 - NaN alone differs from itself


def _sent(name: str, table: Table) -> tuple[str, bytes | Features]:
    """Rows as they are sent, under the name by which they are sent."""
    if isinstance(table, list):
        return name, table
    arrow = pa.table(values(table))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, arrow.schema) as stream:
        stream.write_table(arrow)
    body: bytes = sink.getvalue().to_pybytes()
    return hashlib.blake2b(body, digest_size=8).hexdigest(), body


def features(shapes: Any) -> Features:
    """Shapes as GeoJSON features whose properties are beside the geometry, where Vega looks for them."""
    found = shapes.__geo_interface__["features"]
    return [{**feature["properties"], "type": "Feature", "geometry": feature["geometry"]} for feature in found]
