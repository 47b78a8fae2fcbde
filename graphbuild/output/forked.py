"""A part of the work in a process of its own, which has all that this one has: a fork.

Python runs one thread at a time. A second process that was started from nothing would have to be sent the graph, which
takes as long as to write it; one that is forked has it already. This is safe only while no other thread runs, which
could hold a lock that nobody gives back in the copy; where it is not, or is not worth it, one process does all.
"""

from __future__ import annotations

import contextlib
import errno
import os
import pickle
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Generic, NoReturn, TypeVar

Result = TypeVar("Result")

MOST = 1 << 30
"""Bytes in memory up to which a process is doubled: Python counts references within the objects, so that what both
look at is copied by and by."""

_DIE_WITH_PARENT = 1
"""`PR_SET_PDEATHSIG` of Linux."""


def possible() -> bool:
    """Whether this process may be doubled, and gains by it."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2 or threading.active_count() > 1:
        return False
    try:
        used, free = _used(), _free()
    except (OSError, ValueError, KeyError):  # a container that does not tell
        return False
    return used <= MOST and 2 * used <= free


@contextlib.contextmanager
def forked(work: Callable[[], Result]) -> Iterator[Forked[Result]]:
    """Do some work in a process of its own, which is ended if it is not waited for, and ends when this one does.

    What it raises, `Forked.result` raises. Ctrl-C is left to this process. Raises `OSError` where there can be no
    other process.
    """
    there, here = os.pipe()
    parent = os.getpid()
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        with warnings.catch_warnings():
            # Since 3.12 Python warns of the threads of libraries too; those of numpy wait, and know of forks.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if not pid:
            _work(work, here, parent)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        os.close(here)
    child = Forked[Result](pid, there)
    try:
        yield child
    finally:
        child.end()


class Forked(Generic[Result]):
    """The other process."""

    def __init__(self, pid: int, pipe: int) -> None:
        self._pid: int | None = pid
        self._pipe = pipe

    def result(self) -> Result:
        """Wait for what it returns. Raises what it raised, `ChildProcessError` if it was ended."""
        with open(self._pipe, "rb", closefd=False) as stream:
            said = stream.read()
        status = os.waitstatus_to_exitcode(self._wait())
        if not said:
            how = signal.Signals(-status).name if status < 0 else f"status {status}"
            raise ChildProcessError(errno.ECHILD, f"a process that wrote a part of it was ended ({how})")
        done, value = pickle.loads(said)  # nosec: our own child wrote it
        if not done:
            raise value
        found: Result = value
        return found

    def end(self) -> None:
        """End it, if it still runs."""
        os.close(self._pipe)
        if self._pid is not None:
            os.kill(self._pid, signal.SIGKILL)
            self._wait()

    def _wait(self) -> int:
        assert self._pid is not None
        _, status = os.waitpid(self._pid, 0)
        self._pid = None
        return status


def _work(work: Callable[[], Any], pipe: int, parent: int) -> NoReturn:
    """What the other process does. It never returns to what this one was doing, and clears away nothing of it."""
    try:
        _die_with(parent)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        try:
            said = pickle.dumps((True, work()))
        except BaseException as error:
            said = _told(error)
        with open(pipe, "wb") as stream:
            stream.write(said)
    finally:
        os._exit(0)


def _told(error: BaseException) -> bytes:
    """What went wrong, so that it can be raised elsewhere; with the place, which is not sent."""
    place = "".join(traceback.format_exception(error))
    try:
        error.add_note(place)
        pickle.loads(said := pickle.dumps((False, error)))
    except Exception:  # there are exceptions that cannot be sent
        return pickle.dumps((False, RuntimeError(place)))
    return said


def _die_with(parent: int) -> None:
    """Have the system end this process when its parent is ended, in whatever way."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it was before we asked
        os._exit(1)


def _used() -> int:
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _free() -> int:
    """The memory that is to be had, in bytes: of the machine, and of the container if there is one."""
    with open("/proc/meminfo", encoding="ascii") as stream:
        lines = dict(line.split(":") for line in stream)
    free = int(lines["MemAvailable"].split()[0]) * 1024
    with contextlib.suppress(OSError, ValueError):  # no container, or one without a limit
        most, now = (int(open(f"/sys/fs/cgroup/memory.{name}").read()) for name in ("max", "current"))  # noqa: SIM115
        free = min(free, most - now)
    return free
