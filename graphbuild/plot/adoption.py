"""The adoption curve: how many publishers had carried a story, or a theme, so long after the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graphbuild.enrich.reach import Reach, shown_first, shown_range
from graphbuild.errors import BadOption
from graphbuild.graph import StoryGraph
from graphbuild.plot.given import Given, opened, some
from graphbuild.plot.style import DASHES, FAINT, GRID, MARKERS, SERIES, note, short, style, whole, wrapped
from graphbuild.text import counted

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from graphbuild.plot.chart import Chart

_MOST = len(SERIES)
_DAYS = 96
"""From so many hours on the axis is in days, as the words of `Reach` are."""
_MARKS = 14
"""So many marks tell a line from others; more would hide it."""
_ROOM = 0.055
"""Of the height of the chart: half of what the label of a line needs."""


def adoption_curve(
    graph: Given,
    *,
    story: str | Sequence[str] | None = None,
    theme: str | Sequence[str] | None = None,
    share: bool = False,
) -> Chart:
    """How fast stories, or themes, reached their publishers: a step up for each publisher, counted from the first.

    Args:
        graph: a `StoryGraph`, or the folder of a build.
        story: a story by its slug or words of its headline, or several; by default those of most publishers.
        theme: a theme by slug or label, or several.
        share: in parts of all publishers of each, so that large and small can be compared.

    Where a date is only a day, the line is a band: from those that must to those that may have carried it by then.
    `data` has a row for each step: `label`, `time`, `hours` since the beginning, and `publishers_least`,
    `publishers_most`, `share_least`, `share_most` as in `Reach.curve`.

    Raises `BadOption`, `NotABuild` and `MissingExtra`.
    """
    graph = opened(graph)
    found = list(_reaches(graph, some(story), some(theme)))
    if len(found) > _MOST:
        raise BadOption(f"At most {_MOST} curves can be told apart, and not {len(found)}.")
    found = [one for one in found if len(one.curve)]
    if not found:
        raise BadOption("There is nothing to draw: no story or theme there has a dated article.")
    with style():
        return _drawn(found, share)


def _reaches(graph: StoryGraph, stories: list[str], themes: list[str]) -> list[Reach]:
    if not stories and not themes:
        stories = graph.reach_table()["id"].head(4).tolist()
    return [
        *(graph.reach(story=graph.story(name).id) for name in stories),
        *(graph.reach(theme=graph.theme(name).id) for name in themes),
    ]


def _drawn(found: list[Reach], share: bool) -> Chart:
    import pandas

    from graphbuild.plot.chart import chart

    figure, [axes] = chart(3.6)
    longest = max(float(one.curve["hours"].iloc[-1]) for one in found)
    unit, size = ("days", 24.0) if longest >= _DAYS else ("hours", 1.0)
    kind = "share" if share else "publishers"
    top = max(float(one.curve[f"{kind}_most"].iloc[-1]) for one in found)
    end = longest / size
    ends = []
    for number, one in enumerate(found):
        curve = one.curve
        across = [0.0, *(curve["hours"] / size), end * 1.02]
        least, most = ([0.0, *map(float, curve[f"{kind}_{which}"])] for which in ("least", "most"))
        least.append(least[-1])
        most.append(most[-1])
        look = {"color": SERIES[number], "linestyle": DASHES[number], "linewidth": 1.6}
        axes.step(across, most, where="post", **look)
        if least != most:
            axes.step(across, least, where="post", **{**look, "linewidth": 0.8})
            axes.fill_between(across, least, most, step="post", color=SERIES[number], alpha=0.18, linewidth=0)
        steps = slice(1, -1, max(len(most) // _MARKS, 1))
        axes.plot(across[steps], most[steps], MARKERS[number], color=SERIES[number], markersize=3.5, linestyle="")
        ends.append((most[-1], number, one))
    _label(axes, ends, top)
    axes.set_xlim(0, end * 1.02)
    axes.set_ylim(0, top * 1.06)
    axes.grid(axis="y", color=GRID)
    axes.set_xlabel(f"{unit} since the first publisher")
    axes.set_ylabel("part of all its publishers" if share else "publishers that had carried it")
    if share:
        from matplotlib.ticker import PercentFormatter

        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    else:
        whole(axes.yaxis)
    axes.set_title(_title(found))
    if undated := sum(one.undated for one in found):
        note(axes, f"Not shown: {counted(undated, 'article')} without a date.")
    figure.data = pandas.concat([_table(one) for one in found], ignore_index=True)
    figure.alt = " ".join(_said(one) for one in found)
    return figure


def _title(found: list[Reach]) -> str:
    if len(found) == 1:
        return f"How “{short(found[0].subject.label, 60)}” spread"
    kinds = dict.fromkeys(one.kind for one in found)
    noun = {"story": "stories", "theme": "themes"}
    return f"How {len(found)} {' and '.join(noun[kind] for kind in kinds)} spread"


def _label(axes: Axes, ends: list[tuple[float, int, Reach]], top: float) -> None:
    """The name of each line at its right end; those that would lie on each other are moved apart."""
    places: list[float] = []
    rising = sorted(ends, key=lambda end: (end[0], -end[1]))
    for height, _, _ in rising:
        places.append(max(height / (top * 1.06), places[-1] + 2 * _ROOM if places else _ROOM))
    over = max(places[-1] - (1 - _ROOM / 2), 0.0)
    for place, (height, number, one) in zip(places, rising, strict=True):
        axes.annotate(
            wrapped(one.subject.label, 27), (1.0, height / (top * 1.06)), xycoords="axes fraction",
            xytext=(1.035, place - over), textcoords="axes fraction", va="center", fontsize=7.5,
            color=SERIES[number], fontweight="bold",
            arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 1,
                        "relpos": (0, 0.5)},
            annotation_clip=False,
        )  # fmt: skip


def _table(one: Reach) -> pandas.DataFrame:
    table = one.curve[["time", "hours", "publishers_least", "publishers_most", "share_least", "share_most"]].copy()
    table.insert(0, "label", one.subject.label)
    return table


def _said(one: Reach) -> str:
    half = f", half of them after {shown_range(one.half_adoption)}" if one.half_adoption else ""
    publishers = counted(len(one.publishers), "publisher")
    return f"“{short(one.subject.label, 60)}”: {publishers}, first {shown_first(one.first)}{half}."
