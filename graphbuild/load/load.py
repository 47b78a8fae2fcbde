"""A build sent to an endpoint by SPARQL 1.1 Update, or by the Graph Store Protocol, in batches that resume.

What an endpoint has taken is kept in a file beside the build, so that a load that was cut off goes on where it was.
A batch that was sent twice does no harm: a build holds no blank nodes, and a statement that is there stays one.
"""

from __future__ import annotations

import hashlib
import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph

from graphbuild.errors import BadOption, EndpointError, OutputError, QueryStopped
from graphbuild.query.remote import checked, sent
from graphbuild.saved import SavedBuild

BATCH = 1000
"""Statements in a batch: Virtuoso refuses updates of much more."""

_TRIES = 5
_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Target:
    """Where a build is sent."""

    url: str
    graph: str | None = None
    """The named graph that takes all statements; `None`: the endpoint's default graph."""
    named_graphs: bool = False
    """Each statement into the named graph of its file instead, as in `graph.nq`."""
    graph_store: bool = False
    """By the Graph Store Protocol (POST) in place of an update."""
    user: str | None = None
    password: str = ""


def load(
    build: SavedBuild,
    target: Target,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    wait: float = 1.0,
) -> int:
    """Send a build; returns the number of statements that were sent now.

    A batch that fails is sent again, after `wait` seconds and then twice as many each time. Raises `EndpointError`
    when an endpoint refuses or is gone; the next call goes on.
    """
    checked(target.url)
    for name in filter(None, [target.graph]):
        try:
            pyoxigraph.NamedNode(name)
        except ValueError:
            raise BadOption(f"The graph {name!r} is no IRI.") from None
    if target.graph_store and target.named_graphs:
        raise BadOption("The Graph Store Protocol takes one graph at a time: leave out --named-graphs.")
    opener = _opener(target)
    mark = _Mark(build, target)
    with build.nquads.open("rb") as lines:
        total = sum(1 for _ in lines)
    statements = build.quads() if target.named_graphs else _merged(build)
    done = mark.done
    progress(done, total)
    for _ in islice(statements, done):
        pass
    first = done
    while batch := list(islice(statements, BATCH)):
        _send(opener, _request(target, batch), wait)
        done += len(batch)
        mark.write(done)
        progress(done, total)
    mark.remove()
    return done - first


def _merged(build: SavedBuild) -> Iterator[pyoxigraph.Quad]:
    """Every statement once, without its graph."""
    return (pyoxigraph.Quad(triple.subject, triple.predicate, triple.object) for triple in build.triples())


def _request(target: Target, batch: list[pyoxigraph.Quad]) -> urllib.request.Request:
    if target.graph_store:
        where = urlencode({"graph": target.graph}) if target.graph else "default"
        url = f"{target.url}{'&' if '?' in target.url else '?'}{where}"
        body = "".join(f"{quad.triple} .\n" for quad in batch)
        kind = "application/n-triples"
    else:
        url = target.url
        body = f"INSERT DATA {{\n{_blocks(target, batch)}}}\n"
        kind = "application/sparql-update"
    return urllib.request.Request(
        url, body.encode(), {"Content-Type": kind, "User-Agent": "graphbuild", "Accept": "*/*"}, method="POST"
    )


def _blocks(target: Target, batch: list[pyoxigraph.Quad]) -> str:
    graphs: dict[str | None, list[str]] = {}
    for quad in batch:
        named = quad.graph_name
        name = named.value if isinstance(named, pyoxigraph.NamedNode) else target.graph
        graphs.setdefault(name, []).append(f"{quad.triple} .\n")
    return "".join(
        f"GRAPH <{name}> {{\n{''.join(lines)}}}\n" if name else "".join(lines) for name, lines in graphs.items()
    )


def _send(opener: urllib.request.OpenerDirector, request: urllib.request.Request, wait: float) -> None:
    for again in range(_TRIES):
        try:
            sent(request, _SECONDS, opener)
            return
        except (EndpointError, QueryStopped) as error:
            if again == _TRIES - 1 or getattr(error, "status", 503) < 500:
                raise
            time.sleep(wait * 2**again)


def _opener(target: Target) -> urllib.request.OpenerDirector:
    if target.user is None:
        return urllib.request.build_opener()
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, target.url, target.user, target.password)
    return urllib.request.build_opener(
        urllib.request.HTTPBasicAuthHandler(passwords), urllib.request.HTTPDigestAuthHandler(passwords)
    )


class _Mark:
    """How far a load has come, in a file beside the build; that of another build or target counts for nothing."""

    def __init__(self, build: SavedBuild, target: Target) -> None:
        place = hashlib.sha256(repr((target.url, target.graph, target.named_graphs)).encode()).hexdigest()[:12]
        self._path = Path(build.folder, f".graphbuild-load-{place}.json")
        self._build = build.manifest["outputs"]["graph.nq"]["sha256"]

    @property
    def done(self) -> int:
        """The statements that the endpoint has taken."""
        try:
            said = json.loads(self._path.read_text(encoding="utf-8"))
            return int(said["statements"]) if said["build"] == self._build else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def write(self, done: int) -> None:
        """Keep how many it has taken."""
        try:
            self._path.write_text(json.dumps({"build": self._build, "statements": done}), encoding="utf-8")
        except OSError as error:
            raise OutputError(f"Cannot write {self._path}: {error.strerror}.") from error

    def remove(self) -> None:
        """Forget it: the load is complete."""
        self._path.unlink(missing_ok=True)
