"""Nothing is lost on the way out and back, and nothing is invented."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import graphbuild
from graphbuild import StoryGraph
from graphbuild.errors import BadOption, NothingReadable
from graphbuild.export import nquads
from graphbuild.export.statements import described
from graphbuild.restore import statements as from_statements
from tests.conftest import Write


def through_rdf(graph: StoryGraph) -> StoryGraph:
    stream = io.StringIO()
    nquads.write(described(graph), stream)
    quads = pyoxigraph.parse(input=stream.getvalue().encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    return from_statements.restored(quads)


def told(graph: StoryGraph) -> dict[str, Any]:
    """What RDF holds of a graph: of a fact its file but not its line, of a version its facts."""
    content: dict[str, Any] = {"base": graph.names.base, "description": asdict(graph.description)}
    content["files"] = [asdict(file) for file in graph.files]
    content["articles"] = [_node(node) for node in graph.articles]
    content["sources"] = [_node(node) for node in graph.sources]
    content["topics"] = [{**_node(node), "origins": node.origins["name"].file} for node in graph.topics]
    content["entities"] = [_node(node) for node in graph.entities]
    content["themes"], content["stories"] = graph.themes, graph.stories
    content["links"] = [
        (link.start, link.relation, link.end, link.origin.file, link.position, link.gap_seconds, link.evidence)
        + ((link.origin.line,) if link.relation in ("related", "part") or link.evidence else ())
        for link in graph.links
    ]
    content["other files"] = [graph.judgements, graph.vocabularies]
    content["without"] = graph.without
    content["matches"] = sorted(str(asdict(match)) for match in graph.matches)
    return content


def _node(node: Any) -> dict[str, Any]:
    facts = asdict(node)
    facts["origins"] = {name: origin.file for name, origin in node.origins.items()}
    if "alternates" in facts:
        facts["alternates"] = sorted(node.alternates)
        facts["versions"] = sorted(node.versions, key=lambda version: version.order())
    return facts


def assert_same(one: StoryGraph, other: StoryGraph) -> None:
    found, expected = told(one), told(other)
    for name, value in expected.items():
        assert found[name] == value, name


def test_bundled_stories_come_back_from_rdf(bundled: StoryGraph) -> None:
    assert_same(through_rdf(bundled), bundled)


def test_bundled_stories_come_back_from_networkx(bundled: StoryGraph) -> None:
    back = StoryGraph.from_networkx(bundled.to_networkx())
    assert_same(back, bundled)
    assert back.links == bundled.links
    assert back.matches == bundled.matches
    assert [node.origins for node in back.articles] == [node.origins for node in bundled.articles]


def test_the_order_of_the_statements_does_not_matter(bundled: StoryGraph) -> None:
    stream = io.StringIO()
    nquads.write(described(bundled), stream)
    rows = sorted(stream.getvalue().splitlines(), key=lambda row: row[::-1])
    back = from_statements.restored(pyoxigraph.parse("\n".join(rows), format=pyoxigraph.RdfFormat.N_QUADS))
    found, expected = told(back), told(bundled)
    for name in ("themes", "stories", "links", "other files", "without"):
        assert found[name] == expected[name], name
    assert [node.other_names for node in back.entities] == [node.other_names for node in bundled.entities]


@pytest.mark.parametrize("way", ["RDF", "networkx"])
def test_a_person_that_a_file_describes_and_a_vocabulary_names(
    write: Write, stories: Path, tmp_path: Path, way: str
) -> None:
    write("p.md", "taxonomy: person", "_id: ada", "name: Ada Doe", "description: An engineer.", "affiliation: Acme")
    write("a.md", "title: Dr Doe sues the police", "webUrl: https://e.org/a")
    names = tmp_path / "names.yaml"
    entry = "{name: A. Doe, slug: ada, also: [Dr Doe, Ada Doe], wikidata: Q42}"
    names.write_text(f"people:\n  - {entry}\n", encoding="utf-8")
    graph = graphbuild.build(stories, entities=[names])
    [person] = [node for node in graph.entities if node.kind == "person"]
    assert set(person.origins) == {"name", "vocabulary"}
    back = through_rdf(graph) if way == "RDF" else StoryGraph.from_networkx(graph.to_networkx())
    assert_same(back, graph)
    [found] = [node for node in back.entities if node.kind == "person"]
    assert found.origins["vocabulary"] == person.origins["vocabulary"]


@pytest.mark.parametrize("way", ["RDF", "networkx"])
def test_a_theme_comes_back_with_all_it_has(write: Write, tmp_path: Path, way: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "themes:\n  - slug: one\n    label: One\n    also: [Z | A, B, Z | A]\n    broader: two\n    minimum: 1.5\n"
        "    exact match: [https://b.org/, https://a.org/]\n    rule: one\n  - {slug: two, label: Two}\n",
        encoding="utf-8",
    )
    story = write("a.md", "title: One is not none", "webUrl: https://e.org/a")
    graph = graphbuild.build(story, themes=[path], without=["bundled", "stories"])
    back = through_rdf(graph) if way == "RDF" else StoryGraph.from_networkx(graph.to_networkx())
    assert_same(back, graph)
    assert (back.themes[0].other_labels, back.themes[0].minimum) == (("B", "Z | A"), 1.5)
    assert back.without == ("bundled", "stories")


@pytest.mark.parametrize("way", ["RDF", "networkx"])
def test_reprints_come_back_with_and_without_a_direction(write: Write, stories: Path, way: str) -> None:
    dates = {"a": "2020-01-01", "b": "2020-01-02", "c": "2020-01-02T08:00:00Z"}
    for name, date in dates.items():
        headline = "Boston bans police from using facial recognition"
        write(f"{name}.md", f"title: {headline}", f"webUrl: https://{name}.org/", f"publishedDateTime: {date}")
    graph = graphbuild.build(stories)
    assert len([link for link in graph.links if link.relation == "reprint"]) == 2
    assert_same(through_rdf(graph) if way == "RDF" else StoryGraph.from_networkx(graph.to_networkx()), graph)


def test_judgements_come_back_from_networkx(write: Write, stories: Path, tmp_path: Path) -> None:
    write("1.md", "title: A", "webUrl: https://e.org/a")
    judgements = tmp_path / "j.yaml"
    judgements.write_text("- same: [https://e.org/a, https://e.org/b]\n")
    graph = graphbuild.build(stories, judgements=judgements)
    assert_same(StoryGraph.from_networkx(graph.to_networkx()), graph)


def test_a_corpus_comes_back(sample: Path) -> None:
    graph = graphbuild.build(sample)
    assert_same(through_rdf(graph), graph)
    assert_same(StoryGraph.from_networkx(graph.to_networkx()), graph)


def test_a_build_is_opened(demo: Path, bundled: StoryGraph) -> None:
    graph = graphbuild.open(demo)
    assert_same(graph, bundled)
    assert repr(graph) == repr(bundled)
    assert graph.left_out == bundled.left_out
    article = next(article for article in graph.articles if article.alternates)
    assert article.address
    assert graph.explain(article.address, article.alternates[0]).same


def test_what_is_opened_writes_the_same_statements(demo: Path, bundled: StoryGraph) -> None:
    assert set(described(graphbuild.open(demo))) == set(described(bundled))


def test_a_network_of_another_make_is_refused() -> None:
    with pytest.raises(BadOption, match="to_networkx"):
        StoryGraph.from_networkx(networkx.MultiDiGraph([("a", "b")]))


TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [
        '"',
        "\\",
        "</script>",
        "\u202eabc\u200f",
        "👩‍👩‍👧",
        "a\nb",
        "{{x}}",
        "=1+1",
        "NO",
        "null",
        "2020-01-01",
        "<>{}|\\^`",
        "Boston bans police from using facial recognition",
        "Boston council bans face recognition by Boston police",
        "Robert Williams",
        "ICE | Ring",
    ]
)
ADDRESS = st.builds(
    lambda host, path: f"https://{host}.example/{path}",
    st.sampled_from(["a", "b", "www.a", "m.b", "münchen"]),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8),
)
DATE = st.sampled_from(["2020-01-01", "2020-01-01T00:00:00Z", "2020-01-02T03:04:05.678Z", "2020-06-01T00:00:00+05:30"])
IMAGE = st.fixed_dictionaries(
    {"url": ADDRESS | st.just("/a b.png")}, optional={"width": st.integers(0, 9), "height": st.integers(0, 9)}
)
FACTS = {
    "title": TEXT,
    "excerpt": TEXT,
    "publishedDateTime": DATE,
    "type": st.sampled_from(["article", "video", "webinar", "Odd Type"]),
    "quality": st.integers(-5, 5) | st.floats(allow_nan=False, allow_infinity=False),
    "heat": st.integers(-5, 5),
    "published": st.booleans(),
    "provider": st.fixed_dictionaries({"name": TEXT}, optional={"domain": st.sampled_from(["a.example", "b.example"])}),
    "topics": st.lists(TEXT, max_size=3),
    "images": st.lists(IMAGE, max_size=2),
    "ampWebUrl": ADDRESS,
}
ENTRY = st.fixed_dictionaries({"webUrl": ADDRESS}, optional=FACTS)
STORY = st.fixed_dictionaries({"webUrl": ADDRESS}, optional={**FACTS, "related": st.lists(ENTRY, max_size=3)})
TOPIC = st.fixed_dictionaries(
    {"taxonomy": st.just("topic"), "name": TEXT},
    optional={
        "shortname": TEXT,
        "parent": TEXT,
        "keywords": st.lists(TEXT, max_size=3),
        "images": st.lists(IMAGE, max_size=1),
    },
)
PERSON = st.fixed_dictionaries(
    {"taxonomy": st.just("person"), "name": TEXT},
    optional={"affiliation": TEXT, "description": TEXT, "webUrl": ADDRESS},
)
ORGANIZATION = st.fixed_dictionaries(
    {"taxonomy": st.just("organization"), "domain": st.sampled_from(["a.example", "b.example"])},
    optional={
        "name": TEXT,
        "otherNames": st.lists(TEXT, max_size=3),
        "description": TEXT,
        "images": st.lists(IMAGE, max_size=2),
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STORY | TOPIC | PERSON | ORGANIZATION, min_size=1, max_size=5))
def test_generated_stories_come_back(files: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, fields in enumerate(files):
            # JSON is YAML; what it cannot say in YAML's way is covered elsewhere.
            text = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items())
            Path(folder, f"{number}.md").write_text(f"---\n{text}\n---\n", encoding="utf-8", newline="")
        try:
            graph = graphbuild.build(folder)
        except NothingReadable:
            return
    assert_same(through_rdf(graph), graph)
    assert_same(StoryGraph.from_networkx(graph.to_networkx()), graph)
    in_rdflib = {tuple(map(str, quad)) for quad in graph.to_rdf()}
    in_oxigraph = {
        (s.subject, s.predicate, s.object if isinstance(s.object, str) else s.object.text)
        for s in described(graph)
        if s.graph != graph.names.provenance
    }
    assert in_rdflib == in_oxigraph


def test_problems_come_back_from_rdf(tmp_path: Path) -> None:
    (tmp_path / "a b.md").write_text("---\ntitle: ' A '\nwebUrl: https://e.org/a\nquality: high\n---\n")
    (tmp_path / "lost.md").write_text("---\ntitle: no address\n---\n")
    graph = graphbuild.build(tmp_path)
    assert len(graph.problems) >= 3
    assert list(through_rdf(graph).problems) == list(graph.problems)
