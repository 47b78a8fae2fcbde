"""Questions to a graph on this machine, each answered by a process that can be killed.

Oxigraph cannot interrupt a query, and one small query can run for hours. So a worker (`worker.py`) holds the
store, and is killed when its time is up; the next question starts another, which takes a tenth of a second.
"""

from __future__ import annotations

import contextlib
import json
import math
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphbuild.errors import BadQuery, QueryRefused, QueryStopped
from graphbuild.export import nquads
from graphbuild.export.statement import Statement, told_apart
from graphbuild.export.statements import described
from graphbuild.iris import DEFAULT_BASE, PREFIXES
from graphbuild.output import label
from graphbuild.query import mistakes
from graphbuild.query.result import Result
from graphbuild.query.syntax import Query

if TYPE_CHECKING:
    from graphbuild.graph import StoryGraph

_WORKER = Path(__file__).with_name("worker.py")
_TRIES = 3
"""Builds that may replace a store while a worker starts."""

_LONG = 30 * 24 * 3600.0
TERMS = "SELECT DISTINCT ?term { ?part void:property|void:class ?term }"
"""The properties and classes of a graph, which its own description lists."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may take."""

    seconds: float = 60.0
    """How long it may run."""
    rows: int = 0
    """How many rows, or statements, it may answer with; 0: any number."""
    megabytes: int = 4096
    """How much memory it may take; 0: any amount. Not limited on Windows."""


