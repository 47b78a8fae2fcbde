"""The code's terms and the ontology's are the same, and borrowed terms exist where they are borrowed from."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import DCAT, DCTERMS, OWL, PROV, RDFS, SDO, SKOS, VOID, XSD

from graphbuild import vocabulary
from graphbuild.bundled import ontology
from graphbuild.export.jsonld import context
from graphbuild.iris import PREFIXES

GB = PREFIXES["gb"]


def terms(holder: type) -> set[str]:
    return {value for name, value in vars(holder).items() if not name.startswith("_") and isinstance(value, str)} - {
        holder.__doc__
    }


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology() / "graphbuild.ttl")


def test_every_word_of_the_code_is_in_the_ontology_and_the_other_way_round(graph: rdflib.Graph) -> None:
    defined = {str(subject) for subject in graph.subjects(RDFS.isDefinedBy | RDFS.label) if str(subject).startswith(GB)}
    assert defined == terms(vocabulary.GB)


def test_every_word_has_a_label_and_a_definition(graph: rdflib.Graph) -> None:
    for term in terms(vocabulary.GB):
        if term.startswith(GB):
            assert graph.value(rdflib.URIRef(term), RDFS.label), term
            assert str(graph.value(rdflib.URIRef(term), RDFS.comment)).endswith("."), term


def test_every_property_is_of_a_kind(graph: rdflib.Graph) -> None:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty}
    for subject in graph.subjects(RDFS.label):
        assert kinds & set(graph.objects(subject, rdflib.RDF.type)), subject


@pytest.mark.parametrize(
    ("holder", "namespace"),
    [
        (vocabulary.SCHEMA, SDO),
        (vocabulary.DCT, DCTERMS),
        (vocabulary.PROV, PROV),
        (vocabulary.SKOS, SKOS),
        (vocabulary.DCAT, DCAT),
        (vocabulary.VOID, VOID),
        (vocabulary.XSD, XSD),
    ],
)
def test_borrowed_terms_exist(holder: type, namespace: type) -> None:
    for term in terms(holder):
        if term.startswith("http"):
            assert rdflib.URIRef(term) in namespace, term


def test_the_context_names_every_word_that_the_graph_uses(bundled: object) -> None:
    from graphbuild.export.jsonld import _terms
    from graphbuild.export.statements import statements

    known = set(_terms())
    used = {statement.predicate for statement in statements(bundled)}  # type: ignore[arg-type]
    assert used - known == {vocabulary.RDF_TYPE}
    assert context()["schema"] == "https://schema.org/"
