"""The SPARQL 1.1 Protocol: what a request asks, and in which form it wants the answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from graphbuild.serve.negotiation import GRAPHS, RESULTS, chosen

PATIENCE = 10.0
"""Seconds in which a request must have come whole."""

_NAMES = {*RESULTS.values(), *GRAPHS.values()}


class Refused(Exception):
    """A request that is not answered: the HTTP status, why, and whether to ask `again` is of use."""

    def __init__(self, status: int, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.again = again


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and the graphs that it is to be asked of."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    form: str | None
    """A form that is asked for by its name (`format=csv`), as links in a page must."""


async def asked(request: Request, most_bytes: int) -> Asked | None:
    """What a request asks; `None` if it asks nothing at all (a GET without a query). Raises `Refused`."""
    fields = _fields(request.scope["query_string"])
    if request.method == "POST":
        kind = _kind(request.headers.get("content-type", ""))
        body = await _body(request, most_bytes)
        if kind == "application/sparql-query":
            fields.append(("query", _text(body)))
        elif kind == "application/x-www-form-urlencoded":
            fields += _fields(body)
        elif kind == "application/sparql-update":
            raise Refused(403, "This endpoint answers questions only: it takes no updates.")
        else:
            raise Refused(415, "A query is sent as application/x-www-form-urlencoded or application/sparql-query.")
    queries = [value for name, value in fields if name == "query"]
    if any(name == "update" for name, _ in fields):
        raise Refused(403, "This endpoint answers questions only: it takes no updates.")
    if not queries and request.method in ("GET", "HEAD"):
        return None
    if len(queries) != 1:
        raise Refused(400, "A request holds one query.")
    if len(queries[0].encode()) > most_bytes:
        raise Refused(413, f"A query has at most {most_bytes:,} bytes.")
    return Asked(
        queries[0],
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
        next((value for name, value in fields if name == "format" and value in _NAMES), None),
    )


def forms(accept: str, form: str | None, *, of_graph: bool) -> tuple[str, str]:
    """The media type of the answer, and the engine's name of its form. Raises `Refused`."""
    offered = GRAPHS if of_graph else RESULTS
    by_name = {name: kind for kind, name in reversed(offered.items())}
    kind = by_name.get(form) if form else chosen(accept, offered)
    if kind is None:
        raise Refused(406, f"Such an answer can be had as {', '.join(offered)}.")
    return kind, offered[kind]


def _kind(content_type: str) -> str:
    """The media type of what was sent. Raises `Refused` for another encoding than UTF-8."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    for name, _, value in (parameter.partition("=") for parameter in parameters):
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8", "us-ascii"):
            raise Refused(415, "A query is sent in UTF-8.")
    return kind


async def _body(request: Request, most: int) -> bytes:
    body = b""
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > 3 * most + 10_000:  # a form writes most characters as three
                    raise Refused(413, f"A query has at most {most:,} bytes.")
    except TimeoutError:
        raise Refused(408, f"The query did not come within {PATIENCE:g} seconds.") from None
    except ClientDisconnect:
        raise Refused(499, "The client has gone.") from None
    return body


def _fields(content: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(content.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError:
        raise Refused(400, "The request is no form in UTF-8.") from None


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(400, "The query is not in UTF-8.") from None
