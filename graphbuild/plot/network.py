"""The source network: publishers that carry the same stories or themes, or whose lists lead to each other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import networkx
import numpy

from graphbuild.enrich.sourcenetwork import Ties, source_communities
from graphbuild.enrich.sourcenetwork import source_network as network_of
from graphbuild.errors import BadOption
from graphbuild.plot.given import Given, opened
from graphbuild.plot.style import FAINT, MARKERS, SERIES, key, note, short, style
from graphbuild.text import counted
from graphbuild.view.force import linked

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from graphbuild.plot.chart import Chart

_WIDE, _HIGH = 7.0, 5.4
_OTHER = "#9a9a9a"
_ROOM = 40.0
"""The radius of what a publisher takes, and the gap to the next, in the pixels that layouts count in."""
_WORDS = {"stories": "stories both carried", "themes": "themes both carried", "listings": "entries of lists"}
_BEND = 0.12
"""How much an arrow bends, as a part of its length."""
_APART = 8.0
"""How far apart the points of a tie are that a name should not hide, in pixels."""
_POINT = 4.0
"""What hiding one of them costs, in square points of a mark or a name."""
_AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
"""Where the name of a publisher may stand, from its mark."""


def source_network(
    graph: Given,
    *,
    of: Ties = "stories",
    at_least: int = 2,
    least_ties: int = 1,
    max_q: float | None = None,
    max_alpha: float | None = None,
    most: int = 40,
) -> Chart:
    """Publishers as marks, the larger the more articles; what ties them as lines, the wider the more.

    Args:
        graph: a `StoryGraph`, or the folder of a build.
        of: tied by the same `"stories"`, the same `"themes"`, or `"listings"` (arrows from the list to the listed).
        at_least: only publishers that carried so many stories or themes.
        least_ties: only lines that stand for so many.
        max_q: only ties that are so improbable by chance: see `graphbuild.enrich.sourcenetwork.source_network`.
        max_alpha: only ties that stand out so much among those of their ends: see there.
        most: at most so many publishers, those of the strongest ties.

    Colour and shape tell the groups of `StoryGraph.source_communities`. What is near by is tied, but nearness is no
    measure: the layout has room for names in mind. `data` has a row for each line: `publisher`, `other`, `weight`.

    Raises `BadOption`, `NotABuild` and `MissingExtra`.
    """
    graph = opened(graph)
    network = network_of(graph, of=of, at_least=at_least, max_q=max_q, max_alpha=max_alpha)
    groups = source_communities(graph, of=of, at_least=at_least)
    group = dict(zip(groups["source"], groups["community"], strict=True))
    weak = [(one, other) for one, other, weight in network.edges(data="weight") if weight < least_ties]
    network.remove_edges_from(weak)
    left_out = len(network)
    network = _strongest(network, most)
    left_out -= len(network)
    if not network.number_of_edges():
        raise BadOption("There is nothing to draw: no two publishers there are tied so.")
    with style():
        return _drawn(network, group, of, left_out)


def _strongest(network: networkx.Graph, most: int) -> networkx.Graph:
    strength = dict(network.degree(weight="weight"))
    tied = sorted((node for node in network if network.degree(node)), key=lambda node: (-strength[node], node))
    kept = network.subgraph(tied[:most]).copy()
    kept.remove_nodes_from([node for node in list(kept) if not kept.degree(node)])
    return kept


def _drawn(network: networkx.Graph, group: dict[str, int], of: Ties, left_out: int) -> Chart:
    import pandas

    from graphbuild.plot.chart import chart

    figure, [axes] = chart(_HIGH)
    axes.set_axis_off()
    places = _places(network)
    most = max(articles for _, articles in network.nodes(data="articles"))
    size = {node: 4 + 9 * math.sqrt(network.nodes[node]["articles"] / max(most, 1)) for node in network}
    weights = [weight for _, _, weight in network.edges(data="weight")]
    heaviest = max(weights)
    for one, other, weight in sorted(network.edges(data="weight")):
        _tie(axes, places[one], places[other], weight / heaviest, network.is_directed(), size[other])
    for node in sorted(network):
        number = group.get(node, 0)
        shown = 1 <= number <= len(SERIES)
        axes.plot(
            *places[node], MARKERS[number - 1] if shown else "o", color=SERIES[number - 1] if shown else _OTHER,
            markersize=size[node], markeredgecolor="white", markeredgewidth=0.8, zorder=3,
        )  # fmt: skip
    axes.margins(0.12, 0.06)
    _name(figure, axes, network, places, size)
    axes.set_title(
        {"stories": "Publishers of the same stories", "themes": "Publishers on the same themes",
         "listings": "Whose related lists lead to whom"}[of]
    )  # fmt: skip
    _key(figure, min(weights), heaviest, of)
    rows = sorted(
        ((network.nodes[one]["label"], network.nodes[other]["label"], weight) for one, other, weight in
         network.edges(data="weight")), key=lambda row: (-row[2], row[0], row[1]),
    )  # fmt: skip
    figure.data = pandas.DataFrame(rows, columns=["publisher", "other", "weight"])
    note(axes, _note(network, of, left_out))
    strongest = rows[0]
    figure.alt = (
        f"{counted(len(network), 'publisher')} and {counted(len(rows), 'tie')} by {_WORDS[of]}; the strongest: "
        f"{strongest[0]} and {strongest[1]} ({strongest[2]})."
    )
    return figure


def _note(network: networkx.Graph, of: Ties, left_out: int) -> str:
    said = ["Size: articles. Colour and shape: groups of publishers."]
    if left_out:
        said.append(f"Not shown: {counted(left_out, 'publisher')} with fewer ties or none.")
    if of != "listings":
        certain = sum(q <= 0.05 for _, _, q in network.edges(data="q"))
        said.append(
            f"{'None' if not certain else f'{certain:,}'} of the {counted(network.number_of_edges(), 'tie')} "
            f"{'is' if certain <= 1 else 'are'} more than chance would bring (q ≤ 0.05)."
        )
    return "\n".join(said)


def _places(network: networkx.Graph) -> dict[str, numpy.ndarray]:
    """Where each publisher stands: parts that nothing joins beside each other, the largest first."""
    parts = sorted(networkx.connected_components(network.to_undirected()), key=lambda part: (-len(part), min(part)))
    found: dict[str, numpy.ndarray] = {}
    left = top = width = high = 0.0
    for part in parts:
        nodes = sorted(part)
        numbers = {node: number for number, node in enumerate(nodes)}
        pairs = sorted({tuple(sorted((numbers[one], numbers[other]))) for one, other in network.subgraph(part).edges})
        spots = _lying(linked(numpy.full(len(nodes), _ROOM), numpy.array(pairs), gap=_ROOM))
        across, down = spots.max(axis=0)
        if left and left + across > width:  # a new row, beneath
            left, top, high = 0.0, top - high - 3 * _ROOM, 0.0
        width, high = max(width, across), max(high, down)
        for node, spot in zip(nodes, spots, strict=True):
            found[node] = numpy.array([left + spot[0], top - spot[1]])
        left += across + 4 * _ROOM
    return found


def _lying(spots: numpy.ndarray) -> numpy.ndarray:
    """Turned so that it is widest from left to right, from 0 upwards."""
    _, axes = numpy.linalg.eigh(numpy.cov(spots.T))
    turned = spots @ axes[:, ::-1]
    turned *= numpy.where(turned[0] < turned.mean(axis=0), 1.0, -1.0)  # which way round is not left to the solver
    placed: numpy.ndarray = turned - turned.min(axis=0)
    return placed


def _tie(axes: Axes, start: Any, end: Any, part: float, directed: bool, size: float) -> None:
    if directed:
        axes.annotate(
            "", end, start, zorder=1,
            arrowprops={
                "arrowstyle": "-|>", "mutation_scale": 7, "connectionstyle": f"arc3,rad={_BEND}",
                "shrinkB": size / 2 + 1, **_look(part),
            },
        )  # fmt: skip
    else:
        axes.plot([start[0], end[0]], [start[1], end[1]], solid_capstyle="round", zorder=1, **_look(part))


def _name(figure: Any, axes: Axes, network: networkx.Graph, places: dict[str, Any], size: dict[str, float]) -> None:
    """The names beside the marks, each where it hides the least."""
    from matplotlib.patheffects import withStroke

    figure.draw_without_rendering()
    scale = figure.dpi / 72
    spots = {node: axes.transData.transform(place) for node, place in places.items()}
    taken = [_box(spots[node][0], spots[node][1], size[node] * scale, size[node] * scale) for node in network]
    lines = _lines(network, spots)
    inside = axes.get_window_extent()
    for node in sorted(network, key=lambda one: (-network.nodes[one]["articles"], one)):
        text = short(network.nodes[node]["label"], 24)
        wide, high = len(text) * 3.75 * scale, 8.5 * scale
        best: tuple[float, Any, tuple[int, int]] | None = None
        for x, y in _AROUND:
            out = (size[node] / 2 + 2) * scale
            slant = 0.75 if x and y else 1.0
            middle = (
                spots[node][0] + x * (out * slant + wide / 2),
                spots[node][1] + y * (out * slant + high / 2),
            )
            box = _box(*middle, wide, high)
            hidden = sum(_common(box, other) for other in taken) + 3 * _outside(box, inside)
            hidden += _POINT * scale**2 * _within(lines, box)
            if best is None or hidden < best[0] - 1e-6:
                best = (hidden, box, (x, y))
        assert best
        _, box, (x, y) = best
        taken.append(box)
        out = (size[node] / 2 + 2) * (0.75 if x and y else 1.0)
        axes.annotate(
            text, places[node], xytext=(x * out, y * out), textcoords="offset points", fontsize=7.2, zorder=4,
            ha={1: "left", 0: "center", -1: "right"}[x], va={1: "bottom", 0: "center", -1: "top"}[y],
            path_effects=[withStroke(linewidth=2.2, foreground="white")],
        )  # fmt: skip


def _lines(network: networkx.Graph, spots: dict[str, Any]) -> numpy.ndarray:
    """Points along the ties, in the pixels of the figure."""
    found = []
    for one, other in network.edges:
        start, end = numpy.array(spots[one]), numpy.array(spots[other])
        across, down = end - start
        middle = (start + end) / 2 + (_BEND if network.is_directed() else 0.0) * numpy.array([down, -across])
        share = numpy.linspace(0.0, 1.0, max(int(math.hypot(across, down) / _APART), 2))[:, numpy.newaxis]
        found.append((1 - share) ** 2 * start + 2 * share * (1 - share) * middle + share**2 * end)
    return numpy.concatenate(found)


def _within(points: numpy.ndarray, box: tuple[float, float, float, float]) -> int:
    return int(((points >= box[:2]) & (points <= box[2:])).all(axis=1).sum())


def _box(x: float, y: float, wide: float, high: float) -> tuple[float, float, float, float]:
    return (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _common(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _outside(box: tuple[float, float, float, float], inside: Any) -> float:
    whole = (box[2] - box[0]) * (box[3] - box[1])
    return whole - _common(box, (inside.x0, inside.y0, inside.x1, inside.y1))


def _key(figure: Chart, lightest: int, heaviest: int, of: Ties) -> None:
    from matplotlib.lines import Line2D

    steps = sorted({lightest, (lightest + heaviest + 1) // 2, heaviest})
    lines = [Line2D([], [], label=f"{step:,}", **_look(step / heaviest)) for step in steps]
    key(figure, [Line2D([], [], linestyle="", label=f"{_WORDS[of]}:"), *lines])


def _look(part: float) -> dict[str, Any]:
    """Of a line that stands for so much, as a part of what the widest stands for."""
    return {"color": FAINT, "alpha": 0.25 + 0.55 * part, "linewidth": 0.5 + 3 * part}
