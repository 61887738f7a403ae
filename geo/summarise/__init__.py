"""Count records: nothing is ever summed but records themselves.

One module a question; the charts of `geo.present.chart` draw the tables that they give.
"""

from geo.summarise.claimants import (
    TOGETHER_DAYS,
    claimant_balance,
    claims,
    contested,
    denials,
    one_sided,
    published,
    side_by_side,
    together,
)
from geo.summarise.comparison import compare, compare_bands
from geo.summarise.counts import by_family, checks, families, is_event, tally, without_point
from geo.summarise.forces import deployments, force_levels
from geo.summarise.places import Ledger, gathered, ledger, zones
from geo.summarise.when import Period, coverage, daily_attempts, in_bar, measures_in_force, periods, without_day
from geo.summarise.where import (
    METRES_PER_KM,
    Placed,
    Window,
    along,
    axis_places,
    bands,
    beside,
    cells,
    crowded,
    near,
    placed,
    stretches,
)

__all__ = [
    "METRES_PER_KM",
    "TOGETHER_DAYS",
    "Ledger",
    "Period",
    "Placed",
    "Window",
    "along",
    "axis_places",
    "bands",
    "beside",
    "by_family",
    "cells",
    "checks",
    "claimant_balance",
    "claims",
    "compare",
    "compare_bands",
    "contested",
    "coverage",
    "crowded",
    "daily_attempts",
    "denials",
    "deployments",
    "families",
    "force_levels",
    "gathered",
    "in_bar",
    "is_event",
    "ledger",
    "measures_in_force",
    "near",
    "one_sided",
    "periods",
    "placed",
    "published",
    "side_by_side",
    "stretches",
    "tally",
    "together",
    "without_day",
    "without_point",
    "zones",
]
