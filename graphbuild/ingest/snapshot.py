"""A file's bytes as they stood at one moment, though others may write into it.

A file that is edited in place while it is read would give half of the old text and half of the new. So what the file
system says of it is compared before and after; if it changed, the file is read once more.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from graphbuild.problems import Report
from graphbuild.regularfile import regular

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
    steady: bool
    """Nobody wrote into the file while it was read. Else `data` may hold parts of two states."""


def snapshot(path: Path, most: int, read: Callable[[int, int], bytes] = os.read) -> Snapshot | None:
    """Read a file, once more if it changed meanwhile; `None` if it has more than `most` bytes. Raises `OSError`.

    `read` is for tests.
    """
    taken = _taken(path, most, read)
    return taken if taken is None or taken.steady else _taken(path, most, read)


def _taken(path: Path, most: int, read: Callable[[int, int], bytes]) -> Snapshot | None:
    # Thousands of small files are read so: no stream is made, which would ask the system twice as much.
    opened = regular(path)
    try:
        before = os.fstat(opened)
        if before.st_size > most:
            return None
        data = read(opened, before.st_size + 1)  # one byte more, which is there if the file grows
        while len(data) < before.st_size and (more := read(opened, before.st_size - len(data))):
            data += more
    finally:
        os.close(opened)
    # Asked by its name: an editor that replaces the file leaves the opened one as it was.
    steady = len(data) == before.st_size and Stamp.of(before) == Stamp.of(os.stat(path))
    return Snapshot(data, steady)


@contextmanager
def steadily(path: Path, report: Report, most: int) -> Iterator[tuple[BinaryIO, Opened]]:
    """A file to read, and how to open it once more; that somebody wrote into it meanwhile is reported.

    One of more than `most` bytes is not held in memory and so read once, as it stands. Raises `OSError`.
    """
    taken = snapshot(path, most)
    if taken is not None:
        if not taken.steady:
            _say(report, "changed while it was read, twice")
        yield io.BytesIO(taken.data), lambda: io.BytesIO(taken.data)
        return
    before = Stamp.of(path.stat())
    with ExitStack() as opened:
        raw = opened.enter_context(open(path, "rb", buffering=0, opener=regular))
        yield raw, lambda: opened.enter_context(open(path, "rb", opener=regular))
    if Stamp.of(path.stat()) != before:
        _say(report, "changed while it was read")


def _say(report: Report, what: str) -> None:
    report.add("noted", None, "", what, "taken as it was read last: build again")
