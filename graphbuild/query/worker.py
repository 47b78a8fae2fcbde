"""The process that answers: `python worker.py STORE [MEGABYTES]`, started and killed by `engine.py`.

An engine that cannot be interrupted is interrupted by ending its process. It reads requests from standard input, a
line of JSON each, and writes for each a line of JSON and as many bytes as that says. It imports nothing of
graphbuild, so that it is ready in a twentieth of a second.

It takes from itself what no question needs: the network (`syntax.py` refuses a query that would use it; this holds if
that were ever wrong), writing files, memory beyond a limit and, for each question, processor time beyond its
deadline (which holds even if nobody is left to kill the process). What a system does not offer is left out.
"""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import islice
from typing import Any

import pyoxigraph

RESULTS = {
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
}
GRAPHS = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
_DATASET = pyoxigraph.NamedNode("http://rdfs.org/ns/void#Dataset")
"""Only the graph that describes a build says what is one."""
_TRUTH = {True: b"true", False: b"false"}
Reply = tuple[dict[str, Any], bytes]


def main() -> None:
    """Answer until standard input ends."""
    _leave_the_network()
    store = _opened(sys.argv[1])
    _confine(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    _send({"ready": True}, b"")
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _limit_time(request["seconds"])
        _send(*_answer(store, request))


def _opened(path: str) -> pyoxigraph.Store:
    if not path.endswith(".nq"):
        return pyoxigraph.Store.read_only(path)
    store = pyoxigraph.Store()
    store.bulk_load(path=path, format=pyoxigraph.RdfFormat.N_QUADS)
    turtle = f"{path.removesuffix('.nq')}.ttl"
    if os.path.exists(turtle):  # a build's: its default graph is made as that of its store is (export/store.py)
        store.bulk_load(path=turtle, format=pyoxigraph.RdfFormat.TURTLE)
        described = {quad.graph_name for quad in store.quads_for_pattern(None, None, _DATASET)}
        for graph in described - {pyoxigraph.DefaultGraph()}:
            quads = store.quads_for_pattern(None, None, None, graph)
            store.bulk_extend([pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in quads])
    return store


def _send(head: dict[str, Any], body: bytes) -> None:
    sys.stdout.buffer.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n" + body)
    sys.stdout.buffer.flush()


def _answer(store: pyoxigraph.Store, request: dict[str, Any]) -> Reply:
    start = time.perf_counter()
    try:
        found = store.query(
            request["query"],
            prefixes=request["prefixes"],
            **_dataset(request.get("default_graph"), request.get("named_graphs")),
        )
        head, body = _written(found, request)
    except SyntaxError as error:
        head, body = {"error": "syntax", "message": str(error)}, b""
    except (OSError, ValueError, RuntimeError) as error:
        head, body = {"error": "failed", "message": str(error)}, b""
    return {**head, "seconds": time.perf_counter() - start}, body


def _dataset(default: list[str] | None, named: list[str] | None) -> dict[str, Any]:
    """The graphs that a query is asked of; where some are given, all others are left out, the default one too."""
    if not (default or named):
        return {}
    return {
        "default_graph": [pyoxigraph.NamedNode(name) for name in default or ()],
        "named_graphs": [pyoxigraph.NamedNode(name) for name in named or ()],
    }


def _written(found: Any, request: dict[str, Any]) -> Reply:
    if isinstance(found, pyoxigraph.QueryBoolean):
        return {"kind": "boolean", "rows": 1}, _results(b'{"head":{},"boolean":%s}' % _TRUTH[bool(found)], request)
    most = request["rows"]
    if isinstance(found, pyoxigraph.QuerySolutions):
        names = [variable.value for variable in found.variables]
        rows = [list(row) for row in islice(found, most + 1 if most else None)]
        if most and len(rows) > most:
            return {"error": "rows"}, b""
        return {"kind": "bindings", "rows": len(rows)}, _results(_bindings(names, rows), request)
    triples = sorted(set(islice(found, most + 1 if most else None)), key=str)
    if most and len(triples) > most:
        return {"error": "rows"}, b""
    return {"kind": "graph", "rows": len(triples)}, _statements(triples, request)


def _statements(triples: list[Any], request: dict[str, Any]) -> bytes:
    syntax = GRAPHS[request["graph"]]
    if syntax != pyoxigraph.RdfFormat.TURTLE:
        return pyoxigraph.serialize(triples, format=syntax) or b""
    written = pyoxigraph.serialize(triples, format=syntax, prefixes=request["prefixes"]) or b""
    # The serializer gives the prefixes, which come first, in an order that differs from run to run.
    lines = written.split(b"\n")
    head = [line for line in lines[: len(request["prefixes"])] if line.startswith(b"@prefix ")]
    return b"\n".join([*sorted(head), b"", *lines[len(head) :]])


def _bindings(names: list[str], rows: list[list[Any]]) -> bytes:
    bindings = [
        {name: _term(value) for name, value in zip(names, row, strict=True) if value is not None} for row in rows
    ]
    content = {"head": {"vars": names}, "results": {"bindings": bindings}}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _term(value: Any) -> dict[str, Any]:
    if isinstance(value, pyoxigraph.NamedNode):
        return {"type": "uri", "value": value.value}
    if isinstance(value, pyoxigraph.BlankNode):
        return {"type": "bnode", "value": value.value}
    if isinstance(value, pyoxigraph.Triple):
        parts = {"subject": value.subject, "predicate": value.predicate, "object": value.object}
        return {"type": "triple", "value": {name: _term(part) for name, part in parts.items()}}
    if value.language:
        return {"type": "literal", "value": value.value, "xml:lang": value.language}
    if value.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
        return {"type": "literal", "value": value.value}
    return {"type": "literal", "value": value.value, "datatype": value.datatype.value}


def _results(body: bytes, request: dict[str, Any]) -> bytes:
    if request["results"] == "json":
        return body
    read = pyoxigraph.parse_query_results(body, pyoxigraph.QueryResultsFormat.JSON)
    return read.serialize(format=RESULTS[request["results"]]) or b""


def _leave_the_network() -> None:
    """On Linux: into a network of one's own, in which there is nothing, where the system lets one."""
    if sys.platform != "linux":
        return
    import ctypes

    new_network, new_user = 0x40000000, 0x10000000
    try:
        unshare = ctypes.CDLL(None).unshare
        if unshare(new_network) != 0:  # for root only
            unshare(new_user | new_network)
    except (OSError, AttributeError):
        return


def _confine(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    if megabytes:
        limit = _address_space() + (megabytes << 20)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _address_space() -> int:
    """What the process has mapped by now: a store in memory is not to be counted against its questions."""
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:
            return int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 1 << 30


def _limit_time(seconds: float) -> None:
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + seconds) + 2, hard))


if __name__ == "__main__":
    main()
