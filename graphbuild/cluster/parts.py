"""The files of a part: N-Quads, and a table of the same statements in Parquet."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from graphbuild.cluster import place
from graphbuild.cluster.job import Job
from graphbuild.export import nquads
from graphbuild.export.census import Census
from graphbuild.export.statement import Literal, Statement
from graphbuild.output.artifacts import checksum


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
    """Write the statements of a part, in the order they come in; returns what the manifest says of its files.

    They are written to the disk of the worker as they come, and from there to their place. None are no file.
    """
    with tempfile.TemporaryDirectory(prefix="graphbuild-") as folder:
        lines, table = Path(folder, "lines"), Path(folder, "table")
        count = _written(statements, lines, table)
        if not count:
            return []
        return [
            _moved(job, lines, f"nquads/{kind}-{number:05}.nq", count),
            _moved(job, table, f"parquet/{kind}-{number:05}.parquet", count),
        ]


def _written(statements: Iterable[Statement], lines: Path, table: Path) -> int:
    from pyarrow import parquet

    count = 0
    pending = _once(statements)
    with (
        lines.open("w", encoding="utf-8", newline="\n") as text,
        parquet.ParquetWriter(table, _schema(), compression="zstd") as rows,
    ):
        while batch := list(islice(pending, _BATCH)):
            nquads.write(batch, text)
            rows.write_table(_table(batch))
            count += len(batch)
    return count


def _once(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Each statement once; those of one subject must follow each other."""
    last = ""
    said: set[Statement] = set()
    for statement in statements:
        if statement.subject != last:
            last, said = statement.subject, set()
        if statement not in said:
            said.add(statement)
            yield statement


def _moved(job: Job, path: Path, name: str, statements: int) -> dict[str, Any]:
    name = f"{job.data}/{name}"
    sha256, size = checksum(path), path.stat().st_size
    place.put(path, place.join(job.out, name))
    return {"path": name, "sha256": sha256, "bytes": size, "statements": statements}


def _schema() -> Any:
    import pyarrow

    return pyarrow.schema([(name, pyarrow.string()) for name in _COLUMNS])


def _table(statements: list[Statement]) -> Any:
    """A row a statement; `datatype` is null for an IRI, and `graph` in the default graph."""
    import pyarrow

    values = [statement.object for statement in statements]
    columns = (
        [statement.subject for statement in statements],
        [statement.predicate for statement in statements],
        [value.text if isinstance(value, Literal) else value for value in values],
        [(value.datatype or _STRING) if isinstance(value, Literal) else None for value in values],
        [statement.graph for statement in statements],
    )
    arrays = [pyarrow.array(column, pyarrow.string()) for column in columns]
    return pyarrow.Table.from_arrays(arrays, schema=_schema())


_COLUMNS = ("subject", "predicate", "object", "datatype", "graph")
_BATCH = 20_000
_STRING = "http://www.w3.org/2001/XMLSchema#string"
