"""Put a sheet together: head, map, key, and the lines under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from geo import schema
from geo.present.staticmap import furniture, layers, signs
from geo.present.staticmap.content import Content
from geo.present.staticmap.field import family
from geo.present.staticmap.ground import Extent
from geo.present.staticmap.labels import FONTS, LINE_EM, MM_PER_PT, Box, text_size, wrapped
from geo.present.staticmap.marks import SIGN_MM
from geo.present.staticmap.sheet import MARGIN_MM, Sheet
from geo.present.staticmap.signs import EDGE, FOCUS, INK, SOFT, Look

STYLE: Final[Look] = {
    "font.family": [*FONTS, "sans-serif"],
    "font.sans-serif": FONTS[-1:],
    "svg.fonttype": "none",
    "svg.hashsalt": "granica",
    "pdf.fonttype": 42,
    "path.simplify": False,
    "text.parse_math": False,
    "text.hinting": "none",
}
KICKER_POINTS, TITLE_POINTS, SUBTITLE_POINTS, KEY_POINTS, NOTE_POINTS = 7.6, 17.0, 9.0, 7.4, 6.3
KEY_ROW_MM: Final = 5.2
KEY_GAP_MM: Final = 3.6
KEY_TEXT_MM: Final = 3.2
"""From the middle of most signs of the key to the word."""
EDGE_MM: Final = 3.0

Draw = Callable[[Axes, tuple[float, float]], None]


@dataclass(frozen=True, slots=True)
class Words:
    """What a figure says.

    Attributes
    ----------
    title, subtitle
        Above the map.
    notes
        Lines under it, after the one that says where each record is.
    kicker
        What it is about, above the title.
    """

    title: str
    subtitle: str
    notes: tuple[str, ...]
    kicker: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text of the head or foot, and its distance below the line before, in millimetres."""

    text: str
    drop_mm: float
    look: Look


def _lines(text: str, *, width_mm: float, first_mm: float, **look: object) -> list[Line]:
    weight, points = str(look.get("weight", "regular")), float(str(look["size"]))
    broken = wrapped(text, width_mm=width_mm, points=points, weight=weight)
    step = LINE_EM * points * MM_PER_PT
    return [Line(line, step if number else first_mm, dict(look)) for number, line in enumerate(broken)]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the key: its word, how its sign is drawn, and how far from its middle the word begins."""

    label: str
    draw: Draw
    lead_mm: float = KEY_TEXT_MM
    row: int = 0
    at_mm: float = 0.0


class Page:
    """A sheet whose words are laid out: ready to be drawn."""

    def __init__(self, sheet: Sheet, *, content: Content, words: Words, layers: frozenset[str]) -> None:
        self.content, self.layers = content, layers
        width = sheet.text_mm
        self.head = [
            *_lines(words.kicker, width_mm=width, first_mm=5.0, size=KICKER_POINTS, weight="bold", color=FOCUS),
            *_lines(words.title, width_mm=width, first_mm=7.0, size=TITLE_POINTS, weight="bold", color=INK),
            *_lines(words.subtitle, width_mm=width, first_mm=5.0, size=SUBTITLE_POINTS, color=SOFT),
        ]
        notes = (content.ledger(), *words.notes)
        self.foot = [
            line for note in notes for line in _lines(note, width_mm=width, first_mm=3.1, size=NOTE_POINTS, color=SOFT)
        ]
        self.key = _flowing(_entries(content, layers=layers), width_mm=width)
        rows = max((entry.row + 1 for entry in self.key), default=0)
        self.sheet = replace(
            sheet,
            head_mm=sum(line.drop_mm for line in self.head) + EDGE_MM + 2.0,
            key_mm=rows * KEY_ROW_MM + 2.2,
            foot_mm=sum(line.drop_mm for line in self.foot) + EDGE_MM + 0.6,
        )

    def draw(self, figure: Figure, *, extent: Extent, folder: Path) -> Axes:
        """Draw what stands around the map; gives the map's axes, in millimetres."""
        sheet = self.sheet
        paper = _axes(figure, Box(0, 0, sheet.width_mm, sheet.height_mm), sheet=sheet)
        self._write(paper, self.head, top=sheet.height_mm - EDGE_MM + 1.0)
        self._write(paper, self.foot, top=sheet.foot_mm - 0.4)
        for entry in self.key:
            self._entry(paper, entry)
        layers.divide(paper, layers.PAGE)
        axes = _axes(figure, sheet.map_box, sheet=sheet)
        corner = furniture.inset_box(sheet.map_size_mm)
        left, bottom = sheet.map_box.left, sheet.map_box.bottom
        box = Box(left + corner.left, bottom + corner.bottom, left + corner.right, bottom + corner.top)
        if furniture.has_inset(sheet.map_size_mm):
            corner_axes = _axes(figure, box, sheet=sheet)
            furniture.inset(corner_axes, extent=extent, folder=folder)
            layers.divide(corner_axes, layers.INSET)
        layers.divide(axes, layers.MAP)
        return axes

    def _write(self, axes: Axes, lines: Sequence[Line], *, top: float) -> None:
        y = top
        for line in lines:
            y -= line.drop_mm
            axes.text(MARGIN_MM, y, line.text, va="baseline", **line.look)

    def _entry(self, axes: Axes, entry: Entry) -> None:
        y = self.sheet.foot_mm + self.sheet.key_mm - 4.6 - entry.row * KEY_ROW_MM
        x = MARGIN_MM + entry.at_mm + SIGN_MM * 0.75
        entry.draw(axes, (x, y))
        axes.text(x + entry.lead_mm, y, entry.label, size=KEY_POINTS, color=INK, va="center_baseline")


