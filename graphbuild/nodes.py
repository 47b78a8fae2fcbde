"""What a graph consists of: articles, publishers, topics, themes, stories and entities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from graphbuild.display.shown import Shown
from graphbuild.records import Date, Image, Origin

FACTS = {
    "type": "type",
    "category": "category",
    "headline": "title",
    "abstract": "excerpt",
    "published_at": "published_at",
    "starts_at": "starts_at",
    "ends_at": "ends_at",
    "length": "length",
    "quality": "quality",
    "heat": "heat",
    "published": "published",
    "removed": "removed",
    "language": "language",
}
"""Facts that an article has once: the attribute of `ArticleNode` and that of the record."""


@dataclass(slots=True)
class Version:
    """What one of several files, or a list, says of an article."""

    origin: Origin
    """The file and line that say it."""
    address: str | None
    facts: dict[str, Any]
    """The facts that are said, by the attribute names of `ArticleNode`."""
    publisher: str | None = None
    """The id of the source, where it is another than the article's."""

    @property
    def headline(self) -> str | None:
        """The headline of this version."""
        return self.facts.get("headline")

    def order(self) -> tuple[str, int]:
        """The key by which versions are sorted when they are read back."""
        return (self.origin.file, self.origin.line)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two files that say different things of one article: what was taken, and what another says.

    Taken is the word of a file of the article itself before that of a file that gathers many (a feed, a table); of two
    alike that of the newer date of publication; of two of one date that of the file whose name comes first. A list
    entry only fills gaps.
    """

    article: str
    """The id of the article."""
    fact: str
    """The attribute of `ArticleNode`."""
    taken: Any
    taken_from: Origin
    other: Any
    other_from: Origin


@dataclass(slots=True)
class ArticleNode(Shown):
    """A page with an address of its own, merged from all that the files say of it."""

    id: str
    """The IRI: the address, percent-encoded where it must be."""
    address: str | None
    """The address as the input gives it; `None` for a collection."""
    own: bool
    """Has a file of its own. `False`: a stub, known only from related lists, or from links in a text."""
    type: str | None = None
    category: str | None = None
    headline: str | None = None
    abstract: str | None = None
    published_at: Date | None = None
    starts_at: Date | None = None
    ends_at: Date | None = None
    length: str | None = None
    quality: int | float | None = None
    heat: int | float | None = None
    published: bool | None = None
    removed: bool | None = None
    language: str | None = None
    """A language tag of BCP 47."""
    authors: tuple[str, ...] = ()
    """Names, as the article is signed."""
    images: tuple[Image, ...] = ()
    alternates: tuple[str, ...] = ()
    """Other addresses of the same article."""
    versions: tuple[Version, ...] = ()
    """What each of several files says, and what lists say otherwise (an older headline, another date)."""
    origins: dict[str, Origin] = field(default_factory=dict)
    """For each fact, by attribute name: the file and line it was taken from."""

    def __repr__(self) -> str:
        return f"<ArticleNode {self.headline or self.address or self.id!r}>"


def conflicts(article: ArticleNode) -> Iterator[Conflict]:
    """Where the versions of an article say something else than it; a day agrees with any time of it."""
    for version in article.versions:
        for name, other in version.facts.items():
            taken = getattr(article, name)
            if taken != other and not (isinstance(taken, date) and _same_day(taken, other)):
                yield Conflict(article.id, name, taken, article.origins[name], other, version.origin)


def _same_day(one: Date, other: Date) -> bool:
    """Whether one of two dates is a day without a time, and the other falls on it."""
    return isinstance(one, datetime) != isinstance(other, datetime) and str(one)[:10] == str(other)[:10]


@dataclass(slots=True)
class SourceNode(Shown):
    """A publisher."""

    id: str
    domain: str | None
    name: str
    other_names: tuple[str, ...] = ()
    description: str | None = None
    images: tuple[Image, ...] = ()
    origins: dict[str, Origin] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<SourceNode {self.name!r}{f' ({self.domain})' if self.domain else ''}>"


@dataclass(slots=True)
class TopicNode(Shown):
    """A subject heading that the input gives."""

    id: str
    name: str
    other_names: tuple[str, ...] = ()
    broader: str | None = None
    """The id of the broader topic."""
    keywords: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    origins: dict[str, Origin] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<TopicNode {self.name!r}>"


@dataclass(slots=True)
class ThemeNode(Shown):
    """A subject that the researcher defines, and finds in the texts by a rule."""

    id: str
    label: str
    definition: str | None = None
    broader: str | None = None
    """The id of the broader theme."""
    other_labels: tuple[str, ...] = ()
    exact_matches: tuple[str, ...] = ()
    """IRIs of the same concept in other vocabularies."""
    close_matches: tuple[str, ...] = ()
    rule: str | None = None
    """The rule as JSON."""
    minimum: float | None = None
    """The score below which a match does not count."""
    origin: Origin = field(default=Origin("", 0))
    """Where it is defined: the name of the theme file, and the line."""

    def __repr__(self) -> str:
        return f"<ThemeNode {self.label!r}>"


@dataclass(slots=True)
class StoryNode(Shown):
    """One happening: the articles that report it. `first_at` and `last_at` are the ends of their dates."""

    id: str
    label: str
    """The headline of the member that is most like the others."""
    articles: tuple[str, ...]
    """The ids of the members, two or more, sorted."""
    first_at: Date | None = None
    last_at: Date | None = None

    def __repr__(self) -> str:
        return f"<StoryNode {self.label!r}: {len(self.articles):,} articles from {str(self.first_at)[:10]}>"


def name_or_id(thing: str | Node) -> str:
    """What to ask for a thing by: the name that is given, or the id of a thing that is given itself."""
    return thing if isinstance(thing, str) else thing.id


def story_node(name: str, label: str, members: list[ArticleNode]) -> StoryNode:
    """A story of some articles; a day counts as its beginning where the first and last dates are sought."""
    dates = sorted((article.published_at for article in members if article.published_at), key=str)
    articles = tuple(sorted(article.id for article in members))
    return StoryNode(name, label, articles, dates[0] if dates else None, dates[-1] if dates else None)


EntityKind = Literal["person", "organization", "place", "law"]


@dataclass(slots=True)
class EntityNode(Shown):
    """A person that a file describes, or what a vocabulary of names holds and a text mentions."""

    id: str
    kind: EntityKind
    name: str
    description: str | None = None
    affiliation: str | None = None
    address: str | None = None
    images: tuple[Image, ...] = ()
    other_names: tuple[str, ...] = ()
    same_as: str | None = None
    """Its IRI in Wikidata."""
    origins: dict[str, Origin] = field(default_factory=dict)
    """Under `name` the file that describes it, under `vocabulary` the vocabulary file that names it."""

    def __repr__(self) -> str:
        return f"<EntityNode {self.name!r} ({self.kind})>"


Node = ArticleNode | SourceNode | TopicNode | ThemeNode | StoryNode | EntityNode
