"""The named questions in our engine and in rdflib: `python -m tests.benchmarks.questions [OUT] [SECONDS]`.

Without OUT, on the bundled stories. The times are those of the answer alone: both engines have read the same
statements into memory before, and both are asked twice, of which the second counts. A question that takes rdflib more
than SECONDS (60) is broken off and counts as so many: its ratio, marked with >, is a lower bound, and so is a median
of which it is on the upper side.
"""

from __future__ import annotations

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

SECONDS = 60


def main(out: Path, seconds: int = SECONDS) -> None:
    """Print a row for each question, and the median of the ratios."""
    engine = SavedBuild(out).engine(in_memory=True)
    graph = rdflib.Graph()
    for subject, predicate, value, _ in quads(out / "graph.nq"):
        graph.add((subject, predicate, value))
    ratios = []
    print(f"{len(graph):,} statements\n{'question':<32} {'rows':>7} {'ours':>8} {'rdflib':>8} {'ratio':>8}", flush=True)
    for name in questions():
        asked = ask(engine, name).asked
        start = time.perf_counter()
        rows = engine.query(asked).rows
        ours = time.perf_counter() - start
        theirs, whole = _rdflib_seconds(graph, asked, seconds)
        ratios.append(theirs / ours)
        ratio = f"{'' if whole else '>'}{theirs / ours:.1f}"
        print(f"{name:<32} {rows:>7,} {ours:>8.3f} {theirs:>8.3f} {ratio:>8}", flush=True)
    print(f"median ratio: {statistics.median(ratios):.1f}")


def _rdflib_seconds(graph: rdflib.Graph, query: str, most: int) -> tuple[float, bool]:
    """How long rdflib takes, and whether it came to an end."""

    def stop(*_: Any) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    start = time.perf_counter()
    try:
        for _ in range(2):
            signal.alarm(most)
            start = time.perf_counter()
            list(graph.query(query, initNs=PREFIXES))
    except TimeoutError:
        return float(most), False
    finally:
        signal.alarm(0)
    return time.perf_counter() - start, True


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SECONDS)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            graphbuild.build(graphbuild.data()).write(scratch)
            main(Path(scratch))
