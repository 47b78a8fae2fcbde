"""Seeing files onto the disk and taking their checksums, while others are being written.

Half a gigabyte takes a second or two to arrive, in which nothing is computed: a thread waits for it. It asks for
Python's lock a few times for each file, not once for each of the small pieces that a library would read.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

_PIECE = 32 * 1024 * 1024
"""Bytes that are read at once."""

Facts = dict[str, str | int]
"""The checksum and the size of a file, as they stand in the manifest."""


class Settling:
    """The files that are complete. Leaving its context waits for what is being done, and gives up the rest."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._files: dict[str, Future[Facts]] = {}

    def add(self, path: Path) -> None:
        """Settle a file, which is not written any more."""
        self._files[path.name] = self._thread.submit(_settled, path)

    def finish(self) -> dict[str, Facts]:
        """Wait for all files; returns what is known of each, by its name. Raises `OSError`."""
        return {name: file.result() for name, file in self._files.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)


def _settled(path: Path) -> Facts:
    digest = hashlib.sha256()
    size = 0
    with path.open("rb+", buffering=0) as stream:
        piece = memoryview(bytearray(min(_PIECE, os.fstat(stream.fileno()).st_size or 1)))
        while read := stream.readinto(piece):
            digest.update(piece[:read])
            size += read
        os.fsync(stream.fileno())
    return {"sha256": digest.hexdigest(), "bytes": size}
