"""The files that a build leaves: their names, and the checksum that tells whether one is as it was built."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

OUTPUTS = (
    "graph.ttl",
    "graph.nq",
    "graph.jsonld",
    "graph.graphml",
    "graph.gexf",
    "view.html",
    "problems.csv",
    "store",
    "manifest.json",
)
"""In the order in which they are moved into place: the manifest, which tells of the others, last."""

Sums = dict[str, dict[str, str | int]]
"""The checksum and size of each file, as they stand in the manifest."""

OWN = ".graphbuild-"
"""What the names of other files of ours begin with: a cache, outputs that are not complete."""


@contextmanager
def summed(path: Path, sums: Sums) -> Iterator[BinaryIO]:
    """A file to be written, whose checksum is taken while it passes by, and put into `sums`. Raises `OSError`."""
    with path.open("wb") as stream:
        passing = _Summed(stream)
        yield cast("BinaryIO", passing)
    sums[path.name] = {"sha256": passing.digest.hexdigest(), "bytes": passing.size}


class _Summed:
    def __init__(self, stream: BinaryIO) -> None:
        self.digest = hashlib.sha256()
        self.size = 0
        self._stream = stream

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        return self._stream.write(data)


def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises `OSError`."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
