"""The statements in rdflib, for those who work with it in Python."""

from __future__ import annotations

import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from graphbuild.export.statement import Literal
from graphbuild.export.statements import described, statements
from graphbuild.graph import StoryGraph
from graphbuild.iris import PREFIXES


def to_rdf(graph: StoryGraph, *, dataset: bool = False) -> rdflib.Graph | rdflib.Dataset:
    """See `StoryGraph.to_rdf`."""
    target: rdflib.Graph | rdflib.Dataset = rdflib.Dataset() if dataset else rdflib.Graph()
    for name, iri in PREFIXES.items():
        target.bind(name, iri)
    for subject, predicate, value, named in (described if dataset else statements)(graph):
        if isinstance(value, Literal):
            # `normalize` would rewrite the text of dates and numbers.
            datatype = rdflib.URIRef(value.datatype) if value.datatype else None
            term: rdflib.URIRef | rdflib.Literal = rdflib.Literal(value.text, datatype=datatype, normalize=False)
        else:
            term = rdflib.URIRef(value)
        triple = (rdflib.URIRef(subject), rdflib.URIRef(predicate), term)
        if isinstance(target, rdflib.Dataset):
            target.graph(rdflib.URIRef(named) if named else DATASET_DEFAULT_GRAPH_ID).add(triple)
        else:
            target.add(triple)
    return target
