"""Values that come again and again, as the distinct ones and their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy


class Numbered(NamedTuple):
    """Some values, each by its number."""

    values: list[Any]
    """The distinct ones, in the order in which they come."""
    number: numpy.ndarray
    """For each value its number among the distinct ones plus one; 0 for `None`."""

    def are(self, *values: Any) -> numpy.ndarray:
        """Which of them are one of these values."""
        chosen = numpy.array([False, *(value in values for value in self.values)])
        found: numpy.ndarray = chosen[self.number]
        return found


def numbered(values: Iterable[Any]) -> Numbered:
    """Number values.

    >>> found = numbered(["a", "b", None, "a"])
    >>> found.values, found.number.tolist(), found.are("a").tolist()
    (['a', 'b'], [1, 2, 0, 1], [True, False, False, True])
    """
    numbers: defaultdict[Any, int] = defaultdict()
    numbers[None] = 0
    numbers.default_factory = numbers.__len__
    number = numpy.array(list(map(numbers.__getitem__, values)), dtype=int)
    return Numbered(list(numbers)[1:], number)
