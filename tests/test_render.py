"""The map's page and its commands carry addresses and numbers of ours, and never a word of the data."""

from __future__ import annotations

import base64
import itertools
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import branca.element
import folium
import numpy as np
import pytest
import streamlit_folium
from hypothesis import given
from hypothesis import strategies as st

from geo import schema
from geo.intake import folder, prepare
from geo.model import LAYERS, Dataset, Selection
from geo.present import columns, webmap
from geo.present.printed import Printed
from geo.query import select
from tests import folders, strategies

PLAIN = webmap.Addresses(
    scripts=("../../g/leaflet.js",),
    module="../../g/map.js",
    styles=("../../g/map.css",),
    records="../../g/records.bin",
    texts="../../g/texts.json",
    found="../../g/found.bin",
    basemap="../../g/basemap/",
)

HOME = ((51.5, 23.2), (53.95, 23.94))

# A failing example holds all the data; hypothesis then warns of its own long message.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


def as_streamlit_folium_renders(base: folium.Map, command: folium.FeatureGroup) -> str:
    """All that streamlit-folium makes of a map and of what is added to it, in its order and by its own functions."""
    folium.Figure().add_child(base)
    base.render()  # type: ignore[no-untyped-call]  # branca has no types
    base.get_root().render()
    parts = [
        streamlit_folium._get_header(base),  # noqa: SLF001
        streamlit_folium._get_html(base),  # noqa: SLF001
        streamlit_folium._get_map_string(base),  # noqa: SLF001
        streamlit_folium._get_feature_group_string(command, base, idx=0),  # noqa: SLF001
        base.get_root().render(),
    ]
    return "\n".join(parts)


def command_of(selection: Selection, index: select.Index, *, opened: int | None = None) -> webmap.Command:
    return webmap.command(
        select.clauses(selection, corpus=index.corpus),
        layers=selection.layers,
        dark=False,
        opened=opened,
        count=len(select.rows(index, selection)),
    )


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "{{913*917}}",
        "{% raw %}",
        "a b",
        "https://example.org/leaflet.js",
        "javascript:alert(1)",
        "a?b",
        "a#b",
        "a'b",
        'a"b',
        "a`b",
        "${a}",
        "a<b",
        "a\\b",
        "a\n",
        "å",
        "a%2e",
    ],
)
@pytest.mark.parametrize("member", ["scripts", "module", "styles", "records", "texts", "basemap"])
def test_an_address_with_a_sign_that_means_something_is_refused(member: str, bad: str) -> None:
    value: Any = (bad,) if member in {"scripts", "styles"} else bad
    members = {name: getattr(PLAIN, name) for name in PLAIN.__slots__}
    with pytest.raises(ValueError, match="not a plain relative address"):
        webmap.Addresses(**{**members, member: value})


@given(st.text(min_size=1, max_size=10))
def test_only_letters_digits_and_four_signs_make_an_address(text: str) -> None:
    if all(letter.isascii() and (letter.isalnum() or letter in "_./-") for letter in text):
        assert webmap.Addresses((text,), text, (), text, text, text, text).records == text
    else:
        with pytest.raises(ValueError, match="not a plain relative address"):
            webmap.Addresses((text,), text, (), text, text, text, text)


def test_the_page_asks_nobody_else() -> None:
    page = folium.Figure()
    page.add_child(webmap.base_map(PLAIN, view=None, home=HOME))
    text = page.render()
    for host in ("cdn", "jsdelivr", "cloudflare", "googleapis", "unpkg", "//netdna", "openstreetmap.org"):
        assert host not in text
    assert "http:" not in text
    assert "https:" not in text


def test_the_same_arguments_give_the_same_page_apart_from_random_names() -> None:
    def text() -> str:
        base = webmap.base_map(PLAIN, view=None, home=HOME)
        base.render()  # type: ignore[no-untyped-call]  # branca has no types
        drawn = streamlit_folium.generate_leaflet_string(base, base_id="div")
        return str(drawn).replace(base.get_name(), "map")

    assert text() == text()


def test_a_command_stays_a_feature_group_for_streamlit_folium(index: select.Index) -> None:
    command = command_of(Selection(), index)
    assert isinstance(command, folium.FeatureGroup)
    assert command._name == "FeatureGroup"  # noqa: SLF001


@given(strategies.selections())
def test_a_command_carries_numbers_bits_and_names_of_columns_only(index: select.Index, chosen: Selection) -> None:
    told = json.loads(command_of(chosen, index, opened=3).command)
    names = {
        *index.columns,
        "row",
        "in",
        "ge",
        "le",
        "bits",
        "clauses",
        "drawn",
        "dark",
        "opened",
        "count",
        "panel",
        *LAYERS,
    }
    assert all(re.fullmatch(r"[A-Za-z0-9+/]*=*", word) for word in set(words(told)) - names)


