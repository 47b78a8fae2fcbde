"""Which column of a table holds what: guessed by its header, shown to the user, and overruled by the user's word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from graphbuild.ingest.dates import written
from graphbuild.ingest.file import Unreadable
from graphbuild.ingest.layout import Layout

ALIASES: dict[str, str] = {
    "address": "url link web_url article_url story_url page_url permalink weburl uri href address webpage "
    "expanded_url documentidentifier document_identifier v2documentidentifier sourceurl source_url external_url "
    "loc guid",
    "alternate": "canonical_url canonical amp_url ampurl amp_web_url ampweburl mobile_url mobileurl url_mobile "
    "original_url originalurl final_url resolved_url shorturl short_url",
    "title": "title headline article_title story_title page_title heading name",
    "excerpt": "excerpt description summary abstract snippet lead lede teaser subtitle dek standfirst subheadline",
    "published_at": "publish_date published_at publication_date pub_date pubdate published publisheddatetime "
    "published_date date_published datepublished publishedat date_publish publish_time datetime pubtime time date "
    "timestamp seendate v2_1date created_at issued day",
    "language": "language lang language_code article_language",
    "authors": "author authors byline creator creators by",
    "topics": "topics topic tags tag keywords keyword categories category section sections subjects subject themes "
    "article_tags",
    "images": "image image_url imageurl top_image urltoimage thumbnail thumbnail_url og_image socialimage "
    "lead_image_url",
    "publisher": "media_name publisher source source_name outlet outlet_name newspaper publication publication_name "
    "site site_name news_source medium media provider journal",
    "publisher_address": "media_url domain source_domain publisher_domain publisher_url hostname host site_url netloc "
    "outlet_url sourcecommonname v2sourcecommonname",
    "type": "type article_type content_type",
}
"""For each attribute of an article the headers by which it is known, the surest first.

Written in lower case with `_` for whatever parts words. Media Cloud's (`publish_date`, `media_name`, `media_url`,
`language`) and those of GDELT's DOC API (`seendate`, `socialimage`, `domain`) are among them.
"""

_TAKES_ALL = ("topics", "images", "authors", "alternate")
"""All columns of these names are taken; of the others the surest alone."""


def normal(header: str) -> str:
    """A header as the aliases are written.

    >>> normal(" Article URL "), normal("publishedAt"), normal("V2.1DATE")
    ('article_url', 'publishedat', 'v2_1date')
    """
    return re.sub(r"[\W_]+", "_", header.strip().lower()).strip("_")


def layout(headers: Iterable[str], settings: Mapping[str, str]) -> Layout:
    """Where a table keeps what. A setting names the column (or several, parted by commas); an empty one, none.

    >>> layout(["Headline", "Link", "Date"], {"excerpt": "Notes"}).title
    ('Headline',)
    """
    columns = list(headers)
    by_name: dict[str, list[str]] = {}
    for header in columns:
        by_name.setdefault(normal(header), []).append(header)
    taken: set[str] = set()
    chosen: dict[str, Any] = {}
    for attribute in ALIASES:
        if (setting := settings.get(attribute)) is None:
            continue
        wanted = _named(setting)
        meant = tuple(found for name in wanted for found in _meant(name, columns, by_name))
        if meant or not wanted:  # a table that has no such column is guessed as if nothing had been said
            chosen[attribute] = meant
            taken.update(meant)
    for attribute, aliases in ALIASES.items():
        if attribute in chosen:
            continue
        found = [header for alias in aliases.split() for header in by_name.get(alias, ()) if header not in taken]
        chosen[attribute] = tuple(found if attribute in _TAKES_ALL else found[:1])
        taken.update(chosen[attribute])
    address = (*chosen.pop("address"), *chosen.pop("alternate"))
    return Layout(address=address or ("url",), hosted=True, **chosen)


def met(headers: Iterable[str], settings: Mapping[str, str]) -> set[tuple[str, str]]:
    """The columns that are set and that a table has: what each holds, and how it is named in the setting."""
    columns = list(headers)
    by_name = {normal(header): [header] for header in columns}
    return {(attribute, name) for attribute, name in wanted(settings) if _meant(name, columns, by_name)}


def wanted(settings: Mapping[str, str]) -> list[tuple[str, str]]:
    """The columns that are set.

    >>> wanted({"topics": "Tags, Section", "dates": "%d/%m/%Y"})
    [('topics', 'Tags'), ('topics', 'Section')]
    """
    return [(attribute, name) for attribute in ALIASES for name in _named(settings.get(attribute, ""))]


def shown(known: Layout, headers: Iterable[str]) -> str:
    """How a table was understood, in one line."""
    headers = list(headers)
    pairs = []
    named: set[str] = set()
    for attribute in ("address", "title", "excerpt", "published_at", "publisher", "publisher_address", "language",
                      "authors", "topics", "images", "type"):  # fmt: skip
        names = [name for name in getattr(known, attribute) if name in headers]
        named.update(names)
        if names:
            pairs.append(f"{attribute.replace('_', ' ')} from {' and '.join(names)}")
    unread = [header for header in headers if header not in named]
    rest = f"; not read: {', '.join(unread[:20])}{' …' if len(unread) > 20 else ''}" if unread else ""
    return (", ".join(pairs) or "no column is understood") + rest


def _named(setting: str) -> list[str]:
    return [name.strip() for name in setting.split(",") if name.strip()]


def _meant(name: str, columns: list[str], by_name: Mapping[str, list[str]]) -> list[str]:
    """The columns that a user's word means: as it is written, or by its place (1 = first)."""
    if name in columns:
        return [name]
    if normal(name) in by_name:
        return by_name[normal(name)]
    if name.isdecimal() and 0 < int(name) <= len(columns):
        return [columns[int(name) - 1]]
    return []


def check(settings: Mapping[str, str]) -> None:
    """Raises `ValueError` where a file of columns or a form of dates cannot be followed."""
    try:
        found = said(settings)
    except Unreadable as error:
        raise ValueError(f"{error.what} ({error.value})") from error
    if form := found.get("dates"):
        written(form)


def said(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings with those of the file that they name, which single ones overrule. Raises `Unreadable`."""
    if not (path := settings.get("file")):
        return dict(settings)
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable("the file of columns cannot be read", None, f"{path}: {error}") from None
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, colon, value = line.partition(":")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not colon or name.strip() not in ALIASES:
            what = f"the file of columns says what is not understood: {line.strip()}"
            raise Unreadable(what, None, f"{path}, line {number}; known: {', '.join(ALIASES)}")
        found[name.strip()] = value.strip().strip("\"'")
    return found | dict(settings)


SETTINGS = {
    "address": "the column of the article's address",
    "alternate": "columns of its other addresses",
    "title": "the column of the headline",
    "excerpt": "the column of the summary",
    "published_at": "the column of the date of publication",
    "publisher": "the column of the publisher's name",
    "publisher_address": "the column of the publisher's domain or site",
    "language": "the column of the language",
    "authors": "columns of authors",
    "topics": "columns of topics or keywords",
    "images": "columns of addresses of images",
    "type": "the column of the type (article, video …)",
    "dates": "how dates are written, as Python's strptime has it: %d/%m/%Y",
    "file": "a file of such lines as `title: Headline`, for what is not set here",
}
"""What the user may set for a table: columns are named by their header, or by their number (1 = first)."""
