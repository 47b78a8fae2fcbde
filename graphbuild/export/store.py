"""The embedded SPARQL store: Oxigraph on disk, loaded with what `graph.nq` and `graph.ttl` hold while they are written.

Its named graphs are those of `graph.nq`. Its default graph holds every statement once, of whatever graph: a
question that names no graph asks all of them, and what two files say alike is counted once. (Asked for the union of
its graphs instead, Oxigraph gives such a statement twice.)

Loading takes longer than all other writing. It runs beside it in two threads, one for the named graphs and one for
the default graph: Oxigraph lets go of Python's lock meanwhile. It is given its statements in parts, since it holds
what it is given in memory, several times over.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Semaphore
from types import TracebackType
from typing import Protocol, Self

import pyoxigraph

_WAITING = 2
"""Parts that a thread has not yet loaded; then who gives it more must wait."""


class Loads(Protocol):
    """What fills a store while the outputs are written."""

    def part(self, nquads: bytes, turtle: bytes) -> None:
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
        self._folder = folder
        self._store: pyoxigraph.Store | None = pyoxigraph.Store(str(folder))
        self._loaders = [_Loader(self._store, syntax) for syntax in (_QUADS, _TURTLE)]

    def part(self, nquads: bytes, turtle: bytes) -> None:
        """Load a part: statements with their graphs, and the same once each for the default graph. Raises `OSError`."""
        for loader, text in zip(self._loaders, (nquads, turtle), strict=True):
            loader.load(text)

    def finish(self) -> int:
        """Wait for all parts; returns the number of statements. Raises `OSError`.

        The store's files hold random identifiers and so differ from build to build; its statements do not.
        """
        for loader in self._loaders:
            loader.finish()
        assert self._store is not None
        self._store.flush()
        count = len(self._store)
        self._close()
        for log in self._folder.glob("LOG*"):
            log.unlink()  # names the path of the machine that built it
        return count

    def _close(self) -> None:
        for loader in self._loaders:
            loader.close()
        self._loaders = []
        self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()


_QUADS = pyoxigraph.RdfFormat.N_QUADS
_TURTLE = pyoxigraph.RdfFormat.TURTLE


class _Loader:
    """A thread that loads one part after the other."""

    def __init__(self, store: pyoxigraph.Store, syntax: pyoxigraph.RdfFormat) -> None:
        self._store: pyoxigraph.Store | None = store
        self._syntax = syntax
        self._thread = ThreadPoolExecutor(1)
        self._room = Semaphore(_WAITING)
        self._parts: list[Future[None]] = []

    def load(self, text: bytes) -> None:
        self._room.acquire()
        self._check()
        self._parts.append(self._thread.submit(self._load, text))

    def finish(self) -> None:
        self._thread.shutdown()
        self._check()

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._store = None

    def _load(self, text: bytes) -> None:
        try:
            assert self._store is not None
            # Written by us, so that its terms need no check.
            self._store.bulk_load(input=text, format=self._syntax, lenient=True)
        finally:
            self._room.release()

    def _check(self) -> None:
        for part in self._parts:
            if part.done():
                part.result()
