"""A hundred builds, each killed (kill -9) at a random moment: after each, the outputs are whole, and of one build.

    python -m tests.benchmarks.kills [NUMBER] [SEED]

The builds take turns in two inputs, so that each changes the outputs; all share one folder and its cache. A build that
is killed too late, or not at all, counts too.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import graphbuild
from tests.test_output import checksums, is_whole

BUILD = [sys.executable, "-m", "graphbuild", "build", "-q"]


def kills(number: int, seed: int, scratch: Path) -> Counter[str]:
    """Kill so many builds; returns which outputs were found how often. Raises `AssertionError`."""
    chance = random.Random(seed)
    inputs = [scratch / "one", scratch / "two"]
    for folder in inputs:
        shutil.copytree(graphbuild.data(), folder)
    story = next((inputs[1] / "_news").iterdir())
    story.write_text(story.read_text(encoding="utf-8").replace("title: ", "category: x\ntitle: ", 1), encoding="utf-8")
    whole = []
    began = time.monotonic()
    for folder in inputs:
        subprocess.run([*BUILD, "--no-cache", folder, "-o", f"{folder}-out"], check=True)
        whole.append(checksums(Path(f"{folder}-out")))
    longest = (time.monotonic() - began) / 2
    out = scratch / "out"
    shutil.copytree(scratch / "one-out", out)
    found: Counter[str] = Counter()
    for turn in range(number):
        before = whole.index(checksums(out))
        process = subprocess.Popen([*BUILD, inputs[1 - before], "-o", out])
        try:
            process.wait(chance.uniform(0, longest))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert is_whole(out), f"kill {turn} of seed {seed}: the outputs are of two builds"
        after = checksums(out)
        assert after in whole, f"kill {turn} of seed {seed}: the outputs are of no build"
        found["the build before" if after == whole[before] else "the new build"] += 1
    subprocess.run([*BUILD, inputs[0], "-o", out], check=True)
    assert checksums(out) == whole[0], "the build after the last kill is another than from nothing"
    assert not [path for path in out.iterdir() if path.name.startswith(".graphbuild-new")], "something was left"
    return found


def main(given: Sequence[str]) -> None:
    """Kill and say what was found."""
    number, seed = (int(text) for text in (*given, *("100", "1")[len(given) :]))
    with tempfile.TemporaryDirectory() as scratch:
        found = kills(number, seed, Path(scratch))
    print(f"{number} builds were killed; after each the outputs were whole: "
          + ", ".join(f"{count} times {what}" for what, count in sorted(found.items())))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
