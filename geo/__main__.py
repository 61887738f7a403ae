"""The command line: ``python -m geo validate | show | export | figure | snapshot | cite | archive | package …``.

Options that choose records are named like the link's parameters and read by the same code, so that a command and a
link choose the same rows and refuse the same mistakes. Exit status: 0 fine, 1 the data have findings, 2 the command
asked for what does not exist.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final

from geo import indexed, progress, schema, store, study, write
from geo.curate import archive, asking, convert, files, locate
from geo.curate.corrections import REVIEW_FILE
from geo.errors import GranicaError, RequestError
from geo.foreign import command as bringing
from geo.intake import folder, load, prepare
from geo.intake.validate.sources import sort_sources
from geo.postgis import command as postgis
from geo.present import card, staticmap
from geo.publish import cite, compose, difference, export, stories
from geo.query import link as links
from geo.query.view import DataView

FINE, FINDINGS, REFUSED = range(3)
INTERRUPTED: Final = 130
SELECTING: Final = tuple(
    name for name in links.PARAMETERS if name not in (*links.VIEW, "id", "from2", "to2", *links.CITED, *links.CHOICES)
)
"""The link's parameters that choose records."""
COLUMNS: Final = ("id", "start", "end", "category", "side", "confidence", "title")
"""What `show` prints of each record."""
SAVED_AT_ONCE: Final = 20
"""Sources whose check is lost at most when `archive` is killed."""
MAX_PAUSE_S: Final = 600.0
CONTACT_VARIABLE: Final = "GRANICA_CONTACT"
"""Environment variable that names whom to write to."""

