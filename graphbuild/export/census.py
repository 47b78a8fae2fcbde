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
                self._add(statement)
            yield statement

    def add(self, subject_said: Iterable[tuple[str, str | Literal]]) -> None:
        """Count what is said of one subject, as predicates and objects that are told apart."""
        said = list(subject_said)
        self.triples += len(said)
        self.properties.update([predicate for predicate, _ in said])
        self.classes.update([str(value) for predicate, value in said if predicate == RDF_TYPE])

    def add_listed(self, listed: Listed) -> None:
        """Count the statements of the entries of a list."""
        count = len(listed.entries)
        gaps = sum(gap is not None for *_, gap, _ in listed.entries)
        self.triples += count * len(_LISTED) + gaps
        for predicate in _LISTED:
            self.properties[predicate] += count
        self.classes[GB.Listing] += count
        if gaps:
            self.properties[GB.gapSeconds] += gaps

    def _add(self, statement: Statement) -> None:
        self.triples += 1
        self.properties[statement.predicate] += 1
        if statement.predicate == RDF_TYPE:
            self.classes[str(statement.object)] += 1
