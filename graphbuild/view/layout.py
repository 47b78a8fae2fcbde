"""The map: where each article stands, those that belong together side by side, groups packed without overlap.

Articles of one story become a disc, the first in the middle and the later ones around it. What related lists,
parts and reprints connect stands together: near-cliques (most related lists make one) and other tangles become a disc
of discs, since a force layout finds nothing in them; the rest is laid out by its links, large parts in communities. The
connected parts are packed, those of one theme side by side; articles that nothing connects stand in rows below,
by date. All steps work on integers in a fixed order, so that the same graph gives the same picture.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy

from graphbuild.arrays import distinct
from graphbuild.components import components
from graphbuild.view.force import linked
from graphbuild.view.packing import Positions, disc, disc_radius, pack

SPACING = 60.0
"""The distance between neighbours in a disc, in pixels at zoom 1."""

_CLIQUE = 0.6
_TANGLED = 4.5
"""More links than so many an article cannot be told apart, however they are laid out."""
_READABLE = 6
"""With fewer articles, even the links of a clique can be told apart."""
_BY_LINKS = 80
"""More circles than this are looked through for communities first."""
_OF_THEME = 0.2
"""A part of which less is about a theme stands outside the regions."""
_WIDE = 1.5
"""How much wider than high the whole becomes: screens are."""


class Circle(NamedTuple):
    """A disc of the map."""

    kind: Literal["story", "listing", "region"]
    key: int
    """The number of the story or the region; for a near-clique of listings, its number on the map."""
    x: float
    y: float
    radius: float


@dataclass
class Map:
    """A finished map."""

    positions: Positions
    circles: list[Circle]
    listing: numpy.ndarray
    """For each node the number of its near-clique of listings, or -1."""
    cluster: numpy.ndarray
    """For each node the number of the group of linked articles that it was laid out with."""
    alone: tuple[float, float, float, float] | None = None
    """The box (left, top, right, bottom) of the articles that nothing connects."""


@dataclass
class _Piece:
    """Nodes with their places around the origin."""

    nodes: numpy.ndarray
    places: Positions
    radius: float
    circles: list[Circle] = field(default_factory=list)


def layout(
    count: int,
    edges: Sequence[tuple[int, int]] | numpy.ndarray,
    *,
    story: Sequence[int] | None = None,
    rank: Sequence[int] | None = None,
    region: Sequence[int] | None = None,
) -> Map:
    """A map of the nodes 0 … count - 1, in pixels, centred on the origin.

    Args:
        count: how many nodes there are.
        edges: the pairs of linked nodes, in any order and number.
        story: for each node the number of its story, or -1.
        rank: for each node its place in time; without it, its number.
        region: for each node the number of its theme, or -1.

    >>> layout(2, [(0, 1)]).positions.shape
    (2, 2)
    """
    stories = numpy.array(story if story is not None else [-1] * count, dtype=int)
    places = numpy.array(rank if rank is not None else range(count), dtype=int)
    regions = numpy.array(region if region is not None else [-1] * count, dtype=int)
    pairs = numpy.array(edges, dtype=int).reshape(-1, 2)
    maker = _Maker(stories, places)
    parts = maker.parts(pairs)
    alone = [part for part in parts if len(part.nodes) == 1]
    whole = _by_region([part for part in parts if len(part.nodes) > 1], regions)
    positions = numpy.zeros((count, 2))
    positions[whole.nodes] = whole.places
    box = _rows(alone, places, positions, whole)
    middle = _middle(positions)
    positions = numpy.round(positions - middle, 0) + 0.0
    circles = [_moved(circle, -middle[0], -middle[1]) for circle in whole.circles]
    if box:
        box = (box[0] - middle[0], box[1] - middle[1], box[2] - middle[0], box[3] - middle[1])
    return Map(positions, circles, maker.listing, maker.cluster, box)


class _Maker:
    """Makes the connected parts of the map."""

    def __init__(self, story: numpy.ndarray, rank: numpy.ndarray) -> None:
        self.rank = rank
        self.listing = numpy.full(len(story), -1)
        self.listings = 0
        self.cluster = numpy.full(len(story), -1)
        self.clusters = 0
        members: dict[int, list[int]] = defaultdict(list)
        for node in numpy.argsort(rank, kind="stable").tolist():
            members[int(story[node]) if story[node] >= 0 else -1 - node].append(node)
        self.pieces = [self._unit(key, members[key]) for key in sorted(members)]
        self.unit = numpy.zeros(len(story), dtype=int)
        for number, piece in enumerate(self.pieces):
            self.unit[piece.nodes] = number

    def _unit(self, key: int, nodes: list[int]) -> _Piece:
        radius = disc_radius(len(nodes), SPACING)
        circles = [Circle("story", key, 0.0, 0.0, radius)] if key >= 0 else []
        return _Piece(numpy.array(nodes), disc(len(nodes), SPACING), radius, circles)

    def parts(self, edges: numpy.ndarray) -> list[_Piece]:
        """The connected parts, the largest first."""
        pairs = distinct_pairs(self.unit[edges])
        label = components(len(self.pieces), pairs)
        units: list[list[int]] = [[] for _ in range(int(label.max(initial=-1)) + 1)]
        for number, part in enumerate(label.tolist()):
            units[part].append(number)
        inner = _grouped(pairs, label[pairs[:, 0]], len(units))
        parts = [self._part(within, links) for within, links in zip(units, inner, strict=True)]
        return sorted(parts, key=lambda part: (-len(part.nodes), int(part.nodes.min())))

    def _part(self, units: list[int], links: numpy.ndarray) -> _Piece:
        if len(units) == 1:
            self._number(self.pieces[units[0]])
            return self.pieces[units[0]]
        articles = sum(len(self.pieces[unit].nodes) for unit in units)
        if articles >= _READABLE and len(links) >= _CLIQUE * len(units) * (len(units) - 1) / 2:
            return self._clique(units)
        if len(units) <= _BY_LINKS and len(links) > _TANGLED * len(units):
            return self._clique(units)
        pairs = numpy.searchsorted(units, links)  # units are in order
        if len(units) <= _BY_LINKS:
            return self._cluster(units, pairs)
        communities = _communities(len(units), pairs)
        if len(communities) < 2 or max(map(len, communities)) > 0.9 * len(units):
            if len(links) > _TANGLED * len(units):
                return self._clique(units)
            return self._cluster(units, pairs)
        member = numpy.zeros(len(units), dtype=int)
        for number, community in enumerate(communities):
            member[community] = number
        within = member[pairs[:, 0]] == member[pairs[:, 1]]
        inner = _grouped(links[within], member[pairs[within, 0]], len(communities))
        pieces = [
            self._part([units[number] for number in community], links)
            for community, links in zip(communities, inner, strict=True)
        ]
        return self._linked(pieces, distinct_pairs(member[pairs]))

    def _clique(self, units: list[int]) -> _Piece:
        pieces = sorted(
            (self.pieces[unit] for unit in units),
            key=lambda piece: (-len(piece.nodes), int(self.rank[piece.nodes].min()), int(piece.nodes[0])),
        )
        if all(len(piece.nodes) == 1 for piece in pieces):
            centres = disc(len(pieces), SPACING)
        else:
            centres = pack([piece.radius for piece in pieces])
        whole = _together(pieces, centres)
        whole.circles.insert(0, Circle("listing", self.listings, 0.0, 0.0, whole.radius))
        self.listing[whole.nodes] = self.listings
        self.listings += 1
        self._number(whole)
        return whole

    def _cluster(self, units: list[int], pairs: numpy.ndarray) -> _Piece:
        whole = self._linked([self.pieces[unit] for unit in units], pairs)
        self._number(whole)
        return whole

    def _number(self, piece: _Piece) -> None:
        self.cluster[piece.nodes] = self.clusters
        self.clusters += 1

    def _linked(self, pieces: list[_Piece], pairs: numpy.ndarray) -> _Piece:
        radii = numpy.array([piece.radius for piece in pieces])
        return _together(pieces, linked(radii, pairs, SPACING * 0.35))


def _together(pieces: list[_Piece], centres: Positions) -> _Piece:
    """Pieces at their centres as one piece around the origin."""
    radii = numpy.array([piece.radius for piece in pieces])
    middle = ((centres - radii[:, None]).min(axis=0) + (centres + radii[:, None]).max(axis=0)) / 2
    centres = centres - middle
    circles = [
        _moved(circle, x, y)
        for piece, (x, y) in zip(pieces, centres.tolist(), strict=True)
        for circle in piece.circles
    ]  # fmt: skip
    return _Piece(
        numpy.concatenate([piece.nodes for piece in pieces]),
        numpy.concatenate([piece.places + centre for piece, centre in zip(pieces, centres, strict=True)]),
        float((numpy.hypot(centres[:, 0], centres[:, 1]) + radii).max()) + SPACING * 0.15,
        circles,
    )


def _by_region(parts: list[_Piece], region: numpy.ndarray) -> _Piece:
    """The parts of one theme side by side, and the themes side by side."""
    if not parts:
        return _Piece(numpy.zeros(0, dtype=int), numpy.zeros((0, 2)), 0.0)
    regions: dict[int, list[_Piece]] = defaultdict(list)
    for part in parts:
        numbers, counts = numpy.unique(region[part.nodes], return_counts=True)
        counts = numpy.where(numbers >= 0, counts, 0)
        enough = counts.max() >= _OF_THEME * len(part.nodes)
        regions[int(numbers[counts.argmax()]) if enough else -1].append(part)
    packed = []
    for number, pieces in regions.items():
        pieces.sort(key=lambda piece: -piece.radius)
        whole = _together(pieces, pack([piece.radius + SPACING * 0.35 for piece in pieces], _WIDE))
        if number >= 0:
            whole.circles.insert(0, Circle("region", number, 0.0, 0.0, whole.radius))
        packed.append(whole)
    if len(packed) == 1:
        return packed[0]
    packed.sort(key=lambda piece: (-len(piece.nodes), int(piece.nodes.min())))
    return _together(packed, pack([piece.radius + SPACING for piece in packed], _WIDE))


def _rows(
    alone: list[_Piece], rank: numpy.ndarray, positions: Positions, whole: _Piece
) -> tuple[float, float, float, float] | None:
    """Put the articles that nothing connects in rows below the rest, by date."""
    if not alone:
        return None
    nodes = sorted((int(piece.nodes[0]) for piece in alone), key=lambda node: (int(rank[node]), node))
    left, right, bottom = 0.0, 0.0, 0.0
    if len(whole.nodes):
        left, right = float(whole.places[:, 0].min()), float(whole.places[:, 0].max())
        bottom = float(max([whole.places[:, 1].max(), *(circle.y + circle.radius for circle in whole.circles)]))
        bottom += 2.5 * SPACING
    columns = max(round((right - left) / SPACING), math.ceil(math.sqrt(len(nodes) * _WIDE)))
    index = numpy.arange(len(nodes))
    positions[nodes, 0] = left + (index % columns) * SPACING
    positions[nodes, 1] = bottom + (index // columns) * SPACING
    half = SPACING / 2
    width, height = min(columns, len(nodes)) - 1, (len(nodes) - 1) // columns
    return left - half, bottom - half, left + width * SPACING + half, bottom + height * SPACING + half


def _moved(circle: Circle, x: float, y: float) -> Circle:
    return circle._replace(x=circle.x + x, y=circle.y + y)


def distinct_pairs(pairs: numpy.ndarray) -> numpy.ndarray:
    """Each pair of two different things once, the lower number first, in order."""
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    most = int(pairs.max(initial=0)) + 1
    codes = distinct(pairs.min(axis=1) * most + pairs.max(axis=1))
    return numpy.stack((codes // most, codes % most), axis=1)


def _grouped(pairs: numpy.ndarray, group: numpy.ndarray, count: int) -> list[numpy.ndarray]:
    """The pairs of each group, in the order in which they come."""
    order = numpy.argsort(group, kind="stable")
    return numpy.split(pairs[order], numpy.searchsorted(group[order], numpy.arange(1, count)))[:count]


def _communities(count: int, pairs: numpy.ndarray) -> list[list[int]]:
    """Connected groups with more links inside than outside, by label propagation (Traag and Šubelj 2023)."""
    label = numpy.array(_labels(count, pairs))
    inside = pairs[label[pairs[:, 0]] == label[pairs[:, 1]]]
    groups: dict[int, list[int]] = defaultdict(list)
    for number, part in enumerate(components(count, inside).tolist()):
        groups[part].append(number)
    return sorted(groups.values(), key=lambda group: (-len(group), group))


def _labels(count: int, pairs: numpy.ndarray) -> list[int]:
    """For each node the label that most of its neighbours have; only the neighbours of a change are looked at again."""
    near: list[list[int]] = [[] for _ in range(count)]
    for start, end in pairs.tolist():
        near[start].append(end)
        near[end].append(start)
    order = list(range(count))
    chance = random.Random(1)
    chance.shuffle(order)
    label, waiting, queue = list(range(count)), [True] * count, deque(order)
    while queue:
        node = queue.popleft()
        waiting[node] = False
        votes: dict[int, int] = {}
        for other in near[node]:
            votes[label[other]] = votes.get(label[other], 0) + 1
        most = max(votes.values(), default=0)
        best = [name for name, times in votes.items() if times == most] or [label[node]]
        new = best[0] if len(best) == 1 else chance.choice(best)
        if new == label[node]:
            continue
        label[node] = new
        for other in near[node]:
            if not waiting[other] and label[other] != new:
                waiting[other] = True
                queue.append(other)
    return label


def _middle(positions: Positions) -> numpy.ndarray:
    if not len(positions):
        return numpy.zeros(2)
    return numpy.asarray((positions.max(axis=0) + positions.min(axis=0)) / 2)
