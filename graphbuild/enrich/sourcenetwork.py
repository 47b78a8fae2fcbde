"""The network of publishers: who carries the same stories or themes, and who lists whom; its groups and its centre."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

import networkx
import pandas

from graphbuild.enrich.cocoverage import shared
from graphbuild.enrich.frame import COUNT, NUMBER, TEXT, Sources, frame
from graphbuild.errors import BadOption
from graphbuild.graph import StoryGraph
from graphbuild.link import publishers

Ties = Literal["stories", "themes", "listings"]
SEED = 1
"""The grouping begins in an order drawn by this seed, so that it is the same each time."""

_COMMUNITIES = {
    "community": COUNT, "publisher": TEXT, "domain": TEXT, "size": COUNT, "ties": COUNT, "ties_within": COUNT,
    "source": TEXT,
}  # fmt: skip
_CENTRALITIES = {
    "publisher": TEXT, "domain": TEXT, "articles": COUNT, "degree": COUNT, "strength": COUNT, "betweenness": NUMBER,
    "pagerank": NUMBER, "source": TEXT,
}  # fmt: skip


def source_network(
    graph: StoryGraph,
    *,
    of: Ties = "stories",
    at_least: int = 2,
    max_q: float | None = None,
    max_alpha: float | None = None,
) -> networkx.Graph:
    """Publishers as nodes (`label`, `domain`, `articles`) and what ties them as edges.

    With `of="stories"` or `"themes"` an edge joins two that share one: `weight` is how many, with `expected`, `p`, `q`
    and `jaccard` as in `co_coverage`. With `of="listings"` the network is directed: `weight` is how many entries of
    the one's lists are articles of the other; what a publisher lists of its own is its node's `own_listings`.

    `alpha` is the significance of an edge by the disparity filter (Serrano, Boguñá and Vespignani, PNAS 106, 2009):
    the probability that one of the edges of a node has as much of the node's weight as this one, were the weight
    spread at random; the smaller of the two ends' counts. An end with a single edge says nothing (1).

    Edges with a `q` above `max_q`, or an `alpha` above `max_alpha`, are left out, and so are publishers that carried
    fewer than `at_least` stories or themes (of listings none is left out). Raises `BadOption`.
    """
    sources = Sources(graph)
    network = _listings(graph) if of == "listings" else _shared(graph, of, at_least)
    if of == "listings" and max_q is not None:
        raise BadOption("Listings have no q; use max_alpha.")
    articles = Counter(publishers(graph.links).values())
    for node, facts in network.nodes(data=True):
        facts.update(label=sources.name(node), articles=articles[node])
        if domain := sources.domain(node):
            facts["domain"] = domain
    _set_alpha(network)
    for name, limit in (("q", max_q), ("alpha", max_alpha)):
        if limit is not None:
            network.remove_edges_from([(u, v) for u, v, value in list(network.edges(data=name)) if value > limit])
    return network


def _shared(graph: StoryGraph, of: Any, at_least: int) -> networkx.Graph:
    found = shared(graph, of=of, at_least_carried=at_least)
    network = networkx.Graph()
    network.add_nodes_from(found.sources)
    columns = (found.left, found.right, found.count, found.expected, found.p, found.q, found.jaccard)
    for left, right, weight, by_chance, p, q, jaccard in zip(*(one.tolist() for one in columns), strict=True):
        facts = {"weight": weight, "expected": by_chance, "p": p, "q": q, "jaccard": jaccard}
        network.add_edge(found.sources[left], found.sources[right], **facts)
    return network


def _listings(graph: StoryGraph) -> networkx.DiGraph:
    published = publishers(graph.links)
    counts = Counter(
        (published[link.start], published[link.end])
        for link in graph.links
        if link.relation == "related" and link.start in published and link.end in published
    )
    network = networkx.DiGraph()
    network.add_nodes_from(sorted({source for pair in counts for source in pair}), own_listings=0)
    for (start, end), count in sorted(counts.items()):
        if start == end:
            network.nodes[start]["own_listings"] = count
        else:
            network.add_edge(start, end, weight=count)
    return network


def _set_alpha(network: networkx.Graph) -> None:
    directed = network.is_directed()
    sent = _weights(network.out_edges if directed else network.edges, network)
    received = _weights(network.in_edges, network) if directed else sent
    for start, end, facts in network.edges(data=True):
        facts["alpha"] = min(_alpha(facts["weight"], *sent[start]), _alpha(facts["weight"], *received[end]))


def _weights(edges: Any, network: networkx.Graph) -> dict[str, tuple[int, int]]:
    """The weight and the number of a node's edges."""
    found = {}
    for node in network:
        weights = [weight for _, _, weight in edges(node, data="weight")]
        found[node] = (sum(weights), len(weights))
    return found


