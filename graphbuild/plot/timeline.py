"""The story timeline: one story as lanes of its publishers, or many stories as lanes of their articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from graphbuild.enrich.coverage import members
from graphbuild.enrich.reach import shown_first, shown_range
from graphbuild.errors import BadOption
from graphbuild.graph import StoryGraph
from graphbuild.link import publishers
from graphbuild.nodes import StoryNode
from graphbuild.plot.given import Given, as_day, ends, opened, some
from graphbuild.plot.style import ACCENT, FAINT, GRID, LIGHT, MAIN, dated, key, note, short, style
from graphbuild.text import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from graphbuild.plot.chart import Chart


class _Mark(NamedTuple):
    lane: str
    publisher: str
    headline: str
    begin: Any  # a datetime, which the types of matplotlib do not know
    end: Any
    own: bool
    first: bool
    article: str


def story_timeline(
    graph: Given,
    story: str | Sequence[str] | None = None,
    *,
    theme: str | None = None,
    first: str | None = None,
    last: str | None = None,
    most: int = 20,
) -> Chart:
    """When a story was told and by whom; of several stories, or without one, a lane for each of them.

    Args:
        graph: a `StoryGraph`, or the folder of a build.
        story: a story by its slug or words of its headline: a lane for each publisher, the first on top. Or several.
        theme: without a story, only stories with an article of this theme.
        first: without a story, only stories that begin on this day (such as 2020-06-01) or later.
        last: without a story, only stories that begin on this day or earlier.
        most: without a story, at most so many: those of most articles.

    A mark is an article: filled with a file of its own, hollow where only related lists know it; a diamond may be the
    first. A date without an hour is drawn as the line of its day. `data` has a row for each: `lane`, `publisher`,
    `headline`, `begin`, `end` (equal where the second is known), `own`, `first`, `article`.

    Raises `BadOption`, `NotABuild` and `MissingExtra`.
    """
    graph = opened(graph)
    named = [graph.story(name) for name in some(story)]
    if len(named) == 1:
        with style():
            return _one(graph, named[0])
    stories = named or _chosen(graph, theme, first, last, most)
    if not stories:
        raise BadOption("There is nothing to draw: the graph holds no such story.")
    with style():
        return _many(graph, stories)


def _chosen(graph: StoryGraph, theme: str | None, first: str | None, last: str | None, most: int) -> list[StoryNode]:
    inside = set(members(graph, "themes")[graph.theme(theme).id]) if theme else None
    low, high = str(as_day("first", first) or ""), str(as_day("last", last) or "9999")
    found = [
        story
        for story in graph.stories
        if story.first_at
        and low <= str(story.first_at)[:10] <= high
        and (inside is None or inside & set(story.articles))
    ]
    found.sort(key=lambda story: (-len(story.articles), story.id))
    return found[:most]


def _marks(graph: StoryGraph, story: StoryNode, *, by_story: bool) -> list[_Mark]:
    """The dated articles of a story, the earliest first."""
    names, published = {source.id: source.name for source in graph.sources}, publishers(graph.links)
    known = {article.id: article for article in graph.articles}
    dated = [(when, known[name]) for name in story.articles if (when := ends(known[name].published_at))]
    earliest = min((end for (_, end), _ in dated), default=None)
    marks = []
    for (begin, end), article in sorted(dated, key=lambda one: (one[0][0], one[0][1], one[1].id)):
        publisher = names.get(published.get(article.id, ""), "publisher not known")
        marks.append(
            _Mark(
                story.label if by_story else publisher, publisher, article.headline or article.id, begin, end,
                article.own, earliest is not None and begin <= earliest, article.id,
            )
        )  # fmt: skip
    return marks


def _one(graph: StoryGraph, story: StoryNode) -> Chart:
    from graphbuild.plot.chart import chart

    marks = _marks(graph, story, by_story=False)
    if not marks:
        raise BadOption(f"There is nothing to draw: no article of {story.label!r} has a date.")
    lanes = list(dict.fromkeys(mark.lane for mark in marks))
    figure, [axes] = chart(1.15 + 0.27 * len(lanes))
    _draw(axes, marks, lanes, 26)
    right = max(mark.end for mark in marks)
    for place, lane in enumerate(lanes):
        last = max((mark for mark in marks if mark.lane == lane), key=lambda mark: mark.end)
        text, late = short(last.headline, 56), last.end > _middle(marks)
        axes.annotate(
            text, (last.begin if late else last.end, place), xytext=(-7 if late else 7, 0), textcoords="offset points",
            ha="right" if late else "left", va="center", fontsize=6.8, color=FAINT,
        )  # fmt: skip
    axes.set_title(short(story.label, 84))
    axes.set_xlabel(f"time of publication (UTC), {_span(marks[0].begin, right)}")
    reach = graph.reach(story=story.id)
    doubtful = sum(mark.first for mark in marks) > 1
    _finish(axes, marks, len(story.articles) - len(marks), doubtful=doubtful)
    figure.data = _table(marks)
    half = f" Half of the publishers had it after {shown_range(reach.half_adoption)}." if reach.half_adoption else ""
    figure.alt = (
        f"“{short(story.label, 80)}”: {counted(len(marks), 'article')} of {counted(len(lanes), 'publisher')} from "
        f"{marks[0].begin:%Y-%m-%d %H:%M} to {right:%Y-%m-%d %H:%M}; first {shown_first(reach.first)}.{half}"
    )
    return figure


def _many(graph: StoryGraph, stories: list[StoryNode]) -> Chart:
    from graphbuild.plot.chart import chart

    marks = [mark for story in stories for mark in _marks(graph, story, by_story=True)]
    if not marks:
        raise BadOption("There is nothing to draw: no article of these stories has a date.")
    lanes = [story.label for story in sorted(stories, key=lambda story: (str(story.first_at), story.id))]
    lanes = list(dict.fromkeys(lanes))
    figure, [axes] = chart(1.2 + 0.25 * len(lanes))
    _draw(axes, marks, lanes, 44)
    axes.set_title(f"{len(stories)} stories, in the order in which they began")
    axes.set_xlabel("time of publication (UTC)")
    articles = sum(len(story.articles) for story in stories)
    firsts = Counter(mark.lane for mark in marks if mark.first)
    _finish(axes, marks, articles - len(marks), doubtful=max(firsts.values()) > 1)
    figure.data = _table(marks)
    begin, end = min(mark.begin for mark in marks), max(mark.end for mark in marks)
    largest = max(stories, key=lambda story: (len(story.articles), story.id))
    figure.alt = (
        f"{counted(len(stories), 'story', 'stories')}, {begin:%Y-%m-%d} to "
        f"{end:%Y-%m-%d}, {counted(len(marks), 'article')}; the largest: “{short(largest.label, 60)}” "
        f"({len(largest.articles)})."
    )
    return figure


def _middle(marks: list[_Mark]) -> Any:
    begin, end = min(mark.begin for mark in marks), max(mark.end for mark in marks)
    return begin + (end - begin) * 0.52


def _draw(axes: Axes, marks: list[_Mark], lanes: list[str], wide: int) -> None:
    place = {lane: number for number, lane in enumerate(lanes)}
    for lane in lanes:
        own = [mark for mark in marks if mark.lane == lane]
        if own:
            axes.hlines(place[lane], own[0].begin, max(mark.end for mark in own), color=LIGHT, linewidth=1.2, zorder=1)
    for mark in marks:
        color = ACCENT if mark.first else MAIN
        if mark.begin != mark.end:
            axes.hlines(place[mark.lane], mark.begin, mark.end, color=color, linewidth=3, alpha=0.5, zorder=2)
        axes.plot(
            [mark.begin + (mark.end - mark.begin) / 2], [place[mark.lane]], "D" if mark.first else "o", color=color,
            markersize=6 if mark.first else 5, markerfacecolor=color if mark.own else "white", markeredgewidth=1.1,
            zorder=3,
        )  # fmt: skip
    axes.set_yticks(range(len(lanes)), [short(lane, wide) for lane in lanes])
    axes.set_ylim(len(lanes) - 0.4, -0.7)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=GRID)


def _finish(axes: Axes, marks: list[_Mark], undated: int, *, doubtful: bool) -> None:
    from matplotlib.lines import Line2D

    begin, end = min(mark.begin for mark in marks), max(mark.end for mark in marks)
    edge = max((end - begin) * 0.03, timedelta(minutes=20))
    axes.set_xlim(begin - edge, end + edge)
    dated(axes)
    kinds = [
        (("D", ACCENT, ACCENT), "may be the first" if doubtful else "the first", True),
        (("o", MAIN, MAIN), "with a file of its own", any(mark.own for mark in marks)),
        (("o", MAIN, "white"), "known only from related lists", not all(mark.own for mark in marks)),
    ]
    handles = [
        Line2D([], [], linestyle="", marker=marker, color=color, markerfacecolor=face, markersize=5.5, label=label)
        for (marker, color, face), label, there in kinds
        if there
    ]
    key(axes.figure, handles)  # type: ignore[arg-type]
    if undated:
        note(axes, f"Not shown: {counted(undated, 'article')} without a date.")


def _span(begin: Any, end: Any) -> str:
    first, last = f"{begin:%Y-%m-%d}", f"{end:%Y-%m-%d}"
    return first if first == last else f"{first} to {last}"


def _table(marks: list[_Mark]) -> Any:
    import pandas

    frame = pandas.DataFrame(marks, columns=list(_Mark._fields))
    for name in ("begin", "end"):
        frame[name] = pandas.to_datetime(frame[name], utc=True)
    return frame
