"""Ctrl-C, termination and a terminal that is closed, held back for a while."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def undisturbed(told: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold these signals back to the end of the context; `told` is called when one comes.

    Blocking the signals would not do: the system gives them to any thread, and libraries have some. Python interrupts
    its main thread alone, so that in another there is nothing to hold back.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    usual = {}

    def hold(number: int, frame: object) -> None:
        came.append(number)
        told()

    for number in (getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP")):
        if number is not None and signal.getsignal(number) not in (None, signal.SIG_IGN):
            usual[number] = signal.signal(number, hold)
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)
