"""JSON Feed (1.0, 1.1): a feed's items as articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from graphbuild.address import reject_reason
from graphbuild.ingest import markup
from graphbuild.ingest.feed import Channel, names, summary
from graphbuild.ingest.file import File, Head, Unreadable
from graphbuild.ingest.format import NO, SURE, Format
from graphbuild.ingest.jsonstream import Value, values
from graphbuild.ingest.layout import Layout, article
from graphbuild.problems import Report
from graphbuild.records import Article, Reference

LAYOUT = Layout(
    ("url", "id"),
    title=("title",),
    excerpt=("summary", "content_text", "content_html"),
    published_at=("date_published", "date_modified"),
    language=("language",),
    authors=("authors",),
    topics=("tags",),
    images=("image", "banner_image", "attachments"),
)
_VERSION = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/')


def recognises(head: Head) -> int:
    """By the version that the format prescribes."""
    return SURE if head.start.startswith("{") and _VERSION.search(head.text) else NO


def read(file: File, report: Report) -> Iterator[Article]:
    """The items of a feed."""
    text = file.text()
    if text is None:
        return
    channel = _channel(text)
    count = 0
    for item in values(text, "items"):
        if item.path != ("items", "*"):
            continue
        count += 1
        if not isinstance(item.value, dict):
            report.add("lost", item.line, "items", "an item that is no object", "item left out", str(item.value))
            continue
        if (found := _article(item, channel, file, report)) is not None:
            yield found
    if not count:
        report.add("lost", None, "", "a feed without items", "nothing to take")


def _channel(text: str) -> Channel:
    """What the feed says of itself, as far as it can be read."""
    channel = Channel()
    with suppress(Unreadable):  # said when the items are read
        for member in values(text, "items"):
            if member.path == ("title",) and isinstance(member.value, str):
                channel.title, channel.line = markup.text(member.value) or None, member.line
            elif member.path == ("home_page_url",) and isinstance(member.value, str):
                channel.link = member.value
            elif member.path == ("language",) and isinstance(member.value, str):
                channel.language = member.value
            elif member.path in (("author",), ("authors",)):
                channel.authors = tuple(_people(member.value)) or channel.authors
    return channel


def _article(item: Value, channel: Channel, file: File, report: Report) -> Article | None:
    stated: dict[str, Any] = dict(item.value)
    address = str(stated.get("url") or "")
    if not re.match(r"https?:", str(stated.get("id", "")), re.IGNORECASE) or address:
        stated.pop("id", None)
    html = stated.get("content_html")
    text = stated.get("content_text")
    links: list[Reference] = []
    if isinstance(html, str):
        links += markup.links(html, address, item.line)
        stated["content_html"] = markup.text(html)
    other = stated.pop("external_url", None)  # the page that the item is about
    if isinstance(other, str) and (other := other.strip()) and other not in [link.address for link in links]:
        if reason := reject_reason(other):
            report.add("lost", item.line, "external_url", reason, "left out", other)
        else:
            links.append(Reference(0, item.line, other, None))
    for name in ("content_text", "content_html"):
        said = stated.get(name)
        if stated.get("summary") or (name == "content_html" and text):
            stated.pop(name, None)
        elif isinstance(said, str) and said:
            stated[name] = summary(" ".join(said.split()), report, item.line, name, whole=True)
    if isinstance(short := stated.get("summary"), str):
        stated["summary"] = summary(" ".join(short.split()), report, item.line, "summary")
    people = _people(stated.pop("authors", None)) or _people(stated.pop("author", None))
    stated["authors"] = people or list(channel.authors) or None
    stated.setdefault("language", channel.language)
    stated["attachments"] = [
        {"url": attachment.get("url")}
        for attachment in stated.get("attachments") or ()
        if isinstance(attachment, dict) and str(attachment.get("mime_type", "")).startswith("image/")
    ] or None
    if "date_published" not in stated and stated.get("date_modified"):
        what, done = "no date of publication", "the date of the last change is taken"
        report.tally("noted", item.line, "date_modified", what, done)
    return article(
        file.fields(stated, item.line, typed=True), file.name, LAYOUT,
        source=channel.source(file.name, address),
        references=[
            Reference(number, link.line, link.address, link.text)
            for number, link in enumerate((link for link in links if markup.resolved(link.address, address)), 1)
        ],
    )  # fmt: skip


def _people(stated: Any) -> list[str]:
    """The names of an author, or of a list of them."""
    people = stated if isinstance(stated, list) else [stated]
    said = [person.get("name") for person in people if isinstance(person, dict)]
    return names(name for name in said if isinstance(name, str))


FORMATS = (Format("jsonfeed", "JSON Feed: an article for each item", read, recognises, gathers=True),)
