"""YAML as a tree of nodes with line numbers, read from PyYAML's event stream by a constructor of our own.

Why not `yaml.safe_load`: it makes one impossible date spoil a whole file, turns the word `NO` into false,
lets the last of two equal keys win without a word, crashes the process on 30,000 nested brackets, and knows
no lines. Here plain scalars stay text (fields.py gives them types by field), depth and size are bounded,
and libyaml's parser still does the syntax: about 3.5 times as fast as CSafeLoader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

MAX_DEPTH = 100
"""Levels of nesting; real files have four."""
_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"

MAX_NODES = 1_000_000
"""Nodes after aliases are followed; a file of nine lines can ask for billions."""

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map", "timestamp")
)


_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


class YamlError(ValueError):
    """A text that is not YAML, or YAML that is not safe to read; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Node:
    """A YAML value: `value` is a text, a list of nodes or a dict from text to node."""

    __slots__ = ("line", "plain", "size", "value")

    def __init__(self, value: str | list[Node] | dict[str, Node], line: int, plain: bool = False) -> None:
        self.value = value
        self.line = line
        self.plain = plain
        """Written without quotes, so that `null` means nothing and `yes` may mean true."""
        self.size = 1

    @property
    def is_null(self) -> bool:
        """Whether the value is YAML's null: nothing at all, `~` or an unquoted `null`."""
        return self.plain and self.value in _NULL


class Duplicate:
    """A key that stands twice in one mapping; the later one is taken, as YAML readers do."""

    __slots__ = ("dropped", "key", "line")

    def __init__(self, key: str, line: int, dropped: str) -> None:
        self.key = key
        self.line = line
        self.dropped = dropped
        """The value that is not taken, if it is a text."""


class Document:
    """One YAML document: its root node, the keys that stand twice, and whether it used anchors."""

    __slots__ = ("anchored", "duplicates", "root")

    def __init__(self, root: Node, duplicates: list[Duplicate], anchored: bool) -> None:
        self.root = root
        self.duplicates = duplicates
        self.anchored = anchored


def parse(text: str, first_line: int = 1) -> Iterator[Document]:
    """The documents of a YAML text; lines are counted from `first_line`.

    Raises `YamlError` for what is no YAML, for nesting over `MAX_DEPTH`, for more than `MAX_NODES` nodes
    and for tags outside YAML's core (`!!python/object` and the like).

    >>> [document] = parse("title: NO\\nquality: 32")
    >>> document.root.value["title"].value, document.root.value["quality"].line
    ('NO', 2)
    """
    try:
        loader = _Loader(text)
    except yaml.YAMLError as error:
        raise _explained(error, text, first_line) from None
    try:
        yield from _documents(loader, first_line)
    except yaml.YAMLError as error:
        raise _explained(error, text, first_line) from None
    finally:
        loader.dispose()


def join_surrogates(text: str) -> str:
    r"""Write a pair of surrogate escapes, as JSON has them, as the one escape that YAML has.

    >>> join_surrogates(r'"\ud83d\ude00"')
    '"\\U0001F600"'
    """

    def joined(match: re.Match[str]) -> str:
        high, low = int(match.group(2), 16), int(match.group(3), 16)
        return f"{match.group(1)}\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"

    return _SURROGATES.sub(joined, text)


def _documents(loader: yaml.BaseLoader, first_line: int) -> Iterator[Document]:
    anchors: dict[str, Node | None] = {}
    duplicates: list[Duplicate] = []
    stack: list[Node] = []
    keys: list[Node | None] = []  # for each open mapping: the key that waits for its value
    names: list[str | None] = []  # for each open collection: its anchor
    anchored = False
    root: Node | None = None
    get_event: Callable[[], yaml.Event] = loader.get_event
    while True:
        event: Any = get_event()
        kind = type(event)
        if kind is yaml.ScalarEvent:
            line = event.start_mark.line + first_line
            node = Node(event.value, line, not event.style and event.tag is None)
        elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
            line = event.start_mark.line + first_line
            if len(stack) == MAX_DEPTH:
                raise YamlError(_TOO_DEEP, line)
            _check_tag(event, line)
            if event.anchor:
                anchors[event.anchor] = None
                anchored = True
            stack.append(Node([] if kind is yaml.SequenceStartEvent else {}, line))
            keys.append(None)
            names.append(event.anchor)
            continue
        elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
            node = stack.pop()
            keys.pop()
            if isinstance(node.value, dict) and "<<" in node.value:
                _merge(node.value)
            if name := names.pop():
                anchors[name] = node
        elif kind is yaml.AliasEvent:
            line = event.start_mark.line + first_line
            target = anchors.get(event.anchor)
            if target is None:
                raise YamlError("an alias without an anchor before it: a text that begins with * needs quotes", line)
            node, anchored = target, True
        elif kind is yaml.DocumentStartEvent:
            anchors, duplicates, anchored, root = {}, [], False, None
            continue
        elif kind is yaml.DocumentEndEvent:
            if root is not None:
                yield Document(root, duplicates, anchored)
            continue
        elif kind is yaml.StreamEndEvent:
            return
        else:
            continue
        if kind is yaml.ScalarEvent:
            if event.tag:
                _check_tag(event, node.line)
            if event.anchor:
                anchors[event.anchor] = node
                anchored = True
        if not stack:
            root = node
            continue
        parent = stack[-1]
        parent.size += node.size
        if parent.size > MAX_NODES:
            raise YamlError(f"more than {MAX_NODES:,} values once its aliases are followed", node.line)
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif keys[-1] is None:
            if not isinstance(node.value, str):
                raise YamlError("a list or mapping where a field name should stand", node.line)
            keys[-1] = node
        else:
            field = keys[-1].value
            assert isinstance(field, str) and isinstance(parent.value, dict)
            if field in parent.value:
                earlier = parent.value[field].value
                duplicates.append(Duplicate(field, keys[-1].line, earlier if isinstance(earlier, str) else ""))
            parent.value[field] = node
            keys[-1] = None


def _merge(mapping: dict[str, Node]) -> None:
    """YAML's merge key: `<<: *base` gives the fields of another mapping that this one has not."""
    merged = mapping["<<"]
    others = merged.value if isinstance(merged.value, list) else [merged]
    if not all(isinstance(other, Node) and isinstance(other.value, dict) for other in others):
        return
    del mapping["<<"]
    for other in others:
        assert isinstance(other, Node) and isinstance(other.value, dict)
        for name, node in other.value.items():
            mapping.setdefault(name, node)


def _check_tag(event: Any, line: int) -> None:
    if event.tag and event.tag != "!" and event.tag not in _CORE_TAGS:
        raise YamlError("a tag that is not plain data", line)


def _explained(error: yaml.YAMLError, text: str, first_line: int) -> YamlError:
    """PyYAML's error in one line, with the line of the file it is about."""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if error.context_mark and "unexpected end" in (error.problem or ""):
            mark = error.context_mark  # where the quote stands that is never closed
        line = mark.line + first_line if mark else first_line
        if "nesting depth" in (error.problem or ""):  # newer releases of libyaml have a limit of their own
            return YamlError(_TOO_DEEP, line)
        return YamlError(" ".join(filter(None, (error.context, error.problem))) or "broken YAML", line)
    position = getattr(error, "position", None)
    if isinstance(position, int):
        # libyaml counts bytes, the pure-Python reader characters; both are near enough for a line.
        line = text.encode("utf-8", "surrogatepass")[:position].count(b"\n") + first_line
        return YamlError("a character that no text file may hold", line)
    return YamlError("broken YAML", first_line)
