"""Names that no vocabulary knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from graphbuild.cli import terminal
from graphbuild.cli.terminal import one_line
from graphbuild.problems import shown

if TYPE_CHECKING:
    from graphbuild.enrich.candidates import Candidate


def show_candidates(found: Sequence[Candidate]) -> None:
    """Names for review, with a text that holds each."""
    console = terminal.results()
    if not found:
        console.print("No such name is in so many articles.")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("name", overflow="fold")
    table.add_column("articles", justify="right")
    table.add_column("for example")
    for row in found:
        table.add_row(Text(one_line(row.name)), f"{row.articles:,}", Text(shown(one_line(row.example), 100)))
    console.print(table)
