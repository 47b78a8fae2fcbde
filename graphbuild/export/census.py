"""What a graph is made of, counted while its statements pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from graphbuild.export.statement import Statement, told_apart
from graphbuild.vocabulary import RDF_TYPE


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
                self.triples += 1
                self.properties[statement.predicate] += 1
                if statement.predicate == RDF_TYPE:
                    self.classes[str(statement.object)] += 1
            yield statement
