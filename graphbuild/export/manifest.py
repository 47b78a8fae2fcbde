"""`manifest.json`: what a build was made of and what it left; the file that a paper cites."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, BinaryIO

from graphbuild import __version__
from graphbuild.export.provenance import build_date
from graphbuild.graph import StoryGraph
from graphbuild.libraries import version
from graphbuild.rankings import rankings, span
from graphbuild.records import InputFile

_SHAPING = ("ftfy", "networkx", "numpy", "pyoxigraph", "pyvis", "PyYAML")
"""Libraries whose version may change the bytes of an output."""


def manifest(graph: StoryGraph, outputs: Mapping[str, Mapping[str, str | int]], statements: int) -> dict[str, Any]:
    """The manifest of a build whose outputs are complete; `statements` are those of its store, filled or not."""
    merges = Counter(match.evidence for match in graph.matches if match.same)
    return {
        "graphbuild": __version__,
        "libraries": {name: version(name) or "unknown" for name in _SHAPING},
        "options": graph.options(),
        "date": built.text if (built := build_date()) else None,
        "counts": graph.counts(),
        "published": span(graph),
        "rankings": rankings(graph),
        "article types": dict(sorted(Counter(article.type or "none" for article in graph.articles).items())),
        "merges by evidence": dict(sorted(merges.items())),
        "kept apart by judgement": sum(not match.same for match in graph.matches),
        "problems": {
            f"{kind}: {what}; {done}": sum(row.times for row in rows)
            for (kind, what, done), rows in graph.problems.grouped()
        },
        "fields not read": dict(sorted(graph.unknown_fields.items())),
        "files left out": dict(sorted(graph.left_out.items())),
        "inputs": [file_facts(file) for file in graph.files],
        "judgements": file_facts(graph.judgements) if graph.judgements else None,
        "vocabularies": [file_facts(file) for file in graph.vocabularies],
        "outputs": {name: outputs[name] for name in sorted(outputs)},
        "store": {"statements": statements},
    }


def file_facts(file: InputFile) -> dict[str, str | int]:
    """What a manifest says of a file that was read."""
    return {"path": file.path, "sha256": file.sha256, "bytes": file.size}


def write(content: dict[str, Any], stream: BinaryIO) -> None:
    """Write a manifest."""
    stream.write(json.dumps(content, indent=2, ensure_ascii=False).encode() + b"\n")
