"""Work in a process of its own: what it gives back, what goes wrong in it, and that it never outlives its parent."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from graphbuild.output.forked import forked, possible
from tests.test_watch import soon


def runs(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


def test_it_gives_back_what_the_work_returns() -> None:
    with forked(lambda: (os.getpid(), "done")) as other:
        pid, said = other.result()
    assert said == "done"
    assert pid != os.getpid()
    assert not Path(f"/proc/{pid}").exists()


def test_a_large_result_arrives() -> None:
    with forked(lambda: "x" * 10_000_000) as other:
        assert len(other.result()) == 10_000_000


def full() -> None:
    raise OSError(28, "No space left on device", "graph.gexf")


def test_a_full_disk_is_the_same_error_here() -> None:
    with forked(full) as other, pytest.raises(OSError, match="No space left") as raised:
        other.result()
    assert (raised.value.errno, raised.value.strerror) == (28, "No space left on device")


def test_an_error_of_ours_says_where_it_was() -> None:
    with forked(lambda: [][1]) as other, pytest.raises(IndexError) as raised:
        other.result()
    assert "test_forked.py" in raised.value.__notes__[0]


def test_an_error_that_cannot_be_sent_is_told() -> None:
    class Odd(Exception):
        pass

    def odd() -> None:
        raise Odd("very")

    with forked(odd) as other, pytest.raises(RuntimeError, match="Odd: very"):
        other.result()


def test_a_process_that_is_killed_is_said() -> None:
    with (
        forked(lambda: os.kill(os.getpid(), signal.SIGKILL)) as other,
        pytest.raises(ChildProcessError, match=r"was ended \(SIGKILL\)"),
    ):
        other.result()


def test_one_that_is_not_waited_for_is_ended(tmp_path: Path) -> None:
    def sleep() -> None:
        (tmp_path / "pid").write_text(str(os.getpid()))
        time.sleep(60)

    with forked(sleep):
        soon(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    assert not Path("/proc", (tmp_path / "pid").read_text()).exists()


ORPHAN = """
import os, signal, sys, time
from graphbuild.output.forked import forked
def work():
    print(os.getpid(), flush=True)
    time.sleep(60)
with forked(work) as other:
    other.result()
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_its_parent(how: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        pid = int(process.stdout.readline())
        process.send_signal(how)
    soon(lambda: not runs(pid), 10)


def test_ctrl_c_is_left_to_the_parent() -> None:
    def interrupted() -> str:
        os.kill(os.getpid(), signal.SIGINT)
        return "goes on"

    with forked(interrupted) as other:
        assert other.result() == "goes on"


def test_not_while_another_thread_runs() -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        assert not possible()
    finally:
        end.set()
        thread.join()


def test_not_where_memory_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    from graphbuild.output import forked as module

    monkeypatch.setattr(module, "MOST", 1 << 20)
    assert not possible()


def test_nothing_is_drawn_by_a_thread_while_outputs_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bars on a terminal are: a graph could not be written by two processes."""
    from rich.console import Console

    from graphbuild.cli import terminal

    def drawing() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if type(thread).__module__.startswith("rich")]

    monkeypatch.setattr(terminal, "talk", lambda: Console(file=io.StringIO(), force_terminal=True))
    with terminal.progress(quiet=False) as progress:
        progress("reading", 0, 1)
        assert drawing()
        progress("writing", 0, 1)
        assert not drawing()
