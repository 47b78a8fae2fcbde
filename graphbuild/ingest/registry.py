"""All formats: those of graphbuild, and those that other packages add (entry point group `graphbuild.readers`)."""

from __future__ import annotations

import fnmatch
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from graphbuild.errors import BadOption
from graphbuild.ingest.file import Head
from graphbuild.ingest.folder import printable
from graphbuild.ingest.format import NO, Format
from graphbuild.output.artifacts import checksum
from graphbuild.problems import Report
from graphbuild.text import did_you_mean, is_unicode

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "graphbuild.readers"

_MODULES: tuple[str, ...] = (
    "graphbuild.ingest.formats.frontmatter",
    # feeds, sitemaps, news formats
    "graphbuild.ingest.formats.rss",
    "graphbuild.ingest.formats.jsonfeed",
    "graphbuild.ingest.formats.sitemap",
    "graphbuild.ingest.formats.opml",
    "graphbuild.ingest.formats.ninjs",
    "graphbuild.ingest.formats.newsml",
    # pages, archives of pages, tables, references
    "graphbuild.ingest.formats.warc",
    "graphbuild.ingest.formats.csl",
    "graphbuild.ingest.formats.bibtex",
    "graphbuild.ingest.formats.ris",
    "graphbuild.ingest.formats.gkg",
    "graphbuild.ingest.formats.table",
    "graphbuild.ingest.formats.page",
)
"""Modules with `FORMATS`; of formats that are equally sure of a file the first reads it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A user's word that a reader reads the files whose names match a pattern."""

    reader: str
    pattern: str = "*"

    @classmethod
    def parse(cls, text: str) -> Choice:
        """`NAME` or `NAME=PATTERN`."""
        reader, _, pattern = text.partition("=")
        return cls(reader.strip(), pattern or "*")

    def matches(self, name: str) -> bool:
        """Whether it is about a file: a pattern without a slash is matched with the last part of the name."""
        subject = name if "/" in self.pattern else PurePosixPath(name).name
        return fnmatch.fnmatchcase(subject, self.pattern)


def asked(readers: Iterable[str], settings: Mapping[str, str]) -> tuple[str, ...]:
    """What the user chose and set, as a graph states it: of a file that is named its checksum, not where it lies.

    >>> asked(["rss=*.xml"], {"csv.title": "Headline"})
    ('rss=*.xml', 'csv.title=Headline')
    """
    named = {path: _file_facts(Path(path)) for path in named_files(settings)}
    return (*readers, *(f"{name}={named.get(value, value)}" for name, value in sorted(settings.items())))


@dataclass
class Registry:
    """The formats by name, and what the user chose and set. Raises `BadOption` for a name that there is not."""

    choices: tuple[Choice, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    """By `NAME.SETTING`."""

    def __post_init__(self) -> None:
        self.reports: list[Report] = []
        """What is wrong with readers that others made."""
        self.formats: dict[str, Format] = {form.name: form for form in built_in()}
        for name, form in self._added():
            self.formats.setdefault(name, form)
        for said in (*(choice.pattern for choice in self.choices), *self.settings.values()):
            if not is_unicode(said):
                raise BadOption(f"{said!r} is not in UTF-8: neither a pattern nor a setting of a reader can be that.")
        for choice in self.choices:
            self._known(choice.reader)
        for name in self.settings:
            reader, _, setting = name.partition(".")
            if setting not in (known := self._known(reader).settings):
                hint = did_you_mean(setting, known) or f" It has: {', '.join(known) or 'none'}."
                raise BadOption(f"The reader {reader!r} has no setting {setting!r}.{hint}")
        for reader in sorted({name.partition(".")[0] for name in self.settings}):
            form = self.formats[reader]
            try:
                form.check(self.set_for(form))
            except ValueError as error:
                raise BadOption(f"A setting of the reader {reader!r} cannot be followed: {error}.") from None

    def choose(self, head: Head) -> Format | None:
        """The format that the user named for a file, else the one that recognises it most surely."""
        for choice in self.choices:
            if choice.matches(head.name):
                return self.formats[choice.reader]
        best, most = None, NO
        for form in list(self.formats.values()):
            try:
                score = int(form.recognises(head))
            except Exception as error:
                self._say(form.name, "fails when it looks at a file", error)
                del self.formats[form.name]
                continue
            if score > most:
                best, most = form, score
        return best

    def set_for(self, form: Format) -> dict[str, str]:
        """What the user set for a format."""
        start = f"{form.name}."
        return {name.removeprefix(start): value for name, value in self.settings.items() if name.startswith(start)}

    def _known(self, name: str) -> Format:
        try:
            return self.formats[name]
        except KeyError:
            hint = did_you_mean(name, self.formats) or " `graphbuild readers` lists them."
            raise BadOption(f"There is no reader {name!r}.{hint}") from None

    def _added(self) -> Iterable[tuple[str, Format]]:
        for point in added():
            try:
                yield point.name, as_format(point.name, point.load())
            except Exception as error:
                self._say(point.name, "cannot be loaded", error)

    def _say(self, name: str, what: str, error: Exception) -> None:
        report = Report(f"reader {name}")
        said = f"{type(error).__name__}: {error}"
        report.add("lost", None, "", f"a reader that {what}", "reader left out", " ".join(said.split()))
        self.reports.append(report)


def named_files(settings: Mapping[str, str]) -> list[str]:
    """The files that settings name: what stands in them counts as if it had been set.

    >>> named_files({"csv.file": "columns.yaml", "csv.title": "Headline"})
    ['columns.yaml']
    """
    return [value for name, value in sorted(settings.items()) if name.partition(".")[2] == "file" and value]


def _file_facts(path: Path) -> str:
    """The checksum stands where the file can be read again, which a pipe cannot."""
    try:
        return f"{printable(path.name)} (SHA-256 {checksum(path)})" if path.is_file() else printable(path.name)
    except OSError:
        return printable(path.name)


def added() -> tuple[EntryPoint, ...]:
    """The readers that other packages add, in order."""
    return _added(tuple(sys.path))


@cache
def _added(where: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """Those on a search path: all packages that are installed are looked into, once."""
    from importlib.metadata import entry_points

    return tuple(sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)))


def built_in() -> Iterable[Format]:
    """The formats of graphbuild, in the order in which they are asked."""
    for module in _MODULES:
        yield from import_module(module).FORMATS


def as_format(name: str, offered: Any) -> Format:
    """What an entry point offers, as a `Format`. Raises `TypeError` if it is neither that nor a callable."""
    if isinstance(offered, Format):
        return offered
    if not callable(offered):
        raise TypeError("neither a Format nor a callable")
    said = (getattr(offered, "__doc__", None) or "").strip().partition("\n")[0]
    meaning = getattr(offered, "meaning", None) or said or "a reader of another package"
    recognises = getattr(offered, "recognises", lambda head: NO)
    return Format(name, str(meaning), offered, recognises, dict(getattr(offered, "settings", {})))
