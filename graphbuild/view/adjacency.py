"""What is linked with what, and what follows from it: a tree of shortest ways, distances.

SciPy knows this too, but takes longer to import than a usual graph takes to be laid out.
"""

from __future__ import annotations

from collections import deque

import numpy

from graphbuild.arrays import distinct, runs


class Adjacency:
    """Links between things 0 … count - 1, each seen from both ends.

    >>> links = Adjacency(4, numpy.array([[2, 1], [1, 0]]))
    >>> links.degree.tolist(), links.hops()[0].tolist()
    ([1, 2, 1, 0], [0.0, 1.0, 2.0, inf])
    """

    def __init__(self, count: int, pairs: numpy.ndarray) -> None:
        self.count = count
        one, other = pairs[:, 0], pairs[:, 1]
        both = distinct(numpy.concatenate((one * count + other, other * count + one)))
        self._one, self._other = both // max(count, 1), both % max(count, 1)
        self._first = numpy.searchsorted(self._one, numpy.arange(count + 1))
        self.degree = numpy.diff(self._first)

    def tree(self, root: int) -> tuple[list[int], list[int]]:
        """What can be reached from a thing, the nearest first, and for each thing the one it is reached from."""
        other, first = self._other.tolist(), self._first.tolist()
        parent = [-1] * self.count
        parent[root] = root
        order, waiting = [], deque([root])
        while waiting:
            here = waiting.popleft()
            order.append(here)
            for there in other[first[here] : first[here + 1]]:
                if parent[there] < 0:
                    parent[there] = here
                    waiting.append(there)
        return order, parent

    def hops(self) -> numpy.ndarray:
        """The least number of links between each two things: a matrix."""
        found = numpy.full((self.count, self.count), numpy.inf)
        start = here = numpy.arange(self.count)
        found[start, here] = distance = 0
        while len(start):
            distance += 1
            degree = self.degree[here]
            begun, there = numpy.repeat(start, degree), self._other[runs(self._first[here], degree)]
            new = numpy.isinf(found[begun, there])
            found[begun[new], there[new]] = distance
            start, here = numpy.nonzero(found == distance)
        return found
