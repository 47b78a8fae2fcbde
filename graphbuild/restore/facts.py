"""What the statements say of one subject."""

from __future__ import annotations

from typing import Any

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
