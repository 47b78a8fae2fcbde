"""Writing all outputs of a graph into a folder: which writer, in which order, in which process.

There are two halves, which need each other for nothing: RDF, and what is drawn (the networks, the page). A large graph
has them written by two processes at once. What two writers of a half need is made once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from graphbuild.artifacts import Sums, checksum, summed
from graphbuild.cache import store as stores
from graphbuild.export import label
from graphbuild.export.store import AT_ONCE, Loading, description
from graphbuild.forked import forked, possible
from graphbuild.graph import StoryGraph
from graphbuild.ingest import Progress

WORTH = 10_000
"""Links of a graph from which a second process gains more than it costs to start: a tenth of a second, and what each of
the two imports."""

Step = Callable[[], None]
_SMALL = ("view.html", "problems.csv")
"""Outputs that are read once more for their checksums."""


class Writing:
    """One graph, and the folder that it is being written into."""

    def __init__(self, graph: StoryGraph, folder: Path, store: bool | None, before: stores.Before | None) -> None:
        """`store`: whether the store is filled; `None`: as is best. `before`: a store that it can begin with."""
        self._graph = graph
        self._folder = folder
        self._store = store
        self._before = before
        self._fill = store
        self._statements = 0
        self._loading: Loading | None = None

    def write(self, progress: Progress) -> dict[str, str]:
        """Write everything, the manifest last; returns the checksums of all files. Raises `OSError`."""
        with contextlib.ExitStack() as stack:
            sums: Sums = {}
            steps = self._steps(stack, sums)
            for done, step in enumerate(steps):
                progress("writing", done, len(steps))
                step()
            progress("writing", len(steps), len(steps))
        sums.update(_sums(self._folder, ["manifest.json"]))
        return {name: str(facts["sha256"]) for name, facts in sums.items()}

    def _steps(self, stack: contextlib.ExitStack, sums: Sums) -> list[Step]:
        """All that is to be done; the writers of what is drawn are at work already if they are in another process."""

        def wait() -> None:
            sums.update(other.result())

        drawn = self._drawn()
        steps = self._rdf(stack, sums)
        if len(self._graph.links) >= WORTH and possible():
            other = stack.enter_context(forked(lambda: _done(*drawn)))
            steps.append(wait)
        else:
            steps += [*drawn[0], lambda: sums.update(drawn[1])]
        return [*steps, lambda: self._finish_store(sums), lambda: self._write_manifest(sums)]

    def _rdf(self, stack: contextlib.ExitStack, sums: Sums) -> list[Step]:
        """The writers of RDF. The store is filled while the others work, if it is."""
        from graphbuild.export import dump, jsonld

        def write_rdf() -> None:
            with (
                summed(self._path("graph.nq"), sums) as quads,
                summed(self._path("graph.ttl"), sums) as triples,
                summed(self._path("graph.jsonld"), sums) as stream,
            ):
                objects = jsonld.Objects(self._graph, stream)
                self._statements = dump.write(self._graph, quads, triples, objects.take)
                objects.end()

        def begin_store() -> None:
            if self._store is None:
                self._fill = self._statements <= AT_ONCE
            if self._fill and not self._before:
                self._loading = stack.enter_context(Loading(self._path("store"), *self._dumped(stack)))

        return [write_rdf, begin_store]

    def _dumped(self, stack: contextlib.ExitStack) -> tuple[Any, Any, bytes]:
        """What a store is filled from."""
        quads, triples = (stack.enter_context(self._path(name).open("rb")) for name in ("graph.nq", "graph.ttl"))
        return quads, triples, description(quads, self._graph.names.base)

    def _finish_store(self, sums: Sums) -> None:
        if not self._fill:
            return
        with contextlib.ExitStack() as stack:
            if self._loading:
                self._loading.finish()
            else:
                stores.make(self._before, self._path("store"), *self._dumped(stack))
        label.put(self._path("store"), str(sums["graph.nq"]["sha256"]))

    def _drawn(self) -> tuple[list[Step], Sums]:
        """The writers of what is drawn, and of the table of problems; and where they put the checksums."""
        from graphbuild.export import table

        graph = self._graph
        network: Any = None
        model: Any = None
        sums: Sums = {}

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

            with summed(self._path("graph.graphml"), sums) as stream:
                graphml.write(network, stream)

        def write_gexf() -> None:
            from graphbuild.export import gexf

            with summed(self._path("graph.gexf"), sums) as stream:
                gexf.write(network, stream)

        def write_view() -> None:
            from graphbuild.view.model import Model, known_by_one_link
            from graphbuild.view.page import page

            hidden = known_by_one_link(network)
            seen = Model.of(graph, network, without=hidden) if hidden else model
            self._path("view.html").write_text(page(seen), encoding="utf-8", newline="\n")

        def write_problems() -> None:
            with self._path("problems.csv").open("w", encoding="utf-8", newline="") as stream:
                table.write_problems(graph.problems, stream)

        def sum_up() -> None:
            sums.update(_sums(self._folder, _SMALL))

        return [style, write_graphml, write_gexf, write_view, write_problems, sum_up], sums

    def _write_manifest(self, sums: Sums) -> None:
        from graphbuild.export import manifest

        content = manifest.manifest(self._graph, [])
        content["outputs"] = {name: sums[name] for name in sorted(sums)}
        content["store"] = {"statements": self._statements}
        manifest.write(content, self._path("manifest.json"))

    def _path(self, name: str) -> Path:
        return self._folder / name


def _done(steps: Sequence[Step], sums: Sums) -> Sums:
    for step in steps:
        step()
    return sums


def _sums(folder: Path, names: Sequence[str]) -> Sums:
    paths = [folder / name for name in names]
    return {path.name: {"sha256": checksum(path), "bytes": path.stat().st_size} for path in paths}
