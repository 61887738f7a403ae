"""Real files of other publishers, read from the folder beside the checkout."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from geo.foreign.bring import Brought, bring

SAMPLES: Final = [parent / "shared" / "samples" for parent in Path(__file__).parents]
"""Where the folder may lie: beside the checkout, or beside the folder that holds it."""
IOM_2026, IOM_2021, UCDP = (
    "iom_mmp_global_2026_official_export.csv",
    "iom_mmp_2021_api.json",
    "ucdp_ged_sample_1000.csv",
)


@cache
def sample(name: str) -> Brought:
    path = next((folder / name for folder in SAMPLES if (folder / name).is_file()), None)
    if path is None:
        pytest.skip(f"no sample {name} in ../shared/samples beside this checkout")
    return bring(path.read_bytes(), file=name)


@pytest.mark.parametrize(("name", "rows"), [(IOM_2026, 238), (IOM_2021, 1_920), (UCDP, 1_000)])
def test_the_account_of_a_real_file_adds_up_and_loses_no_row(name: str, rows: int) -> None:
    brought = sample(name)

    account = brought.account
    assert account.rows == rows
    assert account.adds_up
    assert len(brought.features) == account.taken
    named = [*account.refused, *account.doubtful]
    assert all(remark.row and remark.id and remark.problem and remark.expected for remark in named)
    assert len({feature["properties"]["id"] for feature in brought.features}) == account.taken


def test_the_real_ucdp_file_has_a_point_only_where_its_code_is_one() -> None:
    for feature in sample(UCDP).features:
        code = feature["properties"]["origin"]["codes"]["where_prec"]
        assert bool(feature["geometry"]) == (code in {"1", "2"})


def test_the_real_ucdp_file_has_one_row_whose_two_points_differ() -> None:
    assert [(remark.row, remark.id) for remark in sample(UCDP).account.refused] == [(592, "141599")]


def test_the_real_ucdp_file_has_thirteen_rows_with_deaths_out_of_order() -> None:
    doubts = Counter(remark.field for remark in sample(UCDP).account.doubtful)

    assert doubts["low, best, high"] == 13


def test_the_real_iom_files_have_their_copies_and_split_incidents_named() -> None:
    account = sample(IOM_2021).account

    assert len(account.refused) == 13
    assert all("exact copy" in remark.problem for remark in account.refused)
    assert len({remark.id for remark in account.doubtful if remark.field == "id"}) == 52


def test_the_real_iom_files_have_no_point_at_the_placeholder_or_where_the_place_is_unspecified() -> None:
    for name in (IOM_2021, IOM_2026):
        for feature in sample(name).features:
            vague = "unspecified" in (feature["properties"]["place"] or "").casefold()
            assert not (feature["geometry"] and vague)
            assert not (feature["geometry"] and feature["geometry"]["coordinates"] == [12.548979, 33.0148])


def test_the_real_iom_download_is_month_first_as_its_weekdays_show() -> None:
    days = [feature["properties"]["start"] for feature in sample(IOM_2026).features]

    assert days[0] == "2026-01-01"
    assert min(days) >= "2026-01-01"
    assert max(days) <= "2026-12-31"


def test_the_real_iom_file_has_five_points_without_their_sign_and_draws_none_of_them() -> None:
    doubts = [remark for remark in sample(IOM_2021).account.doubtful if "another sign" in remark.problem]

    assert len(doubts) == 5
    points = {feature["properties"]["origin"]["id"]: feature["geometry"] for feature in sample(IOM_2021).features}
    assert all(points[remark.id] is None for remark in doubts)
