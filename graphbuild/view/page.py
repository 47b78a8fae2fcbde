"""The interactive page, by pyvis: positions fixed in Python, nothing fetched, nothing run from the data.

What is mended of pyvis 0.3: its lists are filled directly (`from_nx` is quadratic); the Bootstrap and other
addresses that it writes into every page are cut out, and a Content-Security-Policy forbids any connection;
texts from the input never reach it as markup (no `title`, `heading` or `select_menu`): our own script
shows them, as text.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import networkx

from graphbuild.graph import StoryGraph
from graphbuild.view.layout import layout
from graphbuild.view.style import COLORS

MAX_ARTICLES = 800
MAX_LINKS = 3000
"""A pyvis page of this size opens in seconds; the whole graph is in the other outputs."""

_FOREIGN = re.compile(
    r"<link\b[^>]*\bhref=\"https?:[^>]*>|<script\b[^>]*\bsrc=\"(?:https?:|lib/)[^>]*>\s*</script>", re.DOTALL
)
_HEADING = re.compile(r"<center>\s*<h1>.*?</h1>\s*</center>", re.DOTALL)
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_HERE = Path(__file__).parent


def write_page(graph: StoryGraph, network: networkx.MultiDiGraph, path: Path) -> None:
    """Write the page for a styled network (see `style.styled`)."""
    path.write_text(page(graph, network), encoding="utf-8", newline="\n")


def page(graph: StoryGraph, network: networkx.MultiDiGraph) -> str:
    """The whole page as HTML."""
    from pyvis.network import Network  # takes a third of a second to import

    articles = _chosen(network)
    links = _links(network, articles)
    numbers = {node: number for number, node in enumerate(articles)}
    places = _places(network, numbers, links)
    net = Network(height="100%", width="100%", directed=True, cdn_resources="in_line")
    net.nodes = [
        _node(network.nodes[node], number, place) for (node, number), place in zip(numbers.items(), places, strict=True)
    ]
    net.node_ids = list(numbers.values())
    net.edges = [_edge(numbers, link, number) for number, link in enumerate(links)]
    net.set_options(json.dumps(_OPTIONS))
    text = _HEADING.sub("", _FOREIGN.sub("", net.generate_html(notebook=False)))
    return _dressed(text, graph, network, articles, links)


_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "hideEdgesOnDrag": True, "hideEdgesOnZoom": True, "keyboard": False},
    "nodes": {
        "shape": "dot",
        "borderWidth": 1,
        "font": {"size": 14, "color": "#767676"},
        "scaling": {"label": {"drawThreshold": 9}},  # no label is drawn smaller than it can be read
    },
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}},
        "color": {"color": "#8a8a8a99", "highlight": "#e69f00", "hover": "#e69f00"},
        "smooth": False,
        "width": 1.5,
    },
}


def _chosen(network: networkx.MultiDiGraph) -> list[str]:
    """The articles that are shown: all, or the most linked ones."""
    articles = [node for node, kind in network.nodes(data="kind") if kind == "article"]
    if len(articles) <= MAX_ARTICLES:
        return articles
    weight = {
        node: sum(facts["relation"] == "related" for *_, facts in network.in_edges(node, data=True))
        for node in articles
    }
    return sorted(sorted(articles, key=lambda node: (-weight[node], node))[:MAX_ARTICLES])


def _links(network: networkx.MultiDiGraph, articles: list[str]) -> list[tuple[str, str, dict[str, Any]]]:
    """The links between them: all, or a forest that connects what is connected, and the first entries of each list."""
    shown = set(articles)
    links = [
        (start, end, facts)
        for start, end, facts in network.edges(articles, data=True)
        if end in shown and facts["relation"] in ("related", "part")
    ]
    if len(links) > MAX_LINKS:
        links.sort(key=lambda link: (link[2].get("position", 0), link[0], link[1], link[2]["file"]))
        forest = networkx.utils.UnionFind(articles)
        connecting: list[tuple[str, str, dict[str, Any]]] = []
        others: list[tuple[str, str, dict[str, Any]]] = []
        for link in links:
            apart = forest[link[0]] != forest[link[1]]
            (connecting if apart else others).append(link)
            forest.union(link[0], link[1])
        links = [*connecting, *others][:MAX_LINKS]
    return links


def _places(
    network: networkx.MultiDiGraph, numbers: dict[str, int], links: list[tuple[str, str, dict[str, Any]]]
) -> list[list[float]]:
    """The positions of the whole graph, or a layout of their own where only a part is shown."""
    articles = sum(kind == "article" for _, kind in network.nodes(data="kind"))
    if len(numbers) == articles:
        return [[network.nodes[node]["x"], network.nodes[node]["y"]] for node in numbers]
    edges = sorted({(numbers[start], numbers[end]) for start, end, _ in links})
    places: list[list[float]] = layout(len(numbers), edges).tolist()
    return places


def _node(facts: dict[str, Any], number: int, place: list[float]) -> dict[str, Any]:
    label = facts["label"]
    return {
        "id": number,
        "label": label if len(label) <= 34 else f"{label[:33]}…",
        "x": place[0],
        "y": place[1],
        "size": facts["size"],
        "color": facts["color"],
        "shape": "dot",
    }


def _edge(numbers: dict[str, int], link: tuple[str, str, dict[str, Any]], number: int) -> dict[str, Any]:
    return {"id": number, "from": numbers[link[0]], "to": numbers[link[1]]}


def _dressed(
    text: str,
    graph: StoryGraph,
    network: networkx.MultiDiGraph,
    articles: list[str],
    links: list[tuple[str, str, dict[str, Any]]],
) -> str:
    """The page with its policy, its caption and legend, and the panel that says why a thing is there."""
    publisher = {link.start: link.end for link in graph.links if link.relation == "publisher"}
    facts = {
        "articles": [_facts(network, node, publisher.get(node)) for node in articles],
        "links": [
            {name: link[name] for name in ("relation", "file", "line", "position", "gap_seconds") if name in link}
            for *_, link in links
        ],
    }
    data = json.dumps(facts, ensure_ascii=True, sort_keys=True).replace("<", "\\u003c")
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>graphbuild: story network</title>"
        f"<style>{(_HERE / 'page.css').read_text(encoding='utf-8')}</style>"
    )
    body = (
        f'<header><p>{html.escape(_caption(graph, articles, links))}</p><p class="legend">'
        f'<span><i class="dot" style="background:{COLORS["article"]}"></i> has a file of its own</span>'
        f'<span><i class="dot" style="background:{COLORS["stub"]}"></i> known only from lists</span>'
        "<span>→ lists as related</span></p></header>"
        '<aside id="panel" aria-live="polite"><p>Choose an article or a link to see why it is here.</p></aside>'
        "<noscript><p>This page draws its network with JavaScript, which does not run here. "
        "The same graph is in graph.gexf, for Gephi.</p></noscript>"
        f'<script type="application/json" id="facts">{data}</script>'
    )
    script = f"<script>{(_HERE / 'page.js').read_text(encoding='utf-8')}</script>"
    text = text.replace("<html>", '<html lang="en">', 1).replace("<head>", f"<head>{head}", 1)
    text = re.sub(r"<body[^>]*>", lambda match: match.group() + body, text, count=1)
    before, tag, after = text.rpartition("</body>")
    return f"{before}{script}{tag}{after}"


def _facts(network: networkx.MultiDiGraph, node: str, publisher: str | None) -> dict[str, Any]:
    facts = network.nodes[node]
    shown = {
        name: facts[name] for name in ("label", "address", "published_at", "abstract", "own", "type") if name in facts
    }
    if publisher:
        shown["publisher"] = network.nodes[publisher]["label"]
    return shown


def _caption(graph: StoryGraph, articles: list[str], links: list[tuple[str, str, dict[str, Any]]]) -> str:
    counts = graph.counts()
    listings = counts["listings"] + counts["part links"]
    if len(articles) == counts["articles"] and len(links) == listings:
        return f"{len(articles):,} articles and the {len(links):,} links between them"
    return (
        f"The {len(articles):,} most listed of {counts['articles']:,} articles, "
        f"and {len(links):,} of {listings:,} links"
    )
