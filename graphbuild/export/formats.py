"""Every form in which a build can be had: what the build left as it is, other forms made from it.

Turtle, N-Triples, RDF/XML and JSON-LD hold the graph; N-Quads and TriG hold, beside it, the named graph of each
file and the description of the build.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyoxigraph

from graphbuild.errors import BadOption
from graphbuild.export import table
from graphbuild.export.turtle import PREFIXES_WRITTEN, serialize
from graphbuild.saved import SavedBuild
from graphbuild.wholefile import whole_file

Writer = Callable[[SavedBuild, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A form of the graph: its name for `--format`, the suffixes that mean it, what writes it."""

    name: str
    suffixes: tuple[str, ...]
    meaning: str
    write: Writer


def export(build: SavedBuild, out: str | os.PathLike[str] | None, name: str | None, stdout: BinaryIO) -> None:
    """Write a build in one format to a file, or to a stream where `out` is `None`.

    The format is `name`, else what the file's suffix says; a file whose name ends in `.gz` is compressed.
    The file is there when it is complete, or not at all. Raises `BadOption` and `OutputError`.
    """
    chosen = _chosen(out, name)
    if out is None:
        chosen.write(build, stdout)
        return
    path = Path(out)
    with whole_file(path) as stream:
        if path.suffix == ".gz":
            # Neither the time nor the file's name: equal graphs are equal files.
            with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed:
                chosen.write(build, packed)  # type: ignore[arg-type]
        else:
            chosen.write(build, stream)


def _chosen(out: str | os.PathLike[str] | None, name: str | None) -> Format:
    if name:
        return FORMATS[name]
    if out is None:
        return FORMATS["turtle"]
    plain = Path(out).name.removesuffix(".gz").lower()
    for one in FORMATS.values():
        if plain.endswith(one.suffixes):
            return one
    known = ", ".join(suffix for one in FORMATS.values() for suffix in one.suffixes)
    raise BadOption(f"The suffix of {os.fspath(out)!r} means no format: use --format, or one of {known}.")


def _copied(name: str) -> Writer:
    def write(build: SavedBuild, stream: BinaryIO) -> None:
        with build.output(name).open("rb") as source:
            shutil.copyfileobj(source, stream)

    return write


def _write_ntriples(build: SavedBuild, stream: BinaryIO) -> None:
    pyoxigraph.serialize(build.triples(provenance=False), output=stream, format=pyoxigraph.RdfFormat.N_TRIPLES)


def _write_rdf_xml(build: SavedBuild, stream: BinaryIO) -> None:
    pyoxigraph.serialize(
        build.triples(provenance=False), output=stream, format=pyoxigraph.RdfFormat.RDF_XML, prefixes=PREFIXES_WRITTEN
    )


def _write_trig(build: SavedBuild, stream: BinaryIO) -> None:
    """One block a named graph, in the order in which they are first met."""
    graphs: dict[str, list[pyoxigraph.Quad]] = {}
    for quad in build.quads():
        graphs.setdefault(str(quad.graph_name), []).append(quad)
    quads = (quad for block in graphs.values() for quad in block)
    serialize(quads, stream, pyoxigraph.RdfFormat.TRIG)


def _write_csv(build: SavedBuild, stream: BinaryIO) -> None:
    """The links, a row each, with the labels of both ends."""
    import networkx

    network = networkx.read_graphml(build.output("graph.graphml"), force_multigraph=True)
    labels = dict(network.nodes(data="label"))
    facts = ("file", "line", "position", "gap_seconds")
    columns = ("source", "relation", "target", "source_label", "target_label", *facts)
    rows = (
        (start, data["relation"], end, labels[start], labels[end], *(data.get(name) for name in facts))
        for start, end, data in network.edges(data=True)
    )
    text = io.StringIO(newline="")
    table.write(columns, rows, text)
    stream.write(text.getvalue().encode())


FORMATS = {
    one.name: one
    for one in (
        Format("turtle", (".ttl",), "the graph in Turtle", _copied("graph.ttl")),
        Format("trig", (".trig",), "with the named graph of each file, in TriG", _write_trig),
        Format("ntriples", (".nt",), "the graph in N-Triples", _write_ntriples),
        Format("nquads", (".nq",), "with the named graph of each file, in N-Quads", _copied("graph.nq")),
        Format("jsonld", (".jsonld", ".json"), "the graph in JSON-LD, an object an article", _copied("graph.jsonld")),
        Format("rdfxml", (".rdf", ".xml", ".owl"), "the graph in RDF/XML", _write_rdf_xml),
        Format("graphml", (".graphml",), "for yEd and igraph", _copied("graph.graphml")),
        Format("gexf", (".gexf",), "for Gephi", _copied("graph.gexf")),
        Format("csv", (".csv",), "the links as a table, with both ends' labels", _write_csv),
    )
}
