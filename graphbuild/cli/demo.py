"""`graphbuild demo`: the bundled stories."""

from __future__ import annotations

import argparse
import os

from graphbuild.cli.build import built
from graphbuild.cli.options import Commands, add_finding, add_quiet

DEMO_OUT = "graphbuild-demo"


def add(commands: Commands) -> None:
    demo = commands.add_parser(
        "demo", help="build the bundled stories on facial recognition",
        description="Build the stories on facial recognition that come with graphbuild.",
    )  # fmt: skip
    demo.add_argument("-o", "--out", default=DEMO_OUT, metavar="OUT", help="the folder to write (default: %(default)s)")
    add_finding(demo)
    add_quiet(demo)
    demo.set_defaults(
        run=run, judgements=None, reader=[], set=[], base=None, creator="The graphbuild authors", license=None,
        cache=None, no_cache=True, store=None,
        title="Facial recognition in the news, 2019-2022",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    from graphbuild.bundled import data

    built([data()], options.out, options)
    if not options.quiet:
        view = os.path.join(options.out, "view.html")
        print(f"\nTry next:\n  graphbuild stats {options.out}\n  open {view} in a browser")
    return 0
