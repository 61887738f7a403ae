"""Relate any number of points to the line on several threads, processes or machines, row group by row group.

Dask and fsspec come with ``granica[dask]``. Each row group of the points becomes a file of the result, which stands
there whole or not at all; what stands there is not made again, so that a run that was killed goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import dask
import fsspec
import pyarrow as pa
import shapely
from distributed import Client, KilledWorker, LocalCluster, as_completed
from fsspec.implementations.local import LocalFileSystem
from pyarrow import parquet

from geo import crs, study, write
from geo.curate import locate
from geo.errors import MalformedFileError, MissingFileError, RequestError
from geo.intake import border, geoparquet

THREADS, PROCESSES = "threads", "processes"
SUFFIX: Final = ".parquet"
ABOUT: Final = "_granica-locate.json"
"""What the result is of; readers of a folder of Parquet pass over names that begin so."""
CONNECT_S: Final = 30
HERE: Final = "127.0.0.1:0"
"""Where the page that Dask shows of its work is: on this machine alone, at any port that is free."""

Progress = Callable[[int, int], object]
"""Is told how many points are done, of how many."""


@dataclass(frozen=True)
class Part:
    """A row group of the points, and the file of the result that it becomes."""

    source: str
    group: int
    rows: int
    target: str


@dataclass(frozen=True)
class _Plan:
    parts: tuple[Part, ...]
    digests: tuple[tuple[str, str], ...]


def spread(
    source: str, target: str, *, around: border.Surroundings, scheduler: str, progress: Progress | None = None
) -> int:
    """Write a folder of tables with the columns of others and those of `geo.intake.border.join`.

    Parameters
    ----------
    source
        A Parquet file, a folder of them or a pattern, here or at an address that fsspec knows; WGS 84, as for
        `geo.curate.locate.locate`.
    target
        A folder, likewise; one file a row group, in the order of the points. If it holds part of the same result, the
        rest is added.
    around
        What the points are related to; the study in use.
    scheduler
        ``threads``, ``processes``, or the address of a Dask cluster whose workers reach both places and have Granica.
    progress
        Is told, after each row group, how many points are done, of how many.

    Returns
    -------
    count
        How many rows; each of the points is there once.

    Raises
    ------
    DataError
        If a file is missing, cannot be read or says no places.
    RequestError
        If the target holds something else, the cluster cannot be reached, or a worker is lost again and again.
    """
    plan = _planned(source, target)
    total = sum(part.rows for part in plan.parts)
    work = pickle.dumps((study.current(), around))
    _agree(target, plan, of=_digest(around))
    there = _there(target)
    missing = [part for part in plan.parts if _name(part.target) not in there]
    done = total - sum(part.rows for part in missing)
    if progress:
        progress(done, total)
    with _client(scheduler, tasks=len(missing)) as client:
        for rows in _run(client, missing, work):
            done += rows
            if progress:
                progress(done, total)
    _check(plan)
    return total


# --- what there is to do ---------------------------------------------------------------


def _planned(source: str, target: str) -> _Plan:
    """Look at the points: every row group is a part, in the order of the files' names."""
    files, path = fsspec.core.url_to_fs(source)
    names = sorted(files.glob(path) if set("*?[") & set(path) else files.find(path) if files.isdir(path) else [path])
    names = [name for name in names if name.endswith(SUFFIX) and not _name(name).startswith(("_", "."))]
    if not names:
        raise MissingFileError(_name(path), "no Parquet file", "a Parquet file, a folder or a pattern of them")
    parts: list[Part] = []
    digests: list[tuple[str, str]] = []
    for number, name in enumerate(names):
        with _opened(files.unstrip_protocol(name)) as file:
            if not {locate.LON, locate.LAT} <= set(file.schema_arrow.names):
                geoparquet.primary(file, path=Path(_name(name)))
            about = file.metadata
            digests.append((_name(name), hashlib.sha256(json.dumps(about.to_dict(), default=str).encode()).hexdigest()))
            parts += [
                Part(
                    files.unstrip_protocol(name),
                    group,
                    about.row_group(group).num_rows,
                    f"{target.rstrip('/')}/part-{number:05d}-{group:05d}{SUFFIX}",
                )
                for group in range(about.num_row_groups)
            ]
    if not any(part.rows for part in parts):
        raise MalformedFileError(_name(path), "no row", locate.WANTED)
    return _Plan(tuple(parts), tuple(digests))


def _digest(around: border.Surroundings) -> str:
    """SHA-256 of what the points are related to: the same in every process."""
    line = around.line
    numbers = (line.start, line.direction, line.length, around.crossings)
    texts = (crs.metric(), around.crossing_names, around.region_names, around.region_sides)
    total = hashlib.sha256(b"".join(part.tobytes() for part in numbers))
    total.update(b"".join(shapely.to_wkb(around.regions)))
    total.update("\n".join("\t".join(map(str, text)) for text in texts).encode())
    return total.hexdigest()


def _name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


