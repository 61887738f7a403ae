"""A study to start from: a folder that validates, a table to fill with drop-downs, an example, a codebook."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Final

import xlsxwriter

from geo import schema
from geo.curate import canonical
from geo.foreign import folder, mapping, study
from geo.foreign.dates import FIRST_YEAR, LAST_YEAR
from geo.foreign.mapping import TARGETS, Choice, ColumnMapping
from geo.foreign.records import Dataset, code_of, letters_of
from geo.foreign.words import EXAMPLE
from geo.intake.folder import SOURCES_FILE

TABLE: Final = "table"
COLUMNS: Final = (
    "id",
    "start",
    "end",
    "title",
    "summary",
    "place",
    "latitude",
    "longitude",
    "precision",
    "uncertainty_m",
    "category",
    "actors",
    "claimed_by",
    "claimant_sides",
    "disputed_by",
    "killed",
    "injured",
    "missing",
    "detained",
    "participants",
    "source",
    "url",
    "reported",
    "note",
)
"""Of the table to fill: named by what they mean, so that no mapping is needed."""
ROWS: Final = 1_000
"""Rows of the workbook that have drop-downs."""
_MADE: Final = datetime.fromtimestamp(0, tz=UTC)
"""Creation time of the workbook: always the same, so that the same template is the same bytes."""


def files(title: str) -> Mapping[str, bytes]:
    """Give the files of a new study by name.

    Parameters
    ----------
    title
        What the study is called.
    """
    everywhere = study.extent([])
    code = code_of(title)
    declared = study.document(
        title=title,
        prefix=letters_of(code),
        metric=study.metric_crs(everywhere),
        view=study.view_of(everywhere),
        period=(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)),
    )
    own = Dataset(code=code, title=title)
    return {
        folder.STUDY_FILE: (declared + study.OTHER_TABLE + study.UNKNOWN_TABLE + study.dataset_table(own)).encode(),
        SOURCES_FILE: canonical.sources([], file=SOURCES_FILE),
        folder.DEPLOYMENTS: folder.EMPTY,
        folder.INCIDENTS: folder.EMPTY,
        f"{TABLE}.csv": table_csv(),
        f"{TABLE}.xlsx": table_xlsx(),
        "example.csv": table_csv([EXAMPLE]),
        "mapping.toml": _mapping(code, title),
        "CODEBOOK.md": codebook().encode(),
        "README.md": _readme(title).encode(),
    }


def table_csv(rows: Sequence[Mapping[str, str]] = ()) -> bytes:
    """Write the table as CSV with its header."""
    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def table_xlsx() -> bytes:
    """Write the table as a workbook: drop-downs for what has a vocabulary, an example, the vocabularies."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _MADE})
    bold, wrap, text = (
        book.add_format({"bold": True}),
        book.add_format({"text_wrap": True}),
        book.add_format({"num_format": "@"}),
    )
    table, example, words = (book.add_worksheet(name) for name in ("Table", "Example", "Vocabularies"))
    for sheet, row in ((table, None), (example, EXAMPLE)):
        for place, name in enumerate(COLUMNS):
            sheet.write_string(0, place, name, bold)
            sheet.write_comment(0, place, TARGETS[name])
            sheet.set_column(place, place, 16, text)
            if row and row.get(name):
                sheet.write_string(1, place, row[name])
        sheet.freeze_panes(1, 1)
    for place, (name, labels) in enumerate(_choices().items()):
        words.write_string(0, 2 * place, name, bold)
        words.set_column(2 * place, 2 * place, 24)
        words.set_column(2 * place + 1, 2 * place + 1, 60, wrap)
        for line, (label, definition) in enumerate(labels.items(), start=1):
            words.write_string(line, 2 * place, label)
            words.write_string(line, 2 * place + 1, definition, wrap)
        column = COLUMNS.index(name)
        letter = chr(ord("A") + 2 * place)
        table.data_validation(
            1,
            column,
            ROWS,
            column,
            {
                "validate": "list",
                "source": f"=Vocabularies!${letter}$2:${letter}${len(labels) + 1}",
                "error_title": "Not in the vocabulary",
                "error_message": "Choose a word of the list; the sheet Vocabularies says what each means.",
            },
        )
    book.close()
    return stream.getvalue()


def _choices() -> Mapping[str, Mapping[str, str]]:
    """Labels and definitions of the columns that have a vocabulary."""
    vocabularies: Mapping[str, Mapping[str, schema.Term]] = {
        "precision": schema.PRECISIONS,
        "category": schema.CATEGORIES,
        "claimant_sides": schema.CLAIMANT_SIDES,
    }
    return {
        name: {term.label: term.definition for term in terms.values() if term.code != "statistics"}
        for name, terms in vocabularies.items()
    }


def _mapping(code: str, title: str) -> bytes:
    columns = {name: Choice(name, reason="the template") for name in COLUMNS}
    return mapping.write(ColumnMapping(columns=columns, dataset=code, title=title), file=f"{TABLE}.csv").encode()


def codebook() -> str:
    """Write what each column of the table means, and each word of its vocabularies."""
    lines = ["# Codebook", "", "| column | meaning |", "|---|---|"]
    lines += [f"| `{name}` | {TARGETS[name]} |" for name in COLUMNS]
    for name, labels in _choices().items():
        lines += ["", f"## {name}", "", "| word | meaning |", "|---|---|"]
        lines += [f"| {label} | {definition} |" for label, definition in labels.items()]
    return "\n".join(lines) + "\n"


def _readme(title: str) -> str:
    return f"""\
# {" ".join(title.split())}

A study for Granica. `study.toml` says what it is about; change title, authors, licence and period there first.

1. Fill `table.xlsx` (it has drop-downs) or `table.csv`, a row an event. Only `start` is required. Give no coordinates
   where the source gives no place: the row is listed, counted and drawn nowhere. `example.csv` shows a row.
2. Bring it in, and read the account of what became of each row:

   ```sh
   python -m geo import table.xlsx --into . --mapping mapping.toml --report report.json
   ```

   Run it again whenever the table has changed. A row is known by its `id`; what you change in `incidents.geojson` by
   hand stays.
3. Check the folder and look at it:

   ```sh
   python -m geo validate .
   GRANICA_DATA=. streamlit run app.py
   ```

`CODEBOOK.md` says what each column means.
"""
