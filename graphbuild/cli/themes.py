"""`graphbuild themes test`: what the rules of a theme match."""

from __future__ import annotations

import argparse

from graphbuild.cli.options import Commands


def add(commands: Commands) -> None:
    themes = commands.add_parser(
        "themes", help="try the rules of a theme file on articles",
        description="Try the rules of a theme file: what each theme matches and by which words, and what it nearly "
        "matches and what is missing.",
    )  # fmt: skip
    themes_commands = themes.add_subparsers(dest="themes_command", metavar="COMMAND", required=True)
    test = themes_commands.add_parser("test", help="say what the rules match and why")
    test.add_argument("file", metavar="FILE", help="a theme file, in YAML or SKOS (.ttl, .rdf, .jsonld)")
    test.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="story files and folders, or a build (default: the bundled stories)",
    )
    test.add_argument("-t", "--theme", metavar="SLUG", help="one theme only")
    test.add_argument("-a", "--all", action="store_true", help="show every article, not the first of each theme")
    test.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.bundled import data
    from graphbuild.cli.shown.trials import show_trials
    from graphbuild.trial import trials

    found = trials(options.file, options.sources or [data()], theme=options.theme)
    show_trials(found, everything=options.all)
    return 0
