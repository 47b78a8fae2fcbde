"""What changed from one build to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from rich.table import Table
from rich.text import Text

from graphbuild.cli import terminal
from graphbuild.cli.terminal import one_line

if TYPE_CHECKING:
    from graphbuild.diff import Diff


def show_diff(diff: Diff, *, everything: bool) -> None:
    """What changed from one build to another: the counts as a table, then the differences."""
    from graphbuild.diff import report
    from graphbuild.diff.difference import What, plural

    console = terminal.results()
    if not diff:
        console.print("No differences.")
        return
    counts = diff.counts()
    whats = [what for what in get_args(What) if any(what in row for row in counts.values())]
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for what in whats:
        table.add_column(what, justify="right")
    for kind, row in counts.items():
        table.add_row(plural(kind, 2), *(f"{row[what]:,}" if what in row else "" for what in whats))
    console.print(table)
    console.print()
    for line in report.lines(diff, everything=everything):
        heading = bool(line) and not line.startswith(" ")
        console.print(Text(one_line(line), style="bold" if heading else ""), soft_wrap=True)
