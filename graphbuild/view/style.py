"""Position, size and colour of every node, the same in GraphML, GEXF and the page."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import networkx
import numpy

from graphbuild.export.network import to_networkx
from graphbuild.graph import StoryGraph
from graphbuild.view.layout import SPACING, layout

COLORS = {
    "article": "#0072b2",
    "stub": "#56b4e9",
    "source": "#d55e00",
    "topic": "#009e73",
    "theme": "#e69f00",
    "story": "#f0e442",
    "entity": "#cc79a7",
}
"""Okabe and Ito's palette, which colour-blind readers can tell apart."""


def rgb(color: str) -> tuple[int, int, int]:
    """The three parts of a `#rrggbb` colour, 0 to 255 each."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def styled(graph: StoryGraph) -> networkx.MultiDiGraph:
    """The network with `x`, `y` (pixels, y downwards), `size` (pixels) and `color` on every node."""
    network = to_networkx(graph, evidence=False)
    index = {article.id: number for number, article in enumerate(graph.articles)}
    edges = sorted(
        {
            (min(index[link.start], index[link.end]), max(index[link.start], index[link.end]))
            for link in graph.links
            if link.relation in ("related", "part")
        }
    )
    positions = layout(len(graph.articles), edges)
    listed = Counter(link.end for link in graph.links if link.relation == "related")
    for article, (x, y) in zip(graph.articles, positions.tolist(), strict=True):
        network.nodes[article.id].update(
            x=x, y=y,
            size=round(7 + 3 * math.sqrt(min(listed[article.id], 36)), 1),
            color=COLORS["article" if article.own else "stub"],
        )  # fmt: skip
    _place_others(graph, network, positions, index)
    return network


def _place_others(
    graph: StoryGraph, network: networkx.MultiDiGraph, positions: numpy.ndarray, index: dict[str, int]
) -> None:
    """Whatever is no article stands beside the middle of its articles, or below all where it has none."""
    members: dict[str, list[int]] = defaultdict(list)
    for link in graph.links:
        if link.relation in ("publisher", "about", "member", "mentions"):
            members[link.end].append(index[link.start])
    bottom = float(positions[:, 1].max()) + 3 * SPACING if len(positions) else 0.0
    alone = 0
    for node, facts in network.nodes(data=True):
        if "x" in facts:
            continue
        if members[node]:
            x, y = positions[members[node]].mean(axis=0).tolist()
            y -= SPACING / 2
        else:
            x, y = alone * SPACING, bottom
            alone += 1
        size = round(7 + 2 * math.sqrt(min(len(members[node]), 100)), 1)
        facts.update(x=round(x, 1), y=round(y, 1), size=size, color=COLORS[facts["kind"]])
