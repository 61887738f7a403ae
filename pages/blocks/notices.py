"""Say what could not be used: of the link, of the data; and, at the foot, what the data are and whose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from geo import study
from geo.model import Dataset, Link, Problem
from geo.query import words
from geo.query.view import DataView
from pages.blocks import templates
from pages.session import state
from server import addresses, changes

MAX_SHOWN: Final = 50


def draw(dataset: Dataset, *, problems: Sequence[Problem]) -> None:
    """Draw the notices above a page; nothing if there is nothing to say."""
    if problems:
        with st.container(border=True):
            st.warning("Some of this link could not be used; the rest of it applies.")
            asked = [(problem.parameter, problem.asked, problem.shown) for problem in problems]
            templates.draw("table.html", columns=("Parameter", "It asked for", "Shown instead"), rows=asked)
    if dataset.errors:
        _errors(dataset)
    _outside(dataset)


def cited(view: DataView) -> None:
    """Say whether the records are still those that were cited, and what has changed; nothing if none were."""
    pinned = view.link.pin
    if pinned is None:
        return
    found, site = changes.compare(view, pinned), addresses.site(st.context.url or "")
    templates.draw(
        "cited.html",
        version=pinned.version,
        says=found.says,
        changes=found.changes[:MAX_SHOWN],
        more=max(0, len(found.changes) - MAX_SHOWN),
        whole=addresses.changes(view.link, pinned, site=site),
        csv=addresses.as_cited(view.link, pinned, "csv", site=site) if found.kept else "",
        page=lambda record_id: addresses.page(Link(record_id=record_id), site=site),
    )


def _errors(dataset: Dataset) -> None:
    for intake in dataset.intakes:
        found = [finding for finding in dataset.errors if finding.file == intake.file]
        if not found:
            continue
        with st.container(border=True):
            st.error(f"{intake.file}: {intake.read} read, {intake.kept} kept, {intake.rejected} rejected.")
            rows = [(finding.id, finding.field, finding.problem, finding.right) for finding in found[:MAX_SHOWN]]
            templates.draw(
                "table.html", columns=("Feature", "Field", "What is wrong", "What would be right"), rows=rows
            )
            if len(found) > MAX_SHOWN:
                st.text(f"The first {MAX_SHOWN} of {len(found):,} findings; python -m geo validate prints them all.")


def _outside(dataset: Dataset) -> None:
    first, last = dataset.coverage
    start, end = state.dates()
    if (start and (start < first or start > last)) or (end and (end < first or end > last)):
        st.info(f"The data cover {words.period(first, last)}; the chosen dates reach beyond them.")


def footer(dataset: Dataset) -> None:
    """Draw the line under every page."""
    told = study.current()
    st.divider()
    st.caption(
        f"Granica data {dataset.version} · records {told.licence.name} · {told.credits.ground.rstrip('.')} · "
        f"dates are calendar days, both ends inclusive · distances in {told.metric_crs}"
    )


def service(notice: str) -> None:
    """Say below everything else that what is shown is not what the files hold now."""
    if notice:
        st.text(notice)
