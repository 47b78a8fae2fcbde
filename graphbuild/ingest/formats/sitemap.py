"""Sitemaps (sitemaps.org) with Google's news extension: an article for each address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphbuild.ingest.encoding import beginning
from graphbuild.ingest.facts import Facts
from graphbuild.ingest.feed import site_of
from graphbuild.ingest.file import File, Head
from graphbuild.ingest.format import NO, SURE, Format
from graphbuild.ingest.layout import Layout, article
from graphbuild.ingest.xml import Element, elements, joined, root_name
from graphbuild.problems import Report
from graphbuild.records import Article

LAYOUT = Layout(
    ("loc", "amphtml"),
    title=("news:title", "video:title"),
    excerpt=("video:description",),
    published_at=("news:publication_date", "video:publication_date", "lastmod"),
    language=("news:language",),
    category=("news:genres",),
    topics=("news:keywords",),
    images=("image:loc", "video:thumbnail_loc"),
    publisher=("news:name",),
    publisher_address=("publisher",),
)


def recognises(head: Head) -> int:
    """By the root element."""
    text = beginning(head.data).lstrip()
    return SURE if text.startswith("<") and root_name(text) in ("urlset", "sitemapindex") else NO


def read(file: File, report: Report) -> Iterator[Article]:
    """The pages of a sitemap that it calls news or films. Of others it knows no more than the address."""
    count = others = 0
    for element in elements(file.open(), report, frozenset(("url", "sitemap"))):
        if element.name == "sitemap":
            others += 1
            continue
        count += 1
        if not element.all("news:news", "video:video"):
            what = "a page of which no headline is stated, not in a news or video sitemap"
            report.tally("lost", element.line, "url", what, "left out")
            continue
        if (found := article(_fields(element, file, report), file.name, LAYOUT)) is not None:
            yield found
    if others:
        report.add("lost", None, "", "an index of sitemaps", "the sitemaps it names are not fetched", f"{others:,}")
    elif not count:
        report.add("lost", None, "", "a sitemap without pages", "nothing to take")


def _fields(url: Element, file: File, report: Report) -> Facts:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}

    def put(name: str, value: object, element: Element) -> None:
        if value and name not in values:
            values[name] = value
            lines[name] = element.line

    for child in url.elements:
        if child.name == "loc":
            put("loc", joined(child.base, child.text) or child.text, child)
        elif child.name == "lastmod":
            put("lastmod", child.text, child)
        elif child.name.endswith("link") and child.attributes.get("rel", "").lower() == "amphtml":
            put("amphtml", child.attributes.get("href"), child)
        elif child.name in ("news:news", "video:video"):
            for part in child.elements:
                if part.name == "news:publication":
                    for one in part.elements:
                        put(one.name, " ".join(one.text.split()), one)
                elif part.name in ("news:keywords", "video:tag"):
                    put("news:keywords", [word for word in map(str.strip, part.text.split(",")) if word], part)
                elif part.name == "news:stock_tickers":
                    values.setdefault(part.name, None)
                else:
                    put(part.name, " ".join(part.text.split()), part)
        elif child.name == "image:image":
            found = [{"url": loc.text} for loc in child.all("image:loc")]
            values["image:loc"] = [*values.get("image:loc", ()), *found]
            lines.setdefault("image:loc", child.line)
        elif not child.name.startswith("{"):
            values.setdefault(child.name, None)
    if "news:name" in values:
        address = str(values.get("loc", ""))
        values["publisher"] = site_of(address, address)
        lines["publisher"] = lines["news:name"]
    if not {"news:publication_date", "video:publication_date"} & values.keys() and "lastmod" in values:
        what, done = "no date of publication", "the date of the last change is taken"
        report.tally("noted", lines["lastmod"], "lastmod", what, done)
    return file.fields(values, url.line, lines=lines)


FORMATS = (Format("sitemap", "Sitemaps and news sitemaps: an article for each page", read, recognises, gathers=True),)
