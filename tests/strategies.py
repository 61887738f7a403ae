"""Random selections, links, queries and JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from geo import study
from geo.model import LAYERS, Link, Pin, Selection, View
from geo.query import link as links
from geo.query.filters import FILTERS

DAYS = st.dates(date(2021, 1, 1), date(2022, 12, 31))
ANY_DAYS = st.dates(study.current().earliest, study.current().latest)
SEARCHES = st.sampled_from(["", "Kuźnica", "kuznica", "soldiers", "BRUZGI camp", "łódź", "PLBY-0080", "nowhere at all"])


def _some(name: str) -> st.SearchStrategy[frozenset[str]]:
    """None, some, but not all words: all is written as none."""
    words = list(next(item for item in FILTERS if item.parameter == name).vocabulary)
    return st.frozensets(st.sampled_from(words), max_size=len(words) - 1)


def _period(days: st.SearchStrategy[date]) -> st.SearchStrategy[tuple[date | None, date | None]]:
    return st.tuples(st.none() | days, st.none() | days).map(
        lambda pair: (min(pair[0], pair[1]), max(pair[0], pair[1])) if pair[0] and pair[1] else pair
    )


def _stretch() -> st.SearchStrategy[tuple[float, float]]:
    kilometres = st.integers(0, int(study.current().along_max_km * 10)).map(lambda tenths: tenths / 10)
    return st.tuples(kilometres, kilometres).map(lambda pair: (min(pair), max(pair)))


TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40) | SEARCHES


@st.composite
def selections(
    draw: st.DrawFn, *, days: st.SearchStrategy[date] = DAYS, texts: st.SearchStrategy[str] = SEARCHES
) -> Selection:
    """Any selection that a link can say."""
    start, end = draw(_period(days))
    return Selection(
        start=start,
        end=end,
        layers=draw(st.frozensets(st.sampled_from(LAYERS)) | st.just(frozenset(LAYERS))),
        categories=draw(_some("category")),
        sides=draw(_some("side")),
        confidences=draw(_some("confidence")),
        precisions=draw(_some("precision")),
        claimants=draw(_some("claimant")),
        deniers=draw(_some("denier")),
        measures=draw(_some("measure")),
        checks=draw(_some("checked")),
        datasets=draw(_some("dataset")),
        border_km=draw(st.none() | st.integers(1, 1_000_000).map(lambda metres: metres / 1000)),
        text=draw(texts),
        known=draw(st.none() | days),
        along_km=draw(st.none() | _stretch()),
    )


def _degrees(limit: int) -> st.SearchStrategy[float]:
    return st.integers(-limit * 10_000, limit * 10_000).map(lambda value: value / 10_000)


VIEWS = st.builds(View, lat=_degrees(85), lon=_degrees(180), zoom=st.sampled_from(links.ZOOMS))
HASHES = st.just("") | st.from_regex(r"[0-9a-f]{16}", fullmatch=True)


CHOICES = st.fixed_dictionaries(
    {},
    optional={
        name: st.from_regex(pattern, fullmatch=True).filter(lambda text: text == text.strip() != "")
        for name, pattern in links.CHOICES.items()
    },
).map(lambda chosen: tuple((name, chosen[name]) for name in links.CHOICES if name in chosen))


def link_values(ids: list[str]) -> st.SearchStrategy[Link]:
    """Any link that an address can say."""
    return st.builds(
        Link,
        selection=selections(days=ANY_DAYS, texts=TEXTS),
        record_id=st.none() | st.sampled_from(ids),
        view=st.none() | VIEWS,
        second=_period(ANY_DAYS),
        choices=CHOICES,
        pin=st.none() | st.builds(Pin, st.from_regex(r"[0-9]\.[0-9]{1,2}\.[0-9]", fullmatch=True), HASHES),
    )


ODD_VALUES = st.sampled_from(
    [
        "",
        " ",
        ",",
        ",,,",
        "none,none",
        "x" * 10_240,
        "9" * 400,
        "-1",
        "1e999",
        "NaN",
        "inf",
        "٣",
        "2021-11-31",
        "2021-11-08T00:00",
        "0000-00-00",
        "9999-12-31",
        "\x00",
        "\u202e",
        "<script>",
        "{{ 7*7 }}",
        "${1}",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    ]
)
VALUES = st.text(max_size=60) | ODD_VALUES | st.integers().map(str) | ANY_DAYS.map(date.isoformat)
NAMES = st.sampled_from([*links.PARAMETERS, "embed", "utm_source", "x"]) | st.text(max_size=20)
QUERIES = st.dictionaries(NAMES, st.lists(VALUES, max_size=3), max_size=8)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(["2021-13-01", "incident", "death", "PL", "\ud800", 10**400, -0.0, 1e308, "x" * 500])
    | ANY_DAYS.map(date.isoformat),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)
PROBABLE_GEOMETRIES: st.SearchStrategy[Any] = st.builds(
    lambda name, coordinates: {"type": name, "coordinates": coordinates},
    st.sampled_from(["Point", "LineString", "Polygon", "MultiPoint", "GeometryCollection"]),
    st.recursive(
        st.floats(-200, 200) | st.sampled_from([10**400, 1e308, 23, 53]),
        lambda inner: st.lists(inner, max_size=5),
        max_leaves=20,
    ),
)
