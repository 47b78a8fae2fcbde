"""The checksums of files, remembered as long as the file system says that a file is the same."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import Any

from graphbuild.ingest.snapshot import Stamp
from graphbuild.regularfile import regular

GRAIN = 2_000_000_000
"""Nanoseconds within which two writes may bear one date; FAT has the coarsest dates, of two seconds."""

_PIECE = 1 << 20


class Sums:
    """SHA-256 by path.

    A file that was written just before it was read could be written again within the same tick of the file system's
    clock, and look the same. Git calls such a file racily clean. Its checksum is not remembered: it is read again the
    next time.
    """

    def __init__(self, remembered: Any = None) -> None:
        self._known: dict[str, tuple[Stamp, str]] = {}
        if remembered is not None:
            for name, *stamp, sha256 in remembered:
                self._known[str(name)] = Stamp(*map(int, stamp)), str(sha256)
        self._kept: dict[str, tuple[Stamp, str]] = {}

    def of(self, path: Path) -> str | None:
        """The checksum of a file, in hexadecimal; `None` for one that changes while it is read. Raises `OSError`."""
        name = _name(path)
        known = self._known.get(name)
        if known and Stamp.of(path.stat()) == known[0]:
            self._kept[name] = known
            return known[1]
        began = time.time_ns()
        with open(path, "rb", opener=regular) as stream:
            stamp = Stamp.of(os.fstat(stream.fileno()))
            digest = hashlib.sha256()
            while stream.tell() <= stamp.size and (piece := stream.read(_PIECE)):  # some below /proc have no end
                digest.update(piece)
            if stream.tell() != stamp.size:
                return None
        if Stamp.of(path.stat()) != stamp:
            return None
        if max(stamp.mtime_ns, stamp.ctime_ns) < began - GRAIN:
            self._kept[name] = self._known[name] = stamp, digest.hexdigest()
        return digest.hexdigest()

    def content(self) -> list[list[str | int]]:
        """What is to be remembered: the files that were asked for, without those that may have changed since."""
        return [[name, *stamp, sha256] for name, (stamp, sha256) in sorted(self._kept.items())]


def _name(path: Path) -> str:
    """A file's name in the cache, which may travel with the outputs: it gives away no path of the machine."""
    return hashlib.blake2b(os.fsencode(os.path.abspath(path)), digest_size=16).hexdigest()
