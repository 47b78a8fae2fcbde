"""The files that a build leaves: their names, and the checksum that tells whether one is as it was built."""

from __future__ import annotations

import hashlib
import re
from io import BufferedReader
from pathlib import Path

from graphbuild.regularfile import regular

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

_PARTS = re.compile(r"build-[0-9a-f]{16}-[0-9]+")

CACHE = f"{OWN}cache"
"""The name of a cache in an output folder."""

TAG = "CACHEDIR.TAG"
"""The file by which programs that copy or read whole folders know that one is a cache: see https://bford.info/cachedir/."""

TAGGED = "Signature: 8a477f597d28d172789f06886806bc55\n# A cache of graphbuild: see https://bford.info/cachedir/\n"
"""What stands in ours."""


def is_cache(folder: Path) -> bool:
    """Whether a folder is a cache of graphbuild, wherever it lies and whatever it is called."""
    try:
        with (folder / TAG).open("rb") as stream:
            return stream.read(len(TAGGED)) == TAGGED.encode("ascii")
    except OSError:
        return False


def holds_parts(name: str) -> bool:
    """Whether a folder has the name of one in which a cluster leaves the parts of a build."""
    return _PARTS.fullmatch(name) is not None


def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises `OSError`, also for what is no file."""
    with open(path, "rb", opener=regular) as stream:
        return checksum_of(stream)


def checksum_of(stream: BufferedReader) -> str:
    """The SHA-256 of an open file, from its beginning. Raises `OSError`."""
    stream.seek(0)
    return hashlib.file_digest(stream, "sha256").hexdigest()
