"""What a graph holds most of, as its store would say it."""

from __future__ import annotations

from pathlib import Path

import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.rankings import MOST, rankings, span
from graphbuild.saved import SavedBuild
from tests.conftest import Write

QUERIES = {
    "sources with the most articles": "SELECT ?name (COUNT(DISTINCT ?a) AS ?n) { ?a gb:stub ?any ; "
    "schema:publisher ?s . ?s schema:name ?name } GROUP BY ?s ?name ORDER BY DESC(?n) ?name",
    "articles listed most": "SELECT ?name ?n { { SELECT ?a (COUNT(DISTINCT ?l) AS ?n) "
    "{ ?listing schema:item ?a ; gb:lists ?l } GROUP BY ?a } OPTIONAL { ?a schema:headline ?name } } "
    "ORDER BY DESC(?n) ?a",
    "themes with the most articles": "SELECT ?name (COUNT(?m) AS ?n) { ?m gb:theme ?t . ?t skos:prefLabel ?name } "
    "GROUP BY ?t ?name ORDER BY DESC(?n) ?t",
    "stories with the most articles": "SELECT ?name (COUNT(?m) AS ?n) { ?m gb:story ?s . ?s schema:name ?name } "
    "GROUP BY ?s ?name ORDER BY DESC(?n) ?s",
    "mentioned in the most articles": "SELECT ?name (COUNT(DISTINCT ?a) AS ?n) { ?m gb:entity ?e ; gb:article ?a . "
    "?e schema:name ?name } GROUP BY ?e ?name ORDER BY DESC(?n) ?e",
}


def test_every_ranking_is_asked_here(bundled: StoryGraph) -> None:
    assert rankings(bundled).keys() == QUERIES.keys()


@pytest.mark.parametrize("name", QUERIES)
def test_the_store_gives_the_same(bundled: StoryGraph, demo: Path, name: str) -> None:
    rows = SavedBuild(demo).select(f"{QUERIES[name]} LIMIT {MOST}")
    assert rankings(bundled)[name] == [(row.get("name", ""), int(row["n"])) for row in rows]


def test_the_articles_listed_most_are_those_of_the_question(bundled: StoryGraph, demo: Path) -> None:
    rows = graphbuild.open(demo).query("most-listed-articles").head(MOST)
    assert rankings(bundled)["articles listed most"] == list(zip(rows["headline"], rows["listers"], strict=True))


def test_the_span_is_from_the_first_day_to_the_last(bundled: StoryGraph, demo: Path) -> None:
    [row] = SavedBuild(demo).select(
        "SELECT (MIN(?day) AS ?first) (MAX(?day) AS ?last) "
        "{ ?a gb:stub ?any ; schema:datePublished ?date . BIND(SUBSTR(STR(?date), 1, 10) AS ?day) }"
    )
    assert span(bundled) == row


def test_without_a_date_there_is_no_span(write: Write, stories: Path) -> None:
    write("a.md", 'webUrl: "https://example.org/a"', "title: A")
    assert span(graphbuild.build(stories)) is None
