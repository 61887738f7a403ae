from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from geo.__main__ import main
from geo.errors import DataError
from geo.foreign import iom
from geo.foreign.bring import Brought, bring
from tests.tables import ACLED, IOM, UCDP, csv_of, kml_of, many, placemark

Json = Mapping[str, Any]


def only(brought: Brought) -> Json:
    """The one record of a file, its geometry among its properties."""
    assert brought.account.adds_up
    (feature,) = brought.features
    return {**feature["properties"], "geometry": feature["geometry"]}


def refusal(brought: Brought) -> str:
    """The one refusal of a file."""
    assert brought.account.adds_up
    (remark,) = brought.account.refused
    return str(remark)


def ucdp(**changes: str) -> Brought:
    return bring(csv_of({**UCDP, **changes}), file="ged.csv")


def acled(**changes: str) -> Brought:
    return bring(csv_of({**ACLED, **changes}), file="acled.csv")


def missing(**changes: str) -> Brought:
    return bring(csv_of({**IOM, **{name.replace("_", " "): value for name, value in changes.items()}}), file="iom.csv")


# --- UCDP ----------------------------------------------------------------------------


def test_ucdp_is_recognised_whatever_the_order_of_its_columns() -> None:
    turned = dict(reversed(UCDP.items()))

    assert bring(csv_of(turned), file="x.csv").account.format == "ucdp-ged"


@pytest.mark.parametrize(("code", "precision", "radius_m"), [("1", "locality", 5_000), ("2", "district", 25_000)])
def test_ucdp_gives_a_point_where_its_codebook_does(code: str, precision: str, radius_m: int) -> None:
    record = only(ucdp(where_prec=code))

    assert record["geometry"] == {"type": "Point", "coordinates": [45.654321, 12.345678]}
    assert (record["geo_precision"], record["uncertainty_m"]) == (precision, radius_m)


@pytest.mark.parametrize(
    ("code", "precision", "place"),
    [
        ("3", "region", "Some district, Somewhere"),
        ("4", "region", "Some province, Somewhere"),
        ("5", "region", "Some town, Somewhere"),
        ("6", "country", "Somewhere"),
        ("7", "country", "Somewhere"),
    ],
)
def test_ucdp_gives_no_point_where_its_codebook_calls_it_a_stand_in(code: str, precision: str, place: str) -> None:
    brought = ucdp(where_prec=code)

    record = only(brought)
    assert (record["geometry"], record["uncertainty_m"]) == (None, None)
    assert (record["geo_precision"], record["place"]) == (precision, place)
    assert [f"where_prec {code}" in reason for reason in brought.account.without_point] == [True]


def test_ucdp_with_a_code_that_is_none_of_the_codebook_is_refused() -> None:
    assert "where_prec" in refusal(ucdp(where_prec="8"))


@pytest.mark.parametrize(
    ("low", "best", "high", "figure"),
    [
        ("2", "3", "5", (2, 3, 5)),
        ("3", "3", "3", (None, 3, None)),
        ("-1", "3", "5", (None, 3, 5)),
        ("-1", "-1", "-1", None),
    ],
)
def test_ucdp_deaths_are_bounds_and_a_value_and_below_zero_is_not_known(
    low: str, best: str, high: str, figure: tuple[int | None, int, int | None] | None
) -> None:
    figures = only(ucdp(low=low, best=best, high=high))["figures"]

    assert [(item["min"], item["value"], item["max"]) for item in figures] == ([figure] if figure else [])


def test_ucdp_deaths_out_of_order_are_reported_and_only_the_best_is_kept() -> None:
    brought = ucdp(low="3", best="2", high="3")

    (figure,) = only(brought)["figures"]
    assert (figure["min"], figure["value"], figure["max"]) == (None, 2, None)
    assert [remark.field for remark in brought.account.doubtful] == ["low, best, high"]


def test_ucdp_whose_two_statements_of_a_point_differ_is_refused() -> None:
    assert "geom_wkt" in refusal(ucdp(geom_wkt="POINT (45.654321 -12.345678)"))
    assert only(ucdp(geom_wkt="POINT (45.654321 12.345678)"))["geometry"]


