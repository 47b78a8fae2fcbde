"""RSS (0.9 to 2.0, RDF and not) and Atom (0.3, 1.0): a feed's items as articles."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from graphbuild.address import reject_reason
from graphbuild.ingest import markup
from graphbuild.ingest.dates import asctime, gdelt, rfc822, spaced
from graphbuild.ingest.encoding import beginning
from graphbuild.ingest.feed import Channel, names, site_of, summary
from graphbuild.ingest.file import File, Head
from graphbuild.ingest.format import LIKELY, NO, SURE, Format
from graphbuild.ingest.layout import Layout, article
from graphbuild.ingest.tags import is_html, unescape
from graphbuild.ingest.xml import Element, elements, joined, root_name
from graphbuild.problems import Report
from graphbuild.records import Article, Reference

_ITEMS = frozenset(("item", "entry", "atom:entry", "atom:item"))
_HEADS = frozenset(
    ("title", "atom:title", "link", "atom:link", "language", "dc:language", "author", "atom:author", "channel")
)
_FEEDS = frozenset(("channel", "feed", "atom:feed"))
_PENDING = 50
"""Items that wait for the feed's title and site where these come later."""

LAYOUT = Layout(
    ("feedburner:origLink", "link", "guid", "id", "canonical", "amphtml"),
    title=("title",),
    excerpt=("summary", "content"),
    published_at=(
        "pubDate", "published", "issued", "dc:date", "dcterms:issued", "created", "dcterms:created",
        "updated", "modified", "dcterms:modified", "lastmod",
    ),
    language=("language",),
    authors=("author",),
    topics=("category",),
    images=("media:content", "enclosure", "image", "media:thumbnail"),
    publisher=("source",),
    publisher_address=("source.url",),
)  # fmt: skip
_CHANGES = ("updated", "modified", "dcterms:modified", "lastmod")

_ADDRESSES = ("feedburner:origlink", "pheedo:origlink")
_TITLES = ("title", "atom:title", "media:title", "dc:title", "itunes:title")
_SUMMARIES = (
    "description", "summary", "atom:summary", "dc:description", "abstract", "media:description", "itunes:summary",
    "itunes:subtitle",
)  # fmt: skip
_CONTENTS = ("content:encoded", "atom:content", "content", "html:body", "html:div", "body", "fullitem")
_DATES = {
    "pubdate": "pubDate",
    "published": "published",
    "atom:published": "published",
    "issued": "issued",
    "atom:issued": "issued",
    "dc:date": "dc:date",
    "dcterms:issued": "dcterms:issued",
    "created": "created",
    "atom:created": "created",
    "dcterms:created": "dcterms:created",
    "updated": "updated",
    "atom:updated": "updated",
    "modified": "modified",
    "atom:modified": "modified",
    "dcterms:modified": "dcterms:modified",
    "lastmod": "lastmod",
}
_AUTHORS = ("author", "atom:author", "dc:creator", "dc:author", "itunes:author")
_CATEGORIES = ("category", "atom:category", "dc:subject", "media:category", "itunes:category")
_IN_RDF = re.compile(r"<(?:\w+:)?(?:item|channel)\b|purl\.org/rss/1\.|netscape\.com/rdf/simple", re.IGNORECASE)
_IMAGE_SUFFIX = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|\?)", re.IGNORECASE)
_LINK = re.compile(r"<a\s", re.IGNORECASE)
_USED = frozenset(
    (
        *_TITLES, *_SUMMARIES, *_CONTENTS, *_DATES, *_AUTHORS, *_CATEGORIES, *_ADDRESSES, "link", "atom:link", "guid",
        "id", "atom:id", "source", "atom:source", "dc:publisher", "dc:language", "language", "media:group",
        "media:content", "media:thumbnail", "media:keywords", "enclosure", "image", "itunes:image", "itunes:keywords",
    )
)  # fmt: skip
"""Elements of an item that are read; all others are counted as unknown fields."""


def recognises(head: Head) -> int:
    """By the root element; that of RDF only with RSS in it."""
    text = beginning(head.data).lstrip()
    if text.startswith("<"):
        name = root_name(text)
        if name in ("rss", "feed", "atom:feed", "atom:entry"):
            return SURE
        if name in ("rdf:rdf", "channel"):
            return SURE if _IN_RDF.search(text) else NO
    if re.search(r"<(?:rss|rdf:RDF|feed)\b[^<>]{0,400}(?:version=|xmlns)", text[:4096]):
        return LIKELY  # something stands before the feed: a warning of a server, a comment
    return NO


