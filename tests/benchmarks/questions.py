"""The named questions in our engine and in rdflib: `python -m tests.benchmarks.questions [OUT]`.

Without OUT, on the bundled stories. The times are those of the answer alone: both engines have read the same
statements into memory before, and both are asked twice, of which the second counts. A question that takes rdflib more
than two minutes counts as two.
"""

from __future__ import annotations

import contextlib
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import rdflib

import graphbuild
from graphbuild.iris import PREFIXES
from graphbuild.query import ask, questions
from graphbuild.rdffile import quads
from graphbuild.saved import SavedBuild

MOST_SECONDS = 120


def main(out: Path) -> None:
    """Print a row for each question, and the median of the ratios."""
    engine = SavedBuild(out).engine(in_memory=True)
    graph = rdflib.Graph()
    for subject, predicate, value, _ in quads(out / "graph.nq"):
        graph.add((subject, predicate, value))
    ratios = []
    print(f"{len(graph):,} statements\n{'question':<32} {'rows':>7} {'ours':>8} {'rdflib':>8} {'ratio':>6}")
    for name in questions():
        asked = ask(engine, name).asked
        start = time.perf_counter()
        rows = engine.query(asked).rows
        ours = time.perf_counter() - start
        theirs = _rdflib_seconds(graph, asked)
        ratios.append(theirs / ours)
        print(f"{name:<32} {rows:>7,} {ours:>8.3f} {theirs:>8.3f} {theirs / ours:>6.1f}", flush=True)
    print(f"median ratio: {statistics.median(ratios):.1f}")


def _rdflib_seconds(graph: rdflib.Graph, query: str) -> float:
    def stop(*_: Any) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    start = time.perf_counter()
    try:
        with contextlib.suppress(TimeoutError):
            for _ in range(2):
                signal.alarm(MOST_SECONDS)
                start = time.perf_counter()
                list(graph.query(query, initNs=PREFIXES))
    finally:
        signal.alarm(0)
    return time.perf_counter() - start


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            graphbuild.build(graphbuild.data()).write(scratch)
            main(Path(scratch))
