"""The embedded SPARQL store: Oxigraph on disk, loaded from `graph.nq` and `graph.ttl`.

Its named graphs are those of `graph.nq`. Its default graph holds every statement once, of whatever graph: a
question that names no graph asks all of them, and what two files say alike is counted once. (Asked for the union of
its graphs instead, Oxigraph gives such a statement twice.)

Loading takes longer than all other writing. It runs beside it in two threads, one for the named graphs and one for
the default graph: Oxigraph lets go of Python's lock meanwhile. It reads the files part by part as they grow, since it
holds what it is given in memory, several times over.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import pyoxigraph

from graphbuild.export.turtle import HEAD


def stated(store: pyoxigraph.Store, subject: str, predicate: str | None = None) -> list[pyoxigraph.Quad]:
    """What a store says of one thing, each statement with the graph that says it.

    Of a statement of a named graph the copy in the default graph is left out.
    """
    node = pyoxigraph.NamedNode(predicate) if predicate else None
    quads = list(store.quads_for_pattern(pyoxigraph.NamedNode(subject), node, None, None))
    named = {quad.triple for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode)}
    return [quad for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode) or quad.triple not in named]


class Loads(Protocol):
    """What fills a store while the outputs are written."""

    def part(self, quads: int, triples: int, more: bytes) -> None:
        """Take statements with their graphs, and the same once each for the default graph."""

    def finish(self) -> int:
        """Complete the store; returns the number of its statements."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Loading:
    """A store that is being filled. Leaving its context without `finish` gives up what has not been loaded."""

    def __init__(self, folder: Path) -> None:
        nquads, turtle = folder.parent / "graph.nq", folder.parent / "graph.ttl"
        self._folder = folder
        self._store: pyoxigraph.Store | None = pyoxigraph.Store(str(folder))
        self._quads = _Loader(self._store, pyoxigraph.RdfFormat.N_QUADS, nquads)
        self._triples = _Loader(self._store, pyoxigraph.RdfFormat.TURTLE, turtle)

    def part(self, quads: int, triples: int, more: bytes) -> None:
        """Load a part: so many bytes more of each file, whole statements, and more Turtle. Raises `OSError`."""
        self._quads.load(quads)
        self._triples.load(triples, HEAD, more)

    def finish(self) -> int:
        """Wait for all parts; returns the number of statements. Raises `OSError`.

        The store's files hold random identifiers and so differ from build to build; its statements do not.
        """
        self._quads.finish()
        self._triples.finish()
        assert self._store is not None
        self._store.flush()
        count = len(self._store)
        self._close()
        for log in self._folder.glob("LOG*"):
            log.unlink()  # names the path of the machine that built it
        return count

    def _close(self) -> None:
        self._quads.close()
        self._triples.close()
        self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()


class _Loader:
    """A thread that loads one part of a file after the other."""

    def __init__(self, store: pyoxigraph.Store, syntax: pyoxigraph.RdfFormat, path: Path) -> None:
        self._store: pyoxigraph.Store | None = store
        self._syntax = syntax
        self._path = path
        self._read = 0
        self._thread = ThreadPoolExecutor(1)
        self._parts: list[Future[None]] = []

    def load(self, size: int, before: bytes = b"", behind: bytes = b"") -> None:
        self._check()
        self._parts.append(self._thread.submit(self._load, self._read, size, before, behind))
        self._read += size

    def finish(self) -> None:
        self._thread.shutdown()
        self._check()

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._store = None

    def _load(self, start: int, size: int, before: bytes, behind: bytes) -> None:
        with self._path.open("rb") as stream:
            stream.seek(start)
            text = b"".join((before, stream.read(size), behind))
        assert self._store is not None
        # Written by us, so that its terms need no check.
        self._store.bulk_load(input=text, format=self._syntax, lenient=True)

    def _check(self) -> None:
        for part in self._parts:
            if part.done():
                part.result()
