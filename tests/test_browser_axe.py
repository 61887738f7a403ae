"""No page and no state of the map breaks a rule of axe-core that the app can keep, in the page or in the map's frame.

Its rules are those of WCAG 2.2 AA and of good practice. All states are walked in one tab of a browser.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]

from tests.browsing import DESK, PHONE, Reader, until

pytestmark = pytest.mark.browser

CAMP: Final = "from=2021-11-11&to=2021-11-12"
NEAR: Final = "q=Kuźnica&lat=53.51&lon=23.65&z=11"
TABLE: Final = b"id;date;lat;lon;title;place\n1;2019-04-01;-1.5;36.1;Somebody is seen;A village\n"
OF_THE_FRAMEWORK: Final = {
    "presentation-role-conflict": ("stFileUploaderDropzone", "the uploader names a place that has no role"),
    "region": ("stSkipToContent", "the framework's way past the bar stands behind ours, and in no part of the page"),
    "svg-img-alt": ("<", "a brush of Vega-Lite has a role, no name, and no option for one"),
}
"""Rules that widgets of Streamlit and its charts break: on which element, and why the app cannot cure it."""
NOBODYS: Final = "\0"
MOST_HTML: Final = 160
"""Characters of an element that are told."""
MOVING: Final = """
    document.querySelectorAll("[data-testid=stSkeleton]").length
        + document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < Infinity).length
"""
RUN: Final = "axe.run(document, {resultTypes: ['violations'], iframes: true}).then(({violations}) => violations)"


def ring(reader: Reader) -> None:
    until(lambda: reader.frame.locator(".g-cluster").count() > 0, what="a ring")
    reader.press_marker(".g-cluster")
    reader.listed.first.wait_for()


def filters(reader: Reader) -> None:
    opener = reader.page.locator(".granica-open-filters")
    if opener.is_visible():
        reader.press(opener)
    more = reader.page.get_by_test_id("stSidebar").get_by_text("More filters")
    more.scroll_into_view_if_needed()
    reader.press(more)
    reader.page.get_by_test_id("stSidebar").get_by_label("As published by", exact=True).wait_for()


def folds(reader: Reader) -> None:
    reader.inside("for (const fold of document.querySelectorAll('details')) fold.open = true;")


def keys(reader: Reader) -> None:
    reader.frame.locator(".leaflet-container").press("?")
    reader.frame.get_by_role("dialog").wait_for()


def share(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Share").first.click()
    reader.page.get_by_role("dialog").get_by_role("tab", name="Embed").click()
    reader.page.get_by_role("dialog").get_by_text("<iframe").wait_for()


def card(reader: Reader) -> None:
    reader.card.wait_for()


def charts(reader: Reader) -> None:
    reader.page.locator("svg.marks").first.wait_for()


def bring(reader: Reader) -> None:
    reader.page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": TABLE}
    )
    reader.page.get_by_role("button", name="Show this record").wait_for()


def nothing(_: Reader) -> None:
    """Do nothing: the link is the state."""


STATES: Final[dict[str, tuple[str, Callable[[Reader], None]]]] = {
    "a first visit": ("/", nothing),
    "folds of the map open": (f"/?{CAMP}", folds),
    "a list open": (f"/?{CAMP}&{NEAR}", ring),
    "a record open": (f"/?{CAMP}&id=PLBY-0080", card),
    "the filters open": (f"/?{CAMP}&side=PL&q=Kuznica&known=2021-11-12", filters),
    "a story open": ("/?story=the-barrier&step=2", nothing),
    "a link that cannot be used": ("/?from=x&side=nowhere", nothing),
    "the keys of the map": (f"/?{CAMP}", keys),
    "shared": (f"/?{CAMP}", share),
    "embedded": (f"/?{CAMP}&embed=true", nothing),
    "the records": (f"/records?{CAMP}", nothing),
    "the records, one open": (f"/records?{CAMP}&id=PLBY-0080", card),
    "the timeline": (f"/timeline?{CAMP}", charts),
    "along the border": (f"/along?{CAMP}", charts),
    "the deployments": ("/deployments?from=2021-11-12&to=2021-11-12", charts),
    "the claims": (f"/claims?{CAMP}", charts),
    "a comparison": (f"/compare?{CAMP}", charts),
    "the stories": ("/stories", nothing),
    "the method": ("/method", nothing),
    "the corrections": ("/corrections", nothing),
    "a reader's own data": ("/your_data", nothing),
    "a reader's file": ("/your_data", bring),
}
"""What a reader has open: by which link, and what they do then."""


def settled(reader: Reader) -> None:
    """Wait until nothing comes any more."""
    if reader.page.locator("iframe[title*='folium']").count():
        reader.map.wait_for()
    until(lambda: reader.at_rest() and not reader.page.evaluate(MOVING), what="the page at rest")


def broken(reader: Reader) -> list[str]:
    """Rules that are broken, and where."""
    for frame in reader.page.frames:
        frame.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = reader.page.evaluate(RUN)
    return [
        f"{item['id']}: {node['target']} {node['html'][:MOST_HTML]} {node['failureSummary']}"
        for item in found
        for node in item["nodes"]
        if OF_THE_FRAMEWORK.get(item["id"], (NOBODYS,))[0] not in node["html"]
    ]


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(DESK, "light"), (DESK, "dark"), (PHONE, "dark")],
    ids=["desk-light", "desk-dark", "phone-dark"],
)
def test_no_state_breaks_a_rule_that_the_app_can_keep(
    another: Callable[..., Reader], size: dict[str, Any], scheme: str
) -> None:
    reader = another(**size, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    failures: dict[str, list[str]] = {}
    for state, (path, act) in STATES.items():
        reader.open(path)
        settled(reader)
        act(reader)
        settled(reader)
        failures[state] = broken(reader)
    told = "\n".join(f"{state}: {one}" for state, found in failures.items() for one in found)
    assert not told, told
