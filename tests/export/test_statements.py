"""What a graph says in RDF, by SPARQL on rdflib."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

import graphbuild
from graphbuild import StoryGraph
from graphbuild.export.statements import described
from graphbuild.graph import Description
from graphbuild.iris import PREFIXES
from tests.conftest import Write

Row = tuple[str, ...]


def ask(graph: StoryGraph, query: str) -> list[Row]:
    found = graph.to_rdf().query(query, initNs=PREFIXES)
    return sorted(tuple(str(value) for value in row) for row in found)  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def model(model_file_module: Path) -> StoryGraph:
    return graphbuild.build(model_file_module)


@pytest.fixture(scope="module")
def model_file_module() -> Path:
    return graphbuild.example()


def test_an_article_has_its_facts(model: StoryGraph) -> None:
    [row] = ask(
        model,
        """SELECT ?h ?d ?q ?heat ?p ?type WHERE { ?a a schema:NewsArticle ; schema:headline ?h ;
        schema:datePublished ?d ; gb:quality ?q ; gb:heat ?heat ; gb:published ?p ; gb:type ?type ; gb:stub false }""",
    )
    assert row == (
        "NYPD Used Facial Recognition Unit In Siege Of Black Lives Matter Activist’s Apartment",
        "2020-08-14T23:08:00Z", "32", "-1", "false", "article",
    )  # fmt: skip


def test_a_date_is_a_date_time(model: StoryGraph) -> None:
    assert ask(model, "SELECT DISTINCT (DATATYPE(?d) AS ?t) { ?a schema:datePublished ?d }") == [
        ("http://www.w3.org/2001/XMLSchema#dateTime",)
    ]


def test_a_day_is_a_date(write: Write) -> None:
    graph = graphbuild.build(write("a.md", "title: A", "webUrl: https://e.org/a", "publishedDateTime: 2020-01-01"))
    assert ask(graph, "SELECT ?d { ?a schema:datePublished ?d FILTER(DATATYPE(?d) = xsd:date) }") == [("2020-01-01",)]


def test_related_is_a_relation_and_a_listing_with_evidence(model: StoryGraph) -> None:
    rows = ask(
        model,
        """SELECT ?position ?gap ?line ?file ?item { ?l a gb:Listing ; gb:lists ?a ; schema:item ?item ;
        schema:position ?position ; gb:gapSeconds ?gap ; gb:line ?line ; prov:wasDerivedFrom ?file .
        ?a dct:relation ?item }""",
    )
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[0][1] == "56940"
    assert {row[3] for row in rows} == {model.names.file(model.files[0].path)}
    assert rows[0][4].startswith("https://www.newsweek.com/")


@pytest.mark.parametrize("predicate", ["schema:citation", "schema:relatedLink", "skos:related", "owl:sameAs"])
def test_related_is_nothing_else(model: StoryGraph, predicate: str) -> None:
    graph = model.to_rdf()
    prefixes = {**PREFIXES, "owl": "http://www.w3.org/2002/07/owl#"}
    assert not graph.query(f"ASK {{ ?a {predicate} ?b }}", initNs=prefixes).askAnswer


def test_a_listing_keeps_its_name_when_a_line_is_added_above_it(write: Write) -> None:
    entry = ("related:", "  - webUrl: https://e.org/b")
    names = []
    for lines in ((), ("heat: 1",)):
        graph = graphbuild.build(write("a.md", "title: A", "webUrl: https://e.org/a", *lines, *entry))
        names.append(ask(graph, "SELECT ?l { ?l a gb:Listing }"))
    assert names[0] == names[1] == [("https://w3id.org/graphbuild/id/listing/a.md/1",)]


def test_two_lists_of_one_yaml_file_have_names_of_their_own(write: Write) -> None:
    documents = [f"webUrl: https://e.org/{name}\nrelated: [{{webUrl: 'https://e.org/x'}}]" for name in "ab"]
    graph = graphbuild.build(write("a.yaml", text="\n---\n".join(documents)))
    assert len(ask(graph, "SELECT ?l { ?l a gb:Listing ; gb:lists ?a ; schema:position 1 }")) == 2


def test_a_judgement_file_is_among_what_the_build_used(write: Write, stories: Path, tmp_path: Path) -> None:
    write("1.md", "title: A", "webUrl: https://e.org/a")
    judgements = tmp_path / "j.yaml"
    judgements.write_text("- same: [https://e.org/a, https://e.org/b]\n")
    dataset = graphbuild.build(stories, judgements=judgements).to_rdf(dataset=True)
    query = "SELECT ?path { GRAPH ?g { ?b prov:used ?f . ?f gb:path ?path ; gb:sha256 ?sum } }"
    assert {str(row[0]) for row in dataset.query(query, initNs=PREFIXES)} == {
        "1.md",
        "j.yaml",
        "themes.yaml",
        "entities.yaml",
    }  # type: ignore[index]


def test_alternates_point_to_their_article(model: StoryGraph) -> None:
    rows = ask(model, "SELECT ?other { ?other prov:alternateOf ?a . ?a gb:stub false }")
    assert len(rows) == 2
    assert all("champ" in row[0] for row in rows)


def test_an_alternate_is_no_article(model: StoryGraph) -> None:
    assert not ask(model, "SELECT ?other { ?other prov:alternateOf ?a ; a ?class }")


@pytest.mark.parametrize(
    ("kind", "classes"),
    [
        ("article", {"NewsArticle"}),
        ("video", {"VideoObject"}),
        ("course", {"CreativeWork", "Course"}),
        ("webinar", {"CreativeWork", "Event"}),
        ("forum", {"CreativeWork"}),
        ("download", {"CreativeWork"}),
    ],
)
def test_each_type_has_its_classes(write: Write, kind: str, classes: set[str]) -> None:
    graph = graphbuild.build(write("a.md", "title: A", "webUrl: https://e.org/a", f"type: {kind}"))
    rows = ask(graph, "SELECT ?class { <https://e.org/a> a ?class }")
    assert {row[0].removeprefix(PREFIXES["schema"]) for row in rows} == classes


def test_an_image_has_its_size(model: StoryGraph) -> None:
    rows = ask(
        model, "SELECT ?u ?w ?h { ?a schema:image ?i . ?i schema:contentUrl ?u ; schema:width ?w ; schema:height ?h }"
    )
    assert ("https://d.newsweek.com/en/full/1622897/derrick-ingram.jpg", "2500", "1667") in rows


def test_an_address_that_is_no_iri_is_encoded_and_kept_as_it_was(write: Write) -> None:
    graph = graphbuild.build(write("a.md", "title: A", "webUrl: 'https://e.org/a b|c'"))
    assert ask(graph, "SELECT ?a ?url { ?a schema:url ?url ; gb:stub ?any }") == [
        ("https://e.org/a%20b%7Cc", "https://e.org/a b|c")
    ]


def test_versions_keep_what_each_file_says(write: Write, stories: Path) -> None:
    write("1.md", "title: New", "webUrl: https://e.org/a", "publishedDateTime: 2020-01-02", "startDateTime: 2020-05-01")
    write("2.md", "title: Old", "webUrl: https://e.org/a", "publishedDateTime: 2020-01-01", "startDateTime: 2020-04-01")
    rows = ask(
        graphbuild.build(stories),
        """SELECT ?h ?d ?s { ?v a gb:Version ; prov:specializationOf <https://e.org/a> ; schema:headline ?h ;
        schema:datePublished ?d ; schema:startDate ?s ; prov:wasDerivedFrom ?f }""",
    )
    assert rows == [("New", "2020-01-02", "2020-05-01"), ("Old", "2020-01-01", "2020-04-01")]


def test_a_merge_is_explained(model: StoryGraph) -> None:
    rows = ask(model, "SELECT ?e ?f { ?m a gb:AddressMatch ; gb:evidence ?e ; gb:field ?f ; gb:sameArticle true }")
    assert set(rows) == {("declared", "ampWebUrl"), ("declared", "cdnAmpWebUrl")}


def test_every_minted_node_has_a_class(bundled: StoryGraph) -> None:
    graph = bundled.to_rdf()
    minted = {term for triple in graph for term in (triple[0], triple[2]) if str(term).startswith(bundled.names.base)}
    without = {term for term in minted if (term, rdflib.RDF.type, None) not in graph}
    assert {str(term).split("/id/")[1].split("/")[0] for term in without} == {"file", "vocabulary"}


def test_a_file_says_its_own_statements(write: Write, stories: Path) -> None:
    write("1.md", "title: A", "webUrl: https://e.org/a", "related: [{webUrl: 'https://e.org/b', quality: 7}]")
    write("2.md", "title: B", "webUrl: https://e.org/b")
    dataset = graphbuild.build(stories).to_rdf(dataset=True)
    rows = dataset.query(
        "SELECT ?g ?p ?o { GRAPH ?g { <https://e.org/b> ?p ?o } FILTER(?p IN (schema:headline, gb:quality)) }",
        initNs=PREFIXES,
    )
    assert {(str(row[0])[-4:], str(row[2])) for row in rows} == {("1.md", "7"), ("2.md", "B")}  # type: ignore[index]


def test_the_build_and_its_files_are_described(bundled: StoryGraph) -> None:
    dataset = bundled.to_rdf(dataset=True)
    rows = dataset.query(
        """SELECT ?path ?sum { GRAPH ?g { ?d a dcat:Dataset ; prov:wasGeneratedBy ?b . ?b prov:used ?f .
        ?f gb:path ?path ; gb:sha256 ?sum } }""",
        initNs=PREFIXES,
    )
    used = (*bundled.files, *bundled.vocabularies)
    assert {(str(row[0]), str(row[1])) for row in rows} == {(file.path, file.sha256) for file in used}  # type: ignore[index]


def test_the_data_set_describes_itself(write: Write) -> None:
    path = write("a.md", "title: A", "webUrl: https://e.org/a", "related: [{webUrl: 'https://e.org/b'}]")
    about = Description("My stories", "https://creativecommons.org/licenses/by/4.0/", "Me")
    graph = graphbuild.build(path, description=about)
    dataset = graph.to_rdf(dataset=True)
    query = """SELECT ?title ?license ?creator ?triples ?documents { GRAPH ?g { ?d a dcat:Dataset, void:Dataset ;
        dct:title ?title ; dct:license ?license ; dct:creator ?creator ; void:triples ?triples ;
        void:documents ?documents } }"""
    [row] = [tuple(map(str, row)) for row in dataset.query(query, initNs=PREFIXES)]  # type: ignore[arg-type]
    assert row == (about.title, about.license, about.creator, str(len(graph.to_rdf())), "1")


def test_the_data_set_counts_its_classes_and_properties(bundled: StoryGraph) -> None:
    graph = bundled.to_rdf()
    dataset = bundled.to_rdf(dataset=True)
    classes = "SELECT ?class ?n { GRAPH ?g { ?d void:classPartition [ void:class ?class ; void:entities ?n ] } }"
    for kind, count in dataset.query(classes, initNs=PREFIXES):  # type: ignore[misc]
        assert len(set(graph.subjects(rdflib.RDF.type, kind))) == int(count)
    properties = "SELECT ?p ?n { GRAPH ?g { ?d void:propertyPartition [ void:property ?p ; void:triples ?n ] } }"
    found = {p: int(count) for p, count in dataset.query(properties, initNs=PREFIXES)}  # type: ignore[misc]
    assert found == {p: sum(1 for _ in graph.triples((None, p, None))) for p in set(graph.predicates())}


def test_the_date_of_a_build_is_said_only_when_given(bundled: StoryGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    def dates() -> list[str]:
        return [s.object.text for s in described(bundled) if s.predicate.endswith("endedAtTime")]  # type: ignore[union-attr]

    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert dates() == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    assert dates() == ["2020-09-13T12:26:40Z"]