@pytest.mark.parametrize(
    ("code", "end", "precision"),
    [
        ("1", "2020-05-01", "day"),
        ("2", "2020-05-04", "range"),
        ("4", "2020-05-31", "month"),
        ("4", "2020-05-30", "range"),
        ("5", "2020-12-31", "range"),
        ("3", "2020-05-01", "approx"),
    ],
)
def test_ucdp_says_how_well_its_days_are_known(code: str, end: str, precision: str) -> None:
    record = only(ucdp(date_prec=code, date_end=end, source_date=""))

    assert record["date_precision"] == precision
    assert record["end"] == (None if end == "2020-05-01" else end)


def test_ucdp_is_reported_when_its_earliest_source_is_and_never_on_the_events_day_by_default() -> None:
    assert only(ucdp(source_date="2020-05-09;2020-05-02"))["reported"] == "2020-05-02"
    assert only(ucdp(source_date=""))["reported"] is None
    assert only(ucdp(source_date="2020-05-01"))["reported"] == "2020-05-01"
    early = ucdp(source_date="2020-04-30")
    assert only(early)["reported"] is None
    assert early.account.doubtful[0].field == "source_date"


def test_ucdp_keeps_its_own_id_and_codes_beside_ours() -> None:
    record = only(ucdp())

    assert record["id"] == "UCDP-1"
    assert record["origin"]["dataset"] == "ucdp-ged"
    assert record["origin"]["id"] == "1"
    assert record["origin"]["codes"]["type_of_violence"] == "1"
    assert record["sources"] == [{"id": "ucdp-ged", "locator": "1"}]
    assert record["claimant_sides"] == ["unknown"]


# --- ACLED ---------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["08 November 2021", "2021-11-08", "08-11-2021", "08/11/2021"])
def test_acled_writes_its_days_in_three_ways_and_never_month_first(day: str) -> None:
    assert only(acled(event_date=day))["start"] == "2021-11-08"


@pytest.mark.parametrize(("code", "has_point"), [("1", True), ("2", True), ("3", False)])
def test_acled_gives_no_point_for_a_province(code: str, has_point: bool) -> None:  # noqa: FBT001 - a parameter of the test
    record = only(acled(geo_precision=code))

    assert bool(record["geometry"]) == has_point
    assert record["geo_precision"] == {"1": "locality", "2": "district", "3": "region"}[code]


@pytest.mark.parametrize(
    ("code", "start", "end", "precision"),
    [
        ("1", "2021-11-08", None, "day"),
        ("2", "2021-11-08", None, "approx"),
        ("3", "2021-11-01", "2021-11-30", "month"),
    ],
)
def test_acled_says_how_well_its_days_are_known(code: str, start: str, end: str | None, precision: str) -> None:
    record = only(acled(time_precision=code))

    assert (record["start"], record["end"], record["date_precision"]) == (start, end, precision)


def test_acled_words_like_around_make_a_day_approximate() -> None:
    assert only(acled(notes="Around 8 November 2021 (as reported), something."))["date_precision"] == "approx"


def test_acled_crowd_size_becomes_participants_and_leaves_the_text() -> None:
    record = only(acled())

    assert [(item["measure"], item["value"]) for item in record["figures"]] == [("killed", 0), ("participants", 1000)]
    assert "[size" not in record["summary"]
    assert [item["measure"] for item in only(acled(notes="x [size=no report]"))["figures"]] == ["killed"]


def test_acled_takes_the_newest_state_of_an_event_and_counts_the_older() -> None:
    rows = many(ACLED, [{"timestamp": "2", "location": "New"}, {"timestamp": "1", "location": "Old"}])
    brought = bring(csv_of(*rows), file="acled.csv")

    assert only(brought)["place"] == "New, Poland"
    assert (brought.account.refused, sum(brought.account.skipped.values())) == ((), 1)


def test_acled_may_not_be_passed_on() -> None:
    brought = acled()

    assert not brought.dataset.passing_on
    assert "ACLED" in brought.dataset.attribution
    assert ucdp().dataset.passing_on


