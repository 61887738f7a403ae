from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import DataError, MalformedFileError
from geo.foreign import countries
from geo.foreign import mapping as mappings
from geo.foreign.bring import Brought, bring
from geo.foreign.mapping import Choice, ColumnMapping
from geo.foreign.numbers import read_count, read_number
from geo.foreign.question import QuestionError
from tests.tables import ACLED, FREE, IOM, UCDP, csv_of, geojson_of, kml_of, many, placemark, xlsx_of

POLISH = {
    "Lp.": "1",
    "Data zdarzenia": "08.11.2021",
    "Miejscowość": "Kuźnica",
    "Szerokość geograficzna": "53,5113",
    "Długość geograficzna": "23,6486",
    "Rodzaj": "Zgon",
    "Opis": "Znaleziono zwłoki",
    "Liczba ofiar": "1",
    "Źródło": "https://example.org/a",
}
FRENCH = {
    "Identifiant": "1",
    "Date de l'événement": "08.11.2021",
    "Lieu": "Kuźnica",
    "Latitude": "53,5113",
    "Longitude": "23,6486",
    "Catégorie": "Décès",
    "Résumé": "Un corps retrouvé",
    "Nombre de morts": "1",
    "Lien": "https://example.org/a",
}
GERMAN = {
    "Nr.": "1",
    "Datum": "08.11.2021",
    "Ort": "Kuźnica",
    "Breite": "53,5113",
    "Länge": "23,6486",
    "Art": "Todesfall",
    "Beschreibung": "Leichenfund",
    "Todesopfer": "1",
    "Quelle": "https://example.org/a",
}


def free(*rows: dict[str, Any], mapping: ColumnMapping | None = None, separator: str = ",") -> Brought:
    brought = bring(csv_of(*rows, separator=separator), file="list.csv", mapping=mapping)
    assert brought.account.adds_up
    return brought


def properties(brought: Brought, number: int = 0) -> dict[str, Any]:
    return {**brought.features[number]["properties"], "geometry": brought.features[number]["geometry"]}


