"""What was not taken as it stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

from rich.text import Text

from graphbuild.cli import terminal
from graphbuild.cli.terminal import clean
from graphbuild.problems import Problems
from graphbuild.text import counted

EXAMPLES = 3
"""Problems of one kind that are shown one by one when there are many, unless something was lost."""


MOST_LOST = 200
"""Problems of one kind in which something was lost that are shown one by one."""


_ALL_SHOWN = 20
"""So many problems are all shown."""


def show_problems(problems: Problems, out: str, known: Collection[str] = ()) -> None:
    """The problems: all of a few, the first of each kind of many, and none of those that are known."""
    console = terminal.talk()
    if not len(problems):
        return
    said = counted(len(problems), "problem")
    if known:
        new = [row for row in problems if str(row) not in known]
        problems = Problems()
        problems.extend(new)
        said += f", {len(new):,} of them new" if new else ", none of them new"
    elif len(problems) > _ALL_SHOWN:
        said += f" ({_kinds(problems)})"
    console.print(f"{said}:" if len(problems) else f"{said}.")
    for (kind, what, done), rows in problems.grouped():
        if len(problems) <= _ALL_SHOWN:
            for row in rows:
                console.print(_colored(kind, f"  {clean(str(row))}"))
            continue
        console.print(_colored(kind, f"  {kind}: {what}; {done}: {len(rows):,}"))
        # What was lost is shown in full, within reason: a fourth lost file is not to be overlooked.
        examples = MOST_LOST if kind == "lost" else EXAMPLES
        for row in rows[:examples]:
            console.print(f"      {clean(str(row))}")
        if len(rows) > examples:
            console.print(f"      … and {len(rows) - examples:,} more, in {Path(out, 'problems.csv')}")


def _kinds(problems: Problems) -> str:
    """How many problems there are of each kind, and first whether anything was lost."""
    counts = Counter(row.kind for row in problems)
    kinds = [f"{counts[kind]:,} {kind}" for kind in ("lost", "changed", "noted") if counts[kind]]
    return ", ".join(kinds if counts["lost"] else ["nothing lost", *kinds])


def _colored(kind: str, text: str) -> Text:
    return Text(text, style={"lost": "red", "changed": "yellow"}.get(kind, ""))
