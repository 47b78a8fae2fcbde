"""What a cluster builds is what one machine builds, whatever happens to its workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import fsspec
import psutil  # comes with Dask
import pytest
from pyarrow import parquet

import graphbuild
from graphbuild.cli import main
from graphbuild.cluster import run
from graphbuild.cluster.job import Job
from graphbuild.errors import BadOption, NothingReadable, OutputError, SourceNotFound
from graphbuild.export.statement import Literal, Statement
from tests.cluster.conftest import alone, spread
from tests.output.test_folder import checksums

# Dask leaves sockets of lost workers to the collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning", "ignore:.*:UserWarning:distributed"
)


_STAGES = ("reading", "connecting addresses", "comparing")


def said(lines: list[str]) -> set[str]:
    assert len(lines) == len(set(lines)), "something is said twice"
    return set(lines)


def test_the_bundled_stories(threads: Any, tmp_path: Path) -> None:
    assert said(spread(threads, tmp_path / "out", graphbuild.data())) == alone(graphbuild.data())


@pytest.mark.parametrize("parts", [1, 4])
def test_all_ways_in_which_files_touch_each_other(
    threads: Any, tmp_path: Path, messy: Path, judgements: Path, parts: int
) -> None:
    lines = spread(threads, tmp_path / "out", messy, parts=parts, judgements=judgements)
    assert said(lines) == alone(messy, judgements=judgements)


def test_the_manifest_counts_as_on_one_machine(threads: Any, tmp_path: Path, messy: Path, judgements: Path) -> None:
    spread(threads, tmp_path / "out", messy, judgements=judgements)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    graph = graphbuild.build(messy, judgements=judgements)
    counts = dict(manifest["counts"])
    assert counts.pop("images") > 0
    assert counts == graph.counts()
    assert counts["pages known only from links"] > 0
    assert manifest["fields not read"] == graph.unknown_fields
    assert manifest["files left out"] == graph.left_out


def test_all_problems_are_in_the_parts_of_problems(threads: Any, tmp_path: Path, few: Path) -> None:
    """That of a file that no worker could read too: it is a link to nothing."""
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "nowhere.md").symlink_to("nothing")
    (tmp_path / "stories" / "broken.md").write_text("no front matter")
    sources = (few / "_news", tmp_path / "stories")
    assert said(spread(threads, tmp_path / "out", *sources)) == alone(*sources)
    lines = "".join(part.read_text() for part in (tmp_path / "out").rglob("problems-*.nq"))
    assert "a link to nothing" in lines
    assert "no front matter" in lines


def test_topics_without_articles_are_a_graph(threads: Any, tmp_path: Path, messy: Path) -> None:
    assert said(spread(threads, tmp_path / "out", messy / "_data")) == alone(messy / "_data")


def test_why_nothing_could_be_read_is_said(threads: Any, tmp_path: Path) -> None:
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "a.md").write_text("no front matter")
    with pytest.raises(NothingReadable) as here:
        graphbuild.build(tmp_path / "stories")
    with pytest.raises(NothingReadable) as there:
        spread(threads, tmp_path / "out", tmp_path / "stories")
    assert str(there.value) == str(here.value)
    assert "a.md: no front matter" in str(here.value)


def test_options_are_followed_and_told(threads: Any, tmp_path: Path, messy: Path) -> None:
    from graphbuild.graph import Description

    options = {
        "base": "https://data.example.org/", "description": Description("Mine", None, "Me"),
        "readers": ["page=*.html"], "settings": {"page.address": "path", "csv.title": "Headline"},
    }  # fmt: skip
    assert said(spread(threads, tmp_path / "out", messy, **options)) == alone(messy, **options)


def test_the_corpora(threads: Any, tmp_path: Path, corpus: Path) -> None:
    files = sorted(path for path in corpus.rglob("*.md"))[:300]
    assert said(spread(threads, tmp_path / "out", *files)) == alone(*files)


def test_a_table_says_the_same_as_its_lines(threads: Any, tmp_path: Path, messy: Path) -> None:
    from graphbuild.cluster.parts import _STRING
    from graphbuild.export.nquads import term

    lines = said(spread(threads, tmp_path / "out", messy))
    rows = []
    for path in (tmp_path / "out").rglob("*.parquet"):
        for row in parquet.read_table(path).to_pylist():
            datatype = None if row["datatype"] == _STRING else row["datatype"]
            value = Literal(row["object"], datatype) if row["datatype"] else row["object"]
            rows.append(Statement(row["subject"], row["predicate"], value, row["graph"]))
    written = {f"<{s}> <{p}> {term(o)} " + (f"<{g}> ." if g else ".") for s, p, o, g in rows}
    assert written == lines
    assert len(rows) == len(lines)


@pytest.fixture(scope="module")
def processes() -> Any:
    with run.client(workers=2) as client:
        yield client


def test_ctrl_c_does_not_reach_the_workers(processes: Any) -> None:
    before = sorted(processes.run(os.getpid).values())
    for pid in before:
        os.kill(pid, signal.SIGINT)
    assert sorted(processes.run(os.getpid).values()) == before
    assert all(processes.run(lambda: signal.SIGINT in signal.sigpending()).values())


def test_a_cluster_of_processes_that_loses_workers(
    processes: Any, tmp_path: Path, messy: Path, judgements: Path
) -> None:
    """One is killed in some stages, while others have tasks under way."""
    killed = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage in _STAGES and stage not in killed:
            killed.append(stage)
            pids = list(processes.run(os.getpid, on_error="ignore").values())
            os.kill(next(pid for pid in pids if isinstance(pid, int)), signal.SIGKILL)

    lines = spread(processes, tmp_path / "out", messy, parts=4, judgements=judgements, progress=progress)
    assert killed == list(_STAGES)
    assert said(lines) == alone(messy, judgements=judgements)
    assert not list((tmp_path / "out").glob(".graphbuild-*"))
    assert not list((tmp_path / "out").rglob("*.new"))


def test_workers_that_have_all_ended_are_not_waited_for(
    tmp_path: Path, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "GONE", 1)
    out = str(tmp_path / "out")

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "reading":
            client.cluster.scale(0)

    with run.client(workers=1) as client, pytest.raises(OutputError, match="All workers were lost while"):
        run.build([str(few)], out, client, Job.of(out, parts=1), progress=progress)
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_the_bytes_do_not_depend_on_the_workers(threads: Any, processes: Any, tmp_path: Path, few: Path) -> None:
    sums = []
    for name, client in (("one", threads), ("two", processes)):
        spread(client, tmp_path / name, few)
        sums.append({
            str(path.relative_to(tmp_path / name)): path.read_bytes()
            for path in (tmp_path / name).rglob("*") if path.is_file()
        })  # fmt: skip
    assert sums[0] == sums[1]


def test_what_killed_builds_have_left_is_named(threads: Any, tmp_path: Path, few: Path) -> None:
    for name in (".graphbuild-work-1", "build-2"):
        (tmp_path / "out" / name).mkdir(parents=True)
    spread(threads, tmp_path / "out", few, parts=1)
    assert run.left_over(str(tmp_path / "out")) == [".graphbuild-work-1", "build-2"]


def test_urls_of_another_file_system(threads: Any, tmp_path: Path, few: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.put(f"{few}/", "/stories/", recursive=True)
    manifest = run.build(["memory://stories"], "memory://out", threads, Job.of("memory://out", parts=2))
    lines = [
        line
        for part in manifest["partitions"] if part["path"].endswith(".nq")
        for line in memory.cat_file(f"/out/{part['path']}").decode().split("\n") if line
    ]  # fmt: skip
    assert said(lines) == alone(few)
    assert not [path for path in memory.find("/out") if "work" in path]


def test_a_second_build_takes_the_place_of_the_first(threads: Any, tmp_path: Path, few: Path) -> None:
    first = Job.of(str(tmp_path / "out"), parts=2)
    before = run.build([str(few)], first.out, threads, first)["data"]
    assert said(spread(threads, tmp_path / "out", few / "_news")) == alone(few / "_news")
    assert not (tmp_path / "out" / before).exists()


def test_a_build_in_another_number_of_parts_leaves_none_of_the_first(threads: Any, tmp_path: Path, few: Path) -> None:
    spread(threads, tmp_path / "out", few, parts=3)
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}

    def look(stage: str, done: int, total: int) -> None:
        if stage == "images":
            assert {path: path.read_bytes() for path in before} == before

    spread(threads, tmp_path / "out", few, parts=2, progress=look)
    lines = [line for part in (tmp_path / "out").rglob("*.nq") for line in part.read_text().split("\n") if line]
    assert said(lines) == alone(few)


def test_parts_of_a_build_that_was_killed_are_not_taken_for_its_own(threads: Any, tmp_path: Path, few: Path) -> None:
    spread(threads, tmp_path / "out", few)
    names = sorted(tmp_path.rglob("*.nq"))
    stray = names[0].with_name("articles-09999.nq")
    stray.write_bytes(names[0].read_bytes())
    spread(threads, tmp_path / "out", few)
    assert sorted(tmp_path.rglob("*.nq")) == names


def test_parts_that_have_gone_are_missed(threads: Any, tmp_path: Path, few: Path) -> None:
    """As when the same build is made twice at once, and one of them is stopped."""

    def remove(stage: str, done: int, total: int) -> None:
        if stage == "images" and done == 1:
            next((tmp_path / "out").rglob("articles-*.nq")).unlink()

    with pytest.raises(OutputError, match="parts that were written 1 have gone"):
        spread(threads, tmp_path / "out", few, progress=remove)
    assert not list((tmp_path / "out").iterdir())


def test_a_build_that_fails_leaves_the_first_whole(threads: Any, tmp_path: Path, few: Path) -> None:
    spread(threads, tmp_path / "out", few)
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}

    def fail(stage: str, done: int, total: int) -> None:
        if stage == "images":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        spread(threads, tmp_path / "out", few / "_news", progress=fail)
    assert {path: path.read_bytes() for path in before} == before
    assert not list((tmp_path / "out").glob(".graphbuild-*"))


def test_names_that_mean_something_elsewhere_are_names(threads: Any, tmp_path: Path, few: Path) -> None:
    for number, name in enumerate(("a::b/c.md", "c d%20#?/[e]*.md", "~f.md", "g\nh.md", os.fsdecode(b"\xff.md"))):
        path = tmp_path / "stories::%41" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: {number}\nwebUrl: https://a.example/{number}\n---\n")
    source = tmp_path / "stories::%41"
    assert said(spread(threads, tmp_path / "~out::%20 [x]*", source)) == alone(source)


@pytest.mark.parametrize(
    ("options", "says"),
    [(["--scheduler", ""], "--scheduler must be an address"), (["--workers", "0"], "--workers must be 1 or more"),
     (["--workers", "1", "--cache", "x"], "keeps no cache"), (["--workers", "1", "--store"], "leaves no store")],
)  # fmt: skip
def test_options_that_a_cluster_does_not_take_are_refused(
    tmp_path: Path, few: Path, capsys: pytest.CaptureFixture[str], options: list[str], says: str
) -> None:
    assert main(["build", str(few), "-o", str(tmp_path / "out"), *options]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_build_that_is_stopped_leaves_nothing_though_tasks_are_under_way(
    processes: Any, tmp_path: Path, messy: Path
) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        spread(processes, tmp_path / "out", messy, parts=6, progress=stop)
    processes.run(lambda dask_worker: dask_worker.executor.submit(int).result())  # whatever was begun has ended
    assert not list((tmp_path / "out").iterdir())


def test_ctrl_c_while_workers_start_is_answered_in_one_line(tmp_path: Path, few: Path) -> None:
    command = [sys.executable, "-m", "graphbuild", "build", str(few), "-o", str(tmp_path / "out"), "--workers", "2"]
    driver = psutil.Popen(command, stderr=subprocess.PIPE, text=True)
    while not any("spawn_main" in " ".join(child.cmdline()) for child in driver.children()):
        time.sleep(0.02)
    driver.send_signal(signal.SIGINT)
    assert driver.communicate(timeout=60)[1] == "graphbuild: Stopped.\n"


def test_what_cannot_be_done_is_said(threads: Any, tmp_path: Path, demo: Path, messy: Path) -> None:
    (tmp_path / "empty").mkdir()
    before = checksums(demo)
    with pytest.raises(NothingReadable):
        spread(threads, tmp_path / "out", tmp_path / "empty")
    with pytest.raises(SourceNotFound):
        spread(threads, tmp_path / "out", tmp_path / "nowhere")
    with pytest.raises(OutputError, match="other things than a build on a cluster"):
        spread(threads, demo, messy)
    assert checksums(demo) == before
    with pytest.raises(OutputError, match="it is a file, not a folder"):
        spread(threads, demo / "manifest.json", messy)
    with pytest.raises(OutputError, match="has no name"):
        run.build([str(messy)], "", threads, Job.of(""))
    with pytest.raises(BadOption, match="1 or more"):
        Job.of("out", parts=0)
    with pytest.raises(BadOption, match="10,000 or fewer"):
        Job.of("out", parts=10_001)
    with pytest.raises(BadOption, match="no scheduler"), run.client(scheduler="nonsense://"):
        pass
    with pytest.raises(OutputError, match="Cannot reach"):
        run.build(["nonsense://x"], "out", threads, Job.of("out"))
