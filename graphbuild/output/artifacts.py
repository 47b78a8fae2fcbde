"""The files that a build leaves: their names, and the checksum that tells whether one is as it was built."""

from __future__ import annotations

import hashlib
from pathlib import Path

OUTPUTS = (
    "graph.ttl",
    "graph.nq",
    "graph.jsonld",
    "graph.graphml",
    "graph.gexf",
    "view.html",
    "problems.csv",
    "store",
    "manifest.json",
)
"""In the order in which they are moved into place: the manifest, which tells of the others, last."""

OWN = ".graphbuild-"
"""What the names of other files of ours begin with: a cache, outputs that are not complete."""


def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises `OSError`."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
