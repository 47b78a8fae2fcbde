"""Every output holds the same, read back by programs that did not write it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph
import pytest
import rdflib

import graphbuild
from graphbuild import StoryGraph
from graphbuild.export import attributes, gexf, graphml, markup, nquads
from graphbuild.export.network import Rows, to_networkx
from graphbuild.export.statement import Literal
from graphbuild.export.statements import statements
from tests.conftest import Write

PROVENANCE = "https://w3id.org/graphbuild/id/provenance"


def canonical(path: Path) -> set[tuple[str, str, str]]:
    """A file's triples by Oxigraph, without named graphs and without the description of files and build."""
    return {
        (str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in pyoxigraph.parse(path=str(path))
        if str(quad.graph_name) != f"<{PROVENANCE}>"
    }


def test_turtle_and_jsonld_say_what_nquads_say(demo: Path) -> None:
    expected = canonical(demo / "graph.nq")
    assert canonical(demo / "graph.ttl") == expected
    assert canonical(demo / "graph.jsonld") == expected


def test_rdflib_reads_turtle_as_oxigraph_does(demo: Path, bundled: StoryGraph) -> None:
    graph = rdflib.Graph().parse(demo / "graph.ttl")
    assert len(graph) == len(canonical(demo / "graph.ttl")) == len(bundled.to_rdf())


def test_rdflib_reads_nquads(demo: Path) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(demo / "graph.nq", format="nquads")
    assert len(dataset) == sum(1 for _ in pyoxigraph.parse(path=str(demo / "graph.nq")))


def test_rdflib_reads_jsonld(demo: Path) -> None:
    graph = rdflib.Graph().parse(demo / "graph.jsonld", format="json-ld")
    assert len(graph) == len(canonical(demo / "graph.jsonld"))


def test_jsonld_has_plain_names(demo: Path) -> None:
    document = json.loads((demo / "graph.jsonld").read_text(encoding="utf-8"))
    article = next(node for node in document["@graph"] if node.get("type") == "NewsArticle" and node.get("heat"))
    assert isinstance(article["headline"], str)
    assert isinstance(article["heat"], int)
    assert article["published"] is False
    assert article["datePublished"].endswith("Z")


def test_graphml_and_gexf_hold_every_node_and_link(demo: Path, bundled: StoryGraph) -> None:
    expected = bundled.to_networkx()
    for network in (
        networkx.read_graphml(demo / "graph.graphml", force_multigraph=True),
        networkx.read_gexf(demo / "graph.gexf"),
    ):
        assert set(network) == set(expected)
        assert network.number_of_edges() == expected.number_of_edges()
        relations = sorted(relation for *_, relation in network.edges(data="relation"))
        assert relations == sorted(relation for *_, relation in expected.edges(data="relation"))


def test_graphml_ids_are_unique_names(demo: Path) -> None:
    ids = re.findall(r"<edge [^>]*id=\"([^\"]*)\"", (demo / "graph.graphml").read_text(encoding="utf-8"))
    assert len(ids) == len(set(ids)) > 1000
    assert all(re.fullmatch(r"\w+", name) for name in ids)


def test_gexf_has_positions_sizes_and_colours(demo: Path) -> None:
    network = networkx.read_gexf(demo / "graph.gexf")
    for _, facts in network.nodes(data=True):
        assert {"position", "size", "color"} <= set(facts["viz"])


def test_gexf_has_times_for_the_timeline(demo: Path, bundled: StoryGraph) -> None:
    network = networkx.read_gexf(demo / "graph.gexf")
    for article in bundled.articles:
        assert isinstance(article.published_at, datetime)
        assert network.nodes[article.id]["start"] == article.published_at.timestamp() * 1000


def test_xml_holds_no_character_that_xml_may_not_hold() -> None:
    assert markup.escaped("a\x00b\ud800c\uffffd\n<") == "a\ufffdb\ufffdc\ufffdd&#10;&lt;"


def test_numbers_of_two_kinds_are_double() -> None:
    assert attributes.attribute_types([{"a": 1}, {"a": 2.5}, {"b": "x"}, {"b": 1}]) == {"a": "double", "b": "string"}


@pytest.mark.parametrize(
    ("entry", "form"),
    [(graphml.entry, '<data key="e_{}">%s</data>'), (gexf.entry, '<attvalue for="e_{}" value="%s"/>')],
)
def test_an_entry_of_a_list_is_written_as_any_link(
    bundled: StoryGraph, entry: Callable[[dict[str, Any], markup.Escaped], str], form: str
) -> None:
    rows = Rows(bundled)
    links = [facts for *_, facts in rows.edges(data=True) if markup.is_entry(facts)]
    assert len(links) > 400 and {facts["relation"] for facts in links} == {"related"}
    links.append({**links[0], "file": 'a <&> "b".md', "gap_seconds": -1})
    attributes = markup.Attributes(rows.edge_types, form)
    assert [entry(facts, markup.Escaped()) for facts in links] == [attributes.written(facts) for facts in links]


def test_the_types_of_rows_are_those_of_networkx(bundled: StoryGraph) -> None:
    assert markup.edge_types(Rows(bundled)) == markup.edge_types(to_networkx(bundled, evidence=False))


def test_gexf_has_no_date_of_today(demo: Path) -> None:
    assert b"lastmodifieddate" not in (demo / "graph.gexf").read_bytes()


def test_graphml_has_false_and_minus_one(demo: Path) -> None:
    network = networkx.read_graphml(demo / "graph.graphml")
    values = [(facts.get("published"), facts.get("heat")) for _, facts in network.nodes(data=True)]
    assert (False, -1) in values


def test_the_store_answers(demo: Path) -> None:
    store = pyoxigraph.Store.read_only(str(demo / "store"))
    query = "SELECT (COUNT(*) AS ?n) { ?l a <https://w3id.org/graphbuild/ns#Listing> }"
    [row] = store.query(query)  # type: ignore[misc]
    assert row["n"].value == "476"


def test_the_store_holds_no_log(demo: Path) -> None:
    assert not list((demo / "store").glob("LOG*"))


def test_the_manifest_tells_what_was_built(demo: Path, bundled: StoryGraph) -> None:
    import hashlib

    manifest = json.loads((demo / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"] == bundled.counts()
    assert len(manifest["inputs"]) == len(bundled.files)
    for name, facts in manifest["outputs"].items():
        assert hashlib.sha256((demo / name).read_bytes()).hexdigest() == facts["sha256"]


HOSTILE = [
    'quotes " and \\ backslashes',
    "</script><script>alert(1)</script>",
    "line\u2028separator\u2029s",
    "\u202eright to left\u200f",
    "emoji 👩‍👩‍👧 and 𝔊",
    "{{ jinja }} {% raw %} ${x} `y`",
    "'; DROP TABLE articles; --",
    "} UNION { ?a ?b ?c",
    "&lt;b&gt; &amp;amp;",
    "a" * 100_000,
]


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_headlines_come_back_from_every_format(write: Write, tmp_path: Path, title: str) -> None:
    path = write("a.md", f"title: {json.dumps(title)}", "webUrl: https://e.org/a")
    graph = graphbuild.build(path)
    [article] = graph.articles
    out = tmp_path / "out"
    graph.write(out)
    for name in ("graph.nq", "graph.ttl", "graph.jsonld"):
        values = {
            quad.object.value  # type: ignore[union-attr]
            for quad in pyoxigraph.parse(path=str(out / name))
            if quad.predicate.value == "https://schema.org/headline"
        }
        assert values == {article.headline}
    assert networkx.read_graphml(out / "graph.graphml").nodes["https://e.org/a"]["headline"] == article.headline
    assert networkx.read_gexf(out / "graph.gexf").nodes["https://e.org/a"]["headline"] == article.headline


def test_nquads_escape_what_the_syntax_wants_escaped() -> None:
    assert nquads.term(Literal('a"b\\c\nd\u2028e\x01')) == '"a\\"b\\\\c\\nd\\u2028e\\u0001"'


def test_a_subject_stands_in_one_place(bundled: StoryGraph) -> None:
    """Turtle and JSON-LD rely on it."""
    seen: set[str] = set()
    last = None
    for statement in statements(bundled):
        if statement.subject != last:
            assert statement.subject not in seen, statement.subject
            seen.add(statement.subject)
            last = statement.subject


def test_problems_are_a_table_without_formulas(write: Write, tmp_path: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a", "quality: '=cmd|calc'")
    write("=1+1.md", text="nothing")
    graphbuild.build(tmp_path / "stories").write(tmp_path / "out")
    with (tmp_path / "out" / "problems.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["file"], row["line"], row["field"], row["what"], row["value"]) for row in rows] == [
        ("'=1+1.md", "", "", "no front matter", ""),
        ("a.md", "4", "quality", "not a number", "'=cmd|calc"),
    ]
