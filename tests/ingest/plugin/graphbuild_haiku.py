"""An example of a reader in a package of its own: `.haiku` files, of which the first line is an address."""

from collections.abc import Iterator

from graphbuild.ingest.file import File, Head
from graphbuild.ingest.layout import Layout, article
from graphbuild.problems import Report
from graphbuild.records import Record

HAIKU = Layout(("address",), title=("poem",))


def read(file: File, report: Report) -> Iterator[Record]:
    """Poems with an address: an article each."""
    address, *poem = file.lines()
    fields = file.fields({"address": address.strip(), "poem": " / ".join(line.strip() for line in poem)}, 1)
    if item := article(fields, file.name, HAIKU):
        yield item


def recognises(head: Head) -> int:
    """By the suffix; the bytes may be anything."""
    return 20 if head.suffix == ".haiku" else 0


read.recognises = recognises  # type: ignore[attr-defined]


def fails(file: File, report: Report) -> Iterator[Record]:
    """Gives one record, then fails."""
    yield from read(file, report)
    raise ZeroDivisionError("no poem")


def strays(file: File, report: Report) -> Iterator[object]:
    """Gives what is no record."""
    yield "a poem"


def stumbles(file: File, report: Report) -> Iterator[Record]:
    """Fails when it looks at a file."""
    yield from ()


def _stumble(head: Head) -> int:
    raise KeyError("suffix")


stumbles.recognises = _stumble  # type: ignore[attr-defined]
