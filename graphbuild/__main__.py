"""`python -m graphbuild`, and the command `graphbuild`."""

from __future__ import annotations

import sys


def run() -> int:
    """Run the command line; Ctrl-C ends it in one line, from the first import on."""
    try:
        from graphbuild.cli import main

        return main()
    except KeyboardInterrupt:
        print("graphbuild: Stopped. What was there before is unchanged.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(run())
