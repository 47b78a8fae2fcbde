"""The terminal: where commands talk and show results, and how far they are, with rich.

Texts from the input are shown as text: control characters are replaced, and nothing in them is markup.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from graphbuild.progress import Progress
from graphbuild.text import plain

if TYPE_CHECKING:
    from rich.progress import Progress as Bars


class _Worded(Console):
    """Breaks lines between words. What is longer than a line, as an address may be, stays whole for who copies it."""

    def print(self, *objects: Any, **how: Any) -> None:
        """Print; a text alone is broken by the width of the terminal, further lines under the first."""
        if not self.is_terminal or len(objects) != 1 or not isinstance(objects[0], str | Text):
            super().print(*objects, **how)
            return
        whole = objects[0] if isinstance(objects[0], Text) else Text(objects[0])
        for line in whole.split("\n", allow_blank=True):
            super().print(self._broken(line), **how)

    def _broken(self, line: Text) -> Text:
        text = line.plain
        if line.cell_len <= self.width:
            return line
        under = " " * (len(text) - len(text.lstrip()) + 2)
        breaks, used = [], 0
        for word in re.finditer(r"\s*\S+", text):
            used += cell_len(word[0])
            if used > self.width and word.start():
                breaks.append(word.start())
                used = len(under) + cell_len(word[0].lstrip())
        first, *others = line.divide(breaks)
        spaces = (len(other.plain) - len(other.plain.lstrip()) for other in others)
        return Text("\n").join(
            [first, *(Text(under).append_text(other[space:]) for other, space in zip(others, spaces, strict=True))]
        )


def talk() -> Console:
    """For what is said beside the results: standard error."""
    return _Worded(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def results() -> Console:
    """For results, which rich breaks by the width."""
    width = None if sys.stdout.isatty() else 200  # a pipe has no width: do not fold a headline
    return Console(highlight=False, markup=False, emoji=False, width=width)


def lines() -> Console:
    """For results of words and addresses, which no line break may part."""
    return _Worded(highlight=False, markup=False, emoji=False, soft_wrap=True)


def complain(message: str) -> None:
    """Say on standard error why a command stopped."""
    talk().print(Text("graphbuild: ", style="bold red").append(Text(clean(message), style="default")))


def tell(what: str, *, quiet: bool = False) -> None:
    """Say on standard error what takes long, or could not be done."""
    if not quiet:
        talk().print(Text(clean(what)))


def tell_written(path: str, what: str = "", *, quiet: bool = False) -> None:
    """Say on standard error which file was written, and what is in it."""
    tell(f"Wrote {path}: {what}." if what else f"Wrote {path}.", quiet=quiet)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """A progress bar on a terminal, a line a stage elsewhere, nothing with `quiet`."""
    if quiet:
        yield lambda stage, done, total: None
        return
    console = talk()
    if not console.is_terminal:
        yield _Lines(console)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        tasks: dict[str, int] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                if stage == "writing":
                    _without_thread(bars)
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(bars.task_ids[tasks[stage]], completed=done, total=total, refresh=stage == "writing")

        yield show


def _without_thread(bars: Bars) -> None:
    """Let a bar be drawn only when it is told of something: two processes write, if no thread runs beside."""
    running = [thread for thread in threading.enumerate() if type(thread).__module__.startswith("rich.")]
    bars.stop()
    for thread in running:
        thread.join(1)  # rich does not wait for it
    bars.live.auto_refresh = False
    bars.start()


class _Lines:
    """One line when a stage begins and every ten seconds within it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stage = ""
        self._said = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage != self._stage or (done < total and now - self._said > 10):
            self._stage, self._said = stage, now
            steps = f" {done:,} of {total:,}" if total > 1 else ""
            self._console.print(f"{stage}{steps} …")


def show_text(text: str) -> None:
    """A text of several lines."""
    console = lines()
    for line in text.split("\n"):
        console.print(Text(clean(line)))


def clean(text: str) -> str:
    """A text that does nothing at a terminal: control characters are replaced."""
    return plain(text, kept="\n")


def one_line(text: str) -> str:
    """The same, in one line."""
    return plain(text, kept="")
