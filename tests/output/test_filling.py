"""The store of a build that is filled when it is first asked."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

import graphbuild
from graphbuild import StoryGraph
from graphbuild.cache import Cache
from graphbuild.errors import NotABuild, OutputError, QueryStopped
from graphbuild.output import filling, label, writing
from graphbuild.output import store as stores
from graphbuild.output.artifacts import CACHE
from graphbuild.output.lock import alone, building
from graphbuild.rebuild import rebuild
from graphbuild.saved import SavedBuild
from tests.conftest import Write
from tests.test_watch import soon

LISTINGS = "SELECT (COUNT(*) AS ?n) { ?l a gb:Listing }"


@pytest.fixture(scope="module")
def example() -> StoryGraph:
    return graphbuild.build(graphbuild.example())


@pytest.fixture(scope="module")
def at_once(example: StoryGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("at-once") / "out"
    example.write(out)
    return out


@pytest.fixture
def out(example: StoryGraph, tmp_path: Path) -> Path:
    """A build whose store waits."""
    example.write(tmp_path / "out", store=False)
    return tmp_path / "out"


def listings(out: Path, told: list[str] | None = None) -> int:
    """How many entries of lists the store knows of: 5."""
    build = SavedBuild(out, (told if told is not None else []).append)
    return int(build.select(LISTINGS)[0]["n"])


def statements(store: Path) -> set[str]:
    return {str(quad) for quad in Store.read_only(str(store))}


def hidden(out: Path) -> list[str]:
    return [path.name for path in out.iterdir() if path.name.startswith(".graphbuild")]


def test_a_large_graph_is_left_without_a_store(
    example: StoryGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "WORTH", 0)
    monkeypatch.setattr(writing, "AT_ONCE", 10)
    example.write(tmp_path / "later")
    example.write(tmp_path / "now", store=True)
    assert not (tmp_path / "later" / "store").exists()
    assert (tmp_path / "now" / "store").exists()


def test_the_manifest_is_the_same_with_a_store_and_without(out: Path, at_once: Path) -> None:
    assert (out / "manifest.json").read_bytes() == (at_once / "manifest.json").read_bytes()


def test_the_first_question_fills_the_store_and_says_so(out: Path, at_once: Path) -> None:
    told: list[str] = []
    assert [listings(out, told), listings(out, told)] == [5, 5]
    count = len(Store.read_only(str(at_once / "store")))
    assert told == [f"Filling the store, once for this build: {count:,} statements with those of the default graph …"]
    assert statements(out / "store") == statements(at_once / "store")
    assert not hidden(out)


def test_the_command_says_that_it_fills_the_store(out: Path) -> None:
    command = [sys.executable, "-m", "graphbuild", "query", out, LISTINGS, "-f", "csv"]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2))
    assert first.stderr.startswith("Filling the store, once for this build: ")
    assert second.stderr == ""
    assert first.stdout == second.stdout


def test_what_needs_no_store_fills_none(out: Path) -> None:
    assert graphbuild.open(out).counts()["listings"] == 5
    assert not (out / "store").exists()


def test_two_that_ask_at_once_fill_it_once(out: Path) -> None:
    """The one that comes later is held back here until it has said that it waits."""
    told: list[str] = []
    answers: list[int] = []
    with alone(out / "graph.nq"):
        later = threading.Thread(target=lambda: answers.append(listings(out, told)))
        later.start()
        soon(lambda: told)
        assert told == ["The store is being filled by another question: waiting for it …"]
        made = out / "made"
        with (out / "graph.nq").open("rb") as nquads, (out / "graph.ttl").open("rb") as turtle:
            stores.make(None, made, nquads, turtle, b"")
        filling.label.put(made, SavedBuild(out).manifest["outputs"]["graph.nq"]["sha256"])
        made.rename(out / "store")
    later.join()
    assert answers == [5]
    assert len(told) == 1


def test_a_build_that_goes_on_is_not_waited_for(out: Path) -> None:
    with building(out):
        assert listings(out) == 5
    assert (out / "store").exists()


def test_a_build_that_is_replaced_meanwhile(
    out: Path, write: Write, stories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a")
    other = graphbuild.build(stories)
    make = stores.make
    made: list[Path] = []

    def replaced(known: Any, folder: Path, *files: Any) -> int:
        if not made:
            other.write(out, store=False)
        made.append(folder)
        return make(known, folder, *files)

    monkeypatch.setattr(stores, "make", replaced)
    build = SavedBuild(out)
    assert int(build.select(LISTINGS)[0]["n"]) == 0
    assert build.manifest["counts"]["listings"] == 0
    assert len(made) == 2
    assert not hidden(out)


def test_an_old_store_does_not_answer_for_a_new_build(out: Path, demo: Path, at_once: Path) -> None:
    shutil.copytree(demo / "store", out / "store")
    assert listings(out) == 5
    assert statements(out / "store") == statements(at_once / "store")


def test_a_new_build_takes_the_store_out_of_the_way(out: Path, write: Write, stories: Path) -> None:
    listings(out)
    write("a.md", "title: A", "webUrl: https://e.org/a")
    graphbuild.build(stories).write(out, store=False)
    assert not (out / "store").exists()
    assert not hidden(out)


def test_the_same_graph_keeps_its_store(out: Path) -> None:
    listings(out)
    there = (out / "store").stat().st_ino
    rebuild([graphbuild.example()], out, Cache(out / CACHE, out), store=False)
    assert (out / "store").stat().st_ino == there


@pytest.mark.parametrize("name", ["graph.nq", "graph.ttl"])
def test_files_that_are_not_what_was_built_fill_no_store(out: Path, name: str) -> None:
    with (out / name).open("a") as stream:
        stream.write("\n")
    with pytest.raises(NotABuild, match=rf"not whole: {name} is not what was built"):
        listings(out)
    (out / name).unlink()
    with pytest.raises(NotABuild, match=rf"not whole: {name} cannot be read"):
        listings(out)
    assert not hidden(out)


def test_a_folder_that_may_not_be_written_is_asked_in_memory(out: Path) -> None:
    for folder in (out.parent, *out.parent.parents):
        if os.geteuid() == 0 and not folder.stat().st_mode & 0o005:
            folder.chmod(0o755)
    out.chmod(0o555)
    told: list[str] = []
    user = os.geteuid()
    try:
        if user == 0:  # root may write anything
            os.seteuid(65534)
        assert listings(out, told) == 5
        assert SavedBuild(out).engine().store == out / "graph.nq"
    finally:
        os.seteuid(user)
        out.chmod(0o755)
    assert told == [f"The store cannot be kept in {out} (Permission denied): it is made in memory, this once …"]


def test_a_disk_that_is_full_is_done_without(out: Path) -> None:
    import resource

    done = subprocess.run(
        [sys.executable, "-m", "graphbuild", "query", out, LISTINGS, "-f", "csv"],
        capture_output=True, text=True, check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)),
    )  # fmt: skip
    assert done.stdout.split() == ["n", "5"]
    assert "cannot be kept" in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert not hidden(out)
    assert not (out / "store").exists()


KILLED_WHILE_FILLING = """
import os, sys
from graphbuild.output import filling
from graphbuild.saved import SavedBuild
sync = filling.flush
def die(folder):
    os.kill(os.getpid(), 9)