@pytest.mark.parametrize("row", [POLISH, FRENCH, GERMAN], ids=["Polish", "French", "German"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_headers_of_other_languages_are_mapped_without_a_hand(row: dict[str, str], encoding: str) -> None:
    brought = bring(csv_of(row, separator=";", encoding=encoding), file="list.csv")

    record = properties(brought)
    assert brought.account.taken == 1
    assert (record["start"], record["place"], record["category"]) == ("2021-11-08", "Kuźnica", "death")
    assert record["geometry"] == {"type": "Point", "coordinates": [23.6486, 53.5113]}
    assert [(figure["measure"], figure["value"]) for figure in record["figures"]] == [("killed", 1)]
    assert record["origin"]["id"] == "1"
    assert [source["URL"] for source in brought.sources.values() if "URL" in source] == ["https://example.org/a"]


def test_every_chosen_column_has_a_confidence_and_a_reason() -> None:
    found = free(POLISH, separator=";").mapping

    assert found is not None
    assert found.columns
    assert all(0 < choice.confidence <= 1 and choice.reason for choice in found.columns.values())


def test_dates_that_can_be_read_in_two_ways_are_asked_about_not_guessed() -> None:
    rows = many(FREE, [{"date": "01/02/2021"}, {"id": "2", "date": "03/04/2021"}])

    with pytest.raises(QuestionError) as caught:
        free(*rows)
    assert caught.value.member == "dates"
    assert set(caught.value.choices) == {"DMY", "MDY"}


def test_one_date_that_can_be_read_in_one_way_answers_for_its_column_and_is_counted() -> None:
    brought = free(*many(FREE, [{"date": "01/02/2021"}, {"id": "2", "date": "25/04/2021"}]))

    assert properties(brought)["start"] == "2021-02-01"
    assert "shown by 1; 1 could be read in two ways" in brought.account.notes[-1]


def test_the_readers_answer_is_taken() -> None:
    rows = many(FREE, [{"date": "01/02/2021"}])

    assert properties(free(*rows, mapping=ColumnMapping(dates="MDY")))["start"] == "2021-01-02"
    assert properties(free(*rows, mapping=ColumnMapping(dates="DMY")))["start"] == "2021-02-01"


def test_where_a_column_contradicts_itself_only_what_can_be_read_in_two_ways_is_refused() -> None:
    rows = many(
        FREE,
        [{"id": str(number), "date": day} for number, day in enumerate(("25/12/2021", "12/25/2021", "01/02/2021"))],
    )

    assert [remark.row for remark in free(*rows).account.refused] == [3]


def test_columns_of_coordinates_swapped_as_a_whole_are_offered_to_be_turned() -> None:
    rows = many(FREE, [{"id": str(number), "latitude": "123.5", "longitude": "12.5"} for number in range(4)])

    with pytest.raises(QuestionError) as caught:
        free(*rows)
    assert caught.value.member == "turned"
    turned = free(*rows, mapping=ColumnMapping(turned=True))
    assert properties(turned)["geometry"]["coordinates"] == [123.5, 12.5]


def test_a_single_row_with_swapped_coordinates_is_refused() -> None:
    places = [(f"53.{number}5", f"23.{number}5") for number in range(8)] + [("23.65", "53.55")]
    rows = many(
        FREE, [{"id": str(number), "latitude": lat, "longitude": lon} for number, (lat, lon) in enumerate(places)]
    )
    account = free(*rows).account

    assert [(remark.row, "turned" in remark.problem) for remark in account.refused] == [(9, True)]


def test_a_point_that_its_own_country_contradicts_is_refused_if_turning_it_would_help() -> None:
    rows = many({**FREE, "country": "Polska"}, [{}, {"id": "2", "latitude": "23.65", "longitude": "53.51"}])

    assert [(remark.row, "turned" in remark.problem) for remark in free(*rows).account.refused] == [(2, True)]


def test_columns_whose_points_lie_in_their_countries_only_when_turned_are_asked_about() -> None:
    rows = many(
        {**FREE, "Land": "Polen"}, [{"id": str(number), "latitude": "23.6", "longitude": "53.5"} for number in range(3)]
    )

    with pytest.raises(QuestionError) as caught:
        free(*rows)
    assert caught.value.member == "turned"
    assert properties(free(*rows, mapping=ColumnMapping(turned=True)))["geometry"]["coordinates"] == [23.6, 53.5]


def test_a_point_that_lost_its_sign_is_none_and_a_far_one_is_said() -> None:
    rows = many(
        {**FREE, "country": "Chile"},
        [{"latitude": "19.27", "longitude": "-68.64"}, {"id": "2", "latitude": "50.5", "longitude": "0.5"}],
    )
    brought = free(*rows)

    assert [bool(feature["geometry"]) for feature in brought.features] == [False, True]
    assert [remark.row for remark in brought.account.doubtful] == [1, 2]


@pytest.mark.parametrize(("lon", "near"), [(24.1 + 3.0, True), (24.1 + 3.1, False)])
def test_a_country_reaches_three_degrees_over_its_box(lon: float, near: bool) -> None:  # noqa: FBT001 - of the test
    assert countries.is_near(lon, 52.0, countries.boxes_of("Польша")) == near


def test_a_country_that_is_not_known_contradicts_nothing() -> None:
    assert not free({**FREE, "country": "Atlantis"}).account.doubtful


def test_a_far_row_that_turned_would_lie_as_far_is_taken() -> None:
    places = [(f"53.{number}5", f"23.{number}5") for number in range(8)] + [("-33.65", "-70.55")]
    rows = many(
        FREE, [{"id": str(number), "latitude": lat, "longitude": lon} for number, (lat, lon) in enumerate(places)]
    )

    assert not free(*rows).account.refused


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [
        ("5934567.2", "4587654.1", "metres"),
        ("91.5", "200.5", "out of range"),
        ("123.5", "53.5", "swapped"),
        ("north", "east", "not two numbers"),
        ("NaN", "23.5", "missing"),
        ("inf", "23.5", "not two numbers"),
        ("53.5", "", "missing"),
    ],
)
def test_coordinates_that_are_none_cost_their_row_and_are_named(lat: str, lon: str, said: str) -> None:
    rows = many(FREE, [{"latitude": lat, "longitude": lon}, *({"id": f"x{number}"} for number in range(9))])
    account = free(*rows).account

    assert account.taken == 9
    assert said in account.refused[0].problem
    assert account.refused[0].row == 1


@pytest.mark.parametrize(("lat", "lon"), [("0", "0"), ("0.0", "0.0"), ("53", "23")])
def test_placeholders_and_whole_degrees_are_no_place(lat: str, lon: str) -> None:
    brought = free({**FREE, "latitude": lat, "longitude": lon})

    assert properties(brought)["geometry"] is None
    assert brought.account.without_point


@pytest.mark.parametrize(
    ("said", "lat", "lon"),
    [
        ("53.5113, 23.6486", 53.5113, 23.6486),
        ("53,5113; 23,6486", 53.5113, 23.6486),
        ("53.5113 23.6486", 53.5113, 23.6486),
        ("53,5113 23,6486", 53.5113, 23.6486),
        ("(53.5113, 23.6486)", 53.5113, 23.6486),
        ("N53.5113, E23.6486", 53.5113, 23.6486),
        ("53°30'40.7\"N 23°38'55.0\"E", 53.511306, 23.648611),
        ("53.5113 S, 23.6486 W", -53.5113, -23.6486),
        ("POINT (23.6486 53.5113)", 53.5113, 23.6486),
    ],
)
def test_two_coordinates_in_one_cell_are_read(said: str, lat: float, lon: float) -> None:
    row = {"id": "1", "date": "2021-11-08", "title": "x", "coordinates": said}

    assert properties(free(row))["geometry"]["coordinates"] == [lon, lat]


def test_coordinates_are_rounded_and_that_is_counted() -> None:
    brought = free({**FREE, "latitude": "53.511312345", "longitude": "23.64861234"})

    assert properties(brought)["geometry"]["coordinates"] == [23.648612, 53.511312]
    assert "coordinates rounded to 6 decimals" in brought.account.warnings


def test_few_decimals_make_a_wide_circle() -> None:
    near, far = properties(free(FREE)), properties(free({**FREE, "latitude": "53.5", "longitude": "23.6"}))

    assert (near["geo_precision"], far["geo_precision"]) == ("locality", "district")
    assert far["uncertainty_m"] > near["uncertainty_m"]


@pytest.mark.parametrize("said", ["region", "country"])
def test_a_row_that_says_it_knows_only_a_region_gets_no_point(said: str) -> None:
    record = properties(free({**FREE, "precision": said}))

    assert (record["geometry"], record["geo_precision"]) == (None, said)


def test_text_longer_than_a_record_holds_is_kept_whole_beside_it_and_counted() -> None:
    long = "word " * 300
    brought = free({**FREE, "description": long, "title": long})

    record = properties(brought)
    assert len(record["title"]) <= 90
    assert len(record["summary"]) <= 400
    assert record["origin"]["whole"] == {"title": long.strip(), "summary": long.strip()}
    assert sum(brought.account.warnings.values()) >= 1


def test_columns_that_mean_nothing_here_are_kept_with_the_record() -> None:
    assert properties(free({**FREE, "colour of the van": "red"}))["origin"]["codes"]["colour of the van"] == "red"


def test_markup_templates_and_formulas_stay_text() -> None:
    hostile = "=HYPERLINK(1)<script>alert(1)</script>{{7*7}}\u202e"
    record = properties(free({**FREE, "title": hostile}))

    assert record["title"] == "=HYPERLINK(1)<script>alert(1)</script>{{7*7}}"


def test_half_letters_are_replaced_so_that_everything_can_be_written() -> None:
    content = json.dumps([{**FREE, "title": "a\ud800b", "x\ud800": "y"}]).encode()
    brought = bring(content, file="a.json")

    json.dumps([*brought.features, brought.account.report()], ensure_ascii=False).encode()
    assert properties(brought)["title"] == "a\ufffdb"


def test_rows_without_an_id_get_one_of_their_content_and_copies_are_kept_and_said() -> None:
    row = {name: value for name, value in FREE.items() if name != "id"}
    brought = free(row, row, {**row, "title": "Another"})

    ids = [feature["properties"]["id"] for feature in brought.features]
    assert len(set(ids)) == 3
    assert "a row without an id that repeats another; kept" in brought.account.warnings
    assert [feature["properties"]["id"] for feature in free(row).features] == ids[:1]


def test_exact_copies_with_an_id_are_refused() -> None:
    assert [remark.row for remark in free(FREE, FREE).account.refused] == [2]


def test_empty_rows_are_skipped_and_counted() -> None:
    account = bring(csv_of(FREE) + b",,,,,\n", file="list.csv").account

    assert account.adds_up
    assert dict(account.skipped) == {"empty row": 1}


def test_a_span_of_days_and_one_that_ends_before_it_begins() -> None:
    account = free({**FREE, "end": "2021-11-10"}, {**FREE, "id": "2", "end": "2021-11-07"}).account

    assert [(remark.row, remark.field) for remark in account.refused] == [(2, "end")]


def test_a_table_without_dates_is_refused_with_its_columns_named() -> None:
    with pytest.raises(DataError, match="no column of dates"):
        free({"name": "x", "lat": "53.5", "lon": "23.5"})


def test_a_mapping_can_give_what_no_column_does() -> None:
    chosen = ColumnMapping(columns={"title": Choice("name")}, defaults={"start": "2021-11"})
    record = properties(free({"name": "x"}, mapping=chosen))

    assert (record["start"], record["end"], record["date_precision"]) == ("2021-11-01", "2021-11-30", "month")


def test_a_mapping_is_saved_and_run_again() -> None:
    first = free(POLISH, separator=";")
    assert first.mapping is not None
    saved = mappings.write(first.mapping, file="list.csv")
    again = bring(
        csv_of(POLISH, separator=";"), file="list.csv", mapping=mappings.read(saved.encode(), file="mapping.toml")
    )

    assert again.features == first.features


@given(name=st.text(min_size=1, max_size=30), reason=st.text(max_size=30))
def test_any_name_of_a_column_survives_being_saved(name: str, reason: str) -> None:
    chosen = ColumnMapping(columns={"title": Choice(name, 0.5, reason)}, dataset=reason)
    saved = mappings.write(chosen, file=name, unmapped=(name,), question=reason)

    assert mappings.read(saved.encode(), file="m.toml").column("title") == name


@pytest.mark.parametrize(
    "text",
    [
        "not toml [",
        'other = "x"',
        'dates = "YMD"',
        "[columns]\nunknown = 'a'",
        "[columns]\ntitle = 3",
        'columns = "x"',
        'decimal = "_"',
        "title = 3",
    ],
)
def test_a_mapping_that_says_what_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(MalformedFileError):
        mappings.read(text.encode(), file="m.toml")


def test_a_mapping_that_names_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(DataError, match="no column"):
        free(FREE, mapping=ColumnMapping(columns={"start": Choice("nowhere")}))


def test_their_categories_are_mapped_by_the_mapping_before_the_usual_words() -> None:
    row = {**FREE, "type": "death"}
    by_words = free(row)
    assert by_words.mapping is not None
    chosen = ColumnMapping(columns=by_words.mapping.columns, categories={"Death": "medical"})

    assert properties(by_words)["category"] == "death"
    assert properties(free(row, mapping=chosen))["category"] == "medical"


def test_geojson_lines_and_areas_are_kept_and_broken_ones_refused() -> None:
    told = {"date": "2021-11-08", "title": "x"}
    line = {"type": "LineString", "coordinates": [[23.5, 53.5], [23.6, 53.6]]}
    open_ring = {"type": "Polygon", "coordinates": [[[23.5, 53.5], [23.6, 53.6], [23.7, 53.5], [23.5, 53.4]]]}
    several = {"type": "MultiPolygon", "coordinates": []}
    metres = {"type": "Point", "coordinates": [795432.1, 634567.8]}
    brought = bring(
        geojson_of(
            *(
                ({**told, "id": str(number)}, shape)
                for number, shape in enumerate((line, open_ring, several, metres, None))
            )
        ),
        file="a.geojson",
    )

    account = brought.account
    assert account.adds_up
    assert [remark.row for remark in account.refused] == [2, 4]
    assert [feature["geometry"] for feature in brought.features] == [line, None, None]


def test_a_workbook_is_a_free_table_too() -> None:
    content = xlsx_of(list(FREE), list(FREE.values()))

    assert bring(content, file="a.xlsx").account.taken == 1


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1 234", ".", 1234),
        ("1,234", ".", 1234),
        ("1.234", ",", 1234),
        ("1.234.567", ".", 1234567),
        ("1,5", ",", 1.5),
        ("1,5", ".", 1.5),
        ("-3", ".", -3),
        ("−3", ".", -3),
        ("1e3", ".", 1000),
        ("", ".", None),
        ("nan", ".", None),
        ("1.2.3", ".", None),
        ("٣", ".", None),
    ],
)
def test_numbers_are_read_by_the_files_decimal_mark(text: str, decimal: str, number: float | None) -> None:
    assert read_number(text, decimal=decimal) == number


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12", (12, None, None)),
        ("about 12", (12, None, None)),
        ("10-12", (None, 10, 12)),
        ("10 to 12", (None, 10, 12)),
        ("at least 10", (None, 10, None)),
        ("10+", (None, 10, None)),
        ("up to 10", (None, None, 10)),
        ("12-10", None),
        ("-1", None),
        ("1.234", None),
        ("many", None),
    ],
)
def test_counts_are_read_with_their_bounds(text: str, count: tuple[float | None, ...] | None) -> None:
    assert read_count(text) == count


