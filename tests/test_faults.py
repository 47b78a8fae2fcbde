"""A full disk, a folder that is read-only, a build that is told to stop: what was there stays, and it is said."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import graphbuild
from graphbuild.errors import OutputError
from tests.benchmarks.kills import kills
from tests.test_output import checksums, is_whole

BUILD = [sys.executable, "-m", "graphbuild", "build", "-q"]


@pytest.mark.parametrize("kib", [1, 20, 60, 200])
def test_a_disk_that_is_full(tmp_path: Path, demo: Path, kib: int) -> None:
    """No file may grow beyond a limit: the system refuses to write more, as a full disk does."""
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    before = checksums(out)
    done = subprocess.run(
        [*BUILD, graphbuild.example(), "-o", out], check=False, capture_output=True, text=True,
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


def test_a_build_that_is_told_to_stop_leaves_nothing_behind(tmp_path: Path, demo: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo, out)
    before = checksums(out)
    process = subprocess.Popen([*BUILD, graphbuild.data(), "-o", out, "--title", "Another"])
    end = time.monotonic() + 60
    while not list(out.glob(".graphbuild-new-*/graph.nq")):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 143
    assert not list(out.glob(".graphbuild-new-*"))
    assert checksums(out) == before


def test_builds_that_are_killed_leave_whole_outputs(tmp_path: Path) -> None:
    """A handful; `make bench` kills a hundred."""
    assert sum(kills(5, 7, tmp_path).values()) == 5
