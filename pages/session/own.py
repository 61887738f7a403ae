"""The reader's own data: in this session alone, for as long as it lives, and nowhere else.

Everything of them hangs on one value of the session. Nothing at the level of a module holds them; what the map fetches
is found by way of that value too.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo import store, study
from geo.errors import RequestError
from geo.foreign import own
from geo.foreign.bring import Brought, bring
from geo.foreign.limits import UPLOAD_MAX_BYTES
from geo.foreign.mapping import ColumnMapping
from geo.model import Link
from pages.session import leafing, state
from server import mapdata
from server.held import Held, bytes_held

KEY: Final = "own"
FOUND: Final = "own_found"
"""What the page for bringing a file found in it last."""
AT_ONCE: Final = 1
"""Files that are taken in at the same time, of all readers together: each may take much memory."""
PATIENCE_S: Final = 60
MOST_HELD_BYTES: Final = 32 * 1024 * 1024
"""Of what maps fetch, of all readers together; the records themselves take about thirty times as much memory."""
_TURNS: Final = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, eq=False)
class Own:
    """A reader's own data, ready for every page.

    Attributes
    ----------
    brought
        What the file gave, with the account of its rows.
    prepared
        The same as a version of the data, as pages take it.
    held
        What the map fetches, under an address of this session alone.
    metric
        The reference system in metres that distances and areas are computed in, in words.
    alone
        The reader's own data by themselves, where these stand beside ours; else None.
    """

    brought: Brought
    prepared: store.Prepared
    held: Held
    metric: str = ""
    alone: Own | None = None


def current() -> Own | None:
    """The reader's own data, if they are what the pages show; an embedded page shows none."""
    return cast("Own | None", st.session_state.get(KEY))


def held() -> Held | None:
    """Where the map finds the reader's own data; None where it shows ours."""
    mine = current()
    return mine.held if mine else None


def taken_in(
    content: bytes,
    *,
    file: str,
    as_format: str = "",
    mapping: ColumnMapping | None = None,
    beside: tuple[str, bytes] | None = None,
) -> tuple[Brought, Own | None]:
    """Take a file in; nothing of it is kept here.

    Parameters
    ----------
    content
        All of it.
    file
        Its name.
    as_format, mapping, beside
        As for `geo.foreign.bring.bring`.

    Returns
    -------
    brought, own
        What the file gave; and, where a row became a record, the data ready for every page.

    Raises
    ------
    DataError
        If the file cannot be used, or asks a question that only the reader can answer.
    RequestError
        If too many files are being read.
    """
    with _turn():
        if bytes_held() > MOST_HELD_BYTES:
            message = "there is no room for more readers’ own data at the moment; try again later, or use the command"
            raise RequestError(message)
        with own.vocabulary():
            brought = bring(
                content, file=file, as_format=as_format, mapping=mapping, max_bytes=UPLOAD_MAX_BYTES, beside=beside
            )
        if not brought.features:
            return brought, None
        made = own.make(brought)
        with study.use(made.study):
            prepared = store.ready(made.dataset, folder=own.NOWHERE, told=made.study)
    return brought, Own(brought, prepared, Held(mapdata.of(prepared)), made.metric)


def beside(mine: Own) -> Own:
    """Put a reader's own data beside ours: the records of both, measured by our line, counted apart.

    Parameters
    ----------
    mine
        The reader's own data, by themselves.

    Raises
    ------
    DataError
        If none of its rows is a record of our study.
    RequestError
        If too many files are being read.
    """
    ours = store.current()
    with _turn(), study.use(ours.study):
        made = own.beside(mine.brought, ours=ours.dataset)
        with study.use(made.study):
            prepared = store.ready(made.dataset, folder=own.NOWHERE, told=made.study)
    return Own(mine.brought, prepared, Held(mapdata.of(prepared)), made.metric, mine)


@contextmanager
def _turn() -> Iterator[None]:
    if not _TURNS.acquire(timeout=PATIENCE_S):
        message = "too many files are being read at the moment; try again in a minute"
        raise RequestError(message)
    try:
        yield
    finally:
        _TURNS.release()


def show(mine: Own) -> None:
    """Show a reader's own data on every page of this session."""
    st.session_state[KEY] = mine
    _begin_anew()


def show_both() -> None:
    """Show the reader's own data, which every page shows, beside ours."""
    mine = current()
    if mine is not None:
        show(beside(mine.alone or mine))


def show_alone() -> None:
    """Show the reader's own data by themselves again."""
    mine = current()
    if mine is not None and mine.alone is not None:
        show(mine.alone)


def leave() -> None:
    """Show our data again, and let go of the reader's own."""
    for name in (KEY, FOUND):
        st.session_state.pop(name, None)
    _begin_anew()


def _begin_anew() -> None:
    """Nothing that was chosen of other data means anything here."""
    for name in (leafing.KEY, "prepared", "view"):
        st.session_state.pop(name, None)
    state.begin(Link())


def _study() -> study.Study | None:
    """The study of the session that asks; callbacks and dialogs run outside a page's run."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    mine = current()
    return mine.prepared.study if mine else None


study.ask_first(_study)
