"""`make bench`: what a build costs by number of articles, stage by stage, beside a program written by hand.

    python -m tests.benchmarks --sizes 1000 2000 4000 8000   these numbers of articles (the default)
    python -m tests.benchmarks --sizes 100000 --longest 9    lists of at most 8 entries, as in the bundled stories
    python -m tests.benchmarks --corpus FOLDER               a corpus of your own in place of made-up ones
    python -m tests.benchmarks --sourced                     by hand with the file and place of each entry, too
    python -m tests.benchmarks --plot cost.png               a picture too (needs graphbuild[plot])

Each run is a process of its own, so that its memory is its own; a size's runs follow each other, so that they find
the machine alike. `processor` seconds are those of all threads and processes, `wall` what one waits. `store` is what
the first question to a large graph costs, in processor seconds; it is in none of the sums. Compare rows and columns of
one run only. See README.md for figures and a profile.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

SIZES = (1_000, 2_000, 4_000, 8_000)
STAGES = ("reading", "linking", "finding", "writing")
STORE_UP_TO = 10_000_000
"""Statements up to which a store is filled, to be measured: it costs the same for each."""
NEEDED = {"memory": 14_000, "disk": 32_000}
"""Bytes for an article with a list of at most 8: what a machine must have for so many."""
BY_HAND_UP_TO = 5_000
"""The program written by hand is not waited for with more articles than these, unless it is asked for."""


@dataclass
class Row:
    """What one corpus cost."""

    articles: int
    entries: int
    built: dict[str, Any]
    by_hand: dict[str, Any] | None

    def seconds(self, stage: str | None = None, kind: str = "cpu") -> float:
        """Of a stage, or of all."""
        stages = self.built["stages"]
        return float(stages[stage][kind] if stage else sum(stages[name][kind] for name in STAGES))

    def hand_seconds(self, stage: str | None = None, kind: str = "cpu") -> float | None:
        """The same of the program written by hand."""
        if self.by_hand is None:
            return None
        stages = self.by_hand["stages"]
        return float(stages[stage][kind] if stage else sum(found[kind] for found in stages.values()))


def measure(folder: Path, out: Path) -> dict[str, Any]:
    """One build in this process."""
    from graphbuild.assembly import build
    from graphbuild.collector import paused
    from graphbuild.output.folder import write
    from graphbuild.saved import SavedBuild

    marks: list[tuple[str, float, float]] = []

    def mark(stage: str, done: int, total: int) -> None:
        if not marks or marks[-1][0] != stage:
            marks.append((stage, sum(os.times()[:4]), time.perf_counter()))

    with paused():  # as in the command
        graph = build(folder, progress=mark)
        counts = graph.counts()
        write(graph, out, store=False, progress=mark)
    mark("store", 1, 1)
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    build_there = SavedBuild(out)
    filled = build_there.manifest["store"]["statements"] <= STORE_UP_TO
    if filled:
        build_there.store()
    mark("end", 1, 1)
    stages = {
        stage: {"cpu": next_cpu - cpu, "wall": next_wall - wall}
        for (stage, cpu, wall), (_, next_cpu, next_wall) in pairwise(marks)
    }
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    if not filled:
        del stages["store"]
    return {"stages": stages, "MB": memory, "counts": counts, "written": size / 1e6}


def run(*command: str) -> dict[str, Any]:
    """A measurement in a process of its own."""
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compared(folder: Path, scratch: Path, by_hand: bool, *options: str) -> Row:
    """A corpus by graphbuild and, if wanted, by hand."""
    hand = run("tests.benchmarks.handwritten", str(folder), str(scratch / "by-hand"), *options) if by_hand else None
    built = run("tests.benchmarks", "--measure", str(folder), str(scratch / "built"))
    return Row(built["counts"]["files"], built["counts"]["listings"], built, hand)


HEAD = (
    " articles   entries |  reading  linking  finding  writing |  processor     wall     MB |    store |"
    "  by hand     wall     MB | reading  all (wall)"
)


def shown(row: Row) -> str:
    """A row of the table."""
    stages = " ".join(f"{row.seconds(stage):>8.2f}" for stage in STAGES)
    line = f"{row.articles:>9,} {row.entries:>9,} | {stages} | "
    line += f"{row.seconds():>10.2f} {row.seconds(kind='wall'):>8.2f} {row.built['MB']:>6.0f} | "
    line += f"{row.seconds('store'):>8.2f} | " if "store" in row.built["stages"] else f"{'-':>8} | "
    if row.by_hand is None:
        return f"{line}{'-':>8} {'-':>8} {'-':>6} |"
    hand, wall = row.hand_seconds() or 0, row.hand_seconds(kind="wall") or 0
    reading = (row.hand_seconds("reading") or 0) / row.seconds("reading")
    whole = wall / row.seconds(kind="wall")
    return f"{line}{hand:>8.2f} {wall:>8.2f} {row.by_hand['MB']:>6.0f} | {reading:>6.1f}x {whole:>10.1f}x"


def plot(rows: list[Row], path: Path) -> None:
    """Seconds and memory by number of articles, both on logarithmic scales: a straight line at 45 degrees is linear."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot, ticker

    articles = [row.articles for row in rows]
    hand = [row for row in rows if row.by_hand]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 5.4), layout="constrained")
    for stage, color in zip(STAGES, ("#0072b2", "#56b4e9", "#009e73", "#e69f00"), strict=True):
        left.plot(articles, [row.seconds(stage) for row in rows], marker="o", color=color, label=stage)
    left.plot(articles, [row.seconds() for row in rows], marker="o", color="black", label="graphbuild, all")
    left.plot(
        [row.articles for row in hand], [row.hand_seconds() for row in hand],
        marker="s", color="#d55e00", linestyle="--", label="by hand: N-Triples and GraphML",
    )  # fmt: skip
    left.set_ylabel("seconds of processor time")
    right.plot(articles, [row.built["MB"] for row in rows], marker="o", color="black", label="graphbuild")
    right.plot(
        [row.articles for row in hand], [row.by_hand["MB"] for row in hand if row.by_hand],
        marker="s", color="#d55e00", linestyle="--", label="by hand",
    )  # fmt: skip
    right.set_ylabel("peak of memory, MB")
    for axes in (left, right):
        axes.set(xscale="log", yscale="log", xlabel="articles")
        axes.set_xticks(articles, labels=[f"{number:,}" for number in articles])
        axes.minorticks_off()
        axes.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter("{x:g}")
        axes.grid(visible=True, alpha=0.25)
        axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(0, -0.13), ncols=2)
    figure.savefig(path, dpi=110)


