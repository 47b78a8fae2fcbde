"""Markdown (or any text) with YAML front matter, and plain YAML files: from text to a tree of nodes.

The related list is most of a story file, and the same entries stand in many files: in the largest corpus
161,223 entries are 4,172 distinct texts. So the list is cut out and split by its text, and each distinct
entry goes through the YAML parser once. The cut is made only where it cannot change the meaning:

- the rest of the front matter is parsed with a unique word in the list's place, and that word must come
  back as the value of `related`; a list that really stands inside a quoted text is found out so;
- only lines indented deeper than the list's dash may belong to an entry;
- an entry must parse on its own, to one mapping, without anchors;
- anything else is parsed as a whole.

`tests/ingest/test_frontmatter.py` holds the result against a full parse, on the corpora and on mutations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from graphbuild.ingest.node import Document, Duplicate, Node, YamlError, parse
from graphbuild.ingest.plain import documents, plain_document

_OPEN = re.compile(r"---[ \t]*\n")
_CLOSE = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_CLOSES = ("\n---", "\n...")
_RELATED = re.compile(r"^related:[ ]*\n(?=( *)- )", re.MULTILINE)
_LIST_END = re.compile(r"\n(?=[^ \n])")
_KEEP = re.compile(r"[|>][1-9]?\+")
_ANCHOR = re.compile(r"(?:^|[\s\[{,])[&*][^\s,\[\]{}]", re.MULTILINE)
_FIELD = re.compile(r"[A-Za-z_][\w-]*:(?: |\n|$)")
_KEY = "related:"
_NONCE = "graphbuild-related-list-5c1d09e27ab8"


class NoFrontMatter(ValueError):
    """A text that does not begin with a line `---`."""


@dataclass(slots=True)
class FrontMatter:
    """The text between the two `---` lines."""

    text: str
    first_line: int
    closed: bool


class Entry(NamedTuple):
    """One entry of a related list: its text as the key of the memo, and the line it begins on."""

    text: str
    line: int


@dataclass(slots=True)
class Page:
    """The root of a front matter; `entries` are the related list where it could be split off."""

    root: Node
    duplicates: list[Duplicate]
    entries: list[Entry] = field(default_factory=list)


def front_matter(text: str) -> FrontMatter:
    """Cut out the front matter. Raises `NoFrontMatter`.

    >>> front_matter("---\\ntitle: A\\n---\\nBody").text
    'title: A\\n'
    """
    opening = _OPEN.match(text)
    if not opening:
        raise NoFrontMatter
    closing = min((at for line in _CLOSES if (at := _closing(text, line, opening.end() - 1)) >= 0), default=-1)
    end = closing + 1 if closing >= 0 else len(text)
    return FrontMatter(text[opening.end() : end], 2, closing >= 0)


def _closing(text: str, line: str, start: int) -> int:
    """Where a closing line is, or -1; the expression alone would try every line."""
    at = text.find(line, start)
    while at >= 0 and not _CLOSE.match(text, at):
        at = text.find(line, at + 1)
    return at


def pages(text: str, first_line: int, known: EntryMemo) -> Iterator[Page]:
    """The YAML documents of a text, the related list split off where that is safe. Raises `YamlError`."""
    page = _split(text, first_line, known)
    if page is not None:
        yield page
        return
    for document in documents(text, first_line):
        yield Page(document.root, document.duplicates)


class EntryMemo:
    """The distinct entries met so far, each parsed once; lines are relative to the entry (first = 0).

    Entries that cannot be parsed on their own are remembered as `None`.
    """

    def __init__(self) -> None:
        self._documents: dict[str, Document | None] = {}
        self._pieces: dict[str, dict[str, tuple[str, int] | None]] = {}
        self._texts: dict[str, str] = {}

    def document(self, text: str) -> Document | None:
        """The entry's one-item list as a document, or `None` if it must be parsed with its file."""
        if text not in self._documents:
            self._documents[text] = self._parse(text)
        return self._documents[text]

    def entries(self, pieces: list[str], indent: str, line: int) -> list[Entry] | None:
        """The entries that begin behind the dashes of a list, from `line` on; `None` if one must be parsed otherwise.

        Most pieces have been met before: nothing is done for them but to look them up.
        """
        known = self._pieces.setdefault(indent, {})
        entries = []
        for piece in pieces:
            try:
                found = known[piece]
            except KeyError:
                found = known[piece] = self._met(f"{indent}- {piece}")
            if found is None:
                return None
            entries.append(Entry(found[0], line))
            line += found[1]
        return entries

    def _met(self, piece: str) -> tuple[str, int] | None:
        """The text of an entry, one object for all that are equal, and the lines to the next."""
        text = piece.rstrip("\n") + "\n"
        document = self.document(text)
        if document is None:
            return None
        return self._texts.setdefault(text, text), piece.count("\n") + 1

    @staticmethod
    def _parse(text: str) -> Document | None:
        document = plain_document(text, 0)
        if document is not None:  # nothing in it is deeper or shallower than it seems, or an anchor
            return document if _is_entry(document) else None
        if _KEEP.search(text) or _ANCHOR.search(text):
            return None
        indent = len(text) - len(text.lstrip(" "))
        if re.search(rf"\n {{0,{indent}}}[^ \n]", text):
            return None
        try:
            [document] = parse(text, 0)
        except ValueError:  # no YAML, or not one document
            return None
        return None if document.anchored or not _is_entry(document) else document


