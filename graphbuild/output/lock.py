"""Who may change an output folder, and when: locks that end with the process that holds them.

Three things are held, each for itself, and always in this order:

- the output folder, by a build, from before it reads to its end: one builds into a folder at a time;
- `graph.nq`, by who fills the store of it: one fills at a time, and a build that goes on meanwhile is not waited for;
- `manifest.json`, by who moves something into place, for milliseconds: what is moved in belongs to that build.

A system without such locks (Windows, some network drives) does without.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from graphbuild.errors import OutputError

_TRIES = 5


@dataclass(frozen=True)
class Held:
    """An output folder that one build may write into."""

    folder: Path
    began: os.stat_result
    """What it was when it was locked."""

    def still(self) -> bool:
        """Whether it is there and no other of its name: somebody may remove it, and another build make it anew."""
        return self.folder.is_dir() and os.path.samestat(self.began, self.folder.stat())


@contextlib.contextmanager
def building(folder: Path) -> Iterator[Held]:
    """Make the folder, and let one build at a time write into it; a folder made in vain is removed.

    Raises `OutputError` if another build is at it, and `OSError`.
    """
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    handle = _made_and_locked(folder)
    try:
        yield Held(folder, folder.stat() if handle is None else os.fstat(handle))
    finally:
        for parent in made:  # by who holds it alone: to another build it is not in vain
            with contextlib.suppress(OSError):
                parent.rmdir()  # only if empty
        if handle is not None:
            os.close(handle)


def _made_and_locked(folder: Path) -> int | None:
    """The handle of a folder that is there and locked; another build may just be removing one made in vain."""
    for _ in range(_TRIES):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.name != "posix":
                return None
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        if not locked(handle):
            os.close(handle)
            raise OutputError(f"Another build is writing into {folder}.")
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), folder.stat()):
                return handle
        os.close(handle)
    # below /proc, and where a parent is being removed
    raise OutputError(f"Cannot write to {folder}: no folder can be made there.")


@contextlib.contextmanager
def alone(path: Path, waits: Callable[[], None] = lambda: None) -> Iterator[BufferedReader]:
    """Hold a file, open for reading, as it lies there; who also wants it waits, and is given what lies there then.

    `waits` is called before one waits. Raises `OSError`.
    """
    told = False
    while True:
        with path.open("rb") as stream:
            if not locked(stream.fileno()):
                if not told:
                    waits()
                told = True
                locked(stream.fileno(), wait=True)
            if os.path.samestat(os.fstat(stream.fileno()), path.stat()):
                yield stream
                return


def locked(handle: int, *, wait: bool = False) -> bool:
    """Lock an open file or folder; `False` if another has."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
