"""What a graph is made of, counted while its statements pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from graphbuild.export.statement import Literal, Statement
from graphbuild.vocabulary import RDF_TYPE


class Census:
    """Counts of distinct triples, of entities by class, and of triples by property."""

    def __init__(self) -> None:
        self.triples = 0
        self.classes: Counter[str] = Counter()
        self.properties: Counter[str] = Counter()

    def counting(self, statements: Iterable[Statement]) -> Iterator[Statement]:
        """Pass the statements on; a triple that several files state counts once."""
        last = None
        said: set[tuple[str, str | Literal]] = set()
        for statement in statements:
            subject, predicate, value, _ = statement
            if subject != last:
                last, said = subject, set()
            if (predicate, value) not in said:
                said.add((predicate, value))
                self.triples += 1
                self.properties[predicate] += 1
                if predicate == RDF_TYPE:
                    self.classes[str(value)] += 1
            yield statement
