"""Which files a build on a cluster reads, in the order and under the names of a build on one machine."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from graphbuild.cluster import place
from graphbuild.errors import BadOption, SourceNotFound
from graphbuild.ingest.folder import find, outputs, printable
from graphbuild.output.artifacts import OWN
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
    if len(schemes := {source.partition("://")[0] for source in sources}) > 1:
        raise BadOption(f"All sources must be in one file system, not in {' and '.join(sorted(schemes))}.")
    there: dict[str, tuple[str, int]] = {}
    roots = set()
    for source in sources:
        files, root = place.system(source)
        details: dict[str, Any] = {}
        with place.reaching(source), suppress(FileNotFoundError):  # of a bucket that there is not
            details = files.find(root, detail=True)
        if not details:
            raise SourceNotFound(f"There is no file or folder {source!r}.")
        roots.add(root)
        for path, facts in details.items():
            if path.endswith("/"):  # an empty object with which a browser of an object store shows a folder
                continue
            there[path] = (files.unstrip_protocol(path), int(facts.get("size") or 0))
    base = os.path.commonpath([os.path.dirname(root) if root in there else root for root in roots])
    found, inside = Found(), _folders(there)
    taken = {path for root in roots for path in _walk(root, roots, inside, found) if path in there}
    names = {printable(path.removeprefix(base).lstrip("/")): there[path] for path in taken}
    for name, (url, size) in sorted(names.items()):
        found.files.append((len(found.files), name, url))
        found.sizes.append(size)
    return found


def _walk(root: str, roots: Collection[str], inside: Mapping[str, Mapping[str, str]], found: Found) -> Iterator[str]:
    """What is below a root; what is left out is left out in a folder of a disk too (`ingest.folder`)."""
    pending = [root]
    while pending:
        path = pending.pop()
        yield path
        names = inside.get(path, {})
        if built := outputs(names):
            found.left_out["builds of graphbuild"] += 1
            if path not in roots:
                continue
        for name in names.keys() - built:
            if name.startswith(OWN):
                continue
            if name.startswith("."):
                found.left_out["hidden files and folders"] += 1
            else:
                pending.append(names[name])


def _folders(paths: Iterable[str]) -> dict[str, dict[str, str]]:
    """What is in each folder: names, and the paths that they stand for."""
    inside: dict[str, dict[str, str]] = {}
    for path in paths:
        while path:
            folder, _, name = path.rpartition("/")
            there = inside.setdefault(folder, {})
            if name in there:
                break
            there[name] = path
            path = folder
    return inside
