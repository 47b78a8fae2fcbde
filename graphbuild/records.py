"""What readers yield: plain facts as one file states them, before anything is merged.

Nothing here knows of graphs, RDF or other files. All records are immutable and may be shared: the same
entry of many related lists is one `Article` object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import NamedTuple

from graphbuild.immutable import immutable

Date = date | datetime
"""A `datetime` in UTC where the input gives a time, a `date` where it gives only a day."""


@immutable
class Origin:
    """Where a fact stands: the file's path relative to the source, and the line (1 = first, 0 = not known).

    In a file that has no lines, `line` is the number of the record.
    """

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@immutable
class Image:
    """A picture; `width` and `height` in pixels."""

    address: str
    width: int | None = None
    height: int | None = None


@immutable
class Source:
    """A publisher, as its own file or an article's `provider` block describes it."""

    origin: Origin
    domain: str | None
    """The key of a source: its domain in lower case, without `www.`."""
    name: str | None
    other_names: tuple[str, ...] = ()
    description: str | None = None
    images: tuple[Image, ...] = ()


@immutable
class Topic:
    """A subject heading from a taxonomy file."""

    origin: Origin
    slug: str
    name: str
    short_name: str | None = None
    parent: str | None = None
    """The name of the broader topic."""
    keywords: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()


@immutable
class Person:
    """A person from a taxonomy file."""

    origin: Origin
    slug: str
    name: str
    description: str | None = None
    affiliation: str | None = None
    address: str | None = None
    images: tuple[Image, ...] = ()


@immutable
class Alternate:
    """Another address that a record declares for itself, and the field that says so."""

    field: str
    address: str
    below: int = 0
    """Lines from the beginning of the record to the field."""


class Listing(NamedTuple):
    """One entry of a related list: where it stands (`position` 1 = first) and what it lists.

    A tuple, since a large corpus has hundreds of thousands and tuples are made in a third of the time.
    """

    position: int
    line: int
    item: Article


@immutable
class Reference:
    """A link in an article's text: where it stands (`position` 1 = first), where it leads, and its words."""

    position: int
    line: int
    address: str
    text: str | None = None


@immutable
class Article:
    """A page with an address of its own (a news article, a video, a course, an event …), as one file states it.

    An entry of a related list is an `Article` too, with fewer facts. `None` is the absence of a fact;
    `False`, `0` and `-1` are facts.
    """

    origin: Origin
    address: str | None
    """The web address as given, or the identifier (`urn:`, `tag:`) of an agency's item that has none; `None` only for a
    collection, which has no page of its own."""
    alternates: tuple[Alternate, ...] = ()
    type: str | None = None
    category: str | None = None
    title: str | None = None
    excerpt: str | None = None
    published_at: Date | None = None
    starts_at: Date | None = None
    ends_at: Date | None = None
    length: str | None = None
    """How long it takes, as an ISO 8601 duration."""
    quality: int | float | None = None
    heat: int | float | None = None
    published: bool | None = None
    removed: bool | None = None
    language: str | None = None
    """A language tag of BCP 47, as `en` or `pt-BR`."""
    source: Source | None = None
    authors: tuple[str, ...] = ()
    """Names, as the article is signed."""
    topics: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    listings: tuple[Listing, ...] = ()
    parts: tuple[str, ...] = ()
    """The items of a collection or package: addresses, or paths, with or without suffix, relative to the folder above
    the collection's."""
    references: tuple[Reference, ...] = ()
    """The links in its text, in their order."""
    below: Mapping[str, int] = field(default_factory=dict, hash=False)
    """For each fact, by attribute name: the lines from the beginning of the record to where it stands."""

    def origin_of(self, attribute: str) -> Origin:
        """The file and line where a fact stands."""
        return Origin(self.origin.file, self.origin.line + self.below.get(attribute, 0))


Record = Article | Source | Topic | Person


@immutable
class InputFile:
    """A file that was read: its path relative to the source, its SHA-256, its size in bytes."""

    path: str
    sha256: str
    size: int
