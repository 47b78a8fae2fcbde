"""A graph as tables of pandas, for those who think in rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Literal

import pandas

from graphbuild.enrich.frame import COUNT, FLAG, NUMBER, TEXT, TIME, Sources, frame
from graphbuild.enrich.interval import Interval, hours, moment
from graphbuild.errors import BadOption
from graphbuild.graph import StoryGraph
from graphbuild.link import publishers

Rows = Literal["articles", "links"]

_ARTICLES = {
    "headline": TEXT, "publisher": TEXT, "published": TIME, "own": FLAG, "themes": TEXT,
    "topics": TEXT, "story": TEXT, "names": TEXT, "lists": COUNT, "listed": COUNT, "domain": TEXT, "address": TEXT,
    "file": TEXT,
}  # fmt: skip
_LINKS = {
    "start": TEXT, "relation": TEXT, "end": TEXT, "file": TEXT, "line": COUNT, "position": COUNT, "gap_hours": NUMBER,
    "score": NUMBER,
}  # fmt: skip


def table(graph: StoryGraph, of: Rows = "articles") -> pandas.DataFrame:
    """The articles, or the links, a row each. Raises `BadOption`.

    Of `"articles"`, the earliest first:

    - `headline`, `publisher`, `domain`, `address`: what it is, and whose,
    - `published`: when, UTC; of a date without an hour its midnight,
    - `own`: has a file of its own; otherwise it is known only from related lists,
    - `themes`, `topics`, `names`, `story`: what it was found to be about, to name and to report; several parted by
      " | ",
    - `lists`, `listed`: the entries of its own list, and those that lead to it,
    - `file`: where its headline stands.

    Of `"links"`: `start`, `relation`, `end`, and why it is there: `file`, `line`, for `related` the `position` in the
    list and `gap_hours` (listed minus listing), for what was found in the text the `score`.

    >>> import graphbuild
    >>> graph = graphbuild.build(graphbuild.example())
    >>> graph.to_pandas()[["publisher", "own", "listed"]].head(2).values.tolist()
    [['Gothamist', True, 0], ['Newsweek', False, 1]]
    """
    if of == "articles":
        return _articles(graph)
    if of == "links":
        return _links(graph)
    raise BadOption(f"Ask for a table of 'articles' or of 'links', not of {of!r}.")


def _articles(graph: StoryGraph) -> pandas.DataFrame:
    sources, published = Sources(graph), publishers(graph.links)
    names = {
        **{theme.id: ("themes", theme.label) for theme in graph.themes},
        **{topic.id: ("topics", topic.name) for topic in graph.topics},
        **{story.id: ("story", story.label) for story in graph.stories},
        **{entity.id: ("names", entity.name) for entity in graph.entities},
    }
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    lists: Counter[str] = Counter()
    listed: Counter[str] = Counter()
    for link in graph.links:
        if link.relation == "related":
            lists[link.start] += 1
            listed[link.end] += 1
        elif link.end in names:
            kind, name = names[link.end]
            found[link.start][kind].add(name)
    rows = []
    for article in sorted(graph.articles, key=lambda one: (one.published_at is None, str(one.published_at), one.id)):
        time, source, about = Interval.of(article.published_at), published.get(article.id), found[article.id]
        origin = article.origins.get("headline")
        found_there = (" | ".join(sorted(about[kind])) or None for kind in ("themes", "topics", "story", "names"))
        rows.append(
            (
                article.headline, sources.name(source) if source else None, moment(time.first) if time else None,
                article.own, *found_there,
                lists[article.id], listed[article.id], sources.domain(source) if source else None,
                article.address or article.id, origin.file if origin else None,
            )
        )  # fmt: skip
    return frame(_ARTICLES, rows)


def _links(graph: StoryGraph) -> pandas.DataFrame:
    return frame(
        _LINKS,
        (
            (
                link.start, link.relation, link.end, link.origin.file or None, link.origin.line or None, link.position,
                None if link.gap_seconds is None else hours(link.gap_seconds),
                getattr(link.evidence, "score", None),
            )
            for link in graph.links
        ),
    )  # fmt: skip
