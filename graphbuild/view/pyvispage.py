"""The page of a small part of a graph, drawn by pyvis: its network, its physics switched off, around it our program.

What is mended of pyvis 0.3: its lists are filled directly (`from_nx` and `add_edge` are quadratic); of the page
that it makes only the drawing's own style and scripts are taken, so nothing of its content delivery networks is left;
no text from the input reaches it (its `title`, `heading`, `options` and `select_menu` run what they hold, and its
labels are drawn on each other): nodes are known to it by number, and our program draws the names above them.
"""

from __future__ import annotations

import json
import re
from typing import Any

from graphbuild.view.model import Model
from graphbuild.view.page import dressed

MAX_NODES = 1000
"""A page of this size opens in seconds; above it the page draws by itself."""

_SCRIPT = re.compile(r"<script(?: type=\"text/javascript\")?>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {
        "hover": True, "keyboard": False, "selectConnectedEdges": False, "tooltipDelay": 100_000, "multiselect": False,
    },
    "nodes": {"shape": "dot", "borderWidth": 1.5},
    "edges": {"arrows": {"to": {"enabled": True, "scaleFactor": 0.45}}, "smooth": False, "width": 1},
}  # fmt: skip


def pyvis_page(model: Model) -> str:
    """The page that pyvis draws."""
    from pyvis.network import Network  # takes a third of a second to import

    net = Network(height="100%", width="100%", directed=True, cdn_resources="in_line")
    net.nodes = [_node(number, facts, model) for number, (_, facts) in enumerate(model.nodes)]
    net.node_ids = list(range(len(model.nodes)))
    net.edges = _edges(model)
    net.set_options(json.dumps(_OPTIONS))
    made = net.generate_html(notebook=False)
    scripts, styles = _SCRIPT.findall(made), _STYLE.findall(made)
    library = next(script for script in scripts if "vis-network" in script)
    drawing = next(script for script in scripts if "function drawGraph" in script)
    return dressed(model, '<div id="mynetwork"></div>', styles[:1], [library, drawing])


def _node(number: int, facts: dict[str, Any], model: Model) -> dict[str, Any]:
    x, y = model.places[number].tolist()
    shape = "dot" if facts["kind"] == "article" else "square"
    return {"id": number, "x": x, "y": y, "size": 12, "shape": shape, "hidden": facts["kind"] == "story"}


def _edges(model: Model) -> list[dict[str, Any]]:
    """Every link, those of one pair bent apart so that each is seen."""
    seen: dict[tuple[int, int], int] = {}
    edges = []
    for number, (start, end, _) in enumerate(model.links):
        pair = (min(start, end), max(start, end))
        place = seen[pair] = seen.get(pair, -1) + 1
        edge: dict[str, Any] = {"id": number, "from": start, "to": end}
        if place:
            bend = 0.14 * ((place + 1) // 2) * (1 if place % 2 == (start < end) else -1)
            kind = "curvedCW" if bend > 0 else "curvedCCW"
            edge["smooth"] = {"enabled": True, "type": kind, "roundness": round(abs(bend), 2)}
        edges.append(edge)
    return edges