def words(value: Any) -> Iterator[str]:
    """Every string in a JSON value, names of members too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain(value, *(words(item) for item in value.values()))
    elif isinstance(value, list):
        for item in value:
            yield from words(item)


def test_a_command_is_small(index: select.Index) -> None:
    for chosen in (
        Selection(),
        Selection(text="a"),
        Selection(start=date(2021, 11, 8), categories=frozenset({"death"})),
    ):
        assert len(command_of(chosen, index).command) < 8_000


def hostile(target: Path) -> str:
    """An expression that creates a file where a template is evaluated, and what runs in a page."""
    python = f"cycler.__init__.__globals__.os.system('touch {target}')"
    return "{{ " + python + " }}{% raw %}{{ 913*917 }}${alert(1)}`</script><img src=x onerror=alert(1)>"


def poison(items: list[folders.Json], text: str) -> None:
    """Put the text into every field of every record that may hold free text, as far as it fits."""
    limits = {"title": schema.TITLE_MAX_CHARS, "summary": schema.SUMMARY_MAX_CHARS, "note": schema.NOTE_MAX_CHARS}
    for item in items:
        record = item["properties"]
        for name in ("title", "summary", "note", "place", "location_note", "force"):
            if name in record:
                record[name] = text[: limits.get(name, schema.NAME_MAX_CHARS)]
        for name in ("actors", "claimed_by"):
            record[name] = [text[: schema.NAME_MAX_CHARS]]
        record["place_local"] = {"pl": text[: schema.NAME_MAX_CHARS]}


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """The file that must not come to be. Its path is short, so that the payload fits into a title."""
    return Path("/tmp") / f"g{tmp_path.name[-4:]}"  # noqa: S108


def test_the_payload_of_these_tests_does_run_in_a_folium_popup(ran: Path) -> None:
    ran.unlink(missing_ok=True)
    base = folium.Map()
    folium.Marker([53, 23], popup=hostile(ran).split("{% raw")[0]).add_to(base)
    as_streamlit_folium_renders(base, folium.FeatureGroup())
    assert ran.exists(), "the payload is harmless, so the next test would show nothing"
    ran.unlink()


def test_a_template_in_every_field_of_every_record_is_not_evaluated(tmp_path: Path, ran: Path) -> None:
    ran.unlink(missing_ok=True)
    text = hostile(ran)
    change = folders.with_features(lambda items: poison(items, text))
    changed = folders.build(tmp_path / "data", dict.fromkeys(folder.RECORD_FILES, change))
    dataset = prepare.dataset(changed)
    assert dataset.errors == ()
    assert all(dataset.records["title"].str.startswith("{{ cycler"))
    index = select.index(dataset.records)
    for chosen in (Selection(), Selection(text=text[:40]), Selection(text="{{ 913*917 }}")):
        base = webmap.base_map(PLAIN, view=None, home=HOME)
        page = as_streamlit_folium_renders(base, command_of(chosen, index, opened=0))
        for sign in ("cycler", "913*917", "alert", "onerror", "{%", "837221"):
            assert sign not in page, sign
    assert not ran.exists()


def test_what_the_browser_fetches_holds_no_text_of_a_record(dataset: Dataset, index: select.Index) -> None:
    payload = webmap.payload(dataset, index)
    heading, found = columns.unpack(payload)
    assert set(found) == {*index.columns, "lat", "lon", "radius", "area"}
    assert set(heading) == {"codes", "units", "families", "areas", "crossings"}
    assert not any(json.dumps(title, ensure_ascii=False).encode() in payload for title in dataset.records["title"])


def test_payload_and_texts_have_a_row_for_each_record_in_the_same_order(dataset: Dataset, index: select.Index) -> None:
    (heading, found), rows = columns.unpack(webmap.payload(dataset, index)), range(len(dataset.records))
    texts = json.loads(webmap.texts(dataset, rows))
    assert {len(column) for column in [*found.values(), *texts.values()]} == {len(rows)}
    assert texts["title"] == dataset.records["title"].tolist()
    drawn: list[Any] = list(
        dataset.records.geometry.where(~dataset.records["category"].isin(["statement", "statistics"]))
    )
    for row, shape in enumerate(drawn):
        place = (found["lon"][row], found["lat"][row])
        degrees = tuple(number / heading["units"] for number in place)
        assert shape is None or degrees == (round(shape.x, 5), round(shape.y, 5))
        assert shape is not None or place == (webmap.NO_PLACE, webmap.NO_PLACE)


def test_texts_are_in_the_order_of_the_rows_that_are_asked_for(dataset: Dataset) -> None:
    told = json.loads(webmap.texts(dataset, (7, 3)))
    assert told["title"] == [dataset.records["title"].iloc[row] for row in (7, 3)]
    assert set(told) == set(webmap.TOLD)
    assert all(isinstance(text, str) for texts in told.values() for text in texts)


def test_a_record_without_a_point_names_its_area(dataset: Dataset, index: select.Index) -> None:
    heading, found = columns.unpack(webmap.payload(dataset, index))
    for row, area in enumerate(dataset.records["area"]):
        place = found["area"][row]
        named = None if place == webmap.NO_ROW else heading["areas"][place]["properties"]["name"]
        expected = None if area is None else dataset.areas.set_index("id").loc[area, "name"]
        assert named == expected


def test_every_category_has_a_family_with_a_symbol(dataset: Dataset, index: select.Index) -> None:
    families = columns.unpack(webmap.payload(dataset, index))[0]["families"]
    numbers = [number for family in families for number in family["categories"]]
    assert sorted(numbers) == list(range(len(schema.CATEGORIES)))
    assert len({(family["shape"], family["light"]) for family in families}) == len(families)


def test_a_printed_map_gives_streamlit_folium_what_the_map_itself_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **named: given.append(named))

    def run(base: folium.Map, *, count: int) -> dict[str, Any]:
        command = webmap.command([], layers=frozenset(), dark=False, opened=None, count=count)
        streamlit_folium.st_folium(
            base, key="map", returned_objects=[], render=False, use_container_width=True, feature_group_to_add=command
        )
        return {name: value for name, value in given[-1].items() if name != "on_change"}

    def plain() -> folium.Map:
        return webmap.base_map(PLAIN, view=None, home=HOME)

    printed = Printed(webmap.base_map(PLAIN, view=None, home=HOME))
    for count in (3, 4, 3):  # what was added before leaves nothing
        assert run(printed, count=count) == run(plain(), count=count)
    assert "frame.show" in given[-1]["feature_group"]
    assert given[-1]["js_links"] == list(PLAIN.scripts)


@pytest.mark.parametrize("dark", [False, True])
def test_the_legend_pictures_every_family(*, dark: bool) -> None:
    pictures = webmap.legend(dark=dark)
    assert list(pictures) == list(schema.FAMILIES)
    assert all(picture.startswith("<svg ") for picture, _ in pictures.values())


def test_branca_still_evaluates_text_so_that_the_wall_is_needed() -> None:
    assert branca.element.Element("{{ 6*7 }}").render() == "42"


@pytest.mark.parametrize("text", ["{{ 7 * 7 }}", "{% raw %}", "`${1}`", "</script>", "a b", "é"])
def test_no_text_but_codes_enters_a_folium_object(text: str) -> None:
    clause = select.Clause(text, "in", (1,))
    with pytest.raises(ValueError, match="must not enter"):
        webmap.command([clause], layers=frozenset(), dark=False, opened=None, count=0)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 1.0])
def test_a_search_that_finds_many_rows_stays_within_a_bit_a_row(share: float) -> None:
    rows = tuple(np.flatnonzero(np.random.default_rng(1).random(50_000) < share).tolist())
    matches = select.Matches("a word", np.array(rows, dtype=np.int64))
    command = webmap.command([matches], layers=frozenset(), dark=False, opened=None, count=len(rows))
    column, test, values = json.loads(command.command)["clauses"][0]
    assert column == "row"
    assert len(command.command) < 50_000 / 6 + 200
    assert (tuple(values) if test == "in" else _rows(values[0])) == rows


def _rows(text: str) -> tuple[int, ...]:
    """Read a mask as the map does: the first row in the lowest bit of the first byte."""
    body = base64.b64decode(text)
    return tuple(row for row in range(len(body) * 8) if body[row >> 3] & (1 << (row & 7)))


@pytest.mark.parametrize("many", [0, 1, 200, 50_000])
def test_a_search_takes_no_more_of_a_command_than_its_name(many: int) -> None:
    matches = select.Matches("Кузница “ćma”", np.arange(many, dtype=np.int64) * 20)
    command = webmap.command([matches], layers=frozenset(), dark=False, opened=None, count=many, apart=True)
    ((column, test, values),) = json.loads(command.command)["clauses"]
    assert column == "row"
    assert len(command.command) < webmap.MOST_SAID + 200
    assert (test == "found") == (many > 1000)
    if test == "found":
        assert webmap.searched(values[0]) == matches.text


def test_the_rows_of_a_search_are_packed_as_the_map_reads_them() -> None:
    body = webmap.found(np.array([0, 9, 17]))
    assert body == bytes([1, 2, 2])
    assert webmap.found(np.array([], dtype=np.int64)) == b""
