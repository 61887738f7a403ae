"""Draw charts: tables of `geo.summarise` become Vega-Lite specifications.

Every function is pure. Dates travel as ``YYYY-MM-DD`` and are read in UTC, so that a chart shows the same days in every
time zone. Text of records stands in data fields alone, where Vega draws it as text; no field is an address. Families
have the colours and shapes that they have on the map.
"""

from geo.present.chart.claimants import side_by_side
from geo.present.chart.drawing import Drawing
from geo.present.chart.forces import deployments, force_levels
from geo.present.chart.frame import BRUSH, Bounds, days_of, look, stretch_of
from geo.present.chart.maps import Ground, ground, small_map
from geo.present.chart.periods import compare_bands, compare_families
from geo.present.chart.when import attempts, histogram, measures
from geo.present.chart.where import MOST_MARKS, NAMES_ON_THE_AXIS, along

__all__ = [
    "BRUSH",
    "MOST_MARKS",
    "NAMES_ON_THE_AXIS",
    "Bounds",
    "Drawing",
    "Ground",
    "along",
    "attempts",
    "compare_bands",
    "compare_families",
    "days_of",
    "deployments",
    "force_levels",
    "ground",
    "histogram",
    "look",
    "measures",
    "side_by_side",
    "small_map",
    "stretch_of",
]
