"""Questions to a SPARQL endpoint elsewhere, by the SPARQL 1.1 Protocol."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
import urllib.error
import urllib.request
from urllib.parse import urlencode, urlsplit

import pyoxigraph

from graphbuild.errors import BadOption, BadQuery, EndpointError, GraphbuildError, QueryStopped
from graphbuild.iris import DEFAULT_BASE, PREFIXES
from graphbuild.query import mistakes
from graphbuild.query.engine import TERMS
from graphbuild.query.result import Result
from graphbuild.query.syntax import Query

_WAITED = 10.0
"""Seconds to wait for what is only needed for a hint."""
MOST_BYTES = 1 << 30
"""An answer of more is not read: no one can want it as a table."""

_ROWS = "application/sparql-results+json"
_STATEMENTS = "application/n-triples, text/turtle;q=0.9"
_SPACE = "SELECT ?space { ?data a void:Dataset ; void:uriSpace ?space } ORDER BY ?space LIMIT 1"


class Endpoint:
    """An endpoint on the web. It is asked what it is given, with the prefixes of graphbuild declared."""

    def __init__(self, url: str, base: str | None = None, *, graph: str | None = None) -> None:
        self.url = checked(url)
        self.graph = graph
        """The graph that is asked; `None`: what the endpoint takes for its default graph."""
        self._base = base
        self._terms: frozenset[str] | None = None

    @property
    def base(self) -> str:
        """What the graph's own IRIs begin with: as it was given, or as the graph itself says."""
        if self._base is None:
            self._base = DEFAULT_BASE
            rows = self.query(_SPACE).shown()
            if rows:
                self._base = rows[0][0]
        return self._base

    def query(self, text: str, *, seconds: float | None = None) -> Result:
        """Ask. Raises `BadQuery`, `QueryStopped` and `EndpointError`.

        A mistake is shown in the query as it was given: the endpoint has seen it with more prefixes. Only one that it
        has refused is looked at, as many engines take more than SPARQL has.
        """
        query = Query(text.removeprefix("\ufeff"))
        mistakes.check(query, elsewhere=True)
        try:
            found = self._answer(query, seconds)
        except BadQuery as error:
            raise mistakes.seen(query) or error from None
        notes = mistakes.unknown_terms(query, self._used()) if mistakes.terms_to_look_up(query) and self._used() else []
        found.notes = (*notes, *mistakes.never_bound(query))
        return found

    def _used(self) -> frozenset[str]:
        """The properties and classes that the graph says it has; none where it says nothing of them."""
        if self._terms is None:
            self._terms = frozenset()
            with contextlib.suppress(GraphbuildError):
                rows = self._answer(Query(TERMS), _WAITED).terms
                self._terms = frozenset(row[0].value for row in rows if isinstance(row[0], pyoxigraph.NamedNode))
        return self._terms

    def _answer(self, query: Query, seconds: float | None) -> Result:
        is_graph = query.form in ("CONSTRUCT", "DESCRIBE")
        fields = {"query": _declared(query)}
        if self.graph:
            fields["default-graph-uri"] = self.graph
        start = time.perf_counter()
        kind, body = self._post(fields, _STATEMENTS if is_graph else _ROWS, seconds or 60.0)
        taken = time.perf_counter() - start
        base = self._base or DEFAULT_BASE
        if is_graph:
            syntax = "ttl" if "turtle" in kind else "nt"
            return Result("graph", body, syntax, _lines(body, syntax), taken, base)
        if "json" not in kind:
            raise EndpointError(f"{self.url} answered with {kind or 'an unknown type'}, and not with SPARQL results.")
        try:
            content = json.loads(body)
            rows = 1 if "boolean" in content else len(content["results"]["bindings"])
        except (ValueError, KeyError, TypeError):
            raise EndpointError(f"{self.url} answered with something that is no SPARQL result.") from None
        found = Result("boolean" if "boolean" in content else "bindings", body, "json", rows, taken, base)
        try:
            bool(found) if found.kind == "boolean" else found.terms
        except (SyntaxError, ValueError) as error:
            raise EndpointError(f"{self.url} answered with a result that cannot be read: {error}.") from None
        return found

    def _post(self, fields: dict[str, str], accept: str, seconds: float) -> tuple[str, bytes]:
        request = urllib.request.Request(
            self.url,
            urlencode(fields).encode(),
            {
                "Accept": accept,
                "Content-Type": "application/x-www-form-urlencoded",
                "User-Agent": "graphbuild",
            },
        )
        kind, body = sent(request, seconds)
        return kind, body


def checked(url: str) -> str:
    """The address of an endpoint. Raises `BadOption` for what is none."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return url
    raise BadOption(f"{url!r} is no web address of an endpoint (http:// or https://).")


def sent(
    request: urllib.request.Request, seconds: float, opener: urllib.request.OpenerDirector | None = None
) -> tuple[str, bytes]:
    """The media type and the content of the answer. Raises `BadQuery`, `QueryStopped` and `EndpointError`."""
    url = request.full_url
    try:
        with (opener or urllib.request.build_opener()).open(request, timeout=seconds) as answer:
            body = answer.read(MOST_BYTES + 1)
            if len(body) > MOST_BYTES:
                raise EndpointError(f"The answer of {url} is too large: ask for less at once.")
            return answer.headers.get_content_type(), body
    except urllib.error.HTTPError as error:
        said = _said(error.read(2000))
        if error.code == 400:
            raise BadQuery(f"{url} cannot read what was sent: {said}") from None
        raise EndpointError(f"{url} answered {error.code} {error.reason}: {said}", error.code) from None
    except TimeoutError:
        raise QueryStopped(f"{url} did not answer within {seconds:g} seconds: ask for less, or allow more.") from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise QueryStopped(f"{url} did not answer within {seconds:g} seconds.") from None
        raise EndpointError(f"{url} cannot be reached: {error.reason}.") from None
    except (OSError, http.client.HTTPException) as error:
        raise EndpointError(f"{url} broke off: {error or type(error).__name__}.") from None


def _said(body: bytes) -> str:
    """The first lines of an error that an endpoint gives, on one line."""
    text = " ".join(body.decode("utf-8", "replace").split())
    return (text[:300] or "no reason given").rstrip(".") + "."


def _declared(query: Query) -> str:
    """The query with the prefixes that it uses and does not declare, all on its first line: line numbers stay."""
    used = {token.text.partition(":")[0] for token in query.names}
    head = "".join(
        f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items() if name in used and name not in query.declared
    )
    return head + query.text


def _lines(body: bytes, syntax: str) -> int:
    form = pyoxigraph.RdfFormat.TURTLE if syntax == "ttl" else pyoxigraph.RdfFormat.N_TRIPLES
    try:
        return sum(1 for _ in pyoxigraph.parse(body, form))
    except SyntaxError as error:
        raise EndpointError(f"The endpoint answered with statements that cannot be read: {error}.") from None
