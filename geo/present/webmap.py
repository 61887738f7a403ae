"""Draw: a constant base map, the records that the browser fetches once, and the commands that follow.

No outside text enters a folium object, here or anywhere: folium evaluates text as a template on the server and
writes it unescaped into the page. The base map carries addresses of our own, a command carries numbers; all text
travels as JSON and reaches the page by ``textContent``.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import folium
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from branca.element import MacroElement
from folium.template import Template

from geo import schema, study, summarise
from geo.intake.basemap import NEAR, WORLD, Corners
from geo.model import DRAWN_LAYERS, Dataset, View
from geo.present import columns
from geo.query.select import Clause, Index, Matches, coded
from geo.symbols import SYMBOL_BOX, SYMBOLS

NO_ROW: Final = -1
NO_PLACE: Final = -(2**31)
COORDINATE_DECIMALS: Final = 5
COORDINATE_UNITS: Final = 10**COORDINATE_DECIMALS
TOLD: Final = ("title", "place", "start", "end", "claimed_by", "disputed_by")
"""What is told of a record in a line."""
MIN_ZOOM: Final = 5
MAX_ZOOM: Final = 14
MIN_ZOOM_ANYWHERE: Final = 1
"""Of a study without a line, whose records may lie all over the Earth."""
EARTH: Final = [-170.0, -60.0, 170.0, 75.0]
SAFE_ADDRESS: Final = re.compile(r"[A-Za-z0-9_./-]+")
"""What an address may be made of: nothing that means anything to a template, to HTML or to JavaScript."""
MOST_SAID: Final = 1_000
"""Characters that the rows of a search may take in a command; more are fetched, once a search and version."""
SAFE_TEXT: Final = re.compile(r"[A-Za-z0-9_./+=-]*")
"""What any text in a folium object may be made of; base64 and codes need no more."""

TILE_HOSTS: Final = ("https://tile.openstreetmap.org", "https://server.arcgisonline.com")
"""Whom the map may ask for tiles, and only when a reader chooses so: OpenStreetMap, and Esri's satellite pictures."""

Json = dict[str, Any]


# --- what the browser fetches once ---------------------------------------------------


def payload(dataset: Dataset, index: Index) -> bytes:
    """Pack all records for the map: columns of numbers, areas, crossings and symbols; no text of any record.

    Parameters
    ----------
    dataset
        Prepared records.
    index
        The same records' columns for selecting.

    Returns
    -------
    packed
        As `geo.present.columns` has it. Beside the columns of `index` there are ``lat`` and ``lon`` as whole numbers of
        `COORDINATE_UNITS` a degree of WGS 84 and `NO_PLACE` without a symbol, ``radius`` in metres, and the place of a
        record's ``area`` among ``areas``, or -1. Days are counted from the Unix epoch.
    """
    records = dataset.records
    heading = {
        "codes": coded(),
        "units": COORDINATE_UNITS,
        "families": _families(),
        "areas": _area_features(dataset.areas, used=set(records["area"].dropna())),
        "crossings": _crossing_rows(dataset.crossings),
    }
    return columns.pack(heading, {**index.columns, **_places(records, areas=dataset.areas)})


def texts(dataset: Dataset, rows: Sequence[int]) -> bytes:
    """Pack what a tooltip or popup says of some records: title, place, days and claimants, as UTF-8 JSON.

    Parameters
    ----------
    dataset
        Prepared records.
    rows
        Rows of them; the columns of the answer are in their order.
    """
    found = {name: dataset.records[name].iloc[list(rows)] for name in TOLD}
    packed = {
        "title": found["title"].tolist(),
        "place": ["" if pd.isna(place) else place for place in found["place"]],
        "start": [day.isoformat() for day in found["start"]],
        "end": ["" if pd.isna(day) else day.isoformat() for day in found["end"]],
        "claimed_by": [", ".join(names) for names in found["claimed_by"]],
        "disputed_by": [", ".join(names) for names in found["disputed_by"]],
    }
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _places(records: gpd.GeoDataFrame, *, areas: gpd.GeoDataFrame) -> Mapping[str, npt.NDArray[np.int32]]:
    """Columns of where."""
    shapes = records.geometry.where(summarise.is_event(records["category"])).to_numpy()
    order = {name: place for place, name in enumerate(_used(areas, set(records["area"].dropna()))["id"])}
    return {
        "lat": _in_units(shapely.get_y(shapes)),
        "lon": _in_units(shapely.get_x(shapes)),
        "radius": np.nan_to_num(records["uncertainty_m"].to_numpy(dtype=float, na_value=np.nan)).astype(np.int32),
        "area": np.array([order.get(name, NO_ROW) for name in records["area"]], dtype=np.int32),
    }


