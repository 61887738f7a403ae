"""Downloads of exactly the selection, from the addresses that machines read too."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from geo import study
from geo.intake import folder
from geo.present import staticmap
from geo.publish import compose, export, snapshot
from geo.query import link as links
from geo.query.view import DataView
from pages.blocks import templates
from pages.session import own
from server import addresses


def draw(view: DataView) -> None:
    """Draw a link for each format of the records; of a reader's own data a button, as they have no address."""
    if own.current():
        _in_memory(view)
        return
    site = addresses.site(st.context.url or "")
    files = [
        {"href": addresses.data(view.link, item.code, site=site), "label": item.label, "serves": item.serves}
        for item in export.FORMATS.values()
    ]
    templates.draw("files.html", files=[*files, *_snapshot(view, site=site), *_counts(view, site=site)])


def counts(view: DataView) -> None:
    """Draw a link for the published counts of attempts, where there are any and they have an address."""
    files = [] if own.current() else _counts(view, site=addresses.site(st.context.url or ""))
    if files:
        templates.draw("files.html", files=files)


def _counts(view: DataView, *, site: str) -> list[dict[str, str]]:
    if view.dataset.attempts.empty:
        return []
    serves = "All of them, whatever the selection: a row a published count. Never add them up."
    label = "Published counts of attempts, CSV"
    return [{"href": addresses.document(folder.ATTEMPTS_FILE, site=site), "label": label, "serves": serves}]


def _snapshot(view: DataView, *, site: str) -> list[dict[str, str]]:
    """A link for the file that stands by itself, where the records can fit into one."""
    if len(view.rows) > snapshot.MAX_RECORDS:
        return []
    serves = "One file with map, list, cards and sources, for an archive or for reading without a network."
    return [{"href": addresses.snapshot(view.link, site=site), "label": "Snapshot, HTML", "serves": serves}]


def figures(view: DataView, *, title: str = "", width: float = staticmap.WIDTH_CM) -> None:
    """Draw a link for each format of the figure for print; a figure is drawn when somebody follows it.

    Parameters
    ----------
    view
        Of this run.
    title
        Stands above the map; empty for the headline.
    width
        On paper, in centimetres: one of ``geo.present.staticmap.WIDTHS_CM``.
    """
    chosen = partial(
        addresses.figure,
        view.link,
        title=title,
        width=None if width == staticmap.WIDTH_CM else width,
        site=addresses.site(st.context.url or ""),
    )
    files = [{"href": chosen(item.code), "label": item.label, "serves": ""} for item in staticmap.FORMATS.values()]
    templates.draw("files.html", files=files)


def _in_memory(view: DataView) -> None:
    """Draw a button for each file of a reader's own data, made when it is pressed, and the link's words."""
    told = study.current()
    if told.withheld:
        st.text("The licence of these data forbids passing them on: there are no files and no link.")
        return
    with st.container(horizontal=True, gap="small"):
        for item in export.FORMATS.values():
            st.download_button(
                item.label,
                partial(_encoded, told, view, item.code),
                file_name=export.filename(compose.extract(view), format=item.code),
                mime=item.media_type,
                key=f"own_{item.code}",
                on_click="ignore",
            )
        for picture in staticmap.FORMATS.values():
            st.download_button(
                f"Map, {picture.label}",
                partial(_drawn, told, view, picture.code),
                file_name=f"map.{picture.code}",
                mime=picture.media_type,
                key=f"own_map_{picture.code}",
                on_click="ignore",
            )
        if len(view.rows) <= snapshot.MAX_RECORDS:
            st.download_button(
                "Snapshot, HTML",
                partial(_kept, told, view),
                file_name=export.filename(compose.extract(view), format="html"),
                mime="text/html",
                key="own_snapshot",
                on_click="ignore",
            )
    st.text("Bring the same file again and add this to the address to see the same selection:")
    st.code(f"?{links.query_string(view.link)}", language=None, wrap_lines=True)


def _encoded(told: study.Study, view: DataView, code: str) -> bytes:
    """Write the file, by the study of the data: this runs when the page has long been drawn."""
    with study.use(told):
        return export.encode(compose.extract(view), format=code)


def _kept(told: study.Study, view: DataView) -> bytes:
    with study.use(told):
        return compose.snapshot(view, made=datetime.now(tz=UTC).date())


def _drawn(told: study.Study, view: DataView, code: str) -> bytes:
    with study.use(told):
        return compose.figure(view, format=code)
