"""A reader's own data: on every page, in that session alone, and gone with it."""

from __future__ import annotations

import gc
import inspect
import json
import weakref
from dataclasses import replace
from typing import Any

import pytest
from streamlit.runtime import Runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.testing.v1 import AppTest

from geo import kept, store, study
from geo.errors import DataError
from geo.foreign import own as owning
from geo.foreign.bring import Brought, bring
from geo.present import card
from pages.blocks import downloads
from pages.session import own
from server import held, mapdata
from tests.serving import ROOT

DEADLINE_S = 90
TABLE = b"""id;date;lat;lon;title;place
1;2019-04-01;-1.25;36.75;First of mine;Somewhere
2;2019-04-02;-1.3;36.8;Second of mine;Elsewhere
3;no day;-1.3;36.8;Third of mine;Elsewhere
"""
ASKING = b"id;date;title\n1;01/02/2019;One\n2;03/04/2019;Two\n"
ACLED = (
    b"event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    b"actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    b"latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp\n"
    b"KEN1,01 April 2019,2019,1,Demonstrations,Protests,Peaceful protest,Protesters (Kenya),,Protesters,,,,"
    b"Protesters only,,404,Eastern Africa,Kenya,Nairobi,Westlands,,Nairobi,-1.2833,36.8167,1,Daily Nation,National,"
    b"On 1 April people protested.,0,crowd size=no report,1554149000\n"
)
PAGES = ("map", "stories", "timeline", "along", "deployments", "claims", "compare", "records", "method")


@pytest.fixture(autouse=True)
def _shipped_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(store.DATA_VARIABLE, raising=False)


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def brought(content: bytes, *, name: str = "mine.csv") -> AppTest:
    """The page with a file on it."""
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=DEADLINE_S).run()
    app.switch_page("your_data.py").run()
    app.file_uploader[0].upload(name, content)
    app.run()
    assert not app.exception
    return app


def shown(content: bytes, *, name: str = "mine.csv") -> AppTest:
    """The same, after the button was pressed."""
    return brought(content, name=name).button(key="own_show").click().run()


def texts(app: AppTest) -> str:
    return "\n".join([*(item.value for item in app.text), *(item.value for item in app.error)])


def taken(content: bytes) -> Brought:
    with owning.vocabulary():
        return bring(content, file="mine.csv")


def test_the_page_says_what_became_of_each_row() -> None:
    app = brought(TABLE)
    assert "3 rows: 2 taken, 0 skipped, 1 refused" in html(app)
    assert "First of mine" in html(app)
    assert "<td>3</td>" in html(app)
    assert "granica-whose" not in html(app).partition("</style>")[2]
    assert app.button(key="own_show").label == "Show these 2 records on every page"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_the_reader_s_own_data_and_says_so(page: str) -> None:
    app = shown(TABLE)
    app.switch_page(f"{page}.py").run()
    assert not app.exception
    assert not app.error
    assert "<strong>Your data:</strong> mine.csv, 2 records." in html(app)
    if page != "method":
        assert "2 of 2 records" in html(app)


def test_one_click_returns_to_our_data() -> None:
    app = shown(TABLE)
    app.switch_page("records.py").run()
    assert "Second of mine" in html(app)
    app.button(key="own_leave").click().run()
    assert "Second of mine" not in html(app)
    assert f"of {len(store.settled().dataset.records)} records" in html(app)
    assert own.KEY not in app.session_state


def test_both_stand_side_by_side_on_every_page_and_are_counted_apart() -> None:
    app = shown(TABLE).button(key="own_both").click().run()
    assert not app.exception
    ours = len(store.settled().dataset.records)
    told = f"2 of 2 records of yours (mine.csv) and {ours} of {ours} of Granica"
    for page in ("records", "timeline", "map", "along"):
        app.switch_page(f"{page}.py").run()
        assert not app.exception
        assert told in html(app)
    app.switch_page("records.py").run()
    app.multiselect(key="datasets").select("mine").run()
    assert f"2 of 2 records of yours (mine.csv) and 0 of {ours} of Granica" in html(app)
    assert "First of mine" in html(app)
    app.button(key="own_alone").click().run()
    assert "<strong>Your data:</strong> mine.csv, 2 records." in html(app)
    app.button(key="own_both").click().run()
    app.button(key="own_leave").click().run()
    assert own.KEY not in app.session_state
    assert "of mine" not in html(app)


