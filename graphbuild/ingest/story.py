"""From the fields of a story file, a taxonomy file or a list entry to a record."""

from __future__ import annotations

from graphbuild.address import domain_key, is_front_page, reject_reason
from graphbuild.ingest.fields import Fields
from graphbuild.records import Alternate, Article, Listing, Origin, Person, Record, Source, Topic
from graphbuild.text import cut_off, slug

ADDRESS_FIELDS = ("webUrl", "originalUrl", "website", "ampWebUrl", "cdnAmpWebUrl")
"""Where an article's addresses stand. The first usable one is its own, the others are its alternates."""


STANDS_IN = {
    "address": ADDRESS_FIELDS,
    "type": ("type",),
    "category": ("category",),
    "title": ("title", "name"),
    "excerpt": ("excerpt",),
    "published_at": ("publishedDateTime",),
    "starts_at": ("startDateTime",),
    "ends_at": ("endDateTime",),
    "length": ("length",),
    "quality": ("quality",),
    "heat": ("heat",),
    "published": ("published",),
    "removed": ("removed",),
    "images": ("images",),
    "parts": ("items",),
}
"""For each attribute of an article the fields that may hold it."""


def record(fields: Fields, origin: Origin, listings: tuple[Listing, ...] = ()) -> Record | None:
    """The record that a whole file holds, chosen by its `taxonomy` field; `None`, reported, if it is none."""
    taxonomy = fields.word("taxonomy")
    if taxonomy is None:
        return article(fields, origin, listings)
    if taxonomy == "topic":
        return topic(fields, origin)
    if taxonomy in ("organization", "organisation"):
        return organization(fields, origin)
    if taxonomy == "person":
        return person(fields, origin)
    fields.say("lost", "taxonomy", "an unknown kind of taxonomy", "file left out", taxonomy)
    return None


def article(fields: Fields, origin: Origin, listings: tuple[Listing, ...] = ()) -> Article | None:
    """An article, from its own file or from an entry of a related list."""
    kind = fields.word("type")
    said = len(fields.report.rows)
    found = {name: address for name in ADDRESS_FIELDS if (address := fields.address(name))}
    if not found and kind != "collection":
        for row in fields.report.rows[said:]:  # an address stands there, but cannot be used
            row.done = "article left out"
        if len(fields.report.rows) == said:
            headline = fields.text("title") or fields.text("name") or ""
            fields.say("lost", "webUrl", "no address", "article left out", headline)
        return None
    address = next(iter(found.values()), None)
    for name, other in list(found.items()):
        if address and is_front_page(other) and not is_front_page(address):
            what = "a site's front page, not another address of the article"
            fields.say("lost", name, what, "left out", other)
            del found[name]
    title = fields.text("title") or fields.text("name")
    if title is None:
        fields.say("noted", "title", "no headline", "kept without one", address or "")
    excerpt = fields.text("excerpt")
    if excerpt and (doubt := cut_off(excerpt)):
        fields.say("noted", "excerpt", doubt, "kept as it is", f"…{excerpt[-60:]}")
    topics = fields.text_lines("topics")
    result = Article(
        origin=origin,
        address=address,
        alternates=tuple(
            Alternate(name, other, fields.line_of(name) - fields.line)
            for name, other in found.items()
            if other != address
        ),
        type=kind,
        category=fields.word("category"),
        title=title,
        excerpt=excerpt,
        published_at=fields.date("publishedDateTime"),
        starts_at=fields.date("startDateTime"),
        ends_at=fields.date("endDateTime"),
        length=fields.duration("length"),
        quality=fields.number("quality"),
        heat=fields.number("heat"),
        published=fields.boolean("published"),
        removed=fields.boolean("removed"),
        source=_provider(fields, origin),
        topics=tuple(topics),
        images=fields.images("images"),
        listings=listings,
        parts=fields.texts("items") if kind == "collection" else (),
        below=fields.below(STANDS_IN.items()) | {f"topic {name}": line - fields.line for name, line in topics.items()},
    )
    fields.count_unknown()
    return result


def topic(fields: Fields, origin: Origin) -> Topic | None:
    """A topic from a taxonomy file."""
    name = fields.text("name") or fields.text("title")
    if name is None:
        fields.say("lost", "name", "a topic without a name", "file left out")
        return None
    short_name = fields.text("shortname")
    result = Topic(
        origin=origin,
        slug=slug(fields.text("_id") or name),
        name=name,
        short_name=short_name if short_name != name else None,
        parent=fields.text("parent"),
        keywords=fields.texts("keywords"),
        images=fields.images("images"),
    )
    fields.count_unknown()
    return result


def organization(fields: Fields, origin: Origin) -> Source | None:
    """A publisher from an organisation file."""
    name = fields.text("name")
    identifier = fields.text("_id")
    domain = _domain(fields) or (domain_key(identifier) if identifier and _is_domain(identifier) else None)
    if domain is None and name is None:
        fields.say("lost", "domain", "an organisation with neither domain nor name", "file left out")
        return None
    result = Source(
        origin=origin,
        domain=domain,
        name=name,
        other_names=fields.texts("otherNames"),
        description=fields.text("description"),
        images=fields.images("images"),
    )
    fields.count_unknown()
    return result


def person(fields: Fields, origin: Origin) -> Person | None:
    """A person from a taxonomy file."""
    name = fields.text("name") or fields.text("title")
    if name is None:
        fields.say("lost", "name", "a person without a name", "file left out")
        return None
    result = Person(
        origin=origin,
        slug=slug(fields.text("_id") or name),
        name=name,
        description=fields.text("description") or fields.text("excerpt"),
        affiliation=fields.text("affiliation"),
        address=fields.address("webUrl") or fields.address("website"),
        images=fields.images("images"),
    )
    fields.count_unknown()
    return result


def _provider(fields: Fields, origin: Origin) -> Source | None:
    block = fields.mapping("provider", text_is="name")
    if block is None:
        return None
    domain, name = _domain(block), block.text("name")
    images = block.images("images")
    block.count_unknown()
    if domain is None and name is None:
        return None
    if domain is None:
        block.say("noted", "domain", "a publisher without a domain", "known by its name", name or "")
    # Relative to the record, since an entry of a related list stands in many files.
    return Source(Origin(origin.file, origin.line + block.line - fields.line), domain, name, images=images)


def _domain(fields: Fields) -> str | None:
    text = fields.text("domain")
    if text is None:
        return None
    if not _is_domain(text):
        fields.say("lost", "domain", "not a domain", "left out", text)
        return None
    domain = domain_key(text)
    if domain != text.lower():
        fields.say("changed", "domain", "a domain with www.", "taken without", text)
    return domain


def _is_domain(text: str) -> bool:
    return "/" not in text and "@" not in text and ":" not in text and not reject_reason(f"https://{text}/")
