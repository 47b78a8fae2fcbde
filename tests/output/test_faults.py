"""A full disk, a folder that is read-only, a build that is told to stop: what was there stays, and it is said."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

import graphbuild
from graphbuild.errors import OutputError
from tests.benchmarks.kills import kills
from tests.output.test_folder import BUILD, BUILD_BY_TWO, checksums, is_whole
from tests.output.test_forked import runs
from tests.test_watch import heeding_signals

TWO = pytest.param(
    BUILD_BY_TWO,
    id="by two processes",
    marks=pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="needs two processors"),
)
COMMANDS = pytest.mark.parametrize("command", [pytest.param(BUILD, id="by one process"), TWO])


@COMMANDS
@pytest.mark.parametrize("kib", [1, 20, 60, 200])
def test_a_disk_that_is_full(tmp_path: Path, demo: Path, command: list[str], kib: int) -> None:
    """No file may grow beyond a limit: the system refuses to write more, as a full disk does."""
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    before = checksums(out)
    done = subprocess.run(
        [*command, graphbuild.example(), "-o", out], check=False, capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (kib * 1024, kib * 1024)),
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(f"graphbuild: Cannot write to {out}: ")
    assert len(done.stderr.splitlines()) == 1
    assert checksums(out) == before
    assert is_whole(out)
    assert not [path for path in out.iterdir() if path.name.startswith(".graphbuild-new")]


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_that_may_not_be_written(tmp_path: Path, demo: Path, there: bool) -> None:
    out = tmp_path / "out"
    if there:
        shutil.copytree(demo, out)
    graph = graphbuild.build(graphbuild.example())
    user = os.geteuid()
    for folder in (tmp_path, *tmp_path.parents):
        if user == 0 and not folder.stat().st_mode & 0o005:
            folder.chmod(0o755)
    locked = out if there else tmp_path
    locked.chmod(0o555)
    try:
        if user == 0:  # root may write anything
            os.seteuid(65534)
        with pytest.raises(OutputError, match=r"^Cannot write to .*[Pp]ermission"):
            graph.write(out)
    finally:
        os.seteuid(user)
        locked.chmod(0o755)
    assert (checksums(out) == checksums(demo)) if there else not out.exists()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@COMMANDS
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_build_that_is_told_to_stop_leaves_nothing_behind(
    tmp_path: Path, demo: Path, command: list[str], how: signal.Signals
) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    before = checksums(out)
    process = subprocess.Popen(
        [*command, graphbuild.data(), "-o", out, "--title", "Another"], stderr=subprocess.DEVNULL,
        preexec_fn=heeding_signals,
    )  # fmt: skip
    end = time.monotonic() + 60
    while not list(out.glob(".graphbuild-new-*/graph.nq")):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.01)
    others = children(process.pid)
    assert bool(others) == (command is BUILD_BY_TWO)
    process.send_signal(how)
    assert process.wait(60) == 128 + how
    assert not [pid for pid in others if runs(pid)]
    assert not list(out.glob(".graphbuild-new-*"))
    assert checksums(out) == before


@pytest.mark.parametrize("command", [TWO])
def test_a_half_that_is_killed_is_said(tmp_path: Path, demo: Path, command: list[str]) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    before = checksums(out)
    process = subprocess.Popen([*command, graphbuild.data(), "-o", out], stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 60
    while not (others := children(process.pid)):
        assert time.monotonic() < end
        time.sleep(0.001)
    os.kill(others[0], signal.SIGKILL)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said == f"graphbuild: Cannot write to {out}: a process that wrote a part of it was ended (SIGKILL).\n"
    assert checksums(out) == before
    assert not list(out.glob(".graphbuild-new-*"))


def test_builds_that_are_killed_leave_whole_outputs(tmp_path: Path) -> None:
    """A handful; `make bench` kills a hundred."""
    assert sum(kills(5, 7, tmp_path).values()) == 5


def test_a_build_under_nohup_goes_on_when_its_terminal_is_closed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen(
        [*BUILD, graphbuild.data(), "-o", out], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )  # fmt: skip
    end = time.monotonic() + 60
    while not list(out.glob(".graphbuild-new-*")):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.01)
    process.send_signal(signal.SIGHUP)
    assert process.wait(60) == 0
