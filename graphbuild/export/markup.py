"""What GraphML and GEXF share: texts as XML takes them, and how the attributes of nodes and links are written.

Why not networkx's writers: they hold the whole document in memory (at 87,000 links about 1 GB), write today's
date, number attributes by the order in which nodes happen to come, and know no dates. Read back with networkx in the
tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO, Protocol

from graphbuild.export.attributes import attribute_types
from graphbuild.export.network import Rows

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


def edge_types(network: Network) -> dict[str, str]:
    """The types of the attributes of links; `Rows` remembers them."""
    if isinstance(network, Rows):
        return network.edge_types
    return attribute_types(facts for *_, facts in network.edges(data=True))


def is_entry(facts: dict[str, Any]) -> bool:
    """Whether a link is an entry of a list with a gap, as most are: relation, file, line, position and gap alone."""
    return len(facts) == 5 and "gap_seconds" in facts


class Attributes:
    """Writes what is known of a node or link, by a template for each set of attributes: there are few.

    >>> Attributes({"a": "string", "b": "boolean"}, '<x name="{}">%s</x>').written({"a": "<", "b": True})
    '<x name="a">&lt;</x><x name="b">true</x>'
    """

    def __init__(self, types: dict[str, str], form: str) -> None:
        self._types = types
        self._form = form
        self._templates: dict[tuple[str, ...], tuple[str, list[int]]] = {}

    def written(self, facts: dict[str, Any]) -> str:
        """The attributes in their order."""
        names = tuple(facts)
        template, places = self._templates.get(names) or self._template(names)
        values = list(facts.values())
        for place in places:
            value = values[place]
            values[place] = escaped(value) if isinstance(value, str) else _number(value)
        return template % tuple(values)

    def _template(self, names: tuple[str, ...]) -> tuple[str, list[int]]:
        """A template, and the places of what is no number."""
        template = "".join([self._form.format(name.replace("%", "%%")) for name in names])
        places = [place for place, name in enumerate(names) if self._types[name] in ("string", "boolean")]
        self._templates[names] = template, places
        return template, places


def _number(value: Any) -> str:
    """A number or boolean as it stands in the file."""
    return str(value).lower() if isinstance(value, bool) else repr(value)


def write_many(texts: Iterable[str], stream: BinaryIO) -> None:
    """Write many short texts. Each is encoded by itself: one letter that is not ASCII makes a long one slow."""
    encoded = map(str.encode, texts)
    while some := b"".join(islice(encoded, 200)):
        stream.write(some)
