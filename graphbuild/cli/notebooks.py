"""`graphbuild notebooks`: the notebooks to start from."""

from __future__ import annotations

import argparse
import sys

from graphbuild.cli.options import Commands
from graphbuild.errors import MissingExtra

NOTEBOOKS_OUT = "graphbuild-notebooks"


def add(commands: Commands) -> None:
    notebooks = commands.add_parser(
        "notebooks", help="copy the notebooks that come with graphbuild and open them in JupyterLab",
        description="Copy the notebooks that come with graphbuild into a folder, and open them in JupyterLab.",
    )  # fmt: skip
    notebooks.add_argument(
        "-o", "--out", default=NOTEBOOKS_OUT, metavar="OUT", help="the folder to copy them to (default: %(default)s)"
    )
    notebooks.add_argument("--copy", action="store_true", help="copy them only")
    notebooks.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    import importlib.util
    import subprocess

    from graphbuild.bundled import copy_notebooks
    from graphbuild.text import counted

    copied, kept = copy_notebooks(options.out)
    left = f", {kept} that were there left as they are" if kept else ""
    print(f"{options.out}: {counted(copied, 'notebook')} copied{left}")
    if options.copy:
        return 0
    if importlib.util.find_spec("jupyterlab") is None:
        raise MissingExtra("JupyterLab, which opens them, is not installed: `pip install 'graphbuild[notebooks]'`.")
    return subprocess.call([sys.executable, "-m", "jupyterlab", options.out])
