"""Reciprocity: how often what lists another is listed by it in turn, between articles and between publishers.

Two null hypotheses. In the first the same number of links falls anywhere, so that the reciprocity is the density;
`rho` places the observed between that (0) and full reciprocity (1) (Garlaschelli and Loffredo, Physical Review Letters
93: 268701, 2004). In the second each one keeps, on average, the number of links that it sends and receives, and a
link falls with the probability min(1, sent x received / links) (Chung and Lu, PNAS 99, 2002).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import sqrt

import numpy
import pandas

from graphbuild.enrich.chance import wilson
from graphbuild.enrich.frame import COUNT, NUMBER, TEXT, frame
from graphbuild.graph import StoryGraph
from graphbuild.link import publishers

_COLUMNS = {
    "between": TEXT, "nodes": COUNT, "links": COUNT, "mutual": COUNT, "reciprocity": NUMBER, "low": NUMBER,
    "high": NUMBER, "density": NUMBER, "rho": NUMBER, "expected": NUMBER, "ratio": NUMBER, "z": NUMBER,
}  # fmt: skip
_BLOCK = 1024
Pair = tuple[str, str]


def reciprocity(graph: StoryGraph) -> pandas.DataFrame:
    """One row for the listings between publishers, one for those between articles.

    - `nodes`, `links`: those that list or are listed, and the distinct pairs "one lists another" (none lists itself),
    - `mutual`: the links whose reverse is there too; `reciprocity`: as a part of all; `low`, `high`: its 95 % interval
      (Wilson), which takes links for independent,
    - `density`, `rho`: the first null hypothesis; `expected`, `ratio`: the reciprocity under the second, and the
      observed by it; `z`: the observed number of mutual pairs less the expected, by the standard deviation.
    """
    published = publishers(graph.links)
    between = {(link.start, link.end) for link in graph.links if link.relation == "related"}
    articles = {(start, end) for start, end in between if start != end}
    sources = {
        (published[start], published[end])
        for start, end in articles
        if start in published and end in published and published[start] != published[end]
    }
    return frame(_COLUMNS, (_row("publishers", sources), _row("articles", articles)))


def _row(between: str, links: set[Pair]) -> tuple[object, ...]:
    nodes = len({node for pair in links for node in pair})
    if not links:
        return (between, nodes, 0, 0, *(None,) * 8)
    mutual = sum((end, start) in links for start, end in links)
    share, density = mutual / len(links), len(links) / (nodes * (nodes - 1))
    rho = (share - density) / (1 - density) if density < 1 else None
    expected_links, pairs, variance = _by_degrees(links)
    expected = 2 * pairs / expected_links if expected_links else 0.0
    low, high = wilson([mutual], [len(links)])
    return (
        between, nodes, len(links), mutual, share, low[0], high[0], density, rho, expected,
        share / expected if expected else None, (mutual / 2 - pairs) / sqrt(variance) if variance > 0 else None,
    )  # fmt: skip


def _by_degrees(links: Iterable[Pair]) -> tuple[float, float, float]:
    """Under the second null hypothesis: the links, the mutual pairs, and the variance of these.

    Nodes that send and receive equally many are counted together.
    """
    links = list(links)
    sent, received = Counter(start for start, _ in links), Counter(end for _, end in links)
    kinds = Counter((sent[node], received[node]) for node in {*sent, *received})
    degrees = numpy.array(sorted(kinds), dtype=float)
    sizes = numpy.array([kinds[kind] for kind in sorted(kinds)], dtype=float)
    out, into, total = degrees[:, 0], degrees[:, 1], len(links)
    sums = numpy.zeros(3)
    for begin in range(0, len(sizes), _BLOCK):
        block = slice(begin, begin + _BLOCK)
        there = numpy.minimum(out[block, None] * into[None, :] / total, 1.0)
        back = numpy.minimum(into[block, None] * out[None, :] / total, 1.0)
        times = sizes[block, None] * sizes[None, :]
        rows = numpy.arange(begin, min(begin + _BLOCK, len(sizes)))
        times[rows - begin, rows] -= sizes[rows]  # no node is paired with itself
        both = there * back
        sums += numpy.array([(times * there).sum(), (times * both).sum() / 2, (times * both * (1 - both)).sum() / 2])
    return float(sums[0]), float(sums[1]), float(sums[2])
