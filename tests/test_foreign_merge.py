from __future__ import annotations

import json
from typing import Any

from geo.foreign import merge as merging
from geo.foreign.bring import bring
from tests.tables import FREE, csv_of, many

Json = dict[str, Any]


def merged(old: list[Any], *rows: Json) -> merging.Merged:
    brought = bring(csv_of(*rows), file="list.csv")
    return merging.merge(old, brought.features, dataset=brought.dataset.code, made_ids=brought.made_ids)


def first(*rows: Json) -> list[Any]:
    return list(merged([], *rows).features)


ROWS = many(FREE, [{"id": "1"}, {"id": "2", "title": "Another"}])


def test_the_same_rows_again_change_nothing() -> None:
    once = first(*ROWS)
    again = merged(once, *ROWS)

    assert json.dumps(again.features) == json.dumps(once)
    assert (len(again.unchanged), again.new, again.changed, again.vanished) == (2, (), (), ())


def test_a_corrected_row_changes_its_record_alone() -> None:
    once = first(*ROWS)
    again = merged(once, ROWS[0], {**ROWS[1], "title": "Corrected"})

    assert [feature == old for feature, old in zip(again.features, once, strict=True)] == [True, False]
    assert again.features[1]["properties"]["title"] == "Corrected"
    assert again.changed == (once[1]["properties"]["id"],)


def test_a_row_that_vanished_is_reported_and_stays() -> None:
    once = first(*ROWS)
    again = merged(once, ROWS[0])

    assert again.vanished == (once[1]["properties"]["id"],)
    assert once[1] in again.features


def test_a_new_row_is_added() -> None:
    assert len(merged(first(ROWS[0]), *ROWS).new) == 1


def _edited(feature: Json, **changes: Any) -> Json:
    return {**feature, "properties": {**feature["properties"], **changes}}


def test_a_hand_edit_stays_while_the_rest_is_corrected() -> None:
    once = first(*ROWS)
    mine = [_edited(once[0], title="My own title", place_local={"pl": "Wieś"}), once[1]]
    again = merged(mine, {**ROWS[0], "place": "Another village"}, ROWS[1])

    record = again.features[0]["properties"]
    assert (record["title"], record["place"], record["place_local"]) == (
        "My own title",
        "Another village",
        {"pl": "Wieś"},
    )
    assert again.edited == (record["id"],)
    assert not again.conflicts


def test_a_hand_edit_survives_every_further_import() -> None:
    once = first(*ROWS)
    mine = [_edited(once[0], title="My own title"), once[1]]
    second = list(merged(mine, *ROWS).features)
    third = list(merged(second, *ROWS).features)

    assert third == second
    assert third[0]["properties"]["title"] == "My own title"


def test_a_field_that_both_have_changed_keeps_the_hand_edit_and_is_named() -> None:
    once = first(*ROWS)
    mine = [_edited(once[0], title="My own title"), once[1]]
    again = merged(mine, {**ROWS[0], "title": "Their new title"}, ROWS[1])

    assert again.features[0]["properties"]["title"] == "My own title"
    assert [(conflict.field, conflict.theirs) for conflict in again.conflicts] == [("title", '"Their new title"')]


def test_a_hand_moved_point_stays() -> None:
    once = first(*ROWS)
    moved = {**once[0], "geometry": {"type": "Point", "coordinates": [23.7, 53.6]}}

    assert merged([moved, once[1]], *ROWS).features[0]["geometry"]["coordinates"] == [23.7, 53.6]


def test_records_of_others_are_left_alone() -> None:
    own: Json = {"type": "Feature", "id": "X-1", "properties": {"id": "X-1", "start": "2021-01-01"}, "geometry": None}

    assert own in merged([own], *ROWS).features


def test_a_corrected_row_without_an_id_keeps_its_record() -> None:
    rows = [{name: value for name, value in row.items() if name != "id"} for row in ROWS]
    once = first(*rows)
    corrected = [rows[0], {**rows[1], "place": "Another village"}]
    again = merged(once, *corrected)
    third = merged(list(again.features), *corrected)

    assert [feature["properties"]["id"] for feature in again.features] == [
        feature["properties"]["id"] for feature in once
    ]
    assert (len(again.changed), again.new, again.vanished) == (1, (), ())
    assert third.features == again.features


def test_sources_that_nobody_cites_any_more_go_and_edited_ones_stay() -> None:
    row = {**FREE, "url": "https://example.org/1"}
    brought = bring(csv_of(row), file="list.csv")
    entries = merging.sources_after([], brought.sources, features=brought.features, dataset="list")
    edited = [{**entry, "title": "My title"} for entry in entries]
    changed = bring(csv_of({**row, "url": "https://example.org/2"}), file="list.csv")

    again = merging.sources_after(edited, brought.sources, features=brought.features, dataset="list")
    after = merging.sources_after(edited, changed.sources, features=changed.features, dataset="list")
    assert again == edited
    assert [entry.get("URL") for entry in after] == [None, "https://example.org/2"]
