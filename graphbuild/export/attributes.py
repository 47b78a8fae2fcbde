"""The types of attributes, for formats that state them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def attribute_types(facts: Iterable[dict[str, Any]]) -> dict[str, str]:
    """For each attribute, sorted by name, the narrowest type that holds all its values.

    >>> attribute_types([{"a": 1, "b": True}, {"a": 2.5}])
    {'a': 'double', 'b': 'boolean'}
    """
    kinds: dict[str, set[type]] = {}
    met: set[tuple[tuple[str, ...], tuple[type, ...]]] = set()
    for row in facts:
        shape = tuple(row), tuple(map(type, row.values()))
        if shape not in met:  # there are few
            met.add(shape)
            for name, value in row.items():
                kinds.setdefault(name, set()).add(type(value))
    return {name: _type(kinds[name]) for name in sorted(kinds)}


def _type(kinds: set[type]) -> str:
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "long"
    return "double" if kinds <= {int, float} else "string"
