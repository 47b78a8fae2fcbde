"""Time from left to right: a lane for each story, or for each outlet, with its articles where their dates are.

An article stands where its date is, those of one group and nearly one time below each other. So a lane shows who was
first, who followed and when it was told most. The page draws time as wide as it has room; the rows stay.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy

from graphbuild.view.layout import SPACING
from graphbuild.view.packing import Positions

_WIDE = 0.75
"""How much wider than high the whole becomes: beside the names of the lanes, and time can be drawn wider."""
_NAMED, _NAME = 3, 0.15
"""To the right of a lane of so many articles, so much of the width is left free for its name."""
_HIGH = 2
"""What has no date in a lane becomes at most about so many times wider than high."""
_NAMED_ROWS = 3
"""A lane of an outlet is at least so many rows high: its name needs them."""
_MOST_OUTLETS = 24
"""Outlets with fewer articles than so many others share the last lane."""


class Lane(NamedTuple):
    """A box of a group's articles, in pixels."""

    key: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass
class Lanes:
    """A finished arrangement in time."""

    positions: Positions
    columns: int
    lanes: list[Lane] = field(default_factory=list)
    bands: list[Lane] = field(default_factory=list)
    """Boxes that hold the lanes of one theme (-1: of none)."""


def by_group(times: numpy.ndarray, group: Sequence[int], region: Sequence[int]) -> Lanes:
    """Lanes of stories and listings, the largest first, within bands of themes.

    Args:
        times: seconds, or NaN where there is no date.
        group: the number of each article's group, or -1: it stands alone.
        region: the number of each article's theme, or -1.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for node, number in enumerate(group):
        members[number if number >= 0 else -1 - node].append(node)
    bands: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
    for key in sorted(members, key=lambda key: (-len(members[key]), key)):
        themes = [region[node] for node in members[key]]
        bands[max(sorted(set(themes)), key=lambda theme: themes.count(theme))].append((key, members[key]))
    order = sorted(bands, key=lambda band: (band < 0, -sum(len(nodes) for _, nodes in bands[band]), band))
    return _fitted(times, [(band, bands[band]) for band in order], whole_rows=False)


def by_outlet(times: numpy.ndarray, outlet: Sequence[int]) -> Lanes:
    """A lane for each of the outlets with most articles, and one (-1) for all others."""
    members: dict[int, list[int]] = defaultdict(list)
    for node, number in enumerate(outlet):
        members[number].append(node)
    order = sorted((key for key in members if key >= 0), key=lambda key: (-len(members[key]), key))
    lanes = [(key, members[key]) for key in order[:_MOST_OUTLETS]]
    rest = [node for key in (*order[_MOST_OUTLETS:], -1) for node in members.get(key, ())]
    if rest:
        lanes.append((-1, rest))
    return _fitted(times, [(-1, lanes)], whole_rows=True)


_Bands = list[tuple[int, list[tuple[int, list[int]]]]]


def _fitted(times: numpy.ndarray, bands: _Bands, *, whole_rows: bool) -> Lanes:
    """As many columns as make the whole about half as wide again as high."""
    columns, found = max(12, math.ceil(1.5 * math.sqrt(len(times)))), None
    for _ in range(9):
        found = _placed(times, bands, columns, whole_rows)
        height = float(found.positions[:, 1].max()) / SPACING + 1 if len(times) else 1.0
        if columns >= _WIDE * height * 0.8:
            break
        columns = math.ceil(math.sqrt(columns * max(_WIDE * height, columns * 1.4)))
    assert found is not None
    return found


def _placed(times: numpy.ndarray, bands: _Bands, columns: int, whole_rows: bool) -> Lanes:
    known = ~numpy.isnan(times)
    first = float(times[known].min()) if known.any() else 0.0
    span = (float(times[known].max()) - first if known.any() else 0.0) or 1.0
    column = (numpy.nan_to_num(times, nan=first) - first) / span * (columns - 1)
    row = numpy.zeros(len(times), dtype=int)
    result = Lanes(numpy.zeros((len(times), 2)), columns)
    top = 0
    for band, lanes in bands:
        room = _Room(columns)
        for key, nodes in lanes:
            dated = [node for node in nodes if known[node]]
            if not dated and not whole_rows:
                continue
            alone = key < 0 and not whole_rows
            height = _stack(dated, column, times, row)
            left, right = (float(column[dated].min()), float(column[dated].max())) if dated else (0.0, 0.0)
            without = [node for node in nodes if not known[node]] if whole_rows else []
            height = max(height, math.ceil(math.sqrt(len(without) / _HIGH)), _NAMED_ROWS if whole_rows else 1)
            low, high = (0.0, columns - 1.0) if whole_rows else (left, right)
            name = math.ceil(columns * _NAME) if len(dated) >= _NAMED else 1
            end = min(math.ceil(high) + name, columns - 1)
            base = top + (room.single(math.floor(left)) if alone else 1 + room.box(math.floor(low), end, height + 1))
            row[dated] += base
            if without:
                _undated(numpy.array(without), height, column, row)
                row[without] += base
            if not alone:
                result.lanes.append(_box(key, low, base, high, base + height - 1))
        if room.height:
            result.bands.append(_box(band, 0, top, columns - 1, top + room.height - 1))
            top += room.height + 1
    if not whole_rows:
        _undated(numpy.flatnonzero(~known), max(top, 8), column, row)
    result.positions = numpy.round(numpy.stack((column, row), axis=1) * SPACING)
    return result


class _Room:
    """What is free of a band. A lane takes the first rows in which it fits."""

    def __init__(self, columns: int) -> None:
        self.used = numpy.zeros((64, columns), dtype=bool)
        self.height = 0
        self.first = [0] * columns
        """For each column a row above which nothing is free."""

    def box(self, left: int, right: int, height: int) -> int:
        """Take a box; its first row."""
        while True:
            blocked = numpy.flatnonzero(self.used[:, left : right + 1].any(axis=1))
            starts = numpy.concatenate(([0], blocked + 1))
            ends = numpy.concatenate((blocked, [len(self.used)]))
            fitting = numpy.flatnonzero(ends - starts >= height)
            if len(fitting):
                top = int(starts[fitting[0]])
                self.used[top : top + height, left : right + 1] = True
                self.height = max(self.height, top + height)
                return top
            self._grow()

    def single(self, column: int) -> int:
        """Take the first free place of a column and the next: an article may stand between them."""
        place = self.first[column]
        while place < len(self.used) and self.used[place, column : column + 2].any():
            place += 1
        if place == len(self.used):
            self._grow()
        self.used[place, column : column + 2] = True
        self.first[column] = place + 1
        self.height = max(self.height, place + 1)
        return place

    def _grow(self) -> None:
        self.used = numpy.concatenate((self.used, numpy.zeros_like(self.used)))


def _stack(nodes: list[int], column: numpy.ndarray, times: numpy.ndarray, row: numpy.ndarray) -> int:
    """Give each node, the older ones first, the first row whose last one stands a column off; the number of rows."""
    taken: list[tuple[float, int]] = []
    free: list[int] = []
    for node in sorted(nodes, key=lambda node: (times[node], node)):
        place = float(column[node])
        while taken and taken[0][0] <= place:
            heapq.heappush(free, heapq.heappop(taken)[1])
        row[node] = heapq.heappop(free) if free else len(taken)
        heapq.heappush(taken, (place + 1, int(row[node])))
    return len(taken) + len(free)


def _undated(nodes: numpy.ndarray, height: int, column: numpy.ndarray, row: numpy.ndarray) -> None:
    """Put what has no date in columns of their own, left of all."""
    index = numpy.arange(len(nodes))
    column[nodes] = -3 - index // height
    row[nodes] = index % height


def _box(key: int, left: float, top: int, right: float, bottom: int) -> Lane:
    half = SPACING / 2
    return Lane(key, left * SPACING - half, top * SPACING - half, right * SPACING + half, bottom * SPACING + half)
