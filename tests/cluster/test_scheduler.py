"""A scheduler and workers that were started elsewhere, by their own commands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

import graphbuild
from graphbuild.cli import main
from graphbuild.cluster import lookout, run
from graphbuild.cluster.job import Job
from graphbuild.errors import BadOption, OutputError
from tests.cluster.conftest import alone

pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning", "ignore:.*:UserWarning:distributed"
)
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a command of Dask in a folder of its own; whatever still runs in the end is killed."""
    started = []

    def start(
        command: str, *given: str, path: str = str(Path(graphbuild.__file__).parents[1])
    ) -> subprocess.Popen[bytes]:
        folder = tmp_path / f"machine {len(started)}"
        folder.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{command}", "--no-dashboard", *given],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started[::-1]:
        process.kill()
        process.wait()


@pytest.fixture
def scheduler(start: Start, tmp_path: Path) -> tuple[str, subprocess.Popen[bytes]]:
    """The address of a scheduler without workers, and its process."""
    file = tmp_path / "scheduler.json"
    process = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
    while not file.is_file() or not file.read_text():
        assert process.poll() is None, "the scheduler has ended"
        time.sleep(0.05)
    return json.loads(file.read_text())["address"], process


def test_a_build_elsewhere_and_what_may_happen_to_it(
    start: Start, scheduler: tuple[str, subprocess.Popen[bytes]], tmp_path: Path, few: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    address, process = scheduler
    start("worker", "--nthreads", "1", "--no-nanny", address)
    monkeypatch.chdir(few.parent)
    out = os.path.relpath(tmp_path / "out")
    assert main(["build", few.name, "-o", out, "--scheduler", address, "--partitions", "1", "-q"]) == 0
    lines = [line for part in (tmp_path / "out").rglob("*.nq") for line in part.read_text().split("\n") if line]
    assert set(lines) == alone(few)

    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    # Who asks is killed.
    command = [sys.executable, "-m", "graphbuild", "build", str(few / "_news"), "-o", out, "--scheduler", address]
    driver = subprocess.Popen([*command, "--partitions", "1"], stderr=subprocess.PIPE, text=True)
    assert driver.stderr
    assert any(line.startswith("headlines") for line in driver.stderr)
    driver.kill()
    driver.wait()
    driver.stderr.close()
    assert {path: path.read_bytes() for path in before} == before
    assert run.left_over(out)

    # The scheduler is killed.
    def progress(stage: str, done: int, total: int) -> None:
        if stage == "comparing":
            process.kill()

    with pytest.raises(OutputError, match="scheduler of Dask was lost while"), run.client(scheduler=address) as client:
        run.build([str(few / "_news")], out, client, Job.of(out, parts=1), progress=progress)
    assert {path: path.read_bytes() for path in before} == before
    # There is none.
    monkeypatch.setattr(run, "PATIENCE", 1)
    assert main(["build", few.name, "-o", out, "--scheduler", address, "-q"]) == 2
    assert capsys.readouterr().err == f"graphbuild: There is no scheduler of Dask at {address}.\n"


def test_everything_must_be_of_one_version(
    start: Start, scheduler: tuple[str, subprocess.Popen[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, _ = scheduler
    monkeypatch.setattr(run, "PATIENCE", 1)
    with pytest.raises(BadOption, match="has no workers"), run.client(scheduler=address):
        pass
    monkeypatch.undo()
    installed = tmp_path / "old" / "graphbuild-0.0.1.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: graphbuild\nVersion: 0.0.1\n")
    start("worker", "--nthreads", "1", "--no-nanny", address, path=str(tmp_path / "old"))
    says = f"has graphbuild 0.0.1, here is {version('graphbuild')}. Everything must be of one version."
    with pytest.raises(BadOption, match=re.escape(says)), run.client(scheduler=address):
        pass


def test_libraries_must_be_of_one_version(
    start: Start, scheduler: tuple[str, subprocess.Popen[bytes]], tmp_path: Path, few: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Those on which it depends what is read, as a task finds them; what Dask has to say of others is not shown."""
    address, _ = scheduler
    for name in ("ftfy", "pandas"):
        (tmp_path / "old" / f"{name}-0.0.1.dist-info").mkdir(parents=True)
        told = f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.0.1\n"
        (tmp_path / "old" / f"{name}-0.0.1.dist-info" / "METADATA").write_text(told)
    path = os.pathsep.join((str(tmp_path / "old"), str(Path(graphbuild.__file__).parents[1])))
    start("worker", "--nthreads", "1", "--no-nanny", address, path=path)
    for _ in range(2):  # Dask warns when it is asked for a worker that is there already
        assert main(["build", str(few), "-o", str(tmp_path / "out"), "--scheduler", address, "-q"]) == 2
        assert re.fullmatch(
            rf"graphbuild: The worker on \S+ has ftfy 0.0.1 instead of {re.escape(version('ftfy'))}. "
            r"Everything must be of one version.\n",
            capsys.readouterr().err,
        )
    assert not list((tmp_path / "out").rglob("*"))


def test_workers_whose_memory_is_full_are_not_waited_for(
    start: Start, scheduler: tuple[str, subprocess.Popen[bytes]], tmp_path: Path, few: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    address, _ = scheduler
    monkeypatch.setattr(lookout, "EVERY", 0.1)
    monkeypatch.setattr(lookout, "FULL", 1)
    start("worker", "--nthreads", "1", "--no-nanny", "--memory-limit", "40MB", address)
    assert main(["build", str(few), "-o", str(tmp_path / "out"), "--scheduler", address, "-q"]) == 2
    assert "The memory of all workers is full, and none takes a task any more while" in capsys.readouterr().err
    assert not list((tmp_path / "out").rglob("*"))


def test_that_no_worker_is_left_is_told(
    start: Start, scheduler: tuple[str, subprocess.Popen[bytes]], tmp_path: Path, few: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Those of a cluster elsewhere may come again."""
    address, _ = scheduler
    monkeypatch.setattr(lookout, "EVERY", 0.1)
    first = start("worker", "--nthreads", "1", "--no-nanny", address)
    told = []

    def progress(stage: str, done: int, total: int) -> None:
        told.append(stage)
        if stage == "settling" and first.poll() is None:
            first.kill()
        if told.count("waiting for a worker") == 1:
            start("worker", "--nthreads", "1", "--no-nanny", address)

    out = str(tmp_path / "out")
    with run.client(scheduler=address) as client:
        run.build([str(few)], out, client, Job.of(out, parts=1), progress=progress)
    assert "waiting for a worker" in told
    assert told[-1] == "files"
