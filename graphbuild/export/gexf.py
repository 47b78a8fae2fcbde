"""GEXF, for Gephi: as GraphML, with position, size and colour where Gephi looks for them."""

from __future__ import annotations

from typing import BinaryIO

import networkx
from networkx.readwrite.gexf import GEXFWriter

from graphbuild.view.style import rgb

_STYLE = ("x", "y", "size", "color")


def write(network: networkx.MultiDiGraph, stream: BinaryIO) -> None:
    """Write a styled network (see `view.style.styled`)."""
    shown = networkx.MultiDiGraph()
    for node, facts in network.nodes(data=True):
        red, green, blue = rgb(facts["color"])
        viz = {
            "position": {"x": facts["x"], "y": facts["y"], "z": 0.0},
            "size": facts["size"],
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
        }
        shown.add_node(node, viz=viz, **{name: value for name, value in facts.items() if name not in _STYLE})
    for start, end, key, facts in network.edges(keys=True, data=True):
        shown.add_edge(start, end, key=key, **{name: value for name, value in facts.items() if name != "id"})
    writer = GEXFWriter(encoding="utf-8", prettyprint=False, version="1.2draft")
    writer.add_graph(shown)
    for meta in writer.xml.findall("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # networkx writes today's date
    writer.write(stream)
