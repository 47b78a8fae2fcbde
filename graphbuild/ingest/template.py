"""Texts of one template: what stands on which line, found out once for all texts that differ in their values only.

A collector writes thousands of stories by one program, so that few sequences of keys, indents and quotes differ: the
largest corpus has a hundred, and ten among the entries of its lists. The lines of a text without their values are
looked up; only where they were never met before is the text made into nodes (see plain.py) to learn what its lines are.
`tests/ingest/test_template.py` holds what comes of it equal to what comes of the nodes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from graphbuild.ingest.fields import Fields
from graphbuild.ingest.node import Node
from graphbuild.ingest.plain import KEY, PLAIN, QUOTED, is_odd, plain_document, unescaped
from graphbuild.ingest.story import ADDRESS_FIELDS, STANDS_IN
from graphbuild.ingest.values import READ
from graphbuild.problems import Report

_LINE = re.compile(rf'^( *+(?:- )?(?:{KEY}:(?= |$))? *+"?+)((?<="){QUOTED}"|(?<= ){PLAIN}|(?<![ "])) *$', re.MULTILINE)
"""Indent, dash, key and quote of a line, and its value with the quote behind it; whether there is one tells the first.

So a line that ends in a space where a value might stand is none.
"""
_NULL = frozenset(("null", "Null", "NULL"))
_MOST = 4096
"""Templates that are remembered, and maps of topics by template; a file of a stranger may be like no other."""

_OFTEN, _FEW = 500, 4
"""How often a template is met before it is a frequent one, and how many are."""

Heads = tuple[str, ...]
"""The lines of a text without their values."""
Lines = tuple[int, ...]
Listed = tuple[tuple[str, int], ...]
"""Topics, and the lines on which they stand."""


class Odd(Exception):
    """Something that no template tells of: the nodes do."""


@dataclass(slots=True)
class Template:
    """An article's lines. Each number is a line, counted from the first of the text."""

    entry: bool
    """Whether it is that of a related list with one entry, else that of a whole file."""
    start: int
    """Where the article begins."""
    related: int | None
    """Where its related list should stand."""
    addresses: tuple[tuple[str, int], ...]
    """The fields that hold them."""
    facts: tuple[tuple[str, Callable[[str], Any], int], ...]
    """Attributes of the article, how their values are read, and where they stand."""
    title: int
    title_field: str
    excerpt: int | None
    provider: Provider | None
    topics: Lines
    images: tuple[Picture, ...]
    unknown: tuple[str, ...]
    """Fields that are not read, by path."""
    below: Mapping[str, int]
    quoted: Lines
    """The lines whose values stand in quotes."""
    path: str
    """What the names of fields begin with in problems."""
    _belows: dict[Listed, Mapping[str, int]] = field(default_factory=dict)

    def below_with(self, topics: Listed) -> Mapping[str, int]:
        """See `Article.below`. Articles of a template have one map, if they have the same topics."""
        if not topics:
            return self.below
        known = self._belows.get(topics)
        if known is None:
            known = {**self.below, **{f"topic {name}": line - self.start for name, line in topics}}
            if len(self._belows) < _MOST:
                self._belows[topics] = known
        return known


@dataclass(frozen=True, slots=True)
class Provider:
    """The lines of a publisher."""

    start: int
    name: int
    domain: int
    images: tuple[Picture, ...]


Picture = tuple[int, int | None, int | None]
"""The lines of a picture's address, width and height."""


class Templates:
    """The templates met so far."""

    def __init__(self) -> None:
        self._known: dict[Heads, Template | None] = {}
        self._met: set[int] = set()
        self._times: Counter[Heads] = Counter()
        self._frequent: dict[Heads, re.Pattern[str]] = {}
        """What matches the whole of a text; only of the few templates that most texts are of, since to make such an
        expression takes as long as to split hundreds of texts."""

    def match(self, text: str) -> tuple[Template, list[str]] | None:
        """The template of a text and the value on each line; `None` for a text that is not so plain.

        Also for the first of its kind: making a template takes longer than reading one text.
        """
        if is_odd(text) or (lines := self._lines(text)) is None:
            return None
        heads, found = lines
        if not _NULL.isdisjoint(found):
            return None  # nothing stands there, whatever stands on that line in other texts
        template = self._known.get(heads)
        if template is None and (template := self._made(heads, text)) is None:
            return None
        values = list(found)
        for line in template.quoted:
            value = values[line][:-1]
            values[line] = unescaped(value) if "\\" in value else value
        return template, values

    def _lines(self, text: str) -> tuple[Heads, tuple[str, ...]] | None:
        """The lines without their values, and the values."""
        for heads, whole in self._frequent.items():
            if matched := whole.fullmatch(text):
                return heads, matched.groups()
        lines = _LINE.findall(text)
        if len(lines) != text.count("\n") + 1:
            return None
        heads, found = zip(*lines, strict=True)
        if len(self._frequent) < _FEW and heads in self._known:
            self._times[heads] += 1
            if self._times[heads] == _OFTEN:
                self._frequent[heads] = _whole(heads)
        return heads, found

    def _made(self, heads: Heads, text: str) -> Template | None:
        if heads in self._known or len(self._known) == _MOST:
            return None
        if (number := hash(heads)) not in self._met and len(self._met) < _MOST:
            self._met.add(number)
            return None
        document = plain_document(text, 0)
        template = None
        if document is not None:
            quoted = tuple(line for line, head in enumerate(heads) if head.endswith('"'))
            with suppress(Odd):
                template = _template(document.root, quoted)
        self._known[heads] = template
        return template


