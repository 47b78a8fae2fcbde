"""Reach: who was first with a story or theme, who followed, how late, and how it spread.

A date may be known to the second or to the day. So each time is an interval, and what follows from several times is
one too: the *least* and the *most* that the dates allow, both of which can be reached. Nothing is ordered that the
dates do not order: two publishers on one day, without an hour, may each have been the first.

First is who is first in the graph: a theme, other than a story, has mostly begun before the collection does.

Articles without a date are counted under `undated` and can say nothing of time: first, ranks, lags and
curves are those of the dated articles. Articles without a publisher count in `articles`, not among the publishers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy
import pandas

from graphbuild.enrich.coverage import Of, Subject, members, named, subjects
from graphbuild.enrich.frame import COUNT, FLAG, NUMBER, TEXT, TIME, Sources, frame
from graphbuild.enrich.interval import Interval, hours, moment
from graphbuild.errors import BadOption
from graphbuild.graph import StoryGraph
from graphbuild.link import publishers
from graphbuild.naming import slug_of
from graphbuild.nodes import ArticleNode, ThemeNode
from graphbuild.text import counted

Range = tuple[float, float]
"""The least and the most, in hours."""

_PUBLISHERS = {
    "publisher": TEXT, "domain": TEXT, "articles": COUNT, "undated": COUNT, "first_from": TIME, "first_to": TIME,
    "rank_least": COUNT, "rank_most": COUNT, "lag_hours_least": NUMBER, "lag_hours_most": NUMBER, "headline": TEXT,
    "article": TEXT, "source": TEXT,
}  # fmt: skip
_CURVE = {
    "time": TIME, "hours": NUMBER, "publishers_least": COUNT, "publishers_most": COUNT, "share_least": NUMBER,
    "share_most": NUMBER, "articles_least": COUNT, "articles_most": COUNT,
}  # fmt: skip
_TABLE = {
    "label": TEXT, "publishers": COUNT, "articles": COUNT, "undated": COUNT, "first": TEXT, "first_is_certain": FLAG,
    "began_from": TIME, "began_to": TIME, "half_adoption_hours_least": NUMBER, "half_adoption_hours_most": NUMBER,
    "half_life_hours_least": NUMBER, "half_life_hours_most": NUMBER, "span_hours_least": NUMBER,
    "span_hours_most": NUMBER, "slug": TEXT, "id": TEXT,
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Reach:
    """How a story or theme reached its publishers. All lags and ranges are in hours."""

    subject: Subject
    """The story or the theme."""
    publishers: pandas.DataFrame
    """A row for each publisher, those that may be earliest first.

    - `publisher`, `domain`: what it is called,
    - `articles`, `undated`: its articles on the subject, and how many of them have no date,
    - `first_from`, `first_to`: within which its first dated article appeared (equal where the second is known),
    - `rank_least`, `rank_most`: 1 + the publishers certainly before it, and all that are not certainly after it,
    - `lag_hours_least`, `lag_hours_most`: hours behind the first of all publishers,
    - `headline`, `article`: its earliest dated article (of several that may be it, the one that sorts first),
    - `source`: its id.

    Where all its articles are undated, all that speaks of time is missing.
    """
    curve: pandas.DataFrame
    """The adoption curve: a row for each time at which it rises.

    - `time`, and `hours` since the earliest time at which the subject may have begun,
    - `publishers_least`, `publishers_most`: the publishers that must, and that may, have carried it by then,
    - `share_least`, `share_most`: the same as parts of all dated publishers,
    - `articles_least`, `articles_most`: the articles that must, and that may, have appeared by then.
    """
    first: tuple[str, ...]
    """The names of the publishers that may have been first: one, where the dates tell."""
    began: tuple[datetime, datetime] | None
    """Within which the first dated article of any publisher appeared."""
    half_adoption: Range | None
    """Hours from the first publisher to the one with which half of them had carried it."""
    half_life: Range | None
    """Hours from the first article to the one with which half of the articles had appeared."""
    span: Range | None
    """Hours from the first article to the last."""
    articles: int
    undated: int
    """Articles without a date, of which nothing is said in time."""
    without_publisher: int
    """Articles of no known publisher."""

    @property
    def kind(self) -> str:
        """`theme` or `story`."""
        return "theme" if isinstance(self.subject, ThemeNode) else "story"

    def __repr__(self) -> str:
        return f"<Reach of {self.kind} {self.subject.label!r}: {'; '.join(self.facts())}>"

    def facts(self) -> list[str]:
        """What there is to say in words, shortest first."""
        said = [f"{counted(len(self.publishers), 'publisher')}, {counted(self.articles, 'article')}"]
        if self.undated:
            said.append(f"{self.undated:,} undated and in no order")
        if self.without_publisher:
            said.append(f"{self.without_publisher:,} without a publisher")
        if self.began:
            said.append(f"began {shown_times(*self.began)}")
        if self.first:
            said.append(f"first {shown_first(self.first)}")
        if self.half_adoption:
            said.append(f"half of the publishers after {shown_range(self.half_adoption)}")
        if self.half_life:
            said.append(f"half of the articles after {shown_range(self.half_life)}")
        return said

    def _repr_html_(self) -> str:
        from graphbuild.display.reach import reach_card

        return reach_card(self)


def reach(graph: StoryGraph, *, theme: str | None = None, story: str | None = None) -> Reach:
    """How a theme, or a story, reached its publishers; named by id, slug or label.

    Raises `BadOption` for a name that the graph does not hold, or that several have.
    """
    if (theme is None) == (story is None):
        raise BadOption("Ask for the reach of one theme or of one story.")
    of: Of = "stories" if theme is None else "themes"
    subject = named(graph, of, theme if theme is not None else str(story))
    return _Measured(graph).reach(subject, members(graph, of)[subject.id])


def reach_table(graph: StoryGraph, *, of: Of = "stories") -> pandas.DataFrame:
    """The reach of all stories, or all themes: a row each, those with the most publishers first.

    - `label`, `publishers`, `articles`, `undated`: what it is, and how much there is of it,
    - `first`: the publishers that may have been first, parted by " | "; `first_is_certain`: there is only one,
    - `began_from`, `began_to`: within which its first dated article appeared,
    - `half_adoption_hours_least`, `half_adoption_hours_most`: hours until half of the publishers had carried it,
    - `half_life_hours_least`, `half_life_hours_most`: hours until half of its dated articles had appeared,
    - `span_hours_least`, `span_hours_most`: hours from its first to its last article,
    - `slug`, `id`: by which `reach` finds it.
    """
    measured = _Measured(graph)
    articles = members(graph, of)
    found = [measured.summary(subject, articles[subject.id]) for subject in subjects(graph, of)]
    found.sort(key=lambda one: (-one.publishers, -one.articles, one.subject.id))
    return frame(_TABLE, (one.row(measured.sources) for one in found))


class Times:
    """Some times, each an interval: what is certain of their order and of the hours between them."""

    def __init__(self, intervals: Sequence[Interval]) -> None:
        self._first = numpy.array([one.first for one in intervals], dtype=float)
        self._last = numpy.array([one.last for one in intervals], dtype=float)
        self._firsts, self._lasts = numpy.sort(self._first), numpy.sort(self._last)

    def __len__(self) -> int:
        return len(self._first)

    def began(self) -> Interval:
        """When the earliest was."""
        return Interval(float(self._firsts[0]), float(self._lasts[0]))

    def ranks(self) -> list[tuple[int, int]]:
        """For each its rank, least and most: 1 + those certainly before it, and all but those certainly after it."""
        least = numpy.searchsorted(self._lasts, self._first, side="left") + 1
        most = numpy.searchsorted(self._firsts, self._last, side="right")
        return list(zip(least.tolist(), most.tolist(), strict=True))

    def lags(self) -> list[Range]:
        """For each the hours behind the earliest, least and most. Nothing lags behind itself."""
        least = numpy.maximum(self._first - self._lasts[0], 0)
        if len(self) == 1:
            return [(0.0, 0.0)]
        others = numpy.full(len(self), self._firsts[0])
        others[int(numpy.argmin(self._first))] = self._firsts[1]
        most = numpy.maximum(self._last - others, 0)
        return [(hours(one), hours(other)) for one, other in zip(least.tolist(), most.tolist(), strict=True)]

    def until(self, count: int) -> Range:
        """Hours from the earliest to the time by which there were `count`, least and most.

        The most is reached where one is as early, and all others are as late, as they can be.
        """
        least = max(float(self._firsts[count - 1] - self._lasts[0]), 0.0)
        if count == 1:
            return (0.0, 0.0)
        order = numpy.argsort(self._last, kind="stable")
        place = numpy.empty(len(self), dtype=int)
        place[order] = numpy.arange(len(self))
        reached = numpy.where(place < count - 1, self._lasts[count - 1], self._lasts[count - 2])
        return (hours(least), hours(max(float(numpy.max(reached - self._first)), 0.0)))

    def half(self) -> Range:
        """Hours until half of them, rounded up."""
        return self.until((len(self) + 1) // 2)

    def by(self, times: Sequence[float]) -> list[tuple[int, int]]:
        """For each of some times how many must, and how many may, have been by then."""
        least = numpy.searchsorted(self._lasts, times, side="right")
        most = numpy.searchsorted(self._firsts, times, side="right")
        return list(zip(least.tolist(), most.tolist(), strict=True))


@dataclass(frozen=True)
class _Summary:
    """The numbers of one subject."""

    subject: Subject
    articles: int
    undated: int
    publishers: int
    first: tuple[str, ...]
    """The ids of the publishers that may have been first."""
    dated: Times
    adopted: Times

    def row(self, sources: Sources) -> tuple[object, ...]:
        began = self.dated.began() if len(self.dated) else None
        half_adoption = self.adopted.half() if len(self.adopted) else (None, None)
        half_life = self.dated.half() if len(self.dated) else (None, None)
        span = self.dated.until(len(self.dated)) if len(self.dated) else (None, None)
        return (
            self.subject.label, self.publishers, self.articles, self.undated,
            " | ".join(map(sources.name, self.first)) or None, len(self.first) == 1 if self.first else None,
            moment(began.first) if began else None, moment(began.last) if began else None,
            *half_adoption, *half_life, *span, slug_of(self.subject.id), self.subject.id,
        )  # fmt: skip


class _Measured:
    """What all measurements of one graph share."""

    def __init__(self, graph: StoryGraph) -> None:
        self.sources = Sources(graph)
        self._articles = {article.id: article for article in graph.articles}
        self._times = {article.id: Interval.of(article.published_at) for article in graph.articles}
        self._publishers = publishers(graph.links)

    def _by_publisher(self, articles: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for article in articles:
            if article in self._publishers:
                found.setdefault(self._publishers[article], []).append(article)
        return found

    def _dated(self, articles: Sequence[str]) -> list[Interval]:
        return [time for article in articles if (time := self._times.get(article))]

    def summary(self, subject: Subject, articles: Sequence[str]) -> _Summary:
        """The numbers of a subject, without its tables."""
        carried = self._by_publisher(articles)
        adopted = {source: first for source, own in carried.items() if (first := _first(self._dated(own)))}
        times = Times(list(adopted.values()))
        may_be = (source for source, (least, _) in zip(adopted, times.ranks(), strict=True) if least == 1)
        dated = self._dated(articles)
        return _Summary(
            subject, len(articles), len(articles) - len(dated), len(carried),
            tuple(sorted(may_be, key=self.sources.order)), Times(dated), times,
        )  # fmt: skip

    def reach(self, subject: Subject, articles: Sequence[str]) -> Reach:
        """All there is to say of a subject."""
        summary = self.summary(subject, articles)
        began = summary.dated.began() if len(summary.dated) else None
        return Reach(
            subject=subject,
            publishers=self._table(self._by_publisher(articles)),
            curve=self._curve(summary.adopted, summary.dated, self._dated(articles)),
            first=tuple(map(self.sources.name, summary.first)),
            began=(moment(began.first), moment(began.last)) if began else None,
            half_adoption=summary.adopted.half() if len(summary.adopted) else None,
            half_life=summary.dated.half() if len(summary.dated) else None,
            span=summary.dated.until(len(summary.dated)) if len(summary.dated) else None,
            articles=summary.articles,
            undated=summary.undated,
            without_publisher=sum(article not in self._publishers for article in articles),
        )

    def _table(self, carried: dict[str, list[str]]) -> pandas.DataFrame:
        firsts = {source: first for source, own in carried.items() if (first := _first(self._dated(own)))}
        times = Times(list(firsts.values()))
        known = dict(zip(firsts, zip(times.ranks(), times.lags() if firsts else (), strict=True), strict=True))

        def order(source: str) -> tuple[float, float, tuple[str, str]]:
            first = firsts.get(source, Interval(float("inf"), float("inf")))
            return (first.first, first.last, self.sources.order(source))

        rows: list[tuple[object, ...]] = []
        for source in sorted(carried, key=order):
            own = carried[source]
            undated = len(own) - len(self._dated(own))
            shown = (self.sources.name(source), self.sources.domain(source), len(own), undated)
            if source not in firsts:
                rows.append((*shown, *(None,) * 8, source))
                continue
            ranks, lags = known[source]
            earliest = self._earliest(own)
            time = (moment(firsts[source].first), moment(firsts[source].last))
            rows.append((*shown, *time, *ranks, *lags, earliest.headline, earliest.id, source))
        return frame(_PUBLISHERS, rows)

    def _earliest(self, articles: Sequence[str]) -> ArticleNode:
        dated = [(time, article) for article in articles if (time := self._times.get(article))]
        return self._articles[min(dated)[1]]

    def _curve(self, adopted: Times, dated: Times, intervals: Sequence[Interval]) -> pandas.DataFrame:
        times = sorted({end for interval in intervals for end in interval})
        total = len(adopted)
        rows = []
        for time, publishing, appearing in zip(times, adopted.by(times), dated.by(times), strict=True):
            shares = tuple(count / total for count in publishing) if total else (None, None)
            rows.append((moment(time), hours(time - times[0]), *publishing, *shares, *appearing))
        return frame(_CURVE, rows)


def _first(intervals: Sequence[Interval]) -> Interval | None:
    """When the earliest of some was."""
    if not intervals:
        return None
    return Interval(min(one.first for one in intervals), min(one.last for one in intervals))


def shown_range(hours: Range) -> str:
    """Hours in words.

    >>> shown_range((2.5, 2.5)), shown_range((0, 24)), shown_range((120, 120))
    ('2.5 hours', '0 to 24 hours', '5 days')
    """
    least, most = hours
    if most >= 96:
        least, most, unit = least / 24, most / 24, "days"
    else:
        unit = "hours"
    texts = dict.fromkeys(f"{value:,.1f}".removesuffix(".0") for value in (least, most))
    return f"{' to '.join(texts)} {unit}"


def shown_times(begin: datetime, end: datetime) -> str:
    """A time as it is known: to the minute, or to the day."""
    if begin == end:
        return f"{begin:%Y-%m-%d %H:%M}"
    days = dict.fromkeys((f"{begin:%Y-%m-%d}", f"{end:%Y-%m-%d}"))
    return " to ".join(days)


def shown_first(names: Sequence[str], most: int = 5) -> str:
    """One name, or those that may be it."""
    if len(names) == 1:
        return names[0]
    more = f" or {len(names) - most:,} more" if len(names) > most else ""
    return f"either {' or '.join(names[:most])}{more}"
