"""A saved web page: what its head declares, its JSON-LD, and the links of its main text.

The page is read as a stream of tags, not as a tree: a tree costs many times the page in memory, and libxml2 and
Lexbor both take time that grows with the square of the number of attributes of a tag, or of the depth of nesting. The
tags come line by line, so that every fact knows its line.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from graphbuild.ingest.encoding import WIDER

MAX_DEPTH = 2_000
"""Levels of nesting at which libxml2 stops."""
MAX_LINKS = 20_000
MAX_LINK_TEXT = 1_000
MIN_TEXT = 15
"""Letters beside its links that a paragraph must have. One that is a link and little else, as “Read more: …”, leads to
other articles; it is no sentence that refers to something."""
MAX_VALUES = 200
"""Values of one name in the head."""
MAX_JSONLD = 4_000_000
"""Characters of all JSON-LD of a page."""

_HEAD_BYTES = 4_096
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAVED_FROM = re.compile(r"saved from url=\(\d{1,6}\)(\S{1,4000})")
_SINGLE_FILE = re.compile(r"Page saved with SingleFile[^\n]*\n\s*url:\s*(\S{1,4000})")

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_ASIDE = frozenset("nav footer aside header form button select menu figcaption dialog template noscript".split())
_ASIDE_ROLES = frozenset("navigation complementary contentinfo banner menu menubar search dialog toolbar".split())
_ASIDE_WORDS = frozenset(
    "ad ads advert advertisement author authors bio breadcrumb breadcrumbs byline comment comments credit disqus "
    "footer headline-list menu more-stories most-popular most-read mostread nav navbar navigation newsletter "
    "outbrain pagination popular promo promoted read-more readmore recirc recirculation recommendation "
    "recommendations recommended related related-articles related-links related-posts related-stories share sharebar "
    "sharing sidebar signup social social-share sponsored subscribe taboola tag tags tag-list toolbar topics trending "
    "widget".split()
)
"""Words of a class or id by which sites name what stands beside the text."""
_PARAGRAPHS = frozenset("p li blockquote td dd pre h2 h3 h4 h5 h6".split())
_ADDRESS_PROPERTIES = frozenset(("url", "image", "thumbnailUrl", "mainEntityOfPage", "sameAs"))
_BODY_PROPERTIES = frozenset(("articlebody", "text"))
_NOT_A_LINK_OF_THE_TEXT = frozenset(("tag", "author", "category", "bookmark", "next", "prev", "license", "search"))
_SHARING = re.compile(
    r"https?://(?:www\.|m\.)?(?:facebook\.com/(?:sharer|share\.php|dialog)|(?:twitter|x)\.com/(?:intent|share|home\?)"
    r"|linkedin\.com/(?:sharearticle|cws)|reddit\.com/submit|pinterest\.[a-z.]+/pin/create|t\.me/share"
    r"|(?:api|web)\.whatsapp\.com/send|wa\.me/|getpocket\.com/(?:edit|save)|news\.ycombinator\.com/submitlink"
    r"|tumblr\.com/share|share\.flipboard\.com|plus\.google\.com/share)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Value:
    """A text of a page and its line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link as it stands: not resolved yet."""

    href: str
    line: int
    text: str


@dataclass(slots=True)
class WebPage:
    """What a page says of itself."""

    heads: dict[str, list[Value]] = field(default_factory=dict)
    """Values by name: `og:title` and the like, `link canonical`, `title`, `h1`, `base`, `language`, `saved from`."""
    jsonld: list[Value] = field(default_factory=list)
    """The text of each block of JSON-LD."""
    items: list[dict[str, list[Value]]] = field(default_factory=list)
    """Articles in microdata: the values of each by property."""
    links: list[PageLink] = field(default_factory=list)
    """The links of the main text."""
    too_deep: bool = False

    def first(self, *names: str) -> Value | None:
        """The first value of the first of some names."""
        for name in names:
            for value in self.heads.get(name, ()):
                if value.text.strip():
                    return value
        return None


def decode_page(data: bytes, charset: str | None = None) -> tuple[str, str | None]:
    """A page's bytes as text, and what is wrong with the encoding that it declares, if anything is.

    A byte order mark wins over the `charset` of the HTTP header, and that over `<meta>`, as in browsers. Without any
    of them, or where what is declared does not fit, it is UTF-8 if it can be, else Windows-1252.

    >>> decode_page(b'<meta charset="latin-1"><p>\\x93caf\\xe9\\x94')[0][-6:]
    '“café”'
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), None
    head = data[:_HEAD_BYTES]
    match = _META_CHARSET.search(head) or _XML_CHARSET.search(head)
    declared = charset or (match[1].decode("ascii") if match else None)
    known = _codec(declared) if declared else None
    for encoding in dict.fromkeys((*((known,) if known else ()), "utf-8")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if declared and encoding != known:
            return text, f"declared as {declared} but is not"
        return text, None
    if known is None or known == "utf-8":
        doubt = f"declared as {declared} but is not" if declared else "not UTF-8, and no other encoding is declared"
        return data.decode("cp1252", "replace"), doubt
    text = data.decode(known, "replace")
    # One stray byte in a long page is no reason to doubt what it declares.
    return text, f"declared as {declared}, with bytes that are not"


def read_page(text: str) -> WebPage:
    """Take apart a page. Never raises for what stands in it."""
    from lxml import etree

    tags = _Tags()
    parser = etree.HTMLParser(target=tags, encoding="utf-8", huge_tree=True, no_network=True)
    for number, line in enumerate(_pieces(text), 1):
        tags.line = number
        parser.feed(line.encode("utf-8", "replace"))
    try:
        parser.close()
    except etree.XMLSyntaxError:
        tags.close()  # an empty document
    return tags.page


def _pieces(text: str) -> list[str]:
    return [f"{line}\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").split("\n")]


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label.strip().lower()).name
        usable = b"<a\\u0041+AGE-".decode(name) == "<a\\u0041+AGE-"
    except (LookupError, ValueError):
        return None
    if not usable and not name.startswith(("utf-16", "utf-32")):
        return None  # a codec of Python's that is no encoding of pages, such as unicode_escape
    if name.startswith(("utf-16", "utf-32")):
        return "utf-8"  # a page whose <meta> can be read byte by byte is not in UTF-16
    return WIDER.get(name, name)


