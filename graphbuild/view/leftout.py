"""What a page leaves out of a graph, so that a browser can draw the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Set
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx

MOST = 100_000
"""Articles of one page. 50,000 are 34 MB, ready after four seconds; Chromium holds no text of more than 512 MB."""

TYING = ("related", "part", "reprint", "references")
"""The relations between two articles, which say what stands together."""


class LeftOut(NamedTuple):
    """The nodes, and a few words that say what is left; none where only lone pages are missing."""

    nodes: Set[str] = frozenset()
    words: str = ""


NOTHING = LeftOut()


def left_out(network: networkx.MultiDiGraph, chosen: Set[str], most: int = MOST) -> LeftOut:
    """What is not drawn of the articles that a view is asked for.

    Those that only one article links to; of more than `most` others, those with the fewest ties to articles and
    stories; and what belongs only to articles that are left out.
    """
    lone = _known_by_one_link(network)
    articles = [node for node, kind in network.nodes(data="kind") if kind == "article" and node in chosen - lone]
    if len(articles) <= most:
        return LeftOut(lone)
    ties: Counter[str] = Counter()
    for start, end, facts in network.edges(data=True):
        if facts["relation"] in TYING or facts["relation"] == "member":
            ties[start] += 1
            ties[end] += 1
    articles.sort(key=lambda node: -ties[node])
    shown, beyond = set(articles[:most]), set(articles[most:])
    kept = {end for start, end, _ in network.edges(data=True) if start in shown}
    lost = {end for start, end, _ in network.edges(data=True) if start in beyond}
    things = {node for node, kind in network.nodes(data="kind") if kind != "article"} & lost - kept
    return LeftOut(lone | beyond | things, f"the {most:,} of {len(articles):,} articles that have most ties")


def _known_by_one_link(network: networkx.MultiDiGraph) -> set[str]:
    """Pages of which nothing is known but that one article links to them: too many to be drawn."""
    linked = {end for _, end, facts in network.edges(data=True) if facts["relation"] == "references"}
    if not linked:  # as in most graphs
        return linked
    reached: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for start, end, facts in network.edges(data=True):
        linked.discard(start)
        reached[end].add((facts["relation"], start))
    return {
        node
        for node, facts in network.nodes(data=True)
        if node in linked and facts["kind"] == "article" and not facts["own"] and len(reached[node]) == 1
    }
