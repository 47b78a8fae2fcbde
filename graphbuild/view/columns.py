"""Columns of whole numbers as short texts: what page/columns.js reads.

Each number becomes the bytes of a variable-length integer, 7 bits a byte, the lowest first, its sign in the lowest bit;
all together become Base64. A number below 64 takes 1.3 letters.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable

import numpy


def column(values: Iterable[int] | numpy.ndarray, *, steps: bool = False) -> str:
    """Pack numbers; with `steps`, each as its difference from the one before.

    >>> column([0, 1, -1, 100])
    'AAIByAE='
    """
    numbers = numpy.array(values if isinstance(values, numpy.ndarray) else list(values), dtype=numpy.int64)
    if steps:
        numbers = numpy.diff(numbers, prepend=numpy.int64(0))
    rest = ((numbers << 1) ^ (numbers >> 63)).astype(numpy.uint64)
    width = max((int(rest.max()).bit_length() + 6) // 7, 1) if len(rest) else 1
    places = (rest[:, None] >> numpy.arange(0, 7 * width, 7, dtype=numpy.uint64)).astype(numpy.uint64)
    used = places > 0
    used[:, 0] = True
    more = numpy.zeros_like(used)
    more[:, :-1] = used[:, 1:]
    data = ((places & numpy.uint64(127)) | (more.astype(numpy.uint64) << numpy.uint64(7))).astype(numpy.uint8)
    return base64.b64encode(data[used].tobytes()).decode("ascii")
