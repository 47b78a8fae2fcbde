"""Saved web pages: HTML with schema.org JSON-LD or microdata, OpenGraph, `rel=canonical`, links in the text.

Where a page says a thing more than once, the most specific word wins: JSON-LD of the article, then OpenGraph
(`og:` and `article:`), then microdata, then other `<meta>` names, then `<title>` and
`<h1>`; for the address `rel=canonical`, then `og:url`, then where the page was saved from. The others of these
addresses, `rel=amphtml` and `rel=shortlink` are its alternates, unless they lie on another site: a text that was taken
over often names the original as canonical, and that is a reprint, not one article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from graphbuild.address import is_front_page, key, reject_reason
from graphbuild.ingest.dates import gdelt, loose, rfc822
from graphbuild.ingest.facts import Facts
from graphbuild.ingest.file import File, Head, Unreadable
from graphbuild.ingest.format import LIKELY, NO, SURE, Format
from graphbuild.ingest.jsonld import Graph
from graphbuild.ingest.layout import Layout, article
from graphbuild.ingest.markup import MAX_REFERENCES, resolved
from graphbuild.ingest.webpage import decode_page, read_page
from graphbuild.problems import Report
from graphbuild.records import Article, Record, Reference

MAX_PAGE = 16 * 1024 * 1024
"""Bytes of a page; a larger one is left out."""
MAX_TOPICS = 100
MAX_IMAGES = 20

_ADDRESSES = ("link canonical", "og:url", "saved from", "archived as")
_ALTERNATES = ("link amphtml", "link shortlink")
_TITLES = ("JSON-LD.headline", "JSON-LD.name", "og:title", "microdata.headline", "microdata.name", "twitter:title",
           "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title", "h1")  # fmt: skip
_EXCERPTS = ("JSON-LD.description", "og:description", "microdata.description", "description", "twitter:description",
             "sailthru.description", "dc.description", "dcterms.description", "dcterms.abstract")  # fmt: skip
_DATES = ("JSON-LD.datePublished", "article:published_time", "og:article:published_time", "article:published",
          "microdata.datePublished", "datepublished", "date", "pubdate", "publishdate", "publish-date",
          "publication_date",
          "parsely-pub-date", "sailthru.date", "article.published", "cxenseparse:recs:publishtime", "dc.date.issued",
          "dcterms.issued", "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "citation_date",
          "citation_publication_date", "originalpublicationdate", "JSON-LD.dateCreated")  # fmt: skip
_AUTHORS = ("JSON-LD.author", "article:author", "microdata.author", "author", "parsely-author", "sailthru.author",
            "dc.creator", "dcterms.creator", "citation_author", "byl")  # fmt: skip
_TOPICS = ("JSON-LD.keywords", "article:tag", "microdata.keywords", "news_keywords", "keywords", "parsely-tags",
           "sailthru.tags")  # fmt: skip
_IMAGES = ("JSON-LD.image", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "microdata.image")

LAYOUT = Layout(
    address=(*_ADDRESSES, *_ALTERNATES),
    title=_TITLES,
    excerpt=_EXCERPTS,
    published_at=_DATES,
    language=("JSON-LD.inLanguage", "language", "og:locale", "content-language"),
    type=("og:type",),
    category=("JSON-LD.articleSection", "article:section"),
    authors=_AUTHORS,
    topics=_TOPICS,
    images=_IMAGES,
    publisher=("JSON-LD.publisher", "og:site_name", "application-name", "dc.publisher", "dcterms.publisher"),
    publisher_address=("publisher's address",),
    default_type=None,
)
"""The names under which a page's facts stand in problems and evidence."""

_READ_OF_JSONLD = frozenset(
    "@context @type @id url mainEntityOfPage headline name description datePublished dateCreated inLanguage "
    "articleSection author keywords image publisher".split()
)
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\d{1,14}(?:[a-z]{2}_)?/(https?:/{1,2}.+)", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,8}[a-z]{2,24}", re.IGNORECASE)
_ARTICLE_KINDS = frozenset(("article", "blog", "news", "news_article", "newsarticle", "video.article"))
_BY = re.compile(r"\A\s*[Bb]y (?=[A-Z])")
"""What stands before a name in the byline."""
_PIXELS = re.compile(r"\s*(\d{1,6})(?:\.0*)?\s*(?:px)?\s*", re.IGNORECASE)


