"""Tables as people keep them, in many languages: their columns are understood without a hand, or asked about."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from geo.errors import DataError
from geo.foreign.bring import Brought, bring
from geo.foreign.letters import fold
from geo.foreign.question import QuestionError
from geo.foreign.read.text import decode
from tests.tables import csv_of, xlsx_of

SECOND_HALF: Final = 6
MONTHS: Final = {
    "pl": ("kwietnia", "listopada"),
    "fr": ("avril", "novembre"),
    "de": ("April", "November"),
    "en": ("April", "November"),
    "es": ("abril", "noviembre"),
    "uk": ("квітня", "листопада"),
}


@dataclass(frozen=True)
class Event:
    """What is written into each table, and must be found again in each."""

    id: str
    day: date
    lat: float
    lon: float
    place: str
    title: str
    killed: int
    url: str


EVENTS: Final = (
    Event("A-17", date(2021, 11, 8), 53.5113, 23.6486, "Kuźnica", "Próba przejścia", 0, "https://example.org/a"),
    Event("A-18", date(2021, 11, 23), 52.7012, 23.8704, "Białowieża", "Znaleziono ciało", 1, "https://example.org/b"),
    Event("A-19", date(2022, 4, 3), 54.0121, 23.5012, "Łosośna", "Obozowisko, ognisko", 2, "https://example.org/c"),
)
WESTERN: Final = (
    replace(EVENTS[0], place="Forêt de Bialowieza", title="Tentative arrêtée"),
    replace(EVENTS[1], place="Würzburg", title="Überfahrt, Hilfe für Verletzte"),
    replace(EVENTS[2], place="Besançon", title="Secours à la frontière"),
)
"""The same for an encoding without the letters of central Europe."""


def _named(spring: str, autumn: str) -> Callable[[date], str]:
    return lambda day: f"{day.day} {autumn if day.month > SECOND_HALF else spring} {day.year}"


DAYS: Final[Mapping[str, Callable[[date], str]]] = {
    "iso": lambda day: day.isoformat(),
    "dotted": lambda day: f"{day:%d.%m.%Y}",
    "slashed": lambda day: f"{day:%d/%m/%Y}",
    "american": lambda day: f"{day.month}/{day.day}/{day.year}",
    "timed": lambda day: f"{day:%d.%m.%Y} 14:30",
    "iso_timed": lambda day: f"{day.isoformat()} 08:00",
    "zulu": lambda day: f"{day.isoformat()}T10:20:30Z",
    "short_year": lambda day: f"{day:%Y/%m/%d}",
    **{f"named_{language}": _named(*names) for language, names in MONTHS.items()},
}
TABLES: Final = tomllib.loads(Path(__file__).with_name("free_tables.toml").read_text("utf-8"))["table"]


def events(table: Mapping[str, Any]) -> tuple[Event, ...]:
    """What is written into a table."""
    return WESTERN if table["written"].get("encoding") == "cp1252" else EVENTS


def content(table: Mapping[str, Any]) -> bytes:
    """The file's bytes."""
    how = table["written"]
    mark = "," if how.get("number") == "comma" else "."
    rows = []
    for event in events(table):
        cells = {
            "id": event.id,
            "start": DAYS[how["day"]](event.day),
            "latitude": f"{event.lat}".replace(".", mark),
            "longitude": f"{event.lon}".replace(".", mark),
            "coordinates": f"{event.lat}, {event.lon}",
            "place": event.place,
            "title": event.title,
            "killed": str(event.killed),
            "url": event.url,
        }
        rows.append({name: cells[target] for target, name in table["columns"].items()} | table.get("others", {}))
    if how.get("encoding") == "xlsx":
        return xlsx_of(list(rows[0]), *(list(row.values()) for row in rows))
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=how.get("separator", ","), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(how.get("encoding", "utf-8"))


def read(table: Mapping[str, Any]) -> Brought:
    return bring(content(table), file=f"table.{'xlsx' if table['written'].get('encoding') == 'xlsx' else 'csv'}")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["name"])