def _in_units(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    return np.where(np.isnan(degrees), NO_PLACE, np.rint(np.nan_to_num(degrees) * COORDINATE_UNITS)).astype(np.int32)


def _rounded(values: npt.NDArray[np.float64]) -> list[float]:
    return [round(float(value), COORDINATE_DECIMALS) for value in values]


def _families() -> list[Json]:
    """Families in order, each with its symbol and the numbers of its categories."""
    numbers = {code: number for number, code in enumerate(schema.CATEGORIES)}
    return [
        asdict(SYMBOLS[family.code])
        | {"code": family.code, "label": family.label, "box": SYMBOL_BOX, "drawn": family.drawn}
        | {
            "categories": [
                numbers[category.code] for category in schema.CATEGORIES.values() if category.family == family.code
            ]
        }
        for family in schema.FAMILIES.values()
    ]


def _used(areas: gpd.GeoDataFrame, used: set[str]) -> gpd.GeoDataFrame:
    return areas[areas["id"].isin(used)].reset_index(drop=True)


def _area_features(areas: gpd.GeoDataFrame, *, used: set[str]) -> list[Json]:
    names = ["name", "geo_kind", "label_lat", "label_lon", "geometry"]
    document = json.loads(_used(areas, used)[names].to_json(na="null", drop_id=True))
    return list(document["features"])


def _crossing_rows(crossings: gpd.GeoDataFrame) -> list[Json]:
    shapes = crossings.geometry.to_numpy()
    found = (crossings["name"], crossings["mode"], _rounded(shapely.get_y(shapes)), _rounded(shapely.get_x(shapes)))
    return [dict(zip(("name", "mode", "lat", "lon"), row, strict=True)) for row in zip(*found, strict=True)]


# --- the base map --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Addresses:
    """Same-origin addresses of what the map loads, relative to the component's page."""

    scripts: tuple[str, ...]
    module: str
    styles: tuple[str, ...]
    records: str
    texts: str
    found: str
    basemap: str

    def __post_init__(self) -> None:
        """Refuse anything that a template, HTML or JavaScript could read as more than an address.

        Raises
        ------
        ValueError
            If an address holds another sign than letters, digits, ``_ . / -``.
        """
        for address in (*self.scripts, self.module, *self.styles, self.records, self.texts, self.found, self.basemap):
            if not SAFE_ADDRESS.fullmatch(address):
                message = f"{address!r} is not a plain relative address"
                raise ValueError(message)


class Canvas(folium.Map):
    """A Leaflet map without tiles, with our own scripts and none of folium's."""

    def __init__(self, addresses: Addresses, **options: Any) -> None:
        super().__init__(**options)
        self.default_js = [(address, address) for address in addresses.scripts]
        self.default_css = [(address, address) for address in addresses.styles]


def _inert(value: Json | str) -> str:
    """Write a value for a template of ours, and refuse any text in it that could mean something to one.

    branca evaluates again what it has rendered. Keys and codes of ours never hold such a sign; if one ever does,
    the map fails here and runs nothing.

    Raises
    ------
    ValueError
        If a text holds another sign than letters, digits, ``_ . / + = -``.
    """
    for text in _texts_in(value):
        if not SAFE_TEXT.fullmatch(text):
            message = f"{text!r} must not enter a folium object"
            raise ValueError(message)
    return json.dumps(value, separators=(",", ":"))


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from (*_texts_in(name), *_texts_in(item))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts_in(item)


class _Start(MacroElement):
    """Import the map's module and hand the map over to it.

    streamlit-folium loads classic scripts one after another and then runs this one. A module may come later than the
    first command; what follows the promise keeps the order of the commands.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.granica = import({{ this.module }})"
        ".then(({start}) => start({{ this._parent.get_name() }}, {{ this.config }}))"
        ".catch((error) => { document.body.dataset.failed = true; throw error; });"
        "{% endmacro %}"
    )

    def __init__(self, module: str, config: Json) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._name = "Start"
        self.module = _inert(module)
        self.config = _inert(config)


def home(border: gpd.GeoDataFrame, records: gpd.GeoDataFrame) -> Corners:
    """Corners of the line that the map is about, or of its records without one: where it looks unless told.

    Parameters
    ----------
    border
        Lines in WGS 84, the one that distances are measured from among them.
    records
        Records in WGS 84; without a place for any of them the map looks at the whole Earth.
    """
    line = study.current().line
    if line is None:
        border = records
    elif not border.empty:
        border = border.loc[border["id"] == line.id]
    corners = border.total_bounds.round(COORDINATE_DECIMALS).tolist()
    if any(map(math.isnan, corners)):
        corners = EARTH
    west, south, east, north = corners
    return (south, west), (north, east)


def base_map(addresses: Addresses, *, view: View | None, home: Corners, ground: Sequence[str] = NEAR) -> Canvas:
    """Build the map that stays mounted for a whole visit: the same arguments give the same page.

    Parameters
    ----------
    addresses
        What it loads.
    view
        Where it looks first; without one it fits `home` to the size that it has on the screen.
    home
        Where it looks when a reader asks for the whole line.
    ground
        Files of the base map that it is drawn on, as `geo.intake.basemap.sheets` gives them.
    """
    start = view or study.current().first_view
    canvas = Canvas(
        addresses,
        location=(start.lat, start.lon),
        zoom_start=start.zoom,
        minZoom=least_zoom(ground),
        maxZoom=MAX_ZOOM,
        tiles=None,
        attribution_control=True,
        prefer_canvas=True,
        control_scale=False,
        zoom_control=False,
    )
    fetched = {name: getattr(addresses, name) for name in ("records", "texts", "found", "basemap")}
    begin = beginning(view=view, home=home, ground=ground)
    canvas.add_child(_Start(addresses.module, {"addresses": fetched, **begin}))
    return canvas


def least_zoom(ground: Sequence[str]) -> int:
    """How far out the map goes on files of the base map: on the world's, until the Earth is seen."""
    return MIN_ZOOM_ANYWHERE if WORLD in ground or not study.current().line else MIN_ZOOM


def beginning(*, view: View | None, home: Corners, ground: Sequence[str] = NEAR) -> Json:
    """Say what the map starts with beside the addresses of what it loads: where it looks, whose ground it colours.

    Parameters
    ----------
    view, home, ground
        As `base_map` takes them.
    """
    countries = [side.country for side in study.current().sides]
    return {"home": home, "given": view is not None, "ground": list(ground), "countries": countries}


# --- the command ---------------------------------------------------------------------


class Command(folium.FeatureGroup):
    """What to show, in numbers: the only thing that a rerun sends.

    What streamlit-folium adds to the map is an empty layer. It would keep each one for good in a list of its own,
    which is therefore begun anew.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.feature_group = [];"
        "var {{ this.get_name() }} = L.layerGroup();"
        "granica.then((frame) => frame.show({{ this.command }}));"
        "{% endmacro %}"
    )

    def __init__(self, command: Json) -> None:
        super().__init__()
        self._name = "FeatureGroup"
        self.command = _inert(command)

    def add_to(self, parent: Any, name: str | None = None, index: int | None = None) -> Command:
        """Join no map: streamlit-folium takes the script alone."""
        del parent, name, index
        return self

    def render(self, **_arguments: Any) -> str:
        """Write nothing into a document of folium's."""
        return ""


def command(
    clauses: Sequence[Clause | Matches],
    *,
    layers: frozenset[str],
    dark: bool,
    opened: int | None,
    count: int,
    panel: bool = False,
    apart: bool = False,
) -> Command:
    """Say what to show.

    Parameters
    ----------
    clauses
        The selection.
    layers
        Layers that are on; those that only change the drawing are read here.
    dark
        Whether the page is dark.
    opened
        Row of the open record.
    count
        How many rows the server counts; the map reports an error if it finds another number.
    panel
        Whether the page shows lists and cards itself, so that the map opens none at its symbols.
    apart
        Whether the map may fetch the rows that a search found, where they are too many for a command.
    """
    return Command(
        {
            "clauses": [_said(clause, apart=apart) for clause in clauses],
            "drawn": {name: name in layers for name in DRAWN_LAYERS},
            "dark": dark,
            "opened": NO_ROW if opened is None else opened,
            "count": count,
            "panel": panel,
        }
    )


def _said(clause: Clause | Matches, *, apart: bool) -> list[Any]:
    """Write a clause; rows as numbers or as a mask of bits, or as a name of the search that the map asks them by."""
    if isinstance(clause, Clause):
        return [clause.column, clause.test, list(clause.numbers)]
    bits = base64.b64encode(found(clause.numbers)).decode()
    said: list[Any] = ["bits", [bits]]
    if len(clause.numbers) <= len(bits):
        numbers = clause.numbers.tolist()
        said = ["in", numbers] if not bits or len(json.dumps(numbers)) < len(bits) else said
    if apart and len(json.dumps(said)) > MOST_SAID:
        said = ["found", [search_name(clause.text)]]
    return [clause.column, *said]


def found(rows: npt.NDArray[np.integer[Any]]) -> bytes:
    """Pack rows as a mask of bits, the first row in the lowest bit; it ends with the last row that is among them."""
    hits = np.zeros(int(rows.max(initial=NO_ROW)) + 1, dtype=bool)
    hits[rows] = True
    return np.packbits(hits, bitorder="little").tobytes()


def search_name(text: str) -> str:
    """Write what is searched for in signs that mean nothing to a template or in an address."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def searched(name: str) -> str:
    """Read what `search_name` wrote.

    Raises
    ------
    ValueError
        If it is nothing of the kind.
    """
    return base64.b64decode(name + "=" * (-len(name) % 4), altchars=b"-_", validate=True).decode()


def legend(*, dark: bool) -> Mapping[str, tuple[str, str]]:
    """SVG picture and label of each family, for a legend outside the map.

    Parameters
    ----------
    dark
        Whether the page is dark.
    """
    return {family.code: (_picture(family.code, dark=dark), family.label) for family in schema.FAMILIES.values()}


def _picture(family: str, *, dark: bool) -> str:
    symbol = SYMBOLS[family]
    colour = symbol.dark if dark else symbol.light
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SYMBOL_BOX} {SYMBOL_BOX}" width="16" height="16">'
        f'<path d="{symbol.path}" fill="{colour}"/></svg>'
    )
