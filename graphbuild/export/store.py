"""The embedded SPARQL store: Oxigraph on disk, loaded from `graph.nq` and `graph.ttl`.

Its named graphs are those of `graph.nq`. Its default graph holds every statement once, of whatever graph: a
question that names no graph asks all of them, and what two files say alike is counted once. (Asked for the union of
its graphs instead, Oxigraph gives such a statement twice.)
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph


def stated(store: pyoxigraph.Store, subject: str, predicate: str | None = None) -> list[pyoxigraph.Quad]:
    """What a store says of one thing, each statement with the graph that says it.

    Of a statement of a named graph the copy in the default graph is left out.
    """
    node = pyoxigraph.NamedNode(predicate) if predicate else None
    quads = list(store.quads_for_pattern(pyoxigraph.NamedNode(subject), node, None, None))
    named = {quad.triple for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode)}
    return [quad for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode) or quad.triple not in named]


def write(nquads: Path, turtle: Path, provenance: str, folder: Path) -> int:
    """Load the files of a build into a new store; returns the number of its statements.

    `provenance` names the graph of `graph.nq` that is not in `graph.ttl`. The store's files hold random identifiers
    and so differ from build to build; its statements do not.
    """
    store = pyoxigraph.Store(str(folder))
    store.bulk_load(path=str(nquads), format=pyoxigraph.RdfFormat.N_QUADS)
    store.bulk_load(path=str(turtle), format=pyoxigraph.RdfFormat.TURTLE)
    described = store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(provenance))
    store.bulk_extend(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in described)
    store.flush()
    count = len(store)
    del store  # closes it
    for log in folder.glob("LOG*"):
        log.unlink()  # names the path of the machine that built it
    return count