def read(file: File, report: Report) -> Iterator[Article]:
    """The items of a feed."""
    channel = _Head()
    pending: list[Element] = []
    count = 0
    seen: dict[str, str] = {}
    for element in elements(file.open(), report, _ITEMS | _HEADS - {"channel"}):
        if element.name not in _ITEMS:
            channel.take(element)
            continue
        count += 1
        pending.append(element)
        if channel.is_known or len(pending) > _PENDING:
            for item in pending:
                yield from _article(item, channel, file, report, seen)
            pending.clear()
    for item in pending:
        yield from _article(item, channel, file, report, seen)
    if not count:
        report.add("lost", None, "", "a feed without items", "nothing to take")


class _Head(Channel):
    """What is known of the feed so far."""

    __slots__ = ()

    @property
    def is_known(self) -> bool:
        return self.title is not None and self.link is not None

    def take(self, element: Element) -> None:
        """Take note of an element that stands in the feed itself, not in an item, an image or a text box."""
        if element.parent not in _FEEDS:
            return
        name = element.name.rpartition(":")[2]
        if name == "title" and self.title is None:
            self.title = _words(element) or None
            self.line = element.line
        elif name == "link" and self.link is None and element.attributes.get("rel", "alternate") == "alternate":
            address = joined(element.base, element.attributes.get("href") or element.text)
            if address and not reject_reason(address):
                self.link = address
        elif name == "language" and self.language is None:
            self.language = element.text or None
        elif element.name == "atom:author" and not self.authors:
            self.authors = tuple(_people(element))


def _article(item: Element, channel: _Head, file: File, report: Report, seen: dict[str, str]) -> Iterator[Article]:
    entry = _Entry(item, channel, report)
    entry.fill()
    if entry.address is None and not any(entry.values.get(name) for name in LAYOUT.address):
        report.add("lost", item.line, "link", "no address", "article left out", str(entry.values.get("title", "")))
        return
    guid = entry.values.get("guid")
    if guid and entry.address and seen.setdefault(str(guid), entry.address) != entry.address:
        done = "not taken as an address of this one"
        report.add("changed", entry.lines["guid"], "guid", "a guid that another item has too", done, str(guid))
        del entry.values["guid"]
    fields = file.fields(entry.values, item.line, lines=entry.lines, dates=(rfc822, asctime, spaced, gdelt))
    found = article(
        fields, file.name, LAYOUT,
        source=channel.source(file.name, entry.address), references=entry.references,
    )  # fmt: skip
    if found is not None:
        yield found


