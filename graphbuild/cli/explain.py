"""`graphbuild explain`: why something is in the graph."""

from __future__ import annotations

import argparse

from graphbuild.cli.options import DEFAULT_OUT, Commands


def add(commands: Commands) -> None:
    explain = commands.add_parser(
        "explain", help="say why something is in the graph, or why two addresses are, or are not, one article",
        description="Say in plain words what a build found of an article, a story, a theme or a name, and by which "
        "words; or why it takes two web addresses for one article, or for two, and how one of two leads to the other.",
    )  # fmt: skip
    explain.add_argument(
        "left",
        metavar="THING",
        help="an article's web address, or the IRI, its last part or the label of a story, a theme or a name",
    )
    explain.add_argument("right", nargs="?", metavar="ADDRESS", help="a second web address")
    explain.add_argument(
        "-g",
        "--graph",
        default=DEFAULT_OUT,
        metavar="OUT",
        help="the folder of a build (default: %(default)s)",
    )
    explain.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.cli import terminal
    from graphbuild.saved import SavedBuild

    build = SavedBuild(options.graph, terminal.tell)
    said = build.explain(options.left, options.right) if options.right else build.account(options.left)
    terminal.show_text(str(said))
    return 0