# --- fuzz ----------------------------------------------------------------------------

CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["2021-11-08", "08.11.2021", "01/02/2021", "53.5", "23,6", "-1", "NaN", "=1+1", "#date", "https://x.y"]
    ),
)
NAMES = st.one_of(
    st.text(max_size=12), st.sampled_from([*FREE, *POLISH, "event_date", "geo_precision", "Coordinates", "Route"])
)
SUFFIXES = st.sampled_from(["csv", "tsv", "json", "jsonl", "geojson", "kml", "kmz", "xlsx", "ods", "txt", ""])


def _taken_or_refused(content: bytes, file: str) -> None:
    try:
        brought = bring(content, file=file)
    except DataError:
        return
    assert brought.account.adds_up
    json.dumps([*brought.features, *brought.sources.values(), brought.account.report()], ensure_ascii=False).encode()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.dictionaries(NAMES, CELLS, max_size=8), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_any_table_is_accounted_for(rows: list[dict[str, str]], separator: str) -> None:
    content = csv_of(
        *({name: value.encode("utf-8", "replace").decode() for name, value in row.items()} for row in rows),
        separator=separator,
        encoding="utf-8",
    )

    _taken_or_refused(content, "list.csv")


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10), CELLS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=20,
)
SHAPES = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Point", "LineString", "Polygon", "MultiPoint", "GeometryCollection", "x"]),
        "coordinates": JSON,
    }
)
FEATURES = st.lists(
    st.fixed_dictionaries(
        {"type": st.just("Feature"), "properties": st.one_of(JSON, st.just(FREE)), "geometry": st.one_of(JSON, SHAPES)}
    ),
    max_size=4,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.one_of(JSON, st.fixed_dictionaries({"type": st.just("FeatureCollection"), "features": FEATURES})), SUFFIXES)
