"""The output folder holds a whole build, whatever happens."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.errors import NotABuild, OutputError
from graphbuild.output.artifacts import OUTPUTS
from graphbuild.output.folder import check_writable, write
from graphbuild.output.lock import building
from graphbuild.rebuild import rebuild
from graphbuild.saved import SavedBuild
from tests.conftest import Write


def checksums(folder: Path) -> dict[str, str]:
    """The checksums of all files but the store's, whose bytes are not promised."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name in OUTPUTS
    }


def is_whole(folder: Path) -> bool:
    """Whether the manifest, the files and the store of a folder are of one build."""
    build = SavedBuild(folder)
    sums = checksums(folder)
    listed = {name: facts["sha256"] for name, facts in build.manifest["outputs"].items()}
    rows = build.select("SELECT (COUNT(*) AS ?n) { ?l a gb:Listing }")
    return {name: sum for name, sum in sums.items() if name != "manifest.json"} == listed and int(
        rows[0]["n"]
    ) == build.manifest["counts"]["listings"]


def test_every_output_is_there_and_nothing_else(demo: Path) -> None:
    assert {path.name for path in demo.iterdir()} == set(OUTPUTS)
    assert is_whole(demo)


def test_a_second_build_replaces_the_first(write: Write, tmp_path: Path, demo: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    (out / "notes.txt").write_text("mine")
    graphbuild.build(graphbuild.example()).write(out)
    assert is_whole(out)
    assert SavedBuild(out).manifest["counts"]["listings"] == 5
    assert (out / "notes.txt").read_text() == "mine"


BUILD = [sys.executable, "-m", "graphbuild", "build", "-q"]


BY_TWO = """
import sys
from graphbuild import cli
from graphbuild.output import forked, writing
writing.WORTH = 0
forked.MOST = 1 << 40
assert forked.possible()
sys.exit(cli.main(sys.argv[1:]))
"""
"""The command, which writes graphs of any size by two processes."""

BUILD_BY_TWO = [sys.executable, "-c", BY_TWO, "build", "-q"]


@pytest.mark.skipif(sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="needs two processors")
def test_the_bytes_do_not_depend_on_the_number_of_processes(tmp_path: Path, demo: Path) -> None:
    subprocess.run([*BUILD_BY_TWO, graphbuild.data(), "-o", tmp_path / "out"], check=True)
    assert checksums(tmp_path / "out") == checksums(demo)
    assert is_whole(tmp_path / "out")


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path, demo: Path, seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run([*BUILD, graphbuild.data(), "-o", tmp_path / "out"], env=environment, check=True)
    assert checksums(tmp_path / "out") == checksums(demo)


def test_the_bytes_do_not_depend_on_the_order_of_files(tmp_path: Path, demo: Path) -> None:
    """A copy whose folders list their files in another order."""
    paths = [path for path in graphbuild.data().rglob("*") if path.is_file()]
    random.Random(1).shuffle(paths)
    for path in paths:
        copy = tmp_path / "copy" / path.relative_to(graphbuild.data())
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    graphbuild.build(tmp_path / "copy").write(tmp_path / "out")
    assert checksums(tmp_path / "out") == checksums(demo)


def test_the_order_of_sources_does_not_matter(tmp_path: Path) -> None:
    sources = [graphbuild.data() / "_news", graphbuild.data() / "_data"]
    graphbuild.build(*sources).write(tmp_path / "one")
    graphbuild.build(*reversed(sources)).write(tmp_path / "two")
    assert checksums(tmp_path / "one") == checksums(tmp_path / "two")


def test_a_build_that_is_killed_leaves_the_previous_one_whole(tmp_path: Path, demo: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    before = checksums(out)
    chance = random.Random(7)
    for _ in range(8):
        process = subprocess.Popen([*BUILD, graphbuild.example(), "-o", out])
        time.sleep(chance.uniform(0.05, 0.9))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert is_whole(out)
        if process.returncode == 0 or checksums(out) != before:  # it was too late to kill it
            shutil.rmtree(out)
            shutil.copytree(demo, out)


KILLED_WHILE_MOVING = """
import os, sys
import graphbuild
moves, out = int(sys.argv[1]), sys.argv[2]
done, replace = 0, os.replace
def replace_or_die(source, target):
    global done
    if done == moves:
        os.kill(os.getpid(), 9)
    done += 1
    replace(source, target)
os.replace = replace_or_die
graphbuild.build(graphbuild.example()).write(out)
"""


@pytest.mark.parametrize("moves", [0, 1, 7, 8])
def test_a_build_that_is_killed_while_it_moves_in_is_completed(tmp_path: Path, demo: Path, moves: int) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    result = subprocess.run([sys.executable, "-c", KILLED_WHILE_MOVING, str(moves), out], check=False)
    assert result.returncode == -signal.SIGKILL
    assert SavedBuild(out).manifest["counts"]["listings"] == 5
    assert is_whole(out)
    assert {path.name for path in out.iterdir()} == set(OUTPUTS)


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / ".graphbuild-new-abc").mkdir(parents=True)
    graphbuild.build(graphbuild.example()).write(out)
    assert {path.name for path in out.iterdir()} == set(OUTPUTS)


def test_an_error_while_writing_leaves_nothing_behind(
    tmp_path: Path, bundled: StoryGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graphbuild.export import gexf

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gexf, "write", full)
    with pytest.raises(OutputError, match="No space left"):
        bundled.write(tmp_path / "new" / "out")
    assert not (tmp_path / "new").exists()


def test_two_builds_into_one_folder_do_not_mix(tmp_path: Path, bundled: StoryGraph) -> None:
    import fcntl

    out = tmp_path / "out"
    out.mkdir()
    handle = os.open(out, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        with pytest.raises(OutputError, match="Another build"):
            bundled.write(out)
    finally:
        os.close(handle)
    bundled.write(out)
    assert is_whole(out)


def test_an_output_that_is_a_file_is_an_error(tmp_path: Path, bundled: StoryGraph) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError):
        bundled.write(tmp_path / "out")
    with pytest.raises(OutputError, match="it is a file"):
        check_writable(tmp_path / "out")
    with pytest.raises(OutputError, match="is a file"):
        check_writable(tmp_path / "out" / "below")


@pytest.mark.parametrize("name", ["store", "manifest.json", "graph.ttl"])
def test_files_of_others_are_not_replaced(tmp_path: Path, bundled: StoryGraph, name: str) -> None:
    out = tmp_path / "out"
    (out / "store").mkdir(parents=True) if name == "store" else out.mkdir()
    mine = out / "store" / "thesis.txt" if name == "store" else out / name
    mine.write_text("mine")
    with pytest.raises(OutputError, match="not of a build"):
        bundled.write(out)
    assert mine.read_text() == "mine"


def test_a_build_in_parts_is_named(tmp_path: Path, bundled: StoryGraph) -> None:
    (tmp_path / "manifest.json").write_text('{"partitions": 4, "data": "data-1"}')
    with pytest.raises(OutputError, match=r"holds a build in parts \(--workers, --scheduler\): choose another folder"):
        bundled.write(tmp_path)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no such folder")
def test_a_place_where_no_folder_can_be_made_is_named(bundled: StoryGraph) -> None:
    with pytest.raises(OutputError, match=r"^Cannot write to /proc/nowhere: "):
        bundled.write("/proc/nowhere")


def test_a_folder_in_the_place_of_an_output_is_named(tmp_path: Path, demo: Path, bundled: StoryGraph) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    (out / "view.html").unlink()
    (out / "view.html").mkdir()
    with pytest.raises(OutputError, match=r"out/view.html is a folder: move it away, or choose"):
        bundled.write(out)
    (out / "view.html").rmdir()
    bundled.write(out)
    assert is_whole(out)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_being_moved_in_is_not_interrupted(
    tmp_path: Path, bundled: StoryGraph, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Also while there are other threads, to which the system may give the signal."""
    out = tmp_path / "out"
    graphbuild.build(graphbuild.example()).write(out)
    replace, moved = os.replace, []

    def interrupted(*names: str | Path) -> None:
        os.kill(os.getpid(), number)
        replace(*names)
        moved.append(names)

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    other.start()
    usual = signal.signal(number, stop)
    try:
        monkeypatch.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bundled.write(out)
    finally:
        signal.signal(number, usual)
        ended.set()
        other.join()
    assert len(moved) == len(OUTPUTS)
    assert is_whole(out)
    assert SavedBuild(out).manifest["counts"] == bundled.counts()


def test_a_question_clears_away_what_a_killed_build_left(tmp_path: Path, demo: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    (out / ".graphbuild-new-0").mkdir()
    (out / ".graphbuild-new-0" / "graph.nq").touch()
    SavedBuild(out)
    assert not list(out.glob(".graphbuild-new-*"))


def test_a_question_leaves_a_build_that_goes_on_alone(tmp_path: Path, demo: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    (out / ".graphbuild-new-0").mkdir()
    with building(out):
        SavedBuild(out)
    assert (out / ".graphbuild-new-0").exists()


def test_a_build_does_not_write_into_a_folder_that_another_made_meanwhile(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def remove(stage: str, done: int, total: int) -> None:
        if stage == "linking" and out.exists() and not (out / "mine").exists():
            shutil.rmtree(out)
            out.mkdir()
            (out / "mine").touch()

    with pytest.raises(OutputError, match=r"removed meanwhile\. Build again\.$"):
        rebuild([graphbuild.example()], out, progress=remove)
    assert [path.name for path in out.iterdir()] == ["mine"]


@pytest.mark.parametrize("anew", [True, False])
def test_an_output_folder_that_is_removed_meanwhile_is_said(tmp_path: Path, bundled: StoryGraph, anew: bool) -> None:
    out = tmp_path / "out"

    def remove(stage: str, done: int, total: int) -> None:
        if out.exists() and done == 2:
            shutil.rmtree(out)
            if anew:
                out.mkdir()

    with pytest.raises(OutputError, match=r"removed meanwhile\. Build again\.$"):
        write(bundled, out, progress=remove)
    assert not out.exists()  # what was made in vain is removed


@pytest.mark.parametrize("damage", ["", "{", "[" * 100_000, "[]"])
def test_a_build_whose_manifest_is_damaged_is_replaced(
    tmp_path: Path, demo: Path, bundled: StoryGraph, damage: str
) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    (out / "manifest.json").write_text(damage)
    with pytest.raises(NotABuild):
        SavedBuild(out)
    bundled.write(out)
    assert (out / "manifest.json").read_bytes() == (demo / "manifest.json").read_bytes()


@pytest.mark.parametrize("lost", ["graph.gexf", "view.html"])
def test_files_that_may_be_of_a_build_are_not_replaced(
    tmp_path: Path, demo: Path, bundled: StoryGraph, lost: str
) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    (out / "manifest.json").write_text("{")
    (out / lost).unlink()
    with pytest.raises(OutputError, match=r"may hold a build.* delete these: graph.ttl, .*, store, manifest.json; or"):
        bundled.write(out)


def test_a_manifest_of_others_is_not_replaced(tmp_path: Path, demo: Path, bundled: StoryGraph) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    (out / "manifest.json").write_text('{"name": "My own"}')
    with pytest.raises(OutputError, match="may hold a build"):
        bundled.write(out)


@pytest.mark.parametrize("damage", ["", "{", "[" * 100_000])
def test_a_damaged_manifest_is_said_to_be_damaged(tmp_path: Path, demo: Path, damage: str) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    (out / "manifest.json").write_text(damage)
    with pytest.raises(NotABuild, match=r"The manifest.json of '.*' is damaged: run .* again\.$"):
        SavedBuild(out)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes that have names here")
def test_a_pipe_in_the_place_of_a_manifest_is_not_waited_for(tmp_path: Path, demo: Path, bundled: StoryGraph) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    (out / "manifest.json").unlink()
    os.mkfifo(out / "manifest.json")
    with pytest.raises(NotABuild):
        SavedBuild(out)
    bundled.write(out)
    assert (out / "manifest.json").is_file()


@pytest.mark.parametrize("what", ["a file", "a link", "a link to nothing"])
def test_what_lies_in_the_place_of_a_store_stops_no_build(
    tmp_path: Path, demo: Path, bundled: StoryGraph, what: str
) -> None:
    out, mine = tmp_path / "out", tmp_path / "mine"
    shutil.copytree(demo, out, ignore=shutil.ignore_patterns("store"))
    mine.mkdir()
    (mine / "thesis.txt").write_text("mine")
    for _ in range(2):
        shutil.rmtree(out / "store", ignore_errors=True)
        if what == "a file":
            (out / "store").write_text("x")
        else:
            (out / "store").symlink_to(mine if what == "a link" else tmp_path / "nowhere")
        bundled.write(out, store=True)
        assert (out / "store").is_dir()
        assert not (out / "store").is_symlink()
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]
    assert not [path.name for path in out.iterdir() if path.name.startswith(".graphbuild-r")]


def test_a_replaced_store_that_cannot_be_removed_stops_no_build(
    tmp_path: Path, demo: Path, bundled: StoryGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another user owns it, or a network drive keeps what is still being read."""
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    remove = shutil.rmtree
    monkeypatch.setattr(
        shutil, "rmtree", lambda path, **how: None if ".graphbuild-replaced" in str(path) else remove(path, **how)
    )
    for _ in range(2):
        bundled.write(out, store=True)
        assert is_whole(out)


def test_a_folder_that_is_named_is_read_whatever_was_built_into_it(write: Write, stories: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a")
    for _ in range(2):
        graph = graphbuild.build(stories)
        graph.write(stories)
    assert [file.path for file in graph.files] == ["a.md"]


def test_manifest_has_no_path_of_the_machine(demo: Path, tmp_path: Path) -> None:
    text = (demo / "manifest.json").read_text(encoding="utf-8")
    assert str(Path.cwd()) not in text
    assert json.loads(text)["options"]["base"].startswith("https://")