def _axes(figure: Figure, box: Box, *, sheet: Sheet) -> Axes:
    """Axes over a part of the sheet, in millimetres from its lower left corner."""
    width, height = sheet.width_mm, sheet.height_mm
    across, along = box.right - box.left, box.top - box.bottom
    axes = figure.add_axes((box.left / width, box.bottom / height, across / width, along / height))
    axes.set(xlim=(0, across), ylim=(0, along))
    axes.set_axis_off()
    return axes


# --- the key -------------------------------------------------------------------------


def _entries(content: Content, *, layers: frozenset[str]) -> list[list[Entry]]:
    """What is on the map, and what filled, hollow and dashed mean, a list a row."""
    shown = {family(content.records, row) for group in content.groups for row in group.rows}
    families = [code for code in schema.FAMILIES if code in shown]
    kinds = [Entry(schema.FAMILIES[code].label, partial(_symbol, code)) for code in families]
    return [kinds, _readings(content, families=families, layers=layers)]


def _readings(content: Content, *, families: Sequence[str], layers: frozenset[str]) -> list[Entry]:
    single = [content.records.iloc[group.rows[0]] for group in content.groups if len(group.rows) == 1]
    sample = families[0] if families else ""
    entries = {
        Entry("Site, village or town", partial(_symbol, sample)): any(
            row["geo_precision"] != "district" for row in single
        ),
        Entry("Somewhere in its circle", partial(_symbol, sample, hollow=True)): any(
            row["geo_precision"] == "district" for row in single
        ),
        Entry("Denied by a named party", partial(_symbol, sample, denied=True)): any(
            row["confidence"] == "disputed" for row in single
        ),
        Entry("Several records", partial(_ring, [*families[:2]] * 2)): any(
            len(group.rows) > 1 for group in content.groups
        ),
        Entry("Known no nearer than this line or area", _zone): bool(content.zones),
        Entry("Crossing by road, by rail, on foot", _crossings, lead_mm=6.2): "crossings" in layers,
    }
    return [entry for entry, is_there in entries.items() if is_there]


def _symbol(family: str, axes: Axes, at: tuple[float, float], *, hollow: bool = False, denied: bool = False) -> None:
    signs.symbol(axes, family, at, hollow=hollow, denied=denied)


def _ring(families: Sequence[str], axes: Axes, at: tuple[float, float]) -> None:
    signs.ring(axes, families, at)


def _zone(axes: Axes, at: tuple[float, float]) -> None:
    x, y = at
    across = [x - 2, x + 2]
    axes.add_line(Line2D(across, [y, y], color=FOCUS, linewidth=5, alpha=0.28, solid_capstyle="butt"))
    axes.add_line(Line2D(across, [y - 1.5, y - 1.5], color=EDGE, linewidth=0.8, linestyle=(0, (1, 2))))


def _crossings(axes: Axes, at: tuple[float, float]) -> None:
    for number, mode in enumerate(("road", "rail", "foot")):
        signs.crossing(axes, mode, (at[0] - 1 + number * 2.6, at[1]))


def _flowing(rows: Sequence[Sequence[Entry]], *, width_mm: float) -> list[Entry]:
    """Set entries one after the other, in rows that fit a width; each list begins a row."""
    laid: list[Entry] = []
    row = 0
    for entries in (entries for entries in rows if entries):
        x = 0.0
        for entry in entries:
            width = SIGN_MM * 0.75 + entry.lead_mm + text_size(entry.label, points=KEY_POINTS)[0]
            if x and x + width > width_mm:
                row, x = row + 1, 0.0
            laid.append(replace(entry, row=row, at_mm=x))
            x += width + KEY_GAP_MM
        row += 1
    return laid
