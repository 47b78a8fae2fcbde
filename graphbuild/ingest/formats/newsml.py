"""IPTC NewsML-G2: news items and packages as articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphbuild.address import reject_reason
from graphbuild.ingest import markup
from graphbuild.ingest.encoding import beginning
from graphbuild.ingest.feed import domain, summary
from graphbuild.ingest.file import File, Head
from graphbuild.ingest.format import NO, SURE, Format
from graphbuild.ingest.identifier import ItemFields, authority, names_an_item
from graphbuild.ingest.layout import Layout, article
from graphbuild.ingest.xml import Element, elements, root_name
from graphbuild.problems import Report
from graphbuild.records import Article, Listing, Origin, Reference

LAYOUT = Layout(
    ("web", "guid"),
    title=("headline", "title", "name"),
    excerpt=("description", "content"),
    published_at=("firstCreated", "versionCreated", "contentCreated"),
    language=("language",),
    type=("itemClass",),
    authors=("by", "creator"),
    topics=("subject",),
    images=("remoteContent", "icon"),
    publisher=("provider",),
    publisher_address=("provider.domain",),
)
_ARTICLES = ("g2:newsitem", "g2:packageitem")
_OTHERS = {
    "g2:conceptitem": "a concept item",
    "g2:knowledgeitem": "a knowledge item",
    "g2:planningitem": "a planning item",
    "g2:catalogitem": "a catalogue item",
}
_ROOTS = (*_ARTICLES, *_OTHERS, "g2:newsmessage")
_NOT_TOPICS = ("person", "organisation", "geoarea", "poi", "event", "object")
"""Kinds of subjects (NewsCodes `cpnature`) that are whom or what the item names, not what it is about."""


def recognises(head: Head) -> int:
    """By the root element and its namespace."""
    text = beginning(head.data).lstrip()
    return SURE if text.startswith("<") and root_name(text) in _ROOTS else NO


def read(file: File, report: Report) -> Iterator[Article]:
    """The items of a file or message; after a package the items it refers to, as far as it describes them."""
    count = 0
    for item in elements(file.open(), report, frozenset((*_ARTICLES, *_OTHERS))):
        count += 1
        if what := _OTHERS.get(item.name):
            report.add(
                "lost", item.line, "", f"{what}, which is no article", "left out", item.attributes.get("guid", "")
            )
            continue
        yield from _Item(item, file, report).records()
    if not count:
        report.add("lost", None, "", "a message without items", "nothing to take")


class _Item:
    """One item, with what it says about itself (`itemMeta`), its content (`contentMeta`) and the content."""

    def __init__(self, item: Element, file: File, report: Report) -> None:
        self._item = item
        self._file = file
        self._report = report
        empty = Element("", {}, item.line, item)
        self._about = item.get("g2:itemmeta") or empty
        self._content = item.get("g2:contentmeta") or empty
        self._set = item.get("g2:contentset") or empty
        self._values: dict[str, object] = {}
        self._lines: dict[str, int] = {}

    def records(self) -> Iterator[Article]:
        guid = self._item.attributes.get("guid", "").strip()
        self._put("guid", guid, self._item)
        if not names_an_item(guid):
            what = "neither a web address nor a URN or tag" if guid else "no address"
            self._report.add("lost", self._item.line, "guid", what, "article left out", guid)
            return
        self._metadata()
        self._publisher(guid)
        self._topics()
        self._media()
        references = self._text()
        listings = list(self._see_also())
        fields = ItemFields(self._values, self._item.line, self._report, lines=self._lines)
        found = article(fields, self._file.name, LAYOUT, references=references, listings=listings)
        if found is None:
            return
        status = self._about.get("g2:pubstatus")
        canceled = status is not None and status.attributes.get("qcode", "").rpartition(":")[2] == "canceled"
        refs = list(_item_refs(self._item))
        parts = dict.fromkeys(address for ref in refs if (address := _address(ref)))
        parts.pop(guid, None)
        yield replace(found, removed=True if canceled else None, parts=tuple(parts))
        described = {address: ref for ref in refs if (address := _address(ref)) and ref.get("g2:title", "g2:headline")}
        for address, ref in described.items():
            if address != guid and (stub := self._stub(ref, address)) is not None:
                yield stub

    def _put(self, name: str, value: object, element: Element) -> None:
        if value and name not in self._values:
            self._values[name] = value
            self._lines[name] = element.line

    def _metadata(self) -> None:
        for child in _best(self._content.all("g2:headline"), "main"):
            self._put("headline", " ".join(child.text.split()), child)
        for child in _best(self._content.all("g2:description"), "summary", "synopsis", "caption"):
            words = " ".join(child.text.split())
            self._put("description", words and summary(words, self._report, child.line, "description"), child)
        for child in self._about.all("g2:title"):
            self._put("title", " ".join(child.text.split()), child)
        for meta in (self._about, self._content):
            for child in meta.all("g2:firstcreated", "g2:versioncreated", "g2:contentcreated"):
                name = child.name[3:].replace("created", "Created")
                self._put(name, "".join(child.text.split()), child)
        for child in self._content.all("g2:language"):
            self._put("language", child.attributes.get("tag"), child)
        if self._item.lang:
            self._put("language", self._item.lang, self._item)
        people = [name for name in map(_name, self._content.all("g2:creator")) if name]
        for child in self._content.all("g2:by"):
            self._put("by", [" ".join(child.text.split())], child)
        if "by" not in self._values:
            for child in self._content.all("g2:creator"):
                self._put("creator", people, child)
        kind = self._about.get("g2:itemclass")
        said = kind.attributes.get("qcode", "").rpartition(":")[2] if kind is not None else "text"
        known = {"text": "article", "composite": "collection" if self._item.name == "g2:packageitem" else "article"}
        self._put("itemClass", known.get(said, said), kind if kind is not None else self._item)

    def _publisher(self, guid: str) -> None:
        """The provider, whom every item names; the copyright's holder where the provider is only a code."""
        provider = self._about.get("g2:provider")
        if provider is None:
            return
        name = _name(provider)
        uri = provider.attributes.get("uri", "")
        if name is None:
            for rights in self._item.all("g2:rightsinfo"):
                for holder in rights.all("g2:copyrightholder"):
                    name = name or _name(holder)
        code = provider.attributes.get("literal") or provider.attributes.get("qcode", "").rpartition(":")[2]
        self._put("provider", name or code, provider)
        self._put("provider.domain", (domain(uri) if not _is_vocabulary(uri) else None) or authority(guid), provider)

    def _topics(self) -> None:
        names: dict[str, str | None] = {_code(one): _name(one) for one in self._item.all("g2:assert")}
        topics: list[str] = []
        for subject in self._content.all("g2:subject"):
            kind = subject.attributes.get("type", "").rpartition(":")[2].lower()
            if kind in _NOT_TOPICS:
                self._report.unknown[f"subject ({kind})"] += 1
                continue
            if said := _name(subject) or names.get(_code(subject)) or _code(subject):
                topics.append(said)
                self._lines.setdefault("subject", subject.line)
        if topics:
            self._values["subject"] = topics

    def _media(self) -> None:
        images = []
        for child in self._set.all("g2:remotecontent"):
            address = child.attributes.get("href", "")
            kind = child.attributes.get("contenttype", "")
            if kind.startswith("image/"):
                sizes = {size: child.attributes[size] for size in ("width", "height") if size in child.attributes}
                images.append({"url": address} | sizes)
                self._lines.setdefault("remoteContent", child.line)
            elif kind.startswith("text/html") and not reject_reason(address):
                self._put("web", address, child)
        if images:
            self._values["remoteContent"] = images
        icons = [child for child in self._content.all("g2:icon") if child.attributes.get("href")]
        if icons:
            self._put("icon", [{"url": child.attributes["href"]} for child in icons], icons[0])

    def _text(self) -> tuple[Reference, ...]:
        """The links in the content; its beginning is the summary where there is no description."""
        for child in self._set.all("g2:inlinexml", "g2:inlinedata"):
            said = child.markup
            kind = child.attributes.get("contenttype", "" if child.name == "g2:inlinexml" else "text/plain")
            if "description" not in self._values and any(form in kind for form in ("nitf", "html", "text/plain")):
                words = " ".join(markup.text(_body(child)).split())
                self._put("content", words and summary(words, self._report, child.line, "content", whole=True), child)
            links = markup.links(said, "", child.line)
            return tuple(Reference(number, link.line, link.address, link.text) for number, link in enumerate(links, 1))
        return ()

    def _see_also(self) -> Iterator[Listing]:
        """Links `irel:seeAlso`: what an editor put beside the item for further reading, so a related list."""
        for link in self._about.all("g2:link"):
            if link.attributes.get("rel", "").rpartition(":")[2] != "seeAlso" or not (address := _address(link)):
                continue
            title = link.get("g2:title", "g2:headline")
            words = " ".join(title.text.split()) if title is not None else ""
            item = Article(Origin(self._file.name, link.line), address, title=words or None)
            yield Listing(sum(1 for other in self._about.all("g2:link") if other.line < link.line) + 1, link.line, item)

    def _stub(self, ref: Element, address: str) -> Article | None:
        """What a package says of an item in it."""
        title = ref.get("g2:title", "g2:headline")
        about = ref.get("g2:description")
        values: dict[str, object] = {
            "guid": address,
            "title": " ".join(title.text.split()) if title is not None else None,
        }
        if about is not None:
            values["description"] = summary(" ".join(about.text.split()), self._report, about.line, "description")
        provider = ref.get("g2:provider")
        if provider is not None:
            values["provider"] = _name(provider) or provider.attributes.get("qcode", "").rpartition(":")[2]
            values["provider.domain"] = authority(address)
        kind = ref.get("g2:itemclass")
        said = kind.attributes.get("qcode", "").rpartition(":")[2] if kind is not None else "text"
        values["itemClass"] = "article" if said == "text" else said
        fields = ItemFields({name: value for name, value in values.items() if value}, ref.line, self._report)
        return article(fields, self._file.name, LAYOUT)


