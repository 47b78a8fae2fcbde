"""What the statements say of one subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphbuild.vocabulary import RDF_TYPE

Value = tuple[Any, str]
"""An object (an IRI as text, a literal as a Python value) and the IRI of the named graph that says it."""

Facts = dict[str, list[Value]]
"""By predicate, in the order of the statements."""


def one(facts: Facts, term: str) -> Any:
    """The first value, `None` where there is none."""
    values = facts.get(term)
    return values[0][0] if values else None


def values(facts: Facts, term: str) -> tuple[Any, ...]:
    """All values."""
    return tuple(value for value, _ in facts.get(term, ()))


def of_kind(subjects: Mapping[str, Facts], kind: str) -> Iterator[tuple[str, Facts]]:
    """The subjects of a class, with what is said of them."""
    for name, facts in subjects.items():
        if kind in values(facts, RDF_TYPE):
            yield name, facts
