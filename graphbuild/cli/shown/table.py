"""Tables as wide as the terminal: no word is broken, and what has no room is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from graphbuild.cli import terminal
from graphbuild.cli.terminal import clean, one_line
from graphbuild.text import counted

GAP = "  "


def share(widths: Sequence[int], wanted: Sequence[int], shares: Sequence[int], room: int) -> list[int]:
    """What is left of the room goes to those who want more, by their shares, and to nobody more than that."""
    widths = list(widths)
    for _ in range(room - sum(widths)):
        cut = [place for place, width in enumerate(widths) if width < wanted[place]]
        if not cut:
            break
        widths[min(cut, key=lambda place: (widths[place] / shares[place], place))] += 1
    return widths


def taken(widths: Sequence[int], gap: int = len(GAP)) -> int:
    kept = [width for width in widths if width]
    return sum(kept) + gap * (len(kept) - 1)


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, said: Sequence[str] = ()) -> None:
    """A table whose columns after the first hold numbers, unless their names begin with a space; with words above."""
    console = terminal.results()
    console.print(Text(one_line(title), style="bold"))
    for line in said:
        console.print(Text(one_line(line)))
    if rows:
        hidden = _show_columns(console, columns, rows)
        if hidden:
            tell_hidden(hidden, "or write all with --csv")
    console.print()


def tell_hidden(columns: Sequence[str], advice: str) -> None:
    names = clean(", ".join(columns))
    terminal.talk().print(f"No room here for {counted(len(columns), 'column')}: {names}. Widen the terminal, {advice}.")


def _show_columns(console: Console, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The columns that have room, none narrower than its longest word; the names of those that would need more.

    What the first or the last column says in words stands on a line of its own, above or below the row, where the
    others leave it too little room.
    """
    cells = [[one_line(row[place]) for row in rows] for place in range(len(columns))]
    lines = [[name.strip() for name in columns], *zip(*cells, strict=True)]
    left = [not place or name.startswith(" ") for place, name in enumerate(columns)]
    last = len(columns) - 1
    below = last if last and left[last] and _Columns(columns, cells, left, console.width).squeezed(last) else None
    others = [place for place in range(len(columns)) if place != below]
    found = _Columns(columns, cells, left, console.width, others)
    hides = any(place not in found.widths and any(cells[place]) for place in others)
    above = 0 if len(others) > 1 and (hides or found.squeezed(0)) else None
    if above is not None:
        found = _Columns(columns, cells, left, console.width - len(GAP), others[1:])
    alone = above is not None or below is not None
    _show_lines(console, found, lines[:1], above, below, "dim")
    for part in [[line] for line in lines[1:]] if alone else [lines[1:]]:
        _show_lines(console, found, part, above, below)
    shown = {*found.widths, above, below}
    return [name.strip() for place, name in enumerate(columns) if place not in shown and any(cells[place])]


class _Columns:
    """How wide each column is, of those asked for that have room; `gap`: the space between them."""

    def __init__(
        self,
        columns: Sequence[str],
        cells: Sequence[Sequence[str]],
        left: Sequence[bool],
        room: int,
        asked: Sequence[int] | None = None,
    ) -> None:
        self.left = left
        self._wanted = [
            max(map(cell_len, (name.strip(), *column))) for name, column in zip(columns, cells, strict=True)
        ]
        least = [
            max(_longest_word(name), *(_longest_word(cell) if words else cell_len(cell) for cell in column))
            for name, column, words in zip(columns, cells, left, strict=True)
        ]
        kept, self.gap = list(range(len(columns)) if asked is None else asked), len(GAP)

        def fits() -> bool:
            return taken([least[place] for place in kept], self.gap) <= room

        if not fits():  # what is empty goes, then the space between, then the last column
            kept = [place for place in kept if place == kept[0] or any(cells[place])]
            self.gap = self.gap if fits() else 1
        while len(kept) > 1 and not fits():
            kept.pop()
        rest = room - self.gap * (len(kept) - 1)
        wanted = [self._wanted[place] for place in kept]
        widths = share([least[place] for place in kept], wanted, [1] * len(kept), rest)
        self.widths = dict(zip(kept, widths, strict=True))

    def squeezed(self, place: int) -> bool:
        """Whether a column has no room, or so little that what it says would take three lines or more."""
        return self._wanted[place] > 2.2 * self.widths.get(place, 0)


def _show_lines(
    console: Console, columns: _Columns, lines: Sequence[Sequence[str]], above: int | None, below: int | None,
    style: str = "",
) -> None:  # fmt: skip
    if above is not None:
        console.print(Text(lines[0][above], style=style))
    table = Table(box=None, pad_edge=False, padding=(0, columns.gap, 0, 0), show_header=False, style=style)
    for place, width in columns.widths.items():
        table.add_column(justify="left" if columns.left[place] else "right", overflow="fold", width=width)
    for line in lines:
        table.add_row(*(Text(line[place]) for place in columns.widths))
    indent = (0, 0, 0, len(GAP))
    console.print(table if above is None else Padding(table, indent, expand=False))
    if below is not None:
        console.print(Padding(Text(lines[0][below], style=style), indent, expand=False))


_LONG_WORD = 20
"""A longer one may be broken."""


_WORD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d|\S+")
"""A day and its hour are read as one."""


def _longest_word(text: str) -> int:
    return min(max(map(cell_len, _WORD.findall(text)), default=0), _LONG_WORD)
