"""BibTeX and BibLaTeX, as Zotero and others write them, taken apart by bibtexparser, some entries at a time."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from graphbuild.ingest.file import File, Head, Unreadable
from graphbuild.ingest.format import LIKELY, NO, SURE, Format
from graphbuild.ingest.layout import Layout
from graphbuild.ingest.references import doi_address, reference, split_names
from graphbuild.problems import Report
from graphbuild.records import Record

MAX_ENTRY = 1_000_000
"""Characters of one entry."""
MAX_JOINED = 100_000
"""Characters at which a value of several pieces ends."""
_AT_ONCE = 100_000
"""Characters that are parsed together."""

LAYOUT = Layout(
    address=("url", "doi"),
    title=("title", "shorttitle"),
    excerpt=("abstract",),
    published_at=("date", "year"),
    language=("langid", "language"),
    type=("kind",),
    authors=("author",),
    topics=("keywords",),
    publisher=("journaltitle", "journal", "newspaper", "organization", "publisher"),
    publisher_address=("host",),
    default_type=None,
)
_ENTRY = re.compile(r"[ \t]*@[ \t]*([A-Za-z]+)[ \t]*[{(]")
_KINDS = {"video": "video", "movie": "video"} | dict.fromkeys(
    ("article", "online", "misc", "electronic", "www"), "article"
)
_LANGUAGES = {"english": "en", "american": "en-US", "british": "en-GB", "usenglish": "en-US", "ukenglish": "en-GB",
              "german": "de", "ngerman": "de", "french": "fr", "spanish": "es", "italian": "it", "dutch": "nl",
              "portuguese": "pt", "brazilian": "pt-BR", "russian": "ru", "polish": "pl", "swedish": "sv",
              "danish": "da", "norwegian": "no", "finnish": "fi", "japanese": "ja", "chinese": "zh"}  # fmt: skip
"""What LaTeX calls languages."""
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MISSING = "a BibTeX file, which needs more: pip install 'graphbuild[references]'"
_URL = re.compile(r"\\url\{([^{}]{1,5000})\}")


def recognises(head: Head) -> int:
    """By an entry at the beginning of a line."""
    entry = re.search(r"^\s*@\s*[A-Za-z]{3,20}\s*[{(]\s*[^,\s{}]{1,200}\s*,\s*[\w-]+\s*=", head.text, re.MULTILINE)
    if entry:
        return SURE if head.suffix in (".bib", ".bibtex") else LIKELY
    return LIKELY if head.suffix in (".bib", ".bibtex") else NO


def read(file: File, report: Report) -> Iterator[Record]:
    """A record for each entry that has an address."""
    try:
        import bibtexparser  # noqa: F401
    except ImportError:
        raise Unreadable(_MISSING) from None
    strings: dict[str, str] = {}
    found = False
    for text, line in _pieces(file, report):
        for entry in _entries(text, line, strings, report):
            found = True
            values, lines, begins = entry
            if item := reference(file, report, values, begins, LAYOUT, lines):
                yield item
    if not found and not report.rows:
        report.add("lost", None, "", "no entry of BibTeX", "file left out")


def _pieces(file: File, report: Report) -> Iterator[tuple[str, int]]:
    """The text in pieces that end where an entry begins, each with its first line."""
    piece: list[str] = []
    entry: list[str] = []
    size, length, begins, entry_begins = 0, 0, 1, 1
    for number, line in enumerate(file.lines(), 1):
        if _ENTRY.match(line):
            piece += entry
            if piece and (size > _AT_ONCE or length > MAX_ENTRY):
                yield "".join(piece), begins
                piece = []
            if not piece:
                size, begins = 0, number
            entry, length, entry_begins = [], 0, number
        if length <= MAX_ENTRY < length + len(line):
            what = f"an entry of more than {MAX_ENTRY:,} characters"
            report.add("lost", entry_begins, "", what, "left out, up to the next entry")
            entry = []
        size += len(line)
        length += len(line)
        if length <= MAX_ENTRY:
            entry.append(line.replace("\r\n", "\n").replace("\ufeff", ""))
    if piece or entry:
        yield "".join(piece + entry), begins


def _entries(
    text: str, line: int, strings: dict[str, str], report: Report
) -> Iterator[tuple[dict[str, Any], dict[str, int], int]]:
    """The entries of a piece; `strings` are the abbreviations met so far, which `@string` defines."""
    from bibtexparser.model import (
        Block,
        DuplicateBlockKeyBlock,
        DuplicateFieldKeyBlock,
        Entry,
        ParsingFailedBlock,
        String,
    )
    from bibtexparser.splitter import Splitter

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # problems.csv says it
    for met in Splitter(text).split().blocks:
        block: Block | None = met
        start = line + (met.start_line or 0)
        if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            if isinstance(block, DuplicateFieldKeyBlock):
                what = "a field that stands twice"
                report.add("changed", start, "", what, "the last one is taken", ", ".join(sorted(block.duplicate_keys)))
            block = block.ignore_error_block
        if isinstance(block, String):
            strings[block.key.lower()] = _bare(str(block.value), strings)
        elif isinstance(block, ParsingFailedBlock):
            said = " ".join(f"{block.error}: {block.raw or ''}".split())
            report.add("lost", start, "", "broken BibTeX", "entry left out", said)
        elif isinstance(block, Entry):
            lines = {field.key.lower(): line + (field.start_line or 0) for field in block.fields}
            values = {field.key.lower(): _bare(str(field.value), strings) for field in block.fields}
            yield _facts(block.entry_type.lower(), values), lines, start


def _facts(kind: str, values: dict[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, value in values.items():
        if name not in ("urldate", "file", "year", "month", "day"):
            facts[name] = value if name in ("url", "doi", "author", "keywords") else _plain(value)
    if "url" not in facts and (match := _URL.search(values.get("howpublished", "") + values.get("note", ""))):
        facts["url"] = match[1]
    if "url" in facts:
        facts["url"] = re.sub(r"\\([_%&#$~{}])", r"\1", facts["url"]).removeprefix("\\url{").rstrip("}")
        facts.pop("doi", None)
    elif "doi" in facts:
        facts["doi"] = doi_address(facts["doi"].replace("\\_", "_")) or facts["doi"]
    facts["author"] = [name for text in _people(facts.get("author", "")) for name in split_names(_plain(text))]
    facts["keywords"] = [
        word for text in re.split("[,;]", facts.get("keywords", "")[:20_000]) if (word := _plain(text))
    ]
    facts["kind"] = _KINDS.get(kind)
    for name in ("langid", "language"):
        if name in facts:
            facts[name] = _LANGUAGES.get(facts[name].lower(), facts[name])
    if "date" in facts:
        facts["date"] = facts["date"].partition("/")[0]  # a range begins with its first day
    elif "year" in values:
        facts["year"] = _day(values)
    return {name: value for name, value in facts.items() if value}


def _day(values: dict[str, str]) -> str:
    """`year`, `month` and `day` as one date, as far as they go; a month may hold the day (`aug # " 14"`)."""
    year, month, day = (_plain(values.get(name, "")) for name in ("year", "month", "day"))
    found = re.search(r"[A-Za-z]{3}", month)
    number = _MONTHS.index(found[0].lower()) + 1 if found and found[0].lower() in _MONTHS else 0
    digits = re.findall(r"\d{1,2}", month)
    if not number and digits:
        number, digits = int(digits[0]), digits[1:]
    day = day or (digits[0] if digits else "")
    parts = [year, f"{number:02}" if number else "", day.zfill(2) if number and day else ""]
    return "-".join(part for part in parts if part)


def _people(text: str) -> list[str]:
    """Names parted by `and`, but not by one within braces."""
    parts: list[str] = [""]
    depth = 0
    for piece in re.split(r"([{}]|\s+and\s+)", text[:20_000]):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        if depth <= 0 and piece.strip() == "and":
            parts.append("")
        else:
            parts[-1] += piece
    return [part for part in parts if part.strip() and part.strip() != "others"]


def _bare(value: str, strings: dict[str, str]) -> str:
    """A value without its outermost quotes or braces; pieces joined by `#` as one, abbreviations in full."""
    parts: list[str] = []
    size = 0
    for part in _joined(value.strip()):
        if size > MAX_JOINED:
            break  # sixty abbreviations, each twice the one before, would stand for more than any memory holds
        part = part.strip()
        if part[:1] in ('"', "{") and part[-1:] in ('"', "}") and len(part) > 1:
            parts.append(part[1:-1])
        else:
            parts.append(strings.get(part.lower(), part))
        size += len(parts[-1])
    return "".join(parts)


def _joined(value: str) -> list[str]:
    if "#" not in value:
        return [value]
    parts, depth, quoted = [""], 0, False
    for character in value:
        if character == '"' and depth == 0:
            quoted = not quoted
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "#" and depth == 0 and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _plain(text: str) -> str:
    """LaTeX as text: accents and signs by pylatexenc, then the braces that keep capitals are removed."""
    if "\\" in text or "$" in text or "~" in text or "--" in text:
        from pylatexenc.latex2text import LatexNodes2Text

        with suppress(ValueError, IndexError, RecursionError):  # then it stays as it stands
            text = LatexNodes2Text(keep_braced_groups=False, math_mode="verbatim").latex_to_text(text[:100_000])
    return " ".join(text.replace("{", "").replace("}", "").split())


FORMATS = (Format("bibtex", "BibTeX and BibLaTeX (Zotero, JabRef): the entries that have an address",
                  read, recognises, gathers=True),)  # fmt: skip
