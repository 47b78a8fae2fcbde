"""Where linked circles stand: near what they are linked to, and never on each other."""

from __future__ import annotations

import math
from functools import cache, lru_cache

import numpy

from graphbuild.arrays import median
from graphbuild.view.adjacency import Adjacency
from graphbuild.view.packing import Positions

Pairs = tuple[numpy.ndarray, numpy.ndarray]
"""The numbers of the one and of the other of each pair."""

_ALIKE = 12
"""Components of so few circles are often alike."""
_EXACT = 900
"""Up to so many circles every distance is looked at; above it, only near ones."""
_STEPS = 60
_STILL = 0.1
"""With steps shorter than so much of a radius, a layout has come to rest."""
_REUSED, _SLACK = 6, 1.3
"""The near pairs of many circles are looked for in every sixth step only, a little farther."""
_ALL_PAIRS = 60
"""Up to so many circles, looking at every pair is faster than looking for near ones."""
_SEARCHED = 400
"""Up to so many circles, near ones are found among all pairs, without SciPy, which takes long to import."""
_STRETCH = 1.06
"""What is left of overlaps by then is gone when the whole is made larger by so much."""


def linked(radii: numpy.ndarray, pairs: numpy.ndarray, gap: float) -> Positions:
    """Centres for the circles of one connected component, at least `gap` apart.

    Up to some hundreds of circles the drawn distances follow the number of links between two circles
    (stress majorization, Gansner, Koren and North 2004), from a radial tree as the start.
    """
    if len(radii) <= _ALIKE:
        return _known(radii.astype(float).tobytes(), pairs.astype(int).tobytes(), gap)
    return _linked(radii, pairs, gap)


@lru_cache(maxsize=1 << 10)
def _known(radii: bytes, pairs: bytes, gap: float) -> Positions:
    """The same for few circles: most graphs have many such components, of which few differ."""
    found = _linked(numpy.frombuffer(radii), numpy.frombuffer(pairs, dtype=int).reshape(-1, 2), gap)
    found.flags.writeable = False
    return found


def _linked(radii: numpy.ndarray, pairs: numpy.ndarray, gap: float) -> Positions:
    count = len(radii)
    if count == 1:
        return numpy.zeros((1, 2))
    if count == 2:
        half = (float(radii.sum()) + gap) / 2
        return numpy.array([[-half, 0.0], [half, 0.0]])
    links = Adjacency(count, pairs)
    start = _radial(links, radii, gap)
    if int(links.degree.sum()) == 2 * (count - 1) == 2 * int(links.degree.max()):
        return apart(start, radii + gap / 2)  # a star: its rays need no forces
    placed = _stressed(links, radii, gap, start) if count <= _EXACT else _sprung(pairs, radii, gap, start)
    return apart(placed, radii + gap / 2)


def _radial(links: Adjacency, radii: numpy.ndarray, gap: float) -> Positions:
    """A tree drawn in rings: the most linked circle in the middle, each branch in a sector of its size."""
    count = links.count
    root = int(numpy.argmax(links.degree))
    order, parent = links.tree(root)
    room = (radii + gap).tolist()
    weight = list(room)
    for node in order[:0:-1]:
        weight[parent[node]] += weight[node]
    step = 2 * float(radii.mean()) + gap
    low, span, ring = [0.0] * count, [0.0] * count, [0] * count
    span[root] = 2 * math.pi
    used = list(low)
    for node in order[1:]:
        above = parent[node]
        share = span[above] * weight[node] / max(weight[above] - room[above], 1e-9)
        low[node], span[node], ring[node] = used[above], share, ring[above] + 1
        used[above] += share
        used[node] = low[node]
    angle = numpy.array(low) + numpy.array(span) / 2
    distance = numpy.array(ring) * step
    return numpy.stack((distance * numpy.cos(angle), distance * numpy.sin(angle)), axis=1)


def _stressed(links: Adjacency, radii: numpy.ndarray, gap: float, start: Positions) -> Positions:
    wanted = links.hops() * (2 * median(radii) + gap)
    wanted = numpy.maximum(wanted, radii[:, None] + radii[None] + gap)
    numpy.fill_diagonal(wanted, 1.0)
    weight = wanted**-2
    numpy.fill_diagonal(weight, 0.0)
    total = weight.sum(axis=1)
    pull = weight * wanted
    place, still = start, _STILL * median(radii)
    for _ in range(_STEPS):
        square = (place**2).sum(axis=1)
        gaps = square[:, None] + square - 2 * (place @ place.T)
        share = pull / numpy.sqrt(numpy.maximum(gaps, 1e-6))
        moved = (weight @ place + place * share.sum(axis=1)[:, None] - share @ place) / total[:, None]
        step = float(numpy.sqrt(((moved - place) ** 2).mean()))
        place = moved
        if step < still:
            break
    return place


