"""`graphbuild build --watch`, as somebody uses it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graphbuild.saved import read_manifest
from graphbuild.watch import changes
from tests.conftest import Write


def soon(holds: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def heeding_signals() -> None:
    """A shell has what it starts in the background ignore Ctrl-C, nohup a closed terminal; so does that."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@pytest.fixture
def watching(write: Write, stories: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path, Path]]:
    write("a.md", "title: A", "webUrl: https://e.org/a", "quality: low")
    said = tmp_path / "said"
    with said.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "graphbuild", "build", "--watch", stories, "-o", tmp_path / "out"],
            stdout=stream, stderr=stream, text=True, preexec_fn=heeding_signals,
        )  # fmt: skip
        yield process, tmp_path / "out", said
        process.kill()
        process.wait()


def test_a_change_is_built_an_error_survived_and_ctrl_c_ends_it(
    watching: tuple[subprocess.Popen[str], Path, Path], write: Write, stories: Path
) -> None:
    process, out, said = watching
    soon(lambda: said.read_text().count("Ctrl-C ends it") == 1)
    assert read_manifest(out)["counts"]["articles"] == 1
    write("b.md", "title: B", "webUrl: https://e.org/b", "quality: high")
    soon(lambda: said.read_text().count("Ctrl-C ends it") == 2)
    assert read_manifest(out)["counts"]["articles"] == 2
    assert "b.md" in said.read_text()
    assert f"Watching {stories}; Ctrl-C ends it." in said.read_text()
    assert "2 problems, 1 of them new:\n  b.md:" in said.read_text()
    assert said.read_text().count(" a.md:") == 1
    for path in list(stories.iterdir()):
        path.unlink()
    soon(lambda: "Nothing to read" in said.read_text())
    assert read_manifest(out)["counts"]["articles"] == 2
    write("c.md", "title: C", "webUrl: https://e.org/c")
    soon(lambda: read_manifest(out)["counts"]["articles"] == 1)
    soon(lambda: said.read_text().rstrip().endswith("Ctrl-C ends it."))
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert "Traceback" not in said.read_text()
    assert "Stopped watching" in said.read_text()


CTRL_C_WHILE_CLEARING_AWAY = """
import os, signal, sys
from graphbuild.cli import build, main
class Cleared:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):
            pass
def built(*given, **more):
    Cleared()
    print("lost", flush=True)
build.built = built
sys.exit(main(["build", "--watch", *sys.argv[1:]]))
"""


def test_ctrl_c_that_python_cannot_raise_is_not_lost(write: Write, stories: Path, tmp_path: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a")
    done = subprocess.run(
        [sys.executable, "-c", CTRL_C_WHILE_CLEARING_AWAY, stories, "-o", tmp_path / "out"],
        capture_output=True, text=True, check=False, timeout=60, preexec_fn=heeding_signals,
    )  # fmt: skip
    assert done.stdout == "lost\n"
    assert done.returncode == 0
    assert "Stopped watching" in done.stderr


@pytest.fixture
def seen(stories: Path) -> Iterator[list[list[str]]]:
    """What changes below `stories`; outputs go to `stories/out`."""
    (stories / "out").mkdir()
    stop = threading.Event()
    found: list[list[str]] = []

    def look() -> None:
        for batch in changes([stories], stories / "out", stop):
            found.append(batch)  # one by one: others look at it meanwhile

    thread = threading.Thread(target=look)
    thread.start()
    soon(lambda: found == [[]])
    yield found
    stop.set()
    thread.join()


def test_changes_of_a_moment_come_together(write: Write, seen: list[list[str]]) -> None:
    for name in ("a.md", "b.md", "c.md"):
        write(name, "title: A")
    soon(lambda: len(seen) > 1)
    assert sorted(Path(path).name for path in seen[1]) == ["a.md", "b.md", "c.md"]


def test_outputs_and_hidden_files_are_no_change(write: Write, seen: list[list[str]]) -> None:
    write("out/graph.ttl", "x")
    write(".a.md.swp", "x")
    write("a.md~", "x")
    write("last.md", "x")
    soon(lambda: len(seen) > 1)
    assert [Path(path).name for path in seen[1]] == ["last.md"]
