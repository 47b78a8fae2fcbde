"""JSON-LD that a web developer reads: one object an article or story, with what belongs to it inside.

The names are those of `ontology/context.jsonld`, which is written into the file, so that it means the same
without the network. An article holds its publisher's name, the labels of its topics and themes, the names of whom it
mentions, its images, its listings with the headlines they list, and the findings: why it has a theme, a mention, a
reprint, and by which words. A story holds the headlines of its members and why they are members. The triples are those
of `graph.ttl`, no more and no less.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from json.encoder import encode_basestring
from typing import Any, BinaryIO

from graphbuild.bundled import ontology
from graphbuild.export.statement import Block, Listed, Literal
from graphbuild.export.statements import blocks
from graphbuild.graph import StoryGraph
from graphbuild.vocabulary import GB, PROV, RDF_TYPE, SCHEMA, XSD

Fields = dict[str, str | list[str]]
"""The properties of an object with their values, which are JSON: one, or several."""

_INSIDE = {
    PROV.ALTERNATE_OF: "alternates",
    PROV.SPECIALIZATION_OF: "versions",
    SCHEMA.IS_PART_OF: "items",
    GB.article: "findings",
    GB.story: "memberships",
}
"""What points to an article or story stands inside it: the property, and the context's name for its reverse."""
_LISTINGS = "listings"
"""The reverse of gb:lists."""

_LABELLED = frozenset(("publisher", "about", "item", "target", "mentions", "reprintOf", "sharesTextWith", "hadMember"))
_CHUNK = 128 * 1024
"""Bytes that are written at once: few enough to stay in the processor's cache."""
_SEVERAL = "occurrence"
"""A property whose values are in a list even if there is one."""


def write(graph: StoryGraph, stream: BinaryIO) -> None:
    """Write the graph, a line an object."""
    objects = Objects(graph, stream)
    for block in blocks(graph):
        objects.take(block)
    objects.end()


