"""The SPARQL store of a build, made from the one before it.

Filling a store takes longer than all other writing; most builds change little. The files of a store are never
changed, only added and removed, so the new store begins with links to them; then the subjects of which `graph.nq` says
something else than before are brought to what it says now.

A build that leaves its store for the first question puts the one before aside (`put_aside`), with a link to the
`graph.nq` that it was filled from, in the cache of the output folder. There it waits, over any number of builds, until
the next store is filled.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyoxigraph

from graphbuild.export.store import Loading, tidy
from graphbuild.output import label
from graphbuild.output.artifacts import CACHE, checksum

MOST = 0.2
"""The share of changed lines from which loading everything is quicker."""

_ASIDE = "before"
"""Where in the cache the store of an earlier build waits."""


class Before(NamedTuple):
    """A store that was filled, and the `graph.nq` that it was filled from."""

    store: Path
    nquads: Path


def aside(out: Path) -> Path:
    """Where the store of an earlier build waits, whether or not there is one."""
    return out / CACHE / _ASIDE


def before(out: Path) -> Before | None:
    """The store that the next one can be made from: in its place, or set aside; `None` if none is as it was filled."""
    for folder in (out, aside(out)):
        found = Before(folder / "store", folder / "graph.nq")
        sha256 = label.filled_from(found.store)
        with contextlib.suppress(OSError):
            if sha256 and checksum(found.nquads) == sha256 and label.intact(found.store):
                return found
    return None


def prepare_aside(out: Path) -> None:
    """Before a build without a store is moved in: keep the `graph.nq` of the store that is there. Takes a while.

    Does nothing where no cache is, or the store in place is not that of the build in place.
    """
    place = aside(out)
    if not place.parent.is_dir() or label.filled_from(out / "store") is None:
        return
    shutil.rmtree(place, ignore_errors=True)
    try:
        place.mkdir()
        link_or_copy(out / "graph.nq", place / "graph.nq")
    except OSError:
        shutil.rmtree(place, ignore_errors=True)


def put_aside(out: Path) -> bool:
    """Move the store that is there to what was prepared for it; whether it could be. Takes no time.

    Should it be of another build than the `graph.nq` that waits there, `before` will see it.
    """
    place = aside(out)
    if not (place / "graph.nq").exists() or (place / "store").exists():
        return False
    try:
        os.rename(out / "store", place / "store")
    except OSError:  # the cache is on another disk
        return False
    return True


def forget_aside(out: Path) -> None:
    """Give back the space of a store that waits: a later one is there."""
    shutil.rmtree(aside(out), ignore_errors=True)


def make(known: Before | None, folder: Path, nquads: BinaryIO, turtle: BinaryIO, description: bytes) -> None:
    """Fill a store in a folder that is not there yet. Raises `OSError`.

    `known` is the store to begin with; whatever is wrong with it costs time and nothing else.
    """
    if known and _succeeded(known, folder, nquads):
        return
    with Loading(folder) as loading:
        loading.begin(nquads, turtle, description)
        loading.finish()


def _succeeded(known: Before, folder: Path, nquads: BinaryIO) -> bool:
    """Whether it could be made from the one before."""
    try:
        changed = changed_subjects(known.nquads, nquads)
        if changed is None:
            return False
        _copy(known.store, folder)
        brought_to(folder, nquads, changed)
    except (ValueError, RuntimeError, SyntaxError, FileNotFoundError):  # the statements are in graph.nq
        shutil.rmtree(folder, ignore_errors=True)
        return False
    return True


def changed_subjects(old: Path, new: BinaryIO) -> set[bytes] | None:
    """The subjects of the lines that only one of two files of N-Quads has; `None` if they are too many.

    Most lines stand in the same order: both files are read side by side, and what is met in one waits for its like in
    the other.
    """
    only: dict[bytes, int] = {}
    read = 0
    new.seek(0)
    with old.open("rb") as lines:
        while True:
            one, other = lines.readline(), new.readline()
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
        if path.suffix == ".sst":  # never changed, so a link will do
            link_or_copy(path, folder / path.name)
        elif path.name != label.NAME:
            shutil.copy2(path, folder / path.name)


def link_or_copy(path: Path, to: Path) -> None:
    """Give a file a second name; a copy where the file system has no such thing. Raises `OSError`."""
    try:
        os.link(path, to)
    except OSError:
        shutil.copy2(path, to)


def brought_to(folder: Path, nquads: BinaryIO, subjects: set[bytes]) -> None:
    """Let a store say of some subjects what a file says, and nothing else."""
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
    del store  # closes it
    tidy(folder)


def _said(nquads: BinaryIO, subjects: set[bytes]) -> Iterator[pyoxigraph.Quad]:
    """What a file says of some subjects: each statement in its graph, and in the default graph."""
    nquads.seek(0)
    lines = b"".join(line for line in nquads if _subject(line) in subjects)
    for quad in pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_QUADS):
        yield quad
        yield pyoxigraph.Quad(quad.subject, quad.predicate, quad.object)