@dataclass(slots=True)
class _Place:
    """Where in the page a tag stands."""

    container: int
    """The innermost element that may hold the text of an article."""
    beside: bool
    """In a menu, a footer, a box of related links …"""
    paragraph: bool
    item: tuple[int, str] | None
    """The article of microdata that it tells of, and the property of it whose parts stand here (`author`), if any."""


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is open: the depth of its tag, the letters beside its links, and these."""

    depth: int
    letters: int = 0
    links: list[tuple[int, PageLink]] = field(default_factory=list)


class _Tags:
    """What libxml2 calls for each tag. Tags come balanced, so that a stack tells where each stands."""

    def __init__(self) -> None:
        self.line = 1
        self.page = WebPage()
        self._stack: list[_Place] = [_Place(0, False, False, None)]
        self._parents = [0]
        self._sizes = [0]
        self._links: list[tuple[int, PageLink]] = []
        self._paragraphs: list[_Paragraph] = []
        self._href: tuple[str, int] | None = None
        self._words: list[str] = []
        self._words_size = 0
        self._collect: str | None = None
        self._collected: list[str] = []
        self._collected_line = 0
        self._collected_size = 0
        self._property: tuple[int, int, tuple[str, ...], str, int] | None = None
        self._svg = 0
        self._jsonld_size = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A start tag."""
        here = self._stack[-1]
        if len(self._stack) >= MAX_DEPTH:
            self.page.too_deep = True
        place = here
        if tag not in _VOID:
            place = self._place(tag, attributes, here)
        self._stack.append(place)
        if tag in _PARAGRAPHS:
            self._end_link()
            self._paragraphs.append(_Paragraph(len(self._stack)))
        if tag in ("svg", "math"):
            self._svg += 1
        elif tag == "meta":
            self._meta(attributes)
        elif tag == "link":
            self._link(attributes)
        elif tag == "html" and attributes.get("lang"):
            self._say("language", attributes["lang"])
        elif tag == "base" and attributes.get("href"):
            self._say("base", attributes["href"])
        elif tag == "script":
            kind = attributes.get("type", "").partition(";")[0].strip().lower()
            if kind in ("application/ld+json", "application/json+ld"):
                self._begin("jsonld")
        elif tag == "title" and not self._svg and "title" not in self.page.heads:
            self._begin("title")
        elif tag == "h1" and "h1" not in self.page.heads:
            self._begin("h1")
        elif tag == "a":
            self._end_link()
            self._start_link(attributes, place)
        if "itemprop" in attributes and here.item is not None:
            self._start_property(tag, attributes, here.item)

    def end(self, tag: str) -> None:
        """An end tag, be it written or not."""
        if tag == "a" or tag in _PARAGRAPHS:
            self._end_link()
        if len(self._stack) > 1:
            self._stack.pop()
        while self._paragraphs and self._paragraphs[-1].depth > len(self._stack):
            self._end_paragraph()
        if tag in ("svg", "math"):
            self._svg = max(0, self._svg - 1)
        if self._collect and tag in ("script", "title", "h1"):
            self._finish()
        if self._property and len(self._stack) < self._property[1]:
            self._end_property()

    def data(self, data: str) -> None:
        """Text."""
        if self._collect:
            self._collected_size += len(data)
            if self._collected_size <= MAX_JSONLD:
                self._collected.append(data)
        place = self._stack[-1]
        if place.paragraph and not place.beside:
            self._sizes[place.container] += len(data)
        if self._href:
            if self._words_size < MAX_LINK_TEXT:
                self._words.append(data)
                self._words_size += len(data)
        elif self._paragraphs and not place.beside:
            self._paragraphs[-1].letters += len(data.strip())
        if self._property and self._property[4] < MAX_LINK_TEXT * 10:
            item, depth, names, text, size = self._property
            self._property = (item, depth, names, text + data[: MAX_LINK_TEXT * 10], size + len(data))

    def comment(self, text: str) -> None:
        """A comment: programs that save pages write there where a page comes from."""
        if match := _SAVED_FROM.search(text[:5_000]) or _SINGLE_FILE.search(text[:5_000]):
            self._say("saved from", match[1])

    def pi(self, target: str, data: str | None = None) -> None:
        """Processing instructions say nothing."""

    def close(self) -> WebPage:
        """The end of the page."""
        self._end_link()
        while self._paragraphs:
            self._end_paragraph()
        if self._collect and self._collect != "jsonld":
            self._finish()
        self.page.links = self._main_links()
        return self.page

    def _say(self, name: str, text: str) -> None:
        values = self.page.heads.setdefault(name, [])
        if len(values) < MAX_VALUES:
            values.append(Value(text, self.line))

    def _meta(self, attributes: dict[str, str]) -> None:
        content = attributes.get("content")
        if content is None:
            return
        names = " ".join((attributes.get("property") or "", attributes.get("name") or "")).lower().split()
        for name in dict.fromkeys(names):
            if len(self.page.heads) < 5_000:
                self._say(name, content)
        language = (attributes.get("http-equiv") or "").lower() == "content-language"
        if language and content.strip():
            self._say("content-language", content.partition(",")[0])

    def _link(self, attributes: dict[str, str]) -> None:
        href = attributes.get("href")
        if not href:
            return
        for rel in (attributes.get("rel") or "").lower().split():
            if rel in ("canonical", "amphtml", "shortlink"):
                self._say(f"link {rel}", href)

    def _begin(self, what: str) -> None:
        self._collect, self._collected, self._collected_line, self._collected_size = what, [], self.line, 0

    def _finish(self) -> None:
        what, text = self._collect, "".join(self._collected)
        self._collect = None
        if what == "jsonld":
            self._jsonld_size += self._collected_size
            if self._jsonld_size > MAX_JSONLD or len(self.page.jsonld) >= MAX_LINKS:
                text = ""
                self._say("jsonld too large", "")
            if text.strip():
                self.page.jsonld.append(Value(text, self._collected_line))
        elif what and (words := " ".join(text.split())):
            self.page.heads.setdefault(what, []).append(Value(words, self._collected_line))

    def _place(self, tag: str, attributes: dict[str, str], here: _Place) -> _Place:
        role = (attributes.get("role") or "").lower()
        properties = (attributes.get("itemprop") or "").lower().split()
        container, beside, item = here.container, here.beside, here.item
        if tag in ("article", "main") or role in ("main", "article") or _BODY_PROPERTIES & set(properties):
            container = len(self._parents)
            self._parents.append(here.container)
            self._sizes.append(0)
        if "itemscope" in attributes:
            item = self._item(attributes, here.item)
        if not beside and tag not in ("html", "body", "article", "main"):
            beside = tag in _ASIDE or role in _ASIDE_ROLES or self._named_beside(attributes)
        paragraph = here.paragraph or tag in _PARAGRAPHS
        if (container, beside, paragraph, item) == (here.container, here.beside, here.paragraph, here.item):
            return here
        return _Place(container, beside, paragraph, item)

    @staticmethod
    def _named_beside(attributes: dict[str, str]) -> bool:
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:500].lower()
        return any(name in _ASIDE_WORDS or name.rpartition("__")[2] in _ASIDE_WORDS for name in names.split())

    def _start_link(self, attributes: dict[str, str], place: _Place) -> None:
        href = (attributes.get("href") or "").strip()
        if not href or place.beside or not place.paragraph or len(self._links) >= MAX_LINKS:
            return
        if _NOT_A_LINK_OF_THE_TEXT & set((attributes.get("rel") or "").lower().split()) or _SHARING.match(href):
            return
        self._href, self._words, self._words_size = (href, self.line), [], 0

    def _end_link(self) -> None:
        if self._href:
            href, line = self._href
            text = " ".join("".join(self._words).split())[:MAX_LINK_TEXT]
            self._href = None
            if self._paragraphs:
                self._paragraphs[-1].links.append((self._stack[-1].container, PageLink(href, line, text)))

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        if paragraph.letters >= MIN_TEXT:
            self._links.extend(paragraph.links)

    def _main_links(self) -> list[PageLink]:
        """The links of the innermost element that holds most of the page's text."""
        sizes, parents = self._sizes, self._parents
        children: dict[int, list[int]] = {}
        for container in range(len(parents) - 1, 0, -1):
            sizes[parents[container]] += sizes[container]
            children.setdefault(parents[container], []).append(container)
        chosen = 0
        while below := children.get(chosen):
            largest = max(below, key=lambda container: (sizes[container], -container))
            if not sizes[largest] or sizes[largest] * 2 < sizes[chosen]:
                break
            chosen = largest
        inside = [False] * len(parents)
        inside[chosen] = True
        for container in range(chosen + 1, len(parents)):
            inside[container] = inside[parents[container]]
        return [link for container, link in self._links if inside[container]]

    def _item(self, attributes: dict[str, str], within: tuple[int, str] | None) -> tuple[int, str] | None:
        """Begin an item of microdata; only articles are of interest, and what is part of them."""
        kind = attributes.get("itemtype") or ""
        name = kind.rstrip("/").rpartition("/")[2]
        properties = (attributes.get("itemprop") or "").split()
        if within and properties:
            return (within[0], properties[0]) if not within[1] else None
        if "schema.org" not in kind or name not in ARTICLE_TYPES or len(self.page.items) >= MAX_VALUES:
            return None
        self.page.items.append({"@type": [Value(name, self.line)]})
        return len(self.page.items) - 1, ""

    def _start_property(self, tag: str, attributes: dict[str, str], within: tuple[int, str]) -> None:
        names = tuple((attributes.get("itemprop") or "").split()[:10])
        item, outer = within
        if outer:
            # The name of the author is the author; the address of the picture is the picture.
            names = (outer,) if ("url" if outer == "image" else "name") in names else ()
        addresses = bool(_ADDRESS_PROPERTIES & set(names))
        text = attributes.get("content")
        if text is None and tag == "time":
            text = attributes.get("datetime")
        if text is None and addresses:
            text = attributes.get("href") or attributes.get("src") or ""
        if not names or "itemscope" in attributes:
            return
        if text is not None:
            self._say_item(item, names, text)
        elif tag not in _VOID and self._property is None:
            self._property = (item, len(self._stack), names, "", 0)

    def _end_property(self) -> None:
        assert self._property
        item, _, names, text, _ = self._property
        self._property = None
        self._say_item(item, names, " ".join(text.split()))

    def _say_item(self, item: int, names: tuple[str, ...], text: str) -> None:
        for name in names:
            if name.lower() not in _BODY_PROPERTIES and len(values := self.page.items[item].setdefault(name, [])) < 50:
                values.append(Value(text, self.line))


ARTICLE_TYPES = frozenset(
    "Article NewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle OpinionNewsArticle "
    "ReportageNewsArticle ReviewNewsArticle AdvertiserContentArticle SatiricalArticle Report ScholarlyArticle "
    "MedicalScholarlyArticle SocialMediaPosting BlogPosting LiveBlogPosting DiscussionForumPosting TechArticle "
    "APIReference".split()
)
"""schema.org's Article and all that is one."""
