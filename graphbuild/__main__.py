"""`python -m graphbuild`, and the command `graphbuild`."""

from __future__ import annotations

import gc
import sys


def run() -> int:
    """Run the command line; Ctrl-C ends it in one line, from the first import on."""
    gc.set_threshold(20_000)  # the imports make 60,000 objects, in which there is nothing to collect
    try:
        from graphbuild.cli import main

        return main()
    except KeyboardInterrupt:
        print("graphbuild: Stopped. What was there before is unchanged.", file=sys.stderr)
        return 130
    finally:
        gc.freeze()  # Python would look through all objects once more before it ends


if __name__ == "__main__":
    sys.exit(run())
