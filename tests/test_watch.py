"""`graphbuild build --watch`, as somebody uses it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graphbuild.errors import BadOption
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


def test_an_option_that_no_file_can_mend_ends_it(write: Write, stories: Path, tmp_path: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a")
    done = subprocess.run(
        [sys.executable, "-m", "graphbuild", "build", "--watch", stories, "-o", tmp_path / "out", "--reader", "cvs"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "There is no reader 'cvs'" in done.stderr


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


Look = Callable[..., list[list[str]]]


@pytest.fixture
def look(stories: Path) -> Iterator[Look]:
    """Watch some paths, and add to a list what changes; outputs go to `stories/out`."""
    stop = threading.Event()
    threads = []

    def look(*paths: Path) -> list[list[str]]:
        found: list[list[str]] = []

        def add() -> None:
            for batch in changes(paths, [stories / "out"], stop):
                found.append(batch)  # one by one: others look at it meanwhile

        threads.append(threading.Thread(target=add))
        threads[-1].start()
        soon(lambda: found == [[]])
        return found

    yield look
    stop.set()
    for thread in threads:
        thread.join()


@pytest.fixture
def seen(look: Look, stories: Path) -> list[list[str]]:
    """What changes below `stories`."""
    (stories / "out").mkdir()
    return look(stories)


def test_changes_of_a_moment_come_together(write: Write, seen: list[list[str]]) -> None:
    for name in ("a.md", "b.md", "c.md"):
        write(name, "title: A")
    soon(lambda: len(seen) > 1)
    assert sorted(Path(path).name for path in seen[1]) == ["a.md", "b.md", "c.md"]


def test_outputs_and_hidden_files_are_no_change(write: Write, seen: list[list[str]]) -> None:
    write("out/graph.ttl", "x")
    write(".a.md.swp", "x")
    write("a.md~", "x")
    write(".git/index", "x")
    write("last.md", "x")
    soon(lambda: len(seen) > 1)
    assert [Path(path).name for path in seen[1]] == ["last.md"]


def test_a_folder_that_is_made_anew_is_watched_on(write: Write, stories: Path, seen: list[list[str]]) -> None:
    shutil.rmtree(stories)
    soon(lambda: len(seen) > 1)
    write("a.md", "title: A")
    soon(lambda: len(seen) > 2)
    told = len(seen)
    time.sleep(1)
    assert len(seen) == told
    write("a.md", "title: B")
    soon(lambda: "a.md" in {Path(path).name for batch in seen[told:] for path in batch})


def test_what_is_behind_links_is_watched(write: Write, stories: Path, tmp_path: Path, seen: list[list[str]]) -> None:
    """The first is a link to a file, the second one to a folder; both are new."""
    write("../one/a.md", "title: A")
    write("../two/b.md", "title: B")
    (stories / "a.md").symlink_to(tmp_path / "one" / "a.md")
    (stories / "two").symlink_to(tmp_path / "two")
    soon(lambda: {"a.md", "two"} <= {Path(path).name for batch in seen for path in batch})
    for path, name in (("../one/a.md", "a.md"), ("../two/b.md", "b.md")):
        seen.clear()
        write(path, "title: C")
        soon(lambda: seen)
        assert {Path(path).name for path in seen[0]} == {name}


def test_a_link_that_leads_elsewhere_is_a_change(write: Write, tmp_path: Path, look: Look) -> None:
    link = tmp_path / "themes.yaml"
    link.symlink_to(write("one.yaml", "x: 1"))
    seen = look(link)
    link.unlink()
    link.symlink_to(write("two.yaml", "x: 1"))
    soon(lambda: len(seen) > 1)
    assert {Path(path).name for path in seen[1]} == {"themes.yaml"}


def test_of_the_folder_of_a_single_file_nothing_else_counts(write: Write, look: Look) -> None:
    file = write("a.md", "title: A")
    seen = look(file)
    write("b.md", "title: B")
    time.sleep(1)
    assert seen == [[]]
    file.write_text("changed")
    soon(lambda: len(seen) > 1)


def test_a_name_that_is_not_utf8_is_a_change_of_its_folder(stories: Path, seen: list[list[str]]) -> None:
    path = stories / os.fsdecode(b"\xff.md")
    try:
        path.write_text("x")
    except OSError:
        pytest.skip("the file system takes no such name")
    soon(lambda: len(seen) > 1)
    assert [Path(path).name for path in seen[1]] == ["stories"]


def test_a_folder_whose_name_is_not_utf8_cannot_be_watched(stories: Path) -> None:
    path = stories / os.fsdecode(b"\xff")
    try:
        path.mkdir()
    except OSError:
        pytest.skip("the file system takes no such name")
    with pytest.raises(BadOption, match="not in UTF-8"):
        next(changes([path], []))
