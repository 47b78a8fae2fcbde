"""GraphML, for yEd, igraph and others: every node and link with its attributes, position, size and colour."""

from __future__ import annotations

from typing import Any, TextIO

from graphbuild.export.markup import Escaped, Network, attribute_types, escaped, written

_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write(network: Network, stream: TextIO) -> None:
    """Write a styled network (see `view.style.styled`): `x`, `y`, `size` and `color` are attributes of each node."""
    nodes = attribute_types(facts for _, facts in network.nodes(data=True))
    edges = attribute_types(facts for *_, facts in network.edges(data=True))
    stream.write(_HEAD)
    for name, kind in nodes.items():
        stream.write(f'<key id="n_{name}" for="node" attr.name="{name}" attr.type="{kind}"/>\n')
    for name, kind in edges.items():
        stream.write(f'<key id="e_{name}" for="edge" attr.name="{name}" attr.type="{kind}"/>\n')
    stream.write('<graph edgedefault="directed">\n')
    for node, facts in network.nodes(data=True):
        stream.write(f'<node id="{escaped(node)}">{_data("n", facts)}</node>\n')
    texts = Escaped()
    for number, (start, end, facts) in enumerate(network.edges(data=True)):
        ends = f'source="{texts[start]}" target="{texts[end]}"'
        stream.write(f'<edge id="e{number}" {ends}>{_data("e", facts)}</edge>\n')
    stream.write("</graph>\n</graphml>\n")


def _data(prefix: str, facts: dict[str, Any]) -> str:
    return "".join([f'<data key="{prefix}_{name}">{written(value)}</data>' for name, value in facts.items()])
