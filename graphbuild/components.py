"""Connected parts. SciPy knows them too, but takes longer to import than a usual graph takes to be built."""

from __future__ import annotations

import numpy


def components(count: int, pairs: numpy.ndarray) -> numpy.ndarray:
    """For each of so many things the number of its connected part; the parts are numbered by their first things.

    >>> components(5, numpy.array([[4, 1], [1, 0]])).tolist()
    [0, 0, 1, 2, 0]
    """
    one, other = pairs[:, 0], pairs[:, 1]
    lowest = numpy.arange(count)
    while True:
        lower = lowest.copy()
        numpy.minimum.at(lower, one, lowest[other])
        numpy.minimum.at(lower, other, lowest[one])
        lower = lower[lower]
        if (lower == lowest).all():
            return numpy.unique(lowest, return_inverse=True)[1]
        lowest = lower
