"""Runs of whole numbers, for arrays that hold many lists one after the other."""

from __future__ import annotations

import numpy


def runs(start: numpy.ndarray, count: numpy.ndarray) -> numpy.ndarray:
    """From each start so many numbers on, one run after the other.

    >>> runs(numpy.array([3, 7]), numpy.array([2, 3])).tolist()
    [3, 4, 7, 8, 9]
    """
    end = numpy.cumsum(count)
    numbers: numpy.ndarray = numpy.repeat(start - end + count, count) + numpy.arange(end[-1] if len(end) else 0)
    return numbers
