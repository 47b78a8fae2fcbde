"""Markdown (or any text) with YAML front matter, and plain YAML files: from bytes to a tree of nodes.

The related list is most of a story file, and the same entries stand in many files: in the largest corpus
161,223 entries are 4,172 distinct texts. So the list is cut out and split by its text, and each distinct
entry is read once. The cut is made only where it cannot change the meaning:

- the rest of the front matter is read with a unique word in the list's place, and that word must come
  back as the value of `related`; a list that really stands inside a quoted text is found out so;
- only lines indented deeper than the list's dash may belong to an entry;
- an entry must parse on its own, to one mapping, without anchors;
- anything else is parsed as a whole.

Texts are UTF-8, with `\\n` between lines: looking entries up is most of the work, and bytes are looked up in half the
time of text, half of whose characters would need two bytes for one apostrophe.

`tests/ingest/test_frontmatter.py` holds the result against a full parse, on the corpora and on mutations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from graphbuild.ingest.node import Document, Duplicate, Node, YamlError, parse
from graphbuild.ingest.plain import documents, plain_document
from graphbuild.ingest.template import Template, Templates

_OPEN = re.compile(rb"---[ \t]*\n")
_CLOSE = re.compile(rb"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_CLOSES = (b"\n---", b"\n...")
_RELATED = re.compile(rb"^related:[ ]*\n(?=( *)- )", re.MULTILINE)
_LIST_END = re.compile(rb"\n(?=[^ \n])")
_KEEP = re.compile(r"[|>][1-9]?\+")
_ANCHOR = re.compile(r"(?:^|[\s\[{,])[&*][^\s,\[\]{}]", re.MULTILINE)
_FIELD = re.compile(r"[A-Za-z_][\w-]*:(?: |\n|$)")
_KEY = b"related:"
NONCE = "graphbuild-related-list-5c1d09e27ab8"
"""Stands in the list's place while the rest is read."""


class NoFrontMatter(ValueError):
    """A text that does not begin with a line `---`."""


@dataclass(slots=True)
class Matter:
    """A text of fields: that between the two `---` lines, or a whole YAML file."""

    data: bytes
    """The whole file."""
    start: int
    first_line: int
    fenced: bool
    """Whether it ends at the next line `---` or `...`."""
    _closing: int | None = None
    """Where the line break before its closing line is, or -1; `None` until it is looked for."""

    @property
    def text(self) -> str:
        """The fields."""
        return _text(self.data[self.start : self.end()])

    @property
    def closed(self) -> bool:
        """Whether its end is marked, if it must be."""
        self.end()
        return not self.fenced or self._closing != -1

    def end(self, after: int | None = None) -> int:
        """Where it ends: at least `after`, if somebody knows so."""
        if not self.fenced:
            return len(self.data)
        if self._closing is None:
            self._closing = _closing(self.data, (self.start if after is None else after) - 1)
        return self._closing + 1 or len(self.data)


@dataclass(slots=True)
class Entry:
    """A distinct entry of related lists: what it says, until somebody makes something of it."""

    key: str
    """A checksum of its text."""
    text: str
    found: Document | tuple[Template, list[str]] | None
    """The list of this one entry as a document, or the template of its text and the values in it."""
    made: Any = None
    """What was made of it, where it was met first."""

    def document(self) -> Document:
        """The list of this one entry."""
        document = self.found if isinstance(self.found, Document) else entry_document(self.text)
        assert document is not None
        return document


@dataclass(slots=True)
class Cut:
    """A text of fields without its related list."""

    text: str
    """The fields, the list replaced by `NONCE`."""
    entries: list[tuple[Entry, int]]
    """The entries of the list, each with the lines from it to the next."""
    line: int
    """The line of the first entry."""
    place: tuple[int, int]
    """Where the list begins and ends in the file."""


@dataclass(slots=True)
class Page:
    """The root of a text of fields; `cut` holds the related list where it could be split off."""

    root: Node
    duplicates: list[Duplicate]
    cut: Cut | None = None


def front_matter(data: bytes) -> Matter:
    """The front matter of a file. Raises `NoFrontMatter`.

    >>> front_matter(b"---\\ntitle: A\\n---\\nBody").text
    'title: A\\n'
    """
    opening = _OPEN.match(data)
    if not opening:
        raise NoFrontMatter
    return Matter(data, opening.end(), 2, fenced=True)


