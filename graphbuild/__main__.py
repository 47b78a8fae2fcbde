"""`python -m graphbuild`."""

import sys

from graphbuild.cli import main

if __name__ == "__main__":
    sys.exit(main())
