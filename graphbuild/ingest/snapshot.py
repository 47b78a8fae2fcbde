"""A file's bytes as they stood at one moment, though others may write into it.

A file that is edited in place while it is read would give half of the old text and half of the new. So what the file
system says of it is compared before and after; if it changed, the file is read once more.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple


class Stamp(NamedTuple):
    """What changes when a file does: also `ctime_ns` and `inode`, since a copy may keep size and `mtime_ns`."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        """What the file system says of a file."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The bytes of a file, no more than were asked for."""

    data: bytes
    stamp: Stamp
    steady: bool
    """Nobody wrote into the file while it was read. Else `data` may hold parts of two states."""


def snapshot(path: Path, most: int, opened: Callable[[Path], BinaryIO] = lambda path: path.open("rb")) -> Snapshot:
    """Read a file, once more if it changed meanwhile. Raises `OSError`.

    `most` are the bytes to read; `opened` is for tests.
    """
    taken = _taken(path, most, opened)
    return taken if taken.steady else _taken(path, most, opened)


def _taken(path: Path, most: int, opened: Callable[[Path], BinaryIO]) -> Snapshot:
    with opened(path) as stream:
        before = Stamp.of(os.fstat(stream.fileno()))
        data = stream.read(most)
        after = Stamp.of(os.fstat(stream.fileno()))
    # By its name too: an editor that replaces the file leaves the opened one as it was.
    there = Stamp.of(path.stat()) == after
    return Snapshot(data, after, before == after and there and len(data) == min(after.size, most))
