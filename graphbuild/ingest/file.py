"""One file as text: read once, checksummed, decoded."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from graphbuild.ingest.snapshot import snapshot
from graphbuild.problems import Report

MAX_BYTES = 64 * 1024 * 1024
"""A larger file is left out: the largest story file seen has 190 kB."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's name in the graph, its text with `\\n` between lines, and what identifies its bytes."""

    name: str
    text: str
    sha256: str
    size: int


def load(path: Path, name: str, report: Report) -> TextFile | None:
    """Read a file; `None`, reported, if it cannot be read, is too large or is no text."""
    try:
        taken = snapshot(path, MAX_BYTES + 1)
    except FileNotFoundError:
        report.add("lost", None, "", "removed before it could be read", "file left out")
        return None
    except OSError as error:
        report.add("lost", None, "", f"cannot be read: {error.strerror or error}", "file left out")
        return None
    data, size = taken.data, taken.stamp.size
    if not taken.steady:
        report.add("noted", None, "", "changed while it was read, twice", "taken as it was read last: build again")
    if len(data) > MAX_BYTES:
        done = "file left out"
        report.add("lost", None, "", f"larger than {MAX_BYTES // 1024**2} MiB", done, f"{size:,} bytes")
        return None
    text = _decode(data, report)
    if text is None:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return TextFile(name, text, hashlib.sha256(data).hexdigest(), len(data))


def _decode(data: bytes, report: Report) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                report.add("lost", None, "", f"marked as {encoding} but is not", "file left out")
                return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    if b"\x00" in data:
        report.add("lost", None, "", "not a text file", "file left out")
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        report.add("lost", line, "", "not UTF-8", "file left out")
        return None
    report.add("changed", line, "", "not UTF-8", "read as Windows-1252")
    return text
