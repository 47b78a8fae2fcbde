"""Coverage over time: how many articles appeared in each day, week, month or year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from graphbuild.enrich.coverage import members
from graphbuild.errors import BadOption
from graphbuild.graph import StoryGraph
from graphbuild.link import publishers
from graphbuild.nodes import ArticleNode, ThemeNode
from graphbuild.plot.given import Given, as_day, opened, some
from graphbuild.plot.style import GRID, LIGHT, MAIN, dated, key, note, short, style, whole
from graphbuild.text import counted

if TYPE_CHECKING:
    from graphbuild.plot.chart import Chart

By = Literal["day", "week", "month", "year"]
_MOST_DAYS = {"day": 62, "week": 550, "month": 7000}
"""Up to so many days, that unit is chosen."""


@dataclass(frozen=True)
class _Series:
    label: str
    own: Counter[date]
    listed: Counter[date]
    undated: int

    @property
    def days(self) -> set[date]:
        return set(self.own) | set(self.listed)


def coverage(
    graph: Given,
    *,
    theme: str | Sequence[str] | None = None,
    source: str | None = None,
    by: By | None = None,
    first: str | None = None,
    last: str | None = None,
) -> Chart:
    """Articles over time: dark those with a file of their own, light those known only from related lists.

    Args:
        graph: a `StoryGraph`, or the folder of a build.
        theme: only the articles of a theme, by slug or label; of several, a row of bars for each.
        source: only the articles of a publisher, by domain or name.
        by: a bar for each day, week (from Monday), month or year; by default as the span wants it.
        first: the first day, such as 2020-06-01.
        last: the last day.

    `data` has a row for each bar: `series`, `start` (the bar's first day, UTC), `own`, `listed` and `articles`, their
    sum. A bar counts what was collected: where it is low, less may have been gathered, not less written.

    Raises `BadOption`, `NotABuild` and `MissingExtra`.
    """
    graph = opened(graph)
    begin, end = as_day("first", first), as_day("last", last)
    series = list(_counted(graph, some(theme), source, begin, end))
    days = sorted(set().union(*(one.days for one in series)))
    if not days:
        raise BadOption("There is nothing to draw: no article there has a date.")
    if by not in (None, "day", "week", "month", "year"):
        raise BadOption(f"Bars are by 'day', 'week', 'month' or 'year', not by {by!r}.")
    with style():
        return _drawn(series, by or _unit(days[-1] - days[0]), days[0], days[-1])


def _counted(
    graph: StoryGraph, themes: list[str], source: str | None, first: date | None, last: date | None
) -> Iterator[_Series]:
    published = publishers(graph.links)
    wanted = graph.source(source).id if source else None
    of_theme = members(graph, "themes") if themes else {}
    whose = f" of {graph.source(source).name}" if source else ""
    subjects: list[ThemeNode | None] = [graph.theme(name) for name in themes]
    for subject in subjects or [None]:
        inside = set(of_theme[subject.id]) if subject else None
        own: Counter[date] = Counter()
        listed: Counter[date] = Counter()
        undated = 0
        for article in graph.articles:
            if (inside is not None and article.id not in inside) or (wanted and published.get(article.id) != wanted):
                continue
            day = _published(article)
            if day is None:
                undated += 1
            elif (first is None or first <= day) and (last is None or day <= last):
                (own if article.own else listed)[day] += 1
        yield _Series(f"{subject.label if subject else 'Articles'}{whose}", own, listed, undated)


def _published(article: ArticleNode) -> date | None:
    return date.fromisoformat(str(article.published_at)[:10]) if article.published_at else None


def _unit(span: timedelta) -> By:
    for unit, most in _MOST_DAYS.items():
        if span.days <= most:
            return unit  # type: ignore[return-value]
    return "year"


def _start(day: date, by: By) -> date:
    match by:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case _:
            return day.replace(month=1, day=1)


def _next(start: date, by: By) -> date:
    step = {"day": 1, "week": 7, "month": 31, "year": 366}[by]
    return _start(start + timedelta(days=step), by)


def _drawn(series: list[_Series], by: By, first: date, last: date) -> Chart:
    import pandas

    from graphbuild.plot.chart import chart

    several = len(series) > 1
    figure, rows = chart(1.0 + (1.15 if several else 2.2) * len(series), len(series), sharex=True, sharey=True)
    table = []
    for axes, one in zip(rows, series, strict=True):
        bars = _bars(one, by, first, last)
        table += [(one.label, start, own, listed, own + listed) for start, own, listed in bars]
        filled = [bar for bar in bars if any(bar[1:])] or bars
        starts, own, listed = (list(column) for column in zip(*filled, strict=True))
        # matplotlib counts a date axis in days: a bar leaves a hair of white to the next.
        widths = [(_next(start, by) - start).days * 0.9 for start in starts]
        dark = axes.bar(starts, own, widths, align="edge", color=MAIN, label="with a file of their own")
        light = axes.bar(
            starts, listed, widths, own, align="edge", color=LIGHT, hatch="////", edgecolor="white", linewidth=0,
            label="known only from related lists",
        )  # fmt: skip
        axes.set_xlim(bars[0][0], _next(bars[-1][0], by))  # type: ignore[arg-type]
        axes.set_title(short(one.label, 90) if several else f"{short(one.label, 80)} by {by}")
        axes.grid(axis="y", color=GRID)
        whole(axes.yaxis)
    if several:
        figure.supylabel(f"articles a {by}", fontsize=8.5)
    else:
        rows[0].set_ylabel(f"articles a {by}")
    frame = pandas.DataFrame(table, columns=["series", "start", "own", "listed", "articles"])
    frame["start"] = pandas.to_datetime(frame["start"])
    dated(rows[-1])
    rows[-1].set_xlabel(f"{by} of publication (UTC)")
    if frame["own"].any() and frame["listed"].any():
        key(figure, [dark, light])  # type: ignore[list-item]
    undated = sum(one.undated for one in series)
    if undated:
        note(rows[-1], f"Not shown: {counted(undated, 'article')} without a date.")
    figure.data, figure.alt = frame, " ".join(_said(one, by, frame) for one in series)
    return figure


def _bars(series: _Series, by: By, first: date, last: date) -> list[tuple[date, int, int]]:
    own, listed = (_binned(counts, by) for counts in (series.own, series.listed))
    found = []
    start = _start(first, by)
    while start <= last:
        found.append((start, own[start], listed[start]))
        start = _next(start, by)
    return found


def _binned(counts: Counter[date], by: By) -> Counter[date]:
    found: Counter[date] = Counter()
    for day, count in counts.items():
        found[_start(day, by)] += count
    return found


def _when(start: date, by: By) -> str:
    match by:
        case "day":
            return f"on {start}"
        case "week":
            return f"in the week of {start}"
        case "month":
            return f"in {start:%B %Y}"
        case _:
            return f"in {start:%Y}"


def _said(series: _Series, by: By, frame: object) -> str:
    counts = _binned(series.own, by) + _binned(series.listed, by)
    if not counts:
        return f"{short(series.label, 60)} by {by}: none."
    top = min(counts, key=lambda start: (-counts[start], start))
    days = sorted(series.days)
    undated = f" Not shown: {counted(series.undated, 'article')} without a date." if series.undated else ""
    return (
        f"{short(series.label, 60)} by {by}, {days[0]} to {days[-1]}: {counts.total():,} in all, "
        f"most {_when(top, by)} ({counts[top]:,}).{undated}"
    )
