"""Whose work an entry is: everything besides the input and the options that a result may depend on."""

from __future__ import annotations

import hashlib
import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

import graphbuild
from graphbuild.bundled import ontology
from graphbuild.ingest.registry import added
from graphbuild.libraries import version

_FALLBACK = (
    "ahocorasick_rs", "ftfy", "networkx", "numpy", "pandas", "pyoxigraph", "PyStemmer", "pyvis", "pyyaml", "rapidfuzz",
    "rdflib", "scipy",
)  # fmt: skip
"""Libraries, where the package's own list is not at hand."""


@cache
def fingerprint() -> str:
    """A name for this graphbuild, its libraries and the readers that others added, as 32 hexadecimal digits.

    The source itself counts, not only its version: whoever works on graphbuild gets no results of yesterday's code.
    """
    digest = hashlib.sha256()
    for part in (*_interpreter(), *_libraries(), *_readers()):
        digest.update(part.encode() + b"\0")
    for folder in (os.path.dirname(graphbuild.__file__), str(ontology())):
        for path in _sources(folder):
            digest.update(path.removeprefix(folder).encode() + b"\0")
            with open(path, "rb") as stream:
                digest.update(stream.read())
    return digest.hexdigest()[:32]


def _sources(folder: str) -> Iterator[str]:
    """The files on which a result may depend, in order. `Path.rglob` takes twice as long as to read them."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.endswith((".py", ".yaml", ".ttl", ".rq", ".jsonld", ".js", ".css", ".html")):
                yield os.path.join(place, name)


def _interpreter() -> tuple[str, ...]:
    return sys.version, sys.platform, sys.byteorder, unicodedata.unidata_version


def _libraries() -> list[str]:
    try:
        wanted = [_name(line) for line in distribution("graphbuild").requires or ()]
    except PackageNotFoundError:
        wanted = list(_FALLBACK)
    return [f"{name} {version(name)}" for name in sorted({*wanted, *_FALLBACK})]


def _readers() -> list[str]:
    return [f"{point.name} {point.value} {point.dist.version if point.dist else ''}" for point in added()]


def _name(requirement: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_." else " " for sign in requirement).split()[0]
