"""The themes, sources, stories and entities that the parameters of a question mean by a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from graphbuild.errors import BadQuery, QueryRefused
from graphbuild.lookup import near
from graphbuild.problems import shown
from graphbuild.query.question import minted
from graphbuild.text import plain, slug

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
_MOST = 5

Labels = dict[str, list[str]]
"""The things of a kind by their IRI, each with what it is called, in no order."""


def resolved(
    engine: Asked, given: Mapping[str, str], *, seconds: float | None = None
) -> tuple[dict[str, str], list[str]]:
    """The parameters with IRIs where names were given, and what the one who asks should know of it.

    A name is an IRI, a slug or a domain, a whole label in any case, or words that one label alone holds. One that
    the graph does not hold stays as it is. Raises `BadQuery` where several things are called so.
    """
    found = dict(given)
    notes = []
    for kind, value in given.items():
        if kind not in _NAMED or engine.query(f"ASK {{ {minted(kind, value, engine.base)} ?is ?so }}", seconds=seconds):
            continue
        labels = _labels(engine, kind, seconds)
        meant, whole = _meant(labels, value) if "://" not in value else ([], True)
        if len(meant) == 1:
            [found[kind]] = meant
            if not whole:
                notes.append(f"Answered for the {kind} {_name(labels, meant[0], kind)}.")
        elif meant:
            some = "; ".join(_name(labels, iri, kind) for iri in meant[:_MOST])
            more = f"; and {len(meant) - _MOST:,} more" if len(meant) > _MOST else ""
            kinds = {"story": "stories", "entity": "entities"}.get(kind, f"{kind}s")
            raise BadQuery(f"{len(meant):,} {kinds} match {value!r}: {some}{more}.")
        else:
            notes.append(_unknown(labels, kind, value))
    return found, notes


def _labels(engine: Asked, kind: str, seconds: float | None) -> Labels:
    query = (
        f"SELECT DISTINCT ?thing ?label {{ ?thing {_NAMED[kind]} . OPTIONAL {{ ?thing {_LABELS} ?label }} }} "
        "ORDER BY ?thing ?label"
    )
    found: Labels = {}
    try:
        rows = engine.query(query, seconds=seconds).terms
    except QueryRefused:  # more rows than may be answered with
        return found
    for thing, label in rows:
        labels = found.setdefault(getattr(thing, "value", ""), [])
        if label is not None:
            labels.append(getattr(label, "value", ""))
    return found


def _meant(labels: Labels, value: str) -> tuple[list[str], bool]:
    """Those that are called so; else those of which a label holds it; else those of which one has all its words."""
    wanted = " ".join(value.split()).casefold()
    if not wanted:
        return [], False
    if whole := [iri for iri, names in labels.items() if wanted in {_slug(iri), *map(str.casefold, names)}]:
        return whole, True
    if part := [iri for iri, names in labels.items() if any(wanted in name.casefold() for name in names)]:
        return part, False
    words = set(slug(wanted).split("-"))
    return [iri for iri, names in labels.items() if any(words <= set(slug(name).split("-")) for name in names)], False


def _unknown(labels: Labels, kind: str, value: str) -> str:
    known: dict[str, str] = {}
    for iri, names in labels.items():
        for text in (_slug(iri), *names):
            known.setdefault(text.casefold(), _name(labels, iri, kind))
    alike = near(known, " ".join(value.split()).casefold(), part=kind == "story")
    hint = f"; did you mean {' or '.join(alike)}?" if alike else "."
    return f"The graph holds no {kind} {value!r}{hint}"


def _name(labels: Labels, iri: str, kind: str) -> str:
    """By what a user would ask for it: a story by its headline, all else by a slug or domain."""
    names = labels[iri] if kind == "story" else []
    return shown(names[0], 70) if names else plain(_slug(iri), kept="")


def _slug(iri: str) -> str:
    return unquote(iri.rpartition("/")[2]).casefold()