def _is_entry(document: Document) -> bool:
    """Whether a document is a list of one mapping."""
    root = document.root.value
    return isinstance(root, list) and len(root) == 1 and isinstance(root[0].value, dict)


def _split(text: str, first_line: int, known: EntryMemo) -> Page | None:
    """The page with its related list as entries, or `None` where only a full parse is sure to be right."""
    match = _list_begin(text)
    if not match or not match.group(1):
        return None
    begin, indent = match.end(), match.group(1)
    line = first_line + text.count("\n", 0, begin)
    # Behind the last dash is where the list ends. Should it end before, the piece that holds its end is no entry.
    last = text.rfind(f"\n{indent}- ", begin)
    end = _list_end(text, max(last + 1, begin))
    entries = _entries(text, begin, end, indent, line, known)
    if entries is None and end != (end := _list_end(text, begin)):
        entries = _entries(text, begin, end, indent, line, known)
    if entries is None or (end < len(text) and not _FIELD.match(text, end)):
        return None
    main = f"{text[: match.start()]}related: {_NONCE}\n{text[end:]}"
    try:
        [document] = documents(main, first_line)
    except (YamlError, ValueError):
        return None
    root = document.root.value
    if not isinstance(root, dict) or document.anchored:
        return None
    related = root.get("related")
    if related is None or related.value != _NONCE or any(d.key == "related" for d in document.duplicates):
        return None
    _shift(document, after=related.line, by=text.count("\n", begin, end))
    return Page(document.root, document.duplicates, entries)


def _list_begin(text: str) -> re.Match[str] | None:
    at = 0 if text.startswith(_KEY) else text.find(f"\n{_KEY}") + 1
    while at or text.startswith(_KEY):
        if match := _RELATED.match(text, at):
            return match
        at = text.find(f"\n{_KEY}", at) + 1
        if not at:
            break
    return None


def _list_end(text: str, begin: int) -> int:
    """Where the first line begins that is not indented."""
    match = _LIST_END.search(text, begin)
    return match.start() + 1 if match else len(text)


def _entries(text: str, begin: int, end: int, indent: str, line: int, known: EntryMemo) -> list[Entry] | None:
    region = text[begin + len(indent) + 2 : end].rstrip("\n")
    return known.entries(region.split(f"\n{indent}- "), indent, line)


def _shift(document: Document, after: int, by: int) -> None:
    """Give the nodes behind the cut their lines in the file."""
    pending = [document.root]
    while pending:
        node = pending.pop()
        if node.line > after:
            node.line += by
        if isinstance(node.value, dict):
            pending.extend(node.value.values())
        elif isinstance(node.value, list):
            pending.extend(node.value)
    for duplicate in document.duplicates:
        if duplicate.line > after:
            duplicate.line += by
