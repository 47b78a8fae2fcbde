"""Everything in the input that was not taken as it stood.

A problem never stops a build. It is kept, shown on the terminal and written to `problems.csv`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from graphbuild.text import plain, shortened

Kind = Literal["lost", "changed", "noted"]

SHOWN = 300
"""Characters of an offending value that are kept: enough to find it, not enough to fill a disk."""


_PASSING = ("cannot be read:", "no permission", "removed before", "changed while it was read", "not enough memory")
"""How the sentences begin that tell of the machine at one moment."""


@dataclass(slots=True)
class Problem:
    """One thing that was not taken as it stood.

    `what` and `done` come from a small set of sentences, so that problems can be counted by them;
    what differs from case to case is in `value`.
    """

    kind: Kind
    """`lost`: something did not reach the graph. `changed`: it did, mended. `noted`: it did, doubtful."""
    file: str
    line: int | None
    field: str
    what: str
    done: str
    value: str = ""
    times: int = 1
    """How often the same text was met; repeated blocks of related lists are reported once."""

    @property
    def passing(self) -> bool:
        """Whether it is none of the file, and may be gone the next time: a disk that fails, too little memory."""
        return self.what.startswith(_PASSING)

    def values(self) -> list[str | int | None]:
        """All its fields, as JSON takes them; `Problem(*values)` is the way back."""
        return [self.kind, self.file, self.line, self.field, self.what, self.done, self.value, self.times]

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        field = f" {self.field}:" if self.field else ""
        value = f" ({shown(self.value, 80)})" if self.value else ""
        times = f" [{self.times:,} times]" if self.times > 1 else ""
        return f"{place}:{field} {self.what}{value}; {self.done}{times}"


_counter = partial(Counter.__new__, Counter)
"""An empty counter, in a fifth of the time: each file and each entry of a list has two, and nearly all stay empty."""


class Report:
    """What one file, or one entry of a related list, has to report: its problems and its unknown fields.

    For an entry the lines are relative (first = 0) and the file is not known yet: the same entry stands in
    many files. `placed` gives it the place where it was met first.
    """

    def __init__(self, file: str = "") -> None:
        self.file = file
        self.rows: list[Problem] = []
        self.unknown: Counter[str] = _counter()
        """Fields that are not read, by path (`provider.authors`), with the number of times each was met."""
        self.left_out: Counter[str] = _counter()
        """What is not meant to be read (a style sheet in an archive of pages), by kind."""

    def add(self, kind: Kind, line: int | None, field: str, what: str, done: str, value: str = "") -> None:
        """Record one problem; `value` is shortened to what is worth keeping."""
        self.rows.append(Problem(kind, self.file, line, field, what, done, value[:SHOWN]))

    def tally(self, kind: Kind, line: int | None, field: str, what: str, done: str, value: str = "") -> None:
        """Record a problem of which only the number matters: one row for all, at the place of the first."""
        for row in self.rows:
            if (row.kind, row.field, row.what, row.done) == (kind, field, what, done):
                row.times += 1
                return
        self.add(kind, line, field, what, done, value)

    def placed(self, file: str, line: int, times: int) -> list[Problem]:
        """The rows of an entry that begins on `line` of `file` and was met so many times."""
        return [
            Problem(
                row.kind, file, None if row.line is None else row.line + line, row.field, row.what, row.done, row.value,
                times,
            )
            for row in self.rows
        ]  # fmt: skip


class Problems:
    """The problems of one build, in the order of the files.

    >>> report = Report("a.md")
    >>> report.add("lost", 4, "quality", "not a number", "left out", "high")
    >>> problems = Problems()
    >>> problems.extend(report.rows)
    >>> print(problems[0])
    a.md:4: quality: not a number (“high”); left out
    """

    def __init__(self) -> None:
        self._rows: list[Problem] = []

    def __repr__(self) -> str:
        return f"<Problems: {len(self._rows):,}>"

    def extend(self, rows: list[Problem]) -> None:
        """Take over the rows of a report."""
        self._rows.extend(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._rows)

    def __getitem__(self, index: int) -> Problem:
        return self._rows[index]

    def sort(self) -> None:
        """Put the rows in the order of file, line and field."""
        self._rows.sort(key=lambda row: (row.file, row.line or 0, row.field, row.what, row.value))

    def grouped(self) -> list[tuple[tuple[Kind, str, str], list[Problem]]]:
        """The rows by (kind, what, done): what was lost first, then the most frequent."""
        groups: dict[tuple[Kind, str, str], list[Problem]] = defaultdict(list)
        for row in self._rows:
            groups[row.kind, row.what, row.done].append(row)
        weight = {"lost": 0, "changed": 1, "noted": 2}
        return sorted(groups.items(), key=lambda item: (weight[item[0][0]], -len(item[1]), item[0]))


def shown(value: str, width: int) -> str:
    """A value from the input as it may be shown on a terminal: quoted, one line, no control characters."""
    return f"“{shortened(plain(value, kept=''), width)}”"
