"""What a graph is made of, counted while its statements pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from graphbuild.export.statement import Listed, Statement, told_apart
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
                self._add(statement)
            yield statement

    def new(self, statements: Iterable[Statement]) -> Iterator[Statement]:
        """Pass on only the first statement of each triple."""
        for statement, is_new in told_apart(statements):
            if is_new:
                self._add(statement)
                yield statement

    def add_listed(self, entry: Listed) -> None:
        """Count the statements of an entry of a list."""
        self.triples += len(_LISTED)
        for predicate in _LISTED:
            self.properties[predicate] += 1
        self.classes[GB.Listing] += 1
        if entry.gap is not None:
            self.triples += 1
            self.properties[GB.gapSeconds] += 1

    def _add(self, statement: Statement) -> None:
        self.triples += 1
        self.properties[statement.predicate] += 1
        if statement.predicate == RDF_TYPE:
            self.classes[str(statement.object)] += 1
