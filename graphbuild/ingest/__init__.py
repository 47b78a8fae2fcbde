"""From files to records: find the files, read each once, and report what was not taken as it stood."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from graphbuild.collector import paused
from graphbuild.ingest.folder import find
from graphbuild.ingest.reading import Files, Reading
from graphbuild.ingest.registry import Choice
from graphbuild.problems import Problems
from graphbuild.progress import Progress
from graphbuild.records import InputFile, Record

if TYPE_CHECKING:
    from graphbuild.cache import Cache


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

    gatherings: set[str] = field(default_factory=set)
    """The files that gather many articles and say little of each (see `Format.gathers`)."""

    def take(self, reading: Reading) -> None:
        """Add what came of a file."""
        if reading.documentation:
            self.left_out["documentation"] += 1
            return
        if reading.hidden:
            self.left_out["hidden files and folders"] += reading.hidden
        if reading.file is not None:
            self.files.append(reading.file)
            if reading.gathers:
                self.gatherings.add(reading.file.path)
            self.records.extend(reading.records)
        self.problems.extend(reading.report.rows)
        for name, times in reading.report.unknown.items():
            self.unknown[name] += times
        if reading.report.left_out:
            self.left_out.update(reading.report.left_out)


@paused()
def ingest(
    sources: Iterable[str | os.PathLike[str]],
    *,
    readers: Iterable[str] = (),
    settings: Mapping[str, str] = MappingProxyType({}),
    out: str | os.PathLike[str] | None = None,
    cache: Cache | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Ingested:
    """Read files and folders, each file by the format it is in. Anything wrong inside becomes a problem.

    The source `-` is standard input.
    `readers` are the user's choices, as `rss` or `rss=*.xml`, `settings` values by `READER.SETTING`; `out` is the
    folder that is to be written (see `folder.find`); what `cache` keeps of an earlier build is not read again.
    Raises `SourceNotFound`, and `BadOption` for a reader or a setting that there is not.
    """
    found = find(sources, out)
    result = Ingested(left_out=found.left_out)
    for report in found.reports:
        result.problems.extend(report.rows)
    readers = tuple(readers)
    files = Files((Choice.parse(text) for text in readers), settings)
    read = files.read if cache is None else cache.reading(files, readers, settings, len(found.files)).read
    for number, (name, path) in enumerate(found.files.items()):
        progress("reading", number, len(found.files))
        for reading in read(name, path):
            result.take(reading)
    progress("reading", len(found.files), len(found.files))
    for rows, unknown in files.reports():
        result.problems.extend(rows)
        result.unknown.update(unknown)
    result.files.sort(key=lambda file: file.path)
    result.problems.sort()
    return result
