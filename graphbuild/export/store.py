"""The embedded SPARQL store: Oxigraph on disk, filled from `graph.nq` and `graph.ttl`.

Its named graphs are those of `graph.nq`. Its default graph holds every statement once, of whatever graph: a
question that names no graph asks all of them, and what two files say alike is counted once. (Asked for the union of
its graphs instead, Oxigraph gives such a statement twice.)

Filling takes longer than all other writing: 12 microseconds of a processor a statement, nearly all of it RocksDB's,
which sorts six indexes for one with a graph and three for one without; nothing that can be set makes it less. So it
is left for the first question where a graph is large (`AT_ONCE`, `graphbuild.output.filling`). It runs in two threads,
one for the named graphs and one for the default graph: Oxigraph lets go of Python's lock meanwhile. It is given the
files part by part, since it holds what it is given in memory, several times over.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import pyoxigraph

from graphbuild.export.turtle import HEAD

AT_ONCE = 250_000
"""Statements up to which a build fills the store at once: a second or two, which nobody would wait for later. Beyond,
most of the time of a build would go into a store that the next build replaces before it is asked."""

PART = 48 * 1024 * 1024
"""Bytes that are given to Oxigraph at a time: more takes more memory, less leaves RocksDB more to merge."""


def stated(store: pyoxigraph.Store, subject: str, predicate: str | None = None) -> list[pyoxigraph.Quad]:
    """What a store says of one thing, each statement with the graph that says it.

    Of a statement of a named graph the copy in the default graph is left out.
    """
    node = pyoxigraph.NamedNode(predicate) if predicate else None
    quads = list(store.quads_for_pattern(pyoxigraph.NamedNode(subject), node, None, None))
    named = {quad.triple for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode)}
    return [quad for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode) or quad.triple not in named]


def description(nquads: BinaryIO, base: str, size: int = 1 << 20) -> bytes:
    """The description of the build as Turtle: what stands at the end of `graph.nq` and `graph.ttl` does not have.

    `base` is what the build's own IRIs begin with, `size` how many bytes from the end are looked at first. Raises
    `OSError`.
    """
    graph = f" <{base}provenance> .\n".encode()
    length = nquads.seek(0, os.SEEK_END)
    while True:
        nquads.seek(max(0, length - size))
        lines = nquads.read().splitlines(keepends=True)
        if size < length:
            del lines[0]  # its beginning is not there: perhaps not even the whole of its graph's name
        if size >= length or (lines and not lines[0].endswith(graph)):
            return b"".join(line.removesuffix(graph) + b" .\n" for line in lines if line.endswith(graph))
        size *= 4


class Loading:
    """A store that is being filled. Leaving its context without `finish` gives up what has not been loaded."""

    def __init__(self, folder: Path | None) -> None:
        """Begin to open a store in a folder, or in memory: RocksDB waits for the disk, and nobody else has to."""
        self._folder = folder
        self._given_up = threading.Event()
        self._threads = ThreadPoolExecutor(2)
        self._store: Future[pyoxigraph.Store] | None = self._threads.submit(_opened, folder)
        self._loads: list[Future[None]] = []

    def begin(self, nquads: BinaryIO, turtle: BinaryIO, description: bytes) -> None:
        """Begin to fill it. The files, read from their beginnings, are left alone meanwhile."""
        nquads.seek(0)
        turtle.seek(0)
        self._loads = [
            self._threads.submit(self._load, parts, syntax)
            for parts, syntax in (
                (_parts(nquads, b"\n"), pyoxigraph.RdfFormat.N_QUADS),
                (_turtle(turtle, description), pyoxigraph.RdfFormat.TURTLE),
            )
        ]

    @property
    def store(self) -> pyoxigraph.Store:
        """The store, until `finish`. Raises `OSError` if it could not be opened."""
        assert self._store is not None
        return self._store.result()

    def finish(self) -> None:
        """Wait until all is loaded. Raises `OSError`.

        The store's files hold random identifiers and so differ from build to build; its statements do not.
        """
        for load in self._loads:
            load.result()
        self.store.flush()
        if self._folder:
            self._close()
            tidy(self._folder)

    def _load(self, parts: Iterable[bytes], syntax: pyoxigraph.RdfFormat) -> None:
        store = self.store
        for part in parts:
            if self._given_up.is_set():
                return
            # Written by us, so that its terms need no check.
            store.bulk_load(input=part, format=syntax, lenient=True)

    def _close(self) -> None:
        self._given_up.set()
        self._threads.shutdown()
        self._loads.clear()
        self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()


def _opened(folder: Path | None) -> pyoxigraph.Store:
    return pyoxigraph.Store(str(folder)) if folder else pyoxigraph.Store()


def tidy(folder: Path) -> None:
    """Remove what RocksDB writes into a store for people, which names the path of the machine that filled it."""
    for log in folder.glob("LOG*"):
        log.unlink()


def _turtle(stream: BinaryIO, description: bytes) -> Iterator[bytes]:
    """The parts of a `graph.ttl`, whose statements on one subject end in a line that ends in a full stop."""
    last = b""
    for part in _parts(stream, b" .\n"):
        if last:
            yield last
        last = b"".join((HEAD, part))
    yield last + description


def _parts(stream: BinaryIO, end: bytes) -> Iterator[bytes]:
    while part := _part(stream, end, PART):
        yield part


def _part(stream: BinaryIO, end: bytes, size: int) -> bytes:
    """So many bytes, and what follows them up to the next line with that end."""
    part = stream.read(size)
    if len(part) < size:
        return part
    rest = []
    while line := stream.readline():
        rest.append(line)
        if line.endswith(end):
            break
    return b"".join((part, *rest))
