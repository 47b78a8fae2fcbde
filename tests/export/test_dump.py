from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyoxigraph
import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.export import dump, nquads, store
from graphbuild.export.network import Rows, to_networkx
from graphbuild.export.statement import Listed, Literal
from graphbuild.export.statements import blocks, described, statements
from graphbuild.export.store import Loading
from graphbuild.export.turtle import HEAD, PREFIXES_WRITTEN, serialize
from graphbuild.iris import DEFAULT_BASE
from graphbuild.saved import SavedBuild
from graphbuild.vocabulary import GB, RDF_TYPE, XSD
from tests.conftest import Write


def test_turtle_is_what_oxigraph_writes(demo: Path) -> None:
    stream = io.BytesIO()
    serialize(SavedBuild(demo).triples(provenance=False), stream, pyoxigraph.RdfFormat.TURTLE)
    assert (demo / "graph.ttl").read_bytes() == stream.getvalue()


def test_nquads_are_the_statements_one_by_one(bundled: StoryGraph, demo: Path) -> None:
    stream = io.StringIO()
    nquads.write(described(bundled), stream)
    assert (demo / "graph.nq").read_text(encoding="utf-8") == stream.getvalue()


def test_lists_of_several_files_are_written_as_one_by_one(write: Write) -> None:
    entries = ("related:", "  - webUrl: https://e.org/b", "  - webUrl: https://e.org/c", "  - webUrl: https://e.org/b")
    write("a.md", "webUrl: https://e.org/a", *entries)
    folder = write("b.md", "webUrl: https://e.org/a", *entries[:2]).parent
    documents = ("webUrl: https://e.org/a", *entries, "---", "webUrl: https://e.org/d", *entries)
    (folder / "c.yaml").write_text("\n".join(documents))
    graph = graphbuild.build(folder)
    assert graph.counts()["listings"] == 10
    quads, one_by_one = io.BytesIO(), io.StringIO()
    dump.write(graph, quads, io.BytesIO())
    nquads.write(described(graph), one_by_one)
    assert quads.getvalue().decode() == one_by_one.getvalue()
    listings = [line for line in one_by_one.getvalue().splitlines() if f"<{RDF_TYPE}> <{GB.Listing}>" in line]
    assert len({line.split()[0] for line in listings}) == len(listings) == 10


def test_entries_of_lists_stand_together(bundled: StoryGraph) -> None:
    listed = [block for block in blocks(bundled) if isinstance(block, Listed)]
    assert sum(len(block.entries) for block in listed) == bundled.counts()["listings"]
    assert len({(block.lists, block.graph) for block in listed}) == len(listed)
    assert set(listed[0].statements()) <= set(statements(bundled))


def test_entries_stand_together_where_several_files_list_for_one_article(write: Write) -> None:
    entries = ("related:", *(f"  - webUrl: https://e.org/{letter}" for letter in "bcd"))
    write("a.md", "webUrl: https://e.org/a", *entries)
    graph = graphbuild.build(write("b.md", "webUrl: https://e.org/a", *entries).parent)
    listed = [block for block in blocks(graph) if isinstance(block, Listed)]
    assert [len(block.entries) for block in listed] == [3, 3]


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
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """N-Quads and Turtle, which are loaded in several parts."""
    monkeypatch.setattr(store, "PART", 40)
    quads, turtle = tmp_path / "graph.nq", tmp_path / "graph.ttl"
    quads.write_bytes(b"".join(LINE.replace(b"urn:c", b"urn:%d" % number) for number in range(5)))
    turtle.write_bytes(HEAD + b"".join(TRIPLE.replace(b"urn:c", b"urn:%d" % number) for number in range(5)))
    with quads.open("rb") as first, turtle.open("rb") as second:
        yield first, second


def test_a_store_holds_each_part(tmp_path: Path, files: tuple[BinaryIO, BinaryIO]) -> None:
    with Loading(tmp_path / "store") as loading:
        loading.begin(*files, b"gb:more gb:is gb:here .")
        loading.finish()
    assert len(pyoxigraph.Store.read_only(str(tmp_path / "store"))) == 11


def test_what_cannot_be_loaded_is_said(tmp_path: Path, files: tuple[BinaryIO, BinaryIO]) -> None:
    with Loading(tmp_path / "store") as loading:
        loading.begin(files[0], io.BytesIO(b"no Turtle"), b"")
        with pytest.raises(SyntaxError):
            loading.finish()


def test_a_store_that_cannot_be_opened_is_said(tmp_path: Path, files: tuple[BinaryIO, BinaryIO]) -> None:
    (tmp_path / "store").write_text("a file")
    with Loading(tmp_path / "store") as loading:
        loading.begin(*files, b"")
        with pytest.raises(OSError, match="store"):
            loading.finish()


def test_a_store_that_is_given_up_is_closed(tmp_path: Path, files: tuple[BinaryIO, BinaryIO]) -> None:
    with Loading(tmp_path / "store") as loading:
        loading.begin(*files, b"")
    pyoxigraph.Store(str(tmp_path / "store"))  # locked while another has it open


def test_the_statements_of_a_store_are_counted_without_it(demo: Path, bundled: StoryGraph) -> None:
    counted = dump.write(bundled, io.BytesIO(), io.BytesIO())
    assert counted == len(pyoxigraph.Store.read_only(str(demo / "store")))
    assert json.loads((demo / "manifest.json").read_text())["store"] == {"statements": counted}


def test_what_is_placed_is_what_the_turtle_cannot_say(bundled: StoryGraph) -> None:
    quads, placed = io.BytesIO(), io.BytesIO()
    dump.write(bundled, quads, io.BytesIO(), placed=placed)
    everything, some = (
        set(pyoxigraph.parse(stream.getvalue(), format=pyoxigraph.RdfFormat.N_QUADS)) for stream in (quads, placed)
    )
    assert {quad for quad in everything if quad.graph_name != pyoxigraph.DefaultGraph()} <= some < everything


def test_the_description_is_what_the_turtle_does_not_have(demo: Path) -> None:
    with (demo / "graph.nq").open("rb") as quads:
        about = store.description(quads, DEFAULT_BASE)
    everything = {
        quad.triple for quad in pyoxigraph.parse(path=str(demo / "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    }
    turtle = {
        quad.triple for quad in pyoxigraph.parse(path=str(demo / "graph.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    }
    described = {quad.triple for quad in pyoxigraph.parse(about, format=pyoxigraph.RdfFormat.TURTLE)}
    assert described == everything - turtle


def test_the_description_is_whole_wherever_the_reading_begins(demo: Path) -> None:
    dumped = (demo / "graph.nq").read_bytes()
    whole = store.description(io.BytesIO(dumped), DEFAULT_BASE, len(dumped))
    line = len(dumped.splitlines(keepends=True)[-1])
    for size in range(1, 2 * line):
        assert store.description(io.BytesIO(dumped), DEFAULT_BASE, size) == whole, size
