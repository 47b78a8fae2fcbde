"""A file's bytes as they stood at one moment, though others may write into it.

A file that is edited in place while it is read would give half of the old text and half of the new. So what the file
system says of it is compared before and after; if it changed, the file is read once more.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from graphbuild.problems import Report

Opened = Callable[[], BinaryIO]


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


def snapshot(path: Path, most: int, opened: Callable[[Path], io.RawIOBase] = io.FileIO) -> Snapshot:
    """Read a file, once more if it changed meanwhile. Raises `OSError`.

    `most` are the bytes to read; `opened` is for tests.
    """
    taken = _taken(path, most, opened)
    return taken if taken.steady else _taken(path, most, opened)


def _taken(path: Path, most: int, opened: Callable[[Path], io.RawIOBase]) -> Snapshot:
    with opened(path) as stream:
        before = Stamp.of(os.fstat(stream.fileno()))
        data = _read(stream, min(before.size, most))
        after = Stamp.of(os.fstat(stream.fileno()))
    # By its name too: an editor that replaces the file leaves the opened one as it was.
    there = Stamp.of(os.stat(path)) == after
    return Snapshot(data, after, before == after and there and len(data) == min(after.size, most))


def _read(stream: io.RawIOBase, size: int) -> bytes:
    """So many bytes, fewer only at the end: the system may give less than it is asked for."""
    data = stream.read(size + 1) or b""  # one more is there if the file grows
    while len(data) < size and (more := stream.read(size - len(data))):
        data += more
    return data


@contextmanager
def steadily(path: Path, report: Report, most: int) -> Iterator[tuple[BinaryIO, Opened]]:
    """A file to read, and how to open it once more; that somebody wrote into it meanwhile is reported.

    One of more than `most` bytes is not held in memory and so read once, as it stands. Raises `OSError`.
    """
    if os.stat(path).st_size <= most:
        taken = snapshot(path, most + 1)
        if not taken.steady:
            _say(report, "changed while it was read, twice")
        yield io.BytesIO(taken.data), lambda: io.BytesIO(taken.data)
        return
    before = Stamp.of(path.stat())
    with path.open("rb", buffering=0) as stream:
        yield stream, lambda: path.open("rb")
    if Stamp.of(path.stat()) != before:
        _say(report, "changed while it was read")


def _say(report: Report, what: str) -> None:
    report.add("noted", None, "", what, "taken as it was read last: build again")