class Engine:
    """Answers questions to one store. Can be used by several threads, one question at a time."""

    def __init__(self, store: Path | Callable[[], Path], base: str = DEFAULT_BASE, limits: Limits = Limits()) -> None:
        """`store` is the folder of a store, or a file of N-Quads; or gives it, each time that a worker is started."""
        self._store = store
        self.base = base
        """What the IRIs of the graph's own things begin with."""
        self.limits = limits
        self._worker: _Worker | None = None
        self._lock = threading.Lock()
        self._terms: frozenset[str] | None = None

    @property
    def store(self) -> Path:
        """The folder of a store, or a file of N-Quads."""
        return self._store() if callable(self._store) else self._store

    def query(
        self,
        text: str,
        *,
        seconds: float | None = None,
        results: str = "json",
        graph: str = "ttl",
        default_graph: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Result:
        """Ask. Raises `BadQuery`, `QueryRefused` and `QueryStopped`.

        `results` and `graph` say in which syntax `Result.content` is: of json, xml, csv and tsv for rows, of ttl,
        nt, rdf and jsonld for statements. With `default_graph` and `named_graphs` the query is answered from those
        graphs only, whatever its FROM says.
        """
        text = text.removeprefix("\ufeff")
        query = Query(text)
        mistakes.check(query)
        request = {
            "query": text,
            "prefixes": PREFIXES,
            "results": results,
            "graph": graph,
            "default_graph": list(default_graph),
            "named_graphs": list(named_graphs),
        }
        head, body = self._ask(request, self.limits.seconds if seconds is None else seconds)
        if error := head.get("error"):
            raise self._error(query, error, head.get("message", ""))
        syntax = graph if head["kind"] == "graph" else results
        notes = mistakes.unknown_terms(query, self._used()) if mistakes.terms_to_look_up(query) else []
        notes += mistakes.never_bound(query)
        return Result(head["kind"], body, syntax, head["rows"], head["seconds"], self.base, tuple(notes))

    def stop(self) -> None:
        """End what is being answered; another thread's `query` then raises `QueryStopped`."""
        if worker := self._worker:
            worker.interrupt()

    def close(self) -> None:
        """End the worker. The engine can still be used: it starts another."""
        with self._lock:
            if self._worker:
                self._worker.kill()
                self._worker = None

    def _ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            if self._worker is None or not self._worker.alive:
                self._worker = self._started()
            worker = self._worker
            try:
                return worker.ask({**request, "rows": self.limits.rows}, seconds)
            except BaseException:  # Ctrl-C too: what is still running would answer the next question
                worker.kill()
                self._worker = None
                raise

    def _started(self) -> _Worker:
        """A worker. A store that a build replaces before the worker has opened it is looked for again."""
        for _ in range(_TRIES):
            store = self.store
            before = label.inode(store)
            try:
                return _Worker(store, self.limits.megabytes)
            except QueryStopped:
                if not callable(self._store) or label.same(store, before):
                    raise
        return _Worker(self.store, self.limits.megabytes)

    def _error(self, query: Query, kind: str, message: str) -> BadQuery | QueryStopped:
        if kind == "syntax":
            return mistakes.syntax_error(query, message)
        if kind == "rows":
            return QueryRefused(f"The answer has more than {self.limits.rows:,} rows: add a LIMIT, or count and group.")
        if message.startswith("Corruption"):
            return QueryStopped(label.unreadable(self.store, message))
        return mistakes.failure(query, message) or QueryStopped(f"The store could not answer: {message}.")

    def _used(self) -> frozenset[str]:
        """The properties and classes of the graph, which its own description lists."""
        if self._terms is None:
            request = {"query": TERMS, "prefixes": PREFIXES, "results": "json", "graph": "ttl"}
            _, body = self._ask({**request}, self.limits.seconds)
            rows = json.loads(body)["results"]["bindings"] if body else []
            self._terms = frozenset(row["term"]["value"] for row in rows)
        return self._terms


class _Worker:
    """A process that holds a store."""

    def __init__(self, store: Path, megabytes: int) -> None:
        command = [sys.executable, "-P", str(_WORKER), str(store), str(megabytes)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, close_fds=True
        )
        self._end = weakref.finalize(self, _end, self._process)
        self._late = False
        if not self._process.stdout.readline():  # type: ignore[union-attr]
            complaint = self._process.stderr.read().decode(errors="replace").strip().splitlines()  # type: ignore[union-attr]
            self.kill()
            why = complaint[-1] if complaint else "no reason given"
            if (store / label.NAME).exists():
                raise QueryStopped(label.unreadable(store, why))
            raise QueryStopped(f"The store {store} cannot be read: {why}.")

    def ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        """Send a request and wait for the reply, until the time is up."""
        seconds = min(seconds, _LONG)
        timer = threading.Timer(seconds, self._kill_late)
        timer.daemon = True
        timer.start()
        try:
            line = json.dumps({**request, "seconds": seconds}).encode() + b"\n"
            self._process.stdin.write(line)  # type: ignore[union-attr]
            self._process.stdin.flush()  # type: ignore[union-attr]
            head = json.loads(self._process.stdout.readline() or b"{}")  # type: ignore[union-attr]
            body = self._process.stdout.read(head.get("bytes", 0))  # type: ignore[union-attr]
            if not head or len(body) < head["bytes"]:
                raise self._ended(seconds)
            return head, body
        except BrokenPipeError:
            raise self._ended(seconds) from None
        finally:
            timer.cancel()

    @property
    def alive(self) -> bool:
        """Whether the process can still be asked."""
        return self._process.poll() is None

    def interrupt(self) -> None:
        """Let what another thread asks fail; that thread then ends the process."""
        self._process.kill()

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self._end()

    def _kill_late(self) -> None:
        self._late = True
        self._process.kill()

    def _ended(self, seconds: float) -> BadQuery | QueryStopped:
        self._process.wait()
        if self._late:
            return QueryStopped(too_slow(seconds))
        if self._process.returncode == -getattr(signal, "SIGSEGV", 0):  # its stack was full
            return BadQuery("The query is nested too deeply, or holds too long a chain, for the engine to read it.")
        return QueryStopped(
            "The query was stopped, or took too much memory: ask for less at once (fewer variables, a FILTER "
            "early, counts in place of rows), or allow more."
        )


def too_slow(seconds: float) -> str:
    """What to say, and to do, when a query has run out of time."""
    allowed = f"{seconds:g} second{'' if math.isclose(seconds, 1) else 's'}"
    return (
        f"The query took longer than {allowed} and was stopped. What helps: begin with what there is little of "
        "(one article, one theme); count in a sub-query and join names afterwards; give every pair of patterns a "
        "variable in common; bound a path (gb:reprintOf/gb:reprintOf? in place of gb:reprintOf+); try it with "
        "LIMIT 10; or allow more time (--timeout)."
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            with contextlib.suppress(BrokenPipeError):
                stream.close()


def in_memory(graph: StoryGraph) -> Engine:
    """An engine for a graph as it is now, in the memory of a process of its own."""
    folder = tempfile.mkdtemp(prefix="graphbuild-")
    file = Path(folder, "graph.nq")
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        nquads.write(_with_default_graph(described(graph)), stream)
    engine = Engine(file, graph.names.base)
    weakref.finalize(engine, shutil.rmtree, folder, ignore_errors=True)
    return engine


def _with_default_graph(statements: Iterable[Statement]) -> Iterator[Statement]:
    """As the store of a build: each statement in its named graph, and once in the default graph."""
    for statement, is_new in told_apart(statements):
        yield statement
        if is_new and statement.graph:
            yield statement._replace(graph=None)
