"""XML as a stream of elements: well-formed by expat, the rest as far as it can be understood.

Why not a library for feeds: `feedparser` holds a whole feed in memory and knows no lines, `fastfeedparser` gives up
what is not well-formed, and `lxml` in its recovering mode drops what stands behind an undeclared entity or an `&` of
its own, and takes an end tag too many for the end of the record. On feedparser's own test files this reads what
feedparser reads.

No document is fetched and no entity is followed to another one: expat opens nothing by itself, and a document type that
builds entities out of entities is read without it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import urljoin
from xml.parsers import expat

from graphbuild.ingest.encoding import decoded
from graphbuild.ingest.file import MAX_BYTES, Unreadable
from graphbuild.ingest.tags import Tag, Text, declared_entities, tokens, unescape
from graphbuild.problems import Report

MAX_DEPTH = 100
"""Levels of nesting."""

MAX_CHARACTERS = 16 * 1024 * 1024
"""Characters of one record, such as an item of a feed with its whole content."""

MAX_TOKEN = 4 * 1024 * 1024
"""Bytes of one tag or comment; expat reads one from its beginning whenever more of it arrives."""

NAMESPACES = {
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://www.w3.org/1999/xhtml": "html",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/net/rss1.1#": "",
    "http://backend.userland.com/rss": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.rssboard.org/media-rss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://iptc.org/std/nar/2006-10-01/": "g2",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "",
    "http://www.google.com/schemas/sitemap/0.84": "",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://www.google.com/schemas/sitemap-image/1.1": "image",
    "http://www.google.com/schemas/sitemap-video/1.1": "video",
}
"""The prefix under which the names of a vocabulary are known here, whatever a document calls it."""
_RSS2 = re.compile(r"http://(?:backend\.userland\.com|blogs\.law\.harvard\.edu/tech)/rss\w*/?", re.IGNORECASE)
_ENTITY_LENGTH = 200


class Element:
    """An element with all that is in it; names in lower case, with the prefix of `NAMESPACES`."""

    __slots__ = ("_named", "attributes", "base", "children", "elements", "lang", "line", "name", "parent")

    def __init__(self, name: str, attributes: dict[str, str], line: int, above: Element | None) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.parent = above.name if above else ""
        self.children: list[Element | str] = []
        self.elements: list[Element] = []
        """The elements among its children."""
        self._named: dict[str, list[Element]] | None = None
        self.lang: str = attributes.get("xml:lang", above.lang if above else "")
        """The language that is stated here or above."""
        self.base: str = above.base if above else ""
        """The address from which relative ones are meant, as stated here or above; empty if none is."""
        # CDF, an ancestor of RSS, calls it BASE.
        stated = attributes.get("xml:base") or (attributes.get("base") if name in ("channel", "item") else None)
        if stated and (stated := stated.strip()):
            self.base = joined(self.base, stated) or self.base

    def all(self, *names: str) -> list[Element]:
        """The elements within this one that have one of some names, in their order. Only for complete elements."""
        if self._named is None:
            self._named = {}
            for child in self.elements:
                self._named.setdefault(child.name, []).append(child)
        found = [name for name in names if name in self._named]
        if len(found) <= 1:
            return self._named[found[0]] if found else []
        return [child for child in self.elements if child.name in found]

    def get(self, *names: str) -> Element | None:
        """The first element of the first name that there is."""
        return next((found[0] for name in names if (found := self.all(name))), None)

    @property
    def text(self) -> str:
        """All text in it, without white space at its ends."""
        if not self.elements:
            return "".join(self.children).strip()  # type: ignore[arg-type]
        return "".join(self._texts()).strip()

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()

    @property
    def markup(self) -> str:
        """What is in it as HTML: escaped markup as it stands, elements written out."""
        if not self.elements:
            return self.text
        return "".join(self._written()).strip()

    def _written(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield html.escape(child, quote=False)
            else:
                name = child.name.rpartition(":")[2]
                attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in child.attributes.items())
                yield f"<{name}{attributes}>"
                yield from child._written()
                yield f"</{name}>"


def joined(base: str, address: str) -> str:
    """An address as it is meant where `base` is; empty if the two make none."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def root_name(text: str) -> str:
    """The name of a document's first element, with the prefix of `NAMESPACES`; empty if there is none."""
    for token in tokens(text):
        if isinstance(token, Tag):
            return _Names().tag(token)[0]
    return ""


