"""The items of a JSON list one by one, each with the line on which it begins."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from graphbuild.ingest.file import Unreadable

_BETWEEN = re.compile(r"[\s,]*")


def items(text: str) -> Iterator[tuple[Any, int]]:
    """The items of a list; a single object counts as a list of one. Raises `Unreadable` where the JSON breaks.

    What follows is read too: pages of an API that were put one after the other.

    >>> list(items('[{"a": 1},\\n {"a": 2}]'))
    [({'a': 1}, 1), ({'a': 2}, 2)]
    >>> list(items('[{"a": 1}]\\n[{"a": 2}]'))
    [({'a': 1}, 1), ({'a': 2}, 2)]
    """
    decoder = json.JSONDecoder(strict=False)
    position = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    line = 1 + text.count("\n", 0, position)
    listed = False
    while True:
        start = _between(text, position)
        line += text.count("\n", position, start)
        if start >= len(text):
            if listed:
                raise Unreadable("JSON that breaks off", line)
            return
        if text.startswith("]" if listed else "[", start):
            listed = not listed
            position = start + 1
            continue
        try:
            value, end = decoder.raw_decode(text, start)
        except RecursionError:
            raise Unreadable("JSON nested too deep", line) from None
        except ValueError as error:
            raise Unreadable("broken JSON", getattr(error, "lineno", line), str(error)) from None
        yield value, line
        line += text.count("\n", start, end)
        position = end


def _between(text: str, position: int) -> int:
    match = _BETWEEN.match(text, position)
    return match.end() if match else position
