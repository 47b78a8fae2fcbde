"""The files that a build leaves: their names, and the checksum that tells whether one is as it was built."""

from __future__ import annotations

import hashlib
from io import BufferedReader
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

FILES = tuple(name for name in OUTPUTS if name not in ("store", "manifest.json"))
"""Those that each build has, but for the manifest that tells of them."""

OWN = ".graphbuild-"
"""What the names of other files of ours begin with: a cache, outputs that are not complete."""

CACHE = f"{OWN}cache"
"""The name of a cache in an output folder."""


def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises `OSError`."""
    with path.open("rb") as stream:
        return checksum_of(stream)


def checksum_of(stream: BufferedReader) -> str:
    """The SHA-256 of an open file, from its beginning. Raises `OSError`."""
    stream.seek(0)
    return hashlib.file_digest(stream, "sha256").hexdigest()
