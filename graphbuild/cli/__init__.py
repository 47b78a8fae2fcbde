"""The command line: parses options, calls the library, shows what came of it.

Each command is a module: `add` gives it its options, `run` does it and returns the exit status. Results go to standard
output, everything else to standard error. What is heavy is imported when a command runs, so that `--help` is quick.
"""

from graphbuild.cli.command import main

__all__ = ["main"]
