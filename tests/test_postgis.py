"""A study in PostGIS: what is loaded comes back, what the schema forbids is refused, what is in service stays."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from benchmarks.visitor import Visitor
from geo import store, study
from geo.__main__ import FINE, REFUSED, main
from geo.errors import DataError, LostError
from geo.intake import folder as files
from geo.intake import geoparquet
from geo.intake import load as reading
from geo.postgis import connection, database, dump, load
from tests import asking, building, folders, postgres
from tests.postgres import Postgres
from tests.serving import ROOT, serving

pytestmark = pytest.mark.faults
DEADLINE_S = 60


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A cluster. Where there is no PostgreSQL the tests are skipped, but in CI they fail."""
    if postgres.programs() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(postgres.MISSING)
    with postgres.cluster() as made:
        yield made


@pytest.fixture(scope="session")
def loaded(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with a small study, to copy."""
    home = building.folder(
        tmp_path_factory.mktemp("small"),
        building.feature(title="The first"),
        building.feature(id="PLBY-0002", title="The second", related=["PLBY-0001"]),
    )
    name = server.new()
    load.load_folder(server.address(name), home)
    return name


@pytest.fixture
def name(server: Postgres, loaded: str) -> str:
    """A database with the small study."""
    return server.new(like=loaded)


@pytest.fixture
def served(server: Postgres, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same, as this process serves it."""
    monkeypatch.setenv(study.VARIABLE, server.address(name))
    monkeypatch.setenv("GRANICA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(database, "EVERY_S", 0.05)
    monkeypatch.setattr(database, "AGAIN_S", 0.05)
    start_anew(monkeypatch)
    return name


def start_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what is in service, as a server that starts does not know it."""
    monkeypatch.setattr(store, "_SHELVES", {})


def until(condition: Callable[[], object]) -> None:
    """Look at the data as readers do, until something is so."""
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, store.notice()
        time.sleep(0.05)


def titles() -> list[str]:
    return list(store.current().dataset.records["title"])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- there and back ------------------------------------------------------------------


def test_the_shipped_data_come_back_byte_by_byte(
    server: Postgres, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = server.address(server.new())
    assert main(["postgis", "init", "--database", at]) == FINE
    assert main(["postgis", "load", "--database", at]) == FINE
    assert f"incidents {len(_features(files.DATA / 'incidents.geojson'))}, deployments " in capsys.readouterr().out
    assert main(["postgis", "dump", str(tmp_path / "out"), "--database", at]) == FINE
    there, back = contents(files.DATA), contents(tmp_path / "out")
    code = {name for name in there if name.startswith(("build/", "__")) or "__pycache__" in name}
    assert back.keys() == there.keys() - code
    assert [name for name in back if back[name] != there[name]] == []


def test_what_a_record_leaves_out_and_what_it_has_as_null_stay_apart(server: Postgres, tmp_path: Path) -> None:
    without, with_null = building.feature(), building.feature(id="PLBY-0002", area=None, declared_side=None)
    for member in ("area", "declared_side"):
        without["properties"].pop(member, None)
    home = building.folder(tmp_path / "in", without, with_null)
    at = server.address(server.new())
    load.load_folder(at, home)
    (tmp_path / "out").mkdir()
    dump.dump(at, tmp_path / "out")
    found = {item["id"]: item["properties"] for item in _features(tmp_path / "out" / "incidents.geojson")}
    assert "area" not in found["PLBY-0001"]
    assert found["PLBY-0002"]["area"] is None


def _features(path: Path) -> list[folders.Json]:
    found: list[folders.Json] = reading.read_features(path)
    return found


def test_many_records_come_as_geoparquet(
    server: Postgres, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump, "AS_TABLE", 2)
    monkeypatch.setattr(geoparquet, "ROW_GROUP", 1)
    dump.dump(server.address(name), tmp_path)
    assert not (tmp_path / "incidents.geojson").exists()
    batches = list(geoparquet.batches(tmp_path / "incidents.parquet", deployments=False))
    assert [batch.fields["title"].to_pylist() for batch in batches] == [["The first"], ["The second"]]
    other = server.address(server.new())
    load.load_folder(other, tmp_path)
    assert server.ask(other.partition("@/")[2].partition("?")[0], "SELECT count(*) FROM granica.incidents") == [(2,)]


def test_a_row_that_an_editor_adds_is_a_record(server: Postgres, name: str, tmp_path: Path) -> None:
    server.ask(
        name,
        """INSERT INTO granica.incidents SELECT (jsonb_populate_record(i, '{"id": "PLBY-0009"}')).*
        FROM granica.incidents i WHERE id = 'PLBY-0001'""",
    )
    dump.dump(server.address(name), tmp_path)
    assert [item["id"] for item in _features(tmp_path / "incidents.geojson")] == ["PLBY-0001", "PLBY-0002", "PLBY-0009"]


# --- what is refused, and by which name ------------------------------------------------


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("SET category = 'unheard_of'", "incidents_category_known"),
        ("SET title = ''", "incidents_title_length"),
        ("SET title = repeat('a', 91)", "incidents_title_length"),
        ("""SET "end" = start - 1""", "incidents_days_in_order"),
        ("SET id = 'no id'", "incidents_id_form"),
        ("SET id = 'PLBY-0002'", "incidents_id_once"),
        ("SET uncertainty_m = -1", "incidents_uncertainty_m_range"),
        ("SET claimed_by = '{}'", "incidents_claimed_by_form"),
        ("SET claimed_by = ARRAY[NULL]", "incidents_claimed_by_form"),
        ("SET claimant_sides = '{nobody}'", "incidents_claimant_sides_form"),
        ("""SET figures = '[{"measure": "people_present"}]'""", "incidents_figures_form"),
        ("""SET sources = '[{"id": "a-paper", "locator": null, "more": 1}]'""", "incidents_sources_form"),
        ("""SET checked = '{"day": "2021-02-30", "how": "page"}'""", "incidents_checked_form"),
        ("SET start = 'infinity'", "incidents_start_day"),
        ("SET geometry = ST_SetSRID(ST_MakePoint(181, 0), 4326)", "incidents_geometry_on_earth"),
        ("SET geometry = ST_GeomFromText('MULTIPOINT((1 1))', 4326)", "incidents_geometry_known"),
        ("SET kind = 'deployment'", "incidents_kind_known"),
    ],
)
def test_a_change_that_the_schema_forbids_is_refused_by_name(
    server: Postgres, loaded: str, change: str, constraint: str
) -> None:
    with pytest.raises(psycopg.errors.IntegrityError) as refused:
        server.ask(loaded, f"UPDATE granica.incidents {change} WHERE id = 'PLBY-0001'")
    assert refused.value.diag.constraint_name == constraint


@pytest.mark.parametrize("column", ["kind", "title", "start", "claimed_by", "figures"])
def test_a_required_field_is_not_null(server: Postgres, loaded: str, column: str) -> None:
    with pytest.raises(psycopg.errors.NotNullViolation) as refused:
        server.ask(loaded, "UPDATE granica.incidents SET NAME = NULL".replace("NAME", column))
    assert refused.value.diag.column_name == column


@pytest.mark.parametrize(
    "change",
    [
        "SET title = repeat('ż', 90)",
        """SET "end" = start""",
        "SET uncertainty_m = 0",
        "SET claimant_sides = '{media,NGO}'",
        'SET checked = \'{"day": "2024-02-29", "how": "page"}\'',
        'SET note = NULL, place_local = \'{"pl": "Kuźnica"}\'',
    ],
)
def test_a_change_at_the_edge_of_what_is_allowed_is_taken(server: Postgres, loaded: str, change: str) -> None:
    with psycopg.connect(server.address(loaded)) as editor:
        editor.execute(f"UPDATE granica.incidents {change} WHERE id = 'PLBY-0001'".encode())
        editor.rollback()


def test_other_tables_have_their_constraints_too(server: Postgres, name: str) -> None:
    for statement, constraint in (
        ("UPDATE granica.sources SET type = 'rumour'", "sources_type_known"),
        ("UPDATE granica.sources SET issued = '{}'", "sources_issued_form"),
        (
            """INSERT INTO granica.sources (id, type, title, "container-title", language, custom)
         VALUES ('a-page', 'webpage', 'A page', 'A site', 'EN', '{"title_basis": "headline", "archive_url": null}')""",
            "sources_language_form",
        ),
        ("UPDATE granica.attempts SET attempts = -1", "attempts_attempts_range"),
        ("UPDATE granica.attempts SET date_end = date_start - 1", "attempts_days_in_order"),
        ("INSERT INTO granica.documents VALUES ('../study.toml', '')", "documents_name_form"),
    ):
        if "attempts" in statement:
            server.ask(
                name,
                "DELETE FROM granica.attempts; INSERT INTO granica.attempts VALUES "
                "('ATT-1', '2021-11-08', '2021-11-08', 'day', 1, false, false, 'A guard', 'a-paper', NULL)",
            )
        with pytest.raises(psycopg.errors.IntegrityError) as refused:
            server.ask(name, statement)
        assert refused.value.diag.constraint_name == constraint


def test_a_folder_with_a_row_that_is_refused_changes_nothing(server: Postgres, name: str, tmp_path: Path) -> None:
    home = building.folder(
        tmp_path / "in", building.feature(id="PLBY-0007"), building.feature(id="PLBY-0008", end="2021-01-01")
    )
    with pytest.raises(DataError, match=r"incidents: PLBY-0008: .*incidents_days_in_order"):
        load.load_folder(server.address(name), home)
    assert server.ask(name, "SELECT id FROM granica.incidents ORDER BY 1") == [("PLBY-0001",), ("PLBY-0002",)]


def test_a_folder_with_a_record_of_another_form_is_refused_by_its_field(
    server: Postgres, name: str, tmp_path: Path
) -> None:
    home = building.folder(tmp_path / "in", building.feature(start="yesterday"))
    with pytest.raises(DataError, match=r"incidents\.geojson: PLBY-0001: start: "):
        load.load_folder(server.address(name), home)


def test_another_study_has_its_own_words(server: Postgres, name: str, tmp_path: Path) -> None:
    home = building.folder(tmp_path / "in", building.feature())
    told = (files.DATA / study.FILE).read_text(encoding="utf-8")
    (home / study.FILE).write_text(
        told.replace('id_prefix = "PLBY"', 'id_prefix = "PLBY"\n', 1) + OWN_CATEGORY, "utf-8"
    )
    load.load_folder(server.address(name), home)
    server.ask(name, "UPDATE granica.incidents SET category = 'eclipse'")
    assert server.ask(name, "SELECT label FROM granica.words WHERE code = 'eclipse'") == [("Eclipse",)]


OWN_CATEGORY = """
[[categories]]
code = "eclipse"
label = "Eclipse"
definition = "The sun is gone."
family = "other"
"""


def test_editors_need_no_leave_to_the_version(server: Postgres, name: str) -> None:
    server.ask(
        name,
        f"""GRANT USAGE ON SCHEMA granica TO {postgres.GUEST};
        GRANT SELECT, INSERT, UPDATE, DELETE ON granica.incidents TO {postgres.GUEST}""",
    )
    before = server.ask(name, "TABLE granica.version")
    with psycopg.connect(server.address(name, user=postgres.GUEST, password=postgres.IN_AN_ADDRESS)) as guest:
        guest.execute("UPDATE granica.incidents SET note = 'Seen.'")
    assert server.ask(name, "TABLE granica.version") != before
    assert server.ask(name, "SELECT by_whom FROM granica.changes ORDER BY number DESC LIMIT 1") == [(postgres.GUEST,)]


def test_two_editors_do_not_wait_for_one_another(server: Postgres, name: str) -> None:
    with psycopg.connect(server.address(name)) as one, psycopg.connect(server.address(name)) as other:
        one.execute("UPDATE granica.incidents SET note = 'One.' WHERE id = 'PLBY-0001'")
        other.execute("SET lock_timeout = '2s'")
        other.execute("UPDATE granica.incidents SET note = 'Two.' WHERE id = 'PLBY-0002'")
        other.commit()
        seen = server.ask(name, "TABLE granica.version")
    assert server.ask(name, "TABLE granica.version") != seen  # the first came later, with the smaller number


# --- in service ------------------------------------------------------------------------


def test_a_change_comes_into_service_whole(server: Postgres, served: str) -> None:
    assert titles() == ["The first", "The second"]
    with psycopg.connect(server.address(served)) as editor:
        editor.execute("UPDATE granica.incidents SET title = 'Half' WHERE id = 'PLBY-0001'")
        time.sleep(0.3)
        assert titles() == ["The first", "The second"]
        editor.execute("UPDATE granica.incidents SET title = 'Whole' WHERE id = 'PLBY-0002'")
    until(lambda: titles() != ["The first", "The second"])
    assert titles() == ["Half", "Whole"]
    assert store.notice() == ""


def test_what_is_changed_while_tables_are_read_is_read_as_it_was(
    server: Postgres, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = dump.version

    def changed(one: dump.Connection) -> dump.Version:
        seen = real(one)
        server.ask(name, "UPDATE granica.incidents SET title = 'Later'")
        return seen

    monkeypatch.setattr(dump, "version", changed)
    dump.dump(server.address(name), tmp_path)
    found = [item["properties"]["title"] for item in _features(tmp_path / "incidents.geojson")]
    assert found == ["The first", "The second"]


def test_a_table_emptied_while_it_is_read_is_read_as_it_was(
    server: Postgres, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TRUNCATE empties a table for everybody, also for who looks at an earlier moment; so nobody may, meanwhile."""
    real = dump.version

    def emptied(one: dump.Connection) -> dump.Version:
        with pytest.raises(psycopg.errors.LockNotAvailable):
            server.ask(name, "SET lock_timeout = '200ms'; TRUNCATE granica.incidents")
        return real(one)

    monkeypatch.setattr(dump, "version", emptied)
    dump.dump(server.address(name), tmp_path)
    assert len(_features(tmp_path / "incidents.geojson")) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("INSERT INTO granica.documents VALUES ('study.toml', '[[[')", "study.toml: cannot be read"),
        ("DELETE FROM granica.border", "border.geojson: the file is missing"),
        ("DELETE FROM granica.areas; ALTER TABLE granica.sources RENAME TO gone", 'relation "granica.sources"'),
        ("""UPDATE granica.areas SET name = '"a"', name_local = '{"pl": "a", "pl": "b"}'""", "stands twice"),
        ("INSERT INTO granica.documents VALUES ('incidents.parquet', '')", "incidents.parquet"),
    ],
)
def test_a_broken_change_keeps_what_was_there_and_says_why(
    server: Postgres, served: str, change: str, said: str
) -> None:
    server.ask(served, "ALTER TABLE granica.areas ADD COLUMN IF NOT EXISTS name_local json")
    before = store.current()
    server.ask(served, change)
    until(lambda: store.current() and said in store.notice())
    assert store.notice().startswith("The database has changed and cannot be used: ")
    assert store.current() is before


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A cluster that a test may stop."""
    if postgres.programs() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(postgres.MISSING)
    with postgres.cluster() as made:
        load.load_folder(
            made.address("postgres"),
            building.folder(tmp_path_factory.mktemp("own"), building.feature(title="The first")),
        )
        yield made


def test_a_database_that_goes_and_comes_is_a_line_in_the_footer(
    own: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(study.VARIABLE, own.address("postgres"))
    monkeypatch.setenv("GRANICA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(database, "EVERY_S", 0.05)
    monkeypatch.setattr(database, "AGAIN_S", 0.05)
    start_anew(monkeypatch)
    before = store.current()
    own.stop()
    until(store.notice)
    assert store.notice().startswith("The database cannot be reached: ")
    assert f"as they were before (version {before.dataset.version})" in store.notice()
    assert store.current() is before

    start_anew(monkeypatch)
    assert titles() == ["The first"]
    until(lambda: "cannot be reached" in store.notice())

    own.start()
    until(lambda: store.current() and not store.notice())
    own.ask("postgres", "UPDATE granica.incidents SET title = 'After'")
    until(lambda: titles() == ["After"])
    own.ask("postgres", "ALTER DATABASE postgres SET default_transaction_read_only = on")
    start_anew(monkeypatch)
    assert titles() == ["After"]
    assert store.notice() == ""


def test_a_start_without_a_database_says_so_and_goes_on_when_it_comes(
    own: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(study.VARIABLE, own.address("postgres"))
    monkeypatch.setenv("GRANICA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(database, "AGAIN_S", 0.05)
    own.stop()
    with pytest.raises(LostError, match="the database: cannot be reached: nobody answers there"):
        store.current()
    own.start()

    def there() -> bool:
        try:
            return bool(store.current())
        except LostError:
            return False

    until(there)
    assert titles() == ["The first"]


def test_a_copy_that_others_can_write_to_is_not_used(
    own: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(study.VARIABLE, own.address("postgres"))
    monkeypatch.setenv("GRANICA_CACHE", str(tmp_path / "cache"))
    assert titles() == ["The first"]
    start_anew(monkeypatch)
    own.stop()
    (tmp_path / "cache").chmod(0o777)
    with pytest.raises(LostError):
        store.current()
    own.start()


def test_readers_of_a_stopped_and_started_database_meet_no_error(own: Postgres, tmp_path: Path) -> None:
    load.load_folder(own.address("postgres"), files.DATA)
    settings = {study.VARIABLE: own.address("postgres"), "GRANICA_CACHE": str(tmp_path / "cache")}

    async def reads(url: str, number: int, ended: asyncio.Event) -> int:
        runs = 0
        async with Visitor(url, seed=number) as visitor:
            await visitor.run()
            while not ended.is_set():
                visitor.slide()
                await visitor.run()  # raises if the page shows an error
                runs += 1
                await asyncio.sleep(0.2)
        return runs

    async def crowd(url: str) -> list[int]:
        ended = asyncio.Event()
        readers = [asyncio.create_task(reads(url, number, ended)) for number in range(6)]
        await asyncio.sleep(3)
        await asyncio.to_thread(own.stop)
        answers = [await asyncio.to_thread(asking.get, f"{url}/data/records.csv") for _ in range(3)]
        await asyncio.sleep(3)
        await asyncio.to_thread(own.start)
        await asyncio.sleep(3)
        ended.set()
        assert [answer.status for answer in answers] == [200] * 3
        return list(await asyncio.gather(*readers))

    with serving(tmp_path, log=tmp_path / "log.txt", settings=settings) as app:
        runs = asyncio.run(crowd(app.url))
        said = app.said()
    assert min(runs) > 0
    assert "Traceback" not in said


# --- what is never said ----------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "s3cr?t/@:w%rd",  # as it should not be written: libpq takes parts of it for host and port
        "s3cr@t:w/rd",
        "s3cr%zzt",
        postgres.IN_AN_ADDRESS.replace("w", "v"),  # wrong
    ],
)
def test_no_part_of_a_password_is_said(
    server: Postgres, written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(study.VARIABLE, f"postgresql://{postgres.GUEST}:{written}@/postgres?host={server.home}")
    monkeypatch.setenv("GRANICA_CACHE", str(tmp_path / "cache"))
    with pytest.raises(DataError) as refused:
        store.current()
    said = f"{refused.value!r} {refused.value.__cause__!r} {study.folder()} {caplog.text} {list(tmp_path.rglob('*'))}"
    assert [part for part in ("s3cr", "w%rd", "w/rd", "v%25rd", "zzt", "rd@") if part in said] == []
    assert refused.value.file == connection.NAME


def test_what_the_driver_takes_for_a_host_is_not_said_either() -> None:
    with (
        pytest.raises(LostError, match="no such host") as refused,
        connection.connected("postgresql://guest:half@s3cret.invalid/of@db.example/study"),
    ):
        pass
    assert "s3cret" not in repr(refused.value)


def test_a_command_says_no_password_either(server: Postgres, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    at = f"postgresql://{postgres.GUEST}:s3cr:t@w@/postgres?host={server.home}"
    assert main(["postgis", "dump", str(tmp_path / "out"), "--database", at]) == REFUSED
    said = "".join(capfd.readouterr())
    assert said.startswith("granica: the database: ")
    assert "s3cr" not in said
    assert "t@w" not in said


def test_a_wrong_password_and_a_right_one(server: Postgres) -> None:
    with (
        pytest.raises(LostError, match="does not let this user in"),
        connection.connected(server.address("postgres", user=postgres.GUEST, password=postgres.PASSWORD[:1])),
    ):
        pass
    with connection.connected(server.address("postgres", user=postgres.GUEST, password=postgres.IN_AN_ADDRESS)):
        pass


# --- commands ----------------------------------------------------------------------------


def test_commands_read_the_database(
    server: Postgres, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(study.VARIABLE, server.address(name))
    assert main(["show"]) == FINE
    assert "The second" in capsys.readouterr().out
    assert main(["validate"]) in {FINE, 1}
    assert main(["format"]) == REFUSED
    assert "granica postgis dump" in capsys.readouterr().err


def test_an_unmade_database_is_told_from_one_that_is_away(
    server: Postgres, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["postgis", "dump", str(tmp_path / "out"), "--database", server.address(server.new())]) == REFUSED
    assert "granica postgis init" in capsys.readouterr().err
    assert main(["postgis", "dump", str(tmp_path / "out"), "--database", server.address("nowhere")]) == REFUSED
    assert "there is no database of that name" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["init", "nowhere"], "nowhere: no such folder"),
        (["load", "--database", "mysql://x"], "name the database"),
        (["dump", "out"], "name the database"),
    ],
)
def test_a_command_without_what_it_needs_is_refused(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(study.VARIABLE, raising=False)
    assert main(["postgis", *arguments]) == REFUSED
    assert said in capsys.readouterr().err


def test_without_the_driver_the_way_to_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "psycopg.py").write_text('raise ModuleNotFoundError("none", name="psycopg")', encoding="utf-8")
    settings = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}", study.VARIABLE: "postgresql://x@/y"}
    for arguments in (["postgis", "dump", "out"], ["show"]):
        done = subprocess.run(
            [sys.executable, "-m", "geo", *arguments],
            cwd=tmp_path,
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == REFUSED
        assert 'pip install "granica[postgis]"' in done.stderr
