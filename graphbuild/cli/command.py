"""Running one command of the command line."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from collections.abc import Sequence

from graphbuild.cli.parser import parser
from graphbuild.errors import GraphbuildError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    _open_streams()
    commands = parser()
    options = commands.parse_args(arguments)
    if options.command is None:
        commands.print_help(sys.stderr)
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a sign shows its number
    from graphbuild.cli import terminal

    try:
        _end_in_order()
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except GraphbuildError as error:
        terminal.complain(str(error))
        return 2
    except KeyboardInterrupt:
        terminal.complain("Stopped.")
        return 130  # what a shell gives a command that Ctrl-C has ended
    except _Terminated:
        with contextlib.suppress(OSError):  # its terminal may be gone
            terminal.complain("Stopped.")
        raise
    except BrokenPipeError:  # the reader of our output has gone: `graphbuild stats graph | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141  # what a shell gives a command that such a pipe has ended
    except MemoryError:
        terminal.complain("There is not enough memory.")
        return 2
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        terminal.complain(f"Cannot go on:{where} {error.strerror or error}.")
        return 2


def _open_streams() -> None:
    """Let what a caller has closed (`>&-`) be empty, or lead nowhere; else a file we open would take its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


class _Terminated(SystemExit):
    """The command was told to stop."""


def _end_in_order() -> None:
    """Have what is half done cleared away also when the command is terminated or its terminal is closed."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) == signal.SIG_IGN:  # Windows has no SIGHUP, nohup ignores it
            continue
        with contextlib.suppress(ValueError):  # not in the main thread
            signal.signal(number, _terminated)


def _terminated(number: int, frame: object) -> None:
    """End as Ctrl-C does, so that what is half done is cleared away."""
    raise _Terminated(128 + number)
