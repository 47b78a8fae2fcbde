"""Tables with real types: texts, whole numbers, times in UTC; what is not known is missing, not zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas

if TYPE_CHECKING:
    from graphbuild.graph import StoryGraph
    from graphbuild.nodes import SourceNode

TEXT = "string"
COUNT = "Int64"
NUMBER = "Float64"
FLAG = "boolean"
TIME = "datetime64[us, UTC]"
"""To the microsecond, since the nanoseconds that pandas would take end in the year 2262."""


def frame(columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> pandas.DataFrame:
    """A table with a type for each column; `None` is a missing value."""
    rows = list(rows)
    series = {
        name: pandas.Series([row[number] for row in rows], dtype=kind)
        for number, (name, kind) in enumerate(columns.items())
    }
    return pandas.DataFrame(series, columns=list(columns))


class Sources:
    """How tables name publishers."""

    def __init__(self, graph: StoryGraph) -> None:
        self._nodes: dict[str, SourceNode] = {source.id: source for source in graph.sources}

    def name(self, source: str) -> str:
        """The name, or the id of a source that the graph does not describe."""
        return self._nodes[source].name if source in self._nodes else source

    def domain(self, source: str) -> str | None:
        """The domain, where it has one."""
        return self._nodes[source].domain if source in self._nodes else None

    def order(self, source: str) -> tuple[str, str]:
        """The key by which publishers are sorted: the name without regard to case, then the id."""
        return (self.name(source).casefold(), source)