filling.flush = die
SavedBuild(sys.argv[1]).store()
"""


def test_what_a_killed_filling_leaves_is_cleared_away(out: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_WHILE_FILLING, out], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(hidden(out)) == 1
    assert not (out / "store").exists()
    assert listings(out) == 5
    assert not hidden(out)


def test_a_filling_that_goes_on_is_not_cleared_away(out: Path) -> None:
    with filling.hidden(out) as made:
        filling.clear(out)
        assert made.exists()
    assert not made.exists()


def test_a_store_can_be_filled_when_nothing_else_is_to_be_done(out: Path) -> None:
    told: list[str] = []
    for store in (False, None, True):
        shutil.rmtree(out / "store", ignore_errors=True)
        rebuild([graphbuild.example()], out, Cache(out / CACHE, out), store=store, told=told.append)
    assert (out / "store").exists()
    assert len(told) == 1


def test_the_summary_says_when_the_store_is_filled(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "graphbuild", "build", graphbuild.example(), "-o", tmp_path / "out"]
    later = subprocess.run([*command, "--no-store"], capture_output=True, text=True, check=True)
    assert "store/         the SPARQL store: filled, once, when a question is first asked" in later.stdout
    now = subprocess.run([*command, "--store"], capture_output=True, text=True, check=True)
    assert "is as it was built" in now.stdout
    assert "Filling the store" in now.stderr


def test_a_second_build_is_refused_before_it_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graphbuild import assembly

    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(assembly, "build", lambda *given, **options: pytest.fail("it reads"))
    with building(out), pytest.raises(OutputError, match=r"^Another build is writing into "):
        rebuild([graphbuild.example()], out)


def test_a_build_that_reads_keeps_the_folder(tmp_path: Path) -> None:
    """From a pipe that says nothing yet."""
    out = tmp_path / "out"
    command = [sys.executable, "-m", "graphbuild", "build", "-q", "-", "-o", out]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        soon(out.exists)
        time.sleep(0.2)
        second = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        process.communicate(graphbuild.example().read_bytes())
    assert process.returncode == 0
    assert second.returncode == 2
    assert second.stderr == f"graphbuild: Another build is writing into {out}.\n"
    assert json.loads((out / "manifest.json").read_text())["counts"]["listings"] == 5


def test_a_source_that_is_missing_makes_no_folder(tmp_path: Path) -> None:
    from graphbuild.errors import SourceNotFound

    with pytest.raises(SourceNotFound):
        rebuild([tmp_path / "out"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["*.sst", "CURRENT", "MANIFEST-*"])
@pytest.mark.parametrize("how", ["gone", "cut off", "changed"])
def test_a_damaged_store_is_filled_anew(at_once: Path, tmp_path: Path, name: str, how: str) -> None:
    out = tmp_path / "out"
    shutil.copytree(at_once, out)
    for path in (out / "store").glob(name):
        data = path.read_bytes()
        path.unlink()
        if how != "gone":
            path.write_bytes(data[: len(data) // 2] if how == "cut off" else bytes([data[0] ^ 1]) + data[1:])
    told: list[str] = []
    assert listings(out, told) == 5
    assert told[0] == "The store is damaged." and told[1].startswith("Filling the store, once for this build: ")
    assert SavedBuild(out, told.append).engine().query(LISTINGS).rows == 1
    assert len(told) == 2


def test_a_store_whose_label_is_nonsense_is_filled_anew(at_once: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(at_once, out)
    (out / "store" / "graphbuild.json").write_text("[" * 100_000)
    assert listings(out) == 5


def test_of_a_store_that_is_damaged_within_it_is_said_what_to_do(
    at_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One too large to be looked through: a part that does not fit its checksum is seen when it is read."""
    monkeypatch.setattr(label, "CHECKED", 0)
    out = tmp_path / "out"
    shutil.copytree(at_once, out)
    for path in (out / "store").glob("*.sst"):
        data = path.read_bytes()
        path.write_bytes(bytes(byte ^ 0xFF for byte in data[:16]) + data[16:])
        try:
            Store.read_only(str(out / "store"))
        except RuntimeError:  # of one file a part is read at once
            path.write_bytes(data)
    build = SavedBuild(out)
    said = "delete that folder, and the next question fills it anew"
    every = "SELECT * { ?a ?b ?c }"
    for ask in (lambda: build.select(every), lambda: build.account("policing"), lambda: build.explain("a", "b")):
        with pytest.raises(NotABuild, match=said):
            ask()
    with pytest.raises(QueryStopped, match=said):
        build.engine().query(every)


@pytest.mark.parametrize("how", ["engine", "select"])
def test_a_build_that_takes_the_store_away_before_it_is_opened(
    at_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    out = tmp_path / "out"
    shutil.copytree(at_once, out)
    build = SavedBuild(out)
    engine = build.engine()
    found, taken = build.store, []

    def store() -> Path | None:
        path = found()
        if path and not taken:
            taken.append(path)
            shutil.rmtree(path)
        return path

    monkeypatch.setattr(build, "store", store)
    if how == "engine":
        assert engine.query(LISTINGS).shown() == [["5"]]
        engine.close()
    else:
        assert build.select(LISTINGS) == [{"n": "5"}]
    assert taken
