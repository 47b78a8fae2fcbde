"""The reader for story files: front matter in any text file, and plain YAML files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import PurePosixPath

from graphbuild.ingest.fields import Fields
from graphbuild.ingest.file import TextFile, plain_name
from graphbuild.ingest.frontmatter import Entry, EntryMemo, NoFrontMatter, Page, front_matter, pages
from graphbuild.ingest.node import Duplicate, Node, YamlError, join_surrogates
from graphbuild.ingest.story import article, record
from graphbuild.problems import Problem, Report
from graphbuild.records import Article, Listing, Origin, Record

_YAML = (".yaml", ".yml")
_NO_FRONT_MATTER = "no front matter"


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
        self._memo = EntryMemo()
        self._blocks: dict[str, Block] = {}
        self.blocks: dict[str, Block] = {}
        """The distinct entries by their keys, in the order in which they were met."""
        self.met: list[tuple[Block, int, str]] = []
        """The entries of the files that were read since somebody emptied it, with the lines they begin on and the
        names of the files."""

    def read(self, file: TextFile, report: Report) -> Iterator[Record]:
        """The records of a file: usually one, several where a YAML file holds several documents."""
        empty = True
        try:
            for page in self._pages(file, report):
                if page.root.is_null:
                    continue  # a YAML file may end with a line ---
                empty = False
                if (result := self._record(page, file.name, report)) is not None:
                    yield result
            if empty:
                report.add("lost", None, "", "no fields", "file left out")
        except NoFrontMatter:
            what = "not a text file" if "\x00" in file.text[:1024] else _NO_FRONT_MATTER
            report.add("lost", None, "", what, "file left out")
        except YamlError as error:
            report.add("lost", error.line, "", "broken YAML", "file left out", str(error))

    def entry_reports(self) -> Iterator[tuple[list[Problem], Counter[str]]]:
        """What the entries of all related lists have to report, each once, with how often it was met."""
        for block in self.blocks.values():
            unknown = Counter({name: count * block.times for name, count in block.report.unknown.items()})
            yield block.report.placed(block.file, block.line, block.times), unknown

    def _pages(self, file: TextFile, report: Report) -> Iterator[Page]:
        text, first_line, closed = file.text, 1, True
        if PurePosixPath(plain_name(file.name)).suffix.lower() not in _YAML:
            matter = front_matter(file.text)
            text, first_line = matter.text, matter.first_line
            closed = matter.closed
        try:
            found = list(pages(text, first_line, self._memo))
        except YamlError:
            # JSON writes characters beyond U+FFFF as two escapes, which YAML does not know.
            joined = join_surrogates(text)
            if joined == text:
                raise
            found = list(pages(joined, first_line, self._memo))
            report.add("changed", None, "", "characters written as two escapes, as in JSON", "joined")
        if not closed:
            report.add("changed", None, "", "front matter without its closing ---", "read to the end of the file")
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
        listings = self._listings(page, fields, name, report)
        return record(fields, Origin(name, root.line), tuple(listings))

    def _listings(self, page: Page, fields: Fields, name: str, report: Report) -> Iterator[Listing]:
        if page.entries:
            for position, entry in enumerate(page.entries, 1):
                block = self._block(entry, name)
                self.meet(block, entry.line, name)
                if block.item is not None:
                    yield Listing(position, entry.line, block.item)
            return
        for position, entry_fields in enumerate(fields.mappings("related"), 1):
            if entry_fields is not None:
                item = article(entry_fields, Origin(name, entry_fields.line))
                if item is not None:
                    yield Listing(position, entry_fields.line, item)

    def meet(self, block: Block, line: int, file: str) -> None:
        """Count an entry that stands on a line of a file."""
        block.times += 1
        self.met.append((block, line, file))

    def _block(self, entry: Entry, name: str) -> Block:
        block = self._blocks.get(entry.text)
        if block is None:
            key = blake2b(entry.text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
            block = self.blocks.get(key) or self._parsed(entry, key, name)
            self._blocks[entry.text] = self.blocks[key] = block
        return block

    def _parsed(self, entry: Entry, key: str, name: str) -> Block:
        document = self._memo.document(entry.text)
        assert document is not None and isinstance(document.root.value, list)
        node: Node = document.root.value[0]
        report = Report()
        for duplicate in document.duplicates:
            _say_twice(report, duplicate, "related.")
        item = article(Fields(node, report, "related."), Origin(name, entry.line + node.line))
        return Block(key, item, report, name, entry.line)


def _say_twice(report: Report, duplicate: Duplicate, path: str) -> None:
    what, done = "a field that stands twice", "the last one is taken"
    report.add("changed", duplicate.line, path + duplicate.key, what, done, duplicate.dropped)
