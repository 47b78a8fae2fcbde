"""An article from the values of a template: what `story.article` makes of its nodes, sooner.

Only values in their usual form are taken, texts aside, which are mended and doubted as always. At the first value of
another kind all is left to the nodes. `tests/ingest/test_template.py` holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable

from graphbuild.address import is_common, is_front_page
from graphbuild.ingest import values as read
from graphbuild.ingest.template import Odd, Picture, Template
from graphbuild.problems import Report
from graphbuild.records import Alternate, Article, Image, Listing, Origin, Source
from graphbuild.text import cut_off, repair


def article(
    template: Template, values: list[str], origin: Origin, report: Report, line: int, listings: Iterable[Listing] = ()
) -> Article | None:
    """The article; `None`, with nothing reported, if the nodes must be asked. `line` is that of the text's first.

    `listings` are gone through if all else is as it should be.
    """
    said = len(report.rows)
    try:
        result = _article(template, values, origin, report, line, listings)
    except Odd:
        del report.rows[said:]
        return None
    for name in template.unknown:
        report.unknown[name] += 1
    return result


def _article(
    template: Template, values: list[str], origin: Origin, report: Report, line: int, listings: Iterable[Listing]
) -> Article:
    address, alternates = _addresses(template, values)
    facts = {}
    for attribute, convert, at in template.facts:
        value = convert(values[at])
        if value is None:
            raise Odd
        facts[attribute] = value
    if facts.get("type") == "collection":
        raise Odd
    title = _text(values, template.title, report, line, template.title_field)
    if not title:
        raise Odd
    excerpt = None
    if template.excerpt is not None:
        excerpt = _text(values, template.excerpt, report, line, f"{template.path}excerpt") or None
        if excerpt and (doubt := cut_off(excerpt)):
            at, shown = line + template.excerpt, f"…{excerpt[-60:]}"
            report.add("noted", at, f"{template.path}excerpt", doubt, "kept as it is", shown)
    source = _source(template, values, origin, report, line) if template.provider else None
    topics: dict[str, int] = {}
    for at in template.topics:
        topic = _text(values, at, report, line, f"{template.path}topics")
        if not topic:
            raise Odd
        topics.setdefault(topic, at)
    images = _images(template.images, values)
    below = template.below_with(tuple(topics.items()))
    return Article(
        origin, address, alternates, title=title, excerpt=excerpt, source=source, topics=tuple(topics), images=images,
        listings=tuple(listings), below=below, **facts,
    )  # fmt: skip


def _addresses(template: Template, values: list[str]) -> tuple[str, tuple[Alternate, ...]]:
    address = None
    alternates = []
    for field, at in template.addresses:
        value = values[at]
        if not is_common(value):
            raise Odd
        if address is None:
            address = value
        elif value != address:
            if is_front_page(value):
                raise Odd
            alternates.append(Alternate(field, value, at - template.start))
    if address is None:
        raise Odd
    return address, tuple(alternates)


def _source(template: Template, values: list[str], origin: Origin, report: Report, line: int) -> Source:
    provider = template.provider
    assert provider is not None
    domain = read.domain(values[provider.domain])
    name = _text(values, provider.name, report, line, f"{template.path}provider.name")
    if domain is None or not name:
        raise Odd
    place = Origin(origin.file, origin.line + provider.start - template.start)
    return Source(place, domain, name, images=_images(provider.images, values))


def _images(pictures: tuple[Picture, ...], values: list[str]) -> tuple[Image, ...]:
    found: dict[str, Image] = {}
    for address, width, height in pictures:
        image = read.image(
            values[address], None if width is None else values[width], None if height is None else values[height]
        )
        if image is None:
            raise Odd
        found.setdefault(image.address, image)
    return tuple(found.values())


def _text(values: list[str], at: int, report: Report, line: int, field: str) -> str:
    value = values[at]
    text, repairs = repair(value)
    if repairs:
        report.add("changed", line + at, field, " and ".join(repairs), "repaired", value)
    return text
