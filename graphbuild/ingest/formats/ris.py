"""RIS, as Zotero, EndNote and databases write it: a line for each field, `ER` after each reference.

Why not rispy: it reads the whole file before the first reference, knows no lines, and one line out of place ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from graphbuild.ingest.file import File, Head
from graphbuild.ingest.format import NO, SURE, Format
from graphbuild.ingest.layout import Layout
from graphbuild.ingest.references import doi_address, reference, split_names
from graphbuild.problems import Report
from graphbuild.records import Record

MAX_LINES = 20_000
"""Lines of one reference."""

LAYOUT = Layout(
    address=("UR", "DO"),
    title=("TI", "T1", "CT", "BT", "ST"),
    excerpt=("AB", "N2"),
    published_at=("DA", "Y1", "PY"),
    language=("LA",),
    type=("kind",),
    authors=("AU", "A1"),
    topics=("KW",),
    publisher=("T2", "JO", "JF", "JA", "PB", "DP"),
    publisher_address=("host",),
    default_type=None,
)
_ARTICLES = frozenset("NEWS MGZN JOUR ELEC BLOG WEB EJOUR JFULL ABST INPR".split())
_VIDEOS = frozenset("VIDEO MPCT ADVS".split())
_LISTS = frozenset(("AU", "A1", "KW"))
_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: (.*))?$", re.DOTALL)


def recognises(head: Head) -> int:
    """By the field `TY` on one of the first lines."""
    for line in head.text[:4_096].splitlines()[:40]:
        if re.match(r"\ufeff?\s*TY {1,2}- ?[A-Za-z][A-Za-z ]{1,30}$", line):
            return SURE
    return NO


def read(file: File, report: Report) -> Iterator[Record]:
    """A record for each reference that has an address."""
    fields: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    begins, size, last = 1, 0, ""
    for number, line in enumerate(file.lines(), 1):
        text = line.strip("\ufeff").rstrip()
        match = _TAG.match(text.lstrip())
        tag = match[1] if match else ""
        if tag in ("TY", "ER"):
            if fields:
                if tag == "TY":
                    report.add("changed", begins, "ER", "a reference without its end", "ended where the next begins")
                yield from _record(fields, begins, lines, file, report)
            fields, lines, begins, size, last = {}, {}, number, 0, ""
            if tag == "ER":
                continue
        size += 1
        if size > MAX_LINES or not text:
            continue
        if match:
            if not fields:
                begins = number
            last = tag
            fields.setdefault(tag, []).append((match[2] or "").strip())
            lines.setdefault(tag, number)
        elif last:
            fields[last][-1] += f" {text.strip()}"  # a long text goes on on the next line
    if fields:
        report.add("changed", begins, "ER", "a reference without its end", "ended with the file")
        yield from _record(fields, begins, lines, file, report)


def _record(
    fields: dict[str, list[str]], begins: int, lines: dict[str, int], file: File, report: Report
) -> Iterator[Record]:
    facts: dict[str, Any] = {}
    for tag, texts in fields.items():
        kept = [text for text in texts if text]
        if kept:
            facts[tag] = kept if tag in _LISTS else kept[0]
    for tag in ("AU", "A1"):
        if tag in facts:
            facts[tag] = [name for text in facts[tag] for name in split_names(text)]
    for tag in LAYOUT.published_at:
        if tag in facts:
            facts[tag] = _date(facts[tag])
    kind = facts.pop("TY", "").upper()
    facts["kind"] = "article" if kind in _ARTICLES else "video" if kind in _VIDEOS else None
    if "DO" in facts:
        facts["DO"] = doi_address(facts["DO"]) or facts["DO"]
    if "UR" in facts:
        facts["UR"] = re.split(r";\s*(?=https?:)|\s+(?=https?:)", facts["UR"])[0]
        facts.pop("DO", None)
    for tag in ("Y2", "ID"):
        facts.pop(tag, None)  # when it was looked up; a number that means nothing elsewhere
    if found := reference(file, report, {k: v for k, v in facts.items() if v}, begins, LAYOUT, lines):
        yield found


def _date(text: str) -> str:
    """`YYYY/MM/DD/other` with empty parts left out; other forms as they are."""
    match = re.match(r"(\d{4})/(\d{0,2})/(\d{0,2})(?:/|$)", text)
    return "-".join(part for part in match.groups() if part) if match else text


FORMATS = (
    Format(
        "ris", "RIS (Zotero, EndNote, databases): the references that have an address", read, recognises, gathers=True
    ),
)
