"""The index of a version of the data; that of a large study is kept beside its prepared copy, and mapped."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyarrow as pa

from geo.intake import prepared
from geo.model import Dataset
from geo.query import select
from geo.query.search import Corpus
from geo.query.vocabulary import Vocabulary

ROWS: Final = ".rows"
WORDS: Final = ".words"
TEXT: Final = "text"


def of(dataset: Dataset) -> select.Index:
    """Give the index of a dataset by the study in use: as it was kept, or made and, of a large study, kept.

    Parameters
    ----------
    dataset
        Whose digest names the copy, as that of a folder does.
    """
    copy = prepared.place(dataset.digest)
    if copy is None or not copy.is_file():
        return select.index(dataset.records)
    found = _read(copy, total=len(dataset.records))
    if found is None:
        _write(copy, select.index(dataset.records))
        found = _read(copy, total=len(dataset.records))  # from the disk: less memory
    return found or select.index(dataset.records)


def _read(copy: Path, *, total: int) -> select.Index | None:
    rows, words = (prepared.table_at(copy.with_suffix(suffix)) for suffix in (ROWS, WORDS))
    if rows is None or words is None or rows.num_rows != total:
        return None
    columns = {name: rows[name].to_numpy() for name in rows.column_names if name != TEXT}
    corpus = Corpus(rows[TEXT], columns["start"], columns["end"])
    # What a search would compute first is there already.
    corpus.__dict__["words"] = Vocabulary(words["word"].chunk(0), words["rows"].chunk(0), total)
    return select.Index(columns=columns, corpus=corpus)


def _write(copy: Path, index: select.Index) -> None:
    corpus, words = index.corpus, index.corpus.words
    prepared.write_table(copy.with_suffix(ROWS), pa.table({**index.columns, TEXT: corpus.texts}))
    prepared.write_table(copy.with_suffix(WORDS), pa.table({"word": words.words, "rows": words.rows}))
