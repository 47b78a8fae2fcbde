"""`graphbuild export`: every format says what the build says, to parsers that did not write it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from graphbuild.cli.export import FORMATS as SHOWN
from graphbuild.errors import BadOption, NotABuild, OutputError
from graphbuild.export.formats import FORMATS, export
from graphbuild.saved import SavedBuild

Triples = set[tuple[str, str, str]]
GRAPH = ["turtle", "ntriples", "jsonld", "rdfxml"]
QUADS = ["nquads", "trig"]
PROVENANCE = "https://w3id.org/graphbuild/id/provenance"


@pytest.fixture(scope="module")
def exported(demo_build: SavedBuild, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exported")
    paths = {name: folder / f"graph{one.suffixes[0]}" for name, one in FORMATS.items()}
    for path in paths.values():
        export(demo_build, path, None, io.BytesIO())
    return paths


@pytest.fixture(scope="module")
def demo_build(demo: Path) -> SavedBuild:
    return SavedBuild(demo)


def by_oxigraph(path: Path) -> Triples:
    return {
        (quad.subject.value, quad.predicate.value, str(quad.object))  # type: ignore[union-attr]
        for quad in pyoxigraph.parse(path=str(path))
        if str(quad.graph_name) != f"<{PROVENANCE}>"
    }


@pytest.fixture
def literal(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib rewrites `Z` in dates unless told not to."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def by_rdflib(path: Path, syntax: str) -> Triples:
    if syntax in QUADS:
        dataset = rdflib.Dataset()
        dataset.parse(path, format=syntax)
        found = [quad[:3] for quad in dataset.quads() if str(quad[3]) != PROVENANCE]
    else:
        names = {"jsonld": "json-ld", "rdfxml": "xml", "ntriples": "nt"}
        found = list(rdflib.Graph().parse(path, format=names.get(syntax, syntax)))
    return {
        (str(s), str(p), str(pyoxigraph.NamedNode(o)) if isinstance(o, rdflib.URIRef) else _n3(o)) for s, p, o in found
    }


def _n3(value: rdflib.term.Node) -> str:
    assert isinstance(value, rdflib.Literal)
    datatype = pyoxigraph.NamedNode(value.datatype) if value.datatype else None
    return str(pyoxigraph.Literal(str(value), datatype=datatype))


@pytest.mark.parametrize("name", [*GRAPH, *QUADS])
def test_oxigraph_reads_the_same_from_every_format(exported: dict[str, Path], demo: Path, name: str) -> None:
    assert by_oxigraph(exported[name]) == by_oxigraph(demo / "graph.nq")


@pytest.mark.parametrize("name", [*GRAPH, *QUADS])
@pytest.mark.usefixtures("literal")
def test_rdflib_reads_what_oxigraph_reads(exported: dict[str, Path], demo: Path, name: str) -> None:
    assert by_rdflib(exported[name], name) == by_oxigraph(demo / "graph.nq")


N3_READS = """
const { Parser } = require("n3");
const text = require("fs").readFileSync(process.argv[2], "utf8");
const rows = new Parser({ format: process.argv[3] }).parse(text).map((q) => [
  q.subject.value, q.predicate.value, q.object.termType, q.object.value,
  q.object.datatype ? q.object.datatype.value : "", q.graph.value,
]);
process.stdout.write(JSON.stringify(rows));
"""


@pytest.fixture(scope="module")
def n3(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with N3.js, a parser in JavaScript."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node and npm are not installed")
    folder = tmp_path_factory.mktemp("n3")
    (folder / "package.json").write_text('{"private": true}')
    (folder / "read.js").write_text(N3_READS)
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "n3@1"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        if os.environ.get("CI"):
            pytest.fail(f"N3.js cannot be installed: {done.stderr[-500:]}")
        pytest.skip("N3.js cannot be installed here")
    return folder


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("turtle", "text/turtle"),
        ("ntriples", "application/n-triples"),
        ("nquads", "application/n-quads"),
        ("trig", "application/trig"),
    ],
)
def test_n3_js_reads_what_oxigraph_reads(
    exported: dict[str, Path], demo: Path, n3: Path, name: str, media_type: str
) -> None:
    command = ["node", n3 / "read.js", exported[name], media_type]
    rows = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, cwd=n3).stdout)
    found = set()
    for subject, predicate, kind, value, datatype, graph in rows:
        if graph != PROVENANCE:
            term = pyoxigraph.NamedNode(value) if kind == "NamedNode" else _literal(value, datatype)
            found.add((subject, predicate, str(term)))
    assert found == by_oxigraph(demo / "graph.nq")


def _literal(value: str, datatype: str) -> pyoxigraph.Literal:
    return pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(datatype))


@pytest.mark.parametrize("name", QUADS)
def test_quads_keep_their_named_graphs(exported: dict[str, Path], demo: Path, name: str) -> None:
    assert set(pyoxigraph.parse(path=str(exported[name]))) == set(pyoxigraph.parse(path=str(demo / "graph.nq")))


def test_trig_has_one_block_a_graph(exported: dict[str, Path]) -> None:
    text = exported["trig"].read_text(encoding="utf-8")
    blocks = [line for line in text.splitlines() if line.endswith("> {")]
    assert len(blocks) == len(set(blocks)) > 100


def test_csv_has_a_row_a_link(exported: dict[str, Path], demo: Path) -> None:
    with exported["csv"].open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    related = [row for row in rows if row["relation"] == "related"]
    assert len(related) == 476
    assert all(row["file"].startswith("_news/") and row["line"] and row["position"] for row in related)
    assert all(row["source_label"] and row["target_label"] for row in rows)


@pytest.mark.parametrize("name", FORMATS)
def test_the_bytes_are_the_same_in_another_process(exported: dict[str, Path], demo: Path, name: str) -> None:
    command = [sys.executable, "-m", "graphbuild", "export", demo, "--format", name]
    environment = {**os.environ, "PYTHONHASHSEED": "5"}
    assert (
        subprocess.run(command, capture_output=True, check=True, env=environment).stdout == exported[name].read_bytes()
    )


def test_gz_is_compressed_and_always_the_same(demo_build: SavedBuild, demo: Path, tmp_path: Path) -> None:
    for name in ("one.ttl.gz", "two.ttl.gz"):
        export(demo_build, tmp_path / name, None, io.BytesIO())
    assert (tmp_path / "one.ttl.gz").read_bytes() == (tmp_path / "two.ttl.gz").read_bytes()
    assert gzip.decompress((tmp_path / "one.ttl.gz").read_bytes()) == (demo / "graph.ttl").read_bytes()


def test_without_a_format_it_is_turtle(demo_build: SavedBuild, demo: Path) -> None:
    stream = io.BytesIO()
    export(demo_build, None, None, stream)
    assert stream.getvalue() == (demo / "graph.ttl").read_bytes()


def test_an_unknown_suffix_names_the_known_ones(demo_build: SavedBuild, tmp_path: Path) -> None:
    with pytest.raises(BadOption, match=r"\.trig"):
        export(demo_build, tmp_path / "graph.doc", None, io.BytesIO())


def test_a_file_that_cannot_be_written_is_an_error(demo_build: SavedBuild, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nowhere"):
        export(demo_build, tmp_path / "nowhere" / "graph.nt", None, io.BytesIO())


def test_an_error_leaves_the_file_that_was_there(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo, tmp_path / "out")
    build = SavedBuild(tmp_path / "out")
    (tmp_path / "out" / "graph.ttl").unlink()
    target = tmp_path / "mine.ttl"
    target.write_text("mine")
    with pytest.raises(NotABuild, match="not whole"):
        export(build, target, None, io.BytesIO())
    assert target.read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"out", "mine.ttl"}


def test_the_command_line_knows_every_format() -> None:
    assert {name: one.suffixes[0] for name, one in FORMATS.items()} == SHOWN
