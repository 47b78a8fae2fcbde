"""Building again whenever an input file changes, until somebody stops it.

Changes are looked for by `watchfiles`, which asks the operating system where that tells (and looks itself where it does
not, as on network drives); what the system does not tell of, by `Watched`. What changes within a moment, as when an
editor saves or version control checks out, comes together. What changes during a build is seen when it is done.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Protocol

from graphbuild.errors import BadOption, MissingExtra
from graphbuild.watched import Watched

LOOK = 500
"""Milliseconds after which that is looked at of which the system does not tell."""

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
    paths: Sequence[str | os.PathLike[str]], ours: Sequence[str | os.PathLike[str]], stop: Stop | None = None
) -> Iterator[list[str]]:
    """The paths at and below `paths` that changed, each time some did; what is in the folders `ours` does not count.

    The first is an empty list: from then on no change is missed. Ends when `stop` is set. Raises `MissingExtra`, and
    `BadOption` for what cannot be watched.
    """
    try:
        from watchfiles import watch
    except ImportError as error:
        raise MissingExtra("Watching needs a part that is not installed: `pip install 'graphbuild[watch]'`.") from error
    watched = Watched(paths, ours)
    changed: set[str] = set()
    first = True
    while stop is None or not stop.is_set():
        folders = watched.folders()
        told = watch(
            *folders, watch_filter=None, debounce=LONGEST, step=PAUSE, stop_event=stop, rust_timeout=LOOK,
            yield_on_timeout=True, ignore_permission_denied=True,
        )  # fmt: skip
        try:
            for batch in told:
                below = watched.below(path for _, path in batch)
                changed.update(below, watched.changed())
                if below:
                    watched.find_links()
                if watched.folders() != folders or any(path in folders for _, path in batch):
                    break  # the system goes on to watch what is gone: it is asked anew, before anything is built
                if changed or first:
                    first = False
                    yield sorted({os.path.relpath(path) for path in changed})
                    changed.clear()
        except RuntimeError:  # of watchfiles: something changed whose name is not in UTF-8
            changed.update(folders)
        except FileNotFoundError:  # a folder that was removed just now
            time.sleep(LOOK / 1000)
        except OSError as error:
            raise BadOption(f"Changes cannot be watched: {error}.") from error
        finally:
            told.close()
