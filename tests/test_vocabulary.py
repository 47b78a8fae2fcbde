"""The code's terms and the ontology's are the same, and borrowed terms exist where they are borrowed from."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import rdflib
from rdflib import DCAT, DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS, VOID, XSD
from rdflib.collection import Collection

from graphbuild import StoryGraph, vocabulary
from graphbuild.bundled import ontology
from graphbuild.export.jsonld import context, context_terms
from graphbuild.export.statements import described
from graphbuild.iris import DEFAULT_BASE, PREFIXES

GB = PREFIXES["gb"]
KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty}

OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
VANN = rdflib.Namespace("http://purl.org/vocab/vann/")
SMALL = {
    # The words that are used of vocabularies which rdflib does not hold, looked up by hand.
    str(OA): {"Annotation", "TextPositionSelector", "end", "exact", "hasBody", "hasSelector", "hasTarget", "start"},
    str(VANN): {"preferredNamespacePrefix", "preferredNamespaceUri"},
}
HELD = {str(space): space for space in (SDO, DCTERMS, PROV, SKOS, DCAT, VOID, OWL, RDF, RDFS, XSD)}

NARROWER = {
    # What schema.org says of its classes, as far as domains and ranges here need it.
    str(SDO.NewsArticle): str(SDO.CreativeWork),
    str(SDO.VideoObject): str(SDO.CreativeWork),
}


def terms(holder: type) -> set[str]:
    return {value for name, value in vars(holder).items() if not name.startswith("_") and isinstance(value, str)} - {
        holder.__doc__
    }


def exists(iri: str) -> bool:
    """Whether a vocabulary that we borrow from has the term; any IRI of no vocabulary does."""
    for space, words in SMALL.items():
        if iri.startswith(space):
            return iri.removeprefix(space) in words
    space = max((space for space in HELD if iri.startswith(space)), key=len, default=None)
    if space is None:
        return not iri.startswith("http://schema.org/") and (
            not iri.startswith(GB) or iri in {GB, *terms(vocabulary.GB)}
        )
    return iri == space or rdflib.URIRef(iri) in HELD[space]


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology() / "graphbuild.ttl")


@pytest.fixture(scope="module")
def written(bundled: StoryGraph) -> rdflib.Dataset:
    dataset = bundled.to_rdf(dataset=True)
    assert isinstance(dataset, rdflib.Dataset)
    dataset.default_union = True
    return dataset


def test_every_word_of_the_code_is_in_the_ontology_and_the_other_way_round(graph: rdflib.Graph) -> None:
    defined = {str(subject) for subject in graph.subjects(RDFS.isDefinedBy | RDFS.label) if str(subject).startswith(GB)}
    assert defined == terms(vocabulary.GB)


@pytest.mark.parametrize("term", sorted(terms(vocabulary.GB)))
def test_every_word_is_explained(graph: rdflib.Graph, term: str) -> None:
    word = rdflib.URIRef(term)
    for predicate in (RDFS.label, RDFS.comment, SKOS.scopeNote, SKOS.example, RDFS.isDefinedBy):
        assert len(list(graph.objects(word, predicate))) == 1, predicate
    assert str(graph.value(word, RDFS.comment)).endswith(".")
    assert str(graph.value(word, SKOS.scopeNote)).endswith(".")
    assert len(KINDS & set(graph.objects(word, RDF.type))) == 1


@pytest.mark.parametrize("term", sorted(term for term in terms(vocabulary.GB) if term.removeprefix(GB)[0].islower()))
def test_every_property_has_a_domain_and_a_range(graph: rdflib.Graph, term: str) -> None:
    for predicate in (RDFS.domain, RDFS.range):
        assert len(list(graph.objects(rdflib.URIRef(term), predicate))) == 1


@pytest.mark.parametrize("term", sorted(terms(vocabulary.GB)))
def test_every_example_can_be_read_and_uses_its_word(graph: rdflib.Graph, term: str) -> None:
    example = str(graph.value(rdflib.URIRef(term), SKOS.example))
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    read = rdflib.Graph().parse(data=f"@base <{DEFAULT_BASE}> .\n{head}{example}", format="turtle")
    assert rdflib.URIRef(term) in set(read.predicates()) | set(read.objects(None, RDF.type))
    assert all(exists(str(iri)) for iri in {*read.predicates(), *read.objects(None, RDF.type)})


def test_the_ontology_says_what_it_is_and_imports_nothing(graph: rdflib.Graph) -> None:
    whole = rdflib.URIRef(GB.rstrip("#"))
    assert (whole, RDF.type, OWL.Ontology) in graph
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.creator, OWL.versionIRI):
        assert graph.value(whole, predicate), predicate
    assert str(graph.value(whole, VANN.preferredNamespacePrefix)) == "gb"
    assert str(graph.value(whole, OWL.versionIRI)).endswith(f"/{graph.value(whole, OWL.versionInfo)}")
    assert not list(graph.objects(None, OWL.imports))


@pytest.mark.parametrize(
    "holder",
    [vocabulary.SCHEMA, vocabulary.DCT, vocabulary.PROV, vocabulary.SKOS, vocabulary.DCAT, vocabulary.XSD],
)
def test_borrowed_terms_of_the_code_exist(holder: type) -> None:
    assert [term for term in terms(holder) if term.startswith("http") and not exists(term)] == []


@pytest.mark.parametrize("name", sorted(path.name for path in ontology().glob("*.ttl")))
def test_borrowed_terms_of_the_ontology_exist(name: str) -> None:
    read = rdflib.Graph().parse(ontology() / name)
    iris = {str(term) for triple in read for term in triple if isinstance(term, rdflib.URIRef)}
    assert sorted(iri for iri in iris if not exists(iri)) == []


def test_borrowed_terms_of_the_context_exist() -> None:
    assert sorted(iri for iri in context_terms() if not exists(iri)) == []


def test_no_term_is_invented() -> None:
    for made_up in ("https://schema.org/headlin", "http://schema.org/headline", f"{OA}begin", f"{GB}nothing"):
        assert not exists(made_up)


def test_the_context_names_every_word_that_the_graph_uses(bundled: StoryGraph) -> None:
    used = {statement.predicate for statement in described(bundled) if statement.graph != bundled.names.provenance}
    assert used - set(context_terms()) == {vocabulary.RDF_TYPE}
    assert context()["schema"] == "https://schema.org/"


def test_the_context_names_every_word_of_ours() -> None:
    assert terms(vocabulary.GB) <= set(context_terms())


def test_the_context_has_the_ranges_of_the_ontology(graph: rdflib.Graph) -> None:
    for term, (name, coerced) in context_terms().items():
        if (rdflib.URIRef(term), RDF.type, OWL.ObjectProperty) in graph:
            assert coerced == "@id", name
        elif (rdflib.URIRef(term), RDFS.range, XSD.anyURI) in graph:
            assert coerced == str(XSD.anyURI), name


def test_what_a_build_writes_has_the_domains_and_ranges_of_the_ontology(
    graph: rdflib.Graph, written: rdflib.Dataset
) -> None:
    for term in sorted(terms(vocabulary.GB)):
        domain, span = (set(_members(graph, rdflib.URIRef(term), end)) for end in (RDFS.domain, RDFS.range))
        for subject, value in written.subject_objects(rdflib.URIRef(term)):
            assert domain & _classes(written, subject), (term, subject)
            kinds = {str(value.datatype or XSD.string)} if isinstance(value, rdflib.Literal) else None
            assert span & (kinds or _classes(written, value)), (term, value)


def test_every_word_of_ours_that_a_build_writes_is_defined(bundled: StoryGraph) -> None:
    for statement in described(bundled):
        for word in (statement.predicate, statement.object if statement.predicate == vocabulary.RDF_TYPE else ""):
            assert not str(word).startswith(GB) or word in terms(vocabulary.GB), word


def test_namespaces_are_written_as_they_are_declared() -> None:
    for path in ontology().glob("*.ttl"):
        for name, iri in re.findall(r"^@prefix (\w+): <([^>]+)>", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert PREFIXES.get(name, iri) == iri


def _members(graph: rdflib.Graph, term: rdflib.URIRef, end: rdflib.URIRef) -> Iterator[str]:
    """The classes or datatypes of a domain or range, which may be a union."""
    value = graph.value(term, end)
    union = graph.value(value, OWL.unionOf) if value is not None else None
    yield from map(str, Collection(graph, union) if union is not None else [value])


def _classes(written: rdflib.Graph, node: rdflib.term.Node) -> set[str]:
    classes = {str(kind) for kind in written.objects(node, RDF.type)}
    return classes | {NARROWER[kind] for kind in classes & set(NARROWER)}