def test_a_table_of_anybody_s_own_is_understood_without_a_hand(table: Mapping[str, Any]) -> None:
    brought = read(table)
    columns = table["columns"]

    assert brought.account.adds_up
    assert not brought.account.refused
    for event, feature in zip(events(table), brought.features, strict=True):
        said = feature["properties"]
        assert said["start"] == event.day.isoformat()
        assert feature["geometry"] == {"type": "Point", "coordinates": [event.lon, event.lat]}
        assert "place" not in columns or said["place"] == event.place
        assert event.title in (said["title"], said["summary"])
        figures = [(figure["measure"], figure["value"]) for figure in said["figures"]]
        assert figures == ([("killed", event.killed)] if "killed" in columns else [])
        assert "id" not in columns or said["origin"]["id"] == event.id
        cited = [brought.sources[source["id"]].get("URL") for source in said["sources"]]
        assert "url" not in columns or event.url in cited


SLASHED: Final = [table for table in TABLES if table["written"]["day"] in {"slashed", "american"}]


@pytest.mark.parametrize("table", SLASHED, ids=lambda table: table["name"])
def test_a_table_of_anybody_s_own_whose_dates_can_be_read_in_two_ways_is_asked_about(table: Mapping[str, Any]) -> None:
    both = content(table).decode(table["written"].get("encoding", "utf-8"))
    for day in (DAYS[table["written"]["day"]](event.day) for event in events(table)):
        both = both.replace(day, "03/04/2022")

    with pytest.raises(QuestionError) as caught:
        bring(both.encode(), file="table.csv")
    assert caught.value.member == "dates"


def test_the_day_of_publication_alone_is_not_the_day_of_the_event() -> None:
    row = {"id": "1", "Date published": "2022-04-03", "title": "What was written"}

    with pytest.raises(DataError, match="no column of dates"):
        bring(csv_of(row), file="table.csv")


def test_one_number_with_a_decimal_comma_is_not_a_pair_of_coordinates() -> None:
    row = {"Datum": "08.11.2021", "Titel": "Eins", "Wert": "53,5113"}
    brought = bring(csv_of(row, separator=";"), file="table.csv")

    assert brought.features[0]["geometry"] is None
    assert brought.features[0]["properties"]["origin"]["codes"]["Wert"] == "53,5113"


def test_short_names_mean_coordinates_only_where_both_stand_and_hold_degrees() -> None:
    row = {"Data": "08.11.2021", "N": "53,5113", "E": "23,6486", "Opis": "Coś się stało"}
    alone = {name: cell for name, cell in row.items() if name != "E"}
    numbers = {**row, "N": "1", "E": "2"}

    def point(cells: Mapping[str, str]) -> Any:
        return bring(csv_of(cells, separator=";"), file="table.csv").features[0]["geometry"]

    assert point(row) == {"type": "Point", "coordinates": [23.6486, 53.5113]}
    assert point(alone) is None
    assert point(numbers) is None


def test_a_column_of_dates_is_never_a_title_or_a_place_whatever_it_is_called() -> None:
    row = {"Ereignisort am": "08.11.2021", "Text": "Etwas ist passiert"}
    record = bring(csv_of(row), file="table.csv").features[0]["properties"]

    assert (record["start"], record["place"], record["summary"]) == ("2021-11-08", None, "Etwas ist passiert")


def test_a_number_of_dead_is_no_id_although_each_row_has_another() -> None:
    rows = [{"date": f"2021-11-0{day}", "what": "A thing happened", "number killed": str(day)} for day in (1, 2, 3)]
    brought = bring(csv_of(*rows), file="table.csv")

    assert [item["properties"]["figures"][0]["value"] for item in brought.features] == [1, 2, 3]
    assert len(brought.made_ids) == 3


def test_a_sign_for_a_number_is_the_word_for_it() -> None:
    assert fold("№ 7") == "no 7"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Część osób wróciła; świt, śnieg", "cp1250"),
        ("Żołnierze zatrzymali grupę w lesie, źródło: własne", "cp1250"),
        ("Příliš žluťoučký kůň na hranici", "cp1250"),
        ("Les blessés ont été évacués près de la forêt, à l’aube; cœur", "cp1252"),
        ("Überfahrt über den Fluß, Männer verletzt", "cp1252"),
        ("El niño cruzó la frontera; señal de auxilio, ¿dónde?", "cp1252"),
        ("Żołnierze, ścieżka, źródło", "iso8859-2"),
        ("Люди пересекли границу, объект", "cp1251"),
    ],
)
def test_a_code_page_is_told_by_how_often_a_language_has_its_letters(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), file="a.txt").content == text