def elements(stream: BinaryIO, report: Report, keep: frozenset[str]) -> Iterator[Element]:
    """The elements of some names, each when it is complete; one that stands within another comes as part of it.

    What is not well-formed is reported once and read as a browser would. Raises `Unreadable` where a limit is exceeded.
    """
    builder = _Builder(keep)
    pieces = decoded(stream, report)
    strict = _Strict(builder)
    try:
        for piece in pieces:
            yield from strict.feed(piece)
        yield from strict.feed("", last=True)
        return
    except Unreadable:
        yield from builder.taken()
        raise
    except _NotStrict as error:
        yield from builder.taken()
        what, done = "XML that is not well-formed", "read as far as it can be understood"
        report.add("changed", error.line, "", what, done, str(error))
    rest = strict.rest()
    size = len(rest)
    held = [rest]
    for piece in pieces:
        size += len(piece)
        if size > MAX_BYTES:
            raise _too_much()
        held.append(piece)
    yield from _loose("".join(held), strict, builder)


def _too_much() -> Unreadable:
    return Unreadable(f"XML that is not well-formed, and more than {MAX_BYTES // 1024**2} MiB of it")


class _Builder:
    """Builds the elements that are wanted from start tags, texts and end tags."""

    def __init__(self, keep: frozenset[str]) -> None:
        self._keep = keep
        self.open: list[Element] = []
        self._top: Element | None = None
        self._characters = 0
        self.ready: list[Element] = []

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise Unreadable(f"nested deeper than {MAX_DEPTH} levels", line)
        above = self.open[-1] if self.open else None
        element = Element(name, attributes, line, above)
        if self._top is not None:
            assert above is not None
            above.children.append(element)
            above.elements.append(element)
            self._count(sum(map(len, attributes.values())) + 100, line)
        elif name in self._keep:
            self._top = element
            self._characters = 0
        self.open.append(element)

    def text(self, text: str, line: int) -> None:
        if self._top is not None:
            self.open[-1].children.append(text)
            self._count(len(text), line)

    def end(self) -> bool:
        """Close the innermost element; whether it is one that is wanted."""
        element = self.open.pop()
        if element is not self._top:
            return False
        self.ready.append(element)
        self._top = None
        return True

    def back_to(self, open_elements: list[Element]) -> None:
        """Forget all but some elements that are open."""
        self.open = list(open_elements)
        self._top = None

    def taken(self) -> list[Element]:
        ready, self.ready = self.ready, []
        return ready

    @property
    def top(self) -> Element | None:
        return self._top

    def _count(self, more: int, line: int) -> None:
        self._characters += more
        if self._characters > MAX_CHARACTERS:
            raise Unreadable(f"a record of more than {MAX_CHARACTERS // 1024**2} million characters", line)


