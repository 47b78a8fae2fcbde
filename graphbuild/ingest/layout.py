"""From the fields of any format to an article: each format says where it keeps what, all else is the same for all."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from graphbuild.address import domain_key, is_front_page, reject_reason
from graphbuild.ingest.databases import is_database
from graphbuild.ingest.fields import Fields
from graphbuild.records import Alternate, Article, Listing, Origin, Reference, Source
from graphbuild.text import cut_off

Names = tuple[str, ...]
"""Fields that may hold a fact; the first that has a usable value gives it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """For each attribute of an article the fields that hold it in some format, the preferred one first."""

    address: Names
    """All that are usable are addresses of the article: the first is its own, the others are its alternates."""
    title: Names = ()
    excerpt: Names = ()
    published_at: Names = ()
    language: Names = ()
    type: Names = ()
    category: Names = ()
    authors: Names = ()
    """Lists of names, or a single name; all fields are taken together, as for `topics` and `images`."""
    topics: Names = ()
    images: Names = ()
    publisher: Names = ()
    """The publisher's name."""
    publisher_address: Names = ()
    """The publisher's domain, or the address of its site."""
    length: Names = ()
    starts_at: Names = ()
    ends_at: Names = ()
    quality: Names = ()
    heat: Names = ()
    default_type: str | None = "article"
    """The type of an article that states none."""
    hosted: bool = False
    """Whether a publisher named without a domain is the one on whose host the article lies."""

    def names(self) -> Iterator[str]:
        """All fields that it knows."""
        for attribute in dataclasses.fields(self):
            if attribute.name not in ("default_type", "hosted"):
                yield from getattr(self, attribute.name)


def article(
    fields: Fields,
    file: str,
    layout: Layout,
    *,
    source: Source | None = None,
    listings: Iterable[Listing] = (),
    references: Iterable[Reference] = (),
) -> Article | None:
    """The article that the fields state; `None`, reported, if it has no usable address.

    `source` is the publisher where the article itself names none: that of the whole feed. Without one, the publisher
    is known by the domain of the article's address. Fields that no one asked for are counted as unknown.
    """
    origin = Origin(file, fields.line)
    for name in layout.names():
        fields.raw(name)  # a field that another one stands before is not unknown
    said = len(fields.report.rows)
    found = {name: address for name in layout.address if (address := fields.address(name))}
    if not found:
        for row in fields.report.rows[said:]:  # an address stands there, but cannot be used
            row.done = "article left out"
        if len(fields.report.rows) == said:
            fields.say("lost", layout.address[0], "no address", "article left out", _text(fields, layout.title) or "")
        return None
    address = next(iter(found.values()))
    for name, other in list(found.items()):
        if is_front_page(other) and not is_front_page(address):
            fields.say("lost", name, "a site's front page, not another address of the article", "left out", other)
            del found[name]
    title = _text(fields, layout.title)
    if title is None:
        name = layout.title[0] if layout.title else "title"
        fields.say("noted", name, "no headline", "kept without one", address)
    excerpt = _text(fields, layout.excerpt)
    if excerpt and (doubt := cut_off(excerpt)):
        name = next(name for name in layout.excerpt if fields.has(name))
        fields.say("noted", name, doubt, "kept as it is", f"…{excerpt[-60:]}")
    topics = {text: line for name in layout.topics for text, line in fields.text_lines(name).items()}
    result = Article(
        origin=origin,
        address=address,
        alternates=tuple(
            Alternate(name, other, fields.line_of(name) - fields.line)
            for other, name in {other: name for name, other in reversed(found.items())}.items()
            if other != address
        )[::-1],
        type=next((word for name in layout.type if (word := fields.word(name))), layout.default_type),
        category=next((word for name in layout.category if (word := fields.word(name))), None),
        title=title,
        excerpt=excerpt,
        published_at=next((day for name in layout.published_at if (day := fields.date(name))), None),
        starts_at=next((day for name in layout.starts_at if (day := fields.date(name))), None),
        ends_at=next((day for name in layout.ends_at if (day := fields.date(name))), None),
        length=next((text for name in layout.length if (text := fields.duration(name))), None),
        quality=next((value for name in layout.quality if (value := fields.number(name)) is not None), None),
        heat=next((value for name in layout.heat if (value := fields.number(name)) is not None), None),
        language=language(fields, layout.language),
        source=_publisher(fields, file, layout, address) or source or _site(fields, file, found),
        authors=tuple(dict.fromkeys(name for field in layout.authors for name in fields.texts(field))),
        topics=tuple(topics),
        images=tuple({image.address: image for name in layout.images for image in fields.images(name)}.values()),
        listings=tuple(listings),
        references=tuple(references),
        below={attribute: below for attribute in _STANDS if (below := _below(fields, getattr(layout, attribute)))}
        | {f"topic {name}": line - fields.line for name, line in topics.items() if line != fields.line},
    )
    fields.count_unknown()
    return result


_STANDS = (
    "address type category title excerpt published_at starts_at ends_at length quality heat language authors images"
).split()


def _below(fields: Fields, names: Names) -> int:
    """The lines from the record's beginning to the first of some fields."""
    return next((fields.line_of(name) - fields.line for name in names if fields.has(name)), 0)


def language(fields: Fields, names: Names) -> str | None:
    """A language tag (BCP 47) in its usual letters; anything else is reported.

    An underscore is taken as a hyphen, as in OpenGraph's `en_GB`.
    """
    for name in names:
        text = fields.text(name)
        if text is None:
            continue
        tag = _tag(text)
        if tag:
            return tag
        fields.say("lost", name, "not a language tag", "left out", text)
    return None


def _tag(text: str) -> str | None:
    """A language tag with its parts in their usual letters: `en`, `pt-BR`, `zh-Hans`."""
    first, *rest = text.strip().replace("_", "-").split("-")
    if not (first.isascii() and first.isalpha() and 2 <= len(first) <= 3):
        return None
    parts = [first.lower()]
    for part in rest:
        if not (part.isascii() and part.isalnum() and len(part) <= 8):
            return None
        parts.append(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower())
    return "-".join(parts)


def _text(fields: Fields, names: Names) -> str | None:
    return next((text for name in names if (text := fields.text(name))), None)


def _publisher(fields: Fields, file: str, layout: Layout, address: str) -> Source | None:
    """The publisher that the record names, by name, by domain or by both."""
    name = _text(fields, layout.publisher)
    domain = next((found for field in layout.publisher_address if (found := domain_of(fields, field))), None)
    if name is None and domain is None:
        return None
    field = next(field for field in (*layout.publisher, *layout.publisher_address) if fields.has(field))
    if domain is None and layout.hosted and (host := urlsplit(address).hostname) and not is_database(host):
        domain = domain_key(host)
    if domain is None:
        fields.say("noted", field, "a publisher without a domain", "known by its name", name or "")
    return Source(Origin(file, fields.line_of(field)), domain, name)


def _site(fields: Fields, file: str, found: dict[str, str]) -> Source | None:
    """The publisher by the domain of the article's address."""
    name, address = next(iter(found.items()))
    host = urlsplit(address).hostname
    return Source(Origin(file, fields.line_of(name)), domain_key(host), None) if host else None


def domain_of(fields: Fields, name: str) -> str | None:
    """A domain from a field that holds one, or holds an address of the site."""
    text = fields.text(name)
    if text is None:
        return None
    if "/" not in text and ":" not in text and "." in text:
        text = f"https://{text}/"
    if reason := reject_reason(text):
        fields.say("lost", name, reason, "left out", text)
        return None
    return domain_key(urlsplit(text).hostname or "")
