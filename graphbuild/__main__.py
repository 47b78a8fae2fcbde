"""`python -m graphbuild`, and the command `graphbuild`."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading


def command() -> None:
    """Run the command line, and end the process."""
    code = run()
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
