"""The schema.org articles in a page's JSON-LD, which is read as sites write it, not only as it should be."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from graphbuild.ingest.webpage import ARTICLE_TYPES, Value
from graphbuild.problems import Report

MAX_NODES = 50_000
"""Nodes of a page's JSON-LD that are looked at."""

_MARKS = ("<!--", "-->", "<![CDATA[", "]]>", "/*", "*/", "//", ";")
"""What sites write around JSON so that old browsers, or XML, do not stumble over it."""
_LOOSE = re.compile(r'"(?:[^"\\]|\\.)*+"?+|,(?=\s*+[}\]])|/\*.*?(?:\*/|\Z)|//[^\n]*', re.DOTALL)
"""Strings, commas before a closing bracket, comments. What is opened and not closed reaches to the end: to look again
for an end from each quote would take time that grows with the square of the length."""
_NESTED = ("mainEntity", "mainEntityOfPage", "@graph", "itemListElement", "item", "hasPart", "about")
_LISTS = frozenset(("ItemList", "CollectionPage", "SearchResultsPage"))


class Graph:
    """All nodes of a page's JSON-LD, with the line of the block that each stands in."""

    def __init__(self, blocks: list[Value], report: Report) -> None:
        self.articles: list[tuple[dict[str, Any], int]] = []
        self.lists = False
        """Whether a node says that the page is a list of pages."""
        self._by_id: dict[str, dict[str, Any]] = {}
        self._seen = 0
        for block in blocks:
            for value in _parsed(block, report):
                self._walk(value, block.line)

    def known(self, value: Any) -> Any:
        """What a reference of the form `{"@id": …}` refers to, else the value itself."""
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
            return self._by_id.get(value["@id"], value)
        return value

    def texts(self, value: Any, *names: str) -> list[str]:
        """A value as texts: a text, a list of them, or nodes of which one of some properties is meant."""
        found: list[str] = []
        pending = [value]
        while pending and len(found) < MAX_VALUES:
            item = self.known(pending.pop())
            if isinstance(item, list):
                pending.extend(reversed(item[:MAX_VALUES]))
            elif isinstance(item, dict):
                for name in (*names, "@value"):
                    if isinstance(text := self.known(item.get(name)), str | int | float | list) and text != "":
                        pending.append(text)
                        break
            elif isinstance(item, str):
                if item.strip():
                    found.append(item)
            elif isinstance(item, int | float) and not isinstance(item, bool):
                found.append(str(item))
        return found

    def nodes(self, value: Any) -> list[Any]:
        """A value as a list, references followed."""
        items = value if isinstance(value, list) else [value]
        return [self.known(item) for item in items[:MAX_VALUES] if item is not None]

    def _walk(self, root: Any, line: int) -> None:
        pending = [root]
        while pending:
            value = pending.pop()
            if isinstance(value, list):
                pending.extend(reversed(value[:MAX_NODES]))
                continue
            if not isinstance(value, dict):
                continue
            self._seen += 1
            if self._seen > MAX_NODES:
                return
            if isinstance(name := value.get("@id"), str) and len(value) > 2:
                self._by_id.setdefault(name, value)
            kinds = types(value)
            if kinds & ARTICLE_TYPES and len(value) > 2:
                self.articles.append((value, line))
            self.lists = self.lists or bool(kinds & _LISTS)
            pending.extend(value[name] for name in reversed(_NESTED) if isinstance(value.get(name), dict | list))


MAX_VALUES = 200
"""Values of one property that are kept."""


def types(node: dict[str, Any]) -> set[str]:
    """A node's types without the vocabulary's address."""
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return {re.split("[/#:]", kind)[-1] for kind in kinds[:20] if isinstance(kind, str)}


def _parsed(block: Value, report: Report) -> Iterator[Any]:
    """The values of one block; usually one."""
    text = _bare(block.text)
    error = ""
    mended: tuple[Callable[[], str], ...] = (
        lambda: text,
        lambda: _LOOSE.sub(_tidied, text),
        lambda: _LOOSE.sub(_tidied, html.unescape(text)),
    )
    for mend in mended:
        try:
            values = list(_values(mend()))
        except RecursionError:
            error = "nested too deep"
            break
        except ValueError as reason:
            error = error or str(reason)
            continue
        yield from values
        return
    report.add("lost", block.line, "JSON-LD", "broken JSON", "left out; the rest of the page is read", error)


def _bare(text: str) -> str:
    """A text without the marks around it; a few at most, since each costs a copy."""
    text = text.strip("\ufeff \t\r\n")
    for _ in range(10):
        before = text
        for mark in _MARKS:
            text = text.removeprefix(mark).removesuffix(mark)
        text = text.strip()
        if text == before:
            break
    return text


def _tidied(match: re.Match[str]) -> str:
    """Strings stay, commas before a closing bracket and comments go."""
    return match[0] if match[0][0] == '"' else ""


_DECODER = json.JSONDecoder(strict=False)


def _values(text: str) -> Iterator[Any]:
    """The JSON values of a text, which may follow one another."""
    position, end = 0, len(text)
    while position < end:
        while position < end and text[position] in " \t\r\n;,":
            position += 1
        if position < end:
            value, position = _DECODER.raw_decode(text, position)
            yield value
