"""`graphbuild stats`: what a build holds."""

from __future__ import annotations

import argparse

from graphbuild.cli.options import Commands, add_out


def add(commands: Commands) -> None:
    stats = commands.add_parser(
        "stats", help="show what a build holds",
        description="Show what a build holds: its counts, its publishers, the articles listed most, its problems.",
    )  # fmt: skip
    add_out(stats)
    stats.add_argument("--json", action="store_true", help="the manifest's counts as JSON")
    stats.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.cli import terminal
    from graphbuild.cli.shown.stats import show_stats
    from graphbuild.saved import SavedBuild

    build = SavedBuild(options.out, terminal.tell)
    if options.json:
        import json

        print(json.dumps(build.manifest["counts"], indent=2))
    else:
        show_stats(build)
    return 0
