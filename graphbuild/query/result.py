"""The answer to a question: rows, yes or no, or statements; and the forms it can take."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import pyoxigraph

from graphbuild.errors import BadOption, MissingExtra
from graphbuild.query import worker
from graphbuild.query.short import short
from graphbuild.query.term import Term, text
from graphbuild.text import counted

if TYPE_CHECKING:
    import pandas
    import rdflib

Kind = Literal["bindings", "boolean", "graph"]

TABLES = {"csv": ".csv", "tsv": ".tsv", "json": ".json", "xml": ".xml", "parquet": ".parquet"}
"""The forms of rows, with their suffixes; `srj` and `srx` are known too."""
GRAPHS = {"ttl": ".ttl", "nt": ".nt", "rdf": ".rdf", "jsonld": ".jsonld"}
"""The forms of statements, with their suffixes."""


@dataclass(repr=False)
class Result:
    """What an engine answered."""

    kind: Kind
    content: bytes
    """The answer as the engine sent it, in `syntax`."""
    syntax: str
    rows: int
    """How many rows, or statements."""
    seconds: float
    """How long the engine took."""
    base: str
    """What the IRIs of the graph's own things begin with."""
    notes: tuple[str, ...] = ()
    """What whoever asks should know: words that the graph does not use."""
    asked: str = field(default="", repr=False)
    """The query as it was sent, with its parameters."""

    def __repr__(self) -> str:
        if self.kind == "boolean":
            return f"<Result: {'yes' if self else 'no'}>"
        columns = f" of {', '.join(self.variables)}" if self.kind == "bindings" else ""
        return f"<Result: {counted(self.rows, 'row' if columns else 'statement')}{columns}>"

    def _repr_html_(self) -> str:
        from graphbuild.display.answer import answer_card

        return answer_card(self)

    @cached_property
    def _parsed(self) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]]]:
        found = pyoxigraph.parse_query_results(self.content, worker.RESULTS[self.syntax])
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return tuple(variable.value for variable in found.variables), [tuple(row) for row in found]

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self._parsed[0]

    @property
    def terms(self) -> list[tuple[Term | None, ...]]:
        """The rows as RDF terms."""
        return self._parsed[1]

    def __bool__(self) -> bool:
        """The answer to an ASK; of other answers, whether there is anything."""
        if self.kind == "boolean":
            return bool(pyoxigraph.parse_query_results(self.content, worker.RESULTS[self.syntax]))
        return self.rows > 0

    def value(self) -> pandas.DataFrame | rdflib.Graph | bool:
        """Rows as a DataFrame, statements as an rdflib `Graph`, yes or no as a `bool`."""
        if self.kind == "boolean":
            return bool(self)
        return self.graph() if self.kind == "graph" else self.frame()

    def frame(self, *, names: bool = True) -> pandas.DataFrame:
        """The rows with real types; with `names`, a column of short names beside each column of IRIs."""
        from graphbuild.query.frame import frame

        return frame(self.variables, self.terms, (lambda iri: short(iri, self.base)) if names else None)

    def graph(self) -> rdflib.Graph:
        """The statements in rdflib."""
        import rdflib

        from graphbuild.iris import PREFIXES

        found = rdflib.Graph()
        for name, iri in PREFIXES.items():
            found.bind(name, iri)
        return found.parse(data=self.written("nt"), format="nt")

    def shown(self) -> list[list[str]]:
        """The rows as texts for people: short names for IRIs, nothing for what is absent."""
        return [[self._text(term) for term in row] for row in self.terms]

    def _text(self, term: Term | None) -> str:
        if term is None:
            return ""
        if isinstance(term, pyoxigraph.NamedNode):
            return short(term.value, self.base)
        return text(term)

    def written(self, form: str) -> bytes:
        """The answer in one of `TABLES` or `GRAPHS`. Raises `BadOption` for a form it cannot take."""
        if form == self.syntax:
            return self.content
        if self.kind == "graph":
            if form not in GRAPHS:
                raise BadOption(f"Statements can be written as {', '.join(GRAPHS)}, not as {form}.")
            quads = pyoxigraph.parse(self.content, worker.GRAPHS[self.syntax])
            return pyoxigraph.serialize((quad.triple for quad in quads), format=worker.GRAPHS[form]) or b""
        if form == "parquet":
            return self._parquet()
        if form not in worker.RESULTS:
            raise BadOption(f"Rows can be written as {', '.join(TABLES)}, not as {form}.")
        read = pyoxigraph.parse_query_results(self.content, worker.RESULTS[self.syntax])
        return read.serialize(format=worker.RESULTS[form]) or b""

    def _parquet(self) -> bytes:
        if self.kind != "bindings":
            raise BadOption("Only rows can be written as parquet.")
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise MissingExtra(
                "Parquet needs a part that is not installed: `pip install 'graphbuild[parquet]'`."
            ) from None
        stream = io.BytesIO()
        self.frame().to_parquet(stream, engine="pyarrow", index=False)
        return stream.getvalue()


def form_of(name: str, kind: Kind) -> str:
    """The form that a file's suffix means for a kind of answer. Raises `BadOption`."""
    suffix = "." + name.lower().rpartition(".")[2]
    known = {ending: form for form, ending in (GRAPHS if kind == "graph" else TABLES).items()}
    if kind != "graph":
        known |= {".srj": "json", ".srx": "xml"}
    if suffix not in known:
        raise BadOption(f"The suffix of {name!r} means no form of such an answer: use {', '.join(sorted(known))}.")
    return known[suffix]