def test_any_json_is_accounted_for(document: Any, suffix: str) -> None:
    _taken_or_refused(json.dumps(document).encode(), f"a.{suffix}")


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"<kml>", b"[", b"{", b"\xff\xfe", b"id,date\n", b'"']),
    SUFFIXES,
)
def test_any_bytes_are_accounted_for(content: bytes, start: bytes, suffix: str) -> None:
    _taken_or_refused(start + content, f"a.{suffix}")


LONG = 30_000
PATIENCE = [
    "1" * LONG,
    " " * LONG + "x",
    "1 " * (LONG // 2),
    "1.1" * (LONG // 3),
    "<a" * (LONG // 2),
    "http://" * (LONG // 7),
    "[size=" * (LONG // 6),
    "force" * (LONG // 5),
    "a=b," * (LONG // 4),
    ":" * LONG,
    "°'\"" * (LONG // 3),
    "- " * (LONG // 2),
    "1 km " * (LONG // 5),
    "unspecified" * (LONG // 11),
    "#a+" * (LONG // 3),
]


@pytest.mark.parametrize("cell", PATIENCE, ids=lambda cell: f"{cell[:6]}…")
def test_a_cell_made_to_keep_a_pattern_busy_does_not(cell: str) -> None:
    """A pattern that takes the square of the cell's length would take hours here."""
    for row in (
        FREE,
        ACLED,
        UCDP,
        IOM,
        {"id": "1", "date": "", "latitude": "1", "longitude": "1", "description": "", "associations": ""},
    ):
        _taken_or_refused(csv_of(dict.fromkeys(row, cell)), "list.csv")
        _taken_or_refused(json.dumps([dict.fromkeys(row, cell)]).encode(), "list.json")
    _taken_or_refused(kml_of(placemark(cell.replace("<", "&lt;"), cell)), "map.kml")
