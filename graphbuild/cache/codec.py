"""Records as JSON and back, type for type.

Plain values stand for themselves; everything else is a list that begins with a tag. Only the classes named here are
made from what is read, each with as many values as it has fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from graphbuild.records import Alternate, Article, Image, Listing, Origin, Person, Reference, Source, Topic

_CLASSES: dict[str, type] = {
    "al": Alternate, "ar": Article, "im": Image, "pe": Person, "re": Reference, "so": Source,
    "to": Topic,
}  # fmt: skip
_TAGS = {kind: tag for tag, kind in _CLASSES.items()}
_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in _TAGS}
_VALUES = {kind: attrgetter(*names) for kind, names in _FIELDS.items()}
"""What gives the values of all fields at once: each class has several."""
_PLAIN = frozenset((str, int, float, bool, type(None)))


class Foreign(TypeError):
    """A value that is of none of the known classes: it is not kept."""


class Encoder:
    """From values to JSON; lines are counted from `line`, and the name `file` is left out."""

    def __init__(self, file: str, line: int = 0, item: Callable[[Article], Any] = lambda article: None) -> None:
        self._file = file
        self._line = line
        self._item = item
        """For the item of a listing: what stands for it, or `None` if the item is to be written out."""

    def encode(self, value: Any) -> Any:
        """A value as JSON. Raises `Foreign`."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is Origin:
            line = value.line - self._line
            return ["o", line] if value.file == self._file else ["o", value.line, value.file]
        if values := _VALUES.get(kind):
            return [_TAGS[kind], *self._each(values(value))]
        if kind is tuple:
            if value and type(value[0]) is Listing:
                return self._listings(value)
            return ["t", *self._each(value)]
        if kind is datetime:
            return ["d", value.isoformat()]
        if kind is date:
            return ["y", value.isoformat()]
        if isinstance(value, Mapping):
            if all(type(key) is str and type(part) in _PLAIN for key, part in value.items()):
                return dict(value)
            return ["m", *(self.encode(part) for pair in value.items() for part in pair)]
        raise Foreign(f"{kind.__name__} cannot be kept")

    def _each(self, values: Iterable[Any]) -> list[Any]:
        return [value if type(value) in _PLAIN else self.encode(value) for value in values]

    def _listings(self, listings: tuple[Listing, ...]) -> list[Any]:
        """A related list, most of what is kept: if all its items are known, one list for each of their values."""
        known = [self._item(listing.item) for listing in listings]
        lines = [listing.line - self._line for listing in listings]
        if None not in known:
            return ["ls", [listing.position for listing in listings], lines, known]
        each = zip(listings, lines, known, strict=True)
        return ["t", *(self._listing(listing, line, number) for listing, line, number in each)]

    def _listing(self, listing: Listing, line: int, known: Any) -> list[Any]:
        if known is None:
            return ["li", listing.position, line, self.encode(listing.item)]
        return ["l", listing.position, line, known]


class Decoder:
    """The way back."""

    def __init__(self, file: str, line: int = 0, item: Callable[[Any], Article] | None = None) -> None:
        self._file = file
        self._line = line
        self._item = item

    def decode(self, value: Any) -> Any:
        """A value from JSON. Raises `ValueError`, `TypeError`, `KeyError` or `IndexError` for what was not encoded."""
        if type(value) is not list:  # a mapping of plain values stands for itself too
            return value
        tag, *rest = value
        if tag == "o":
            return Origin(rest[1], rest[0]) if len(rest) > 1 else Origin(self._file, rest[0] + self._line)
        if tag == "ls":
            return self._listings(*rest)
        if tag == "l":
            _, position, line, item = value
            if self._item is None:
                raise ValueError("a listing within a listing")
            return Listing(position, line + self._line, self._item(item))
        if tag == "li":
            return Listing(rest[0], rest[1] + self._line, self.decode(rest[2]))
        if tag == "t":
            return tuple([self.decode(part) if type(part) is list else part for part in rest])
        if tag == "d":
            return datetime.fromisoformat(rest[0])
        if tag == "y":
            return date.fromisoformat(rest[0])
        if tag == "m":
            return {self.decode(key): self.decode(part) for key, part in zip(rest[::2], rest[1::2], strict=True)}
        kind = _CLASSES[tag]
        if len(rest) != len(_FIELDS[kind]):
            raise ValueError(f"{len(rest)} values for {kind.__name__}")
        return kind(*[self.decode(part) if type(part) is list else part for part in rest])

    def _listings(self, positions: list[int], lines: list[int], items: list[Any]) -> tuple[Listing, ...]:
        if self._item is None:
            raise ValueError("listings within a listing")
        each = zip(positions, lines, items, strict=True)
        return tuple([Listing(position, line + self._line, self._item(item)) for position, line, item in each])
