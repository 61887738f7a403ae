"""Sort what a file holds into kept and rejected, each rejected feature with its reasons.

The structure is checked by JSON Schema (2020-12, made from `geo.schema`); what a schema cannot say is checked here. An
error costs the feature; a warning does not. Nothing is repaired.
"""

from geo.intake.validate.across import cross_check
from geo.intake.validate.counts import sort_counts
from geo.intake.validate.features import sort_features
from geo.intake.validate.reference import References, references
from geo.intake.validate.result import Sorted
from geo.intake.validate.sources import sort_sources

__all__ = [
    "References",
    "Sorted",
    "cross_check",
    "references",
    "sort_counts",
    "sort_features",
    "sort_sources",
]
