"""Sort what a file holds into kept and rejected, each rejected feature with its reasons.

The structure is checked by JSON Schema (2020-12, made from `geo.schema`); what a schema cannot say is checked here. An
error costs the feature; a warning does not. Nothing is repaired.
"""

from geo.validate.across import cross_check
from geo.validate.counts import sort_counts
from geo.validate.features import sort_features
from geo.validate.records import FIRST_DAY, LAST_DAY
from geo.validate.reference import References, references
from geo.validate.result import Sorted
from geo.validate.sources import sort_sources

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "References",
    "Sorted",
    "cross_check",
    "references",
    "sort_counts",
    "sort_features",
    "sort_sources",
]
