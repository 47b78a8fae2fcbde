"""Circles beside each other without overlap, near the middle: the front chain of Wang et al. (2006).

Weixin Wang, Hui Wang, Guozhong Dai, Hongan Wang: Visualization of large hierarchical data by circle packing,
CHI 2006.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import product

import numpy

Positions = numpy.ndarray
"""An array of shape (things, 2)."""
Place = tuple[float, float]

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@cache
def disc(count: int, spacing: float) -> Positions:
    """Points evenly spread over a disc from its middle outwards (Vogel 1979)."""
    index = numpy.arange(count)
    radius = spacing * 0.55 * numpy.sqrt(index + (0.5 if count > 1 else 0.0))
    angle = index * _GOLDEN_ANGLE
    places = numpy.stack((radius * numpy.cos(angle), radius * numpy.sin(angle)), axis=1)
    places.flags.writeable = False
    return places


def disc_radius(count: int, spacing: float) -> float:
    """The radius of a circle that holds `disc` and half a spacing around it."""
    return spacing * 0.55 * math.sqrt(count) + spacing * 0.3


def pack(radii: Sequence[float], stretch: float = 1.0) -> Positions:
    """Centres for circles, the first in the middle; with `stretch` above 1 the whole is wider than high.

    The time grows with their number: neither the place for a circle nor what it would overlap is sought along the
    whole chain, which grows with the square root of it.

    >>> [float(x) for x in pack([1.0, 2.0])[:, 0]]
    [0.0, 3.0]
    """
    count = len(radii)
    places = [(0.0, 0.0)] * count
    if count > 1:
        places[1] = (radii[0] + radii[1], 0.0)
    chain = _Chain(places, stretch)
    near = _Near(places, radii)
    for new in range(2, count):
        left = chain.nearest()
        right = chain.after[left]
        while True:
            place = _beside(places[left], places[right], radii[left], radii[right], radii[new])
            hit, ahead = chain.first(near.overlapped(place, radii[new]), left, right)
            if hit < 0:
                break
            left, right = (left, hit) if ahead else (hit, right)
            chain.close(left, right)
        places[new] = place
        chain.put(new, left, right)
        near.add(new)
    return numpy.array(places).reshape(-1, 2)


class _Chain:
    """The circles at the front, around all others."""

    def __init__(self, places: Sequence[Place], stretch: float) -> None:
        count = len(places)
        self.after = [1 % max(count, 1), 0, *([0] * count)]
        self._before = list(self.after)
        self._there = [True, True, *([False] * count)]
        self._places = places
        self._stretch = stretch
        self._links: list[tuple[float, int, int]] = []
        """A heap of links of the chain, with how far they are from the middle; some may be in it no more."""
        if count > 1:
            self._link(0, 1)
            self._link(1, 0)

    def nearest(self) -> int:
        """The circle from which, with the next one, the way to the middle is shortest."""
        while True:
            _, circle, following = self._links[0]
            if self._there[circle] and self.after[circle] == following:
                return circle
            heapq.heappop(self._links)

    def first(self, circles: Collection[int], left: int, right: int) -> tuple[int, bool]:
        """Which of some circles is the first along the chain from two of it, and whether it is ahead; -1 if none."""
        wanted = {circle for circle in circles if self._there[circle]} - {left, right}
        if not wanted:
            return -1, True
        ahead, back = right, left
        while True:
            ahead, back = self.after[ahead], self._before[back]
            if ahead in wanted:
                return ahead, True
            if back in wanted:
                return back, False

    def close(self, left: int, right: int) -> None:
        """Take out what is between two."""
        between = self.after[left]
        while between != right:
            self._there[between] = False
            between = self.after[between]
        self.after[left], self._before[right] = right, left

    def put(self, new: int, left: int, right: int) -> None:
        """Put a circle between two neighbours."""
        self.after[left], self._before[new], self.after[new], self._before[right] = new, left, right, new
        self._there[new] = True
        self._link(left, new)
        self._link(new, right)

    def _link(self, one: int, other: int) -> None:
        (x, y), (further_x, further_y) = self._places[one], self._places[other]
        distance = ((x + further_x) / self._stretch) ** 2 + (y + further_y) ** 2
        heapq.heappush(self._links, (distance, one, other))


class _Near:
    """Circles by where they are: for each power of two, a grid of those that are as large."""

    def __init__(self, places: Sequence[Place], radii: Sequence[float]) -> None:
        self._places = places
        self._radii = radii
        self._grids: dict[int, dict[tuple[int, int], list[int]]] = {}
        for circle in range(min(2, len(radii))):
            self.add(circle)

    def add(self, circle: int) -> None:
        """A circle that has its place."""
        _, size = math.frexp(self._radii[circle])
        x, y = self._places[circle]
        cell = 2.0 ** (size + 1)
        grid = self._grids.setdefault(size, {})
        grid.setdefault((math.floor(x / cell), math.floor(y / cell)), []).append(circle)

    def overlapped(self, place: Place, radius: float) -> list[int]:
        """The circles that another would overlap."""
        found = []
        x, y = place
        for size, grid in self._grids.items():
            cell, reach = 2.0 ** (size + 1), 2.0**size + radius
            columns = range(math.floor((x - reach) / cell), math.floor((x + reach) / cell) + 1)
            rows = range(math.floor((y - reach) / cell), math.floor((y + reach) / cell) + 1)
            cells: Iterable[tuple[int, int]] = product(columns, rows)
            if len(columns) * len(rows) > len(grid):
                cells = grid
            for key in cells:
                for circle in grid.get(key, ()):
                    room = self._radii[circle] + radius
                    other_x, other_y = self._places[circle]
                    if (other_x - x) ** 2 + (other_y - y) ** 2 < (room * (1 - 1e-6)) ** 2:
                        found.append(circle)
        return found


def _beside(left: Place, right: Place, left_radius: float, right_radius: float, radius: float) -> Place:
    """The outer place where a circle touches two others."""
    dx, dy = right[0] - left[0], right[1] - left[1]
    gap = math.hypot(dx, dy) or 1e-9
    one, other = left_radius + radius, right_radius + radius
    along = (one * one - other * other + gap * gap) / (2 * gap)
    across = math.sqrt(max(one * one - along * along, 0.0))
    return left[0] + (dx * along + dy * across) / gap, left[1] + (dy * along - dx * across) / gap
