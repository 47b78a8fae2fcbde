"""`python -m graphbuild`, and the command `graphbuild`."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading


def command() -> None:
    """Run the command line, and end the process."""
    sys.unraisablehook = _come_again
    try:
        code = run()
    finally:
        _end_at_once()
    if threading.active_count() == 1:
        _leave(code)
    sys.exit(code)


def run() -> int:
    """Run the command line; Ctrl-C ends it in one line, from the first import on."""
    gc.set_threshold(20_000)  # the imports make 60,000 objects, in which there is nothing to collect
    try:
        from graphbuild.cli import main

        return main()
    except KeyboardInterrupt:
        print("graphbuild: Stopped. What was there before is unchanged.", file=sys.stderr)
        return 130


def _come_again(lost: sys.UnraisableHookArgs) -> None:
    """Let a signal come once more that came where Python cannot raise, as when it clears an object away."""
    if isinstance(lost.exc_value, KeyboardInterrupt):
        number: int = signal.SIGINT
    elif isinstance(lost.exc_value, SystemExit) and isinstance(lost.exc_value.code, int):
        number = lost.exc_value.code - 128
    else:
        sys.__unraisablehook__(lost)
        return
    if number > 0:
        threading.Timer(0.01, signal.raise_signal, [number]).start()


def _end_at_once() -> None:
    """From now on a signal ends the process: all is done, and Python would show where in its own end it was."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) not in (None, signal.SIG_IGN):
            signal.signal(number, signal.SIG_DFL)


def _leave(code: int) -> None:
    """End the process as it is: Python would take a large graph apart, object by object."""
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # closed by whoever read it: Python knows what to do
        return
    os._exit(code)


if __name__ == "__main__":
    command()