class _Entry:
    """The fields of one item, by the names that RSS and Atom give them."""

    def __init__(self, item: Element, channel: _Head, report: Report) -> None:
        self._item = item
        self._channel = channel
        self._report = report
        self.values: dict[str, object] = {}
        self.lines: dict[str, int] = {}
        self.address: str | None = None
        self.references: tuple[Reference, ...] = ()

    def fill(self) -> None:
        """Look for everything."""
        self._addresses()
        self._texts()
        self._dates()
        self._people()
        self._topics()
        self._publisher()
        self._images()
        self._language()
        for child in self._item.elements:
            if child.name not in _USED and not child.name.startswith("{"):
                self.values.setdefault(child.name, None)

    def _set(self, name: str, value: object, element: Element) -> None:
        if value and name not in self.values:
            self.values[name] = value
            self.lines[name] = element.line

    def _resolved(self, address: str, element: Element, field: str) -> str:
        """An address, made whole by the base that is stated, else by the feed's site."""
        address = " ".join(address.split())
        if not address or re.match(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|//)", address):
            return address
        base = element.base or self._channel.link or ""
        whole = joined(base, address)
        if whole == address or reject_reason(whole):
            return address
        if not element.base:
            self._report.add("changed", element.line, field, "a relative address", f"taken as below {base}", address)
        return whole

    def _addresses(self) -> None:
        item = self._item
        for child in item.all(*_ADDRESSES):
            self._set("feedburner:origLink", child.text, child)
        for child in item.all("link", "atom:link"):
            rel = child.attributes.get("rel", "alternate").lower().rpartition("/")[2]
            text = child.attributes.get("href") or child.attributes.get("rdf:resource") or child.text
            kind = child.attributes.get("type", "text/html").lower()
            if rel == "alternate" and (child.name == "link" or "html" in kind or not child.attributes.get("type")):
                self._set("link", self._resolved(text, child, "link"), child)
            elif rel in ("canonical", "amphtml"):
                self._set(rel, self._resolved(text, child, rel), child)
        if href := item.attributes.get("href") or item.attributes.get("rdf:about"):
            self._set("link", self._resolved(href, item, "link"), item)
        for child in item.all("guid"):
            permalink = child.attributes.get("ispermalink", "true").strip().lower() != "false"
            if permalink and not reject_reason(child.text):
                self._set("guid", child.text, child)
        if "link" not in self.values and "guid" not in self.values:
            for child in item.all("id", "atom:id"):
                if not reject_reason(child.text):
                    self._set("id", child.text, child)
        for name in LAYOUT.address:
            address = str(self.values.get(name, ""))
            if address and not reject_reason(address):
                self.address = address
                break

    def _texts(self) -> None:
        item, report = self._item, self._report
        groups = [item, *item.all("media:group")]
        for child in (child for name in _TITLES for group in groups for child in group.all(name)):
            self._set("title", _words(child), child)
        for child in (child for name in _SUMMARIES for group in groups for child in group.all(name)):
            self._set("summary", summary(_words(child), report, child.line, "summary"), child)
        contents = [child for name in _CONTENTS for child in item.all(name) if "src" not in child.attributes]
        if "summary" not in self.values:
            for child in contents:
                if words := _words(child):
                    self._set("content", summary(words, report, child.line, "content", whole=True), child)
        told = [*contents, *(child for name in _SUMMARIES for child in item.all(name))]
        said = _html(told[0]) if told else ""
        links = list(markup.links(said, told[0].base or self.address or "", told[0].line)) if _LINK.search(said) else []
        for child in item.all("atom:link", "link"):
            if child.attributes.get("rel") in ("related", "via"):
                address = self._resolved(child.attributes.get("href", ""), child, "link")
                if not reject_reason(address) and address not in [link.address for link in links]:
                    links.append(Reference(0, child.line, address, child.attributes.get("title") or None))
        own = {str(value) for name, value in self.values.items() if name in LAYOUT.address}
        self.references = tuple(
            Reference(number, link.line, link.address, link.text)
            for number, link in enumerate((link for link in links if link.address not in own), 1)
        )

    def _dates(self) -> None:
        for child in self._item.elements:
            if name := _DATES.get(child.name):
                self.values.pop(name, None)  # of several the last one counts
                self._set(name, " ".join(child.text.split()), child)
        stated = [name for name in LAYOUT.published_at if name in self.values]
        if stated and stated[0] in _CHANGES:
            what, done = "no date of publication", "the date of the last change is taken"
            self._report.tally("noted", self.lines[stated[0]], stated[0], what, done)

    def _people(self) -> None:
        found: list[str] = []
        for child in self._item.all(*_AUTHORS):
            people = _people(child)
            found += people
            if not people and child.text:
                what = "a mail address where a name should stand"
                self._report.tally("lost", child.line, "author", what, "left out")
            self._set("author", people, child)
        self.values["author"] = list(dict.fromkeys(found)) or list(self._channel.authors) or None

    def _topics(self) -> None:
        found: list[str] = []
        stated = self._item.all(*_CATEGORIES)
        for child in (nested for category in stated for nested in (category, *category.elements)):
            if child.attributes.get("scheme", "").endswith("#kind"):
                continue  # Blogger says by it that a post is a post
            text = child.attributes.get("label") or child.attributes.get("term") or child.attributes.get("text")
            if text := " ".join(unescape(text or child.text).split()):
                found.append(text)
                self.lines.setdefault("category", child.line)
        for child in self._item.all("itunes:keywords", "media:keywords"):
            found += [word for word in (" ".join(word.split()) for word in child.text.split(",")) if word]
            self.lines.setdefault("category", child.line)
        if found:
            self.values["category"] = found

    def _publisher(self) -> None:
        source = self._item.get("source", "atom:source")
        if source is not None:
            title = source.get("title", "atom:title")
            links = [link for link in source.all("link", "atom:link")
                     if link.attributes.get("rel", "alternate") == "alternate"]  # fmt: skip
            address = (
                source.attributes.get("url")
                or source.attributes.get("rdf:resource")
                or (links[0].attributes.get("href") or links[0].text if links else "")
            )
            self._set("source", _words(title) if title is not None else "" if source.elements else source.text, source)
            site = site_of(joined(source.base, address), self.address) if address else None
            self._set("source.url", site, source)
        publisher = self._item.get("dc:publisher")
        if publisher is not None and (found := names([publisher.text])) and self.address:
            self._set("source", found[0], publisher)
            self._set("source.url", site_of(self.address, self.address), publisher)

    def _images(self) -> None:
        item = self._item
        found: dict[str, list[dict[str, str]]] = {}
        for element in (item, *item.all("media:group")):
            for child in element.elements:
                attributes = child.attributes
                if child.name in ("media:content", "enclosure"):
                    address, kind = attributes.get("url", ""), attributes.get("type", "")
                    is_image = attributes.get("medium") == "image" or kind.startswith("image/")
                    if not is_image and (attributes.get("medium") or kind or not _IMAGE_SUFFIX.search(address)):
                        found.setdefault("media:thumbnail", []).extend(_thumbnails(child))
                        continue
                    name = child.name
                elif child.name == "media:thumbnail":
                    name, address = child.name, attributes.get("url", "")
                elif child.name in ("image", "itunes:image"):
                    url = child.get("url", "link")
                    name, address = "image", attributes.get("href") or (child.text if url is None else url.text)
                elif child.name in ("atom:link", "link") and attributes.get("rel") == "enclosure":
                    if not attributes.get("type", "").startswith("image/"):
                        continue
                    name, address = "enclosure", attributes.get("href", "")
                else:
                    continue
                image = {"url": self._resolved(address, child, name)}
                image |= {size: attributes[size] for size in ("width", "height") if attributes.get(size, "0") != "0"}
                if image["url"]:
                    found.setdefault(name, []).append(image)
                    self.lines.setdefault(name, child.line)
        if len(found) > 1:
            found.pop("media:thumbnail", None)  # a smaller form of what is there
        self.values.update({name: images for name, images in found.items() if images})

    def _language(self) -> None:
        stated = self._item.get("dc:language", "language")
        if stated is not None:
            self._set("language", stated.text, stated)
        title = self._item.get("title", "atom:title")
        spoken = (title.lang if title is not None else "") or self._item.lang or self._channel.language
        if spoken and "language" not in self.values:
            self.values["language"] = spoken


def _thumbnails(media: Element) -> list[dict[str, str]]:
    """The pictures that stand for a film."""
    return [{"url": child.attributes["url"]} for child in media.all("media:thumbnail") if child.attributes.get("url")]


def _people(author: Element) -> list[str]:
    """The names that an author element holds: Atom's has elements for it."""
    within = author.all("name", "atom:name")
    if author.elements:
        return names(child.text for child in within)
    return names([markup.text(author.text)])


def _html(element: Element) -> str:
    """What an element holds as HTML."""
    kind = element.attributes.get("type", "").lower()
    if element.attributes.get("mode", "").lower() == "base64" or _is_base64(element, kind):
        try:
            return base64.b64decode(element.text, validate=False).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return element.text
    return element.markup


def _is_base64(element: Element, kind: str) -> bool:
    """Atom 1.0 encodes all content of other kinds than text and XML so."""
    if not element.name.startswith("atom:") or element.elements or not kind or "/" not in kind:
        return False
    return not (kind.startswith("text/") or kind.endswith(("+xml", "/xml")) or element.attributes.get("mode"))


def _words(element: Element) -> str:
    """What an element says, without markup. RSS does not tell HTML from text, so that the text itself must."""
    kind = element.attributes.get("type", "").lower()
    said = _html(element)
    atom = element.name.startswith("atom:")
    escaped = element.attributes.get("mode", "").lower() == "escaped"
    plain = kind in ("text", "text/plain", "plain") or (atom and not kind and not escaped)
    if element.elements or kind in ("html", "xhtml", "text/html", "application/xhtml+xml"):
        return _read_twice(markup.text(said))
    if plain and not (escaped and is_html(said)):
        return " ".join(said.split())
    return _read_twice(markup.text(said) if is_html(said) else unescape(said))


def _read_twice(words: str) -> str:
    """Words on one line; HTML that was escaped twice is read again."""
    if ("&lt;/" in words or "</" in words) and is_html(again := unescape(words)):
        words = markup.text(again)
    return " ".join(words.split())


FORMATS = (Format("rss", "RSS and Atom feeds: an article for each item", read, recognises, gathers=True),)
