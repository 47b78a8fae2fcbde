"""A hundred processes, each killed (kill -9) at a random moment: after each, the outputs are whole, and of one build.

    python -m tests.benchmarks.kills [NUMBER] [SEED]

Two of three are builds, which take turns in two inputs, so that each changes the outputs: by one process or by two,
with the store filled at once or left for the first question. The third is a question for which the store is filled. All
share one folder and its cache. A process that is killed too late, or not at all, counts too.
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
from graphbuild.output import label
from graphbuild.saved import read_manifest
from tests.output.test_folder import BUILD, BUILD_BY_TWO, checksums, is_whole

ASK = [sys.executable, "-m", "graphbuild", "query"]
QUESTION = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


class Kills:
    """Two inputs, a folder, and the moments at which what changes it is killed."""

    def __init__(self, seed: int, scratch: Path) -> None:
        self._chance = random.Random(seed)
        self._seed = seed
        self._inputs = inputs(scratch)
        self._out = scratch / "out"
        self._whole: list[dict[str, str]] = []
        for folder in self._inputs:
            self._build_seconds = lasted([*BUILD, "--no-cache", "--no-store", folder, "-o", f"{folder}-out"])
            self._whole.append(checksums(Path(f"{folder}-out")))
        shutil.copytree(f"{self._inputs[0]}-out", self._out)
        self._ask_seconds = lasted([*ASK, self._out, QUESTION])

    def build(self) -> str:
        """Kill a build of the other input; returns what is there then."""
        before = self._whole.index(checksums(self._out))
        command = self._chance.choice([BUILD, BUILD_BY_TWO])
        store = self._chance.choice(["--store", "--no-store"])
        self._kill([*command, store, self._inputs[1 - before], "-o", self._out], self._build_seconds)
        self._check()
        return "the build before" if checksums(self._out) == self._whole[before] else "the new build"

    def ask(self) -> str:
        """Kill a question for which the store is filled; returns what is there then."""
        shutil.rmtree(self._out / "store", ignore_errors=True)
        before = checksums(self._out)
        self._kill([*ASK, self._out, QUESTION], self._ask_seconds)
        there = "a store" if (self._out / "store").exists() else "no store"
        self._check()
        assert checksums(self._out) == before
        return there

    def end(self) -> None:
        """After the last kill, a build leaves what one from nothing does."""
        subprocess.run([*BUILD, self._inputs[0], "-o", self._out], check=True)
        assert checksums(self._out) == self._whole[0], "the build after the last kill is another than from nothing"
        left = {path.name for path in self._out.iterdir() if path.name.startswith(".graphbuild")}
        assert left == {".graphbuild-cache"}, f"something was left: {left}"

    def _kill(self, command: Sequence[str | Path], seconds: float) -> None:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(self._chance.uniform(0, seconds))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def _check(self) -> None:
        store, outputs = self._out / "store", read_manifest(self._out)["outputs"]
        if label.filled_from(store) == outputs["graph.nq"]["sha256"]:
            assert label.intact(store), f"seed {self._seed}: half a store"
        assert is_whole(self._out), f"seed {self._seed}: the outputs are of two builds"
        assert checksums(self._out) in self._whole, f"seed {self._seed}: the outputs are of no build"


def lasted(command: Sequence[str | Path]) -> float:
    """How long something takes, in seconds."""
    began = time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.monotonic() - began


def inputs(scratch: Path) -> list[Path]:
    """Some of the bundled stories, and the same with a change."""
    folders = [scratch / "one", scratch / "two"]
    stories = sorted((graphbuild.data() / "_news").glob("2020-06-*"))
    for folder in folders:
        folder.mkdir()
        for story in stories:
            shutil.copy(story, folder)
    changed = folders[1] / stories[0].name
    changed.write_text(
        changed.read_text(encoding="utf-8").replace("title: ", "category: x\ntitle: ", 1), encoding="utf-8"
    )
    return folders


def kills(number: int, seed: int, scratch: Path) -> Counter[str]:
    """Kill so many; returns what was found how often. Raises `AssertionError`."""
    turns = Kills(seed, scratch)
    found = Counter(turns.ask() if turn % 3 == 2 else turns.build() for turn in range(number))
    turns.end()
    return found


def main(given: Sequence[str]) -> None:
    """Kill and say what was found."""
    number, seed = (int(text) for text in (*given, *("100", "1")[len(given) :]))
    with tempfile.TemporaryDirectory() as scratch:
        found = kills(number, seed, Path(scratch))
    print(f"{number} processes were killed; after each the outputs were whole: "
          + ", ".join(f"{count} times {what}" for what, count in sorted(found.items())))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