Arguments = argparse.Namespace


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        Those of the process by default.

    Returns
    -------
    status
        Exit status.
    """
    asked = _parser().parse_args(arguments)
    run: Callable[[Arguments], int] = asked.run
    try:
        _refuse_bytes(asked)
        with _folder_at_hand(asked), study.use(study.read(getattr(asked, "directory", None) or study.folder())):
            return run(asked)
    except GranicaError as error:
        print(f"granica: {error}", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        raise
    except OSError as error:  # a full disk, a folder for temporary files that is not there
        where = f"{error.filename}: " if error.filename else ""
        print(f"granica: {where}{error.strerror or error}", file=sys.stderr)
        return REFUSED


@contextmanager
def _folder_at_hand(asked: Arguments) -> Iterator[None]:
    """Where the environment names a database, give a command its tables as a folder until it ends.

    Raises
    ------
    RequestError
        If the command would write into that folder, which is nobody's.
    DataError
        If the database cannot be reached or used.
    """
    database = study.address()
    named = getattr(asked, "directory", None)
    if database is None or asked.run in WITHOUT_DATA or (named is not None and named != study.folder()):
        yield
        return
    if asked.run in WRITING:
        message = f"{study.VARIABLE} names a database: `granica postgis dump DIR`, then this command with DIR"
        raise RequestError(message)
    with postgis.fetched(database) as found, study.instead(found):
        asked.directory = found
        yield


def _refuse_bytes(asked: Arguments) -> None:
    """Refuse an option whose bytes are no text: it could not be written into a file or a link."""
    for name, given in vars(asked).items():
        for text in given if isinstance(given, list) else [given]:
            if isinstance(text, str) and not text.isascii() and text != text.encode("utf-8", "replace").decode():
                message = f"--{name.replace('_', '-')}: {text.encode('utf-8', 'replace').decode()!r} is not UTF-8"
                raise RequestError(message)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo", description="Work with Granica's data.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    validating = _command(commands, "validate", _validate, "check a folder of data, one line a finding")
    _add_folder(validating)
    validating.add_argument("--json", action="store_true", help="print one JSON document instead")

    showing = _command(commands, "show", _show, "print the records of a selection, or one record")
    _add_selection(showing)
    showing.add_argument("--id", help="print this record as a card")
    showing.add_argument("--json", action="store_true", help="print one JSON document instead")

    exporting = _command(commands, "export", _export, "write the records of a selection to a file")
    _add_selection(exporting)
    exporting.add_argument("--format", required=True, choices=list(export.FORMATS))
    exporting.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    exporting.add_argument("--address", default="", metavar="URL", help="where the app is, without a query")
    exporting.add_argument("--hxl", action="store_true", help="for csv: add the row of HXL hashtags")
    exporting.add_argument("--bom", action="store_true", help="for csv: begin with a byte order mark")

    drawing = _command(commands, "figure", _figure, "draw the map of a selection for print")
    _add_selection(drawing)
    for name in links.VIEW:
        drawing.add_argument(f"--{name}", action="append", metavar="VALUE", help="where the map looks; all three")
    drawing.add_argument("--title", default="", help="in place of the headline")
    drawing.add_argument("--address", default="", metavar="URL", help="where the app is, without a query")
    drawing.add_argument(
        "--width", type=float, choices=staticmap.WIDTHS_CM, default=staticmap.WIDTH_CM, help="on paper, in centimetres"
    )
    drawing.add_argument("--format", required=True, choices=list(staticmap.FORMATS))
    drawing.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")

    keeping = _command(commands, "snapshot", _snapshot, "write a selection as one HTML file that works offline")
    _add_selection(keeping)
    for name in links.VIEW:
        keeping.add_argument(f"--{name}", action="append", metavar="VALUE", help="where the map looks; all three")
    keeping.add_argument("--address", default="", metavar="URL", help="where the app is, without a query")
    keeping.add_argument("--made", type=_day, metavar="DATE", help="the day that it says it was made; today by default")
    keeping.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="a file, or a folder with a slash at its end"
    )

    citing = _command(commands, "cite", _cite, "cite the data, a selection of them, or one record with its sources")
    _add_selection(citing)
    citing.add_argument("--id", help="cite this record and its sources")
    citing.add_argument("--style", choices=list(cite.STYLES), default="apa")
    citing.add_argument("--address", default="", metavar="URL", help="where the app is, without a query")
    citing.add_argument("--accessed", type=_day, metavar="DATE", help="the day on which you saw it; today by default")

    comparing = _command(commands, "diff", _diff, "compare two folders of data, or versions of them, record by record")
    comparing.add_argument("old", help="a folder, or a version that the archive of the data keeps")
    comparing.add_argument("new", nargs="?", help="likewise; the present data by default")
    comparing.add_argument("--json", action="store_true", help="print one JSON document instead")

    _add_curation(commands)
    return parser


def _add_curation(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add what a curator runs over a folder of data."""
    formatting = _command(commands, "format", _format, "put the files that people edit into their canonical form")
    _add_folder(formatting)
    publishing = _command(commands, "schema", _schema, "write the JSON Schema files")
    _add_folder(publishing)
    converting = _command(commands, "convert", _convert, "turn a file of records from GeoJSON into GeoParquet, or back")
    converting.add_argument("source", type=Path, metavar="FILE")
    converting.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    correcting = _command(
        commands, "corrections", _corrections, "add what the review changed to the public corrections"
    )
    _add_folder(correcting)
    _add_archive(
        _command(commands, "archive", _archive, "check the addresses of the sources, and look for archived copies")
    )
    locating = _command(
        commands, "locate", _locate, "relate any number of points to the line: side, distance, kilometre"
    )
    locating.add_argument(
        "source",
        metavar="POINTS",
        help="GeoParquet, or Parquet or CSV with lon and lat; a folder or address of Parquet",
    )
    locating.add_argument("-o", "--output", required=True, metavar="FILE", help="Parquet; with a scheduler a folder")
    locating.add_argument(
        "--scheduler",
        metavar="WHERE",
        help="on Dask: threads, processes or the address of a cluster; a run that was killed goes on",
    )
    locating.add_argument("--data", dest="directory", type=Path, default=study.folder(), metavar="DIR")
    packing = _command(commands, "package", _package, "write the data package: versions, licences, rows, hashes")
    _add_folder(packing)
    packing.add_argument("--version", help="semantic version of the data; the present one by default")
    packing.add_argument("--created", type=_day, metavar="DATE", help="the day on which it was made")

    keeping = "keep a study in a PostGIS database, which several people edit and several servers read"
    postgis.add(
        commands.add_parser("postgis", help=keeping, description=f"{keeping.capitalize()}.", allow_abbrev=False)
    )

    importing = "bring a file of other people's data into a study, and account for every row"
    bringing.add_import(_command(commands, "import", bringing.run_import, importing))
    starting = "make a study to start from: a folder that validates, a table to fill, an example, a codebook"
    bringing.add_new(_command(commands, "new", bringing.run_new, starting))


