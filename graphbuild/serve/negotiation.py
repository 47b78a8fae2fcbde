"""Which form of an answer a client wants, by its `Accept`."""

from __future__ import annotations

from collections.abc import Mapping

RESULTS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
GRAPHS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
    "text/plain": "nt",
    "application/json": "jsonld",
    "application/xml": "rdf",
}
"""Media types with the names that `query/worker.py` has for them; the first is the default."""


def chosen(accept: str, offered: Mapping[str, str]) -> str | None:
    """The media type of those offered that the client prefers; `None` if it wants none of them.

    >>> chosen("text/csv;q=0.5, application/sparql-results+xml", RESULTS)
    'application/sparql-results+xml'
    >>> chosen("", RESULTS)
    'application/sparql-results+json'
    """
    wanted = _ranges(accept or "*/*")
    ranked = [(_quality(kind, wanted), -place, kind) for place, kind in enumerate(offered)]
    quality, _, kind = max(ranked)
    return kind if quality > 0 else None


def _ranges(accept: str) -> dict[str, float]:
    found = {}
    for part in accept.split(",")[:50]:
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((value for name, _, value in (one.partition("=") for one in parameters) if name == "q"), "1")
        try:
            found[kind] = min(max(float(quality), 0.0), 1.0)
        except ValueError:
            found[kind] = 0.0
    return found


def _quality(kind: str, wanted: Mapping[str, float]) -> float:
    """By the narrowest range that holds the type."""
    for name in (kind, f"{kind.partition('/')[0]}/*", "*/*"):
        if name in wanted:
            return wanted[name]
    return 0.0