def _whole(heads: Heads) -> re.Pattern[str]:
    """What matches a text of these lines and finds their values, as `_LINE` does line by line in three times the time.

    A head takes all blanks and the quote before a value, and no value begins with what could belong to its head.
    """
    ends = {'"': rf'({QUOTED}") *', " ": rf"({PLAIN}) *"}
    return re.compile("\n".join(re.escape(head) + ends.get(head[-1:], "()") for head in heads))


def _template(root: Node, quoted: Lines) -> Template:
    entry = isinstance(root.value, list)
    if isinstance(root.value, list):
        if len(root.value) != 1:
            raise Odd
        root = root.value[0]
    mapping = root.value
    if not isinstance(mapping, dict) or "items" in mapping or ("title" in mapping and "name" in mapping):
        raise Odd
    if not entry and "taxonomy" in mapping:
        raise Odd
    path = "related." if entry else ""
    title_field = "title" if "title" in mapping else "name"
    title = _line(mapping, title_field)
    related = None if entry else _line(mapping, "related")
    if title is None:
        raise Odd
    facts = []
    for attribute, (name, read, plain) in READ.items():
        line = _line(mapping, name)
        if line is None:
            continue
        if (plain and line in quoted) or (related is not None and line > related):
            raise Odd  # a number in quotes is reported; what stands behind the list moves with its length
        facts.append((attribute, read, line))
    asked = {name for names in STANDS_IN.values() for name in names} | {"provider", "topics"}
    if not entry:
        asked.add("related")
    provider, unknown = _provider(mapping, path, quoted)
    images = tuple(_pictures(mapping, path, unknown, quoted))
    unknown += [path + name for name in mapping if name not in asked]
    known = [node.line for name, node in mapping.items() if name in asked]
    if related is not None and max(known) > related:
        raise Odd
    return Template(
        entry=entry,
        start=root.line,
        related=related,
        addresses=tuple((name, line) for name in ADDRESS_FIELDS if (line := _line(mapping, name)) is not None),
        facts=tuple(facts),
        title=title,
        title_field=path + title_field,
        excerpt=_line(mapping, "excerpt"),
        provider=provider,
        topics=tuple(map(_own, _list(mapping, "topics"))),
        images=images,
        unknown=tuple(unknown),
        below=Fields(root, Report()).below(STANDS_IN.items()),
        quoted=quoted,
        path=path,
    )


def _provider(mapping: dict[str, Node], path: str, quoted: Lines) -> tuple[Provider | None, list[str]]:
    """The publisher, and the fields in it that are not read."""
    unknown: list[str] = []
    block = mapping.get("provider")
    if block is None or block.is_null:
        return None, unknown
    if not isinstance(block.value, dict):
        raise Odd
    path += "provider."
    images = tuple(_pictures(block.value, path, unknown, quoted))
    unknown += [path + name for name in block.value if name not in ("domain", "name", "images")]
    name, domain = _line(block.value, "name"), _line(block.value, "domain")
    if name is None or domain is None:
        raise Odd
    return Provider(block.line, name, domain, images), unknown


def _pictures(mapping: dict[str, Node], path: str, unknown: list[str], quoted: Lines) -> Iterator[Picture]:
    for image in _list(mapping, "images"):
        if not isinstance(image.value, dict) or (address := _line(image.value, "url")) is None:
            raise Odd
        unknown += [f"{path}images.{name}" for name in image.value if name not in ("url", "width", "height")]
        width, height = _line(image.value, "width"), _line(image.value, "height")
        if width in quoted or height in quoted:
            raise Odd
        yield address, width, height


def _list(mapping: dict[str, Node], name: str) -> list[Node]:
    node = mapping.get(name)
    if node is None or node.is_null:
        return []
    if not isinstance(node.value, list):
        raise Odd
    return node.value


def _line(mapping: dict[str, Node], name: str) -> int | None:
    """Where a value stands, if there is one."""
    node = mapping.get(name)
    return None if node is None or node.is_null else _own(node)


def _own(node: Node) -> int:
    if not isinstance(node.value, str):
        raise Odd
    return node.line
