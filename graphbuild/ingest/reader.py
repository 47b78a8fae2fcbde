"""The reader for story files: front matter in any text file, and plain YAML files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import accumulate, repeat
from pathlib import PurePosixPath

from graphbuild.ingest import regular
from graphbuild.ingest.fields import Fields
from graphbuild.ingest.file import Utf8File, plain_name
from graphbuild.ingest.frontmatter import (
    NONCE,
    Cut,
    Entry,
    EntryMemo,
    Matter,
    NoFrontMatter,
    Page,
    cut,
    front_matter,
    pages,
)
from graphbuild.ingest.node import Duplicate, Node, YamlError, join_surrogates
from graphbuild.ingest.story import article, record
from graphbuild.ingest.template import Templates
from graphbuild.problems import Problem, Report
from graphbuild.records import Article, Listing, Origin, Record

_YAML = (".yaml", ".yml")
_NO_FRONT_MATTER = "no front matter"


_listing = partial(tuple.__new__, Listing)
"""A listing from a tuple: what `Listing` does, without a call of Python for each."""


class Block:
    """A distinct entry of related lists: its record, what it has to report, where and how often it stands."""

    __slots__ = ("file", "item", "key", "line", "report", "times")

    def __init__(self, key: str, item: Article | None, report: Report, file: str, line: int) -> None:
        self.key = key
        """A checksum of its text."""
        self.item = item
        self.report = report
        self.file = file
        self.line = line
        self.times = 0


class Reader:
    """Reads one file after the other; entries that stand in several related lists are read once."""

    def __init__(self) -> None:
        self._templates = Templates()
        self._memo = EntryMemo(self._templates)
        self.blocks: dict[str, Block] = {}
        """The distinct entries by their keys, in the order in which they were met."""
        self.met: list[tuple[Block, int, str]] = []
        """The entries of the files that were read since somebody emptied it, with the lines they begin on and the
        names of the files."""

    def read(self, file: Utf8File, report: Report) -> Iterator[Record]:
        """The records of a file: usually one, several where a YAML file holds several documents."""
        try:
            matter = _matter(file)
            listed = cut(matter, self._memo)
            quick = self._quick(matter, listed, file.name, report)
            if quick is not None:
                _say_open(matter, report)
                yield quick
                return
            empty = True
            for page in self._pages(matter, listed, report):
                if page.root.is_null:
                    continue  # a YAML file may end with a line ---
                empty = False
                if (result := self._record(page, file.name, report)) is not None:
                    yield result
            if empty:
                report.add("lost", None, "", "no fields", "file left out")
        except NoFrontMatter:
            what = "not a text file" if b"\x00" in file.data[:1024] else _NO_FRONT_MATTER
            report.add("lost", None, "", what, "file left out")
        except YamlError as error:
            report.add("lost", error.line, "", "broken YAML", "file left out", str(error))

    def entry_reports(self) -> Iterator[tuple[list[Problem], Counter[str]]]:
        """What the entries of all related lists have to report, each once, with how often it was met."""
        for block in self.blocks.values():
            unknown = Counter({name: count * block.times for name, count in block.report.unknown.items()})
            yield block.report.placed(block.file, block.line, block.times), unknown

    def _quick(self, matter: Matter, listed: Cut | None, name: str, report: Report) -> Article | None:
        """The article of a file that is written by a template."""
        text = listed.text if listed else matter.text
        matched = self._templates.match(text)
        if matched is None:
            return None
        template, values = matched
        if template.entry or (template.related is not None) != (listed is not None):
            return None
        if template.related is not None and values[template.related] != NONCE:
            return None
        origin = Origin(name, matter.first_line + template.start)
        listings = self._listings(listed, name) if listed else ()
        return regular.article(template, values, origin, report, matter.first_line, listings)

    def _pages(self, matter: Matter, listed: Cut | None, report: Report) -> Iterator[Page]:
        try:
            found = list(pages(matter, listed))
        except YamlError:
            # JSON writes characters beyond U+FFFF as two escapes, which YAML does not know.
            text = matter.text
            joined = join_surrogates(text)
            if joined == text:
                raise
            whole = Matter(joined.encode("utf-8", "surrogatepass"), 0, matter.first_line, fenced=False)
            found = list(pages(whole, cut(whole, self._memo)))
            report.add("changed", None, "", "characters written as two escapes, as in JSON", "joined")
        _say_open(matter, report)
        yield from found

    def _record(self, page: Page, name: str, report: Report) -> Record | None:
        for duplicate in page.duplicates:
            _say_twice(report, duplicate, "")
        root = page.root
        if not isinstance(root.value, dict):
            report.add("lost", root.line, "", "front matter that is not a mapping", "file left out")
            return None
        fields = Fields(root, report)
        fields.raw("related")
        listings = self._listings(page.cut, name) if page.cut else _written_out(fields, name)
        return record(fields, Origin(name, root.line), tuple(listings))

    def _listings(self, listed: Cut, name: str) -> Iterator[Listing]:
        entries, counts = zip(*listed.entries, strict=True)
        lines = list(accumulate(counts[:-1], initial=listed.line))
        blocks = [entry.made or self._block(entry, name, line) for entry, line in zip(entries, lines, strict=True)]
        for block in blocks:
            block.times += 1
        self.met.extend(zip(blocks, lines, repeat(name)))
        yield from [
            _listing((position, line, block.item))
            for position, (block, line) in enumerate(zip(blocks, lines, strict=True), 1)
            if block.item is not None
        ]

    def meet(self, block: Block, line: int, file: str) -> None:
        """Count an entry that stands on a line of a file."""
        block.times += 1
        self.met.append((block, line, file))

    def _block(self, entry: Entry, name: str, line: int) -> Block:
        block = self.blocks.get(entry.key)
        if block is None:
            block = self.blocks[entry.key] = _block(entry, name, line)
        entry.made, entry.text, entry.found = block, "", None  # its text was most of what is kept of it
        return block


def _block(entry: Entry, name: str, line: int) -> Block:
    report = Report()
    item = None
    if isinstance(entry.found, tuple):
        template, values = entry.found
        item = regular.article(template, values, Origin(name, line + template.start), report, 0)
        if item is not None:
            return Block(entry.key, item, report, name, line)
    document = entry.document()
    assert isinstance(document.root.value, list)
    node: Node = document.root.value[0]
    for duplicate in document.duplicates:
        _say_twice(report, duplicate, "related.")
    item = article(Fields(node, report, "related."), Origin(name, line + node.line))
    return Block(entry.key, item, report, name, line)


def _matter(file: Utf8File) -> Matter:
    name = plain_name(file.name)
    if name.lower().endswith(_YAML) and PurePosixPath(name).suffix:
        return Matter(file.data, 0, 1, fenced=False)
    return front_matter(file.data)


def _written_out(fields: Fields, name: str) -> Iterator[Listing]:
    """The entries of a related list that was read with its file."""
    for position, entry_fields in enumerate(fields.mappings("related"), 1):
        if entry_fields is not None:
            item = article(entry_fields, Origin(name, entry_fields.line))
            if item is not None:
                yield Listing(position, entry_fields.line, item)


def _say_open(matter: Matter, report: Report) -> None:
    if not matter.closed:
        report.add("changed", None, "", "front matter without its closing ---", "read to the end of the file")


def _say_twice(report: Report, duplicate: Duplicate, path: str) -> None:
    what, done = "a field that stands twice", "the last one is taken"
    report.add("changed", duplicate.line, path + duplicate.key, what, done, duplicate.dropped)
