"""Average linkage over the pairs that are alike at all; all other pairs count as not alike."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

from graphbuild.enrich.interval import Interval


def average_linkage(
    alike: Mapping[tuple[int, int], float], times: Sequence[Interval], *, threshold: float, span: float
) -> list[list[int]]:
    """Groups of numbers, made by joining the two most alike until none are as alike as `threshold`.

    Groups are as alike as their members are on average (UPGMA: Sokal and Michener, 1958), and no group holds two
    articles that are certainly more than `span` seconds apart. Equal pairs are joined in the order of their numbers,
    so that the groups depend on the input alone.

    >>> moment = Interval(0, 0)
    >>> average_linkage({(0, 1): 0.9, (1, 2): 0.5}, [moment] * 4, threshold=0.4, span=60)
    [[0, 1], [2], [3]]
    """
    groups = _Groups(alike, times, span)
    heap: list[tuple[float, int, int, int, int]] = [
        (-value, left, right, 0, 0) for (left, right), value in alike.items() if value >= threshold
    ]
    heapq.heapify(heap)
    while heap:
        _, left, right, *ages = heapq.heappop(heap)
        if groups.ages(left, right) != ages or not groups.join(left, right):
            continue
        for other, mean in groups.neighbours(left, threshold):
            if mean >= threshold:
                pair = (left, other) if left < other else (other, left)
                ages = groups.ages(*pair)
                heapq.heappush(heap, (-mean, *pair, ages[0], ages[1]))
    return sorted(sorted(members) for members in groups.members.values())


class _Groups:
    def __init__(self, alike: Mapping[tuple[int, int], float], times: Sequence[Interval], span: float) -> None:
        self.members = {number: [number] for number in range(len(times))}
        self._age = [0] * len(times)
        self._first = [time.last for time in times]
        self._last = [time.first for time in times]
        self._span = span
        self._sums: list[dict[int, float]] = [{} for _ in times]
        for (left, right), value in alike.items():
            self._sums[left][right] = self._sums[right][left] = value

    def ages(self, left: int, right: int) -> list[int]:
        """How often each group has been joined; -1 for one that is part of another."""
        return [self._age[left], self._age[right]]

    def join(self, left: int, right: int) -> bool:
        """Make two groups one, under the number of the first, unless that would span too long a time."""
        first, last = min(self._first[left], self._first[right]), max(self._last[left], self._last[right])
        if last - first > self._span:
            return False
        self._first[left], self._last[left] = first, last
        self._age[left] += 1
        self._age[right] = -1
        self.members[left] += self.members.pop(right)
        sums, others = self._sums[left], self._sums[right]
        self._sums[right] = {}
        sums.pop(right, None)
        others.pop(left, None)
        for other, value in others.items():
            sums[other] = sums.get(other, 0.0) + value
            del self._sums[other][right]
            self._sums[other][left] = sums[other]
        return True

    def neighbours(self, number: int, least: float) -> list[tuple[int, float]]:
        """The groups that are nearly as alike as `least`, or more, with their mean likeness."""
        size, members = len(self.members[number]), self.members
        little = (least - 1e-6) * size  # most are less alike: few means have to be rounded
        return [
            (other, round(total / (size * len(members[other])), 9))
            for other, total in self._sums[number].items()
            if total >= little * len(members[other])
        ]
