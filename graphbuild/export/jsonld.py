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
from typing import Any, TextIO

from graphbuild.bundled import ontology
from graphbuild.export.statement import Block, Listed, Literal
from graphbuild.export.statements import blocks
from graphbuild.graph import StoryGraph
from graphbuild.vocabulary import GB, PROV, RDF_TYPE, SCHEMA, XSD

Fields = dict[str, list[str]]
"""The properties of an object with their values, which are JSON."""

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
_SEVERAL = "occurrence"
"""A property whose values are in a list even if there is one."""


def write(graph: StoryGraph, stream: TextIO) -> None:
    """Write the graph, a line an object."""
    stream.write('{\n"@context": ')
    json.dump(context(), stream, ensure_ascii=False, sort_keys=True)
    stream.write(',\n"@graph": [')
    comma = "\n"
    for text in _objects(graph):
        stream.write(comma)
        stream.write(text)
        comma = ",\n"
    stream.write("\n]\n}\n")


@cache
def context() -> dict[str, Any]:
    """The terms of the JSON-LD context."""
    loaded: dict[str, Any] = json.loads((ontology() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    return loaded


def _objects(graph: StoryGraph) -> Iterator[str]:
    """The articles and stories with what belongs to them inside, and what stands alone."""
    labels = _Labels(graph)
    outer: _Outer | None = None
    for block in blocks(graph):
        if isinstance(block, Listed):
            assert outer is not None  # a list stands behind its article
            outer.inside.setdefault(_LISTINGS, []).extend(_listings(block, labels))
        elif outer is None or not outer.takes(block, labels):
            if outer:
                yield outer.text()
            fields = _fields(block, labels)
            outer = _Outer(block.subject, fields) if "stub" in fields or "hadMember" in fields else None
            if not outer:
                yield _object(fields)
    if outer:
        yield outer.text()


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
        pointing = {predicate for predicate, value, _ in block.facts if value == subject}
        for predicate in pointing and _INSIDE:
            if predicate in pointing:
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
        places[places.index(_quoted(name))] = occurrence

    def text(self) -> str:
        """The whole as JSON."""
        inside = "".join(
            [
                f', "{name}": [{", ".join([node if isinstance(node, str) else _object(node) for node in nodes])}]'
                for name, nodes in self.inside.items()
            ]
        )
        return f"{_object(self._fields)[:-1]}{inside}}}"


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
        f'{{"id": {_quoted(name)}, "type": "Listing", "item": {labels[item]}, "position": {position}'
        f"{'' if gap is None else f'{_GAP}{gap}'}{file}{line}}}"
        for name, item, position, gap, line in listed.entries
    ]


_GAP = ', "gapSeconds": '


def _fields(block: Block, labels: _Labels) -> Fields:
    """What is said of a node."""
    terms, classes = _terms(), _classes()
    fields: Fields = {"id": [_quoted(block.subject)]}
    for predicate, value, _ in block.facts:
        if predicate == RDF_TYPE:
            name, text = "type", classes[str(value)]
        else:
            name, coerced = terms[predicate]
            if isinstance(value, list):
                fields[name] = list(map(_quoted, value)) if coerced == "@id" else [_node(one) for one in value]
                continue
            if not isinstance(value, str):
                text = _literal(value, coerced)
            elif name in _LABELLED:
                text = labels[value]
            else:
                text = _quoted(value) if coerced == "@id" else _node(value)
        if name in fields:
            fields[name].append(text)
        else:
            fields[name] = [text]
    return fields


def _node(name: str) -> str:
    return f'{{"id": {_quoted(name)}}}'


def _object(fields: Fields) -> str:
    return f"{{{', '.join([_field(name, values) for name, values in fields.items()])}}}"


def _field(name: str, values: list[str]) -> str:
    """A property: one value as it is, several in a list, each once though several files state it."""
    several = len(values) > 1 and list(dict.fromkeys(values))
    if several and len(several) > 1 or name == _SEVERAL:
        return f'"{name}": [{", ".join(several or values)}]'
    return f'"{name}": {values[0]}'


def _quoted(text: str) -> str:
    """A text in quotation marks; line breaks of any kind are escaped."""
    quoted = encode_basestring(text)
    return quoted if quoted.isascii() else quoted.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _literal(value: Literal, coerced: str | None) -> str:
    text, datatype = value
    if datatype == coerced:
        return _quoted(text)
    if datatype in (XSD.BOOLEAN, XSD.INTEGER):
        return text
    if datatype is None:
        return f'{{"@value": {_quoted(text)}}}'
    return f'{{"@value": {_quoted(text)}, "@type": {_quoted(datatype)}}}'


@cache
def _terms() -> dict[str, tuple[str, str | None]]:
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


class _Classes(dict[str, str]):
    """For each class, what it is called in the context, as JSON."""

    def __missing__(self, iri: str) -> str:
        known = _terms().get(iri)
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
