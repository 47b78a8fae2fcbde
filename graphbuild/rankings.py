"""What a graph holds most of: the publishers, articles, themes, stories and names at its top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphbuild.graph import StoryGraph

MOST = 10
"""The length of a ranking."""

Ranking = list[tuple[str, int]]
"""Names with numbers, the greatest number first; an article without a headline has no name."""


def rankings(graph: StoryGraph) -> dict[str, Ranking]:
    """The rankings of a graph by what they rank; those with equal numbers in the order of their names or ids.

    >>> import graphbuild
    >>> rankings(graphbuild.build(graphbuild.example()))["sources with the most articles"]
    [('Gothamist', 2), ('NBC 6 South Florida', 1), ('New York Post', 1), ('Newsweek', 1), ('The Star', 1)]
    """
    pairs: dict[str, list[tuple[str, str]]] = {
        name: [] for name in ("publisher", "related", "theme", "member", "mentions")
    }
    for link in graph.links:
        if link.relation == "about" and link.evidence is not None:
            pairs["theme"].append((link.start, link.end))
        elif link.relation in pairs:
            pairs[link.relation].append((link.start, link.end))
    ends = {name: Counter(end for _, end in dict.fromkeys(found)) for name, found in pairs.items()}
    sources = {source.id: source.name for source in graph.sources}
    return {
        "sources with the most articles": _ranked(ends["publisher"], sources, by_name=True),
        "articles listed most": _ranked(ends["related"], {a.id: a.headline or "" for a in graph.articles}),
        "themes with the most articles": _ranked(ends["theme"], {theme.id: theme.label for theme in graph.themes}),
        "stories with the most articles": _ranked(ends["member"], {story.id: story.label for story in graph.stories}),
        "mentioned in the most articles": _ranked(ends["mentions"], {name.id: name.name for name in graph.entities}),
    }


def _ranked(times: Mapping[str, int], names: Mapping[str, str], *, by_name: bool = False) -> Ranking:
    order = sorted(times, key=lambda thing: (-times[thing], names[thing] if by_name else thing))
    return [(names[thing], times[thing]) for thing in order[:MOST]]


def span(graph: StoryGraph) -> dict[str, str] | None:
    """The days on which the first and the last article were published; `None` where no date is known."""
    days = [str(article.published_at)[:10] for article in graph.articles if article.published_at]
    return {"first": min(days), "last": max(days)} if days else None
