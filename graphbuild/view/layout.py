"""Where each article stands: connected articles together, groups packed without overlap.

Each connected component of the related links is laid out on its own and the components are packed in rows,
the largest first. Within a component: near-cliques (most related lists make one) become a disc, since a
force layout finds nothing in them; small components are laid out by force; large ones are split into
communities (Louvain), each laid out the same way. All steps work on integers in a fixed order, so that the
same graph gives the same picture.
"""

from __future__ import annotations

import math

import networkx
import numpy

SPACING = 60.0
"""The distance between neighbours in a disc, in pixels at zoom 1."""

_CLIQUE = 0.7
_BY_FORCE = 150
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

Positions = numpy.ndarray
"""An array of shape (nodes, 2)."""


def layout(count: int, edges: list[tuple[int, int]]) -> Positions:
    """Positions for the nodes 0 … count - 1, in pixels, centred on the origin.

    >>> layout(2, [(0, 1)]).shape
    (2, 2)
    """
    graph = networkx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from((start, end) for start, end in edges if start != end)
    components = sorted((sorted(part) for part in networkx.connected_components(graph)), key=lambda p: (-len(p), p))
    positions = numpy.zeros((count, 2))
    parts = [_component(graph.subgraph(part), part) for part in components]
    for part, placed in zip(components, _pack_rows(parts), strict=True):
        positions[part] = placed
    centred: Positions = positions - _middle(positions)
    return numpy.round(centred, 1)


def _component(graph: networkx.Graph, nodes: list[int]) -> Positions:
    if len(nodes) <= 2 or networkx.density(graph) >= _CLIQUE:
        order = sorted(nodes, key=lambda node: (-graph.degree(node), node))
        place = {node: index for index, node in enumerate(order)}
        return _disc(len(nodes))[[place[node] for node in nodes]]
    if len(nodes) <= _BY_FORCE:
        return _by_force(graph, nodes, None)
    communities = networkx.community.louvain_communities(_in_order(graph, nodes), seed=1)
    if len(communities) == 1:
        return _by_force(graph, nodes, None)
    groups = sorted((sorted(group) for group in communities), key=lambda group: (-len(group), group))
    return _grouped(graph, nodes, groups)


def _grouped(graph: networkx.Graph, nodes: list[int], groups: list[list[int]]) -> Positions:
    """Communities as discs: the discs are laid out by force and then pushed apart."""
    member = {node: index for index, group in enumerate(groups) for node in group}
    between = networkx.Graph()
    between.add_nodes_from(range(len(groups)))
    for start, end in sorted(graph.edges):
        one, other = member[start], member[end]
        if one != other:
            weight = between.get_edge_data(one, other, {"weight": 0})["weight"]
            between.add_edge(one, other, weight=weight + 1)
    parts = [_component(graph.subgraph(group), group) for group in groups]
    radii = numpy.array([_radius(part) for part in parts])
    centres = _by_force(between, list(range(len(groups))), float(radii.mean()) * 2.2)
    centres = _apart(centres, radii)
    index = {node: place for place, node in enumerate(nodes)}
    positions = numpy.zeros((len(nodes), 2))
    for group, part, centre in zip(groups, parts, centres, strict=True):
        positions[[index[node] for node in group]] = part - _middle(part) + centre
    return positions


def _by_force(graph: networkx.Graph, nodes: list[int], spacing: float | None) -> Positions:
    """Fruchterman and Reingold's layout (1991) from a disc as its start."""
    if len(nodes) == 1:
        return numpy.zeros((1, 2))
    start = dict(zip(nodes, _disc(len(nodes)) / (SPACING * math.sqrt(len(nodes))), strict=True))
    placed = networkx.spring_layout(
        _in_order(graph, nodes), pos=start, iterations=120, method="force", seed=1, scale=None, weight=None
    )
    positions = numpy.array([placed[node] for node in nodes])
    nearest = _nearest(positions)
    wanted = spacing or SPACING
    positions = positions * (wanted / max(nearest, 1e-9))
    limit = 1.6 * wanted * math.sqrt(len(nodes))
    extent = _radius(positions)
    if extent > limit:
        positions *= limit / extent
    return _apart(positions, numpy.full(len(nodes), wanted * 0.48))


def _in_order(graph: networkx.Graph, nodes: list[int]) -> networkx.Graph:
    """A copy whose nodes and edges stand in sorted order: algorithms go by it."""
    copy = networkx.Graph()
    copy.add_nodes_from(nodes)
    copy.add_edges_from(sorted(tuple(sorted(edge)) for edge in graph.edges))
    return copy


def _nearest(positions: Positions) -> float:
    """The median distance from a node to its nearest neighbour."""
    gaps = numpy.linalg.norm(positions[:, None] - positions[None], axis=2)
    numpy.fill_diagonal(gaps, numpy.inf)
    return float(numpy.median(gaps.min(axis=1)))


def _apart(positions: Positions, radii: numpy.ndarray) -> Positions:
    """Push overlapping discs apart, a little at a time."""
    positions = positions - _middle(positions)
    touching = (radii[:, None] + radii[None]) * 1.05
    for _ in range(200):
        offset = positions[:, None] - positions[None]
        gaps = numpy.sqrt((offset**2).sum(axis=2))
        numpy.fill_diagonal(gaps, numpy.inf)
        overlap = numpy.clip(touching - gaps, 0, None)
        if overlap.max() < 0.5:
            break
        direction = offset / numpy.maximum(gaps, 1e-6)[:, :, None]
        positions = positions + (direction * overlap[:, :, None] / 2).sum(axis=1)
    return positions


def _disc(count: int) -> Positions:
    """Points evenly spread over a disc (Vogel 1979)."""
    index = numpy.arange(count)
    radius = SPACING * 0.55 * numpy.sqrt(index + 0.5)
    angle = index * _GOLDEN_ANGLE
    return numpy.stack((radius * numpy.cos(angle), radius * numpy.sin(angle)), axis=1)


def _pack_rows(parts: list[Positions]) -> list[Positions]:
    """Put groups beside each other in rows of about equal width."""
    boxes = [(part.max(axis=0) - part.min(axis=0)) + SPACING * 1.5 for part in parts]
    area = sum(float(box[0] * box[1]) for box in boxes)
    width = max([math.sqrt(area) * 1.35, *(float(box[0]) for box in boxes)]) if boxes else 0.0
    placed = []
    x = y = height = 0.0
    for part, box in zip(parts, boxes, strict=True):
        if x and x + box[0] > width:
            x, y, height = 0.0, y + height, 0.0
        placed.append(part - part.min(axis=0) + numpy.array([x, y]) + SPACING * 0.75)
        x, height = x + float(box[0]), max(height, float(box[1]))
    return placed


def _middle(positions: Positions) -> numpy.ndarray:
    if not len(positions):
        return numpy.zeros(2)
    return numpy.asarray((positions.max(axis=0) + positions.min(axis=0)) / 2)


def _radius(positions: Positions) -> float:
    return float(numpy.sqrt(((positions - _middle(positions)) ** 2).sum(axis=1)).max()) + SPACING / 2