def main(options: argparse.Namespace) -> None:
    """Print a row for each size."""
    from tests.benchmarks.corpus import write_corpus

    rows = []
    print(HEAD)
    for size in sorted(options.sizes):
        if lacking := _lacking(size, options.scratch):
            print(f"{size:>9,} left out: it takes {lacking}")
            continue
        with tempfile.TemporaryDirectory(dir=options.scratch) as scratch:
            folder = options.corpus or Path(scratch, "stories")
            if not options.corpus:
                write_corpus(folder, size, longest=options.longest)
            sourced = ("--sourced",) if options.sourced else ()
            rows.append(compared(folder, Path(scratch), size <= options.by_hand_up_to, *sourced))
        print(shown(rows[-1]), flush=True)
    if options.plot:
        plot(rows, options.plot)


def _lacking(articles: int, scratch: str | None) -> str | None:
    """What a machine has too little of for so many articles, and how much that takes."""
    there = {
        "memory": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "disk": shutil.disk_usage(scratch or tempfile.gettempdir()).free,
    }
    short = [name for name, least in NEEDED.items() if articles * least > there[name]]
    return " and ".join(f"{articles * NEEDED[name] / 1e9:.0f} GB of {name}" for name in short) or None


def parsed() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="numbers of articles")
    parser.add_argument("--longest", type=int, default=180, metavar="N", help="articles of the largest clique")
    parser.add_argument("--corpus", type=Path, metavar="FOLDER", help="measure this one in place of made-up ones")
    parser.add_argument(
        "--by-hand-up-to", type=int, default=BY_HAND_UP_TO, metavar="N", help="run the program written by hand too"
    )
    parser.add_argument("--sourced", action="store_true", help="have it say where each entry stands")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw cost against size, as .png or .svg")
    parser.add_argument("--scratch", metavar="FOLDER", help="where to write (default: the system's place)")
    parser.add_argument("--measure", nargs=2, metavar=("FOLDER", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.corpus:
        options.sizes = (0,)
    return options


if __name__ == "__main__":
    options = parsed()
    if options.measure:
        print(json.dumps(measure(*map(Path, options.measure))))
    else:
        main(options)
