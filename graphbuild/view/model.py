"""What every picture of a graph is made from: nodes, links with their evidence, groups and places, by number.

The interactive pages, the static picture, GraphML and GEXF show the same model, so they look alike.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy

from graphbuild.export.network import began
from graphbuild.graph import StoryGraph
from graphbuild.view import lanes
from graphbuild.view.columns import column
from graphbuild.view.headline import headlines
from graphbuild.view.layout import Map, layout
from graphbuild.view.scope import WHOLE, Scope

if TYPE_CHECKING:
    import networkx

KINDS = ("article", "source", "topic", "theme", "story", "entity")
TYING = ("related", "part", "reprint", "references")
"""The relations between two articles, which say what stands together."""
_KNOWN = frozenset(("relation", "file", "line", "position", "gap_seconds"))
_MOST_TEXT = 240
"""Longer summaries are cut: with thousands of articles they would be most of the page."""


@dataclass
class Model:
    """The nodes and links of a scope. Links are (start, end, facts), by the numbers of the nodes."""

    title: str
    scope: str
    nodes: list[tuple[str, dict[str, Any]]]
    links: list[tuple[int, int, dict[str, Any]]]
    origins: list[tuple[str, int] | None]
    """For each node the file and line that name it first."""

    @classmethod
    def of(
        cls,
        graph: StoryGraph,
        network: networkx.MultiDiGraph,
        scope: Scope = WHOLE,
        without: Collection[str] = frozenset(),
    ) -> Model:
        """The model of a scope of a graph, but for some nodes, from its network (see `to_networkx`).

        Raises `BadOption`.
        """
        chosen, words = scope.articles(network)
        shown = chosen
        if scope:
            shown = chosen | {
                node for article in chosen for node in network[article] if network.nodes[node]["kind"] != "article"
            }
        nodes = [
            (node, facts)
            for node, facts in network.nodes(data=True)
            if facts["kind"] in KINDS and (not scope or node in shown) and node not in without
        ]
        number = {node: index for index, (node, _) in enumerate(nodes)}
        links = [
            (number[start], number[end], facts)
            for start, end, facts in network.edges(data=True)
            if start in number and end in number
        ]
        return cls(graph.description.title, words, nodes, links, _origins(graph, nodes))

    @cached_property
    def articles(self) -> list[int]:
        """The numbers of the articles, which come first."""
        return [index for index, (_, facts) in enumerate(self.nodes) if facts["kind"] == "article"]

    def ends(self, relation: str, kind: str | None = None) -> list[list[int]]:
        """For each article the nodes that a relation leads to."""
        found: list[list[int]] = [[] for _ in self.articles]
        for start, end, facts in self.links:
            if facts["relation"] == relation and (kind is None or self.nodes[end][1]["kind"] == kind):
                found[start].append(end)
        return found

    @cached_property
    def times(self) -> numpy.ndarray:
        """For each article its date in seconds since 1970, or NaN."""
        return numpy.array([began(self.nodes[index][1]) for index in self.articles], dtype=float)

    @cached_property
    def listed(self) -> Counter[int]:
        """How often each article is in a related list."""
        return Counter(end for _, end, facts in self.links if facts["relation"] == "related")

    @cached_property
    def story(self) -> list[int]:
        """For each article the number of its story's node, or -1."""
        return [ends[0] if ends else -1 for ends in self.ends("member")]

    @cached_property
    def theme(self) -> list[int]:
        """For each article the number of its theme's node, or -1: of several the narrowest with the best score."""
        broader = {start: end for start, end, facts in self.links if facts["relation"] == "broader"}
        found: list[dict[int, float]] = [{} for _ in self.articles]
        for start, end, facts in self.links:
            if facts["relation"] == "about" and self.nodes[end][1]["kind"] == "theme":
                found[start][end] = float(facts.get("score", 0.0))
        sizes = Counter(end for themes in found for end in themes)
        return [_narrowest(themes, broader, sizes) for themes in found]

    @cached_property
    def source(self) -> list[int]:
        """For each article the number of its publisher's node, or -1."""
        return [ends[0] if ends else -1 for ends in self.ends("publisher")]

    @cached_property
    def map(self) -> Map:
        """The places of the articles on the map."""
        pairs = [(start, end) for start, end, facts in self.links if facts["relation"] in TYING]
        order = numpy.argsort(numpy.nan_to_num(self.times, nan=numpy.inf), kind="stable")
        rank = numpy.empty(len(order), dtype=int)
        rank[order] = numpy.arange(len(order))
        return layout(len(self.articles), pairs, story=self.story, rank=rank.tolist(), region=self.theme)

    @cached_property
    def group(self) -> list[int]:
        """For each article its group in time: its story, else its near-clique of listings, or -1."""
        listings = self.map.listing.tolist()
        return [
            story if story >= 0 else len(self.nodes) + listing if listing >= 0 else -1
            for story, listing in zip(self.story, listings, strict=True)
        ]

    @cached_property
    def listing_names(self) -> list[str]:
        """A name for each near-clique of listings: words that its headlines share."""
        members: dict[int, list[str]] = defaultdict(list)
        for article, listing in enumerate(self.map.listing.tolist()):
            if listing >= 0:
                members[listing].append(self.nodes[article][1]["label"])
        everything = [self.nodes[article][1]["label"] for article in self.articles]
        return headlines([members[listing] for listing in range(len(members))], everything)

    def as_json(self) -> str:
        """All that a page needs, as ASCII in which no `<` stands."""
        data = {
            "title": self.title,
            "scope": self.scope,
            "nodes": self._nodes(),
            "links": self._links(),
            "listings": {"names": self.listing_names, "of": column(self.map.listing)},
            "clusters": column(self.map.cluster),
            "map": self._map(),
            "time": _arranged(lanes.by_group(self.times, self.group, self.theme)),
            "outlets": _arranged(lanes.by_outlet(self.times, self.source)),
        }
        return json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")

    def _nodes(self) -> dict[str, Any]:
        facts = [facts for _, facts in self.nodes]
        files, file = _numbered(origin[0] if origin else None for origin in self.origins)
        types, kind_of = _numbered(fact.get("type") for fact in facts)
        start = min((int(time) for time in self.times if time == time), default=0)
        return {
            "id": [node for node, _ in self.nodes],
            "label": [fact["label"] for fact in facts],
            "text": [
                _short(fact.get("abstract") or fact.get("definition") or fact.get("description")) for fact in facts
            ],
            "kind": column(KINDS.index(fact["kind"]) for fact in facts),
            "own": column(int(bool(fact.get("own", True))) for fact in facts),
            "web": column(int("address" in fact) for fact in facts),
            "types": types,
            "type": column(kind_of),
            "since": start,
            "date": column(int(time) - start + 1 if time == time else 0 for time in self.times),
            "day": column(int(len(fact.get("published_at") or "") == 10) for fact in facts),
            "files": files,
            "file": column(file),
            "line": column(origin[1] if origin else 0 for origin in self.origins),
        }

    def _links(self) -> dict[str, Any]:
        facts = [fact for *_, fact in self.links]
        relations, relation = _numbered(fact["relation"] for fact in facts)
        files, file = _numbered(fact.get("file") for fact in facts)
        more: dict[str, Any] = {}
        for name in sorted({name for fact in facts for name in fact} - _KNOWN):
            values, number = _numbered(fact.get(name) for fact in facts)
            more[name] = {"values": values, "of": column(number)}
        return {
            "start": column([start for start, *_ in self.links], steps=True),
            "end": column([end for _, end, _ in self.links], steps=True),
            "relations": relations,
            "relation": column(relation),
            "files": files,
            "file": column(file, steps=True),
            "line": column([fact.get("line", 0) for fact in facts], steps=True),
            "position": column([fact.get("position", 0) for fact in facts], steps=True),
            "gap": column(self._gaps()),
            "more": more,
        }

    def _gaps(self) -> Iterable[int]:
        """0: none; 1: what the two dates say; else the gap, 2 added where it is not negative."""
        for start, end, facts in self.links:
            gap = facts.get("gap_seconds")
            if gap is None:
                yield 0
            elif end < len(self.times) and self.times[end] - self.times[start] == gap:
                yield 1
            else:
                yield gap + 2 if gap >= 0 else gap

    def _map(self) -> dict[str, Any]:
        circles = [[c.kind, c.key, round(c.x), round(c.y), round(c.radius)] for c in self.map.circles]
        box = [round(side) for side in self.map.alone] if self.map.alone else None
        places = self.places
        return {
            "x": column(places[:, 0].astype(int), steps=True),
            "y": column(places[:, 1].astype(int), steps=True),
            "circles": circles,
            "alone": box,
        }

    @cached_property
    def places(self) -> numpy.ndarray:
        """For each node its place on the map; what is no article stands in the middle of its articles."""
        found = numpy.zeros((len(self.nodes), 2))
        count = len(self.articles)
        found[:count] = self.map.positions
        members: dict[int, list[int]] = defaultdict(list)
        for start, end, facts in self.links:
            if facts["relation"] not in TYING and start < count <= end:
                members[end].append(start)
        bottom = float(found[:, 1].max(initial=0.0)) + 180
        homeless = 0
        for node in range(count, len(self.nodes)):
            if members[node]:
                found[node] = numpy.median(found[members[node]], axis=0) - [0, 30]
            else:
                found[node] = homeless * 60, bottom
                homeless += 1
        return numpy.round(found)