@cache
def context() -> dict[str, Any]:
    """The terms of the JSON-LD context."""
    loaded: dict[str, Any] = json.loads((ontology() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    return loaded


class Objects:
    """Writes a graph that it is given block by block."""

    def __init__(self, graph: StoryGraph, stream: BinaryIO) -> None:
        self._labels = _Labels(graph)
        self._outer: _Outer | None = None
        """The article or story to which what comes may belong."""
        self._comma = b"\n"
        self._gathered: list[bytes] = []
        self._size = 0
        self._stream = stream
        said = json.dumps(context(), ensure_ascii=False, sort_keys=True)
        stream.write(f'{{\n"@context": {said},\n"@graph": ['.encode())

    def take(self, block: Block | Listed) -> None:
        """What is said of one subject; what belongs inside an article or story follows it."""
        if isinstance(block, Listed):
            assert self._outer is not None  # a list stands behind its article
            self._outer.inside.setdefault(_LISTINGS, []).extend(_listings(block, self._labels))
        elif self._outer is None or not self._outer.takes(block, self._labels):
            self._close()
            fields = _fields(block, self._labels)
            if "stub" in fields or "hadMember" in fields:
                self._outer = _Outer(block.subject, fields)
            else:
                self._write(_object(fields).encode())

    def end(self) -> None:
        """Write the rest."""
        self._close()
        self._gathered.append(b"\n]\n}\n")
        self._stream.write(b"".join(self._gathered))

    def _close(self) -> None:
        if self._outer:
            self._write(*self._outer.texts())
            self._outer = None

    def _write(self, *texts: bytes) -> None:
        """Gather the text of an object until it is worth writing."""
        self._gathered += (self._comma, *texts)
        self._comma = b",\n"
        self._size += sum(map(len, texts))
        if self._size >= _CHUNK:
            self._stream.write(b"".join(self._gathered))
            self._gathered.clear()
            self._size = 0


class _Outer:
    """An article or story, while what belongs to it comes."""

    def __init__(self, subject: str, fields: Fields) -> None:
        self.inside: dict[str, list[str | Fields]] = {}
        self._subject = subject
        self._fields = fields
        self._last: Fields = {}

    def takes(self, block: Block, labels: _Labels) -> bool:
        """Whether what a block says belongs inside; then it is put there."""
        subject = self._subject
        for predicate, value, _ in block.facts:
            if value == subject and predicate in _INSIDE:
                self._put(block, predicate, labels)
                return True
        if block.facts[0][1] == GB.Occurrence:
            self._put_occurrence(block.subject, _object(_fields(block, labels)))
            return True
        return False

    def _put(self, block: Block, predicate: str, labels: _Labels) -> None:
        nodes = self.inside.setdefault(_INSIDE[predicate], [])
        if predicate == PROV.ALTERNATE_OF:
            nodes.append(_quoted(block.subject))  # it has no facts of its own: its address is all there is
        else:
            facts = [fact for fact in block.facts if fact[0] != predicate or fact[1] != self._subject]
            self._last = _fields(Block(block.subject, facts), labels)
            nodes.append(self._last)

    def _put_occurrence(self, name: str, occurrence: str) -> None:
        """Put an occurrence into its match, which stands right before its occurrences."""
        places = self._last[_SEVERAL]
        assert isinstance(places, list)
        places[places.index(_quoted(name))] = occurrence

    def texts(self) -> Iterator[bytes]:
        """The whole as JSON, piece by piece: one letter that is not ASCII makes a text slow to join and to encode."""
        yield _object(self._fields)[:-1].encode()
        for name, nodes in self.inside.items():
            yield f', "{name}": ['.encode()
            yield b", ".join([(node if isinstance(node, str) else _object(node)).encode() for node in nodes])
            yield b"]"
        yield b"}"


class _Labels(dict[str, str]):
    """What stands for a node wherever it is pointed to, as JSON: its name with what it is called, made once."""

    def __init__(self, graph: StoryGraph) -> None:
        super().__init__()
        called = {source.id: ("name", source.name) for source in graph.sources}
        called.update((topic.id, ("prefLabel", topic.name)) for topic in graph.topics)
        called.update((theme.id, ("prefLabel", theme.label)) for theme in graph.themes)
        called.update((entity.id, ("name", entity.name)) for entity in graph.entities)
        called.update((article.id, ("headline", article.headline)) for article in graph.articles if article.headline)
        self._called = called

    def __missing__(self, node: str) -> str:
        called = self._called.get(node)
        label = f', "{called[0]}": {_quoted(called[1])}' if called else ""
        text = self[node] = f'{{"id": {_quoted(node)}{label}}}'
        return text


def _listings(listed: Listed, labels: _Labels) -> list[str]:
    """The entries of a list, as the other nodes are written."""
    file = f', "wasDerivedFrom": {_quoted(listed.graph)}, "line": '
    return [
        f'{{"id": {encode_basestring(name)}, "type": "Listing", "item": {labels[item]}, "position": {position}'
        f"{'' if gap is None else f'{_GAP}{gap}'}{file}{line}}}"
        for name, item, position, gap, line in listed.entries
    ]


_GAP = ', "gapSeconds": '


def _fields(block: Block, labels: _Labels) -> Fields:
    """What is said of a node."""
    properties = _properties()
    fields: Fields = {"id": _quoted(block.subject)}
    for predicate, value, _ in block.facts:
        name, coerced = properties[predicate]
        if isinstance(value, list):
            fields[name] = [_name(one, name, coerced, labels) for one in value]
            continue
        if isinstance(value, str):
            text = _name(value, name, coerced, labels)
        else:
            written, datatype = value
            text = _quoted(written) if datatype == coerced else _literal(value)
        if name not in fields and name != _SEVERAL:
            fields[name] = text
        elif isinstance(met := fields.setdefault(name, []), list):
            met.append(text)
        else:
            fields[name] = [met, text]
    return fields


def _name(iri: str, name: str, coerced: str | None, labels: _Labels) -> str:
    """An IRI as the value of a property."""
    if name in _LABELLED:
        return labels[iri]
    if coerced == "@id":
        return _quoted(iri)
    return _classes()[iri] if name == "type" else f'{{"id": {_quoted(iri)}}}'


def _object(fields: Fields) -> str:
    texts = [
        f'"{name}": {value if isinstance(value, str) else _several(name, value)}' for name, value in fields.items()
    ]
    return f"{{{', '.join(texts)}}}"


def _several(name: str, values: list[str]) -> str:
    """The values of a property, each once though several files state it; a single one as it is."""
    once = list(dict.fromkeys(values))
    return once[0] if len(once) == 1 and name != _SEVERAL else f"[{', '.join(once)}]"


def _quoted(text: str) -> str:
    """A text in quotation marks; line breaks of any kind are escaped."""
    quoted = encode_basestring(text)
    return quoted if quoted.isascii() else quoted.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _literal(value: Literal) -> str:
    """A literal whose type the context does not tell."""
    text, datatype = value
    if datatype in (XSD.BOOLEAN, XSD.INTEGER):
        return text
    if datatype is None:
        return f'{{"@value": {_quoted(text)}}}'
    return f'{{"@value": {_quoted(text)}, "@type": {_quoted(datatype)}}}'


@cache
def context_terms() -> dict[str, tuple[str, str | None]]:
    """For each IRI, the context's name for it and the type its values have without saying so."""
    terms = {}
    for name, definition in context().items():
        if isinstance(definition, str):
            definition = {"@id": definition}
        if definition.get("@id", "@").startswith("@"):
            continue  # keywords, and the reverse of another term
        kind = definition.get("@type")
        terms[_expanded(definition["@id"])] = (name, _expanded(kind) if kind else None)
    return terms


@cache
def _properties() -> dict[str, tuple[str, str | None]]:
    """The same, with the keyword for the class."""
    return {**context_terms(), RDF_TYPE: ("type", None)}


class _Classes(dict[str, str]):
    """For each class, what it is called in the context, as JSON."""

    def __missing__(self, iri: str) -> str:
        known = context_terms().get(iri)
        name = self[iri] = _quoted(known[0] if known else _shortened(iri))
        return name


@cache
def _classes() -> _Classes:
    return _Classes()


def _shortened(iri: str) -> str:
    """A class without a name of its own in the context: prov:Collection, since a Collection is that of schema.org."""
    for prefix, space in context().items():
        if isinstance(space, str) and space.endswith(("/", "#")) and iri.startswith(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    return iri


def _expanded(name: str) -> str:
    prefix, colon, local = name.partition(":")
    iri = context().get(prefix)
    return f"{iri}{local}" if colon and isinstance(iri, str) else name
