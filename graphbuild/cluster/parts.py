"""The files of a part: N-Quads, and a table of the same statements in Parquet."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable
from typing import Any

from graphbuild.cluster import place
from graphbuild.cluster.job import Job
from graphbuild.export import nquads
from graphbuild.export.census import Census
from graphbuild.export.statement import Literal, Statement


class Sums:
    """What is counted of statements, added up over parts."""

    def __init__(self) -> None:
        self.census = Census()

    def add(self, counted: dict[str, Any]) -> None:
        """Add what `of` gave."""
        self.census.triples += counted["triples"]
        self.census.classes += Counter(counted["classes"])
        self.census.properties += Counter(counted["properties"])

    @staticmethod
    def of(census: Census) -> dict[str, Any]:
        """What a part counted."""
        return {"triples": census.triples, "classes": census.classes, "properties": census.properties}


def save_part(job: Job, kind: str, number: int, statements: Iterable[Statement]) -> list[dict[str, Any]]:
    """Write the statements of a part, sorted; returns what the manifest says of its files. None are no file."""
    found = sorted(set(statements), key=_order)
    if not found:
        return []
    text = io.StringIO()
    nquads.write(found, text)
    return [
        _saved(job, f"nquads/{kind}-{number:05}.nq", text.getvalue().encode(), len(found)),
        _saved(job, f"parquet/{kind}-{number:05}.parquet", _table(found), len(found)),
    ]


def _saved(job: Job, name: str, data: bytes, statements: int) -> dict[str, Any]:
    name = f"{job.data}/{name}"
    place.write(place.join(job.out, name), data)
    sha256 = hashlib.sha256(data).hexdigest()
    return {"path": name, "sha256": sha256, "bytes": len(data), "statements": statements}


def _table(statements: list[Statement]) -> bytes:
    """A row a statement; `datatype` is null for an IRI, and `graph` in the default graph."""
    import pyarrow
    from pyarrow import parquet

    values = [statement.object for statement in statements]
    columns = {
        "subject": [statement.subject for statement in statements],
        "predicate": [statement.predicate for statement in statements],
        "object": [value.text if isinstance(value, Literal) else value for value in values],
        "datatype": [(value.datatype or _STRING) if isinstance(value, Literal) else None for value in values],
        "graph": [statement.graph for statement in statements],
    }
    table = pyarrow.table({name: pyarrow.array(column, pyarrow.string()) for name, column in columns.items()})
    stream = io.BytesIO()
    parquet.write_table(table, stream, compression="zstd")
    return stream.getvalue()


_STRING = "http://www.w3.org/2001/XMLSchema#string"


def _order(statement: Statement) -> tuple[str, ...]:
    value = statement.object
    written = (value.text, value.datatype or "", "1") if isinstance(value, Literal) else (value, "", "0")
    return (statement.subject, statement.predicate, *written, statement.graph or "")
