"""What a graph is made of, counted while its statements pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from graphbuild.export.statement import Listed, Literal, Statement, told_apart
from graphbuild.vocabulary import GB, PROV, RDF_TYPE, SCHEMA

_LISTED = (RDF_TYPE, GB.lists, SCHEMA.ITEM, SCHEMA.POSITION, PROV.WAS_DERIVED_FROM, GB.line)


class Census:
    """Counts of distinct triples, of entities by class, and of triples by property."""

    def __init__(self) -> None:
        self.triples = 0
        self.classes: Counter[str] = Counter()
        self.properties: Counter[str] = Counter()

    def counting(self, statements: Iterable[Statement]) -> Iterator[Statement]:
        """Pass the statements on; a triple that several files state counts once."""
        for statement, is_new in told_apart(statements):
            if is_new:
                self.add(statement.predicate, statement.object)
            yield statement

    def add(self, predicate: str, value: str | Literal | list[str]) -> None:
        """Count a triple, or those with each of several values."""
        count = len(value) if isinstance(value, list) else 1
        self.triples += count
        self.properties[predicate] += count
        if predicate == RDF_TYPE:
            self.classes[str(value)] += 1

    def add_listed(self, listed: Listed) -> int:
        """Count the statements of the entries of a list; returns how many they are."""
        count = len(listed.entries)
        gaps = sum(gap is not None for *_, gap, _ in listed.entries)
        triples = count * len(_LISTED) + gaps
        self.triples += triples
        for predicate in _LISTED:
            self.properties[predicate] += count
        self.classes[GB.Listing] += count
        if gaps:
            self.properties[GB.gapSeconds] += gaps
        return triples
