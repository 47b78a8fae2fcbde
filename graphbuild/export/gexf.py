"""GEXF, for Gephi: position, size and colour where Gephi looks for them, and dates for its timeline.

Times are milliseconds since 1970, as Gephi counts them: its timeline shows them as dates once its time format is set
to "date". GEXF's own date format would say so in the file, but networkx cannot read a file that uses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from graphbuild.export.attributes import attribute_types
from graphbuild.export.markup import Attributes, Escaped, Network, edge_types, escaped, is_entry, write_many
from graphbuild.export.network import began

SIGNATURE = b"<creator>graphbuild</creator>"
"""What stands near the beginning of each file."""

_HEAD = f"""<?xml version="1.0" encoding="utf-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">
<meta>{SIGNATURE.decode()}</meta>
<graph defaultedgetype="directed" mode="dynamic" timeformat="double">
"""
_ELSEWHERE = frozenset(("label", "x", "y", "size", "color"))
"""Attributes that have a place of their own in GEXF."""


def write(network: Network, stream: BinaryIO) -> None:
    """Write a styled network (see `view.style.put_style`); an article's time begins when it was published."""
    write_many(_texts(network), stream)


def _texts(network: Network) -> Iterator[str]:
    nodes = _attributes(attribute_types(facts for _, facts in network.nodes(data=True)))
    edges = _attributes(edge_types(network))
    yield _HEAD
    for name, types in (("node", nodes), ("edge", edges)):
        yield f'<attributes class="{name}" mode="static">\n'
        for attribute, kind in types.items():
            yield f'<attribute id="{name[0]}_{attribute}" title="{attribute}" type="{kind}"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"
    attributes = Attributes(nodes, '<attvalue for="n_{}" value="%s"/>')
    for node, facts in network.nodes(data=True):
        values = f"<attvalues>{attributes.written(_attributes(facts))}</attvalues>"
        ends = f'label="{escaped(facts["label"])}"{_start(facts)}'
        yield f'<node id="{escaped(node)}" {ends}>{values}{_viz(facts)}</node>\n'
    yield "</nodes>\n<edges>\n"
    yield from _edges(network, edges)
    yield "</edges>\n</graph>\n</gexf>\n"


def _edges(network: Network, types: dict[str, str]) -> Iterator[str]:
    attributes = Attributes(types, '<attvalue for="e_{}" value="%s"/>')
    texts, written = Escaped(), attributes.written
    for number, (start, end, facts) in enumerate(network.edges(data=True)):
        values = entry(facts, texts) if is_entry(facts) else written(facts)
        ends = f'source="{texts[start]}" target="{texts[end]}" label="{texts[facts["relation"]]}"'
        yield f'<edge id="e{number}" {ends}><attvalues>{values}</attvalues></edge>\n'


def entry(facts: dict[str, Any], texts: Escaped) -> str:
    """The attributes of an entry of a list: the same as for any link, in a third of the time."""
    return (
        f'<attvalue for="e_relation" value="{facts["relation"]}"/>'
        f'<attvalue for="e_file" value="{texts[facts["file"]]}"/><attvalue for="e_line" value="{facts["line"]}"/>'
        f'<attvalue for="e_position" value="{facts["position"]}"/>'
        f'<attvalue for="e_gap_seconds" value="{facts["gap_seconds"]}"/>'
    )


def _attributes(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in _ELSEWHERE}


def _start(facts: dict[str, Any]) -> str:
    start = began(facts)
    return "" if start is None else f' start="{start * 1000}"'


def _viz(facts: dict[str, Any]) -> str:
    red, green, blue = _rgb(facts["color"])
    return (
        f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
        f'<viz:position x="{facts["x"]}" y="{-facts["y"] + 0.0}" z="0.0"/>'  # Gephi's y points up
        f'<viz:size value="{facts["size"]}"/>'
    )


def _rgb(color: str) -> tuple[int, int, int]:
    """The three parts of a `#rrggbb` colour, 0 to 255 each."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
