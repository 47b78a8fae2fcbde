"""OPML: a list of feeds as a list of publishers."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.ingest.encoding import beginning
from graphbuild.ingest.feed import domain, site_of
from graphbuild.ingest.file import File, Head
from graphbuild.ingest.format import NO, SURE, Format
from graphbuild.ingest.xml import Element, elements, root_name
from graphbuild.problems import Report
from graphbuild.records import Origin, Source


def recognises(head: Head) -> int:
    """By the root element."""
    text = beginning(head.data).lstrip()
    return SURE if text.startswith("<") and root_name(text) in ("opml", "outlinedocument") else NO


def read(file: File, report: Report) -> Iterator[Source]:
    """The sites that the feeds are of. Nothing is fetched: a feed is read when its own file is given.

    A site with several feeds (one for each section) is one publisher, named by the first; the others are other names.
    """
    sites: dict[str, tuple[Origin, dict[str, None], list[str]]] = {}
    for outline in elements(file.open(), report, frozenset(("outline",))):
        for feed in _feeds(outline, report):
            name = " ".join((feed.attributes.get("text") or feed.attributes.get("title") or "").split())
            site = _site(feed)
            if site is None and not name:
                report.add("lost", feed.line, "xmlUrl", "a feed with neither site nor name", "left out")
                continue
            if site is None:
                done = "known by its name"
                report.add("noted", feed.line, "htmlUrl", "a feed of which the site is not stated", done, name)
            entry = sites.setdefault(site or f" {name}", (Origin(file.name, feed.line), {}, []))
            if name:
                entry[1].setdefault(name)
            if description := " ".join(feed.attributes.get("description", "").split()):
                entry[2].append(description)
    for domain_or_name, (origin, names, about) in sites.items():
        first, *others = names or [""]
        yield Source(
            origin,
            None if domain_or_name.startswith(" ") else domain_or_name,
            first or None,
            tuple(others),
            about[0] if about else None,
        )
    if not sites:
        report.add("lost", None, "", "a list without feeds", "nothing to take")


def _feeds(outline: Element, report: Report) -> Iterator[Element]:
    """The feeds in an outline, which may be a folder of others."""
    kind = outline.attributes.get("type", "").lower()
    if outline.attributes.get("xmlurl", "").strip() or outline.attributes.get("htmlurl", "").strip():
        yield outline
    elif kind in ("link", "include") or outline.attributes.get("url"):
        what = "an outline that leads to a page or another list, not to a feed"
        report.add("lost", outline.line, "outline", what, "left out", outline.attributes.get("url", ""))
    for inner in outline.all("outline"):
        yield from _feeds(inner, report)


def _site(feed: Element) -> str | None:
    """The domain of the site that a feed is of, else of the feed itself, unless another delivers it."""
    page = feed.attributes.get("htmlurl", "").strip()
    return domain(page) or site_of(feed.attributes.get("xmlurl", "").strip(), None)


FORMATS = (Format("opml", "OPML lists of feeds: a publisher for each site", read, recognises),)