def test_acled_crossings_and_movements_get_our_category_and_keep_theirs() -> None:
    record = only(acled())
    moved = only(acled(event_type="Strategic developments", notes="Movement of forces: on 8 November, troops came."))

    assert record["category"] == "border_breach_attempt"
    assert record["origin"]["codes"]["sub_event_type"] == "Mob violence"
    assert moved["category"] == "force_deployment"


# --- IOM -----------------------------------------------------------------------------


SHAPES: dict[str, bytes] = {
    "2026": csv_of(IOM),
    "older": csv_of(
        {
            "Main ID": "2021.MMP0001",
            "Incident ID": "2021.MMP0001",
            "Incident Type": "Incident",
            "Region of Incident": "Europe",
            "Incident date": "2026-01-13",
            "No. dead": "1",
            "No. missing": "0",
            "No. dead/missing": "1",
            "Cause of death (category)": "Drowning",
            "Location of death": "Some village, Somewhere",
            "Source": "A paper",
            "Link": "https://example.org/a",
            "Source Quality": "3",
            "Latitude": "53.512346",
            "Longitude": "23.654322",
        }
    ),
    "legacy": csv_of(
        {
            "Web ID": "51591",
            "Region of Incident": "Europe",
            "Reported Date": "January 13, 2026",
            "Number Dead": "1",
            "Minimum Estimated Number of Missing": "",
            "Total Dead and Missing": "1",
            "Location Description": "Some village, Somewhere",
            "Information Source": "A paper",
            "Location Coordinates": "53.512346, 23.654322",
            "URL": "https://example.org/a",
            "Source Quality": "3",
        }
    ),
    "json": json.dumps(
        [
            {
                "web_id": "2026.MMP0001",
                "region": "Europe",
                "reported_date": "2026-01-13",
                "number_dead": "1",
                "number_missing": "",
                "cause_death": "Drowning",
                "location_description": "Some village &amp; a wood, Somewhere\n",
                "location_coodinates": "53.512346, 23.654322",
                "information_source": "A paper",
                "url": "https://example.org/a",
                "source_quality": "3",
            }
        ]
    ).encode(),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_iom_is_read_in_each_of_its_four_shapes(shape: str) -> None:
    brought = bring(SHAPES[shape], file="iom.csv")

    record = only(brought)
    assert brought.account.format == "iom-mmp"
    assert (record["start"], record["category"]) == ("2026-01-13", "death")
    assert record["geometry"]["coordinates"] == [23.654322, 53.512346]
    assert record["figures"][0]["value"] == 1
    assert "&amp;" not in str(record)


def test_iom_days_that_can_be_read_in_two_ways_follow_the_column() -> None:
    rows = many(
        IOM, [{"Incident Date": "Fri, 01/02/2026 - 12:00"}, {"Incident ID": "2", "Incident Date": "Tue, 01/13/2026"}]
    )
    brought = bring(csv_of(*rows), file="iom.csv")

    assert brought.features[0]["properties"]["start"] == "2026-01-02"


def test_iom_days_are_month_first_where_nothing_shows_otherwise() -> None:
    assert only(missing(**{"Incident Date": "01/02/2026"}))["start"] == "2026-01-02"


def test_iom_figures_below_zero_are_not_known() -> None:
    brought = missing(**{"Number Dead": "-1", "Number of Survivors": "0"})

    measures = {figure["measure"]: figure["value"] for figure in only(brought)["figures"]}
    assert measures == {"missing": 0, "survivors": 0}
    assert "a figure below zero taken as not known" in brought.account.warnings


def test_iom_placeholder_coordinates_are_no_place() -> None:
    record = missing(Coordinates="33.01479981, 12.54897854")

    assert only(record)["geometry"] is None
    assert dict(record.account.without_point) == {iom.WHY_PLACEHOLDER: 1}


@pytest.mark.parametrize(
    "where",
    [
        "Unspecified location in Kerman district, Iran",
        "Rio Bravo, unspecified location, Mexico",
        "Province of Pacasmayo, Peru",
        "Tataouine governorate, Tunisia",
        "Central Mediterranean",
        "Off the coast of Libya",
        "Libya",
        "Sahara desert",
    ],
)
def test_iom_gives_no_point_where_its_words_name_no_place(where: str) -> None:
    record = only(missing(**{"Location of death": where}))

    assert record["geometry"] is None
    assert record["place"] == where


@pytest.mark.parametrize(
    ("where", "precision", "radius_m"),
    [
        ("Some village, Poland", "locality", 5_000),
        ("Near some village, Poland", "district", 25_000),
        ("10 km north of a village, Poland", "district", 10_000),
        ("80 km off some village, Poland", "district", 25_000),
        ("A jurisdiction (see coordinates for exact location)", "exact_site", 500),
    ],
)
def test_iom_precision_is_read_from_its_words(where: str, precision: str, radius_m: int) -> None:
    record = only(missing(**{"Location of death": where}))

    assert (record["geo_precision"], record["uncertainty_m"]) == (precision, radius_m)


def test_iom_cumulative_incidents_are_approximate_and_said() -> None:
    brought = bring(csv_of({**IOM, "Incident Type": "Cumulative Incident"}), file="iom.csv")

    assert only(brought)["date_precision"] == "approx"
    assert brought.account.doubtful[0].field == "Incident Type"


def test_iom_source_quality_is_never_a_confidence_and_one_out_of_range_is_reported() -> None:
    brought = missing(**{"Source Quality": "45"})

    assert only(brought)["confidence"] == "single_source"
    assert brought.account.doubtful[0].field == "Source Quality"


def test_iom_without_an_address_has_the_data_set_as_its_source() -> None:
    assert only(missing(URL=""))["sources"] == [{"id": "iom-mmp", "locator": "2026.MMP0001"}]


def test_iom_exact_copies_are_refused_and_split_incidents_kept_and_linked() -> None:
    rows = many(IOM, [{}, {}, {"Number Dead": "2"}])
    brought = bring(csv_of(*rows), file="iom.csv")

    assert [remark.row for remark in brought.account.refused] == [2]
    first, second = (feature["properties"] for feature in brought.features)
    assert (first["related"], second["related"]) == ([second["id"]], [first["id"]])
    assert [remark.row for remark in brought.account.doubtful] == [1, 3]


def test_iom_placeholder_rows_are_skipped_and_counted() -> None:
    rows = many(IOM, [{}, {"Incident ID": "Placeholder"}])
    account = bring(csv_of(*rows), file="iom.csv").account

    assert account.adds_up
    assert (account.taken, sum(account.skipped.values())) == (1, 1)


# --- TimeMap, GeoConfirmed, Ushahidi, HXL, KML, Frontex --------------------------------


def test_timemap_json_has_its_sources_and_filters() -> None:
    item = {
        "id": "CIV0001",
        "date": "02/24/2022",
        "latitude": "49,85005",
        "longitude": "36,659031",
        "location": "Chuhuiv",
        "description": "A building is hit.",
        "sources": [{"id": "s1", "path": "https://example.org/1"}, {"id": "s2", "path": "HIDDEN"}],
        "filters": [{"key": "Type of area", "value": "Residential"}],
    }
    brought = bring(json.dumps([item]).encode(), file="export.json")

    record = only(brought)
    assert brought.account.format == "timemap"
    assert (record["start"], record["place"]) == ("2022-02-24", "Chuhuiv")
    assert record["geometry"]["coordinates"] == [36.659031, 49.85005]
    assert [source["URL"] for source in brought.sources.values() if "URL" in source] == ["https://example.org/1"]
    assert record["origin"]["codes"]["Type of area"] == "Residential"


def test_timemap_csv_is_month_first_by_its_format_unless_its_days_show_otherwise() -> None:
    row = {
        "id": "1",
        "date": "01/02/2022",
        "latitude": "49.85",
        "longitude": "36.65",
        "location": "X",
        "description": "Y",
        "sources": "https://example.org/1,https://example.org/2",
        "associations": "Type=A,Weapon=B",
    }
    shown = many(row, [{}, {"id": "2", "date": "25/12/2022"}])

    record = bring(csv_of(row), file="a.csv").features[0]["properties"]
    assert record["start"] == "2022-01-02"
    assert record["origin"]["codes"]["Weapon"] == "B"
    assert len(record["sources"]) == 3
    assert bring(csv_of(*shown), file="a.csv").features[0]["properties"]["start"] == "2022-02-01"


def test_timemap_id_that_stands_twice_with_other_content_is_named_on_both_rows() -> None:
    row = {
        "id": "1",
        "date": "02/24/2022",
        "latitude": "49.85",
        "longitude": "36.65",
        "description": "Y",
        "associations": "a=b",
    }
    account = bring(csv_of(row, {**row, "description": "Z"}), file="a.csv").account

    assert account.taken == 2
    assert [(remark.row, remark.field) for remark in account.doubtful] == [(1, "id"), (2, "id")]


def test_geoconfirmed_json_and_kml_are_exact_sites() -> None:
    item = {
        "id": "a-b",
        "date": "2022-04-03T00:00:00Z",
        "latitude": 49.8512,
        "longitude": 36.6512,
        "description": "A bridge is hit",
        "originalSource": "https://example.org/1\nhttps://example.org/2",
        "geolocation": "https://example.org/3",
    }
    style = "<styleUrl>#api/icons/E00000/False/icons/Ukraine/tank.png</styleUrl>"
    document = kml_of(placemark("20 APR 2022", "A tank<br>https://example.org/4", more=style))

    for content, day, actor in ((json.dumps([item]).encode(), "2022-04-03", []), (document, "2022-04-20", ["Russia"])):
        brought = bring(content, file="geo.json")
        record = only(brought)
        assert brought.account.format == "geoconfirmed"
        assert (record["start"], record["geo_precision"], record["actors"]) == (day, "exact_site", actor)


def test_ushahidi_leaves_out_who_reported() -> None:
    row = {
        "#": "7",
        "INCIDENT TITLE": "Help needed",
        "INCIDENT DATE": "2021-11-08 10:00:00",
        "LOCATION": "Michałowo",
        "DESCRIPTION": "<p>Blankets</p>",
        "CATEGORY": "Aid, ",
        "LATITUDE": "53.0333",
        "LONGITUDE": "23.6064",
        "FIRST NAME": "Secret",
        "EMAIL": "secret@example.org",
        "APPROVED": "YES",
        "VERIFIED": "NO",
    }
    brought = bring(csv_of(row), file="u.csv")

    record = only(brought)
    assert brought.account.format == "ushahidi"
    assert (record["title"], record["summary"], record["category"]) == ("Help needed", "Blankets", "humanitarian_aid")
    assert "ecret" not in json.dumps([record, brought.account.report()])


def test_ushahidi_posts_without_a_day_of_the_event_are_approximate() -> None:
    row = {
        "Post ID": "3",
        "Survey": "Reports",
        "Post Status": "published",
        "Created (UTC)": "2021-11-08 10:00:00",
        "Title": "A report",
        "Where.lat": "53.0333",
        "Where.lon": "23.6064",
    }
    record = only(bring(csv_of(row), file="u.csv"))

    assert (record["start"], record["date_precision"], record["reported"]) == ("2021-11-08", "approx", "2021-11-08")


def test_hxl_tags_say_what_columns_mean_whatever_their_names() -> None:
    row = {"c1": "E-1", "c2": "2021-11-08", "c3": "53.5113", "c4": "23.6486", "c5": "A camp", "c6": "2"}
    tags = ("#event+code", "#date+occurred", "#geo+lat", "#geo+lon", "#description+en", "#affected+killed")
    brought = bring(csv_of(row, tags=tags), file="h.csv")

    record = only(brought)
    assert brought.account.format == "hxl"
    assert (brought.account.rows, sum(brought.account.skipped.values())) == (2, 1)
    assert record["origin"]["id"] == "E-1"
    assert (record["start"], record["summary"], record["figures"][0]["value"]) == ("2021-11-08", "A camp", 2)


def test_mymaps_takes_fields_out_of_the_description_and_keeps_marks_with_only_an_address() -> None:
    document = kml_of(
        placemark("Camp", "Data: 08.11.2021<br>Zabici: 2<br>Link: https://example.org/a"),
        placemark("Office", "opened 8 November 2021", point="", more="<address>Some street 1</address>"),
        placemark("No day", "nothing"),
    )
    brought = bring(document, file="Moja mapa.kml")

    camp, office = (feature["properties"] for feature in brought.features)
    assert (camp["start"], camp["figures"][0]["value"], camp["title"]) == ("2021-11-08", 2, "Camp")
    assert brought.features[0]["geometry"]["coordinates"] == [23.6486, 53.5113]
    assert (office["start"], office["place"], brought.features[1]["geometry"]) == ("2021-11-08", "Some street 1", None)
    assert [remark.row for remark in brought.account.refused] == [3]


def test_a_layer_named_after_a_month_dates_its_placemarks() -> None:
    document = kml_of(placemark("Camp")).replace(b"A layer", "Październik 2021".encode())

    record = only(bring(document, file="map.kml"))
    assert (record["start"], record["end"], record["date_precision"]) == ("2021-10-01", "2021-10-31", "month")


def test_two_dates_in_a_text_are_none() -> None:
    document = kml_of(placemark("From 2021-11-08 to 2021-11-10"), placemark("On 2021-11-08"))

    assert [remark.row for remark in bring(document, file="map.kml").account.refused] == [1]


def test_frontex_counts_are_refused_row_by_row_with_where_they_belong() -> None:
    months = {f"{month}{year}": "12" for year in (2020, 2021) for month in ("JAN", "FEB", "MAR", "APR", "MAY", "JUN")}
    account = bring(csv_of({"Route": "Eastern", "Nationality": "X", **months}), file="f.csv").account

    assert account.format == "frontex"
    assert account.adds_up
    assert (account.taken, len(account.refused)) == (0, 1)
    assert "attempts.csv" in account.refused[0].expected


EVENTS = [
    {
        "id": "1",
        "date": "02/24/2022",
        "latitude": "49.85",
        "longitude": "36.65",
        "location": "X",
        "description": "Y",
        "associations": ["a"],
        "sources": ["s1", "s3"],
        "civId": "C1",
    },
    {
        "id": "2",
        "date": "02/25/2022",
        "latitude": "49.86",
        "longitude": "36.66",
        "location": "X",
        "description": "Z",
        "associations": [],
        "sources": ["s2"],
        "civId": "C2",
    },
]
SOURCES = {
    "s1": {"id": "s1", "title": "A report", "paths": ["https://example.org/1.jpg"], "url": "https://example.org/1"},
    "s2": {"id": "s2", "title": "A picture", "paths": ["HIDDEN", "https://example.org/2.jpg"]},
}


def test_timemap_events_are_joined_to_their_sources_in_a_file_of_their_own() -> None:
    beside = ("sources.json", json.dumps(SOURCES).encode())
    brought = bring(json.dumps(EVENTS).encode(), file="events.json", beside=beside)

    titles = {source["URL"]: source["title"] for source in brought.sources.values() if "URL" in source}
    assert titles == {"https://example.org/1": "A report", "https://example.org/2.jpg": "A picture"}
    assert brought.account.taken == 2
    assert "2 sources from sources.json" in brought.account.notes
    assert "1 sources that events name are not in sources.json: s3" in brought.account.notes


def test_a_file_beside_events_that_is_no_file_of_sources_is_refused() -> None:
    with pytest.raises(DataError, match="no file of sources"):
        bring(json.dumps(EVENTS).encode(), file="events.json", beside=("other.json", json.dumps(EVENTS).encode()))
    with pytest.raises(DataError, match="no file of sources"):
        bring(csv_of(ACLED), file="a.csv", beside=("sources.json", json.dumps(SOURCES).encode()))


def test_the_command_takes_the_two_files_in_any_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events, sources = tmp_path / "events.json", tmp_path / "sources.json"
    events.write_text(json.dumps(EVENTS), "utf-8")
    sources.write_text(json.dumps(SOURCES), "utf-8")

    for order in ((events, sources), (sources, events)):
        assert main(["import", *map(str, order)]) == 0
        assert "2 rows: 2 taken" in capsys.readouterr().out
