"""What must be alike on all machines of a cluster, so that each makes the same of one task."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import graphbuild
from graphbuild.bundled import ontology
from graphbuild.ingest.registry import added
from graphbuild.libraries import version

_LIBRARIES = (
    "ahocorasick_rs", "bibtexparser", "brotli", "charset-normalizer", "ftfy", "lxml", "numpy", "pyarrow", "pylatexenc",
    "PyStemmer", "pyyaml", "rapidfuzz", "scipy", "warcio", "zstandard",
)  # fmt: skip
"""On which it may depend what is read, found and written."""

_SOURCE = "source"


@cache
def versions() -> dict[str, str | None]:
    """Of Python, of graphbuild, of libraries and of readers that others added; `None` for what is not here."""
    return {
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "graphbuild": graphbuild.__version__,
        **{name: version(name) for name in _LIBRARIES},
        **{f"the reader {point.name}": point.dist.version if point.dist else point.value for point in added()},
        _SOURCE: _source(),
    }


def difference(theirs: dict[str, str | None]) -> str | None:
    """What this machine has in another version than others, if there is something.

    >>> difference({**versions(), "ftfy": "0.1"})[:5], difference(versions())
    ('ftfy ', None)
    """
    ours = versions()
    for name in {**theirs, **ours}:
        here, there = ours.get(name), theirs.get(name)
        if here != there:
            if name == _SOURCE:
                return "another graphbuild of the same number"
            return f"{name} {here} instead of {there or 'none'}" if here else f"no {name}"
    return None


def _source() -> str:
    """The package as it is: whoever works on graphbuild changes it without a new number."""
    digest = hashlib.sha256()
    package, vocabulary = Path(graphbuild.__file__).parent, Path(str(ontology()))
    paths = [(path.relative_to(package), path) for path in package.rglob("*.py")]
    paths += [(path.relative_to(vocabulary), path) for path in vocabulary.iterdir() if path.is_file()]
    for name, path in sorted(paths):
        digest.update(f"{name.as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()