def test_data_beside_ours_are_measured_by_our_line_and_keep_their_name() -> None:
    ours = store.settled()
    point = ours.dataset.records[ours.dataset.records["border_m"] == 0].geometry.iloc[0].centroid
    row = f"1;2021-11-08;{point.y};{point.x};Mine;Here\n"
    brought = taken(b"id;date;lat;lon;title;place\n" + row.encode())
    with study.use(ours.study):
        made = owning.beside(brought, ours=ours.dataset)
    mine: Any
    (mine,) = made.dataset.records[made.dataset.records["title"] == "Mine"].to_dict("records")
    first: Any = made.dataset.records.to_dict("records")[0]
    alone: Any = ours.dataset.records.to_dict("records")[0]
    assert len(made.dataset.records) == len(ours.dataset.records) + 1
    assert mine["border_m"] is not None
    before, after = (of.records.set_index("id") for of in (ours.dataset, made.dataset))
    for name in ("location_note", "note", "place", "end", "figures", "claimed_by"):
        assert [after.loc[one, name] for one in before.index] == list(before[name])
    with study.use(made.study):
        told = card.card(mine, sources=made.dataset.sources, areas={})
        other = card.card(first, sources=made.dataset.sources, areas={})
    assert (told.dataset, other.dataset) == ("mine", "Granica")
    with study.use(ours.study):
        assert not card.card(alone, sources=ours.dataset.sources, areas={}).dataset


def test_another_session_sees_ours() -> None:
    shown(TABLE)
    other = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=DEADLINE_S).run()
    assert f"{len(store.settled().dataset.records)} records" in html(other)
    assert "of mine" not in html(other)


def test_what_can_be_read_in_two_ways_is_asked_and_the_answer_is_used() -> None:
    app = brought(ASKING)
    assert "own_show" not in {button.key for button in app.button}
    app.button(key="answer_MDY").click().run()
    assert "2019-01-02" in html(app)
    assert "2019-03-04" in html(app)


def test_a_column_can_be_given_another_meaning() -> None:
    app = brought(TABLE)
    columns = {item.label: item for item in app.selectbox}
    assert columns["place"].value == "place"
    columns["place"].select("title")
    columns["title"].select("")
    next(button for button in app.button if button.label == "Read it so").click().run()
    assert not app.exception
    first = html(app).partition("<td>2019-04-01</td>")[2].partition("</tr>")[0]
    assert "Somewhere" in first
    assert "First of mine" not in first


def test_a_file_that_cannot_be_used_is_refused_in_words() -> None:
    app = brought(b"<html><body>no table</body></html>")
    assert "it is a web page" in texts(app)
    assert "own_show" not in {button.key for button in app.button}


def test_where_the_licence_forbids_passing_on_there_is_neither_file_nor_link_and_the_credit_is_there() -> None:
    app = shown(ACLED, name="acled.csv")
    app.switch_page("records.py").run()
    assert "Not to be passed on" in html(app)
    assert "ACLED" in html(app)
    assert "share_open" not in {button.key for button in app.button}
    assert not app.get("download_button")
    assert not app.code
    assert "forbids passing them on" in texts(app)
    for page in ("along", "timeline", "claims", "deployments"):
        app.switch_page(f"{page}.py").run()
        assert not app.exception
        assert not app.get("download_button")
        assert not app.dataframe


def test_own_data_that_may_be_passed_on_have_files_of_the_selection() -> None:
    app = shown(TABLE)
    app.switch_page("records.py").run()
    assert app.get("download_button")
    assert "/data/records" not in html(app)
    mine: own.Own = app.session_state[own.KEY]
    view = mine.prepared.view(app.session_state["link"])
    written = json.loads(downloads._encoded(mine.prepared.study, view, "geojson"))  # noqa: SLF001  # what the button gives
    assert [feature["properties"]["title"] for feature in written["features"]] == ["First of mine", "Second of mine"]
    assert downloads._drawn(mine.prepared.study, view, "png").startswith(b"\x89PNG")  # noqa: SLF001


