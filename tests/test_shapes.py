"""Each shape catches what it is for, and nothing else does; what a build leaves conforms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, RDFS, SDO, SH

import graphbuild
from graphbuild.bundled import ontology
from graphbuild.check import _WRONG, check

HERE = Path(__file__).parent / "shapes"
BROKEN = sorted((HERE / "broken").glob("*.ttl"))
SHAPES = rdflib.Graph().parse(ontology() / "shapes.ttl")
GOOD = rdflib.Graph().parse(HERE / "good.ttl")


def shapes() -> Iterator[rdflib.term.Node]:
    """Every shape with a constraint of its own, which is every shape with a message."""
    yield from SHAPES.subjects(SH.message)


def meant(path: Path) -> set[str]:
    """The shape that an example names in its first line."""
    return set(re.findall(r"shape:(\w+)", path.read_text(encoding="utf-8").splitlines()[0]))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_graph_is_caught_by_the_shapes_meant_for_it(path: Path) -> None:
    assert {finding.shape for finding in check(path).findings} == meant(path)


def test_every_shape_catches_a_broken_graph_alone() -> None:
    assert {name for path in BROKEN for name in meant(path)} == {str(shape).rpartition("#")[2] for shape in shapes()}
    assert all(len(meant(path)) == 1 for path in BROKEN)


def test_a_good_graph_conforms() -> None:
    assert check(HERE / "good.ttl").findings == []


def test_the_good_graph_has_all_that_the_shapes_know() -> None:
    for shape in SHAPES.subjects(RDF.type, SH.NodeShape):
        if str(shape).endswith(("#Known", "#Mistaken")):
            continue  # others refer to the first; the second is of what must not be
        aimed = [*SHAPES.objects(shape, SH.targetClass), *SHAPES.objects(shape, SH.targetSubjectsOf)]
        assert any((None, RDF.type, kind) in GOOD or (None, kind, None) in GOOD for kind in aimed), shape
    paths = {path for path in SHAPES.objects(None, SH.path) if isinstance(path, rdflib.URIRef)}
    used = set(GOOD.predicates())
    forbidden = {"owl#sameAs", "citation", "relatedLink", "core#related"}
    assert {str(path).rpartition("/")[2] for path in paths - used} == forbidden


def test_every_shape_speaks_plain_words() -> None:
    for shape in SHAPES.subjects(RDF.type, SH.PropertyShape):
        assert SHAPES.value(shape, SH.name), shape
        assert str(SHAPES.value(shape, SH.message)).endswith("."), shape
    for shape in SHAPES.subjects(RDF.type, SH.NodeShape):
        assert SHAPES.value(shape, RDFS.label), shape


def test_every_property_shape_is_used() -> None:
    used = {shape for shape in SHAPES.objects(None, SH.property) if isinstance(shape, rdflib.URIRef)}
    assert set(SHAPES.subjects(RDF.type, SH.PropertyShape)) == used


def test_every_constraint_has_a_word() -> None:
    parameters = {str(predicate).removeprefix(str(SH)) for predicate in SHAPES.predicates() if predicate in SH}
    others = {
        "path",
        "name",
        "message",
        "property",
        "targetClass",
        "targetObjectsOf",
        "targetSubjectsOf",
        "inversePath",
        "flags",
        "hasValue",
        "alternativePath",
        "qualifiedValueShape",
    }
    for name in parameters - others:
        assert f"{name[0].upper()}{name[1:]}" in _WRONG, name


def test_the_shapes_are_shapes() -> None:
    import pyshacl

    conforms, _, text = pyshacl.validate(GOOD, shacl_graph=SHAPES, meta_shacl=True)
    assert conforms, text


@pytest.mark.parametrize("name", ["graph.ttl", "graph.nq", "graph.jsonld"])
def test_what_a_build_leaves_conforms(june: Path, name: str) -> None:
    assert check(june / name).findings == []


def test_a_large_build_conforms(sample: Path, tmp_path: Path) -> None:
    graphbuild.build(sample).write(tmp_path / "out")
    assert check(tmp_path / "out").findings == []


def test_a_theme_needs_a_match_though_no_shape_can_say_so(tmp_path: Path) -> None:
    graph = rdflib.Graph().parse(HERE / "good.ttl")
    theme = rdflib.URIRef("https://w3id.org/graphbuild/id/theme/faces")
    article = rdflib.URIRef("https://other.example/b")
    graph.add((article, SDO.about, theme))
    graph.serialize(tmp_path / "a.ttl")
    [finding] = check(tmp_path / "a.ttl").findings
    assert (finding.about, finding.wrong) == ("article", "one without the other")
    assert (finding.examples[0].node, finding.examples[0].value) == (str(article), str(theme))


def test_a_topic_needs_no_match(tmp_path: Path) -> None:
    graph = rdflib.Graph().parse(HERE / "good.ttl")
    topic = rdflib.URIRef("https://w3id.org/graphbuild/id/topic/ai")
    graph.add((rdflib.URIRef("https://other.example/b"), SDO.about, topic))
    graph.serialize(tmp_path / "a.ttl")
    assert check(tmp_path / "a.ttl").conforms


def test_things_that_are_pointed_to_are_counted() -> None:
    assert check(HERE / "good.ttl").nodes["theme"] == 1
