from __future__ import annotations

import html.parser
import io
from pathlib import Path

import networkx
import pytest
import rdflib

import graphbuild
from graphbuild import StoryGraph
from graphbuild.errors import BadOption, UnknownAddress
from graphbuild.graph import Description
from tests.conftest import Write


def test_repr_tells_what_is_there(bundled: StoryGraph) -> None:
    assert repr(bundled) == (
        "<StoryGraph: 310 articles (204 known only from lists) of 180 publishers, 476 listings, 5 topics, "
        "2019-06-27 to 2022-02-02>"
    )


def test_rich_display_is_a_table_without_scripts(bundled: StoryGraph) -> None:
    shown = bundled._repr_html_()
    assert "<table>" in shown
    assert "310" in shown
    assert "script" not in shown
    html.parser.HTMLParser().feed(shown)


def test_rich_display_escapes_names(write: Write) -> None:
    name = "<img src=x onerror=alert(1)>"
    path = write("a.md", "title: A", "webUrl: https://e.org/a", f"provider: {{name: '{name}', domain: e.org}}")
    assert "&lt;img" in graphbuild.build(path)._repr_html_()


def test_an_article_is_found_by_any_of_its_addresses(bundled: StoryGraph) -> None:
    article = next(article for article in bundled.articles if article.alternates)
    assert all(bundled.article(address) is article for address in article.alternates)
    assert bundled.article(article.id) is article


def test_an_unknown_address_is_an_error(bundled: StoryGraph) -> None:
    with pytest.raises(UnknownAddress):
        bundled.article("https://unknown.example/")


def test_networkx_has_a_node_a_thing_and_an_edge_a_link(bundled: StoryGraph) -> None:
    network = bundled.to_networkx()
    things = (
        bundled.articles, bundled.sources, bundled.topics, bundled.themes, bundled.stories, bundled.entities,
    )  # fmt: skip
    assert network.number_of_nodes() == sum(map(len, things))
    broader = sum(node.broader is not None for node in (*bundled.topics, *bundled.themes))
    assert network.number_of_edges() == len(bundled.links) + broader


def test_networkx_keeps_parallel_links_with_their_evidence(write: Write) -> None:
    path = write(
        "a.md", "title: A", "webUrl: https://e.org/a", "related:", "  - webUrl: https://e.org/b",
        "  - webUrl: https://e.org/b",
    )  # fmt: skip
    network = graphbuild.build(path).to_networkx()
    edges = network.get_edge_data("https://e.org/a", "https://e.org/b").values()
    assert [(edge["relation"], edge["position"], edge["file"], edge["line"]) for edge in edges] == [
        ("related", 1, "a.md", 5),
        ("related", 2, "a.md", 6),
    ]


def test_networkx_has_values_that_are_false_and_no_none(model_file: object) -> None:
    graph = graphbuild.build(model_file)  # type: ignore[arg-type]
    network = graph.to_networkx()
    facts = network.nodes[next(article.id for article in graph.articles if article.own)]
    assert facts["published"] is False
    assert facts["heat"] == -1
    assert facts["published_at"] == "2020-08-14T23:08:00Z"
    for _, data in network.nodes(data=True):
        assert None not in data.values()


def test_networkx_can_write_it(bundled: StoryGraph) -> None:
    network = bundled.to_networkx(images=True)
    networkx.write_graphml(network, io.BytesIO())
    networkx.write_gexf(network, io.BytesIO())


def test_networkx_has_images_when_asked(bundled: StoryGraph) -> None:
    kinds = dict(bundled.to_networkx(images=True).nodes(data="kind"))
    assert "image" in kinds.values()
    assert "image" not in dict(bundled.to_networkx().nodes(data="kind")).values()


def test_rdf_is_an_rdflib_graph(bundled: StoryGraph) -> None:
    graph = bundled.to_rdf()
    assert isinstance(graph, rdflib.Graph)
    listings = graph.subjects(rdflib.RDF.type, rdflib.URIRef("https://w3id.org/graphbuild/ns#Listing"))
    assert len(list(listings)) == 476


def test_rdf_is_a_dataset_when_asked(bundled: StoryGraph) -> None:
    dataset = bundled.to_rdf(dataset=True)
    assert isinstance(dataset, rdflib.Dataset)
    names = {str(graph.identifier) for graph in dataset.graphs()}
    assert bundled.names.provenance in names
    assert {bundled.names.file(file.path) for file in bundled.files} <= names


@pytest.mark.parametrize("what", ["title", "license", "creator"])
def test_what_is_no_text_does_not_describe_a_graph(what: str) -> None:
    with pytest.raises(BadOption, match="not in UTF-8"):
        graphbuild.build(graphbuild.example(), description=Description(**{what: "https://e.org/\udcff"}))


def test_a_file_that_a_setting_names_is_stated_by_name_and_checksum(write: Write, tmp_path: Path) -> None:
    """Its place says something of the machine, and nothing of what it holds."""
    columns = tmp_path / "columns.yaml"
    columns.write_bytes(b"title: Kopf\n")
    settings = {"csv.file": str(columns), "csv.dates": "%d/%m/%Y"}
    graph = graphbuild.build(write("a.csv", text="url,Kopf\nhttps://e.org/a,A\n"), settings=settings)
    sum = "da2d8369f70f279e1b9bf8bf4f5ba2624429e56e533bacd0f979b6d405b78489"
    assert graph.reading == ("csv.dates=%d/%m/%Y", f"csv.file=columns.yaml (SHA-256 {sum})")
