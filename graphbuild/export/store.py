"""The embedded SPARQL store: Oxigraph on disk, loaded from `graph.nq`."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph


def write(nquads: Path, folder: Path) -> int:
    """Load a file of N-Quads into a new store; returns the number of its statements.

    The store's files hold random identifiers and so differ from build to build; its statements do not.
    """
    store = pyoxigraph.Store(str(folder))
    store.bulk_load(path=str(nquads), format=pyoxigraph.RdfFormat.N_QUADS)
    store.flush()
    count = len(store)
    del store  # closes it
    for log in folder.glob("LOG*"):
        log.unlink()  # names the path of the machine that built it
    return count
