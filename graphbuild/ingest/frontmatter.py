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

from graphbuild.ingest.node import Document, Duplicate, Node, YamlError, parse

_OPEN = re.compile(r"---[ \t]*\n")
_CLOSE = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_RELATED = re.compile(r"^related:[ ]*\n(?=( *)- )", re.MULTILINE)
_LIST_END = re.compile(r"\n(?=[^ \n])")
_KEEP = re.compile(r"[|>][1-9]?\+")
_ANCHOR = re.compile(r"(?:^|[\s\[{,])[&*][^\s,\[\]{}]", re.MULTILINE)
_NONCE = "graphbuild-related-list-5c1d09e27ab8"


class NoFrontMatter(ValueError):
    """A text that does not begin with a line `---`."""


@dataclass(slots=True)
class FrontMatter:
    """The text between the two `---` lines."""

    text: str
    first_line: int
    closed: bool


@dataclass(slots=True)
class Entry:
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
    closing = _CLOSE.search(text, opening.end() - 1)
    end = closing.start() + 1 if closing else len(text)
    return FrontMatter(text[opening.end() : end], 2, closing is not None)


def pages(text: str, first_line: int, known: EntryMemo) -> Iterator[Page]:
    """The YAML documents of a text, the related list split off where that is safe. Raises `YamlError`."""
    page = _split(text, first_line, known)
    if page is not None:
        yield page
        return
    for document in parse(text, first_line):
        yield Page(document.root, document.duplicates)


class EntryMemo:
    """The distinct entries met so far, each parsed once; lines are relative to the entry (first = 0).

    Entries that cannot be parsed on their own are remembered as `None`.
    """

    def __init__(self) -> None:
        self._documents: dict[str, Document | None] = {}

    def document(self, text: str) -> Document | None:
        """The entry's one-item list as a document, or `None` if it must be parsed with its file."""
        if text not in self._documents:
            self._documents[text] = self._parse(text)
        return self._documents[text]

    @staticmethod
    def _parse(text: str) -> Document | None:
        if _KEEP.search(text) or _ANCHOR.search(text):
            return None
        indent = len(text) - len(text.lstrip(" "))
        if re.search(rf"\n {{0,{indent}}}[^ \n]", text):
            return None
        try:
            [document] = parse(text, 0)
        except ValueError:  # no YAML, or not one document
            return None
        root = document.root.value
        if document.anchored or not isinstance(root, list) or len(root) != 1:
            return None
        return document if isinstance(root[0].value, dict) else None


def _split(text: str, first_line: int, known: EntryMemo) -> Page | None:
    """The page with its related list as entries, or `None` where only a full parse is sure to be right."""
    match = _RELATED.search(text)
    if not match:
        return None
    indent = match.group(1)
    if not indent:
        return None
    end_match = _LIST_END.search(text, match.end() - 1)
    end = end_match.start() + 1 if end_match else len(text)
    if end_match and not re.match(r"[A-Za-z_][\w-]*:(?: |\n|$)", text[end:]):
        return None
    region = text[match.end() : end]
    entries = []
    line = first_line + text.count("\n", 0, match.end())
    for piece in re.split(rf"\n(?={indent}- )", region.rstrip("\n")):
        entry = piece.rstrip("\n") + "\n"
        if known.document(entry) is None:
            return None
        entries.append(Entry(entry, line))
        line += piece.count("\n") + 1
    main = f"{text[: match.start()]}related: {_NONCE}\n{text[end:]}"
    try:
        [document] = parse(main, first_line)
    except (YamlError, ValueError):
        return None
    root = document.root.value
    if not isinstance(root, dict) or document.anchored:
        return None
    related = root.get("related")
    if related is None or related.value != _NONCE or any(d.key == "related" for d in document.duplicates):
        return None
    _shift(document, after=related.line, by=region.count("\n"))
    return Page(document.root, document.duplicates, entries)


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
