"""The SPARQL store of a build, made from that of the build before: what did not change is not loaded again.

Loading is most of the work of a build. The files of the store's tables are never changed once they are written, only
added and removed, so the new store begins with links to them; then the subjects of which `graph.nq` says something
else than before are brought to what it says now.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph

from graphbuild.cache.folder import Cache
from graphbuild.cache.last import last, outputs
from graphbuild.export.store import Loading, Loads

MOST = 0.2
"""The share of changed lines from which loading everything is quicker."""


def successor(cache: Cache, out: Path) -> Callable[[Path], Loads]:
    """What makes the store: from the one in `out` if that is as the last build left it, else from nothing."""

    def load(folder: Path) -> Loads:
        known = last(cache)
        usable = known is not None and known.outputs == outputs(cache, out)
        return Succession(out, folder) if usable else Loading(folder)

    return load


class Succession:
    """A store that begins with what the one before holds."""

    def __init__(self, out: Path, folder: Path) -> None:
        self._out = out
        self._folder = folder
        self._parts: list[tuple[int, int, bytes]] = []

    def part(self, quads: int, triples: int, more: bytes) -> None:
        """Take note of a part: what changed is known when all of `graph.nq` is written."""
        self._parts.append((quads, triples, more))

    def finish(self) -> int:
        """Bring the store to what `graph.nq` beside it says. Raises `OSError`."""
        nquads = self._folder.parent / "graph.nq"
        changed = changed_subjects(self._out / "graph.nq", nquads)
        if changed is not None:
            try:
                _copy(self._out / "store", self._folder)
                return _brought_to(self._folder, nquads, changed)
            except (ValueError, RuntimeError, SyntaxError):
                # Whatever is wrong with it: the statements are in graph.nq.
                shutil.rmtree(self._folder)
        with Loading(self._folder) as loading:
            for part in self._parts:
                loading.part(*part)
            return loading.finish()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


def changed_subjects(old: Path, new: Path) -> set[bytes] | None:
    """The subjects of the lines that only one of two files of N-Quads has; `None` if they are too many.

    Most lines stand in the same order: both files are read side by side, and what is met in one waits for its like in
    the other.
    """
    only: dict[bytes, int] = {}
    read = 0
    with old.open("rb") as before, new.open("rb") as after:
        while True:
            one, other = before.readline(), after.readline()
            if not one and not other:
                break
            read += 1
            if one == other:
                continue
            for line, sign in ((one, 1), (other, -1)):
                if line:
                    count = only[line] = only.get(line, 0) + sign
                    if not count:
                        del only[line]
            if len(only) > 10_000 and len(only) > MOST * read:
                return None
    if len(only) > MOST * read:
        return None
    return {_subject(line) for line in only}


def _subject(line: bytes) -> bytes:
    return line[: line.index(b"> ") + 1]


def _copy(store: Path, folder: Path) -> None:
    folder.mkdir()
    for path in store.iterdir():
        if path.suffix == ".sst":
            try:
                os.link(path, folder / path.name)
                continue
            except OSError:  # a file system without links
                pass
        shutil.copy2(path, folder / path.name)


def _brought_to(folder: Path, nquads: Path, subjects: set[bytes]) -> int:
    """Let a store say of some subjects what a file says, and nothing else; returns the number of its statements."""
    store = pyoxigraph.Store(str(folder))
    wanted = set(_said(nquads, subjects))
    there = {
        quad
        for subject in subjects
        for quad in store.quads_for_pattern(pyoxigraph.NamedNode(subject[1:-1].decode()), None, None, None)
    }
    for quad in there - wanted:
        store.remove(quad)
    store.extend(wanted - there)
    store.flush()
    count = len(store)
    del store  # closes it
    for log in folder.glob("LOG*"):
        log.unlink()  # names the path of the machine that built it
    return count


def _said(nquads: Path, subjects: set[bytes]) -> Iterator[pyoxigraph.Quad]:
    """What a file says of some subjects: each statement in its graph, and in the default graph."""
    with nquads.open("rb") as stream:
        lines = b"".join(line for line in stream if _subject(line) in subjects)
    for quad in pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_QUADS):
        yield quad
        yield pyoxigraph.Quad(quad.subject, quad.predicate, quad.object)
