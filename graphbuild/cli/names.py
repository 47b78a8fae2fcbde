"""`graphbuild names`: names that no vocabulary knows."""

from __future__ import annotations

import argparse

from graphbuild.cli.options import Commands, add_out


def add(commands: Commands) -> None:
    names = commands.add_parser(
        "names", help="list frequent names that no vocabulary knows",
        description="List the capitalised names that the texts of a build hold often and that no vocabulary knows, "
        "for you to pick from: months, products and errors are among them.",
    )  # fmt: skip
    add_out(names)
    names.add_argument("-n", "--at-least", type=int, default=3, metavar="N", help="in so many articles (default: 3)")
    names.add_argument(
        "--yaml", action="store_true", help="as entries of a vocabulary file, to be sorted into its lists by hand"
    )
    names.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.cli.shown.candidates import show_candidates
    from graphbuild.enrich.candidates import as_yaml, candidates
    from graphbuild.saved import SavedBuild

    found = candidates(SavedBuild(options.out).graph(), at_least=options.at_least)
    if options.yaml:
        print(as_yaml(found), end="")
    else:
        show_candidates(found)
    return 0