def _alpha(weight: float, strength: float, degree: int) -> float:
    return (1 - weight / strength) ** (degree - 1) if degree > 1 else 1.0


def source_communities(graph: StoryGraph, *, of: Ties = "stories", at_least: int = 2) -> pandas.DataFrame:
    """Groups of publishers that carry the same stories (or themes, or list each other): the largest first.

    - `community`: its number, 1 = the largest; `size`: its publishers,
    - `ties`, `ties_within`: the weight of a publisher's edges, and of those within its community.

    Found by Louvain's method (Blondel et al., Journal of Statistical Mechanics P10008, 2008) in the network of
    `source_network`, listings without their direction, from a fixed seed. `attrs["modularity"]` tells how marked the
    groups are: 0, not at all, to nearly 1. Where ties are few, chance alone makes groups of 0.3 and more. Publishers
    without any tie are left out. Raises `BadOption`.
    """
    network, names = _undirected(source_network(graph, of=of, at_least=at_least))
    sources = Sources(graph)
    groups: list[set[int]] = []
    if network.number_of_edges():
        groups = networkx.community.louvain_communities(network, weight="weight", seed=SEED)
    groups.sort(key=lambda group: (-len(group), min(group)))
    rows = []
    for number, group in enumerate(groups, 1):
        for node in sorted(group, key=lambda one: sources.order(names[one])):
            weights = {other: facts["weight"] for other, facts in network[node].items()}
            within = sum(weight for other, weight in weights.items() if other in group)
            source = names[node]
            name, domain = sources.name(source), sources.domain(source)
            rows.append((number, name, domain, len(group), sum(weights.values()), within, source))
    table = frame(_COMMUNITIES, rows)
    table.attrs["modularity"] = networkx.community.modularity(network, groups) if groups else None
    return table


def _undirected(network: networkx.Graph) -> tuple[networkx.Graph, list[str]]:
    """The ties without direction, between numbers: sets of texts have another order in each run of Python."""
    names = sorted(node for node in network if network.degree(node))
    numbers = {name: number for number, name in enumerate(names)}
    found = networkx.Graph()
    found.add_nodes_from(range(len(names)))
    for start, end, weight in network.edges(data="weight"):
        pair = numbers[start], numbers[end]
        before = found.edges[pair]["weight"] if found.has_edge(*pair) else 0
        found.add_edge(*pair, weight=before + weight)
    return found, names


def source_centralities(graph: StoryGraph, *, of: Ties = "stories", at_least: int = 2) -> pandas.DataFrame:
    """How central each publisher is in the network of `source_network`, the most central first.

    - `articles`: its articles in the graph,
    - `degree`, `strength`: the publishers it is tied to, and the weight of these ties; with listings both those that it
      lists and those that list it,
    - `betweenness`: the part of the shortest ways between others that pass it, ties counting alike,
    - `pagerank`: where one who follows ties by their weight comes to be; with listings in their direction, so that it
      tells whom others list.
    """
    network = source_network(graph, of=of, at_least=at_least)
    network.remove_nodes_from([node for node in list(network) if not network.degree(node)])
    sources = Sources(graph)
    between = networkx.betweenness_centrality(network)
    rank = networkx.pagerank(network, weight="weight") if len(network) else {}
    strength = dict(network.degree(weight="weight"))
    rows = [
        (
            facts["label"], facts.get("domain"), facts["articles"], network.degree(node), strength[node],
            round(between[node], 6), round(rank[node], 6), node,
        )
        for node, facts in network.nodes(data=True)
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row[6], -row[4], sources.order(row[7])))
    return frame(_CENTRALITIES, rows)
