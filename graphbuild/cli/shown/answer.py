"""The answer to a question, as wide as the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from graphbuild.cli import terminal
from graphbuild.cli.shown.table import GAP, share, taken, tell_hidden
from graphbuild.cli.terminal import clean, one_line
from graphbuild.text import counted

if TYPE_CHECKING:
    from graphbuild.query import Result


def show_result(result: Result, most: int, *, wide: bool = False) -> None:
    """The answer to a question: a table of at most so many rows (0: all), yes or no, or Turtle.

    On a terminal the table is cut to its width, unless `wide`; elsewhere never.
    """
    console = terminal.results()
    if result.kind == "graph":
        sys.stdout.write(clean(result.written("ttl").decode()).replace("\N{REPLACEMENT CHARACTER}", " "))
        return
    if result.kind == "boolean":
        console.print("yes" if result else "no")
        return
    if not result.rows:
        console.print("No rows.")
        return
    table = _Answers(result, most, console.width if console.is_terminal and not wide else None)
    for number, line in enumerate(table.lines()):
        console.print(Text(line, style="" if number else "bold"), soft_wrap=True)
    if table.hidden:
        tell_hidden(table.hidden, "add --wide, or write all with -o FILE.csv")
    elif table.cut:
        terminal.talk().print("What ends in … is cut to the width of the terminal: --wide shows all of it.")
    if most and result.rows > most:
        terminal.talk().print(
            f"… and {result.rows - most:,} more rows: see all with --rows 0, or write them with -o FILE.csv."
        )


def table_text(result: Result) -> str:
    """The whole table as text."""
    if result.kind != "bindings":
        return f"{bool(result)}\n"
    return "".join(f"{line}\n" for line in _Answers(result, 0, None).lines())


class _Answers:
    """At most so many rows (0: all) of an answer, in so many columns of a terminal (None: as many as they need)."""

    def __init__(self, result: Result, most: int, room: int | None) -> None:
        self._names = [clean(name) for name in result.variables]
        self._rows = [[one_line(cell) for cell in row] for row in result.shown()[: most or None]]
        columns = [[row[place] for row in self._rows] for place in range(len(self._names))]
        addresses = [_are_addresses(result, place) for place in range(len(columns))]
        wanted = [max(map(cell_len, (name, *column))) for name, column in zip(self._names, columns, strict=True)]
        self._right = [all(map(_is_number, column)) for column in columns]
        self._widths = wanted if room is None else _fitted(self._names, wanted, addresses, room)
        self.hidden = [name for name, width in zip(self._names, self._widths, strict=True) if not width]
        self.cut = any(0 < width < want for width, want in zip(self._widths, wanted, strict=True))

    def lines(self) -> Iterator[str]:
        """The names of the columns, then the rows."""
        for row in (self._names, *self._rows):
            cells = zip(row, self._widths, self._right, strict=True)
            yield GAP.join(_cell(text, width, right=right) for text, width, right in cells if width).rstrip()


def _cell(text: str, width: int, *, right: bool) -> str:
    """A text of just this width."""
    cell = Text(text)
    cell.truncate(width, overflow="ellipsis")
    space = " " * (width - cell.cell_len)
    return space + cell.plain if right else cell.plain + space


_SHORT = 25
"""What is no longer than this (numbers, days, most names) is never cut."""


_FEWEST = 16
"""So much at least is left of a text."""


_OF_EACH = 24
"""So much of each address and of each text there must be room for, or addresses are not shown."""


_OF_TEXT, _OF_ADDRESS = 3, 2
"""How what is left beyond that is shared: a text is read, of an address the beginning says who."""


def _fitted(names: Sequence[str], wanted: Sequence[int], addresses: Sequence[bool], room: int) -> list[int]:
    """How wide each column is, so that all fit; 0 for what has no room at all: addresses go first, the last one before.

    What is short keeps what it needs. The others share the rest, none getting more than it needs.
    """
    least = [
        width if width <= _SHORT else max(_FEWEST, cell_len(name)) for name, width in zip(names, wanted, strict=True)
    ]
    asked = [width if width <= _SHORT else max(_OF_EACH, few) for width, few in zip(wanted, least, strict=True)]
    widths = list(least)
    for place in sorted(range(len(widths)), key=lambda place: (addresses[place], place), reverse=True):
        needed = [need if width else 0 for need, width in zip(asked, widths, strict=True)]
        if taken(needed if addresses[place] else widths) > room:
            widths[place] = 0 if sum(map(bool, widths)) > 1 else room
    kept = [place for place, width in enumerate(widths) if width]
    shared = share(
        [widths[place] for place in kept],
        [wanted[place] for place in kept],
        [_OF_ADDRESS if addresses[place] else _OF_TEXT for place in kept],
        room - len(GAP) * (len(kept) - 1),
    )
    for place, width in zip(kept, shared, strict=True):
        widths[place] = width
    return widths


def _are_addresses(result: Result, place: int) -> bool:
    terms = [row[place] for row in result.terms if row[place] is not None]
    return bool(terms) and all(type(term).__name__ == "NamedNode" for term in terms)


def _is_number(text: str) -> bool:
    return not text or text.lstrip("+-").replace(".", "", 1).isdigit()


def show_asked(result: Result, *, explain: bool) -> None:
    """On standard error: what whoever asks should know and, to `explain`, the query and what it took."""
    console = terminal.talk()
    for note in result.notes:
        console.print(Text(clean(note), style="yellow"))
    if explain:
        console.print(clean(result.asked.rstrip()))
        noun = "statement" if result.kind == "graph" else "row"
        console.print(f"{counted(result.rows, noun)} in {result.seconds:.3f} seconds.")