def recognises(head: Head) -> int:
    """By its root element, else by its suffix and any tag of HTML."""
    start = _MARKS.sub("", head.start[:4_096], count=1).lower()
    if start.startswith(("<!doctype html", "<html")):
        return SURE
    if not start.startswith("<") or start.startswith(("<?xml", "<rss", "<feed", "<opml", "<urlset", "<svg", "<rdf")):
        return LIKELY if head.suffix in _SUFFIXES and _TAG.search(head.text) else NO
    return LIKELY if _TAG.search(head.text) else NO


_SUFFIXES = (".html", ".htm", ".xhtml", ".xht", ".shtml")
_MARKS = re.compile(r"\A\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*", re.DOTALL)
_TAG = re.compile(r"<(?:html|head|body|title|meta|link|article|main|div|p|script)[\s>]", re.IGNORECASE)


def read(file: File, report: Report) -> Iterator[Record]:
    """The article of a page; those that a front page describes."""
    data = file.open().read(MAX_PAGE + 1)
    if len(data) > MAX_PAGE:
        raise Unreadable(f"a page larger than {MAX_PAGE // 1024**2} MiB")
    target = _mirrored(file.name) if _by_path(file.settings) else None
    page = Page(data, Place(file.name, report, target=target))
    if page.is_list and not page.listed:
        report.add("lost", 1, "", "a front page or a list of pages, not an article", "file left out", page.address)
    yield from page.articles()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands."""

    file: str
    report: Report
    record: int | None = None
    """The number of its record in an archive, whose lines mean nothing to anyone."""
    target: str | None = None
    """The address from which an archive has it."""

    def line(self, line: int) -> int:
        """What stands as a line in the evidence."""
        return self.record or line


@dataclass(frozen=True, slots=True)
class Fact:
    """One value, or several, by the name under which they are found."""

    value: Any
    line: int


class Page:
    """A page as the records that it gives."""

    def __init__(self, data: bytes, place: Place, charset: str | None = None) -> None:
        self._place = place
        text, doubt = decode_page(data, charset)
        self._web = read_page(text)
        if doubt:
            self._say("changed", 1, "charset", doubt, "read by what the bytes are")
        if self._web.too_deep:
            self._say("lost", 1, "", "nested deeper than 2,000 levels", "read up to there")
        if "jsonld too large" in self._web.heads:
            self._say("lost", 1, "JSON-LD", "JSON-LD of more than 4 MB", "left out; the rest of the page is read")
        report = place.report if place.record is None else Report(place.file)
        self._graph = Graph(self._web.jsonld, report)
        if report is not place.report:
            for row in report.rows:
                row.line = place.record
            place.report.rows.extend(report.rows)
        self._addresses = self._own_addresses()
        own = next((str(fact.value) for fact in self._addresses.values()), "")
        self.address = "" if reject_reason(own) else own
        self._node, self._node_line = self._main_node()
        kind = self._web.first("og:type")
        self._kind = kind.text.strip().lower() if kind else ""
        self.is_list = bool(self.address) and self._says_list()
        self.listed = list(self._listed()) if self.is_list else []
        """The articles that a front page or list describes in its JSON-LD."""

    def articles(self) -> Iterator[Article]:
        """The article that the page is, or those that it describes if it is none."""
        if self.is_list:
            yield from self.listed
        elif not self._addresses and (self._node is None or not self._addresses_of(self._node)):
            what = "a page that does not say its address (no canonical link, no og:url)"
            title = self._web.first("og:title", "title")
            self._say("lost", 1, "", what, "page left out", title.text if title else "")
        elif found := self._article():
            yield found

    def _says_list(self) -> bool:
        if is_front_page(self.address):
            return True
        return self._graph.lists and self._node is None and not self._web.items and self._kind not in _ARTICLE_KINDS

    def _say(self, kind: Any, line: int, name: str, what: str, done: str, value: str = "") -> None:
        self._place.report.add(kind, self._place.line(line), name, what, done, value)

    def _own_addresses(self) -> dict[str, Fact]:
        """The page's own address first, then its alternates, by the field that says so."""
        base = self._base(self._place.target or "")
        found: dict[str, Fact] = {}
        for name in _ADDRESSES:
            value = self._web.first(name)
            text, line = (value.text, value.line) if value else ("", 1)
            if name == "archived as" and self._place.target:
                text = self._place.target
            if text.strip():
                found[name] = Fact(_unwrapped(_joined(base, text.strip())), line)
        usable = {name: fact for name, fact in found.items() if not reject_reason(fact.value)}
        if not usable:
            return found
        # Where it was found is the firmest ground; og:url is next: a canonical address may be that of the original.
        firm: tuple[str, ...] = ("archived as", "saved from", "og:url", "link canonical")
        ground = next(name for name in firm if name in usable)
        if is_front_page(usable[ground].value) and len(usable) > 1 and ground == "og:url":
            ground = next(name for name in usable if name != ground)
        site = usable[ground].value
        for name, fact in list(usable.items()):
            if not of_one_domain(fact.value, site):
                what = "an address on another site, perhaps of the original"
                self._say("noted", fact.line, name, what, "not taken as another address of the article", fact.value)
                del usable[name]
        if any(not is_front_page(fact.value) for fact in usable.values()):
            pages = {name: fact for name, fact in usable.items() if not is_front_page(fact.value)}
            fronts = {name: fact for name, fact in usable.items() if name not in pages}
            if not (ground in ("archived as", "saved from") and ground in fronts):
                usable = pages | fronts
        for name in _ALTERNATES:
            if value := self._web.first(name):
                own = str(next(iter(usable.values())).value)
                usable[name] = Fact(_unwrapped(_joined(base or own, value.text.strip())), value.line)
        return usable

    def _main_node(self) -> tuple[dict[str, Any] | None, int]:
        """The node of JSON-LD that is about this page."""
        own = {key(fact.value) for fact in self._addresses.values() if not reject_reason(fact.value)}
        named = [(node, line) for node, line in self._graph.articles if node.get("headline") or node.get("name")]
        for node, line in named:
            if any(key(address) in own for address in self._addresses_of(node)):
                return node, line
        nameless = [(node, line) for node, line in named if not self._addresses_of(node)]
        if len(named) == 1 or len(nameless) == 1:
            return (nameless or named)[0]
        if not own and named:
            return named[0]
        return None, 1

    def _addresses_of(self, node: dict[str, Any]) -> list[str]:
        texts = [
            text
            for name in ("url", "mainEntityOfPage", "@id")
            for text in self._graph.texts(node.get(name), "@id", "url")
        ]
        base = self.address
        joined = [_unwrapped(_joined(base, text.strip())) for text in texts[:20] if not text.startswith(("#", "_:"))]
        return [address for address in joined if not reject_reason(address)]

    def _listed(self) -> Iterator[Article]:
        """Articles of a list's JSON-LD that have an address and a headline of their own."""
        seen = {key(self.address)}
        for node, line in self._graph.articles[:MAX_REFERENCES]:
            addresses = self._addresses_of(node)
            if not addresses or not node.get("headline") or key(addresses[0]) in seen:
                continue
            seen.add(key(addresses[0]))
            facts = self._jsonld(node, line)
            facts["JSON-LD.url"] = Fact(addresses[0], line)
            facts["og:type"] = Fact("article", line)
            self._publisher(facts, addresses[0], node, line)
            if found := self._record(facts, ("JSON-LD.url",)):
                yield found

    def _article(self) -> Article | None:
        facts = dict(self._addresses)
        if not facts and self._node is not None and (addresses := self._addresses_of(self._node)):
            facts["JSON-LD.url"] = Fact(addresses[0], self._node_line)
            self.address = addresses[0]
        order = tuple(facts) or LAYOUT.address
        if self._node is not None:
            facts |= self._jsonld(self._node, self._node_line)
            for name in self._node:
                if name not in _READ_OF_JSONLD and len(name) < 100:
                    self._place.report.unknown[f"JSON-LD.{name}"] += 1
        facts |= self._metas(facts)
        if self._node is not None or self._web.items or self._kind in _ARTICLE_KINDS:
            facts["og:type"] = Fact("article", 1)
        elif self._kind.startswith("video"):
            facts["og:type"] = Fact("video", 1)
        self._publisher(facts, self.address, self._node, self._node_line)
        self._compare_dates(facts)
        return self._record(facts, order, self._references())

    def _record(
        self, facts: dict[str, Fact], addresses: tuple[str, ...], references: Iterable[Reference] = ()
    ) -> Article | None:
        place = self._place
        fields = Facts(
            {name: fact.value for name, fact in facts.items()},
            place.line(1),
            place.report,
            lines={name: place.line(fact.line) for name, fact in facts.items()},
            dates=[rfc822, gdelt, loose],
        )
        return article(fields, place.file, replace(LAYOUT, address=addresses), references=references)

    def _jsonld(self, node: dict[str, Any], line: int) -> dict[str, Fact]:
        graph = self._graph
        facts: dict[str, Any] = {}
        for name in ("headline", "name", "description", "datePublished", "dateCreated", "inLanguage", "articleSection"):
            if texts := graph.texts(node.get(name), "name"):
                facts[name] = texts[0]
        facts["author"] = _names(graph.texts(node.get("author"), "name"))
        facts["keywords"] = _split(graph.texts(node.get("keywords"), "name", "termCode"))
        facts["image"] = [image for item in graph.nodes(node.get("image"))[:MAX_IMAGES] if (image := self._image(item))]
        if texts := graph.texts(node.get("publisher"), "name", "legalName"):
            facts["publisher"] = texts[0]
        return {f"JSON-LD.{name}": Fact(value, line) for name, value in facts.items() if value}

    def _image(self, item: Any) -> Any:
        if isinstance(item, str):
            return self._picture(item)
        if not isinstance(item, dict):
            return None
        addresses = self._graph.texts(item.get("url"), "url", "@id") or self._graph.texts(item.get("contentUrl"))
        addresses = addresses or self._graph.texts(item.get("@id"))
        if not addresses or not (address := self._picture(addresses[0])):
            return None
        sizes = {name: size for name in ("width", "height") if (size := self._size(item.get(name)))}
        return {"url": address, **sizes}

    def _size(self, value: Any) -> str | None:
        texts = self._graph.texts(value, "value", "name")
        match = _PIXELS.fullmatch(texts[0]) if texts else None
        return match[1] if match and int(match[1]) else None

    def _picture(self, text: str) -> str | None:
        """An image's address; pictures within the page (`data:`) have none."""
        address = _joined(self.address, text.strip())
        return None if not address or address[:5].lower() in ("data:", "blob:") else _unwrapped(address)

    def _microdata(self) -> dict[str, Fact]:
        """Of the first article that is described in the page's text."""
        found: dict[str, Fact] = {}
        for name, values in (self._web.items[0] if self._web.items else {}).items():
            texts = [value.text.strip() for value in values if value.text.strip()]
            if not texts:
                continue
            value: Any = texts[0]
            if name == "author":
                value = _names(texts)
            elif name == "keywords":
                value = _split(texts)
            elif name == "image":
                value = [picture for text in texts[:MAX_IMAGES] if (picture := self._picture(text))]
            elif name not in ("headline", "name", "description", "datePublished"):
                continue
            found[f"microdata.{name}"] = Fact(value, values[0].line)
        return found

    def _metas(self, known: dict[str, Fact]) -> dict[str, Fact]:
        """What the head and the microdata say, of lists only what nothing surer says."""
        heads = self._web.heads
        found = self._microdata()
        for names in (_TITLES, _EXCERPTS, _DATES, LAYOUT.language, LAYOUT.category, LAYOUT.publisher):
            for name in names:
                if value := self._web.first(name):
                    found[name] = Fact(value.text, value.line)
        h1, title = heads.get("h1"), self._web.first("title")
        if h1 and title and len(h1) == 1 and h1[0].text in title.text:
            found["title"] = Fact(h1[0].text, h1[0].line)  # without the site's name, which a title ends in
        for names, read in ((_AUTHORS, _names), (_TOPICS, _split), (_IMAGES, self._images)):
            surer = any(known.get(name) for name in names)
            for name in names:
                texts = [value.text for value in heads.get(name, ()) if value.text.strip()]
                if texts and (values := read(texts)):
                    found[name] = Fact(values, heads[name][0].line)
                if surer:
                    found.pop(name, None)  # lists are not mixed: the first that gives one gives all
                surer = surer or name in found
        return found

    def _images(self, texts: list[str]) -> list[Any]:
        widths, heights = (
            [_PIXELS.fullmatch(value.text) for value in self._web.heads.get(f"og:image:{side}", ())]
            for side in ("width", "height")
        )
        sized = len(widths) == len(heights) == len(texts) and all((*widths, *heights))
        images: list[Any] = []
        for number, text in enumerate(texts[:MAX_IMAGES]):
            if address := self._picture(text):
                sizes = {}
                if sized and (width := widths[number]) and (height := heights[number]):
                    sizes = {"width": width[1], "height": height[1]} if int(width[1]) and int(height[1]) else {}
                images.append({"url": address, **sizes})
        return images

    def _publisher(self, facts: dict[str, Fact], address: str, node: dict[str, Any] | None, line: int) -> None:
        """The publisher's domain: of the site that it names as its own, if the page lies on it, else the page's."""
        if not address:
            return
        site, where = address, 1
        if node is not None:
            for item in self._graph.nodes(node.get("publisher")):
                texts = self._graph.texts(item.get("url"), "@id", "url") if isinstance(item, dict) else []
                for text in texts[:5]:
                    named = _unwrapped(_joined(address, text.strip()))
                    if not reject_reason(named) and of_one_domain(named, address):
                        site, where = named, line
                        break
        if host := urlsplit(_unwrapped(site)).hostname:
            facts["publisher's address"] = Fact(host, where)

    def _compare_dates(self, facts: dict[str, Fact]) -> None:
        """Say where JSON-LD and OpenGraph differ by more than a day, which time zones do not explain."""
        one, other = facts.get("JSON-LD.datePublished"), facts.get("article:published_time")
        if one is None or other is None:
            return
        try:
            days = abs((date.fromisoformat(one.value[:10]) - date.fromisoformat(other.value[:10])).days)
        except (ValueError, TypeError):
            return
        if days > 1:
            what = "JSON-LD and OpenGraph give different dates"
            said = f"{one.value[:40]} / {other.value[:40]}"
            self._say("noted", one.line, "JSON-LD.datePublished", what, "JSON-LD is taken", said)

    def _references(self) -> list[Reference]:
        """The links of the main text to other pages, each once."""
        if not self.address or reject_reason(self.address):
            return []
        base = self._base(self.address)
        own = {key(fact.value) for fact in self._addresses.values() if not reject_reason(fact.value)}
        own.add(key(urljoin(self.address, "/")))
        found: dict[str, Reference] = {}
        for link in self._web.links:
            address = resolved(link.href, base)
            address = _unwrapped(address) if address else None
            if address is None or key(address) in own or len(found) >= MAX_REFERENCES:
                continue
            if address not in found:
                found[address] = Reference(len(found) + 1, self._place.line(link.line), address, link.text or None)
            elif link.text and not found[address].text:
                found[address] = replace(found[address], text=link.text)
        return list(found.values())

    def _base(self, page: str) -> str:
        """What relative addresses start from: as in browsers, a declared base that is no address is passed over."""
        declared = self._web.first("base")
        try:
            return urljoin(page, declared.text.strip()) if declared else page
        except ValueError:
            return page


