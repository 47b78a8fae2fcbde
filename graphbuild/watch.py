"""Building again whenever an input file changes, until somebody stops it.

Changes are looked for by `watchfiles`, which asks the operating system where that tells (and looks itself where it does
not, as on network drives). It gathers what changes within a moment, as when an editor saves or version control checks
out. What changes during a build is seen when it is done.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Protocol

from graphbuild.errors import MissingExtra
from graphbuild.output.artifacts import OWN

PAUSE = 200
"""Milliseconds without a change before a build begins."""

LONGEST = 2000
"""Milliseconds after which it begins though changes go on."""


class Stop(Protocol):
    """What says whether to stop: a `threading.Event`, or a `CtrlC`."""

    def is_set(self) -> bool:
        """Whether to stop."""


class CtrlC:
    """Ctrl-C, remembered while in its context.

    It raises `KeyboardInterrupt` as ever. But where that comes up while Python clears an object away, as it does with a
    whole graph when a build is done, Python cannot raise it, prints it and goes on.
    """

    def __init__(self) -> None:
        self._pressed = False

    def is_set(self) -> bool:
        """Whether it was pressed."""
        return self._pressed

    def __enter__(self) -> CtrlC:
        with contextlib.suppress(ValueError):  # not in the main thread
            if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else somebody wants it ignored
                signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, *error: object) -> None:
        if signal.getsignal(signal.SIGINT) == self._press:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _press(self, number: int, frame: FrameType | None) -> None:
        self._pressed = True
        raise KeyboardInterrupt


def changes(
    watched: Sequence[str | os.PathLike[str]], out: str | os.PathLike[str], stop: Stop | None = None
) -> Iterator[list[str]]:
    """The paths below `watched` that changed, each time some did; what is in `out` does not count.

    The first is an empty list: from then on no change is missed. Ends when `stop` is set. Raises `MissingExtra`.
    """
    try:
        from watchfiles import watch
    except ImportError as error:
        raise MissingExtra("Watching needs a part that is not installed: `pip install 'graphbuild[watch]'`.") from error
    counts = _counting(Path(out))
    roots = sorted({os.path.realpath(path) for path in watched})
    # A single file is watched by its folder: editors put a new one in its place.
    folders = sorted({root if os.path.isdir(root) else os.path.dirname(root) for root in roots})

    def asked(path: str) -> bool:
        return any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in roots) and counts(path)

    found = watch(
        *folders, watch_filter=lambda change, path: asked(path), debounce=LONGEST, step=PAUSE, stop_event=stop,
        rust_timeout=500, yield_on_timeout=True, ignore_permission_denied=True,
    )  # fmt: skip
    first = True
    for batch in found:
        if batch or first:
            first = False
            yield sorted({os.path.relpath(path) for _, path in batch})


def _counting(out: Path) -> Callable[[str], bool]:
    """Whether a change can make a difference: hidden files are not read, and outputs are ours."""
    written = os.path.realpath(out) + os.sep

    def counts(path: str) -> bool:
        name = os.path.basename(path)
        return not (path + os.sep).startswith(written) and not name.startswith((".", OWN)) and not name.endswith("~")

    return counts
