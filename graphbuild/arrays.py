"""What numpy does not do, or not without importing its masked arrays, which takes as long as half of the rest of it."""

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


def distinct(numbers: numpy.ndarray) -> numpy.ndarray:
    """Each number once, in order: `numpy.unique`.

    >>> distinct(numpy.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = numpy.sort(numbers)
    first = numpy.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    found: numpy.ndarray = ordered[first]
    return found


def median(numbers: numpy.ndarray) -> float:
    """The middle of one number or more, or the mean of the two middle ones: `numpy.median`.

    >>> median(numpy.array([4.0, 1.0, 2.0])), median(numpy.array([1.0, 2.0]))
    (2.0, 1.5)
    """
    ordered, half = numpy.sort(numbers), len(numbers) // 2
    return float(ordered[half] if len(numbers) % 2 else (ordered[half - 1] + ordered[half]) / 2)