def _add_archive(command: argparse.ArgumentParser) -> None:
    _add_folder(command)
    command.add_argument(
        "--archive-url",
        default=archive.AVAILABILITY,
        metavar="URL",
        help="an address that answers as the Wayback Machine's availability API does; empty to look for no copies",
    )
    command.add_argument("--again", action="store_true", help="also the sources that have been checked before")
    command.add_argument("--limit", type=_count, metavar="N", help="at most so many sources; the rest another time")
    command.add_argument(
        "--pause",
        type=_seconds,
        default=asking.PAUSE_S,
        metavar="SECONDS",
        help=f"between two requests to one host; {asking.PAUSE_S:g} by default",
    )


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not int(text):
        message = f"{text!r} is not a whole number from 1"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MAX_PAUSE_S:
        message = f"{text!r} is not a number of seconds from 0 to {MAX_PAUSE_S:g}"
        raise argparse.ArgumentTypeError(message)
    return seconds


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is not a calendar date like {study.current().first}"
        raise argparse.ArgumentTypeError(message) from error


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[Arguments], int],
    text: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False)
    command.set_defaults(run=run)
    return command


def _add_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument("directory", nargs="?", type=Path, default=study.folder(), metavar="DIR")


def _add_selection(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", dest="directory", type=Path, default=study.folder(), metavar="DIR")
    chosen = command.add_argument_group("selection", "Named and written like the parameters of a link.")
    for name in SELECTING:
        spellings = dict.fromkeys((f"--{name.replace('_', '-')}", f"--{name}"))
        chosen.add_argument(*spellings, dest=name, action="append", metavar="VALUE")


# --- what a selection is -------------------------------------------------------------


def _open(asked: Arguments) -> DataView:
    """Read the data and the options; an option that cannot be used is refused, not passed over.

    Raises
    ------
    RequestError
        If an option cannot be used; the message says what a page would show instead.
    """
    dataset = prepare.dataset(asked.directory)
    given = {name: getattr(asked, name, None) for name in (*SELECTING, *links.VIEW)}
    query = {name: values for name, values in given.items() if values}
    record_id = getattr(asked, "id", None)
    if record_id:
        query["id"] = [record_id]
    link, problems = links.parse(query, record_ids=set(dataset.records["id"]))
    if problems:
        lines = (
            f"--{problem.parameter.replace('_', '-')}: cannot use {problem.asked!r} (a page would show {problem.shown})"
            for problem in problems
        )
        raise RequestError("\ngranica: ".join(lines))
    return DataView(dataset, indexed.of(dataset), link)


# --- commands ------------------------------------------------------------------------


def _validate(asked: Arguments) -> int:
    intakes, findings = prepare.findings(asked.directory)
    if intakes and (asked.directory / folder.STORIES_FOLDER).exists():
        told = stories.told(prepare.dataset(asked.directory), asked.directory)
        intakes, findings = told.intakes, told.findings
    if asked.json:
        _print_json({"files": [asdict(intake) for intake in intakes], "findings": [asdict(item) for item in findings]})
    else:
        for finding in findings:
            print(finding)
    return FINDINGS if findings else FINE


def _show(asked: Arguments) -> int:
    view = _open(asked)
    if view.link.record_id:
        return _show_record(view, as_json=asked.json)
    extract = compose.extract(view)
    rows = export.properties(view.records)  # what may not be passed on may be looked at
    if asked.json:
        _print_json({"headline": view.headline, **extract.about.lines(), "rows": rows})
        return FINE
    print(view.headline)
    print(extract.about.selection)
    table = [[str(row[name] or "") for name in COLUMNS] for row in rows]
    _print_table([list(COLUMNS), *table])
    return FINE


def _show_record(view: DataView, *, as_json: bool) -> int:
    areas, record = view.dataset.areas, view.opened
    if record is None:
        message = f"{view.link.record_id} was published later than {view.link.selection.known}"
        raise RequestError(message)
    if as_json:
        records = view.known.records
        _print_json(export.properties(records[records["id"] == view.link.record_id])[0])
        return FINE
    told = card.card(record, sources=view.dataset.sources, areas=dict(zip(areas["id"], areas["name"], strict=True)))
    for name, value in asdict(told).items():
        for line in _lines_of(value):
            print(f"{name.replace('_', ' ')}: {line}")
    return FINE


def _lines_of(value: object) -> list[str]:
    """Write one value of a card: a line a figure or source, none where there is nothing to say."""
    if isinstance(value, dict):
        return [", ".join(str(item) for item in value.values() if item and not isinstance(item, bool))]
    if isinstance(value, tuple | list):
        return [line for item in value for line in _lines_of(item)]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(value)] if value else []


