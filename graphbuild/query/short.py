"""Short names for IRIs: what a table can show."""

from __future__ import annotations

from urllib.parse import unquote

from graphbuild.iris import DEFAULT_BASE, PREFIXES


def short(iri: str, base: str = DEFAULT_BASE) -> str:
    """An IRI as people write it: with a prefix, without the base, or as an address without its scheme.

    >>> short("https://schema.org/headline")
    'schema:headline'
    >>> short("https://w3id.org/graphbuild/id/source/gothamist.com")
    'source/gothamist.com'
    >>> short("https://www.example.org/a/b.html")
    'example.org/a/b.html'
    """
    if iri.startswith(base):
        return unquote(iri.removeprefix(base)) or iri
    for name, space in PREFIXES.items():
        if iri.startswith(space) and "/" not in iri.removeprefix(space):
            return f"{name}:{iri.removeprefix(space)}"
    scheme, separator, rest = iri.partition("://")
    return rest.removeprefix("www.").removesuffix("/") if separator and scheme in ("http", "https") else iri
