"""Markdown, HTML or text with YAML front matter, and plain YAML: the format of which the model file is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graphbuild.ingest.file import File, Head, Utf8File
from graphbuild.ingest.format import LIKELY, NO, SURE, Format
from graphbuild.ingest.reader import Reader
from graphbuild.problems import Report
from graphbuild.records import Record

NAME = "frontmatter"

_YAML = (".yaml", ".yml")
_KEY = re.compile(rb"[A-Za-z_]\w{0,40}:\s")


def recognises(head: Head) -> int:
    """By the line `---`, or by the suffix of YAML."""
    if is_front_matter(head.data) or is_front_matter(head.text[:80].encode()):
        return SURE
    return LIKELY if head.suffix in _YAML and b"\x00" not in head.data else NO


def is_front_matter(data: bytes) -> bool:
    """Whether a file begins with a line `---`; decided by its first bytes, since most files are such."""
    start = data[:80].removeprefix(b"\xef\xbb\xbf")
    return start.startswith(b"---") and start[3:].lstrip(b" \t")[:1] in (b"\n", b"\r")


def is_plain_yaml(head: Head) -> bool:
    """Whether the suffix says YAML and the file begins with a key, as that of no other format of graphbuild does.

    But for what lies in a WACZ archive, in which every file belongs to it.
    """
    begins = _KEY.match(head.data) is not None and b"\x00" not in head.data
    return begins and head.suffix in _YAML and ".wacz/" not in head.name.lower()


def read(file: File, report: Report, reader: Reader | None = None) -> Iterator[Record]:
    """The records of a file; a `reader` that is given remembers what it has read of other files."""
    data = file.utf8()
    if data is None:
        return
    own = reader or Reader()
    yield from own.read(Utf8File(file.name, data), report)
    if reader is None:
        for rows, unknown in own.entry_reports():
            report.rows.extend(rows)
            report.unknown.update(unknown)


FORMATS = (
    Format(NAME, "Markdown, HTML or text that begins with YAML, and YAML files: one story, topic, person …", read,
           recognises),
)  # fmt: skip
