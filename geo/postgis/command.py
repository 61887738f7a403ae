"""The command ``postgis``: make the tables of a study, put a folder into them, write them into a folder."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from geo import study, write
from geo.errors import RequestError

FINE: Final = 0
NEED: Final = 'pip install "granica[postgis]"'

Arguments = argparse.Namespace


def add(command: argparse.ArgumentParser) -> None:
    """Add what ``postgis`` does and the options."""
    steps = command.add_subparsers(required=True, metavar="STEP")
    for name, run, text in (
        ("init", _init, "make the tables, with the constraints of a folder's study; rows that are there stay"),
        ("load", _load, "put a folder of data in the place of what the tables hold, all of it or nothing"),
        ("dump", _dump, "write the tables as the files of a folder, as they stand at one moment"),
    ):
        step = steps.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False)
        step.set_defaults(run=run)
        if name == "dump":
            step.add_argument("folder", type=Path, metavar="DIR", help="the folder, made if it is not there")
        else:
            step.add_argument("folder", nargs="?", type=Path, default=study.SHIPPED, metavar="DIR", help="the folder")
        step.add_argument(
            "--database",
            metavar="ADDRESS",
            help=f"postgresql://USER@HOST/DATABASE; that of {study.VARIABLE} by default. Others on the machine can "
            "read a command's arguments: leave the password to PGPASSWORD or ~/.pgpass",
        )


def _init(asked: Arguments) -> int:
    _need_folder(asked.folder)
    _driven("load").make(_address(asked), asked.folder)
    print("the tables are there")
    return FINE


def _load(asked: Arguments) -> int:
    _need_folder(asked.folder)
    counts: Mapping[str, int] = _driven("load").load_folder(_address(asked), asked.folder)
    print(", ".join(f"{table} {count:,}" for table, count in counts.items()))
    return FINE


def _dump(asked: Arguments) -> int:
    goal: Path = asked.folder
    if goal.exists() and not goal.is_dir():
        message = f"{goal}: no folder"
        raise RequestError(message)
    with fetched(_address(asked)) as made:
        contents = {
            goal / path.relative_to(made): path.read_bytes() for path in sorted(made.rglob("*")) if path.is_file()
        }
    for folder in dict.fromkeys([goal, *(path.parent for path in contents)]):
        folder.mkdir(parents=True, exist_ok=True)
    changed = {path: content for path, content in contents.items() if write.content_of(path) != content}
    write.replace_all(changed, read={})
    for path in contents:
        print(f"{path}: {'written' if path in changed else 'unchanged'}")
    return FINE


@contextmanager
def fetched(address: str) -> Iterator[Path]:
    """Give a folder with the data of a database until the block ends.

    Parameters
    ----------
    address
        Of the database.

    Raises
    ------
    DataError
        If the database cannot be reached or used.
    """
    driven = _driven("dump")
    with tempfile.TemporaryDirectory(prefix="granica-dump-") as made:
        driven.dump(address, Path(made))
        yield Path(made)


def _driven(name: str) -> Any:
    """Import a module that needs the driver, which only some have.

    Raises
    ------
    RequestError
        If the driver is not there.
    """
    try:
        return import_module(f"geo.postgis.{name}")
    except ModuleNotFoundError as error:
        message = f"a database needs the package {error.name}: {NEED}"
        raise RequestError(message) from None


def _address(asked: Arguments) -> str:
    address: str | None = asked.database or study.address()
    if not address or not study.DATABASE.match(address):
        message = f"name the database: --database postgresql://USER@HOST/DATABASE, or {study.VARIABLE}"
        raise RequestError(message)
    return address


def _need_folder(path: Path) -> None:
    if not path.is_dir():
        message = f"{path}: no such folder"
        raise RequestError(message)


STEPS: Final = (_init, _load, _dump)
"""What the command may be."""
