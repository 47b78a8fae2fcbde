"""Circles beside each other without overlap, near the middle: the front chain of Wang et al. (2006).

Weixin Wang, Hui Wang, Guozhong Dai, Hongan Wang: Visualization of large hierarchical data by circle packing,
CHI 2006.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy

Positions = numpy.ndarray
"""An array of shape (things, 2)."""

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

    >>> [float(x) for x in pack([1.0, 2.0])[:, 0]]
    [0.0, 3.0]
    """
    count = len(radii)
    x, y = [0.0] * count, [0.0] * count
    if count > 1:
        x[1] = radii[0] + radii[1]
    after = [1 % max(count, 1), 0, *([0] * count)]
    before = [1 % max(count, 1), 0, *([0] * count)]
    start = 0
    for new in range(2, count):
        left = _nearest(x, y, after, start, stretch)
        right = after[left]
        while True:
            place = _beside(x, y, radii, left, right, radii[new])
            hit, ahead = _hit(x, y, radii, after, before, left, right, place, radii[new])
            if hit < 0:
                break
            if ahead:
                right = hit
            else:
                left = hit
            after[left], before[right] = right, left
        x[new], y[new] = place
        after[left], before[new], after[new], before[right] = new, left, right, new
        start = new
    return numpy.stack((numpy.array(x), numpy.array(y)), axis=1)


def _nearest(x: list[float], y: list[float], after: list[int], start: int, stretch: float) -> int:
    """The circle of the chain from which, with the next one, the way to the middle is shortest."""
    best, least, here = start, math.inf, start
    while True:
        there = after[here]
        distance = ((x[here] + x[there]) / stretch) ** 2 + (y[here] + y[there]) ** 2
        if distance < least:
            best, least = here, distance
        here = there
        if here == start:
            return best


def _beside(
    x: list[float], y: list[float], radii: Sequence[float], left: int, right: int, radius: float
) -> tuple[float, float]:
    """The outer place where a circle touches two others."""
    dx, dy = x[right] - x[left], y[right] - y[left]
    gap = math.hypot(dx, dy) or 1e-9
    one, other = radii[left] + radius, radii[right] + radius
    along = (one * one - other * other + gap * gap) / (2 * gap)
    across = math.sqrt(max(one * one - along * along, 0.0))
    return x[left] + (dx * along + dy * across) / gap, y[left] + (dy * along - dx * across) / gap


def _hit(
    x: list[float], y: list[float], radii: Sequence[float], after: list[int], before: list[int],
    left: int, right: int, place: tuple[float, float], radius: float,
) -> tuple[int, bool]:  # fmt: skip
    """The circle of the chain, nearest along it, that a new one would overlap (-1: none), and whether it is ahead."""
    ahead, back = after[right], before[left]
    while ahead != left and back != right:
        for circle, forward in ((ahead, True), (back, False)):
            room = radii[circle] + radius
            if (x[circle] - place[0]) ** 2 + (y[circle] - place[1]) ** 2 < (room * (1 - 1e-6)) ** 2:
                return circle, forward
        if ahead == back or after[ahead] == back:
            break
        ahead, back = after[ahead], before[back]
    return -1, True
