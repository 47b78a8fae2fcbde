from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph
import pytest

from graphbuild import StoryGraph
from graphbuild.export import dump, nquads
from graphbuild.export.network import Rows, to_networkx
from graphbuild.export.statement import Listed, Literal
from graphbuild.export.statements import blocks, described, statements
from graphbuild.export.store import Loading
from graphbuild.export.turtle import HEAD, PREFIXES_WRITTEN, serialize
from graphbuild.saved import SavedBuild
from graphbuild.vocabulary import XSD


def test_turtle_is_what_oxigraph_writes(demo: Path) -> None:
    stream = io.BytesIO()
    serialize(SavedBuild(demo).triples(provenance=False), stream, pyoxigraph.RdfFormat.TURTLE)
    assert (demo / "graph.ttl").read_bytes() == stream.getvalue()


def test_nquads_are_the_statements_one_by_one(bundled: StoryGraph, demo: Path) -> None:
    stream = io.StringIO()
    nquads.write(described(bundled), stream)
    assert (demo / "graph.nq").read_text(encoding="utf-8") == stream.getvalue()


def test_entries_of_lists_stand_together(bundled: StoryGraph) -> None:
    listed = [block for block in blocks(bundled) if isinstance(block, Listed)]
    assert sum(len(block.entries) for block in listed) == bundled.counts()["listings"]
    assert len({(block.lists, block.graph) for block in listed}) == len(listed)
    assert set(listed[0].statements()) <= set(statements(bundled))


def test_parts_hold_everything(bundled: StoryGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "_PART", 1_000_000)
    quads, turtle = io.BytesIO(), io.BytesIO()
    parts: list[tuple[int, int, bytes]] = []
    dump.write(bundled, quads, turtle, lambda *part: parts.append(part))
    assert len(parts) > 5
    assert sum(part for part, _, _ in parts) == len(quads.getvalue())
    assert sum(part for _, part, _ in parts) == len(turtle.getvalue())
    quads.seek(0)
    turtle.seek(0)
    for size, turtle_size, more in parts:
        default = HEAD + turtle.read(turtle_size) + more
        triples = {quad.triple for quad in pyoxigraph.parse(default, format=pyoxigraph.RdfFormat.TURTLE)}
        named = pyoxigraph.parse(quads.read(size), format=pyoxigraph.RdfFormat.N_QUADS)
        assert triples == {quad.triple for quad in named}


@pytest.mark.parametrize(
    "value",
    [
        Literal("plain"), Literal('a "b" \\ c'), Literal("a\nb\tc\rd\fe\bf"), Literal("\x00\x1f\x7f\x85\u2028é😀"),
        Literal(""), Literal("7", XSD.INTEGER), Literal("-7", XSD.INTEGER), Literal("true", XSD.BOOLEAN),
        Literal("1e-05", XSD.DOUBLE), Literal("2.0", XSD.DOUBLE), Literal("2020-01-01", XSD.DATE),
        Literal("https://example.org/", XSD.ANY_URI),
        "https://example.org/a", "https://schema.org/name", "https://schema.org/", "https://schema.org/a/b",
        "https://schema.org/a.b", "https://schema.org/a.", "https://schema.org/1a", "https://schema.org/a%20b",
        "https://schema.org/a,b", "https://schema.org/é", "https://w3id.org/graphbuild/ns#a-b",
    ],
)  # fmt: skip
def test_terms_are_written_as_oxigraph_writes_them(value: str | Literal) -> None:
    if isinstance(value, Literal):
        datatype = pyoxigraph.NamedNode(value.datatype) if value.datatype else None
        term: pyoxigraph.Literal | pyoxigraph.NamedNode = pyoxigraph.Literal(value.text, datatype=datatype)
    else:
        term = pyoxigraph.NamedNode(value)
    node = pyoxigraph.NamedNode("urn:x")
    written = pyoxigraph.serialize(
        [pyoxigraph.Triple(node, node, term)], format=pyoxigraph.RdfFormat.TURTLE, prefixes=PREFIXES_WRITTEN
    )
    assert written is not None
    assert written.decode().endswith(f"\n<urn:x> <urn:x> {dump.term(value)} .\n")


def test_rows_are_those_of_networkx(bundled: StoryGraph) -> None:
    rows, network = Rows(bundled), to_networkx(bundled, evidence=False)
    assert list(rows.nodes(data=True)) == list(network.nodes(data=True))
    assert list(rows.edges(data=True)) == list(network.edges(data=True))
    assert list(rows.nodes(data="kind")) == list(network.nodes(data="kind"))


LINE = b"<urn:a> <urn:b> <urn:c> <urn:g> .\n"
TRIPLE = b"<urn:a> <urn:b> <urn:c> .\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where to put a store; N-Quads and Turtle of five parts are beside it."""
    quads, turtle = tmp_path / "graph.nq", tmp_path / "graph.ttl"
    quads.write_bytes(b"".join(LINE.replace(b"urn:c", b"urn:%d" % number) for number in range(5)))
    turtle.write_bytes(b"".join(TRIPLE.replace(b"urn:c", b"urn:%d" % number) for number in range(5)))
    return tmp_path / "store"


def test_a_store_holds_each_part(store: Path) -> None:
    with Loading(store) as loading:
        for _ in range(5):
            loading.part(len(LINE), len(TRIPLE), b"gb:more gb:is gb:here .")
        assert loading.finish() == 11
    assert len(pyoxigraph.Store.read_only(str(store))) == 11


def test_what_cannot_be_loaded_is_said(store: Path) -> None:
    with Loading(store) as loading:
        loading.part(len(LINE) - 9, len(TRIPLE), b"")
        with pytest.raises(SyntaxError):
            loading.finish()


def test_a_store_that_is_given_up_is_closed(store: Path) -> None:
    with Loading(store) as loading:
        loading.part(len(LINE), len(TRIPLE), b"")
    pyoxigraph.Store(str(store))  # locked while another has it open
