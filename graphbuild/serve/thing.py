"""What the graph says of one thing: a page for people."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from urllib.parse import quote

import pyoxigraph

from graphbuild.query.result import Result
from graphbuild.query.short import short
from graphbuild.query.term import Term

MOST = 500
"""Statements of a kind that a page shows."""

_NAMES = ("schema:headline", "schema:name", "skos:prefLabel", "gb:path")


def outgoing(iri: str) -> str:
    """The query for what is said of a thing."""
    return f"SELECT ?word ?value {{ {pyoxigraph.NamedNode(iri)} ?word ?value }} ORDER BY ?word ?value LIMIT {MOST + 1}"


def incoming(iri: str) -> str:
    """The query for what leads to a thing."""
    return f"SELECT ?word ?thing {{ ?thing ?word {pyoxigraph.NamedNode(iri)} }} ORDER BY ?word ?thing LIMIT {MOST + 1}"


def names(*found: Result) -> str:
    """The query for the names of what a page shows."""
    things = {str(term) for result in found for _, term in result.terms if isinstance(term, pyoxigraph.NamedNode)}
    return (
        f"SELECT ?thing (MIN(?name) AS ?label) {{ VALUES ?thing {{ {' '.join(sorted(things))} }} "
        f"VALUES ?word {{ {' '.join(_NAMES)} }} ?thing ?word ?name }} GROUP BY ?thing"
    )


def page(iri: str, said: Result, leading: Result, named: Result, base: str, path: Callable[[str], str]) -> str:
    """The page; `named` has the names of other things, `path` gives their addresses on this server."""
    labels = {str(thing): label.value for thing, label in named.terms if isinstance(label, pyoxigraph.Literal)}
    label = _name(said) or short(iri, base)
    text = html.escape(label)
    forms = " · ".join(
        f'<a href="{html.escape(path(iri))}{"&" if "?" in path(iri) else "?"}format={form}">{name}</a>'
        for form, name in (("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("nt", "N-Triples"), ("rdf", "RDF/XML"))
    )
    web = f' · <a href="{html.escape(iri)}" rel="noreferrer">{html.escape(iri)}</a>' if _on_the_web(iri) else ""
    rows = "".join(
        f"<tr><th>{html.escape(short(str(_iri(word)), base))}</th><td>{_shown(value, labels, base, path)}</td></tr>"
        for word, value in said.terms[:MOST]
    )
    back = "".join(
        f"<tr><td>{_shown(thing, labels, base, path)}</td><th>{html.escape(short(str(_iri(word)), base))}</th></tr>"
        for word, thing in leading.terms[:MOST]
    )
    more = f"<p>The first {MOST:,} of them.</p>" if max(said.rows, leading.rows) > MOST else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{text}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/page/page.css"></head><body class="thing"><main>'
        f'<p><a href="/">graphbuild</a></p><h1>{text}</h1><p class="iri"><code>{html.escape(iri)}</code></p>'
        f"<p>{forms}{web}</p><h2>What is said of it</h2><table>{rows}</table>"
        f"<h2>What leads to it</h2><table>{back}</table>{more}</main></body></html>\n"
    )


def _name(said: Result) -> str | None:
    names = [name.partition(":")[2] for name in _NAMES]
    for word, value in said.terms:
        if isinstance(value, pyoxigraph.Literal) and _iri(word).rpartition("/")[2].rpartition("#")[2] in names:
            return value.value
    return None


def _shown(value: Term | None, labels: Mapping[str, str], base: str, path: Callable[[str], str]) -> str:
    if isinstance(value, pyoxigraph.NamedNode):
        name = labels.get(str(value)) or short(value.value, base)
        return f'<a href="{html.escape(path(value.value))}">{html.escape(name)}</a>'
    return html.escape(value.value if isinstance(value, pyoxigraph.Literal) else str(value))


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, pyoxigraph.NamedNode) else ""


def _on_the_web(iri: str) -> bool:
    return iri.startswith(("https://", "http://")) and "w3id.org/graphbuild/" not in iri


def encoded(iri: str) -> str:
    """An IRI as a value in a query string."""
    return quote(iri, safe="")