def test_nothing_is_in_memory_when_the_session_is_gone() -> None:
    app = shown(TABLE)
    for page in PAGES:
        app.switch_page(f"{page}.py").run()
    app.switch_page("records.py").run()
    next(item for item in app.text_input if item.key == "text").input("second").run()
    assert "1 of 2 records" in html(app)
    app.button(key="own_both").click().run()
    app.button(key="own_alone").click().run()
    mine: own.Own = app.session_state[own.KEY]
    token, prepared = mine.held.token, mine.prepared
    watched = [
        weakref.ref(item) for item in (mine, prepared, prepared.dataset, prepared.dataset.records, prepared.study)
    ]
    assert token in held._BY_TOKEN  # noqa: SLF001
    del mine, prepared, app
    gc.collect()
    assert [watch() for watch in watched] == [None] * len(watched)
    assert token not in held._BY_TOKEN  # noqa: SLF001
    assert not [item for item in gc.get_objects() if isinstance(item, dict) and item.get("title") == "Second of mine"]


def test_data_in_memory_are_the_same_as_in_a_folder_but_lie_nowhere() -> None:
    made = owning.make(taken(TABLE))
    assert made.dataset.folder is None
    assert not made.dataset.errors
    assert list(made.dataset.records["title"]) == ["First of mine", "Second of mine"]
    assert made.study.metric_crs == "EPSG:32737"
    assert made.study.first == made.dataset.coverage[0]
    assert made.dataset.digest == owning.make(taken(TABLE)).dataset.digest
    assert made.dataset.digest != owning.make(taken(TABLE.replace(b"First", b"Other"))).dataset.digest


def test_a_file_of_which_no_row_is_a_record_makes_no_data() -> None:
    nothing = taken(b"id;date;title\n1;no day;One\n")
    assert not nothing.features
    with pytest.raises(DataError, match="no row could become a record"):
        owning.make(nothing)


def test_no_more_is_held_of_all_readers_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    other = held.Held(replace(mapdata.of(store.current()), columns=b"x" * 100))
    monkeypatch.setattr(own, "MOST_HELD_BYTES", held.bytes_held() - 1)
    assert "no room" in texts(brought(TABLE))
    del other


def test_a_result_is_kept_as_long_as_its_first_argument_lives() -> None:
    class Owner:
        pass

    asked: list[Any] = []

    @kept.with_first(size=2)
    def answer(_owner: Owner, number: int) -> int:
        asked.append(number)
        return number + 1

    first, second = Owner(), Owner()
    assert [answer(first, 1), answer(first, 1), answer(second, 1)] == [2, 2, 2]
    assert asked == [1, 1]
    answer(first, 2)
    answer(first, 3)  # the first goes
    answer(first, 2)
    assert asked == [1, 1, 2, 3]
    answer(first, 1)
    assert asked == [1, 1, 2, 3, 1]
    assert answer.kept.owners() == 2  # type: ignore[attr-defined]
    del first
    gc.collect()
    assert answer.kept.owners() == 1  # type: ignore[attr-defined]


def test_the_study_that_is_asked_first_stands_behind_the_one_in_use() -> None:
    mine = owning.make(taken(TABLE))
    study.ask_first(lambda: mine.study)
    try:
        assert study.current() is mine.study
        with study.use(study.read(study.SHIPPED)) as ours:
            assert study.current() is ours
    finally:
        study.ask_first(own._study)  # noqa: SLF001
    assert study.current() is not mine.study


def test_the_framework_still_has_the_way_by_which_ended_sessions_are_let_go() -> None:
    storage = MemorySessionStorage(ttl_seconds=0)
    assert callable(getattr(getattr(storage, "_cache", None), "expire", None)), (
        "MemorySessionStorage has no _cache.expire: mend server.held.expiry, or a closed tab's data stay in memory"
    )
    assert "_session_storage" in inspect.getsource(WebsocketSessionManager.__init__)
    assert "_session_mgr" in inspect.getsource(Runtime.__init__)
    assert held.expiry() is None  # no server runs here
