"""What is watched: the folders whose changes the operating system tells, and what has to be looked at by itself.

The system tells what changes in a folder and below it. It does not tell that the folder was removed and made anew,
that a link leads elsewhere now, or that somebody wrote into a file to which a link leads. So folders that are given,
single files and links are looked at from time to time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from graphbuild.errors import BadOption
from graphbuild.ingest.folder import leads_back, printable
from graphbuild.ingest.snapshot import Stamp
from graphbuild.text import is_unicode


class _Mark(NamedTuple):
    """What is at a path: another mark is a change."""

    leads_to: str
    folder: int | None = None
    """The inode of a folder; what changes in it is told by the system."""
    file: Stamp | None = None


class Watched:
    """Files and folders, with the links in them; what is in the folders that are `ours` does not count."""

    def __init__(self, paths: Sequence[str | os.PathLike[str]], ours: Iterable[str | os.PathLike[str]]) -> None:
        """Raises `BadOption` for a folder of which the system could not tell anything."""
        self._given = sorted({os.path.abspath(path) for path in paths})
        for path in self._given:
            if os.path.isdir(path) and not is_unicode(os.path.realpath(path)):
                raise BadOption(f"{printable(path)} cannot be watched: its name is not in UTF-8.")
        self._ours = [os.path.realpath(folder) for folder in ours]
        self._marks: dict[str, _Mark] = {}
        self.find_links()

    def find_links(self) -> None:
        """Look for links that are new, or gone. To be called when something changed."""
        roots = [Path(os.path.realpath(path)) for path in self._given]
        links = {link for root in roots for link in self._links(root, roots)}
        self._marks = {path: self._marks.get(path) or _mark(path) for path in sorted({*self._given, *links})}

    def folders(self) -> dict[str, int]:
        """The folders whose changes are to be told, and what tells each from another of its name."""
        return {
            mark.leads_to: mark.folder
            for mark in self._marks.values()
            if mark.folder is not None and is_unicode(mark.leads_to)
        }

    def changed(self) -> list[str]:
        """The folders, files and links that are not what they were when they were last looked at."""
        now = {path: _mark(path) for path in self._marks}
        found = [path for path, mark in now.items() if mark != self._marks[path]]
        self._marks = now
        return found

    def below(self, told: Iterable[str]) -> set[str]:
        """Those of the paths told by the system where a change can make a difference.

        Hidden files and folders are not read, and outputs are ours.
        """
        folders = self.folders()
        return {path for path in told if not self._is_ours(path) and any(_is_read(path, folder) for folder in folders)}

    def _is_ours(self, path: str) -> bool:
        return any(_is_in(path, folder) for folder in self._ours)

    def _links(self, root: Path, roots: list[Path]) -> Iterator[str]:
        """The links in a folder that lead out of what is watched, and those in the folders to which they lead."""
        seen = set()
        pending = [root]
        while pending:
            folder = pending.pop()
            real = os.path.realpath(folder)
            if real in seen or self._is_ours(real):
                continue
            seen.add(real)
            for entry in _entries(folder):
                path = Path(entry.path)
                if entry.name.startswith("."):
                    continue
                if not entry.is_symlink():
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(path)
                elif not leads_back(path, roots):
                    yield entry.path
                    pending.append(path)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # no folder, gone, or not for us: the build says what it means
        return []


def _mark(path: str) -> _Mark:
    leads_to = os.path.realpath(path)
    try:
        status = os.stat(path)
    except OSError:
        return _Mark(leads_to)
    if os.path.isdir(path):
        return _Mark(leads_to, folder=status.st_ino)
    return _Mark(leads_to, file=Stamp.of(status))


def _is_read(path: str, folder: str) -> bool:
    """Whether what is at a path is read as a part of a folder; what editors leave with a `~` need not be waited for."""
    if not _is_in(path, folder) or path.endswith("~"):
        return False
    return not any(part.startswith(".") for part in path.removeprefix(folder).split(os.sep))


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
