"""One RDF statement, as plain Python values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from graphbuild.records import Date
from graphbuild.vocabulary import GB, PROV, RDF_TYPE, SCHEMA, XSD


class Literal(NamedTuple):
    """A value: its text and, unless it is plain text, its datatype."""

    text: str
    datatype: str | None = None


class Statement(NamedTuple):
    """Subject, predicate and object, and the named graph (`None`: the default graph). IRIs are plain texts."""

    subject: str
    predicate: str
    object: str | Literal
    graph: str | None


Fact = tuple[str, str | Literal | list[str], str | None]
"""What is said of a subject: predicate and object, and the named graph.

A list is many IRIs that this one graph states, each of them once, and that no other fact of the subject states.
"""


class Block(NamedTuple):
    """What is said of one subject. A statement that several files make is there for each of them."""

    subject: str
    facts: list[Fact]

    def statements(self) -> Iterator[Statement]:
        """The same, one by one."""
        for predicate, value, graph in self.facts:
            for one in value if isinstance(value, list) else (value,):
                yield Statement(self.subject, predicate, one, graph)


Entry = tuple[str, str, int, int | None, int]
"""An entry of a related list: its own name, the article it lists, its position, its gap in seconds, its line."""


class Listed(NamedTuple):
    """The entries of a related list: most of a graph, so that writers take them as they are."""

    lists: str
    graph: str
    entries: list[Entry]

    def statements(self) -> Iterator[Statement]:
        """What they state, one by one."""
        graph = self.graph
        for subject, item, position, gap, line in self.entries:
            yield Statement(subject, RDF_TYPE, GB.Listing, graph)
            yield Statement(subject, GB.lists, self.lists, graph)
            yield Statement(subject, SCHEMA.ITEM, item, graph)
            yield Statement(subject, SCHEMA.POSITION, literal(position), graph)
            if gap is not None:
                yield Statement(subject, GB.gapSeconds, literal(gap), graph)
            yield Statement(subject, PROV.WAS_DERIVED_FROM, graph, graph)
            yield Statement(subject, GB.line, literal(line), graph)


def literal(value: str | bool | int | float | Date) -> Literal:
    """A Python value as an RDF literal.

    >>> literal(-1)
    Literal(text='-1', datatype='http://www.w3.org/2001/XMLSchema#integer')
    """
    if isinstance(value, str):
        return Literal(value)
    if isinstance(value, bool):
        return Literal("true" if value else "false", XSD.BOOLEAN)
    if isinstance(value, int):
        return Literal(str(value), XSD.INTEGER)
    if isinstance(value, float):
        return Literal(repr(value), XSD.DOUBLE)
    if isinstance(value, datetime):
        return Literal(iso(value), XSD.DATE_TIME)
    return Literal(value.isoformat(), XSD.DATE)


@lru_cache(maxsize=1 << 12)
def integer(number: int) -> Literal:
    """A whole number as an RDF literal: many are the same lines, places and positions."""
    return Literal(str(number), XSD.INTEGER)


def iso(value: Date) -> str:
    """A date in ISO 8601, a time in UTC with `Z`."""
    return value.isoformat().replace("+00:00", "Z")


def joined(blocks: Iterable[Block | Listed]) -> Iterator[Block | Listed]:
    """Blocks of one subject that follow each other as one."""
    last: Block | None = None
    for block in blocks:
        if not isinstance(block, Block):
            if last is not None:
                yield last
            last = None
            yield block
        elif last is not None and last.subject == block.subject:
            last.facts.extend(block.facts)
        else:
            if last is not None:
                yield last
            last = block
    if last is not None:
        yield last


def told_apart(statements: Iterable[Statement]) -> Iterator[tuple[Statement, bool]]:
    """Each statement, and whether its triple is new; those of one subject must follow each other."""
    last = None
    said: set[tuple[str, str | Literal]] = set()
    for statement in statements:
        subject, predicate, value, _ = statement
        if subject != last:
            last, said = subject, set()
        is_new = (predicate, value) not in said
        said.add((predicate, value))
        yield statement, is_new
