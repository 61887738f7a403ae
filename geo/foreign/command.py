"""The commands ``import`` and ``new``: what a file gave is counted, printed, reported and brought into a folder."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from geo import study as studies
from geo import write
from geo.errors import DataError, GranicaError, RequestError
from geo.foreign import account as accounts
from geo.foreign import folder, frontex, mapping, study, template, timemap
from geo.foreign import read as reading
from geo.foreign.bring import Brought, bring, bring_sheet, understood
from geo.foreign.dates import ORDERS
from geo.foreign.formats import FORMATS
from geo.foreign.limits import FILE_MAX_BYTES
from geo.foreign.mapping import ColumnMapping
from geo.foreign.question import QuestionError
from geo.intake import load
from geo.progress import bar

FINE, REFUSALS, UNUSABLE = range(3)
MAPPING_FILE: Final = "mapping.toml"
_SHOWN: Final = 20
"""Refused or doubtful rows that are printed; the report names all."""
_LONG: Final = 5_000
"""Rows from which a progress bar is shown."""

Arguments = argparse.Namespace


def add_import(command: argparse.ArgumentParser) -> None:
    """Add the options of ``import``."""
    command.add_argument(
        "files", nargs="*", metavar="FILE", help="CSV, TSV, XLSX, ODS, JSON, JSON lines, GeoJSON, KML, KMZ"
    )
    command.add_argument(
        "--into", type=Path, metavar="FOLDER", help="the study to make or to update; nothing without it"
    )
    command.add_argument("--as", dest="as_format", choices=list(FORMATS), default="", help="what the file is")
    command.add_argument("--mapping", type=Path, metavar="TOML", help="what the columns of a free table mean")
    command.add_argument(
        "--suggest", nargs="?", const="", metavar="TOML", help=f"write a mapping ({MAPPING_FILE} by default) and stop"
    )
    command.add_argument("--dates", choices=list(ORDERS), help="how to read dates like 01/02/YYYY")
    command.add_argument("--turn", action="store_true", help="latitude and longitude stand in each other's columns")
    command.add_argument(
        "--dataset", default="", metavar="NAME", help="code of the data set; of the file's name by default"
    )
    command.add_argument("--report", type=Path, metavar="JSON", help="write the whole account there")


def add_new(command: argparse.ArgumentParser) -> None:
    """Add the options of ``new``."""
    command.add_argument("directory", type=Path, metavar="FOLDER")
    command.add_argument("--title", default="", help="what the study is called; the folder's name by default")


def run_import(asked: Arguments) -> int:
    """Run ``import``.

    Returns
    -------
    status
        0 where no row was refused, 1 with refusals, 2 where a file cannot be used.
    """
    paths = [Path(name) for name in asked.files]
    if asked.suggest and not asked.suggest.endswith(".toml"):  # the option took the file
        paths.insert(0, Path(asked.suggest))
        asked.suggest = ""
    if not paths:
        message = "import: name a file"
        raise RequestError(message)
    with studies.use(_study(asked.into)):
        if asked.suggest is not None:
            return _suggest(paths[0], asked)
        try:
            events, sources = _apart(paths)
            brought = [_bring(path, asked, sources=sources) for path in events]
        except GranicaError as error:
            _report(asked.report, _unusable(error))
            raise
        return _finish(brought, asked)


def _study(directory: Path | None) -> studies.Study:
    """The study that the rows are for: its words are the ones that categories and sides are looked up in."""
    if directory and (directory / studies.FILE).is_file():
        return studies.read(directory)
    return study.neutral(directory.name if directory else "data", directory=directory or Path())


def run_new(asked: Arguments) -> int:
    """Run ``new``: make a folder that validates, with a table to fill."""
    directory: Path = asked.directory
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        message = f"{directory}: is there already; name a folder that is not"
        raise RequestError(message)
    directory.mkdir(parents=True, exist_ok=True)
    title = asked.title or directory.resolve().name
    with studies.use(study.neutral(title, directory=directory)):
        files = template.files(title)
    for name, content in files.items():
        write.replace(directory / name, content)
        print(f"{directory / name}: written")
    return FINE


def _mapping(asked: Arguments) -> ColumnMapping | None:
    given = mapping.read(load.read_bytes(asked.mapping), file=asked.mapping.name) if asked.mapping else None
    if not (given or asked.dates or asked.turn or asked.dataset):
        return None
    said = given or ColumnMapping()
    return replace(
        said,
        dates=asked.dates or said.dates,
        turned=asked.turn or said.turned,
        dataset=asked.dataset or said.dataset,
    )


def _apart(paths: Sequence[Path]) -> tuple[Sequence[Path], Path | None]:
    """Part the file of sources that a TimeMap server has beside its events from the others; None without one."""
    for path in paths if len(paths) > 1 else ():
        if path.suffix.lower() == ".json":
            content = load.read_bytes(path, max_bytes=FILE_MAX_BYTES)
            if timemap.are_sources(reading.read(content, file=path.name)):
                return [other for other in paths if other != path], path
    return paths, None


def _bring(path: Path, asked: Arguments, *, sources: Path | None) -> Brought:
    content = load.read_bytes(path, max_bytes=FILE_MAX_BYTES)
    try:
        return bring(
            content,
            file=path.name,
            as_format=asked.as_format,
            mapping=_mapping(asked),
            progress=bar(path.name, from_total=_LONG),
            beside=(sources.name, load.read_bytes(sources, max_bytes=FILE_MAX_BYTES)) if sources else None,
        )
    except QuestionError as error:
        option = {"dates": "--dates DMY or --dates MDY", "turned": "--turn"}[error.member]
        problem = f"{error.problem}; answer with {option}"
        raise QuestionError(error.file, problem, member=error.member, choices=error.choices) from error


def _suggest(path: Path, asked: Arguments) -> int:
    """Write what the columns seem to mean, each with its confidence and reason, before anything is taken."""
    sheet = reading.read(load.read_bytes(path, max_bytes=FILE_MAX_BYTES), file=path.name)
    found, columns = understood(sheet, as_format=asked.as_format, mapping=_mapping(asked))
    if found is None:
        print(f"{path.name}: a known format; it needs no mapping")
        return FINE
    question = ""
    try:
        bring_sheet(sheet, as_format=asked.as_format, mapping=_mapping(asked))
    except DataError as error:
        question = f"{error.problem} ({error.right})"
    used = {choice.column for choice in found.columns.values()}
    text = mapping.write(
        found, file=path.name, unmapped=tuple(name for name in columns if name not in used), question=question
    )
    target = Path(asked.suggest or asked.mapping or (asked.into / MAPPING_FILE if asked.into else MAPPING_FILE))
    if target.exists() and target.read_bytes() != text.encode():
        message = f"{target}: is there already and says something else; name another file after --suggest"
        raise RequestError(message)
    target.parent.mkdir(parents=True, exist_ok=True)
    write.replace(target, text.encode())
    print(text, end="")
    print(f"written to {target}", file=sys.stderr)
    return FINE


def _finish(brought: Sequence[Brought], asked: Arguments) -> int:
    """Print the account, bring what was taken into the folder, write the report."""
    for item in brought:
        _print_account(item)
    report = accounts.total([item.account for item in brought])
    whole = next((item for item in brought if item.account.format == frontex.CODE), None)
    if whole:
        _report(asked.report, report)
        raise DataError(whole.account.file, frontex.REFUSAL.problem, frontex.REFUSAL.expected)
    taken = [item for item in brought if item.features]
    if asked.into and taken:
        planned = folder.plan(asked.into, taken)
        folder.carry_out(planned)
        report["folder"] = planned.report()
        _print_folder(asked.into, planned)
    _report(asked.report, report)
    return REFUSALS if any(item.account.refused for item in brought) else FINE


def _print_account(item: Brought) -> None:
    for line in item.account.lines():
        print(line)
    for name, remarks in (("refused", item.account.refused), ("doubtful", item.account.doubtful)):
        for remark in remarks[:_SHOWN]:
            print(f"  {name}: {remark}")
        if len(remarks) > _SHOWN:
            print(f"  {name}: {len(remarks) - _SHOWN:,} more; --report writes all of them")
    if item.dataset.attribution:
        print(f"To be named: {item.dataset.attribution}")
    if not item.dataset.passing_on:
        print(
            "For your own use only: the licence forbids passing these rows on. Links, exports and embedding are off "
            "for them."
        )


def _print_folder(directory: Path, planned: folder.Planned) -> None:
    report = planned.report()
    print(
        f"{directory}: {report['new']:,} new, {len(report['changed']):,} changed, {report['unchanged']:,} unchanged, "
        f"{len(report['vanished']):,} no longer in the file, {len(report['edited_by_hand']):,} with hand edits kept"
    )
    for name in report["vanished"][:_SHOWN]:
        print(f"  no longer in the file: {name}")
    for conflict in report["conflicts"][:_SHOWN]:
        where = f"{conflict['id']}: {conflict['field']}"
        print(f"  changed by hand and in the file, yours kept: {where}; the file has {conflict['theirs']}")
    if planned.made:
        print(f"  {planned.made}")


def _unusable(error: GranicaError) -> dict[str, Any]:
    """Report of a file that cannot be used: nothing is counted, the reason is said."""
    said: dict[str, Any] = {"problem": str(error), "expected": ""}
    if isinstance(error, DataError):
        said = {"file": error.file, "problem": error.problem, "expected": error.right}
    if isinstance(error, QuestionError):
        said["question"] = {"member": error.member, "choices": dict(error.choices)}
    nothing = {"rows": 0, "skipped": 0, "taken": 0, "with_point": 0, "without_point": {}, "refused": [], "doubtful": []}
    return {**said, **nothing, "warnings": {}}


def _report(path: Path | None, report: Mapping[str, Any]) -> None:
    if path:
        write.replace(path, (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode())