def _sprung(pairs: numpy.ndarray, radii: numpy.ndarray, gap: float, start: Positions) -> Positions:
    """Fruchterman and Reingold's forces (1991), of which the pushing ones are felt only near by."""
    from scipy.spatial import cKDTree

    unit = 2 * median(radii) + gap
    position = start + 0.01 * unit * numpy.stack((numpy.sin(numpy.arange(len(radii))), start[:, 0] * 0), axis=1)
    left, right = pairs[:, 0], pairs[:, 1]
    for step in range(_STEPS):
        near = cKDTree(position).query_pairs(2.5 * unit, output_type="ndarray")
        one, other = (near[:, 0], near[:, 1]) if len(near) < 2_000_000 else (near[::4, 0], near[::4, 1])
        away = position[one] - position[other]
        distance = numpy.maximum(numpy.sqrt((away**2).sum(axis=1)), 0.05 * unit)
        push = away * (unit**2 / distance**2)[:, None]
        along = position[left] - position[right]
        pull = along * (numpy.sqrt((along**2).sum(axis=1)) / unit)[:, None] * 0.5
        force = numpy.zeros_like(position)
        for axis in (0, 1):
            force[:, axis] += numpy.bincount(one, push[:, axis], len(radii))
            force[:, axis] -= numpy.bincount(other, push[:, axis], len(radii))
            force[:, axis] -= numpy.bincount(left, pull[:, axis], len(radii))
            force[:, axis] += numpy.bincount(right, pull[:, axis], len(radii))
        length = numpy.maximum(numpy.sqrt((force**2).sum(axis=1)), 1e-9)
        limit = 4 * unit * (1 - step / _STEPS)
        position = position + force * (numpy.minimum(length, limit) / length)[:, None]
    return position


def apart(positions: Positions, radii: numpy.ndarray) -> Positions:
    """Push overlapping circles apart, a little at a time."""
    positions = positions.copy()
    count = len(radii)
    near, age = _every(count), 0
    for turn in range(80 if count <= _EXACT else 40):
        if count > _ALL_PAIRS and (turn == 0 or age == _REUSED):
            near, age = _near(positions, radii, _SLACK), 0
        age += 1
        one, other = near
        touching = radii[one] + radii[other]
        away = positions[one] - positions[other]
        distance = numpy.hypot(away[:, 0], away[:, 1])
        stretch = float((touching / numpy.maximum(distance, 1e-6)).max(initial=1.0))
        if stretch <= _STRETCH:
            if age == 1 or count <= _ALL_PAIRS:
                return positions * stretch
            age = _REUSED
            continue
        overlap = touching - distance
        close = overlap > 1.0
        if not close.any():
            break
        one, other, away, distance, overlap = one[close], other[close], away[close], distance[close], overlap[close]
        same = distance < 1e-6
        away[same] = numpy.stack((numpy.cos(one[same] * 2.4), numpy.sin(one[same] * 2.4)), axis=1)
        distance[same] = 1.0
        square = radii**2
        step = away * (overlap * 0.9 / (distance * (square[one] + square[other])))[:, None]
        for axis in (0, 1):
            positions[:, axis] += numpy.bincount(one, step[:, axis] * square[other], count)
            positions[:, axis] -= numpy.bincount(other, step[:, axis] * square[one], count)
    return positions


@cache
def _every(count: int) -> Pairs:
    """Every pair of so many things; of too many, none."""
    return numpy.triu_indices(count if count <= _ALL_PAIRS else 0, 1)


def _near(positions: Positions, radii: numpy.ndarray, slack: float) -> Pairs:
    """The pairs of circles that may overlap, with some slack for what moves until they are looked for again.

    Few large circles do not make all others look far.
    """
    radii = radii * slack
    usual = 1.3 * median(radii)
    find = near_of_few if len(radii) <= _SEARCHED else near_of_many
    return find(positions, radii, radii > usual, 2 * min(usual, float(radii.max())))


def near_of_few(positions: Positions, radii: numpy.ndarray, is_large: numpy.ndarray, reach: float) -> Pairs:
    """The pairs within reach, and those within reach of a large circle; found among all pairs."""
    one, other = numpy.triu_indices(len(radii), 1)
    away = positions[one] - positions[other]
    wide = numpy.where(is_large[one], radii[one], radii[other]) + radii.max()
    reaches = numpy.where(is_large[one] | is_large[other], wide, reach)
    close = (away**2).sum(axis=1) <= reaches**2
    return one[close], other[close]


def near_of_many(positions: Positions, radii: numpy.ndarray, is_large: numpy.ndarray, reach: float) -> Pairs:
    """The same, found by a tree."""
    from scipy.spatial import cKDTree

    tree = cKDTree(positions)
    pairs = tree.query_pairs(reach, output_type="ndarray")
    large = numpy.flatnonzero(is_large)
    if not len(large):
        return pairs[:, 0], pairs[:, 1]
    pairs = pairs[~(is_large[pairs[:, 0]] | is_large[pairs[:, 1]])]
    around = tree.query_ball_point(positions[large], radii[large] + radii.max(), return_sorted=True)
    one = numpy.repeat(large, [len(found) for found in around])
    other = numpy.concatenate([numpy.array(found, dtype=int) for found in around])
    once = (~is_large[other] & (one != other)) | (one < other)
    return numpy.concatenate((pairs[:, 0], one[once])), numpy.concatenate((pairs[:, 1], other[once]))
