"""Reading one file by the reader that recognises it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graphbuild.ingest.reading import Files
from graphbuild.problems import Problem
from graphbuild.records import Article, Record, Source


@dataclass
class Result:
    """What came of one file."""

    records: list[Record]
    problems: list[Problem]
    unknown: dict[str, int]

    @property
    def articles(self) -> list[Article]:
        return [record for record in self.records if isinstance(record, Article)]

    @property
    def article(self) -> Article:
        [article] = self.articles
        return article

    @property
    def sources(self) -> list[Source]:
        return [record for record in self.records if isinstance(record, Source)]

    def said(self, kind: str | None = None) -> list[tuple[str, str]]:
        """What and what was done, of each problem of a kind."""
        return [(row.what, row.done) for row in self.problems if kind in (None, row.kind)]


Read = Callable[..., Result]


@cache
def _files() -> Files:
    """One for all tests: it asks for the readers of other packages once."""
    return Files()


def read(folder: Path, content: str | bytes, name: str = "file") -> Result:
    """Write a file and read it; a reader that fails is an error of the test."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    [reading] = _files().read(name, path)
    assert not [row for row in reading.report.rows if "failed" in row.what]
    return Result(reading.records, reading.report.rows, dict(reading.report.unknown))
