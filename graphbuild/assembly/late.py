"""Problems that only show when all files are read."""

from __future__ import annotations

from graphbuild.problems import Kind, Problems, Report
from graphbuild.records import Origin


class LateProblems:
    """Adds to the problems of the files, by the place that caused each."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def add(self, kind: Kind, origin: Origin, field: str, what: str, done: str, value: str) -> None:
        """Record one problem at the place where its cause stands."""
        report = Report(origin.file)
        report.add(kind, origin.line, field, what, done, value)
        self._problems.extend(report.rows)
