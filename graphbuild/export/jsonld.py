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
from typing import Any, TextIO

from graphbuild.bundled import ontology
from graphbuild.export.statement import Listed, Literal, by_subject, distinct
from graphbuild.export.statements import blocks
from graphbuild.graph import StoryGraph
from graphbuild.vocabulary import RDF_TYPE, XSD

Node = dict[str, Any]
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode

_INSIDE = {
    "alternateOf": "alternates",
    "specializationOf": "versions",
    "lists": "listings",
    "isPartOf": "items",
    "article": "findings",
    "story": "memberships",
}
"""What points to an article or story stands inside it: the property, and the context's name for its reverse."""

_LABELLED = ("publisher", "about", "item", "target", "mentions", "reprintOf", "sharesTextWith", "hadMember")


def write(graph: StoryGraph, stream: TextIO) -> None:
    """Write the graph, a line an object."""
    stream.write('{\n"@context": ')
    json.dump(context(), stream, ensure_ascii=False, sort_keys=True)
    stream.write(',\n"@graph": [')
    comma = "\n"
    for node in _framed(graph):
        stream.write(comma)
        stream.write(_text(node))
        comma = ",\n"
    stream.write("\n]\n}\n")


class _Written(str):
    """A node that is text already."""

    __slots__ = ()


def _text(node: Node) -> str:
    text = ", ".join(
        f"{_dumped(name)}: [{', '.join(value)}]" if _is_written(value) else f"{_dumped(name)}: {_dumped(value)}"
        for name, value in node.items()
    )
    return f"{{{text}}}"


def _dumped(value: Any) -> str:
    return _ENCODE(value).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _is_written(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], _Written)


@cache
def context() -> Node:
    """The terms of the JSON-LD context."""
    loaded: Node = json.loads((ontology() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    return loaded


def _framed(graph: StoryGraph) -> Iterator[Node]:
    """The nodes, with those that belong to an article or story inside it."""
    labels = _labels(graph)
    outer: Node | None = None
    match: Node = {}
    items: dict[str, str] = {}
    for node in _nodes(graph):
        if isinstance(node, Listed):
            assert outer is not None  # a list stands behind its article
            outer.setdefault(_INSIDE["lists"], []).append(_listing(node, labels, items))
            continue
        if node.get("type") == "Occurrence":
            _put_occurrence(match, node)
            continue
        inside = next((name for name in _INSIDE if outer and node.get(name) == outer["id"]), None)
        if outer and inside:
            del node[inside]
            # An alternate has no facts of its own: its address is all there is.
            shown = node["id"] if inside == "alternateOf" else _labelled(node, labels)
            outer.setdefault(_INSIDE[inside], []).append(shown)
            match = node
            continue
        if outer:
            yield outer
            outer = None
        if "stub" in node or "hadMember" in node:
            outer = _labelled(node, labels)
        else:
            yield node
    if outer:
        yield outer


def _put_occurrence(match: Node, occurrence: Node) -> None:
    """Put an occurrence into its match, which stands right before its occurrences."""
    said = match["occurrence"]
    said = said if isinstance(said, list) else [said]
    match["occurrence"] = [occurrence if place == occurrence["id"] else place for place in said]


def _listing(entry: Listed, labels: dict[str, Node], items: dict[str, str]) -> _Written:
    """An entry of a list, as the other nodes are written; `items` are the listed articles that have been written."""
    item = items.get(entry.item)
    if item is None:
        item = items[entry.item] = _dumped({"id": entry.item, **labels.get(entry.item, {})})
    gap = "" if entry.gap is None else f'"gapSeconds": {entry.gap}, '
    return _Written(
        f'{{"id": {_dumped(entry.subject)}, "type": "Listing", "item": {item}, "position": {entry.position}, '
        f'{gap}"wasDerivedFrom": {_dumped(entry.graph)}, "line": {entry.line}}}'
    )


def _labels(graph: StoryGraph) -> dict[str, Node]:
    """What is said of a node wherever it is pointed to."""
    labels: dict[str, Node] = {source.id: {"name": source.name} for source in graph.sources}
    labels.update((topic.id, {"prefLabel": topic.name}) for topic in graph.topics)
    labels.update((theme.id, {"prefLabel": theme.label}) for theme in graph.themes)
    labels.update((entity.id, {"name": entity.name}) for entity in graph.entities)
    labels.update((article.id, {"headline": article.headline}) for article in graph.articles if article.headline)
    return labels


def _labelled(node: Node, labels: dict[str, Node]) -> Node:
    for name in _LABELLED:
        value = node.get(name)
        if isinstance(value, str):
            node[name] = {"id": value, **labels.get(value, {})}
        elif isinstance(value, list):
            node[name] = [{"id": item, **labels.get(item, {})} for item in value]
    return node


def _nodes(graph: StoryGraph) -> Iterator[Node | Listed]:
    terms = _terms()
    classes = {iri: name for iri, (name, _) in terms.items()}
    for subject, block in by_subject(blocks(graph)):
        if isinstance(block, Listed):
            yield block
            continue
        node: Node = {"id": subject}
        for _, predicate, value in distinct(block):
            if predicate == RDF_TYPE:
                name, item = "type", classes.get(str(value)) or _shortened(str(value))
            else:
                name, coerced = terms[predicate]
                item = _value(value, coerced)
            if name not in node:
                node[name] = item
            elif isinstance(node[name], list):
                node[name].append(item)
            else:
                node[name] = [node[name], item]
        yield node


def _value(value: str | Literal, coerced: str | None) -> Any:
    if not isinstance(value, Literal):
        return value if coerced == "@id" else {"id": value}
    if value.datatype == coerced:
        return value.text
    if value.datatype == XSD.BOOLEAN:
        return value.text == "true"
    if value.datatype == XSD.INTEGER:
        return int(value.text)
    if value.datatype is None:
        return {"@value": value.text}
    return {"@value": value.text, "@type": value.datatype}


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
