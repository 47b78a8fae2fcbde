"""Reading one file: which reader, what it gives, and what it costs if it fails."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from graphbuild.ingest.file import BROKEN, MAX_BYTES, File, Unreadable, broken, plain_name
from graphbuild.ingest.format import Format
from graphbuild.ingest.formats import frontmatter
from graphbuild.ingest.reader import Reader
from graphbuild.ingest.registry import Choice, Registry
from graphbuild.ingest.snapshot import steadily
from graphbuild.problems import Problem, Report
from graphbuild.records import Article, InputFile, Person, Record, Source, Topic

_STORIES = (".md", ".markdown", ".mdown", ".txt", ".html", ".htm", ".yaml", ".yml", "")
_DOCUMENTATION = re.compile(r"(?:README|LICEN[CS]E|COPYING|CHANGE(?:S|LOG)|CONTRIBUTING)(?:\.\w+)?", re.IGNORECASE)


@dataclass(slots=True)
class Reading:
    """What came of one file."""

    report: Report
    file: InputFile | None = None
    records: list[Record] = field(default_factory=list)
    documentation: bool = False
    """A README or the like, which is not meant to be read."""


class Files:
    """Opens files and reads them, each by the format it is in."""

    def __init__(self, choices: Iterable[Choice] = (), settings: Mapping[str, str] = MappingProxyType({})) -> None:
        self._choices = tuple(choices)
        self._settings = settings
        self.reader = Reader()
        """The reader of story files, which remembers the entries of related lists."""
        self.asked = False
        """Whether a file was met since somebody unset this of which other formats than that of stories were asked."""
        if self._choices or settings:
            _ = self.registry  # a name that there is not is said before anything is read

    @cached_property
    def registry(self) -> Registry:
        """Loaded when the first file is met that is not a story file."""
        return Registry(self._choices, self._settings)

    def read(self, name: str, path: Path) -> Iterator[Reading]:
        """A file of the disk, and the members of an archive."""
        report = Report(name)
        try:
            with steadily(path, report, MAX_BYTES) as (stream, again):
                reading = self._read(File(name, stream, report, seekable=again), report)
            yield reading
        except FileNotFoundError:
            report.add("lost", None, "", "removed before it could be read", "file left out")
            yield Reading(report)
        except BROKEN as error:
            report.add("lost", None, "", broken(error), "file left out")
            yield Reading(report)
        except Unreadable as error:
            report.add("lost", None, "", error.what, "file left out", error.value)
            yield Reading(report)

    def reports(self) -> Iterator[tuple[list[Problem], Counter[str]]]:
        """What belongs to no single file: the entries of related lists, and readers that could not be used."""
        yield from self.reader.entry_reports()
        if "registry" in self.__dict__:
            for report in self.registry.reports:
                yield report.rows, report.unknown

    def _read(self, file: File, report: Report) -> Reading:
        reading = Reading(report)
        form = self._format(file)
        if form is None:
            self._unknown(file, reading)
        elif form.name == frontmatter.NAME:
            _take(frontmatter.read(file, report, self.reader), reading, file, form)
        else:
            file.settings = self.registry.set_for(form)
            _take(form.read(file, report), reading, file, form)
        if form is not None:
            reading.file = file.finish()
        return reading

    def _format(self, file: File) -> Format | None:
        if not self._choices and frontmatter.is_front_matter(file.head.data):
            return frontmatter.FORMATS[0]  # most files are such: no other format is asked
        self.asked = True
        return self.registry.choose(file.head)

    def _unknown(self, file: File, reading: Reading) -> None:
        name = PurePosixPath(plain_name(file.name))
        if _DOCUMENTATION.fullmatch(name.name):
            reading.documentation = True
            return
        what = "no front matter" if name.suffix.lower() in _STORIES else "no format that graphbuild knows"
        if b"\x00" in file.head.data:
            what = "not a text file"
        reading.report.add("lost", None, "", what, "file left out")


def _take(records: Iterable[Record], reading: Reading, file: File, form: Format) -> None:
    """Take what a reader yields; whatever it does, only its file suffers."""
    report, kept = reading.report, reading.records
    try:
        for record in records:
            if not isinstance(record, Article | Source | Topic | Person):
                raise TypeError(f"it yields {type(record).__name__}, which is no record")
            if record.origin.file != file.name:
                raise ValueError(f"it yields a record of another file, {record.origin.file}")
            kept.append(record)
    except Unreadable as error:
        report.add("lost", error.line, "", error.what, _rest(kept), error.value)
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())
        report.add("lost", None, "", f"the reader {form.name} failed", _rest(kept), said)


def _rest(kept: list[Record]) -> str:
    return "the rest of the file left out" if kept else "file left out"
