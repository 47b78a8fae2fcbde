"""The part of a build that tells of one thing: it, its evidence, and what the evidence leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph

from graphbuild.export.store import stated
from graphbuild.graph import StoryGraph
from graphbuild.restore.statements import restored
from graphbuild.vocabulary import GB, PROV, SCHEMA

_LEADS_TO = (GB.article, GB.theme, GB.story, GB.entity, GB.original, GB.otherArticle, GB.target)
"""From a piece of evidence to what it is evidence of."""

_FARTHER = (GB.nearest, GB.occurrence, PROV.HAD_MEMBER, SCHEMA.PUBLISHER, PROV.WAS_DERIVED_FROM)
_LEFT_OUT = (SCHEMA.IMAGE, SCHEMA.LOGO)


def part(store: pyoxigraph.Store, iri: str, dataset: str) -> StoryGraph:
    """The part of a store that tells of an article, a story, a theme or an entity, as a graph."""
    evidence = {
        quad.subject.value  # type: ignore[union-attr]
        for predicate in _LEADS_TO
        for quad in store.quads_for_pattern(None, pyoxigraph.NamedNode(predicate), pyoxigraph.NamedNode(iri), None)
    }
    subjects = {iri, dataset, *evidence}
    subjects |= _objects(store, evidence, (*_LEADS_TO, GB.nearest, GB.occurrence))
    subjects |= _objects(store, tuple(subjects), _FARTHER)
    subjects |= _objects(store, tuple(subjects), _FARTHER)
    quads = [quad for subject in sorted(subjects) for quad in _about(store, subject)]
    files = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode)} - subjects
    return restored((*quads, *(quad for file in sorted(files) for quad in _about(store, file))))


def _objects(store: pyoxigraph.Store, subjects: Iterable[str], predicates: Iterable[str]) -> set[str]:
    return {
        quad.object.value
        for subject in subjects
        for predicate in predicates
        for quad in store.quads_for_pattern(pyoxigraph.NamedNode(subject), pyoxigraph.NamedNode(predicate), None, None)
        if isinstance(quad.object, pyoxigraph.NamedNode)
    }


def _about(store: pyoxigraph.Store, subject: str) -> Iterator[pyoxigraph.Quad]:
    return (quad for quad in stated(store, subject) if quad.predicate.value not in _LEFT_OUT)
