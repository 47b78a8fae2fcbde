"""CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from graphbuild.problems import Problems

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_problems(problems: Problems, stream: TextIO) -> None:
    """`problems.csv`: a row for everything that was not taken as it stood."""
    rows = ((row.file, row.line, row.field, row.what, row.done, row.value, row.kind, row.times) for row in problems)
    write(("file", "line", "field", "what", "done", "value", "kind", "times"), rows, stream)


def write(columns: Iterable[str], rows: Iterable[Iterable[str | int | None]], stream: TextIO) -> None:
    """Write a table; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])


def _cell(value: str | int | None) -> str | int | None:
    if not isinstance(value, str):
        return value
    value = "".join(
        character if character.isprintable() or character in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for character in value
    )
    return f"'{value}" if value.startswith(_FORMULA) else value
