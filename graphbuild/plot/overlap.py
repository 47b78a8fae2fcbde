"""Theme overlap: how many articles, or publishers, two themes have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from graphbuild.enrich.coverage import members
from graphbuild.errors import BadOption
from graphbuild.link import publishers
from graphbuild.nodes import ThemeNode
from graphbuild.plot.given import Given, opened
from graphbuild.plot.style import note, short, style, wrapped
from graphbuild.text import counted

if TYPE_CHECKING:
    from graphbuild.plot.chart import Chart

Counted = Literal["articles", "publishers"]


def theme_overlap(graph: Given, *, themes: Sequence[str] | None = None, of: Counted = "articles") -> Chart:
    """A table in shades: of the articles (or publishers) of the row's theme, how many have the column's theme too.

    Args:
        graph: a `StoryGraph`, or the folder of a build.
        themes: by slug or label, in this order; by default all that have an article, the largest first.
        of: count `"articles"` or `"publishers"`.

    The number is a count, the shade its part of the row; on the diagonal stands the size of the theme. `data` has a
    row for each cell: `theme`, `other`, `both`, `share` (of the articles or publishers of `theme`).

    Raises `BadOption`, `NotABuild` and `MissingExtra`.
    """
    graph = opened(graph)
    if of not in ("articles", "publishers"):
        raise BadOption(f"Count 'articles' or 'publishers', not {of!r}.")
    inside, published = members(graph, "themes"), publishers(graph.links)
    carried: dict[str, set[str]] = {
        theme: set(articles) if of == "articles" else {published[one] for one in articles if one in published}
        for theme, articles in inside.items()
    }
    shown = [graph.theme(name) for name in themes] if themes else [theme for theme in graph.themes if carried[theme.id]]
    if themes is None:
        shown.sort(key=lambda theme: (-len(carried[theme.id]), theme.label))
    if not shown:
        raise BadOption("There is nothing to draw: no theme has an article.")
    with style():
        return _drawn(shown, [carried[theme.id] for theme in shown], of)


def _drawn(themes: list[ThemeNode], carried: list[set[str]], of: Counted) -> Chart:
    import pandas

    from graphbuild.plot.chart import chart

    names = [theme.label for theme in themes]
    both = [[len(one & other) for other in carried] for one in carried]
    share = [[cell / max(len(own), 1) for cell in row] for row, own in zip(both, carried, strict=True)]
    figure, [axes] = chart(1.9 + 0.36 * len(names))
    axes.imshow(share, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for y, row in enumerate(both):
        for x, cell in enumerate(row):
            dark = share[y][x] > 0.55
            weight = "bold" if x == y else "normal"
            axes.text(
                x, y, f"{cell:,}" if cell else "·", ha="center", va="center", fontsize=8, fontweight=weight,
                color="white" if dark else "#222222",
            )  # fmt: skip
    axes.set_xticks(range(len(names)), [wrapped(name, 18) for name in names], rotation=45, ha="right",
                    rotation_mode="anchor")  # fmt: skip
    axes.set_yticks(range(len(names)), [short(name, 34) for name in names])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_ylabel(f"of the {of} on …")
    axes.set_xlabel("… so many are also on")
    axes.set_title(f"Themes that share {of}")
    note(axes, f"In bold: all {of} on a theme. The darker a cell, the larger its part of the row's {of}.")
    rows = [
        (one, other, both[y][x], share[y][x]) for y, one in enumerate(names) for x, other in enumerate(names)
    ]  # fmt: skip
    figure.data = pandas.DataFrame(rows, columns=["theme", "other", "both", "share"])
    figure.alt = f"{counted(len(names), 'theme')} by the {of} they share. {_most(rows)}"
    return figure


def _most(rows: list[tuple[str, str, int, float]]) -> str:
    """The two that share most, in their own words."""
    pairs = [row for row in rows if row[0] < row[1]]
    if not pairs:
        return ""
    one, other, both, _ = max(pairs, key=lambda row: (row[2], row[0], row[1]))
    return f"Most in common: {one} and {other} ({both:,})."