def _closing(data: bytes, start: int, end: int | None = None) -> int:
    """The line break before the first closing line between two places, or -1."""
    found = -1
    for line in _CLOSES:  # the expression alone would try every line
        at = data.find(line, start, end)
        while at >= 0 and not _CLOSE.match(data, at):
            at = data.find(line, at + 1, end)
        found = at if found < 0 or 0 <= at < found else found
    return found


def pages(matter: Matter, cut: Cut | None) -> Iterator[Page]:
    """The YAML documents of a text, the related list split off if it can be. Raises `YamlError`."""
    page = _page(matter, cut) if cut else None
    if page is not None:
        yield page
        return
    for document in documents(matter.text, matter.first_line):
        yield Page(document.root, document.duplicates)


Found = tuple[Entry, int]
"""An entry and the lines to the next."""


class EntryMemo:
    """The distinct entries met so far, each read once; lines are relative to the entry (first = 0)."""

    def __init__(self, templates: Templates | None = None) -> None:
        self._templates = templates or Templates()
        self._entries: dict[str, Entry | None] = {}
        self._pieces: dict[bytes, dict[bytes, Found]] = {}

    def entries(self, pieces: list[bytes], indent: bytes) -> tuple[list[Found], int] | None:
        """The entries that begin behind the dashes of a list, and how much of the last piece belongs to it.

        `None` if one must be parsed with its file. The pieces may go on behind the end of the list. Most have been met
        before: nothing is done for them but to look them up.
        """
        known = self._pieces.setdefault(indent, {})
        found: list[Any] = list(map(known.get, pieces))
        for number, one in enumerate(found):
            if one is not None:
                continue
            piece = pieces[number]
            end = _LIST_END.search(piece)
            own = piece[: end.start()].rstrip(b"\n") if end else piece
            found[number] = known.get(own) or self._met(own, indent, known)
            if found[number] is None:
                return None
            if end:
                return found[: number + 1], end.start() + 1
        return found, len(pieces[-1])

    def _met(self, piece: bytes, indent: bytes, known: dict[bytes, Found]) -> Found | None:
        """An entry that stands so for the first time, and the lines to the next."""
        written = b"%b- %b\n" % (indent, piece.rstrip(b"\n"))
        key = blake2b(written, digest_size=16).hexdigest()
        if key not in self._entries:
            self._entries[key] = self._read(key, _text(written))
        entry = self._entries[key]
        if entry is None:
            return None
        known[piece] = found = (entry, piece.count(b"\n") + 1)
        return found

    def _read(self, key: str, text: str) -> Entry | None:
        """An entry, or `None` if it must be parsed with its file."""
        matched = self._templates.match(text)
        if matched and matched[0].entry:
            return Entry(key, text, matched)
        document = entry_document(text)
        return Entry(key, text, document) if document else None


def entry_document(text: str) -> Document | None:
    """The one-item list that an entry is, or `None` if it must be parsed with its file."""
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


def cut(matter: Matter, known: EntryMemo) -> Cut | None:
    """A text of fields without its related list, or `None` where only a full parse is sure to be right."""
    data = matter.data
    match = _list_begin(data, matter.start)
    if not match or not match[1] or (matter.fenced and _closing(data, matter.start - 1, match.start()) >= 0):
        return None
    dash = b"\n%b- " % match[1]
    begin = match.end() + len(dash) - 1
    pieces = data[begin:].split(dash)
    listed = known.entries(pieces, match[1])
    if listed is None:
        return None
    entries, last = listed
    end = begin + sum(map(len, pieces[: len(entries) - 1])) + (len(entries) - 1) * len(dash) + last
    rest = _text(data[end : matter.end(end)])
    if rest and not _FIELD.match(rest):
        return None
    head = _text(data[matter.start : match.start()])
    line = matter.first_line + head.count("\n") + 1
    return Cut(f"{head}related: {NONCE}\n{rest}", entries, line, (match.end(), end))


def _page(matter: Matter, cut: Cut) -> Page | None:
    """The page whose list was cut out, or `None` if it was none."""
    try:
        [document] = documents(cut.text, matter.first_line)
    except (YamlError, ValueError):
        return None
    root = document.root.value
    if not isinstance(root, dict) or document.anchored:
        return None
    related = root.get("related")
    if related is None or related.value != NONCE or any(d.key == "related" for d in document.duplicates):
        return None
    _shift(document, after=related.line, by=matter.data.count(b"\n", *cut.place))
    return Page(document.root, document.duplicates, cut)


def _list_begin(data: bytes, start: int) -> re.Match[bytes] | None:
    match = _RELATED.match(data, start)
    while match is None and (start := data.find(b"\n" + _KEY, start) + 1):
        match = _RELATED.match(data, start)
    return match


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


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
