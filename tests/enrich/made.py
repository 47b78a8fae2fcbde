"""Small graphs made by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from graphbuild import StoryGraph
from graphbuild.evidence import Occurrence
from graphbuild.identity import Identity
from graphbuild.iris import Names
from graphbuild.link import Link
from graphbuild.nodes import ArticleNode, EntityNode, SourceNode, ThemeNode, story_node
from graphbuild.problems import Problems
from graphbuild.records import Date, Origin

NAMES = Names()
ORIGIN = Origin("a.md", 1)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of March 2021."""
    return datetime(2021, 3, day, hour, minute, tzinfo=UTC)


def on(day: int) -> date:
    """A day of March 2021, without an hour."""
    return date(2021, 3, day)


def made(
    articles: Mapping[str, tuple[str | None, Date | None]],
    *,
    stories: Mapping[str, str] = {},
    themes: Mapping[str, str] = {},
    broader: Mapping[str, str] = {},
    mentions: Mapping[str, str] = {},
    listings: Iterable[tuple[str, str]] = (),
) -> StoryGraph:
    """A graph of articles, each with publisher and date; all else by the articles' names, parted by spaces."""
    nodes = [
        ArticleNode(name, name, own=True, headline=name, published_at=when) for name, (_, when) in articles.items()
    ]
    by_name = {node.id: node for node in nodes}
    links = [Link(name, "publisher", NAMES.source(source), ORIGIN) for name, (source, _) in articles.items() if source]
    story_nodes = []
    for story, named in stories.items():
        story_nodes.append(story_node(NAMES.story(story), f"Story {story}", [by_name[name] for name in named.split()]))
        links += [Link(name, "member", NAMES.story(story), ORIGIN) for name in named.split()]
    for theme, named in themes.items():
        links += [Link(name, "about", NAMES.theme(theme), ORIGIN) for name in named.split()]
    for entity, named in mentions.items():
        place = Occurrence("headline", 0, 1, "x")
        links += [Link(name, "mentions", NAMES.entity(entity), ORIGIN, evidence=place) for name in named.split()]
    for position, (start, end) in enumerate(listings, 1):
        links.append(Link(start, "related", end, ORIGIN, position=position))
    sources = sorted({source for source, _ in articles.values() if source})
    return StoryGraph(
        names=NAMES,
        files=[],
        articles=sorted(nodes, key=lambda node: node.id),
        sources=[SourceNode(NAMES.source(source), source, source.upper()) for source in sources],
        topics=[],
        entities=[EntityNode(NAMES.entity(entity), "person", f"Entity {entity}") for entity in sorted(mentions)],
        links=sorted(links, key=Link.order),
        themes=[
            ThemeNode(
                NAMES.theme(theme), f"Theme {theme}",
                broader=NAMES.theme(broader[theme]) if theme in broader else None,
            )
            for theme in sorted(themes)
        ],
        stories=sorted(story_nodes, key=lambda node: node.id),
        identity=Identity(),
        problems=Problems(),
        unknown_fields=Counter(),
        left_out=Counter(),
    )  # fmt: skip
