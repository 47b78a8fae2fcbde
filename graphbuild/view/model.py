"""What every picture of a graph is made from: nodes, links with their evidence, groups and places, by number.

The interactive pages, the static picture, GraphML and GEXF show the same model, so they look alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy

from graphbuild.export.network import began
from graphbuild.graph import StoryGraph
from graphbuild.numbered import Numbered, numbered
from graphbuild.view.headline import headlines
from graphbuild.view.layout import Map, layout
from graphbuild.view.leftout import NOTHING, TYING, LeftOut
from graphbuild.view.scope import Chosen

if TYPE_CHECKING:
    import networkx

KINDS = ("article", "source", "topic", "theme", "story", "entity")


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
        chosen: Chosen | None = None,
        without: LeftOut = NOTHING,
    ) -> Model:
        """The model of what is chosen of a graph, or of all of it, but for what is left out.

        It is made from the network of the graph (see `to_networkx`).
        """
        articles, words = chosen or (set(), "")
        shown = articles | {
            node for article in articles for node in network[article] if network.nodes[node]["kind"] != "article"
        }
        nodes = [
            (node, facts)
            for node, facts in network.nodes(data=True)
            if facts["kind"] in KINDS and (not words or node in shown) and node not in without.nodes
        ]
        number = {node: index for index, (node, _) in enumerate(nodes)}
        links = [
            (number[start], number[end], facts)
            for start, end, facts in network.edges(data=True)
            if start in number and end in number
        ]
        said = ", ".join(filter(None, (words, without.words)))
        return cls(graph.description.title, said, nodes, links, _origins(graph, nodes))

    @cached_property
    def articles(self) -> list[int]:
        """The numbers of the articles, which come first."""
        return [index for index, (_, facts) in enumerate(self.nodes) if facts["kind"] == "article"]

    @cached_property
    def _columns(self) -> tuple[Sequence[Any], ...]:
        """The links as three lists: starts, ends, facts."""
        return tuple(zip(*self.links, strict=True)) or ((), (), ())

    @cached_property
    def starts(self) -> numpy.ndarray:
        """For each link the number of the node where it starts."""
        return numpy.array(self._columns[0], dtype=int)

    @cached_property
    def ends(self) -> numpy.ndarray:
        """For each link the number of the node where it ends."""
        return numpy.array(self._columns[1], dtype=int)

    @property
    def facts(self) -> Sequence[dict[str, Any]]:
        """The facts of each link."""
        return self._columns[2]

    @cached_property
    def relations(self) -> Numbered:
        """The relation of each link."""
        return numbered(facts["relation"] for facts in self.facts)

    def _first_end(self, relation: str) -> list[int]:
        """For each article the first node that a relation leads to, or -1."""
        chosen = numpy.flatnonzero(self.relations.are(relation))[::-1]
        found = numpy.full(len(self.nodes), -1)
        found[self.starts[chosen]] = self.ends[chosen]  # of several, what is set last stays
        ends: list[int] = found[: len(self.articles)].tolist()
        return ends

    @cached_property
    def times(self) -> numpy.ndarray:
        """For each article its date in seconds since 1970, or NaN."""
        return numpy.array([began(self.nodes[index][1]) for index in self.articles], dtype=float)

    @cached_property
    def story(self) -> list[int]:
        """For each article the number of its story's node, or -1."""
        return self._first_end("member")

    @cached_property
    def theme(self) -> list[int]:
        """For each article the number of its theme's node, or -1: of several the narrowest with the best score."""
        above = self.relations.are("broader")
        broader = dict(zip(self.starts[above].tolist(), self.ends[above].tolist(), strict=True))
        found: list[dict[int, float]] = [{} for _ in self.articles]
        for number in numpy.flatnonzero(self.relations.are("about")).tolist():
            start, end, facts = self.links[number]
            if self.nodes[end][1]["kind"] == "theme":
                found[start][end] = float(facts.get("score", 0.0))
        sizes = Counter(end for themes in found for end in themes)
        return [_narrowest(themes, broader, sizes) for themes in found]

    @cached_property
    def source(self) -> list[int]:
        """For each article the number of its publisher's node, or -1."""
        return self._first_end("publisher")

    @cached_property
    def tied(self) -> numpy.ndarray:
        """The pairs of articles that stand together."""
        tying = self.relations.are(*TYING)
        return numpy.stack((self.starts[tying], self.ends[tying]), axis=1)

    @cached_property
    def map(self) -> Map:
        """The places of the articles on the map."""
        order = numpy.argsort(numpy.nan_to_num(self.times, nan=numpy.inf), kind="stable")
        rank = numpy.empty(len(order), dtype=int)
        rank[order] = numpy.arange(len(order))
        return layout(len(self.articles), self.tied, story=self.story, rank=rank.tolist(), region=self.theme)

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

    @cached_property
    def places(self) -> numpy.ndarray:
        """For each node its place on the map; what is no article stands in the middle of its articles."""
        count = len(self.articles)
        found = numpy.zeros((len(self.nodes), 2))
        found[:count] = self.map.positions
        bottom = float(found[:, 1].max(initial=0.0)) + 180
        belongs = ~self.relations.are(*TYING) & (self.starts < count) & (self.ends >= count)
        homes, middles = _medians(self.ends[belongs], self.map.positions[self.starts[belongs]])
        found[homes] = middles - [0, 30]
        is_homeless = numpy.arange(len(self.nodes)) >= count
        is_homeless[homes] = False
        homeless = numpy.flatnonzero(is_homeless)
        found[homeless, 0] = numpy.arange(len(homeless)) * 60
        found[homeless, 1] = bottom
        return numpy.round(found)


def _medians(group: numpy.ndarray, positions: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The groups there are, and of each the median of both coordinates of its positions."""
    groups, first, size = numpy.unique(numpy.sort(group), return_index=True, return_counts=True)
    middles = numpy.zeros((len(groups), 2))
    for axis in (0, 1):
        ordered = positions[numpy.lexsort((positions[:, axis], group)), axis]
        middles[:, axis] = (ordered[first + (size - 1) // 2] + ordered[first + size // 2]) / 2
    return groups, middles


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
            origins = node.origins
            origin = origins.get("headline") or origins.get("name") or origins.get("address")
            if origin or origins:
                origin = origin or origins[min(origins)]
                found[node.id] = (origin.file, origin.line)
    return [found.get(node) or ((facts["file"], facts["line"]) if "file" in facts else None) for node, facts in nodes]