@contextmanager
def _opened(address: str) -> Iterator[parquet.ParquetFile]:
    try:
        with fsspec.open(address, "rb") as stream, parquet.ParquetFile(stream) as file:
            yield file
    except FileNotFoundError as error:
        raise MissingFileError(_name(address), "the file is missing", "a Parquet file") from error
    except (OSError, pa.ArrowException) as error:
        raise MalformedFileError(_name(address), f"cannot be read: {error}", "a Parquet file") from error


def _agree(target: str, plan: _Plan, *, of: str) -> None:
    """Say in the target what it is of; refuse one that is of something else."""
    said = json.dumps({"points": plan.digests, "related_to": of}).encode()
    files, path = fsspec.core.url_to_fs(target)
    about = f"{path.rstrip('/')}/{ABOUT}"
    if files.exists(about):
        if files.cat_file(about) != said:
            message = f"{target}: holds points of another file, or related to another line; name another folder"
            raise RequestError(message)
        return
    if files.exists(path) and (not files.isdir(path) or files.ls(path)):
        message = f"{target}: is not an empty folder"
        raise RequestError(message)
    try:
        files.makedirs(path, exist_ok=True)
    except OSError as error:
        message = f"{target}: cannot be made: {error.strerror or error}"
        raise RequestError(message) from error
    with _whole(f"{target.rstrip('/')}/{ABOUT}") as out:
        out.write(said)


def _there(target: str) -> frozenset[str]:
    files, path = fsspec.core.url_to_fs(target)
    return frozenset(_name(name) for name in files.find(path))


def _check(plan: _Plan) -> None:
    """Count the result once more, from its files alone."""
    for part in plan.parts:
        with _opened(part.target) as file:
            if file.metadata.num_rows != part.rows:
                found = file.metadata.num_rows
                message = f"{part.target}: {found:,} rows in place of {part.rows:,}; delete it, and run again"
                raise RequestError(message)


# --- doing it ----------------------------------------------------------------------------


@contextmanager
def _client(scheduler: str, *, tasks: int) -> Iterator[Client]:
    """Give a client of a cluster: one made here for as long as it is needed, or one that is there."""
    count = max(1, min(os.cpu_count() or 1, tasks))
    quiet = {"distributed.worker.daemon": True, "logging.distributed": "critical"}
    with dask.config.set(quiet):
        if scheduler in {THREADS, PROCESSES}:
            shape = (count, 1) if scheduler == PROCESSES else (1, count)
            with (
                LocalCluster(
                    n_workers=shape[0],
                    threads_per_worker=shape[1],
                    processes=scheduler == PROCESSES,
                    dashboard_address=HERE,
                    silence_logs="CRITICAL",
                ) as cluster,
                Client(cluster) as client,
            ):
                yield client
            return
        try:
            client = Client(scheduler, timeout=CONNECT_S)
        except (OSError, ValueError) as error:
            message = f"--scheduler {scheduler}: no Dask cluster answers there"
            raise RequestError(message) from error
        with client:
            yield client


def _run(client: Client, parts: list[Part], work: bytes) -> Iterator[int]:
    """Have the parts made; give the rows of each when it is there."""
    # A task and not scattered data: if the worker that holds it is lost, it is made again.
    around = client.submit(pickle.loads, work, pure=False)
    futures = [client.submit(make, part, around, pure=False, retries=2) for part in parts]
    try:
        for future in as_completed(futures):
            yield future.result()
    except KilledWorker as error:
        message = "a worker was lost again and again at the same points; what is made stands: run the command again"
        raise RequestError(message) from error
    finally:
        client.cancel(futures)


def make(part: Part, work: tuple[study.Study, border.Surroundings]) -> int:
    """Relate one row group and put it in its place; run by a worker.

    Parameters
    ----------
    part
        Which, and where to.
    work
        The study, and what the points are related to.

    Returns
    -------
    rows
        How many.
    """
    told, around = work
    shapely.prepare(around.regions)  # what is prepared does not travel
    file = _name(part.source)
    rows = 0
    with study.use(told), _opened(part.source) as points, _whole(part.target) as out:
        writer: parquet.ParquetWriter | None = None
        for batch in points.iter_batches(border.CHUNK_POINTS, row_groups=[part.group]):
            found = locate.located(pa.Table.from_batches([batch]), file=file, around=around)
            writer = writer or parquet.ParquetWriter(out, found.schema, compression="zstd")
            writer.write_table(found)
            rows += found.num_rows
        if writer is None:
            empty = locate.located(points.schema_arrow.empty_table(), file=file, around=around)
            writer = parquet.ParquetWriter(out, empty.schema, compression="zstd")
        writer.close()
    return rows


@contextmanager
def _whole(address: str) -> Iterator[Any]:
    """Open a file to write that is there, whole, after the block, and not at all if the block fails."""
    files, path = fsspec.core.url_to_fs(address)
    if isinstance(files, LocalFileSystem):
        with write.replacing(Path(path)) as partial, partial.open("wb") as out:
            yield out
        return
    out = files.open(path, "wb", autocommit=False)
    try:
        yield out
        out.close()
        out.commit()
    except BaseException:
        out.discard()
        raise
