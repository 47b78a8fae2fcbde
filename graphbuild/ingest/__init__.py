"""From files to records: find the files, read each once, and report what was not taken as it stood."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from graphbuild.ingest.file import load
from graphbuild.ingest.folder import find
from graphbuild.ingest.reader import Reader
from graphbuild.problems import Problems, Report
from graphbuild.records import InputFile, Record

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, the steps done and the steps in all."""


@dataclass(slots=True)
class Ingested:
    """Everything that was read: the files in the order of their names, and their records in that order."""

    files: list[InputFile] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    unknown: Counter[str] = field(default_factory=Counter)
    """Fields that are not read, by path, with how often each was met."""
    left_out: Counter[str] = field(default_factory=Counter)
    """What is not meant to be read (hidden files, documentation), by kind."""


def ingest(
    sources: Iterable[str | os.PathLike[str]], *, progress: Progress = lambda stage, done, total: None
) -> Ingested:
    """Read files and folders. Raises `SourceNotFound`; anything wrong inside becomes a problem."""
    found = find(sources)
    result = Ingested(left_out=found.left_out)
    for report in found.reports:
        result.problems.extend(report.rows)
    reader = Reader()
    for number, (name, path) in enumerate(found.files.items()):
        progress("reading", number, len(found.files))
        report = Report(name)
        file = load(path, name, report)
        if file is not None:
            records = list(reader.read(file, report))
            if reader.is_documentation(file, report):
                result.left_out["documentation"] += 1
                continue
            result.files.append(InputFile(name, file.sha256, file.size))
            result.records.extend(records)
        result.problems.extend(report.rows)
        result.unknown.update(report.unknown)
    progress("reading", len(found.files), len(found.files))
    for rows, unknown in reader.entry_reports():
        result.problems.extend(rows)
        result.unknown.update(unknown)
    result.problems.sort()
    return result
