"""Neighbouring stories, and the publishers that carried those but not this one.

Two stories are neighbours if they are no more than a window apart in time (30 days, unless you say otherwise) and

- share a theme, other than one that has narrower themes below it (that an article says "facial recognition" is too
  little), or
- share a person, organisation, place or law that is named in no more than a fifth of all stories, or
- are joined by a related list: an article of the one lists an article of the other.

A story without a date has no neighbours. Silence is that of the graph: a publisher may have carried what no file holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import exp

import pandas

from graphbuild.enrich.chance import wilson
from graphbuild.enrich.coverage import coverage, named, wide_themes
from graphbuild.enrich.frame import COUNT, NUMBER, TEXT, TIME, Sources, frame
from graphbuild.enrich.interval import DAY, Interval, moment
from graphbuild.errors import BadOption
from graphbuild.graph import StoryGraph
from graphbuild.naming import slug_of
from graphbuild.nodes import StoryNode

WINDOW_DAYS = 30.0
COMMON = 0.2
"""What more than this part of the stories names joins none."""

_NEIGHBOURS = {
    "label": TEXT, "days_apart": NUMBER, "themes": TEXT, "entities": TEXT, "listings": COUNT, "publishers": COUNT,
    "first_from": TIME, "slug": TEXT, "id": TEXT,
}  # fmt: skip
_GAPS = {
    "publisher": TEXT, "domain": TEXT, "carried": COUNT, "neighbours": COUNT, "share": NUMBER, "share_low": NUMBER,
    "share_high": NUMBER, "chance_of_silence": NUMBER, "stories": TEXT, "source": TEXT,
}  # fmt: skip
_SHOWN = 3


@dataclass(frozen=True)
class _Neighbour:
    story: StoryNode
    days: float
    themes: tuple[str, ...]
    entities: tuple[str, ...]
    listings: int


def neighbouring_stories(graph: StoryGraph, story: str, *, within_days: float = WINDOW_DAYS) -> pandas.DataFrame:
    """The neighbours of a story, the nearest in time first, and by what they are.

    - `label`, `slug`, `id`: the neighbour; `publishers`: those that carried it; `first_from`: when it began,
    - `days_apart`: the least time between the two, 0 where they overlap,
    - `themes`, `entities`: what both have, parted by " | "; `listings`: list entries that lead from one to the other.

    Raises `BadOption` for an unknown story, or a window that is no number of days.
    """
    carried = coverage(graph, "stories")
    rows = []
    for one in _neighbours(graph, _story(graph, story), within_days):
        time = _time(one.story)
        rows.append(
            (
                one.story.label, round(one.days, 4), " | ".join(one.themes) or None, " | ".join(one.entities) or None,
                one.listings, len(carried.get(one.story.id, ())), moment(time.first) if time else None,
                slug_of(one.story.id), one.story.id,
            )
        )  # fmt: skip
    return frame(_NEIGHBOURS, rows)


def coverage_gaps(
    graph: StoryGraph, story: str, *, at_least: int = 2, within_days: float = WINDOW_DAYS
) -> pandas.DataFrame:
    """The publishers that carried `at_least` so many neighbouring stories but not this one, most surprising first.

    - `carried`, `neighbours`: how many of the neighbours it carried, and how many there are,
    - `share`, `share_low`, `share_high`: that as a part, with the 95 % interval (Wilson),
    - `chance_of_silence`: the probability that a publisher of so many stories leaves this one out, if publishers and
      stories met by chance: exp(-carried x publishers of this story / publishers of the neighbours and this story,
      each counted once a story),
    - `stories`: the headlines of some that it carried, nearest in time first, parted by " | ".

    Raises `BadOption` as `neighbouring_stories` does.
    """
    if at_least < 1:
        raise BadOption(f"A publisher with a gap carried 1 or more of the neighbouring stories, not {at_least}.")
    node, sources, carried = _story(graph, story), Sources(graph), coverage(graph, "stories")
    neighbours = [one.story for one in _neighbours(graph, node, within_days)]
    told: dict[str, list[StoryNode]] = defaultdict(list)
    for neighbour in neighbours:
        for source in carried.get(neighbour.id, ()):
            told[source].append(neighbour)
    here = carried.get(node.id, set())
    everywhere = len(here) + sum(len(own) for own in told.values())
    silent = [source for source, own in told.items() if source not in here and len(own) >= at_least]
    rows = []
    for source in sorted(silent, key=lambda one: (-len(told[one]), sources.order(one))):
        own = told[source]
        low, high = wilson([len(own)], [len(neighbours)])
        rows.append(
            (
                sources.name(source), sources.domain(source), len(own), len(neighbours), len(own) / len(neighbours),
                low[0], high[0], exp(-len(own) * len(here) / everywhere),
                " | ".join(one.label for one in own[:_SHOWN]), source,
            )
        )  # fmt: skip
    return frame(_GAPS, rows)


def _story(graph: StoryGraph, name: str) -> StoryNode:
    found = named(graph, "stories", name)
    assert isinstance(found, StoryNode)
    return found


def _neighbours(graph: StoryGraph, story: StoryNode, within_days: float) -> list[_Neighbour]:
    if not within_days >= 0:
        raise BadOption(f"Stories are neighbours within 0 days or more, not {within_days}.")
    time = _time(story)
    if time is None:
        return []
    story_of = {article: one.id for one in graph.stories for article in one.articles}
    themes, entities = _themes(graph, story_of), _entities(graph, story_of)
    joined = _joined(graph, story_of, story.id)
    labels = {one.id: one.label for one in graph.themes} | {one.id: one.name for one in graph.entities}
    found = []
    for other in graph.stories:
        when = _time(other)
        if other.id == story.id or when is None or (gap := time.gap(when)) > within_days * DAY:
            continue
        both = [tuple(sorted(labels[one] for one in facts[story.id] & facts[other.id])) for facts in (themes, entities)]
        if any(both) or joined[other.id]:
            found.append(_Neighbour(other, gap / DAY, both[0], both[1], joined[other.id]))
    return sorted(found, key=lambda one: (one.days, one.story.id))


def _time(story: StoryNode) -> Interval | None:
    first, last = Interval.of(story.first_at), Interval.of(story.last_at)
    return Interval(first.first, last.last) if first and last else None


def _themes(graph: StoryGraph, story_of: dict[str, str]) -> dict[str, set[str]]:
    """The themes of each story that have none below them."""
    narrow = {theme.id for theme in graph.themes} - wide_themes(graph)
    found: dict[str, set[str]] = defaultdict(set)
    for link in graph.links:
        if link.relation == "about" and link.end in narrow and link.start in story_of:
            found[story_of[link.start]].add(link.end)
    return found


def _entities(graph: StoryGraph, story_of: dict[str, str]) -> dict[str, set[str]]:
    """What the articles of each story name, without what is named everywhere."""
    found: dict[str, set[str]] = defaultdict(set)
    for link in graph.links:
        if link.relation == "mentions" and link.start in story_of:
            found[story_of[link.start]].add(link.end)
    frequent = Counter(entity for named_there in found.values() for entity in named_there)
    most = max(COMMON * len(graph.stories), 2)
    common = {entity for entity, count in frequent.items() if count > most}
    return defaultdict(set, {story: named_there - common for story, named_there in found.items()})


def _joined(graph: StoryGraph, story_of: dict[str, str], story: str) -> Counter[str]:
    """For each other story the list entries that lead between it and this one."""
    found: Counter[str] = Counter()
    for link in graph.links:
        if link.relation == "related":
            start, end = story_of.get(link.start), story_of.get(link.end)
            if start and end and start != end and story in (start, end):
                found[end if start == story else start] += 1
    return found
