"""Pieces of HTML, as feeds and tables hold them: their text, and the links in it.

Read by libxml2 (lxml), whose time grows with the length alone and which knows the line of each element. Measured on
200 kB of hostile HTML: selectolax takes 9 seconds for nested elements, `html.parser` 30 for opened comments.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from graphbuild.address import reject_reason
from graphbuild.records import Reference
from graphbuild.text import CONTROL

MAX_MARKUP = 4_000_000
"""Characters of HTML that are looked at."""

MAX_REFERENCES = 2_000
"""Links of one text that are kept."""

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp small span strike strong sub "
    "sup time tt u var wbr".split()
)
_SILENT = frozenset("script style template noscript iframe object head title textarea select svg math".split())


def text(markup: str) -> str:
    """The words of a piece of HTML: blocks and line breaks part words, inline elements do not.

    >>> text("<p>One <b>t</b>wo<br>three &amp; four</p><script>x</script>")
    'One two three & four'
    """
    if "<" not in markup:
        return html.unescape(markup) if "&" in markup else markup
    return " ".join("".join(_words(markup)).split())


def links(markup: str, base: str, line: int) -> tuple[Reference, ...]:
    """The links of a piece of HTML to other pages of the web, in their order, those without an address left out.

    `base` is the address that relative ones start from, `line` where the text stands. A link that stands twice is
    kept once, with its first words.

    >>> [(link.address, link.text) for link in links('<a href="/b">The  other</a>', "https://e.org/a", 1)]
    [('https://e.org/b', 'The other')]
    """
    if "<" not in markup:
        return ()
    found: dict[str, tuple[int, str | None]] = {}
    root = _parsed(markup)
    for element in () if root is None else root.iter("a"):
        address = resolved(element.get("href"), base)
        if address is None:
            continue
        if len(found) == MAX_REFERENCES:
            break
        words = " ".join("".join(element.itertext()).split()) or None
        if address not in found or (words and found[address][1] is None):
            place = found[address][0] if address in found else line + element.sourceline - 1
            found[address] = (place, words)
    return tuple(
        Reference(number, place, address, words) for number, (address, (place, words)) in enumerate(found.items(), 1)
    )


def resolved(href: str | None, base: str) -> str | None:
    """Where a link leads, `None` if that is no page of the web, or a place on the same page."""
    if not href or not (href := href.strip()) or href.startswith("#"):
        return None
    try:
        address = urljoin(base, href)
    except ValueError:
        return None
    if reject_reason(address) or address.partition("#")[0] == base.partition("#")[0]:
        return None
    return address


def _words(markup: str) -> Iterator[str]:
    root = _parsed(markup)
    if root is None:
        return
    from lxml.etree import iterwalk

    for event, element in iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        block = tag not in _INLINE
        if event == "start":
            yield " " if block else ""
            if element.text and tag not in _SILENT:
                yield element.text
        if event != "start":
            yield (" " if block and tag else "") + (element.tail or "")


def _parsed(markup: str) -> Any:
    """The root element; `None` for markup that has none."""
    from lxml import etree

    # Control characters, NUL among them, end libxml2's reading.
    clean = CONTROL.sub(" ", markup[:MAX_MARKUP])
    try:
        return etree.fromstring(clean, etree.HTMLParser(no_network=True, remove_comments=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
