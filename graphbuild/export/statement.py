"""One RDF statement, as plain Python values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
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


class Listed(NamedTuple):
    """The statements of one entry of a related list: most of a graph, so that writers take them as one."""

    subject: str
    lists: str
    item: str
    position: int
    gap: int | None
    """In seconds."""
    line: int
    graph: str

    def statements(self) -> Iterator[Statement]:
        """The same, one by one."""
        subject, graph = self.subject, self.graph
        yield Statement(subject, RDF_TYPE, GB.Listing, graph)
        yield Statement(subject, GB.lists, self.lists, graph)
        yield Statement(subject, SCHEMA.ITEM, self.item, graph)
        yield Statement(subject, SCHEMA.POSITION, literal(self.position), graph)
        if self.gap is not None:
            yield Statement(subject, GB.gapSeconds, literal(self.gap), graph)
        yield Statement(subject, PROV.WAS_DERIVED_FROM, graph, graph)
        yield Statement(subject, GB.line, literal(self.line), graph)


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


def iso(value: Date) -> str:
    """A date in ISO 8601, a time in UTC with `Z`."""
    return value.isoformat().replace("+00:00", "Z")


def distinct(statements: Iterable[Statement]) -> Iterator[tuple[str, str, str | Literal]]:
    """The statements without their graphs, each once; those of one subject must follow each other."""
    for statement, is_new in told_apart(statements):
        if is_new:
            yield statement[:3]


def by_subject(found: Iterator[Statement | Listed]) -> Iterator[tuple[str, Listed | list[Statement]]]:
    """The statements of each subject together."""
    for subject, run in groupby(found, key=lambda block: block[0]):
        first, *others = run
        yield subject, first if isinstance(first, Listed) else [first, *others]  # type: ignore[list-item]


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
