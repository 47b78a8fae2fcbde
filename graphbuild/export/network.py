"""The graph in networkx: a `MultiDiGraph` with every link and its evidence."""

from __future__ import annotations

from typing import Any

import networkx

from graphbuild.address import to_iri
from graphbuild.export.statement import iso
from graphbuild.graph import ArticleNode, StoryGraph


def to_networkx(graph: StoryGraph, *, images: bool = False) -> networkx.MultiDiGraph:
    """See `StoryGraph.to_networkx`."""
    network = networkx.MultiDiGraph()
    for article in graph.articles:
        network.add_node(article.id, **_article(article))
    for source in graph.sources:
        network.add_node(
            source.id, kind="source", label=source.name,
            **_present(domain=source.domain, description=source.description, other_names=_joined(source.other_names)),
        )  # fmt: skip
    for topic in graph.topics:
        facts = _present(other_names=_joined(topic.other_names), keywords=_joined(topic.keywords))
        network.add_node(topic.id, kind="topic", label=topic.name, **facts)
    for topic in graph.topics:
        if topic.broader:
            origin = topic.origins.get("described", topic.origins["name"])
            facts = {"relation": "broader", "file": origin.file, "line": origin.line}
            network.add_edge(topic.id, topic.broader, key="broader", **facts)
    for entity in graph.entities:
        facts = _present(description=entity.description, affiliation=entity.affiliation, address=entity.address)
        network.add_node(entity.id, kind="entity", label=entity.name, **facts)
    for link in graph.links:
        facts = _present(position=link.position, gap_seconds=link.gap_seconds)
        key: str = link.relation
        if link.relation in ("related", "part"):
            key = f"{link.relation} {link.origin} {link.position}"
        network.add_edge(
            link.start, link.end, key=key,
            relation=link.relation, file=link.origin.file, line=link.origin.line, **facts,
        )  # fmt: skip
    if images:
        _add_images(graph, network)
    return network


def _article(article: ArticleNode) -> dict[str, Any]:
    dates = {
        name: iso(value)
        for name in ("published_at", "starts_at", "ends_at")
        if (value := getattr(article, name)) is not None
    }
    return {
        "kind": "article",
        "label": article.headline or article.address or article.id,
        "own": article.own,
        **_present(
            address=article.address,
            type=article.type,
            category=article.category,
            headline=article.headline,
            abstract=article.abstract,
            length=article.length,
            quality=article.quality,
            heat=article.heat,
            published=article.published,
            removed=article.removed,
            alternates=" ".join(map(to_iri, article.alternates)) or None,
            **dates,
        ),
    }


def _add_images(graph: StoryGraph, network: networkx.MultiDiGraph) -> None:
    for article in graph.articles:
        for image in article.images:
            identifier = to_iri(image.address)
            if identifier not in network:
                facts = _present(width=image.width, height=image.height)
                network.add_node(identifier, kind="image", label=image.address, address=image.address, **facts)
            origin = article.origins[image.address]
            facts = {"relation": "image", "file": origin.file, "line": origin.line}
            network.add_edge(article.id, identifier, key="image", **facts)


def _present(**facts: Any) -> dict[str, Any]:
    """What is there: `False`, `0` and `-1` are facts, `None` is not."""
    return {name: value for name, value in facts.items() if value is not None}


def _joined(texts: tuple[str, ...]) -> str | None:
    return " | ".join(texts) or None
