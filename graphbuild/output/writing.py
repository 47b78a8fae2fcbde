"""Writing all outputs of a graph into a folder: which writer, in which order, in which process.

There are two halves, which need each other for nothing: RDF, and what is drawn (the networks, the page). A large graph
has them written by two processes at once. What two writers of a half need is made once.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from graphbuild.export.statement import Block, Listed
from graphbuild.export.store import AT_ONCE, Loading, description
from graphbuild.graph import StoryGraph
from graphbuild.output import label
from graphbuild.output import store as stores
from graphbuild.output.forked import forked, possible
from graphbuild.output.settling import Facts, Settling
from graphbuild.progress import Progress

WORTH = 10_000
"""Links of a graph from which a second process gains more than it costs to start: a tenth of a second, and what each of
the two imports."""

Step = Callable[[], None]


class Writing:
    """One graph, and the folder that it is being written into."""

    def __init__(self, graph: StoryGraph, folder: Path, store: bool | None, before: Path | None) -> None:
        """`store`: whether the store is filled; `None`: as is best. `before`: a build whose store it may begin with."""
        self._graph = graph
        self._small = len(graph.links) < WORTH
        self._folder = folder
        self._fill = store
        self._out = before
        self._before: stores.Before | None = None
        self._settling = Settling()
        self._sums: dict[str, Facts] = {}
        self._statements = 0
        self._loading: Loading | None = None

    def write(self, progress: Progress) -> dict[str, str]:
        """Write everything, the manifest last; returns the checksums of all files. Raises `OSError`."""
        progress("writing", 0, 1)  # whoever shows it in a thread ends that now
        with self._settling, contextlib.ExitStack() as stack:
            steps = self._steps(stack)
            for done, step in enumerate(steps):
                progress("writing", done, len(steps))
                step()
            progress("writing", len(steps), len(steps))
        return {name: str(facts["sha256"]) for name, facts in self._sums.items()}

    def _steps(self, stack: contextlib.ExitStack) -> list[Step]:
        """All that is to be done; the writers of what is drawn are at work already if they are in another process."""
        rdf, drawn = self._rdf(stack), self._drawn()
        if not self._small and possible():
            other = stack.enter_context(forked(lambda: self._done(drawn)))
            drawn = [lambda: self._sums.update(other.result())]
        return [*rdf, *drawn, self._settle, lambda: self._finish_store(stack), self._write_manifest, self._settle]

    def _done(self, steps: Sequence[Step]) -> dict[str, Facts]:
        """What the other process does: no thread of this one has been started when it begins."""
        for step in steps:
            step()
        return self._settling.finish()

    def _settle(self) -> None:
        self._sums.update(self._settling.finish())

    def _rdf(self, stack: contextlib.ExitStack) -> list[Step]:
        """The writers of RDF.

        What they all are made of is made once. Of a small graph it is kept for the JSON-LD, which is written when the
        filling of the store, which takes longest, has begun.
        """
        from graphbuild.export import dump, jsonld

        kept: list[Block | Listed] = []
        placed = io.BytesIO()

        def open_store() -> None:
            if self._fill is None:
                self._fill = self._small or self._statements <= AT_ONCE
            if self._fill and self._out:
                self._before = stores.before(self._out)
            if self._fill and not self._before:
                self._loading = stack.enter_context(Loading(self._folder / "store"))

        def fill_store() -> None:
            if self._loading:
                self._loading.begin(*self._dumped(stack))

        def fill_small_store() -> None:
            if self._loading:
                _, turtle, about = self._dumped(stack)
                self._loading.begin(placed, turtle, about)  # what is in no named graph is all in the Turtle

        def write_dump() -> None:
            with self._bytes("graph.nq") as quads, self._bytes("graph.ttl") as triples:
                self._statements = dump.write(self._graph, quads, triples, kept.append, placed)

        def write_jsonld() -> None:
            with self._bytes("graph.jsonld") as stream:
                objects = jsonld.Objects(self._graph, stream)
                for block in kept:
                    objects.take(block)
                objects.end()

        def write_all() -> None:
            with (
                self._bytes("graph.nq") as quads,
                self._bytes("graph.ttl") as triples,
                self._bytes("graph.jsonld") as stream,
            ):
                objects = jsonld.Objects(self._graph, stream)
                self._statements = dump.write(self._graph, quads, triples, objects.take)
                objects.end()

        if self._small and self._fill is not False:
            return [open_store, write_dump, fill_small_store, write_jsonld]
        return [write_all, open_store, fill_store]

    def _drawn(self) -> list[Step]:
        """The writers of what is drawn, and of the table of problems."""
        graph = self._graph
        network: Any = None
        model: Any = None

        def style() -> None:
            from graphbuild.export.network import Rows
            from graphbuild.view.model import Model
            from graphbuild.view.style import put_style

            nonlocal network, model
            network = Rows(graph)
            model = Model.of(graph, network)
            put_style(model)

        def write_graphml() -> None:
            from graphbuild.export import graphml

            with self._bytes("graph.graphml") as stream:
                graphml.write(network, stream)

        def write_gexf() -> None:
            from graphbuild.export import gexf

            with self._bytes("graph.gexf") as stream:
                gexf.write(network, stream)

        def write_view() -> None:
            from graphbuild.view.leftout import left_out
            from graphbuild.view.model import Model
            from graphbuild.view.page import page

            without = left_out(network, {article.id for article in graph.articles})
            seen = Model.of(graph, network, without=without) if without.nodes else model
            with self._text("view.html") as stream:
                stream.write(page(seen))

        def write_problems() -> None:
            from graphbuild.export import table

            with self._text("problems.csv") as stream:
                table.write_problems(graph.problems, stream)

        return [style, write_graphml, write_gexf, write_view, write_problems]

    def _dumped(self, stack: contextlib.ExitStack) -> tuple[BinaryIO, BinaryIO, bytes]:
        """What a store is filled from."""
        quads, triples = (stack.enter_context((self._folder / name).open("rb")) for name in ("graph.nq", "graph.ttl"))
        return quads, triples, description(quads, self._graph.names.base)

    def _finish_store(self, stack: contextlib.ExitStack) -> None:
        store = self._folder / "store"
        if self._loading:
            self._loading.finish()
        elif self._fill:
            stores.make(self._before, store, *self._dumped(stack))
        if self._fill:
            label.put(store, str(self._sums["graph.nq"]["sha256"]))

    def _write_manifest(self) -> None:
        from graphbuild.export import manifest

        content = manifest.manifest(self._graph, self._sums, self._statements)
        with self._bytes("manifest.json") as stream:
            manifest.write(content, stream)

    def _bytes(self, name: str) -> contextlib.AbstractContextManager[BinaryIO]:
        """A file to be written."""
        return self._settling.written(self._folder / name)

    @contextlib.contextmanager
    def _text(self, name: str) -> Iterator[TextIO]:
        """The same, for text, whose lines end as they are given."""
        with self._bytes(name) as stream, io.TextIOWrapper(stream, "utf-8", newline="") as text:
            yield text
