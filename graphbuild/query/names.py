"""The themes, publishers, stories and entities that the parameters of a question mean by a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from graphbuild.errors import BadQuery, QueryRefused
from graphbuild.naming import Called, meant, several, slug_of, spoken, unknown
from graphbuild.query.question import minted

if TYPE_CHECKING:
    from graphbuild.query import Asked

_NAMED = {
    "theme": "gb:rule ?any",
    "source": "gb:domain ?any",
    "story": "a gb:Story",
    "entity": "^gb:entity ?any",
}
"""How the graph says that something is one of a kind."""
_LABELS = "skos:prefLabel|skos:altLabel|schema:name|schema:alternateName|gb:domain"


def resolved(
    engine: Asked, given: Mapping[str, str], *, seconds: float | None = None
) -> tuple[dict[str, str], list[str]]:
    """The parameters with IRIs where names were given, and what whoever asks should know of it.

    A name is an IRI, a slug or a domain, a whole label in any case, or words that one label alone holds. One that
    the graph does not hold stays as it is. Raises `BadQuery` where several things are called so.
    """
    found = dict(given)
    notes = []
    for kind, value in given.items():
        if kind not in _NAMED or engine.query(f"ASK {{ {minted(kind, value, engine.base)} ?is ?so }}", seconds=seconds):
            continue
        known = _called(engine, kind, seconds)
        things, whole = meant(known, value) if "://" not in value else ([], True)
        if len(things) == 1:
            found[kind] = things[0].id
            if not whole:
                notes.append(f"Answered for the {spoken(kind)} {things[0].asked}.")
        elif things:
            raise BadQuery(several(kind, things, value))
        else:
            notes.append(unknown(kind, known, value))
    return found, notes


def _called(engine: Asked, kind: str, seconds: float | None) -> list[Called]:
    """The things of a kind, each with what it is called."""
    query = (
        f"SELECT DISTINCT ?thing ?label {{ ?thing {_NAMED[kind]} . OPTIONAL {{ ?thing {_LABELS} ?label }} }} "
        "ORDER BY ?thing ?label"
    )
    try:
        rows = engine.query(query, seconds=seconds).terms
    except QueryRefused:  # more rows than may be answered with
        return []
    labels: dict[str, list[str]] = {}
    for thing, label in rows:
        known = labels.setdefault(getattr(thing, "value", ""), [])
        if label is not None:
            known.append(getattr(label, "value", ""))
    return [Called(iri, tuple(names), slug_of(iri), headed=kind == "story") for iri, names in labels.items()]
