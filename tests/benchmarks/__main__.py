"""`make bench`: seconds and memory of each stage, by number of articles.

Each size runs in a process of its own, so that the peak of memory is that size's. Machines are noisy: compare
the rows and columns of one run. The last columns read the same files with PyYAML's CSafeLoader alone.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

SIZES = (1_000, 2_000, 4_000, 8_000)


def measure(folder: Path, out: Path) -> dict[str, float]:
    """One build, stage by stage, in this process."""
    from graphbuild.assembly import build
    from graphbuild.output import write

    times: dict[str, float] = {}
    marks: list[tuple[str, float]] = []

    def mark(stage: str, done: int, total: int) -> None:
        if not marks or marks[-1][0] != stage:
            marks.append((stage, time.process_time()))

    graph = build(folder, progress=mark)
    write(graph, out, progress=mark)
    marks.append(("end", time.process_time()))
    for (stage, start), (_, end) in pairwise(marks):
        times[stage] = end - start
    times["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return times


def measure_pyyaml(folder: Path) -> float:
    """Seconds that PyYAML's C loader takes to read the same files."""
    import yaml

    start = time.process_time()
    for path in sorted(folder.iterdir()):
        yaml.load(path.read_text(encoding="utf-8").split("---\n")[1], Loader=yaml.CSafeLoader)
    return time.process_time() - start


def main() -> None:
    """Print a row for each size."""
    from tests.benchmarks.corpus import write_corpus

    print(" articles   entries  reading  linking  finding  writing     MB  CSafeLoader  ratio")
    with tempfile.TemporaryDirectory() as scratch:
        for size in SIZES:
            folder = Path(scratch, str(size))
            entries = write_corpus(folder, size)
            command = [sys.executable, "-m", "tests.benchmarks", str(folder), f"{folder}-out"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            times = json.loads(done.stdout)
            yaml_seconds = measure_pyyaml(folder)
            print(
                f"{size:>9,} {entries:>9,} {times['reading']:>8.2f} {times['linking']:>8.2f} "
                f"{times['finding']:>8.2f} {times['writing']:>8.2f} "
                f"{times['MB']:>6.0f} {yaml_seconds:>12.2f} {yaml_seconds / times['reading']:>6.1f}"
            )


if __name__ == "__main__":
    from tests.benchmarks import cluster, kills, views

    if len(sys.argv) == 3:
        print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
    else:
        main()
        print()
        views.main()
        print()
        sys.argv = sys.argv[:1]
        cluster.main()
        print()
        kills.main()