def _export(asked: Arguments) -> int:
    view = _open(asked)
    extract = compose.extract(view, address=asked.address)
    content = export.encode(extract, format=asked.format, hxl=asked.hxl, bom=asked.bom)
    write.replace(asked.output, content)
    print(f"{view.headline} written to {asked.output}")
    return FINE


def _figure(asked: Arguments) -> int:
    picture = compose.figure(
        _open(asked), format=asked.format, title=asked.title, address=asked.address, width_cm=asked.width
    )
    write.replace(asked.output, picture)
    print(f"written to {asked.output}")
    return FINE


def _snapshot(asked: Arguments) -> int:
    view = _open(asked)
    content = compose.snapshot(view, made=asked.made or _today(), address=asked.address)
    target = Path(asked.output)
    if asked.output.endswith(os.sep) or target.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        target /= export.filename(compose.extract(view), format="html")
    write.replace(target, content)
    print(f"{view.headline} written to {target}")
    return FINE


def _cite(asked: Arguments) -> int:
    entries = compose.citation(_open(asked), accessed=asked.accessed or _today(), address=asked.address)
    print(cite.format(entries, style=asked.style))
    return FINE


def _today() -> date:
    return datetime.now().astimezone().date()


def _format(asked: Arguments) -> int:
    directory: Path = asked.directory
    return _write_changed(partial(files.arranged, directory), of=[directory / name for name in files.EDITED])


def _schema(asked: Arguments) -> int:
    (asked.directory / folder.SCHEMA_FOLDER).mkdir(exist_ok=True)
    return _write_changed(partial(files.schema_files, asked.directory))


def _convert(asked: Arguments) -> int:
    write.replace(asked.output, convert.converted(asked.source, target=asked.output))
    print(f"written to {asked.output}")
    return FINE


def _corrections(asked: Arguments) -> int:
    read = [asked.directory / name for name in (REVIEW_FILE, folder.CORRECTIONS_FILE, folder.PACKAGE_FILE)]
    return _write_changed(partial(files.corrected, asked.directory), of=read)


def _diff(asked: Arguments) -> int:
    """Compare; like ``diff``, the exit status says whether there is a difference."""
    old, new = _version(asked.old), _version(asked.new)
    found = difference.between(prepare.dataset(old), prepare.dataset(new))
    if asked.json:
        _print_json([asdict(item) for item in found])
        return FINDINGS if found else FINE
    for item in found:
        print(f"{item.id} {item.what}: {item.title}")
        for field, was, now in item.fields:
            print(f"  {field}: {export.compact(was)} -> {export.compact(now)}")
    counts = Counter(item.what for item in found)
    print(", ".join(f"{counts[what]} {what}" for what in ("added", "changed", "removed")))
    return FINDINGS if found else FINE


def _version(named: str | None) -> Path:
    """The folder that a path or a version names; the present data without one.

    Raises
    ------
    RequestError
        If there is neither such a folder nor such a version.
    """
    present = study.folder()
    if named is None:
        return present
    kept = present / store.ARCHIVE / named
    found = next((path for path in (Path(named), kept) if path.is_dir()), None)
    if found is None and named == prepare.release(present / folder.PACKAGE_FILE)[0]:
        return present
    if found is None:
        message = f"{named}: no folder, and no version in {kept.parent}"
        raise RequestError(message)
    return found


def _locate(asked: Arguments) -> int:
    with study.use(study.read(asked.directory)):
        around = prepare.surroundings(asked.directory)
        if asked.scheduler or "://" in asked.source or Path(asked.source).is_dir():
            where = asked.scheduler or "threads"
            spread = _of_dask().spread
            count = spread(asked.source, asked.output, around=around, scheduler=where, progress=progress.bar("points"))
        else:
            count = locate.locate(Path(asked.source), Path(asked.output), around=around, progress=_show_progress)
    print(f"{count:,} points written to {asked.output}")
    return FINE


