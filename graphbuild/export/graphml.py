"""GraphML, for yEd, igraph and others: every node and link with its attributes, position, size and colour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from graphbuild.export.attributes import attribute_types
from graphbuild.export.markup import Attributes, Escaped, Network, edge_types, escaped, is_entry, write_many

_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write(network: Network, stream: BinaryIO) -> None:
    """Write a styled network (see `view.style.put_style`): `x`, `y`, `size` and `color` are attributes of each node."""
    write_many(_texts(network), stream)


def _texts(network: Network) -> Iterator[str]:
    nodes = attribute_types(facts for _, facts in network.nodes(data=True))
    edges = edge_types(network)
    yield _HEAD
    for name, kind in nodes.items():
        yield f'<key id="n_{name}" for="node" attr.name="{name}" attr.type="{kind}"/>\n'
    for name, kind in edges.items():
        yield f'<key id="e_{name}" for="edge" attr.name="{name}" attr.type="{kind}"/>\n'
    yield '<graph edgedefault="directed">\n'
    attributes = Attributes(nodes, '<data key="n_{}">%s</data>')
    for node, facts in network.nodes(data=True):
        yield f'<node id="{escaped(node)}">{attributes.written(facts)}</node>\n'
    yield from _edges(network, edges)
    yield "</graph>\n</graphml>\n"


def _edges(network: Network, types: dict[str, str]) -> Iterator[str]:
    attributes = Attributes(types, '<data key="e_{}">%s</data>')
    texts, written = Escaped(), attributes.written
    for number, (start, end, facts) in enumerate(network.edges(data=True)):
        data = entry(facts, texts) if is_entry(facts) else written(facts)
        yield f'<edge id="e{number}" source="{texts[start]}" target="{texts[end]}">{data}</edge>\n'


def entry(facts: dict[str, Any], texts: Escaped) -> str:
    """The attributes of an entry of a list: the same as for any link, in a third of the time."""
    return (
        f'<data key="e_relation">{facts["relation"]}</data><data key="e_file">{texts[facts["file"]]}</data>'
        f'<data key="e_line">{facts["line"]}</data><data key="e_position">{facts["position"]}</data>'
        f'<data key="e_gap_seconds">{facts["gap_seconds"]}</data>'
    )
