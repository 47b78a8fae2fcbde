"""A `StoryGraph` from the `MultiDiGraph` that `StoryGraph.to_networkx` gives."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, get_args

import networkx

from graphbuild.errors import BadOption
from graphbuild.evidence import Evidence, Membership, Occurrence, Reprint, ThemeMatch
from graphbuild.graph import Description, StoryGraph
from graphbuild.identity import Identity, Match
from graphbuild.iris import Names
from graphbuild.link import Link, Relation
from graphbuild.nodes import FACTS, ArticleNode, EntityNode, SourceNode, ThemeNode, TopicNode, Version, story_node
from graphbuild.problems import Problems
from graphbuild.records import Date, Image, InputFile, Origin

Facts = dict[str, Any]


def restored(network: networkx.MultiDiGraph) -> StoryGraph:
    """Read a network back. Raises `BadOption` for one that `to_networkx` did not make."""
    if "graphbuild" not in network.graph:
        raise BadOption("The network was not made by StoryGraph.to_networkx: it has no attribute 'graphbuild'.")
    about = json.loads(network.graph["graphbuild"])
    nodes = {kind: _nodes(network, kind) for kind in ("article", "source", "topic", "theme", "story", "entity")}
    articles = [_article(name, facts) for name, facts in nodes["article"]]
    broader = {start: end for start, end, relation in network.edges(data="relation") if relation == "broader"}
    topics = [_topic(name, facts, broader.get(name)) for name, facts in nodes["topic"]]
    themes = [_theme(name, facts, broader.get(name)) for name, facts in nodes["theme"]]
    by_id = {article.id: article for article in articles}
    members: dict[str, list[ArticleNode]] = {name: [] for name, _ in nodes["story"]}
    for start, end, relation in network.edges(data="relation"):
        if relation == "member":
            members[end].append(by_id[start])
    known = dict.fromkeys(
        address for article in articles for address in (article.address, *article.alternates) if address
    )
    graph = StoryGraph(
        names=Names(about["base"]),
        files=[InputFile(*file) for file in about["files"]],
        articles=articles,
        sources=[_source(name, facts) for name, facts in nodes["source"]],
        topics=topics,
        entities=[_entity(name, facts) for name, facts in nodes["entity"]],
        themes=themes,
        stories=[story_node(name, facts["label"], members[name]) for name, facts in nodes["story"]],
        links=sorted(_links(network), key=Link.order),
        identity=Identity.restored(known, [_match(match) for match in about["matches"]]),
        problems=Problems(),
        unknown_fields=Counter(about["unknown fields"]),
        left_out=Counter(about["left out"]),
        description=Description(**about["description"]),
    )
    graph.judgements = next((InputFile(*file) for file in about["judgements"]), None)
    graph.vocabularies = [InputFile(*file) for file in about["vocabularies"]]
    graph.without = tuple(about["without"])
    graph.reading = tuple(about["reading"])
    return graph


def _nodes(network: networkx.MultiDiGraph, kind: str) -> list[tuple[str, Facts]]:
    return sorted(
        ((node, facts) for node, facts in network.nodes(data=True) if facts["kind"] == kind),
        key=lambda item: item[0],
    )


def _article(name: str, facts: Facts) -> ArticleNode:
    evidence = json.loads(facts["evidence"])
    node = ArticleNode(name, facts.get("address"), facts["own"])
    for attribute in FACTS:
        if attribute in facts:
            setattr(node, attribute, _value(attribute, facts[attribute]))
    node.images = _images(evidence)
    node.alternates = tuple(evidence["alternates"])
    node.authors = tuple(evidence["authors"])
    node.versions = tuple(_version(version) for version in evidence["versions"])
    node.origins = _origins(evidence)
    return node


def _version(version: Facts) -> Version:
    facts = {name: _value(name, value) for name, value in version["facts"].items()}
    return Version(Origin(*version["origin"]), version["address"], facts, version["publisher"])


def _source(name: str, facts: Facts) -> SourceNode:
    evidence = json.loads(facts["evidence"])
    return SourceNode(
        name, facts.get("domain"), facts["label"], tuple(evidence["other_names"]), facts.get("description"),
        _images(evidence), _origins(evidence),
    )  # fmt: skip


def _topic(name: str, facts: Facts, broader: str | None) -> TopicNode:
    evidence = json.loads(facts["evidence"])
    return TopicNode(
        name, facts["label"], tuple(evidence["other_names"]), broader, tuple(evidence["keywords"]),
        _images(evidence), _origins(evidence),
    )  # fmt: skip


def _entity(name: str, facts: Facts) -> EntityNode:
    evidence = json.loads(facts["evidence"])
    return EntityNode(
        name, facts["type"], facts["label"], facts.get("description"), facts.get("affiliation"),
        facts.get("address"), _images(evidence), tuple(evidence["other_names"]), facts.get("same_as"),
        _origins(evidence),
    )  # fmt: skip


def _theme(name: str, facts: Facts, broader: str | None) -> ThemeNode:
    labels = tuple(json.loads(facts["evidence"])["other_labels"])
    exact, close = (tuple(facts.get(key, "").split()) for key in ("exact_matches", "close_matches"))
    return ThemeNode(
        name, facts["label"], facts.get("definition"), broader, labels, exact, close, facts.get("rule"),
        facts.get("minimum"), Origin(facts["file"], facts["line"]),
    )  # fmt: skip


def _links(network: networkx.MultiDiGraph) -> list[Link]:
    return [
        Link(
            start, facts["relation"], end, Origin(facts["file"], facts["line"]),
            facts.get("position"), facts.get("gap_seconds"), facts.get("text"), _found(facts),
        )
        for start, end, facts in network.edges(data=True)
        if facts["relation"] in get_args(Relation)
    ]  # fmt: skip


def _found(facts: Facts) -> Evidence | None:
    relation = facts["relation"]
    if relation == "mentions":
        return Occurrence(facts["field"], facts["start"], facts["end"], facts["term"])
    if relation == "reprint":
        return Reprint(facts["score"], facts["directed"])
    if relation == "member":
        terms = tuple(facts["terms"].split(" | ")) if facts["terms"] else ()
        return Membership(facts["score"], facts["nearest"], terms, facts["listed"])
    if "occurrences" in facts:
        places = tuple(Occurrence(*place) for place in json.loads(facts["occurrences"]))
        return ThemeMatch(facts["score"], places)
    return None


def _match(match: Facts) -> Match:
    origin = match.pop("origin")
    return Match(**match, origin=Origin(*origin) if origin else None)


def _images(evidence: Facts) -> tuple[Image, ...]:
    return tuple(Image(*image) for image in evidence["images"])


def _origins(evidence: Facts) -> dict[str, Origin]:
    return {name: Origin(*origin) for name, origin in evidence["origins"].items()}


def _date(text: str) -> Date:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


_PARSED: dict[str, Callable[[str], Any]] = {"published_at": _date, "starts_at": _date, "ends_at": _date}


def _value(attribute: str, value: Any) -> Any:
    return _PARSED[attribute](value) if attribute in _PARSED else value
