"""A reader's own data as a study that lies nowhere: made in memory, for as long as somebody holds it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo import study as studies
from geo.foreign import folder, study
from geo.foreign.bring import Brought
from geo.intake import prepare
from geo.model import Dataset

NOWHERE: Final = Path(os.devnull)
"""The folder of what lies in no folder: nothing can be in it."""


@dataclass(frozen=True, eq=False)
class Own:
    """A data set as a study of its own.

    Attributes
    ----------
    study
        What it is about: reference system, first view and period by its records.
    dataset
        Its records, validated; without a line that they are measured by.
    metric
        The reference system in metres, in words, and why it was chosen.
    """

    study: studies.Study
    dataset: Dataset
    metric: str = ""


def beside(brought: Brought, *, ours: Dataset) -> Own:
    """Put a data set beside the study in use: its own line, words and places, and the records of both.

    Parameters
    ----------
    brought
        What a file gave.
    ours
        The data of the study in use.

    Raises
    ------
    DataError
        If none of its rows became a record.
    """
    directory = ours.folder or studies.SHIPPED
    declared = next(place / studies.FILE for place in (directory, studies.SHIPPED) if (place / studies.FILE).is_file())
    text = folder.extended(declared.read_bytes(), brought).decode()
    with studies.use(studies.parse(tomllib.loads(text), directory=directory)) as told:
        dataset = prepare.beside(ours, brought.features, brought.sources, file=brought.account.file)
    return Own(told, dataset, told.metric_crs)


@contextmanager
def vocabulary() -> Iterator[None]:
    """Use the words that every study knows and that others' data need, while a file is taken in."""
    with studies.use(study.neutral("data", directory=NOWHERE)):
        yield


def make(brought: Brought) -> Own:
    """Make a study of a data set.

    Parameters
    ----------
    brought
        What a file gave.

    Raises
    ------
    DataError
        If none of its rows became a record.
    """
    text = folder.declaration(brought, name=brought.dataset.title).decode()
    metric = study.metric_crs(study.extent(study.positions_of(brought.features)))
    with studies.use(studies.parse(tomllib.loads(text), directory=NOWHERE)) as told:
        dataset = prepare.in_memory(brought.features, brought.sources, file=brought.account.file)
    return Own(told, dataset, metric.words)
