"""Which files a build on a cluster reads, in the order and under the names of a build on one machine."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from graphbuild.cluster import place
from graphbuild.errors import BadOption, SourceNotFound
from graphbuild.ingest.folder import find, printable
from graphbuild.problems import Problem


@dataclass
class Found:
    """The files, and what was not taken."""

    files: list[tuple[int, str, str]] = field(default_factory=list)
    """The number, the name and the URL of each."""
    sizes: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def split(self, parts: int) -> list[list[tuple[int, str, str]]]:
        """The files in so many runs of about the same size in bytes, some of which may be empty."""
        runs: list[list[tuple[int, str, str]]] = [[] for _ in range(parts)]
        share = max(1, sum(self.sizes)) / parts
        at = 0
        for file, size in zip(self.files, self.sizes, strict=True):
            runs[min(parts - 1, int(at / share))].append(file)
            at += size
        return runs


def listed(sources: Sequence[str]) -> Found:
    """All files below some paths, or below some URLs. Raises `SourceNotFound`, and `BadOption` for a mixture."""
    local = [place.is_local(source) for source in sources]
    if "-" in sources:
        raise BadOption("Standard input is read by one process: leave out --workers and --scheduler.")
    if any(local) and not all(local):
        raise BadOption("All sources must be paths, or all must be URLs.")
    return _on_disk(sources) if all(local) else _elsewhere(sources)


def _on_disk(sources: Sequence[str]) -> Found:
    there = find([source.removeprefix("file://") for source in sources])
    found = Found(left_out=there.left_out)
    for report in there.reports:
        found.problems.extend(report.rows)
    for name, path in there.files.items():
        assert path is not None
        found.files.append((len(found.files), name, place.absolute(str(path))))
        try:
            found.sizes.append(path.stat().st_size)
        except OSError:  # said by who reads it
            found.sizes.append(0)
    return found


def _elsewhere(sources: Sequence[str]) -> Found:
    found = Found()
    there: dict[str, tuple[str, int]] = {}
    roots = []
    for source in sources:
        files, root = place.system(source)
        with place.reaching(source):
            details = files.find(root, detail=True)
        if not details:
            raise SourceNotFound(f"There is no file or folder {source!r}.")
        roots.append(root if root not in details else os.path.dirname(root))
        for path, facts in details.items():
            there[path] = (files.unstrip_protocol(path), int(facts.get("size") or 0))
    base = os.path.commonpath(roots)
    names = {printable(os.path.relpath(path, base)): facts for path, facts in there.items()}
    for name, (url, size) in sorted(names.items()):
        if any(part.startswith(".") for part in PurePosixPath(name).parts):
            found.left_out["hidden files and folders"] += 1
            continue
        found.files.append((len(found.files), name, url))
        found.sizes.append(size)
    return found
