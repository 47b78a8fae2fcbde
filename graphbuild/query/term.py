"""A term of RDF, as the engine gives it."""

from __future__ import annotations

import pyoxigraph

Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple


def text(term: Term) -> str:
    """What it says: an IRI, a label of a blank node, a value without its type; a statement as it is written."""
    return str(term) if isinstance(term, pyoxigraph.Triple) else term.value