def _of_dask() -> Any:
    """Import what only those have who install it.

    Raises
    ------
    RequestError
        If they have not.
    """
    try:
        return import_module("geo.curate.spread")
    except ModuleNotFoundError as error:
        message = f'a scheduler needs the package {error.name}: pip install "granica[dask]"'
        raise RequestError(message) from None


def _show_progress(done: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:,} points", end="", file=sys.stderr, flush=True)


def _package(asked: Arguments) -> int:
    make = partial(files.packaged, asked.directory, version=asked.version, created=asked.created)
    return _write_changed(make, of=[asked.directory / folder.PACKAGE_FILE])


def _archive(asked: Arguments) -> int:
    """Check what is left to check, and keep what was found also if the run is broken off."""
    directory: Path = asked.directory
    if asked.archive_url and not asked.archive_url.startswith(("http://", "https://")):
        message = f"--archive-url: {asked.archive_url!r} is not an http or https address"
        raise RequestError(message)
    files.archived(directory, (), day=_today())  # refused now rather than after all is asked
    sources = sort_sources(load.read_sources(directory / folder.SOURCES_FILE), file=folder.SOURCES_FILE).kept
    left = archive.open_entries(sources, archive=asked.archive_url, again=asked.again)
    chosen = left[: asked.limit]
    asker = asking.Asker(contact=os.environ.get(CONTACT_VARIABLE, ""), pause_s=asked.pause)
    draw = progress.bar(folder.SOURCES_FILE)
    found: list[archive.Found] = []
    try:
        for item in archive.check(chosen, asker=asker, archive=asked.archive_url):
            found.append(item)
            draw(len(found), len(chosen))
            if len(found) % SAVED_AT_ONCE == 0:
                _keep(directory, found)
    finally:
        _keep(directory, found)
    _tell_found(found, of=len(sources), left=len(left))
    return FINE


def _keep(directory: Path, found: Sequence[archive.Found]) -> None:
    """Write what was found into the sources as they stand now: an editor's save made meanwhile is kept."""
    path = directory / folder.SOURCES_FILE
    before = write.content_of(path)
    contents = files.archived(directory, found, day=_today()) if found else {}
    write.replace_all({path: new for path, new in contents.items() if new != before}, read={path: before})


def _tell_found(found: Sequence[archive.Found], *, of: int, left: int) -> None:
    states = Counter(item.page.state for item in found if item.page)
    for item in found:
        if item.unclear:
            print(f"{item.id}: {item.unclear}")
    told = ", ".join(f"{states[state]} {state}" for state in schema.ADDRESS_STATES)
    copies = sum(item.copy is not None for item in found)
    unclear = sum(item.page is None for item in found)
    print(f"{len(found)} of {of} sources asked, {left - len(found)} left")
    print(f"{told}, {unclear} unclear; {copies} archived copies found")
    print("python -m geo package writes the new checksum")


def _write_changed(make: Callable[[], Mapping[Path, bytes]], *, of: Iterable[Path] = ()) -> int:
    """Replace the files whose content would change, all together, and say of each what became of it.

    Parameters
    ----------
    make
        Gives the contents.
    of
        Files that they are made of: what somebody else writes there meanwhile is not lost.
    """
    read = {path: write.content_of(path) for path in of}
    contents = make()
    changed = {path: content for path, content in contents.items() if write.content_of(path) != content}
    write.replace_all(changed, read=read)
    for path in contents:
        print(f"{path}: {'written' if path in changed else 'unchanged'}")
    return FINE


WRITING: Final = frozenset({_archive, _format, _schema, _corrections, _package})
"""Commands that write into the folder of data."""
WITHOUT_DATA: Final = frozenset({_convert, bringing.run_import, bringing.run_new, *postgis.STEPS})
"""Commands that do not read the present data."""


# --- printing ------------------------------------------------------------------------


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def command() -> int:
    """Run as a program, and stop without a word when nobody reads the output any more (``… | head``).

    A letter that the terminal has no place for is written as its number.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:  # the disk that the output goes to is full
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"granica: the output could not be written: {error.strerror}", file=sys.stderr)
        return REFUSED
    return status


if __name__ == "__main__":
    sys.exit(command())
