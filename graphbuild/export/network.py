"""The graph in networkx: a `MultiDiGraph` with every link and its evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import networkx

from graphbuild.address import to_iri
from graphbuild.evidence import Evidence, Membership, Occurrence, Reprint
from graphbuild.export.statement import iso
from graphbuild.graph import (
    FACTS,
    ArticleNode,
    EntityNode,
    Link,
    SourceNode,
    StoryGraph,
    StoryNode,
    ThemeNode,
    TopicNode,
)
from graphbuild.records import Image, Origin

Node = ArticleNode | SourceNode | TopicNode | ThemeNode | StoryNode | EntityNode

_DATES = ("published_at", "starts_at", "ends_at")


def to_networkx(graph: StoryGraph, *, images: bool = False, evidence: bool = True) -> networkx.MultiDiGraph:
    """See `StoryGraph.to_networkx`. Without `evidence`, the network cannot be read back, and is smaller."""
    network = networkx.MultiDiGraph()
    nodes: Iterable[Node] = (
        *graph.articles, *graph.sources, *graph.topics, *graph.themes, *graph.stories, *graph.entities,
    )  # fmt: skip
    for node in nodes:
        network.add_node(node.id, **_shown(node))
        if evidence and not isinstance(node, StoryNode):
            network.nodes[node.id]["evidence"] = _evidence(node)
    for topic in graph.topics:
        if topic.broader:
            origin = topic.origins.get("described", topic.origins["name"])
            facts = {"relation": "broader", "file": origin.file, "line": origin.line}
            network.add_edge(topic.id, topic.broader, key="broader", **facts)
    for theme in graph.themes:
        if theme.broader:
            facts = {"relation": "broader", "file": theme.origin.file, "line": theme.origin.line}
            network.add_edge(theme.id, theme.broader, key="broader", **facts)
    for link in graph.links:
        facts = _present(position=link.position, gap_seconds=link.gap_seconds, text=link.text)
        if link.evidence:
            facts = _found(link.evidence)
        network.add_edge(
            link.start, link.end, key=_key(link),
            relation=link.relation, file=link.origin.file, line=link.origin.line, **facts,
        )  # fmt: skip
    if images:
        _add_images(graph, network)
    if evidence:
        network.graph["graphbuild"] = _about(graph)
    return network


def _key(link: Link) -> str:
    """What tells parallel links of one pair apart."""
    if link.relation in ("related", "part", "references"):
        return f"{link.relation} {link.origin} {link.position}"
    if isinstance(link.evidence, Occurrence):
        return f"{link.relation} {link.evidence.field} {link.evidence.start}"
    return link.relation


def _found(evidence: Evidence) -> dict[str, Any]:
    """The evidence of a link as attributes; the places of all words of a theme match as JSON."""
    if isinstance(evidence, Occurrence):
        return asdict(evidence)
    if isinstance(evidence, Reprint):
        return asdict(evidence)
    if isinstance(evidence, Membership):
        return {**asdict(evidence), "terms": " | ".join(evidence.terms)}
    first = evidence.occurrences[0]
    terms = " | ".join(dict.fromkeys(place.term for place in evidence.occurrences))
    facts = {"score": evidence.score, "field": first.field, "start": first.start, "end": first.end, "term": terms}
    places = [[place.field, place.start, place.end, place.term] for place in evidence.occurrences]
    facts["occurrences"] = json.dumps(places, ensure_ascii=False)
    return facts


def _shown(node: Node) -> dict[str, Any]:
    if isinstance(node, ArticleNode):
        facts = {name: getattr(node, name) for name in FACTS}
        facts.update({name: iso(facts[name]) for name in _DATES if facts[name] is not None})
        alternates = " ".join(map(to_iri, node.alternates)) or None
        label = node.headline or node.address or node.id
        return {
            "kind": "article", "label": label, "own": node.own,
            **_present(address=node.address, alternates=alternates, authors=_joined(node.authors), **facts),
        }  # fmt: skip
    if isinstance(node, SourceNode):
        facts = _present(domain=node.domain, description=node.description, other_names=_joined(node.other_names))
        return {"kind": "source", "label": node.name, **facts}
    if isinstance(node, TopicNode):
        facts = _present(other_names=_joined(node.other_names), keywords=_joined(node.keywords))
        return {"kind": "topic", "label": node.name, **facts}
    if isinstance(node, ThemeNode):
        facts = _present(
            definition=node.definition, other_labels=_joined(node.other_labels), rule=node.rule, minimum=node.minimum,
            exact_matches=" ".join(node.exact_matches) or None, close_matches=" ".join(node.close_matches) or None,
        )  # fmt: skip
        return {"kind": "theme", "label": node.label, "file": node.origin.file, "line": node.origin.line, **facts}
    if isinstance(node, StoryNode):
        facts = _present(
            first=iso(node.first_at) if node.first_at else None, last=iso(node.last_at) if node.last_at else None
        )
        return {"kind": "story", "label": node.label, "articles": len(node.articles), **facts}
    facts = _present(
        description=node.description, affiliation=node.affiliation, address=node.address, same_as=node.same_as,
        other_names=_joined(node.other_names),
    )  # fmt: skip
    return {"kind": "entity", "label": node.name, "type": node.kind, **facts}


def _evidence(node: ArticleNode | SourceNode | TopicNode | ThemeNode | EntityNode) -> str:
    """What has no place in an attribute of its own, as JSON: lists, and the file and line of each fact."""
    if isinstance(node, ThemeNode):
        return json.dumps({"other_labels": node.other_labels}, ensure_ascii=False)
    facts: dict[str, Any] = {
        "images": [[image.address, image.width, image.height] for image in node.images],
        "origins": {name: [origin.file, origin.line] for name, origin in node.origins.items()},
    }
    if isinstance(node, ArticleNode):
        facts["alternates"] = node.alternates
        facts["authors"] = node.authors
        facts["versions"] = [
            {
                "origin": [version.origin.file, version.origin.line],
                "address": version.address,
                "facts": {name: iso(value) if name in _DATES else value for name, value in version.facts.items()},
                "publisher": version.publisher,
            }
            for version in node.versions
        ]
    else:
        facts["other_names"] = node.other_names
    if isinstance(node, TopicNode):
        facts["keywords"] = node.keywords
    return json.dumps(facts, ensure_ascii=False)


def _about(graph: StoryGraph) -> str:
    """What belongs to no node or link, as JSON."""
    return json.dumps(
        {
            "base": graph.names.base,
            "description": asdict(graph.description),
            "files": [[file.path, file.sha256, file.size] for file in graph.files],
            "matches": [
                {**asdict(match), "origin": [match.origin.file, match.origin.line] if match.origin else None}
                for match in graph.matches
            ],
            "unknown fields": dict(graph.unknown_fields),
            "left out": dict(graph.left_out),
            "judgements": [[file.path, file.sha256, file.size] for file in (graph.judgements,) if file],
            "vocabularies": [[file.path, file.sha256, file.size] for file in graph.vocabularies],
            "without": graph.without,
            "reading": graph.reading,
        },
        ensure_ascii=False,
    )


def _add_images(graph: StoryGraph, network: networkx.MultiDiGraph) -> None:
    for article in graph.articles:
        for image in article.images:
            identifier = _image_id(graph, image)
            if identifier not in network:
                facts = _present(width=image.width, height=image.height)
                network.add_node(identifier, kind="image", label=image.address, address=image.address, **facts)
            origin: Origin = article.origins[f"image {image.address}"]
            network.add_edge(
                article.id, identifier, key="image", relation="image", file=origin.file, line=origin.line
            )  # fmt: skip


def _image_id(graph: StoryGraph, image: Image) -> str:
    return graph.names.image(image.address) if image.address.startswith("/") else to_iri(image.address)


def _present(**facts: Any) -> dict[str, Any]:
    """What is there: `False`, `0` and `-1` are facts, `None` is not."""
    return {name: value for name, value in facts.items() if value is not None}


def _joined(texts: tuple[str, ...]) -> str | None:
    return " | ".join(texts) or None
