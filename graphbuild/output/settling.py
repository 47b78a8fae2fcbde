"""Seeing files onto the disk and taking their checksums, while they are being written.

Half a gigabyte takes a second or two to arrive, in which nothing is computed: a thread sees to it piece by piece. It
asks for Python's lock a few times for each piece, not once for each of the small texts that the writers give, since it
may wait for it as long as for a piece to arrive.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

_PIECE = 32 * 1024 * 1024
"""Bytes that are seen to at once."""

_sync = getattr(os, "fdatasync", os.fsync)
"""macOS has but one."""

Facts = dict[str, str | int]
"""The checksum and the size of a file, as they stand in the manifest."""


class Settling:
    """The files of a build. Leaving its context waits for what is being done, and gives up the rest."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._room = _Room()
        self._files: dict[str, _File] = {}

    @contextlib.contextmanager
    def written(self, path: Path) -> Iterator[BinaryIO]:
        """Open a file to be written from its beginning to its end. Raises `OSError`."""
        file = _File(path, self._thread, self._room)
        with _Growing(path, file.piece) as stream:
            self._files[path.name] = file
            yield stream
        file.end()

    def finish(self) -> dict[str, Facts]:
        """Wait for all files; returns what is known of each, by its name. Raises `OSError`."""
        return {name: file.facts() for name, file in self._files.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)
        for file in self._files.values():
            file.close()


class _Growing(io.BufferedWriter):
    """A file that tells when a piece of it is complete."""

    def __init__(self, path: Path, piece: Callable[[], None]) -> None:
        super().__init__(io.FileIO(path, "w"))
        self._told = piece
        self._untold = 0

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write what a writer gives."""
        self._untold += super().write(data)
        if self._untold >= _PIECE:
            self.flush()
            self._untold = 0
            self._told()
        return len(data)


class _Room:
    """Memory to read pieces into, one after another: the system takes longer to give new memory than to fill it."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def take(self, size: int) -> memoryview:
        """So much of it."""
        if len(self._bytes) < size:
            self._bytes = bytearray(size)
        return memoryview(self._bytes)[:size]


class _File:
    """What is known of a file up to where it has been seen to."""

    def __init__(self, path: Path, thread: ThreadPoolExecutor, room: _Room) -> None:
        self._path = path
        self._thread = thread
        self._room = room
        self._steps: list[Future[None]] = []
        self._stream: io.FileIO | None = None
        self._digest = hashlib.sha256()
        self._size = 0

    def piece(self) -> None:
        """See to one piece more, which has been written."""
        self._steps.append(self._thread.submit(self._see))

    def end(self) -> None:
        """See to the rest: the file is complete."""
        self._steps.append(self._thread.submit(self._see_all))

    def facts(self) -> Facts:
        """Wait for it. Raises `OSError`."""
        for step in self._steps:
            step.result()
        return {"sha256": self._digest.hexdigest(), "bytes": self._size}

    def close(self) -> None:
        """Give it up, if it is not complete."""
        if self._stream:
            self._stream.close()

    def _see(self) -> None:
        self._read()
        _sync(self._opened().fileno())

    def _see_all(self) -> None:
        with self._opened() as stream:
            while self._read():
                pass
            os.fsync(stream.fileno())

    def _read(self) -> int:
        stream = self._opened()
        there = os.fstat(stream.fileno()).st_size - self._size
        piece = self._room.take(min(_PIECE, there))
        read = stream.readinto(piece) or 0
        self._digest.update(piece[:read])
        self._size += read
        return read

    def _opened(self) -> io.FileIO:
        if self._stream is None:
            self._stream = io.FileIO(self._path, "r+")
        return self._stream
