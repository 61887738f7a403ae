"""Write how QGIS draws the layers of a GeoPackage: QML, the shapes and colours of the map.

A rule a family: filled for a site or a locality, hollow for a district; around each its circle of uncertainty, made of
the point and ``uncertainty_m`` in the study's metric CRS, and a dashed ring where a named party denies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from geo import crs, schema
from geo.symbols import SYMBOLS

SHAPES: Final[Mapping[str, str]] = {
    "circle": "circle",
    "triangle": "triangle",
    "cross": "cross_fill",
    "arrow to the right": "equilateral_triangle",
    "square": "square",
    "diamond": "diamond",
    "shield": "pentagon",
    "arrow to the left": "equilateral_triangle",
    "hexagon": "hexagon",
}
"""QGIS's marker for each shape of ours."""
TURNED: Final[Mapping[str, str]] = {"arrow to the right": "90", "arrow to the left": "270", "shield": "180"}
"""Degrees clockwise by which its marker is turned."""
PAPER: Final = "255,255,255,255"
EDGE: Final = "63,93,125,255"
SIZE_MM: Final = "3.2"
RING_MM: Final = "5"

Properties = Mapping[str, str]


def records() -> str:
    """QML of the layer of records: a rule for each family and each of filled and hollow."""
    root = _qml()
    renderer = ET.SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0", enableorderby="0")
    rules, symbols = ET.SubElement(renderer, "rules", key="{rules}"), ET.SubElement(renderer, "symbols")
    for code, family in schema.FAMILIES.items():
        categories = [term.code for term in schema.CATEGORIES.values() if term.family == code]
        if not categories:
            continue
        within = f'"category" IN ({", ".join(map(_quoted, categories))})'
        for hollow in (False, True):
            name = str(len(symbols))
            where = f"{within} AND \"geo_precision\" {'=' if hollow else '<>'} 'district'"
            label = f"{family.label}, somewhere in its circle" if hollow else family.label
            ET.SubElement(rules, "rule", key=f"{{rule-{name}}}", filter=where, symbol=name, label=label)
            _marker(symbols, name, code=code, hollow=hollow)
    return _written(root)


def areas() -> str:
    """QML of the layer of areas: outlines alone, as no event fills an area."""
    root = _qml()
    renderer = ET.SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0", enableorderby="0")
    rules, symbols = ET.SubElement(renderer, "rules", key="{rules}"), ET.SubElement(renderer, "symbols")
    kinds = (("fill", "Polygon", "Area that records concern"), ("line", "Line", "Stretch that records concern"))
    for name, (kind, shape, label) in enumerate(kinds):
        where = f"geometry_type($geometry) = '{shape}'"
        ET.SubElement(rules, "rule", key=f"{{rule-{name}}}", filter=where, symbol=str(name), label=label)
        symbol = ET.SubElement(symbols, "symbol", name=str(name), type=kind, alpha="1", clip_to_extent="1")
        look = {"line_color": EDGE, "line_width": "0.4", "line_style": "dot", "line_width_unit": "MM"}
        _layer(symbol, "SimpleLine", look)
    return _written(root)


def _qml() -> ET.Element:
    return ET.Element("qgis", version="3.22.0", styleCategories="Symbology")


def _written(root: ET.Element) -> str:
    doctype = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
    return f"{doctype}\n{ET.tostring(root, encoding='unicode')}"


def _quoted(text: str) -> str:
    """A text as QGIS's expressions write it."""
    return "'" + text.replace("'", "''") + "'"


def _marker(symbols: ET.Element, name: str, *, code: str, hollow: bool) -> None:
    own = SYMBOLS[code]
    colour = _rgba(own.light)
    symbol = ET.SubElement(symbols, "symbol", name=name, type="marker", alpha="1", clip_to_extent="1")
    _circle(symbol, f"{name}-0", colour=own.light)
    _layer(
        symbol,
        "SimpleMarker",
        {
            "name": "circle",
            "color": "0,0,0,0",
            "outline_color": colour,
            "outline_style": "dash",
            "outline_width": "0.3",
            "size": RING_MM,
            "size_unit": "MM",
        },
        only_if="\"confidence\" = 'disputed'",
    )
    _layer(
        symbol,
        "SimpleMarker",
        {
            "name": SHAPES[own.shape],
            "angle": TURNED.get(own.shape, "0"),
            "color": PAPER if hollow else colour,
            "outline_color": colour if hollow else PAPER,
            "outline_width": "0.4" if hollow else "0.2",
            "size": SIZE_MM,
            "size_unit": "MM",
        },
    )


def _circle(symbol: ET.Element, name: str, *, colour: str) -> None:
    """The circle within which the place lies, in metres of the study's CRS."""
    metric = crs.metric()
    there = f"transform($geometry, 'EPSG:4326', '{metric}')"
    shape = f"transform(buffer({there}, coalesce(\"uncertainty_m\", 0), 24), '{metric}', 'EPSG:4326')"
    look = {"SymbolType": "Fill", "geometryModifier": shape, "units": "MapUnit"}
    layer = _layer(symbol, "GeometryGenerator", look)
    inner = ET.SubElement(layer, "symbol", name=f"@{name}", type="fill", alpha="1", clip_to_extent="1")
    faint = {"color": _rgba(colour, alpha=13), "outline_color": _rgba(colour, alpha=144), "outline_width": "0.2"}
    _layer(inner, "SimpleFill", {"style": "solid", "outline_style": "solid", **faint})


def _layer(symbol: ET.Element, of: str, properties: Properties, *, only_if: str = "") -> ET.Element:
    layer = ET.SubElement(symbol, "layer", {"class": of, "enabled": "1", "locked": "0", "pass": "0"})
    for name, value in properties.items():
        ET.SubElement(layer, "prop", k=name, v=value)
    if only_if:
        _enabled(layer, only_if)
    return layer


def _enabled(layer: ET.Element, expression: str) -> None:
    """Draw a layer only where an expression is true, as QGIS stores it."""
    properties = ET.SubElement(ET.SubElement(layer, "data_defined_properties"), "Option", type="Map")
    ET.SubElement(properties, "Option", name="name", type="QString", value="")
    defined = ET.SubElement(properties, "Option", name="properties", type="Map")
    enabled = ET.SubElement(defined, "Option", name="enabled", type="Map")
    _options(enabled, (("active", "bool", "true"), ("expression", "QString", expression), ("type", "int", "3")))
    ET.SubElement(properties, "Option", name="type", type="QString", value="collection")


def _options(parent: ET.Element, items: Iterable[tuple[str, str, str]]) -> None:
    for name, type_of, value in items:
        ET.SubElement(parent, "Option", name=name, type=type_of, value=value)


def _rgba(colour: str, *, alpha: int = 255) -> str:
    """A colour as QGIS writes it: four numbers up to 255."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"
