"""First stage: from input files to records, and to the entries of their related lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from graphbuild.address import key
from graphbuild.cache.codec import Decoder, Encoder
from graphbuild.cluster import place
from graphbuild.cluster.job import Job, edges, node_of
from graphbuild.cluster.shelf import Shelf, rows
from graphbuild.ingest.reading import Files, Reading
from graphbuild.ingest.registry import Choice
from graphbuild.problems import Problem, Report
from graphbuild.records import Article

Given = Sequence[tuple[int, str, str]]
"""Files: the number in the order of all, the name, the URL."""


def read(job: Job, number: int, files: Given) -> dict[str, Any]:
    """Read some files; the task of a `number`."""
    return _Task(job).run(number, files)


class _Task:
    def __init__(self, job: Job) -> None:
        self._files = Files(map(Choice.parse, job.readers), job.settings)
        self._job = job
        self._shelf = Shelf(job.parts)
        self._unknown: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()
        self._listed: dict[str, list[int]] = {}
        self._met: dict[str, list[int]] = {}
        self._pages: dict[str, list[Any]] = {}
        self._counts: Counter[str] = Counter()
        self._records = 0

    def run(self, number: int, files: Given) -> dict[str, Any]:
        for order, name, url in files:
            self._files.reader.met.clear()
            at = 0
            with place.fetched(url) as path:
                for reading in self._files.read(name, path):
                    at = self._take(reading, order, at)
            for place_, (block, *_) in enumerate(self._files.reader.met):
                self._met.setdefault(block.key, [order, place_])
        self._entries()
        handed = self._shelf.save(self._job.shelf("read", number))
        reports = self._files.registry.reports if "registry" in self._files.__dict__ else []
        return {
            "work": dict(self._counts),
            "handed on": handed,
            "records": self._records,
            "unknown": dict(self._unknown),
            "left out": dict(self._left_out),
            "readers": [row.values() for report in reports for row in report.rows],
        }

    def _take(self, reading: Reading, order: int, at: int) -> int:
        if reading.documentation:
            self._left_out["documentation"] += 1
            return at
        if reading.hidden:
            self._left_out["hidden files and folders"] += reading.hidden
        for row in reading.report.rows:
            put_problem(self._shelf, row)
        self._unknown.update(reading.report.unknown)
        self._left_out.update(reading.report.left_out)
        if reading.file is None:
            return at
        file = reading.file
        self._shelf.put("file", 0, [file.path, file.sha256, file.size])
        self._counts["files"] += 1
        self._counts["bytes"] += file.size
        keys = {id(block.item): block.key for block, *_ in self._files.reader.met if block.item is not None}
        lists = []
        self._records += len(reading.records)
        for record in reading.records:
            if not isinstance(record, Article):
                self._shelf.put("taxonomy", 0, [[order, at], file.path, Encoder(file.path).encode(record)])
            else:
                self._article(record, reading.gathers, [order, at], keys)
                if record.listings or record.parts:
                    lists.append(node_of(record.address, file.path))
            at += 1
        # The lists of one file share the names of their entries, which are told apart in one place.
        for node in lists[1:]:
            self._tie(lists[0], node)
        return at

    def _article(self, record: Article, gathers: bool, order: list[int], keys: dict[int, str]) -> None:
        """Hand on an article from a file that may gather many."""
        file = record.origin.file
        listed = []
        for place_, entry in enumerate(record.listings):
            name = keys.get(id(entry.item))
            if name is None:
                name = f"{order[0]}.{order[1]}.{place_}"
                put_item(self._shelf, name, [*order, place_], entry.item)
            else:
                self._listed.setdefault(name, [*order, place_])
            listed.append([entry.position, entry.line, name])
        bare = Encoder(file).encode(record)
        bare[1 + _LISTINGS] = ["t"]
        self._shelf.put_by("record", node_of(record.address, file), [order, file, bare, listed, gathers])
        for place_, reference in enumerate(record.references):
            self._pages.setdefault(reference.address, [[*order, place_], reference.address, file, reference.line])
        for one, other in edges(record):
            self._tie(one, other)
        self._counts["articles"] += 1
        self._counts["listings"] += len(listed)
        self._counts["parts"] += len(record.parts)

    def _tie(self, one: str, other: str) -> None:
        put_edge(self._shelf, one, other)

    def _entries(self) -> None:
        for address, page in self._pages.items():
            self._shelf.put_by("page", address, page)
            self._tie(address, f"k {key(address)}")
        for block in self._files.reader.blocks.values():
            item = Encoder(block.file, block.line).encode(block.item)
            reported = [row.values() for row in block.report.rows]
            met, listed = self._met[block.key], self._listed.get(block.key)
            row = [block.key, met, block.file, block.line, block.times, listed, item, reported,
                   dict(block.report.unknown)]  # fmt: skip
            self._shelf.put_by("entry", block.key, row)


_LISTINGS = list(Article.__dataclass_fields__).index("listings")


def settle(job: Job, number: int) -> dict[str, Any]:
    """Second stage: give each distinct entry of the lists the place where it is met first."""
    shelf = Shelf(job.parts)
    unknown: Counter[str] = Counter()
    found: dict[str, list[Any]] = {}
    for row in rows(job.shelves("read", job.reads), "entry", number):
        name, met, file, line, times, listed, *content = row
        known = found.get(name)
        if known is None:
            found[name] = [met, file, line, times, listed, content]
            continue
        if met < known[0]:
            known[:3] = met, file, line
        known[3] += times
        known[4] = min((place_ for place_ in (known[4], listed) if place_), default=None)
    for name in sorted(found):
        _, file, line, times, listed, (item, reported, fields) = found[name]
        report = Report()
        report.rows = [Problem(*row) for row in reported]
        for problem in report.placed(file, line, times):
            put_problem(shelf, problem)
        unknown.update({field: count * times for field, count in fields.items()})
        if item is not None and listed is not None:
            put_item(shelf, name, listed, Decoder(file, line).decode(item))
    handed = shelf.save(job.shelf("entries", number))
    return {"work": {"distinct entries": len(found)}, "handed on": handed, "unknown": dict(unknown)}


def put_item(shelf: Shelf, name: str, order: list[int], item: Article) -> None:
    """Hand on an entry of a list."""
    file = item.origin.file
    shelf.put_by("item", node_of(item.address, file), [order, name, file, Encoder(file).encode(item)])
    for one, other in edges(item):
        put_edge(shelf, one, other)


def put_edge(shelf: Shelf, one: str, other: str) -> None:
    """Hand on that two things are in one part, to whoever has either."""
    shelf.put_by("edge", one, [one, other])
    if one != other:
        shelf.put_by("edge", other, [other, one])


def put_problem(shelf: Shelf, row: Problem) -> None:
    """Hand on a problem, to whoever has all that are alike."""
    name = "\0".join(map(str, (row.kind, row.file, row.line, row.field, row.what, row.done)))
    shelf.put_by("problem", name, row.values())
