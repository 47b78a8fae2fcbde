"""Markup that no XML parser takes, as a stream of tags and texts.

No input is refused, and each character is looked at a bounded number of times: `html.parser` of the standard
library looks again and again at tags that never end.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

MAX_ATTRIBUTES = 1_000
"""Attributes of one tag; further ones are not read."""


class Tag(NamedTuple):
    """A start tag, or an end tag (`end`); names in lower case."""

    name: str
    attributes: dict[str, str]
    line: int
    end: bool = False
    empty: bool = False
    """Written `<a/>`."""


class Text(NamedTuple):
    """Text between tags; `literal` in a CDATA section, where entities mean nothing."""

    text: str
    line: int
    literal: bool = False


_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_NAME = re.compile(r"[^\W\d][^\s/>=\"'<]*")
_ATTRIBUTE = re.compile(r"([^\s=\"'/<>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_STEP = re.compile(r"=\s*+\"[^\"]{0,8192}\"|=\s*+'[^']{0,8192}'|[<>]")
"""What ends a tag, or an attribute's value, which may hold what would end it."""
_DECLARED = re.compile(r"<!ENTITY\s+([\w.-]{1,64})\s+(?:\"([^\"&%<]{0,200})\"|'([^'&%<]{0,200})')\s*>")

_HTML = frozenset(
    "a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button canvas caption "
    "center cite code col colgroup data dd del details dfn dir div dl dt em embed fieldset figcaption figure font "
    "footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link "
    "main map mark menu meta nav nobr noscript object ol optgroup option p param picture pre q rb rp rt rtc ruby s "
    "samp script section select small source span strike strong style sub summary sup svg table tbody td template "
    "textarea tfoot th thead time title tr track tt u ul var video wbr".split()
)
_TAG_LIKE = re.compile(r"<(/?)([A-Za-z][\w:.-]*)(?:\s[^<>]*)?(/?)>")


def tokens(text: str, line: int = 1) -> Iterator[Tag | Text]:
    """The tags and texts of a document that begins on `line`; comments, instructions and declarations are left out."""
    at, ends = 0, _Ends(text)
    counted = 0

    def line_at(position: int) -> int:
        nonlocal line, counted
        line += text.count("\n", counted, position)
        counted = position
        return line

    while at < len(text):
        start = text.find("<", at)
        if start < 0:
            yield Text(text[at:], line_at(at))
            return
        if start > at:
            yield Text(text[at:start], line_at(at))
        if text.startswith("<![CDATA[", start):
            end = ends.find("]]>", start)
            yield Text(text[start + 9 : end if end >= 0 else len(text)], line_at(start), literal=True)
            at = end + 3 if end >= 0 else len(text)
        elif text.startswith("<!--", start):
            end = ends.find("-->", start)
            at = end + 3 if end >= 0 else _after(ends.find(">", start), text)
        elif text.startswith(("<!", "<?"), start):
            at = _after_declaration(text, ends, start)
        else:
            tag, at = _tag(text, start, line_at(start))
            yield tag


class _Ends:
    """Where things end. That one has no end is found out once: a million unclosed comments cost one search."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._none: set[str] = set()

    def find(self, mark: str, start: int) -> int:
        """The next place of a mark, or -1."""
        if mark in self._none:
            return -1
        place = self._text.find(mark, start)
        if place < 0:
            self._none.add(mark)
        return place


def _after(place: int, text: str) -> int:
    return place + 1 if place >= 0 else len(text)


def _after_declaration(text: str, ends: _Ends, start: int) -> int:
    """Behind `<?…>` or `<!…>`; a document type may hold declarations of its own between brackets."""
    end = ends.find(">", start)
    if end >= 0 and "[" in text[start:end] and text[start : start + 9].upper() == "<!DOCTYPE":
        inner = ends.find("]", start)
        if inner >= 0:
            return _after(ends.find(">", inner), text)
    return _after(end, text)


def _tag(text: str, start: int, line: int) -> tuple[Tag | Text, int]:
    is_end = text.startswith("</", start)
    name = _NAME.match(text, start + 1 + is_end)
    if name is None:
        return Text("<", line), start + 1  # a sign, not a tag
    at = name.end()
    while (step := _STEP.search(text, at)) and step.group() not in "<>":
        at = step.end()
    end = step.start() if step else len(text)
    body = text[name.end() : end]
    attributes: dict[str, str] = {}
    if not is_end:
        for match in islice(_ATTRIBUTE.finditer(body), MAX_ATTRIBUTES):
            value = next((value for value in match.groups()[1:] if value is not None), "")
            attributes.setdefault(match[1].lower(), unescape(value))
    # A tag that was never closed ends before the next one.
    after = end + 1 if step and step.group() == ">" else end
    return Tag(name.group().lower(), attributes, line, is_end, body.rstrip().endswith("/")), after


def unescape(text: str) -> str:
    """Entities as the characters they stand for. Only those that are written with their semicolon: `?a=1&copy=2` stays.

    >>> unescape("AT&amp;T &#8211; &copy=2 &nosuch;")
    'AT&T – &copy=2 &nosuch;'
    """
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text) if "&" in text else text


def declared_entities(text: str) -> dict[str, str]:
    """The entities that a document type declares as plain text; those that stand for others are left alone."""
    start = text.find("<!DOCTYPE", 0, 4096)
    end = text.find("]", start) if start >= 0 else -1
    found = _DECLARED.findall(text[start:end]) if end >= 0 else []
    return {name: double or single for name, double, single in found}


def is_html(text: str) -> bool:
    """Whether a text whose kind is not stated is HTML: it ends an element of HTML, or all its tags are of HTML.

    >>> is_html("Shares of <MSFT.O> rose"), is_html("a < b"), is_html("a <b>bold</b> move"), is_html("one<br>two")
    (False, False, True, True)
    """
    found = False
    for match in _TAG_LIKE.finditer(text):
        known = match[2].lower() in _HTML
        if known and match[1]:
            return True
        if not known:
            return False
        found = True
    return found
