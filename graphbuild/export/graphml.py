"""GraphML, for yEd, igraph and others: every node and link with its attributes, position, size and colour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO

import networkx

from graphbuild.export.markup import attribute_types, escaped, written

_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write(network: networkx.MultiDiGraph, stream: TextIO) -> None:
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
        stream.write(f'<node id="{escaped(node)}">{"".join(_data("n", facts))}</node>\n')
    for number, (start, end, facts) in enumerate(network.edges(data=True)):
        ends = f'source="{escaped(start)}" target="{escaped(end)}"'
        stream.write(f'<edge id="e{number}" {ends}>{"".join(_data("e", facts))}</edge>\n')
    stream.write("</graph>\n</graphml>\n")


def _data(prefix: str, facts: dict[str, Any]) -> Iterator[str]:
    for name, value in facts.items():
        yield f'<data key="{prefix}_{name}">{written(value)}</data>'
