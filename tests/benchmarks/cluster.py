"""What a build on a cluster costs an article: processor time, bytes that go from stage to stage, memory of a worker.

    python -m tests.benchmarks.cluster [FOLDER] [WORKERS] [PARTITIONS]

Without a folder 4,000 made-up articles are built. The plan in graphbuild/cluster/README.md rests on these figures.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from graphbuild.cluster import run
from graphbuild.cluster.job import Job
from graphbuild.cluster.listing import listed


def measure(folder: Path, out: Path, workers: int, parts: int) -> None:
    """Build and print a row a stage."""
    job = replace(Job.of(str(out), parts=parts), work=".work")
    began = time.monotonic()
    with run.client(workers) as client:
        print(f"{workers} workers began in {time.monotonic() - began:.1f} s")
        cluster = run.Cluster(client, job, lambda stage, done, total: None)
        began = time.monotonic()
        manifest = run._built([str(folder)], listed([str(folder)]), cluster)
    work = manifest["work"]
    articles, counts = work["articles"], manifest["counts"]
    print(
        f"{articles:,} articles, {work['listings']:,} list entries, {work['distinct entries']:,} of them distinct, "
        f"{work['bytes'] / 1e6:,.1f} MB, {parts} parts, {work['rounds']} rounds: {time.monotonic() - began:.1f} s\n"
        f"{work['compared pairs']:,} pairs compared; {counts['stories']:,} stories; "
        f"at most {work['most articles connected by likeness']:,} articles are connected by likeness"
    )
    print("stage                  CPU s   ms an article   MB handed on   kB an article")
    for stage, seconds in cluster.seconds.items():
        handed = cluster.handed_on[stage]
        print(
            f"{stage:<21} {seconds:>6.1f} {1000 * seconds / articles:>15.2f} {handed / 1e6:>14.1f} "
            f"{handed / 1e3 / articles:>15.2f}"
        )
    sizes = {
        kind: sum(part["bytes"] for part in manifest["partitions"] if part["path"].endswith(kind))
        for kind in (".nq", ".parquet")
    }
    print(
        f"{manifest['statements']:,} statements; N-Quads {sizes['.nq'] / 1e6:,.1f} MB, "
        f"Parquet {sizes['.parquet'] / 1e6:,.1f} MB; largest worker {cluster.memory / 1e6:,.0f} MB"
    )


def main(given: Sequence[str]) -> None:
    """Measure the folder that is given, or made-up articles."""
    from tests.benchmarks.corpus import write_corpus

    workers, parts = (int(text) for text in (*given[1:], *("2", "8")[len(given[1:]) :]))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(given[0]) if given else Path(scratch, "stories")
        if not given:
            write_corpus(folder, 4_000)
        measure(folder, Path(scratch, "out"), workers, parts)


if __name__ == "__main__":
    main(sys.argv[1:])
