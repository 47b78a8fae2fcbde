"""CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from graphbuild.export.statement import iso
from graphbuild.problems import Problems
from graphbuild.text import plain

if TYPE_CHECKING:
    import pandas

    from graphbuild.diff.difference import Diff, Value

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_problems(problems: Problems, stream: TextIO) -> None:
    """`problems.csv`: a row for everything that was not taken as it stood."""
    rows = ((row.file, row.line, row.field, row.what, row.done, row.value, row.kind, row.times) for row in problems)
    write(("file", "line", "field", "what", "done", "value", "kind", "times"), rows, stream)


def write_diff(diff: Diff, stream: TextIO) -> None:
    """A row for every field that differs between two builds."""
    rows = (
        (one.kind, one.what, one.id, one.label, one.place, change.field, _joined(change.old), _joined(change.new))
        for one in diff.differences
        for change in one.changes
    )
    write(("kind", "what", "id", "label", "place", "field", "old", "new"), rows, stream)


def write_frame(frame: pandas.DataFrame, stream: TextIO) -> None:
    """A table of measurements: times in ISO 8601 (UTC), numbers in full, nothing where a value is missing."""
    rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
    write(map(str, frame.columns), (map(_measured, row) for row in rows), stream)


def _measured(value: object) -> str | int | float | None:
    """A cell as it is written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return iso(value)
    return value if value is None or isinstance(value, int | float) else str(value)


def write(columns: Iterable[str], rows: Iterable[Iterable[str | int | float | None]], stream: TextIO) -> None:
    """Write a table; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])


def _cell(value: str | int | float | None) -> str | int | float | None:
    if not isinstance(value, str):
        return value
    value = plain(value)
    return f"'{value}" if value.startswith(_FORMULA) else value


def _joined(value: Value) -> str | int | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return " | ".join(value)
    return value if value is None or isinstance(value, int) else str(value)