def _name(party: Element) -> str | None:
    names = [" ".join(child.text.split()) for child in party.all("g2:name")]
    return next((name for name in names if name), None)


def _code(concept: Element) -> str:
    """By what a concept is known where it has no name."""
    return next((code for key in ("qcode", "uri", "literal") if (code := concept.attributes.get(key))), "")


def _best(stated: list[Element], *roles: str) -> list[Element]:
    """Texts by their role: those of the roles that are wanted first, then the others in their order."""

    def rank(element: Element) -> int:
        role = element.attributes.get("role", "").rpartition(":")[2]
        return roles.index(role) if role in roles else len(roles)

    return sorted(stated, key=rank)


def _item_refs(item: Element) -> Iterator[Element]:
    for child in item.elements:
        if child.name == "g2:itemref":
            yield child
        elif child.name in ("g2:groupset", "g2:group"):
            yield from _item_refs(child)


def _address(link: Element) -> str | None:
    """Where a link or a reference to an item leads."""
    for name in ("href", "residref"):
        address = link.attributes.get(name, "").strip()
        if names_an_item(address):
            return address
    return None


def _body(content: Element) -> str:
    """The part of NITF or XHTML that is the text, without its head."""
    for child in content.elements:
        name = child.name.rpartition("}")[2].rpartition(":")[2]
        if name in ("nitf", "html", "body"):
            return _body(child)
        if name == "body.content":
            return child.markup
    return content.markup


def _is_vocabulary(uri: str) -> bool:
    """Whether a URI is that of a code in a list, which says nothing of the provider's own site."""
    return "cv.iptc.org" in uri


FORMATS = (Format("newsml-g2", "IPTC NewsML-G2: an article for each news item and package", read, recognises),)
