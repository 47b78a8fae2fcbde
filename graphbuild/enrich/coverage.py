"""Which publishers carried which stories and themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from urllib.parse import unquote

from graphbuild.errors import BadOption
from graphbuild.graph import StoryGraph, StoryNode, ThemeNode, publishers
from graphbuild.text import similar

Of = Literal["stories", "themes"]
Subject = StoryNode | ThemeNode
_MOST_NAMED = 5


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


def coverage(graph: StoryGraph, of: Of) -> dict[str, set[str]]:
    """The publishers of each story, or of each theme, by ids; a subject without any is left out.

    So is a theme with narrower ones below it: nearly all publishers have it, and that two share it says nothing.
    """
    published, wide = publishers(graph.links), {theme.broader for theme in graph.themes}
    carried = {
        subject: {published[article] for article in articles if article in published}
        for subject, articles in members(graph, of).items()
        if subject not in wide
    }
    return {subject: sources for subject, sources in carried.items() if sources}


def slug_of(subject: Subject) -> str:
    """The last part of the id of a story or theme."""
    return unquote(subject.id.rpartition("/")[2])


def named(graph: StoryGraph, of: Of, name: str) -> Subject:
    """The story or theme of an id, a slug or a label, or with a label that alone holds these words.

    Raises `BadOption`, which names the nearest.
    """
    known = subjects(graph, of)
    kind = "story" if of == "stories" else "theme"
    if not known:
        raise BadOption(f"The graph holds no {of}.")
    folded = name.strip().casefold()
    exact = [one for one in known if name == one.id or folded in (slug_of(one).casefold(), one.label.casefold())]
    found = exact or [one for one in known if folded and folded in one.label.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        slugs = ", ".join(slug_of(one) for one in found[:_MOST_NAMED])
        more = f" and {len(found) - _MOST_NAMED:,} more" if len(found) > _MOST_NAMED else ""
        raise BadOption(f"{len(found):,} {of} are called {name!r}: {slugs}{more}.")
    raise BadOption(f"No {kind} of the graph is called {name!r}. The nearest: {', '.join(_nearest(known, folded))}.")


def _nearest(known: Sequence[Subject], name: str) -> list[str]:
    """The slugs that look most like a name, be it by themselves or by their labels."""
    spelled = {slug_of(one).casefold(): slug_of(one) for one in known}
    for one in known:
        spelled.setdefault(one.label.casefold(), slug_of(one))
    close = similar(name, spelled, most=_MOST_NAMED, cutoff=0.3) or sorted(spelled)[:_MOST_NAMED]
    return list(dict.fromkeys(spelled[text] for text in close))
