"""What GraphML and GEXF share: attribute types, and texts as XML takes them.

Why not networkx's writers: they hold the whole document in memory (at 87,000 links about 1 GB), write today's
date, number attributes by the order in which nodes happen to come, and know no dates. Read back with networkx in the
tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Protocol

# Characters that no XML document may hold, not even escaped (XML 1.0, production 2).
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ODD = re.compile(r'[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')
_SPECIAL = re.compile(r'[&<>"\t\n\r]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def escaped(text: str) -> str:
    """A text for the content or a quoted attribute of an element.

    >>> escaped('a < "b"')
    'a &lt; &quot;b&quot;'
    """
    if not _ODD.search(text):
        return text
    text = _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
    return _SPECIAL.sub(lambda match: _ESCAPES[match.group()], text)


class Escaped(dict[str, str]):
    """Texts that come again and again, each escaped once.

    >>> Escaped()["a&b"]
    'a&amp;b'
    """

    def __missing__(self, text: str) -> str:
        self[text] = done = escaped(text)
        return done


class Network(Protocol):
    """What is written: a networkx graph, or `network.Rows`."""

    @property
    def nodes(self) -> Any:
        """Called with `data=True`: each node with its facts."""

    @property
    def edges(self) -> Any:
        """Called with `data=True`: the start, the end and the facts of each link."""


def written(value: Any) -> str:
    """A text, number or boolean as it stands in the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return escaped(value) if isinstance(value, str) else repr(value)


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
