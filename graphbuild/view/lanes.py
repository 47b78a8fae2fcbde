"""Time from left to right: a lane for each story, or for each publisher, with its articles where their dates are.

An article stands where its date is, those of one group and nearly one time below each other. So a lane shows who was
first, who followed and when it was told most. The page draws time as wide as it has room; the rows stay.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
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
"""A lane of a publisher is at least so many rows high: its name needs them."""
_MOST_PUBLISHERS = 24
"""Publishers with fewer articles than so many others share the last lane."""


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
    moments = times.tolist()
    bands: dict[int, list[_Group]] = defaultdict(list)
    size: Counter[int] = Counter()
    for key in sorted(members, key=lambda key: (-len(members[key]), key)):
        themes = [region[node] for node in members[key]]
        band = max(sorted(set(themes)), key=lambda theme: themes.count(theme))
        bands[band].append(_group(key, members[key], moments))
        size[band] += len(themes)
    order = sorted(bands, key=lambda band: (band < 0, -size[band], band))
    return _fitted(times, [(band, bands[band]) for band in order], whole_rows=False)


def by_publisher(times: numpy.ndarray, publisher: Sequence[int]) -> Lanes:
    """A lane for each of the publishers with most articles, and one (-1) for all others."""
    members: dict[int, list[int]] = defaultdict(list)
    for node, number in enumerate(publisher):
        members[number].append(node)
    order = sorted((key for key in members if key >= 0), key=lambda key: (-len(members[key]), key))
    moments = times.tolist()
    lanes = [_group(key, members[key], moments) for key in order[:_MOST_PUBLISHERS]]
    rest = [node for key in (*order[_MOST_PUBLISHERS:], -1) for node in members.get(key, ())]
    if rest:
        lanes.append(_group(-1, rest, moments))
    return _fitted(times, [(-1, lanes)], whole_rows=True)


class _Group(NamedTuple):
    """What becomes a lane."""

    key: int
    dated: list[int]
    """Its articles with a date, the older ones first."""
    undated: list[int]


_Bands = list[tuple[int, list[_Group]]]


def _group(key: int, nodes: list[int], times: list[float]) -> _Group:
    dated = [node for node in nodes if times[node] == times[node]]
    dated.sort(key=lambda node: (times[node], node))
    return _Group(key, dated, [node for node in nodes if times[node] != times[node]])


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
    # Single numbers are read and written all the time, which lists do faster than arrays.
    column: list[float] = ((numpy.nan_to_num(times, nan=first) - first) / span * (columns - 1)).tolist()
    row = [0] * len(times)
    result = Lanes(numpy.zeros((len(times), 2)), columns)
    top = 0
    for band, lanes in bands:
        room = _Room(columns)
        for key, dated, undated in lanes:
            if not dated and not whole_rows:
                continue
            if len(dated) == 1 and key < 0 and not whole_rows:
                row[dated[0]] = top + room.single(math.floor(column[dated[0]]))
                continue
            height = _stack(dated, column, row)
            left, right = (column[dated[0]], column[dated[-1]]) if dated else (0.0, 0.0)
            without = undated if whole_rows else []
            height = max(height, math.ceil(math.sqrt(len(without) / _HIGH)), _NAMED_ROWS if whole_rows else 1)
            low, high = (0.0, columns - 1.0) if whole_rows else (left, right)
            name = math.ceil(columns * _NAME) if len(dated) >= _NAMED else 1
            end = min(math.ceil(high) + name, columns - 1)
            base = top + 1 + room.box(math.floor(low), end, height + 1)
            _undated(without, height, column, row)
            for node in (*dated, *without):
                row[node] += base
            result.lanes.append(_box(key, low, base, high, base + height - 1))
        if room.height:
            result.bands.append(_box(band, 0, top, columns - 1, top + room.height - 1))
            top += room.height + 1
    if not whole_rows:
        _undated(numpy.flatnonzero(~known).tolist(), max(top, 8), column, row)
    result.positions = numpy.round(numpy.array((column, row)).T * SPACING)
    return result


class _Room:
    """What is free of a band: for each column a whole number, in which a bit is set for each row that is taken.

    A lane takes the first rows in which it fits.
    """

    def __init__(self, columns: int) -> None:
        self.used = [0] * (columns + 1)  # one more, in which nothing is ever taken
        self.height = 0

    def box(self, left: int, right: int, height: int) -> int:
        """Take a box; its first row."""
        blocked = 0
        for used in self.used[left : right + 1]:
            blocked |= used
        top = _first_free(_widened(blocked, height))
        taken = ((1 << height) - 1) << top
        for column in range(left, right + 1):
            self.used[column] |= taken
        self.height = max(self.height, top + height)
        return top

    def single(self, column: int) -> int:
        """Take the first free place of a column and the next: an article may stand between them."""
        place = _first_free(self.used[column] | self.used[column + 1])
        self.used[column] |= 1 << place
        if column + 2 < len(self.used):
            self.used[column + 1] |= 1 << place
        self.height = max(self.height, place + 1)
        return place


def _first_free(rows: int) -> int:
    """The lowest bit that is not set.

    >>> _first_free(0b1011)
    2
    """
    return (~rows & (rows + 1)).bit_length() - 1


def _widened(rows: int, height: int) -> int:
    """The rows from which so many are not all free.

    >>> bin(_widened(0b10000, 3))
    '0b11100'
    """
    wide = 1
    while wide < height:
        step = min(wide, height - wide)
        rows |= rows >> step
        wide += step
    return rows


def _stack(nodes: list[int], column: list[float], row: list[int]) -> int:
    """Give each node, the older ones first, the first row whose last one stands a column off; the number of rows."""
    taken: list[tuple[float, int]] = []
    free: list[int] = []
    for node in nodes:
        place = column[node]
        while taken and taken[0][0] <= place:
            heapq.heappush(free, heapq.heappop(taken)[1])
        row[node] = heapq.heappop(free) if free else len(taken)
        heapq.heappush(taken, (place + 1, row[node]))
    return len(taken) + len(free)


def _undated(nodes: list[int], height: int, column: list[float], row: list[int]) -> None:
    """Put what has no date in columns of their own, left of all."""
    for index, node in enumerate(nodes):
        column[node] = -3.0 - index // height
        row[node] = index % height


def _box(key: int, left: float, top: int, right: float, bottom: int) -> Lane:
    half = SPACING / 2
    return Lane(key, left * SPACING - half, top * SPACING - half, right * SPACING + half, bottom * SPACING + half)
