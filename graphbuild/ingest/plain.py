"""YAML in its plainest style, read line by line without a YAML parser: several times as fast.

Collectors write their files by one template: block mappings and lists, a value a line, in double quotes or so plain
that nothing in it could mean more than it says. A text that is wholly so is read here; at the first line that might
be anything else `plain_document` gives up, and the text goes through libyaml (`node.parse`). What is read here is
equal to what libyaml reads, lines and all: `tests/ingest/test_plain.py` compares the two on corpora and mutations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from graphbuild.ingest.node import Document, Node, parse

_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML forbids, takes for a line break or counts in its own way."""
KEY = r"[A-Za-z_][A-Za-z0-9_-]{0,63}+"
QUOTED = r'[^"\\\n]*+(?:\\["\\/nrt][^"\\\n]*+)*+'
"""What may stand between two quotes."""
PLAIN = r"(?:-?[^\W_]|/)[^ :#\n]*+(?:(?:[ ](?=[^ :#\n])|:(?=[^ :#\n]))[^ :#\n]++)*+"
_HEAD = re.compile(rf"( *)(- )?({KEY})")
_LINE = re.compile(rf'( *)(- )?(?:({KEY}):(?: +(?:"({QUOTED})"|({PLAIN})))?|"({QUOTED})"|({PLAIN})) *')
"""Indent, dash, key and quoted or plain value, or only a value."""
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {'"': '"', "\\": "\\", "/": "/", "n": "\n", "r": "\r", "t": "\t"}

_LONGEST = 200_000
_DEEPEST = 20
"""A larger or deeper text is left to the parser, which knows the limits."""

Line = tuple[int, bool, str | None, Node | None]
"""Indent, whether it is an item of a list, key, and value."""


def documents(text: str, first_line: int = 1) -> Iterator[Document]:
    """The documents of a YAML text, as `node.parse` gives them; raises what it raises."""
    document = plain_document(text, first_line)
    if document is None:
        yield from parse(text, first_line)
    else:
        yield document


def plain_document(text: str, first_line: int = 1) -> Document | None:
    """The one document of a text that is plain throughout, else `None`.

    >>> document = plain_document('title: "A"\\ntopics:\\n  - AI\\n')
    >>> document.root.value["topics"].value[0].value
    'AI'
    >>> plain_document("title: &a B\\n")
    """
    if is_odd(text):
        return None
    root: Node | None = None
    indents: list[int] = []  # of the open mappings and lists, outermost first
    open_nodes: list[Node] = []
    waiting: Node | None = None  # the value of a key behind which nothing stands yet
    for line, written in enumerate(text.split("\n"), first_line):
        if not written or not written.strip(" "):
            continue
        read = _read(written, line)
        if read is None:
            return None
        column, dash, key, value = read
        if waiting is not None and column > indents[-1]:
            if len(indents) == _DEEPEST:
                return None
            waiting.value, waiting.line, waiting.plain = ([] if dash else {}), line, False
            indents.append(column)
            open_nodes.append(waiting)
        elif root is None:
            root = Node([] if dash else {}, line)
            indents.append(column)
            open_nodes.append(root)
        else:
            while indents and indents[-1] > column:
                indents.pop()
                open_nodes.pop()
            if not indents or indents[-1] != column:
                return None
        waiting = None
        holder = open_nodes[-1].value
        if dash:
            if type(holder) is not list:
                return None
            if key is None:
                if value is None:
                    return None
                holder.append(value)
                continue
            item = Node({}, line)
            holder.append(item)
            indents.append(column + 2)
            open_nodes.append(item)
            holder = item.value
        if type(holder) is not dict or key is None or key in holder:
            return None
        if value is None:
            waiting = value = Node("", line, plain=True)
        holder[key] = value
    return None if root is None else Document(root, [], anchored=False)


def is_odd(text: str) -> bool:
    """Whether a text is too long, or holds what counts otherwise for YAML than it does here."""
    return len(text) > _LONGEST or bool(not text.replace("\n", "").isprintable() and _ODD.search(text))


def unescaped(quoted: str) -> str:
    """What stands between quotes, its escapes replaced."""
    return _ESCAPE.sub(lambda match: _ESCAPED[match.group(1)], quoted)


def _read(written: str, line: int) -> Line | None:
    """One line, unless it may mean more than it says."""
    head, colon, value = written.partition(': "')
    if (
        colon
        and value[-1:] == '"'
        and value.find('"') == len(value) - 1
        and "\\" not in value
        and (known := _head(head))
    ):
        return *known, Node(value[:-1], line)
    found = _LINE.fullmatch(written)
    if found is None:
        return None
    indent, dash, key, quoted, plain, quoted_item, plain_item = found.groups()
    quoted, plain = (quoted, plain) if key else (quoted_item, plain_item)
    node: Node | None = None
    if quoted is not None:
        node = Node(unescaped(quoted) if "\\" in quoted else quoted, line)
    elif plain is not None:
        node = Node(plain, line, plain=True)
    return len(indent), dash is not None, key, node


@lru_cache(maxsize=4096)
def _head(written: str) -> tuple[int, bool, str] | None:
    """Indent, dash and key of a line: a collection has few that differ."""
    found = _HEAD.fullmatch(written)
    return (len(found[1]), found[2] is not None, found[3]) if found else None