class _NotStrict(Exception):
    """The document is not well-formed, or is not to be read as it declares itself."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class _Strict:
    """Expat, with the place from which another parser can go on: the end of the last element that was complete."""

    def __init__(self, builder: _Builder) -> None:
        self._builder = builder
        parser = self._parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.buffer_size = 64 * 1024
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.SkippedEntityHandler = self._skipped
        parser.EntityDeclHandler = self._entity
        parser.StartNamespaceDeclHandler = self._namespace
        parser.CommentHandler = lambda _: None
        parser.ProcessingInstructionHandler = lambda *_: None
        self._held = bytearray()
        self._held_from = 0
        self._fed = 0
        self._safe = 0
        self.prefixes: dict[str, str] = {}
        self.default = ""
        self.safe_line = 1
        self.safe_open: list[Element] = []

    def feed(self, piece: str, last: bool = False) -> list[Element]:
        data = piece.encode("utf-8", "replace")
        if self._held_from <= self._safe:
            del self._held[: self._safe - self._held_from]
            self._held_from = self._safe
        self._held += data
        self._fed += len(data)
        if len(self._held) > MAX_BYTES:  # more than the other parser may be given
            self._held.clear()
            self._held_from = self._fed
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            raise _NotStrict(expat.ErrorString(error.code), error.lineno) from None
        if self._fed - self._parser.CurrentByteIndex > MAX_TOKEN:
            raise Unreadable(f"a tag of more than {MAX_TOKEN // 1024**2} MiB", self._parser.CurrentLineNumber)
        return self._builder.taken()

    def rest(self) -> str:
        """What was fed since the last element that was complete. Raises `Unreadable` if that is too much."""
        if self._safe < self._held_from:
            raise _too_much()
        return self._held[self._safe - self._held_from :].decode("utf-8")

    def _start(self, name: str, attributes: list[str]) -> None:
        pairs = {canonical(*_split(attributes[at])): attributes[at + 1] for at in range(0, len(attributes), 2)}
        if not self._builder.open:
            self.default = _split(name)[0]
        self._builder.start(canonical(*_split(name)), pairs, self._parser.CurrentLineNumber)

    def _end(self, name: str) -> None:
        if self._builder.end():
            self._safe = self._parser.CurrentByteIndex
            self.safe_line = self._parser.CurrentLineNumber
            self.safe_open = list(self._builder.open)

    def _text(self, text: str) -> None:
        self._builder.text(text, self._parser.CurrentLineNumber)

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._text(html.unescape(f"&{name};"))

    def _entity(self, name: str, is_parameter: bool, value: str | None, *_: object) -> None:
        if value is not None and (is_parameter or "&" in value or "%" in value or len(value) > _ENTITY_LENGTH):
            raise _NotStrict(f"the entity {name} is more than a short text", self._parser.CurrentLineNumber)

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        if prefix and uri:
            self.prefixes[prefix.lower()] = uri


def canonical(uri: str, local: str) -> str:
    """A name as it is known here: in lower case, with the prefix of `NAMESPACES`."""
    local = local.lower()
    if not uri:
        return local
    known = NAMESPACES.get(uri) if uri in NAMESPACES else NAMESPACES.get(uri.lower())
    if known is None and _RSS2.fullmatch(uri):
        known = ""
    if known is None:
        return f"{{{uri}}}{local}"
    return f"{known}:{local}" if known else local


def _split(name: str) -> tuple[str, str]:
    uri, _, local = name.rpartition(" ")
    return uri, local


class _Names:
    """The names of tags that no parser has resolved: by the declarations met so far, else as they are written."""

    def __init__(self, prefixes: dict[str, str] | None = None, default: str = "") -> None:
        self._prefixes = dict(prefixes or {})
        self._default = default

    def tag(self, tag: Tag, first: bool = True) -> tuple[str, dict[str, str]]:
        attributes: dict[str, str] = {}
        default = None
        for name, value in tag.attributes.items():
            if name == "xmlns":
                default = value
            elif name.startswith("xmlns:"):
                self._prefixes[name[6:]] = value
        if default is not None and first:
            self._default = default
        for name, value in tag.attributes.items():
            if not name.startswith("xmlns"):
                attributes[self._resolved(name, "")] = value
        return self._resolved(tag.name, self._default if default is None else default), attributes

    def _resolved(self, name: str, default: str) -> str:
        prefix, colon, local = name.partition(":")
        if not colon:
            return canonical(default, name)
        if prefix in self._prefixes:
            return canonical(self._prefixes[prefix], local)
        return name


def _loose(text: str, strict: _Strict, builder: _Builder) -> Iterator[Element]:
    """Go on where the strict parser last was sure.

    An end tag closes what it names, if that is open, and all within. A record ends where the next one begins, and at
    the end of the file.
    """
    builder.back_to(strict.safe_open)
    names = _Names(strict.prefixes, strict.default)
    written = [element.name for element in builder.open]
    entities = declared_entities(text)
    for token in tokens(text, strict.safe_line):
        if isinstance(token, Text):
            builder.text(token.text if token.literal else _unescape(token.text, entities), token.line)
            continue
        name, attributes = names.tag(token, first=len(builder.open) == 0)
        if token.end:
            _close(name, token.name, written, builder)
        else:
            if name in BOUNDARIES:
                while builder.top is not None:
                    builder.end()
                    written.pop()
            if len(builder.open) >= MAX_DEPTH - 1 or (token.name in _VOID and builder.top is not None):
                continue
            builder.start(name, attributes, token.line)
            written.append(token.name)
            if token.empty:
                builder.end()
                written.pop()
        yield from builder.taken()
    while builder.open:
        builder.end()
    yield from builder.taken()


BOUNDARIES = frozenset(("item", "entry", "atom:entry", "atom:item", "url", "g2:newsitem", "g2:packageitem"))
"""Records, which do not stand within each other."""
_VOID = frozenset("br hr img input wbr".split())
"""Elements of HTML that have no end tag."""


def _close(name: str, written_name: str, written: list[str], builder: _Builder) -> None:
    for place in range(len(written) - 1, -1, -1):
        if written[place] in (written_name, name):
            while len(written) > place:
                builder.end()
                written.pop()
            return


def _unescape(text: str, entities: dict[str, str]) -> str:
    if entities and "&" in text:
        text = re.sub(r"&([\w.-]{1,64});", lambda match: entities.get(match[1], match.group()), text)
    return unescape(text)
