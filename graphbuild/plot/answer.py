"""The answer to a question as a picture: what `graphbuild query --plot` draws.

The kinds: `bars` (names and a number), `line` and `points` (over days or numbers), `matrix` (two names and a number).
A named question says which it wants and of which columns; of any other answer the types of the columns say it.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphbuild.errors import BadOption
from graphbuild.plot.given import Given, opened
from graphbuild.plot.style import FAINT, GRID, MAIN, dated, required, short, style
from graphbuild.query.question import questions
from graphbuild.query.result import Result
from graphbuild.text import counted
from graphbuild.wholefile import whole_file

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from graphbuild.plot.chart import Chart

MOST_BARS = 25
MOST_NAMES = 20
"""Names on a side of a matrix."""
_LONGEST = 60


def answer(graph: Given, question: str, *, seconds: float = 60.0, **parameters: str) -> Chart:
    """Ask as `StoryGraph.query` does, and draw what comes: `answer(graph, "coverage-by-week", theme="policing")`.

    `data` holds the answer. Raises `BadOption` for one of which no picture can be made, `MissingExtra`, and what
    `StoryGraph.query` raises.
    """
    result = opened(graph)._ask(question, seconds=seconds, **parameters)
    return answer_chart(result, question)


def plot(result: Result, out: str, what: str = "") -> None:
    """Draw an answer into a file .svg or .png; `what` is the question that was asked.

    Raises `BadOption` for an answer of which no picture can be made, and `MissingExtra`.
    """
    suffix = Path(out).suffix.lower()
    if suffix not in (".svg", ".png"):
        raise BadOption(f"A plot is written to a file .svg or .png, not to {out!r}.")
    content = drawn(result, suffix[1:], what)
    with whole_file(Path(out)) as stream:
        stream.write(content)


def drawn(result: Result, form: str, what: str = "") -> bytes:
    """The picture as SVG or PNG."""
    stream = io.BytesIO()
    answer_chart(result, what).savefig(stream, format=form, dpi=150)
    return stream.getvalue()


def answer_chart(result: Result, what: str = "") -> Chart:
    """An answer as a chart; `what` is the question that was asked."""
    required()
    from graphbuild.plot.chart import chart

    if result.kind != "bindings" or not result.rows:
        raise BadOption("There is nothing to draw: the answer has no rows.")
    asked = questions().get(what)
    frame = result.frame(names=False)
    kind, columns = _wanted(frame, asked.plot if asked else None)
    with style():
        figure, [axes] = chart(_height(kind, _lines(kind, frame, columns)))
        _KINDS[kind](axes, frame, columns)
        axes.set_title(asked.title if asked else "")
    figure.data = result.frame()
    title = asked.title if asked else "An answer"
    figure.alt = f"{title}: {' by '.join(map(_words, reversed(columns)))}, {counted(len(frame), 'row')}."
    return figure


def _height(kind: str, rows: int) -> float:
    """Inches: as many as the names need."""
    return 6.6 if kind == "matrix" else max(1.0 + 0.19 * min(rows, MOST_BARS), 1.6) if rows else 3.6


def _lines(kind: str, frame: pandas.DataFrame, columns: Sequence[str]) -> int:
    """How many names stand on the axis of y."""
    if kind == "bars":
        return len(frame)
    return frame[columns[1]].nunique() if kind == "points" and frame[columns[1]].dtype.kind not in "iuf" else 0


def _wanted(frame: pandas.DataFrame, said: str | None) -> tuple[str, list[str]]:
    if said:
        kind, *columns = said.split()
        return kind, columns
    numbers = [str(name) for name in frame.select_dtypes("number").columns]
    days = [str(name) for name in frame.select_dtypes(["datetime", "datetimetz"]).columns]
    others = [str(name) for name in frame.columns if name not in (*numbers, *days)]
    if numbers and days:
        return "line", [days[0], numbers[0]]
    if numbers and others:
        return "bars", [others[0], numbers[0]]
    if len(numbers) > 1:
        return "points", numbers[:2]
    if days and others:
        return "points", [days[0], others[0]]
    raise BadOption("This answer has no column of numbers or days that could be drawn.")


def _bars(axes: Axes, frame: pandas.DataFrame, columns: Sequence[str]) -> None:
    name, number = columns
    some = frame[[name, number]].dropna(subset=[number]).sort_values(number, ascending=False, kind="stable")
    shown = some.head(MOST_BARS).iloc[::-1]
    places = range(len(shown))
    axes.barh(places, [float(value) for value in shown[number]], color=MAIN)
    axes.set_yticks(places, [short(value, _LONGEST) for value in shown[name]])
    axes.set_xlabel(_words(number))
    axes.xaxis.set_major_locator(_ticks(shown[number]))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GRID)
    axes.margins(y=0.02)
    if len(some) > MOST_BARS:
        axes.set_ylabel(_first(MOST_BARS, len(some)), color=FAINT)


def _line(axes: Axes, frame: pandas.DataFrame, columns: Sequence[str]) -> None:
    _over(axes, frame, columns, marker="o", markersize=3)


def _points(axes: Axes, frame: pandas.DataFrame, columns: Sequence[str]) -> None:
    _over(axes, frame, columns, marker="o", markersize=4, linestyle="")


def _over(axes: Axes, frame: pandas.DataFrame, columns: Sequence[str], **style: Any) -> None:
    start, end = columns
    shown = frame[[start, end]].dropna().sort_values(start, kind="stable")
    across = shown[start].tolist()
    if shown[end].dtype.kind in "iuf" and shown[start].dtype.kind == "M":
        # Each day or week stands for itself: a line would draw what lies between two of them.
        axes.vlines(across, 0, [float(value) for value in shown[end]], color=MAIN, linewidth=2)
        axes.set_ylim(bottom=min(0, *map(float, shown[end])))
        axes.set_ylabel(_words(end))
    elif shown[end].dtype.kind in "iuf":
        axes.plot(across, [float(value) for value in shown[end]], color=MAIN, **style)
        axes.set_ylim(bottom=min(0, *map(float, shown[end])))
        axes.set_ylabel(_words(end))
    else:
        found = list(dict.fromkeys(shown[end]))
        names = found[:MOST_BARS]
        kept = [(x, names.index(name)) for x, name in zip(across, shown[end], strict=True) if name in names]
        axes.plot([x for x, _ in kept], [y for _, y in kept], color=MAIN, **style)
        axes.set_yticks(range(len(names)), [short(name, _LONGEST) for name in names])
        axes.invert_yaxis()
        if len(found) > MOST_BARS:
            axes.set_ylabel(_first(MOST_BARS, len(found)), color=FAINT)
    axes.set_xlabel(_words(start))
    if shown[start].dtype.kind == "M":
        dated(axes)


def _matrix(axes: Axes, frame: pandas.DataFrame, columns: Sequence[str]) -> None:
    row, column, number = columns
    weights: dict[str, float] = {}
    for side in (row, column):
        for name, value in zip(frame[side], frame[number], strict=True):
            weights[name] = weights.get(name, 0.0) + float(value)
    names = sorted(weights, key=lambda name: (-weights[name], name))[:MOST_NAMES]
    place = {name: number for number, name in enumerate(names)}
    cells = [[math.nan] * len(names) for _ in names]
    pairs = list(zip(frame[row], frame[column], frame[number], strict=True))
    if column == f"other_{row}":  # a pair has no order, and stands once in the answer
        pairs += [(end, start, value) for start, end, value in pairs if start != end]
    for start, end, value in pairs:
        if start in place and end in place:
            before = cells[place[start]][place[end]]
            cells[place[start]][place[end]] = float(value) + (0.0 if math.isnan(before) else before)
    image = axes.imshow(cells, cmap="Blues", vmin=0)
    labels = [short(name, 28) for name in names]
    axes.set_xticks(range(len(names)), labels, rotation=90)
    axes.set_yticks(range(len(names)), labels)
    cut = f" ({_first(MOST_NAMES, len(weights))})" if len(weights) > MOST_NAMES else ""
    axes.set_xlabel(_words(column) + cut)
    axes.set_ylabel(_words(row))
    axes.figure.colorbar(image, ax=axes, label=_words(number), shrink=0.6, ticks=_ticks(frame[number]))


def _first(shown: int, of: int) -> str:
    return f"the first {shown} of {of:,}"


def _ticks(numbers: pandas.Series) -> Any:
    """No half articles on an axis that counts."""
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(integer=numbers.dtype.kind in "iu")


_KINDS = {"bars": _bars, "line": _line, "points": _points, "matrix": _matrix}


def _words(name: str) -> str:
    return name.replace("_", " ")