def _mirrored(name: str) -> str | None:
    """The address that a file's path gives, from the first part of it that can be a host.

    >>> _mirrored("mirror/www.example.org/news/a.html")
    'https://www.example.org/news/a.html'
    """
    parts = name.split("/")
    for number, part in enumerate(parts[:-1]):
        if _HOST.fullmatch(part):
            return "https://" + "/".join(quote(part, safe="!$&'()*+,;=:@-._~%?") for part in parts[number:])
    return None


def of_one_domain(left: str, right: str) -> bool:
    """Whether the hosts of two addresses are, or are below, one domain that can be registered.

    >>> of_one_domain("https://edition.example.com/a", "https://www.example.com/b")
    True
    >>> of_one_domain("https://a.co.uk/", "https://b.co.uk/")
    False
    """
    hosts = [key(address).partition("/")[0].partition("?")[0].partition(":")[0] for address in (left, right)]
    return _domain(hosts[0]) == _domain(hosts[1])


def _domain(host: str) -> str:
    """The part of a host that one can register, by a rule of thumb: `co.uk` and the like have three letters at most."""
    labels = host.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3:
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])


def _joined(base: str, text: str) -> str:
    try:
        return urljoin(base, text) if base else text
    except ValueError:
        return text


def _unwrapped(address: str) -> str:
    """The address within one of the Wayback Machine."""
    if match := _ARCHIVED.match(address):
        return re.sub(r"^(https?:)/+", r"\1//", match[1])
    return address


def _names(texts: list[str]) -> list[str]:
    """Names of authors: an address (as `article:author` often is) is none."""
    names = [_BY.sub("", text) for text in texts[:MAX_TOPICS]]
    return [name for name in names if name.strip() and "://" not in name and not name.startswith("//")]


def _split(texts: list[str]) -> list[str]:
    """Keywords, which stand in one text or each in its own."""
    words = [word.strip() for text in texts for word in re.split("[,;]" if ";" in text else ",", text[:20_000])]
    return list(dict.fromkeys(word for word in words if word))[:MAX_TOPICS]


def _by_path(settings: Mapping[str, str]) -> bool:
    """Whether the folders say the address. Raises `ValueError` where the setting is not understood."""
    said = settings.get("address", "")
    if said not in ("path", ""):
        raise ValueError(f"address is {said!r}, which can be path alone")
    return said == "path"


FORMATS = (
    Format("page", "Saved web pages (HTML): the article, with the links of its text", read, recognises,
           {"address": "path, if the folders say the address, as wget saves sites (example.org/news/a.html)"},
           check=_by_path),
)  # fmt: skip
