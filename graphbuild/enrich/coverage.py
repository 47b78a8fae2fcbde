"""Which publishers carried which stories and themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from graphbuild import lookup
from graphbuild.errors import BadOption, UnknownName
from graphbuild.graph import StoryGraph
from graphbuild.link import publishers
from graphbuild.nodes import StoryNode, ThemeNode

Of = Literal["stories", "themes"]
Subject = StoryNode | ThemeNode


def subjects(graph: StoryGraph, of: Of) -> Sequence[Subject]:
    """The stories or the themes. Raises `BadOption` for anything else."""
    if of == "stories":
        return graph.stories
    if of == "themes":
        return graph.themes
    raise BadOption(f"Ask for 'stories' or 'themes', not for {of!r}.")


def members(graph: StoryGraph, of: Of) -> dict[str, tuple[str, ...]]:
    """The ids of the articles of each story, or of each theme; sorted."""
    found: dict[str, set[str]] = {subject.id: set() for subject in subjects(graph, of)}
    if of == "stories":
        return {story.id: tuple(sorted(set(story.articles))) for story in graph.stories}
    for link in graph.links:
        if link.relation == "about" and link.end in found:
            found[link.end].add(link.start)
    return {theme: tuple(sorted(articles)) for theme, articles in found.items()}


def wide_themes(graph: StoryGraph) -> set[str]:
    """The themes with narrower ones below them: nearly all publishers have them, and to share one says nothing."""
    return {theme.broader for theme in graph.themes if theme.broader}


def coverage(graph: StoryGraph, of: Of) -> dict[str, set[str]]:
    """The publishers of each story, or of each theme, by ids; a subject without any is left out.

    So is a theme with narrower ones below it.
    """
    published, wide = publishers(graph.links), wide_themes(graph)
    carried = {
        subject: {published[article] for article in articles if article in published}
        for subject, articles in members(graph, of).items()
        if subject not in wide
    }
    return {subject: sources for subject, sources in carried.items() if sources}


def named(graph: StoryGraph, of: Of, name: str) -> Subject:
    """The story or theme that a name means. Raises `BadOption`, which names the nearest."""
    known = subjects(graph, of)
    try:
        return lookup.named(known, "story" if of == "stories" else "theme", name)
    except UnknownName as error:
        raise BadOption(str(error)) from None
