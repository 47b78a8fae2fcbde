"""JSON as a stream of values, each with its line, so that a list of a million records is never held as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from graphbuild.ingest.file import Unreadable

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder(strict=False)
"""Takes line breaks within texts, which JSON does not allow, but some agencies write."""


class Value(NamedTuple):
    """A value: the keys that lead to it (`*` for an item of a list), the line on which it begins."""

    path: tuple[str, ...]
    value: Any
    line: int


def values(text: str, into: str | None = None) -> Iterator[Value]:
    """The members of an object at the top; anything after it is no JSON.

    The items of the list that is the member `into` come one by one. Raises `Unreadable` at the first place that is no
    JSON; what stands before it has been yielded.

    >>> [tuple(value) for value in values('{"a": 1, "items": [2, 3]}', "items")]
    [(('a',), 1, 1), (('items', '*'), 2, 1), (('items', '*'), 3, 1)]
    """
    return _Scanner(text).top(into)


def objects(text: str) -> Iterator[Value]:
    """The value of a document, or the items of a list at the top, or the values that follow each other (JSON Lines).

    >>> [value.value for value in objects('[{"a": 1}, {"b": 2}]')], [value.value for value in objects('{"a": 1}')]
    ([{'a': 1}, {'b': 2}], [{'a': 1}])
    """
    return _Scanner(text).sequence()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 1 if text.startswith("\ufeff") else 0
        self._line, self._counted = 1, 0

    def top(self, into: str | None) -> Iterator[Value]:
        self._expect("{")
        while self._next() != "}":
            key = self._decoded()
            if not isinstance(key, str):
                self._fail("a key that is no text")
            self._expect(":")
            if key == into and self._next() == "[":
                for value, line in self._items():
                    yield Value((key, "*"), value, line)
            else:
                self._next()
                line = self._line_here()
                yield Value((str(key),), self._decoded(), line)
            if self._next() != ",":
                break
            self._at += 1
        self._expect("}")
        if self._next():
            self._fail("more after the end of the object")

    def sequence(self) -> Iterator[Value]:
        while self._next():
            if self._next() == "[":
                for value, line in self._items():
                    yield Value(("*",), value, line)
            else:
                line = self._line_here()
                yield Value((), self._decoded(), line)

    def _items(self) -> Iterator[tuple[Any, int]]:
        self._expect("[")
        if self._next() == "]":
            self._at += 1
            return
        while True:
            self._next()
            line = self._line_here()
            yield self._decoded(), line
            if self._next() != ",":
                break
            self._at += 1
        self._expect("]")

    def _decoded(self) -> Any:
        self._next()
        try:
            value, self._at = _DECODER.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._at = error.pos
            self._fail(error.msg)
        except RecursionError:
            self._fail("nested too deeply")
        except ValueError as error:
            self._fail(str(error))
        return value

    def _next(self) -> str:
        """The next character that is no white space; empty at the end."""
        match = _SPACE.match(self._text, self._at)
        assert match is not None
        self._at = match.end()
        return self._text[self._at : self._at + 1]

    def _expect(self, mark: str) -> None:
        if self._next() != mark:
            self._fail(f"{mark} is missing")
        self._at += 1

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _fail(self, why: str) -> None:
        self._counted = min(self._counted, self._at)
        line = self._text.count("\n", 0, self._at) + 1
        raise Unreadable("broken JSON", line, why)
