"""Reading one file: which reader, what it gives, and what it costs if it fails."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import BinaryIO

from graphbuild.ingest.archive import MAX_DEPTH, Budget, container, decompressed, is_hidden, members
from graphbuild.ingest.file import BROKEN, MAX_BYTES, File, Unreadable, broken, plain_name
from graphbuild.ingest.format import Format
from graphbuild.ingest.formats import frontmatter
from graphbuild.ingest.reader import Reader
from graphbuild.ingest.registry import Choice, Registry, added
from graphbuild.ingest.snapshot import steadily
from graphbuild.problems import Problem, Report
from graphbuild.records import Article, InputFile, Person, Record, Source, Topic

_STORIES = (".md", ".markdown", ".mdown", ".txt", ".html", ".htm", ".yaml", ".yml", "")
_NAMES = "(?:README|LICEN[CS]E|COPYING|CHANGE(?:S|LOG)|CONTRIBUTING)"
_DOCUMENTATION = re.compile(rf"{_NAMES}(?:\.\w+)?", re.IGNORECASE)
_PLAIN_DOCUMENTATION = re.compile(rf"{_NAMES}(?:\.(?:md|markdown|rst))?", re.IGNORECASE)


@dataclass(slots=True)
class Reading:
    """What came of one file."""

    report: Report
    file: InputFile | None = None
    records: list[Record] = field(default_factory=list)
    reader: str | None = None
    """The name of the format that it is in."""
    gathers: bool = False
    """See `Format.gathers`."""
    explained: str = ""
    """What the format has to say of how it takes the file."""
    hidden: int = 0
    """Hidden members of an archive."""
    documentation: bool = False
    """A README or the like, which is not meant to be read."""


class Files:
    """Opens files, and what they are packed in, and reads each by the format it is in."""

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

    def read(self, name: str, path: Path | None) -> Iterator[Reading]:
        """A file of the disk (`None`: standard input) and, if it is an archive, its members."""
        report = Report(name)
        if path is None:
            yield from self._opened(File(name, sys.stdin.buffer, report), report, None)
            return
        try:
            with steadily(path, report, MAX_BYTES) as (stream, again):
                file = File(name, stream, report, seekable=again)
                readings = list(self._opened(file, report, path))
        except FileNotFoundError:
            report.add("lost", None, "", "removed before it could be read", "file left out")
            readings = [Reading(report)]
        except BROKEN as error:
            report.add("lost", None, "", broken(error), "file left out")
            readings = [Reading(report)]
        except Unreadable as error:
            report.add("lost", None, "", error.what, "file left out", error.value)
            readings = [Reading(report)]
        yield from readings

    def _opened(self, file: File, report: Report, path: Path | None) -> Iterator[Reading]:
        if is_story(file) or container(file.head.data) is None:
            yield self._read(file, report)
            return
        size = path.stat().st_size if path else None
        readings = list(self._unpacked(file, report, Budget(file.bytes_read if size is None else lambda: size), 1))
        yield from sorted(readings, key=lambda reading: reading.report.file)

    def _unpacked(self, file: File, report: Report, budget: Budget, depth: int) -> Iterator[Reading]:
        """What came of a file that may hold others; that of the file itself is the last."""
        kind = container(file.head.data)
        if kind is None:
            yield self._read(file, report)
            return
        own = Reading(report)
        try:
            if depth > MAX_DEPTH:
                raise Unreadable(f"packed more than {MAX_DEPTH} times")
            if kind in ("zip", "tar"):
                for name, stream in members(kind, file, report, budget):
                    if is_hidden(name.removeprefix(f"{file.name}/")):
                        own.hidden += 1
                        continue
                    yield from self._member(name, stream, budget, depth + 1)
                    budget.spend(0)
            else:
                inner = File(file.name, decompressed(kind, file, budget), report)
                *others, own = self._unpacked(inner, report, budget, depth + 1)
                yield from others
        except Unreadable as error:
            done = "the rest of it left out" if kind in ("zip", "tar") else "file left out"
            report.add("lost", error.line, "", error.what, done, error.value)
        if own.file is not None or kind in ("zip", "tar"):
            own.file = file.finish()  # as it lies on the disk
        yield own

    def _member(self, name: str, stream: BinaryIO, budget: Budget, depth: int) -> Iterator[Reading]:
        report = Report(name)
        try:
            yield from self._unpacked(File(name, stream, report), report, budget, depth)
        except Unreadable as error:  # its first bytes cannot be read
            report.add("lost", None, "", error.what, "member left out", error.value)
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
        reading.reader = form.name if form else None
        reading.gathers = form.gathers if form else False
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
        """The format that a file is in. Of most files that is plain: then no other format is loaded or asked."""
        if not self._choices:
            if is_story(file) or (frontmatter.is_plain_yaml(file.head) and not added()):
                return frontmatter.FORMATS[0]
            if _PLAIN_DOCUMENTATION.fullmatch(PurePosixPath(file.name).name):
                return None
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
        elif not file.head.data.strip():
            what = "an empty file"
        reading.report.add("lost", None, "", what, "file left out")


class Look(Files):
    """Says which reader would take each file, and reads none."""

    def _read(self, file: File, report: Report) -> Reading:
        form = self._format(file)
        reading = Reading(report, reader=form.name if form else None)
        if form is None:
            self._unknown(file, reading)
        elif form.name != frontmatter.NAME:
            try:
                reading.explained = form.explain(file.head, self.registry.set_for(form))
            except Exception as error:  # what another's code says is not worth a failure
                reading.explained = f"{type(error).__name__}: {error}"
        return reading


def is_story(file: File) -> bool:
    """Whether a file has front matter, as most files have: no other format is asked."""
    return frontmatter.is_front_matter(file.head.data)


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
        if not kept and not report.rows and not report.left_out:
            report.add("lost", None, "", "nothing that becomes an article", "file left out")
    except Unreadable as error:
        report.add("lost", error.line, "", error.what, _rest(kept), error.value)
    except MemoryError as error:
        report.add("lost", None, "", broken(error), _rest(kept))
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())
        report.add("lost", None, "", f"the reader {form.name} failed", _rest(kept), said)


def _rest(kept: list[Record]) -> str:
    return "the rest of the file left out" if kept else "file left out"
