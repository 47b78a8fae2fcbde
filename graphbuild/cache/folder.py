"""The folder of a cache, and what goes wrong with it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from graphbuild.cache import entry
from graphbuild.cache.sums import Sums
from graphbuild.cache.version import fingerprint
from graphbuild.output.artifacts import TAG, TAGGED

if TYPE_CHECKING:
    from graphbuild.cache.findings import Texts
    from graphbuild.cache.readings import Readings
    from graphbuild.enrich.search import Search
    from graphbuild.ingest.reading import Files

UNUSED = 30 * 24 * 3600
"""Seconds after which an entry that no build asked for is removed."""

Value = TypeVar("Value")


class Cache:
    """A folder of entries by name. Nothing here raises: a cache that fails is an empty cache.

    Builds into several folders may share one; `out` is the folder that this build writes.
    """

    def __init__(self, folder: str | os.PathLike[str], out: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self._scope = hashlib.blake2b(os.fsencode(os.path.realpath(out)), digest_size=8).hexdigest()
        self.version = fingerprint()
        self._open: list[Callable[[], None]] = []
        self.damaged: list[str] = []
        """The names of the entries that were found damaged."""
        self.complaint: str | None = None
        """Why nothing can be kept, in words."""

    @cached_property
    def sums(self) -> Sums:
        """The checksums of files."""
        return self.get(self.own("sums"), Sums) or Sums()

    def reading(self, files: Files, readers: Iterable[str], settings: Mapping[str, str], number: int) -> Readings:
        """What is kept of the input files, of which there is such a number; it is written when the cache is closed."""
        from graphbuild.cache.readings import Readings

        found = Readings(self, files, list(readers), settings, number)
        self._open.append(found.close)
        return found

    def searched(self, texts: Sequence[Texts], search: Search) -> dict[str, dict[int, Any]]:
        """What is found in texts: see `Findings.search`."""
        from graphbuild.cache.findings import Findings

        return Findings(self).search(texts, search)

    def own(self, name: str) -> str:
        """The name of an entry that belongs to the output folder of this build alone."""
        return f"{name}-{self._scope}"

    def get(self, name: str, read: Callable[[Any], Value]) -> Value | None:
        """An entry, as `read` makes it of its content; `None` if there is none that can be used."""
        return self.lines(name, lambda lines: read(json.loads(b"\n".join(lines))))

    def lines(self, name: str, read: Callable[[list[bytes]], Value]) -> Value | None:
        """An entry, as `read` makes it of its lines; `None` if there is none that can be used."""
        path = self.folder / name
        try:
            lines = entry.load(path, self.version)
            value = None if lines is None else read(lines)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError):
            self.damaged.append(name)
            return None
        if value is not None:
            self._used(path)
        return value

    def put(self, name: str, content: Any) -> None:
        """Keep an entry, in place of the one of that name."""
        self.put_lines(name, entry.written(content))

    def put_lines(self, name: str, *lines: bytes) -> None:
        """Keep an entry of such lines, in place of the one of that name."""
        if self.complaint:
            return
        try:
            self._make()
            entry.save(self.folder / name, self.version, *lines)
        except OSError as error:
            self.complaint = f"nothing can be kept in {self.folder}: {error.strerror or error}"

    def close(self) -> None:
        """Keep what was asked for, and remove what nobody uses. To be called when a build is done."""
        for close in self._open:
            close()
        self._open.clear()
        self.put(self.own("sums"), self.sums.content())
        before = time.time() - UNUSED
        with contextlib.suppress(OSError):
            for path in filter(Path.is_file, self.folder.iterdir()):
                stale = path.name.startswith(entry.TEMPORARY) and path.stat().st_mtime < time.time() - 3600
                if stale or (path.stat().st_mtime < before and self._is_entry(path)):
                    path.unlink()

    def _make(self) -> None:
        if self.folder.is_dir() and any(self.folder.iterdir()):
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / TAG).write_text(TAGGED, encoding="ascii")
        (self.folder / ".gitignore").write_text("*\n", encoding="ascii")

    @staticmethod
    def _is_entry(path: Path) -> bool:
        """Whether a file is of a cache: a folder that was named by mistake keeps its files."""
        with path.open("rb") as stream:
            return stream.read(17) == b"graphbuild cache "

    @staticmethod
    def _used(path: Path) -> None:
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - 24 * 3600:
                os.utime(path)
