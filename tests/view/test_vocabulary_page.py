from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from graphbuild import StoryGraph, vocabulary
from graphbuild.bundled import ontology
from graphbuild.export.statements import described
from graphbuild.iris import PREFIXES
from graphbuild.view.diagram import HEIGHT, WIDTH, diagram
from graphbuild.view.vocabulary import BORROWED, QUESTIONS, header, page

PAGE = page()
TITLES = list(QUESTIONS)


class Anchors(HTMLParser):
    """The ids of a page and the links within it; every element must be closed."""

    EMPTY = ("meta", "rect")

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        self.ids += [facts["id"]] if facts.get("id") else []  # type: ignore[list-item]
        self.links += [facts["href"]] if tag == "a" and facts.get("href") else []  # type: ignore[list-item]
        self.sources += [tag] if "src" in facts or tag in ("link", "script", "img") else []
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def anchors() -> Anchors:
    parser = Anchors()
    parser.feed(PAGE)
    assert parser.open == []
    return parser


@pytest.fixture(scope="module")
def store(demo: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(path=str(demo / "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    return store


def words() -> list[str]:
    return [value for name, value in vars(vocabulary.GB).items() if not name.startswith("_")]


def short(iri: str) -> str:
    prefix = next(name for name, long in PREFIXES.items() if iri.startswith(long))
    return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"


def test_the_committed_page_is_what_the_generator_makes() -> None:
    assert (ontology() / "index.html").read_text(encoding="utf-8") == PAGE, "run `make vocabulary`"


def test_the_page_does_not_change_from_run_to_run() -> None:
    assert page() == PAGE


def test_every_word_has_its_anchor_and_stands_in_the_contents(anchors: Anchors) -> None:
    for iri in words():
        local = iri.partition("#")[2]
        assert anchors.ids.count(local) == 1
        assert f"#{local}" in anchors.links


def test_links_within_the_page_lead_somewhere(anchors: Anchors) -> None:
    assert len(anchors.ids) == len(set(anchors.ids))
    inner = {link.removeprefix("#") for link in anchors.links if link.startswith("#")}
    assert inner <= set(anchors.ids)
    for link in anchors.links:
        assert link.startswith(("#", "https://spdx.org/")) or (ontology() / link).is_file()


def test_the_page_loads_nothing(anchors: Anchors) -> None:
    assert anchors.sources == []
    assert "url(" not in PAGE.replace("url(#arrow)", "")
    assert "default-src 'none'" in PAGE


def test_all_that_the_ontology_says_of_a_word_is_there() -> None:
    import html

    said = rdflib.Graph().parse(ontology() / "graphbuild.ttl")
    for predicate in (rdflib.RDFS.comment, rdflib.SKOS.scopeNote, rdflib.SKOS.example):
        for text in said.objects(None, predicate):
            assert html.escape(str(text)) in PAGE


def test_every_borrowed_word_that_a_build_writes_is_explained(bundled: StoryGraph) -> None:
    used = set()
    for statement in described(bundled):
        used |= (
            {statement.predicate, statement.object}
            if statement.predicate == vocabulary.RDF_TYPE
            else {statement.predicate}
        )
    borrowed = {short(str(iri)) for iri in used} - {short(iri) for iri in words()} - {"rdf:type"}
    assert borrowed <= set(BORROWED)


def test_every_borrowed_word_of_the_code_is_explained() -> None:
    holders = (vocabulary.SCHEMA, vocabulary.PROV, vocabulary.SKOS, vocabulary.DCAT)
    known = {
        short(value)
        for holder in holders
        for name, value in vars(holder).items()
        if not name.startswith("_") and isinstance(value, str)
    }
    assert known <= set(BORROWED)


@pytest.mark.parametrize("title", TITLES)
def test_every_question_has_an_answer(store: pyoxigraph.Store, title: str) -> None:
    found = store.query(f"{header()}\n{QUESTIONS[title]}", use_default_graph_as_union=True)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    rows = list(found)
    assert rows
    assert all(any(value is not None for value in row) for row in rows)


def test_every_listing_leads_to_its_file_line_and_position(store: pyoxigraph.Store, bundled: StoryGraph) -> None:
    expected = sorted(
        (link.start, link.end, str(link.position), link.origin.file, str(link.origin.line))
        for link in bundled.links
        if link.relation == "related"
    )
    query = f"{header()}\n{QUESTIONS[TITLES[0]]}"
    for union in (True, False):
        rows = store.query(query, use_default_graph_as_union=union)
        assert isinstance(rows, pyoxigraph.QuerySolutions)
        assert sorted(tuple(value.value for value in row) for row in rows) == expected  # type: ignore[union-attr]


def test_listings_lead_to_their_file_in_turtle_too(plain: StoryGraph) -> None:
    rows = plain.to_rdf().query(f"{header()}\n{QUESTIONS[TITLES[1]]}")
    assert len(list(rows)) == 476


def test_the_drawing_keeps_within_its_frame() -> None:
    for x, y in re.findall(r'<text[^>]* x="(\d+)" y="(\d+)"', diagram()):
        assert 0 < int(x) < WIDTH and 0 < int(y) < HEIGHT
    for x, y, width, height in re.findall(r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"', diagram()):
        assert int(x) + int(width) <= WIDTH and int(y) + int(height) <= HEIGHT


@pytest.mark.parametrize(
    "kind", "Article Publisher Topic Theme Story Image Entity Listing Version AddressMatch InputFile".split()
)
def test_every_kind_of_node_is_drawn(kind: str) -> None:
    assert f">{kind}</text>" in diagram()
