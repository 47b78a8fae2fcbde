"""GraphML, for yEd, igraph and others: every node and link with its attributes, position, size and colour."""

from __future__ import annotations

from typing import BinaryIO

import networkx


def write(network: networkx.MultiDiGraph, stream: BinaryIO) -> None:
    """Write a network whose attributes are texts, numbers and booleans."""
    # Not `write_graphml`, which writes other bytes where lxml happens to be installed.
    networkx.write_graphml_xml(network, stream, named_key_ids=True, edge_id_from_attribute="id")