def known_by_one_link(network: networkx.MultiDiGraph) -> set[str]:
    """Pages of which nothing is known but that one article links to them: too many to be drawn."""
    begins: set[str] = set()
    reached: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for start, end, facts in network.edges(data=True):
        begins.add(start)
        reached[end].add((facts["relation"], start))
    return {
        node
        for node, facts in network.nodes(data=True)
        if facts["kind"] == "article" and not facts["own"] and node not in begins
        and [relation for relation, _ in reached[node]] == ["references"]
    }  # fmt: skip


def _narrowest(themes: dict[int, float], broader: dict[int, int], sizes: Counter[int]) -> int:
    wide = {above for theme in themes for above in _above(theme, broader)}
    narrow = [theme for theme in themes if theme not in wide]
    return max(narrow, key=lambda theme: (themes[theme], sizes[theme], -theme), default=-1)


def _above(theme: int, broader: dict[int, int]) -> list[int]:
    """The broader themes of a theme; a ring of them ends."""
    found: list[int] = []
    while theme in broader and broader[theme] not in found:
        theme = broader[theme]
        found.append(theme)
    return found


def _origins(graph: StoryGraph, nodes: Sequence[tuple[str, dict[str, Any]]]) -> list[tuple[str, int] | None]:
    """Where the input names a node first: its headline, name or address."""
    found: dict[str, tuple[str, int]] = {}
    for kind in ("articles", "sources", "topics", "entities"):
        for node in getattr(graph, kind):
            for name in ("headline", "name", "address", *sorted(node.origins)):
                if origin := node.origins.get(name):
                    found[node.id] = (origin.file, origin.line)
                    break
    return [found.get(node) or ((facts["file"], facts["line"]) if "file" in facts else None) for node, facts in nodes]


def _short(text: str | None) -> str:
    if not text or len(text) <= _MOST_TEXT:
        return text or ""
    return f"{text[:_MOST_TEXT].rsplit(' ', 1)[0]} …"


def _numbered(values: Iterable[Any]) -> tuple[list[Any], list[int]]:
    """The distinct values in the order they come, and for each value its number in them plus one (0: none)."""
    numbers: dict[Any, int] = {}
    index = [0 if value is None else numbers.setdefault(value, len(numbers) + 1) for value in values]
    return list(numbers), index


def _arranged(found: lanes.Lanes) -> dict[str, Any]:
    return {
        "x": column(found.positions[:, 0].astype(int)),
        "y": column(found.positions[:, 1].astype(int)),
        "columns": found.columns,
        "lanes": [[lane.key, *map(round, lane[1:])] for lane in found.lanes],
        "bands": [[band.key, *map(round, band[1:])] for band in found.bands],
    }
