"""Choose or drop a file, answer what it leaves open, change what its columns mean, and show it on every page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import streamlit as st

from geo.errors import GranicaError
from geo.foreign import mapping as mappings
from geo.foreign import timemap
from geo.foreign.bring import Brought
from geo.foreign.formats import FORMATS
from geo.foreign.limits import UPLOAD_MAX_BYTES
from geo.foreign.mapping import Choice, ColumnMapping
from geo.foreign.question import QuestionError
from pages.blocks import accounting
from pages.session import own

UPLOAD: Final = "own_file"
SOURCES: Final = "own_sources"
ANSWERS: Final = "own_answers"
MEGABYTE: Final = 1024 * 1024
KINDS: Final = ("csv", "tsv", "txt", "xlsx", "ods", "json", "jsonl", "ndjson", "geojson", "kml", "kmz")
ITSELF: Final = "tell by its columns"
KEPT: Final = "kept as it is"
MOST_COLUMNS: Final = 60


@dataclass(frozen=True, eq=False)
class Found:
    """What a file gave when it was read in one way.

    Attributes
    ----------
    asked
        The file and the way; another way is another reading.
    brought, mine, error
        What it gave; the data ready to be shown; or what is wrong.
    """

    asked: tuple[Any, ...]
    brought: Brought | None = None
    mine: own.Own | None = None
    error: GranicaError | None = None


@dataclass(frozen=True)
class Answers:
    """What a reader said about a file."""

    file_id: str = ""
    as_format: str = ""
    mapping: ColumnMapping | None = None


def promise() -> None:
    """Say what becomes of a file."""
    st.markdown(
        "Bring a table, a map or a published data set: ACLED, UCDP GED, IOM Missing Migrants, TimeMap, GeoConfirmed, "
        "Ushahidi, KML, or any CSV, TSV, XLSX, ODS, JSON or GeoJSON. It is read in memory for this tab alone: it is "
        "not written to disk, nobody else sees it, and it is gone when you close the tab."
    )


def draw() -> Found | None:
    """Draw the way from a file to its account; None as long as no file is chosen."""
    file = st.file_uploader(
        f"File, at most {UPLOAD_MAX_BYTES // MEGABYTE} MB", type=list(KINDS), key=UPLOAD, max_upload_size=10
    )
    if file is None:
        st.session_state.pop(own.FOUND, None)
        st.session_state.pop(ANSWERS, None)
        return None
    answers: Answers = st.session_state.get(ANSWERS, Answers())
    if answers.file_id != file.file_id:
        answers = Answers(file_id=file.file_id)
    st.selectbox(
        "Read it as",
        ["", *FORMATS],
        key="own_format",
        format_func=lambda code: FORMATS[code].title if code else ITSELF,
        on_change=_read_as,
        args=(answers,),
    )
    found = _found(file, answers, sources=st.session_state.get(SOURCES))
    if found.brought is not None and found.brought.account.format == timemap.CODE:
        st.file_uploader("Its sources.json, where the sources lie in a file of their own", type=["json"], key=SOURCES)
    if found.error is not None:
        _refused(found.error, answers)
    if found.brought is not None:
        _offer(found)
        _mapping(found.brought, answers)
        accounting.draw(found.brought)
    return found


def _found(file: Any, answers: Answers, *, sources: Any) -> Found:
    """Read the file, once for each way in which it is asked to be read."""
    asked = (file.file_id, answers, sources.file_id if sources else "")
    kept: Found | None = st.session_state.get(own.FOUND)
    if kept is not None and kept.asked == asked:
        return kept
    beside = (sources.name, sources.getvalue()) if sources else None
    with st.spinner("Reading the file …"):
        try:
            brought, mine = own.taken_in(
                file.getvalue(), file=file.name, as_format=answers.as_format, mapping=answers.mapping, beside=beside
            )
            found = Found(asked, brought=brought, mine=mine)
        except GranicaError as error:
            # Without its traceback, which holds the file.
            found = Found(asked, error=error.with_traceback(None))
    st.session_state[own.FOUND] = found
    return found


def _refused(error: GranicaError, answers: Answers) -> None:
    if not isinstance(error, QuestionError):
        st.error("This file cannot be used.")
        st.text(str(error))
        return
    st.warning("One thing only you can say.")
    st.text(error.problem)
    for code, words in error.choices.items():
        st.button(
            words[:1].upper() + words[1:], key=f"answer_{code}", on_click=_answer, args=(answers, error.member, code)
        )


def _answer(answers: Answers, member: str, code: str) -> None:
    said: dict[str, Any] = {member: True if code == "true" else code}
    st.session_state[ANSWERS] = replace(answers, mapping=replace(answers.mapping or ColumnMapping(), **said))


def _read_as(answers: Answers) -> None:
    st.session_state[ANSWERS] = Answers(answers.file_id, as_format=st.session_state["own_format"])


def _offer(found: Found) -> None:
    """Draw the button that shows the data on every page, with what their licence says."""
    brought = found.brought
    if brought is None:
        return
    if brought.dataset.attribution:
        st.text(f"To be named: {brought.dataset.attribution}")
    if not brought.dataset.passing_on:
        st.warning(
            "For your own use only: the licence forbids passing these rows on. Files and links are off for them."
        )
    if found.mine is None:
        st.error("No row of this file became a record.")
        return
    st.text(f"Distances and areas are computed in {found.mine.metric}.")
    shown, total = own.current() is found.mine, len(found.mine.prepared.dataset.records)
    st.button(
        "Every page shows these data" if shown else f"Show {_these(total)} on every page",
        key="own_show",
        type="primary",
        disabled=shown,
        on_click=_show,
    )
    st.text("Then “Show both”, on every page, puts them beside Granica’s own records, counted apart.")


def _these(number: int) -> str:
    return "this record" if number == 1 else f"these {number:,} records"


def _show() -> None:
    """Show what was found; it is not an argument, because the framework keeps those as long as the session lives."""
    found: Found | None = st.session_state.get(own.FOUND)
    if found is not None and found.mine is not None:
        own.show(found.mine)


def _mapping(brought: Brought, answers: Answers) -> None:
    """Draw what each column was taken for, to be changed and saved."""
    if brought.mapping is None:
        return
    meanings = {choice.column: (target, choice) for target, choice in brought.mapping.columns.items()}
    with st.expander(f"What the columns mean ({len(meanings)} of {len(brought.columns)} recognised)"):
        with st.form("own_mapping", border=False):
            for number, column in enumerate(brought.columns[:MOST_COLUMNS]):
                target, choice = meanings.get(column, ("", Choice(column, 0, "")))
                st.selectbox(
                    column,
                    ["", *mappings.TARGETS],
                    index=["", *mappings.TARGETS].index(target),
                    format_func=lambda code: f"{code}: {mappings.TARGETS[code]}" if code else KEPT,
                    help=f"{choice.reason}, {choice.confidence:.0%} sure" if target else None,
                    key=f"own_column_{number}",
                )
            st.form_submit_button("Read it so", on_click=_map, args=(answers, brought.mapping, brought.columns))
        st.download_button(
            "Save as mapping.toml",
            mappings.write(brought.mapping, file=brought.account.file),
            file_name="mapping.toml",
            key="own_mapping_file",
            on_click="ignore",
        )


def _map(answers: Answers, mapping: ColumnMapping, columns: tuple[str, ...]) -> None:
    chosen: dict[str, Choice] = {}
    for number, column in enumerate(columns[:MOST_COLUMNS]):
        target = st.session_state.get(f"own_column_{number}")
        if target and target not in chosen:
            kept = mapping.columns.get(target)
            chosen[target] = kept if kept and kept.column == column else Choice(column)
    st.session_state[ANSWERS] = replace(answers, as_format="free", mapping=replace(mapping, columns=chosen))
