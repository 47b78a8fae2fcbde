"""`graphbuild sources`: which publishers carry the same."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from graphbuild.cli.frame import write_frame
from graphbuild.cli.options import Commands, add_out


def add(commands: Commands) -> None:
    sources = commands.add_parser(
        "sources", help="show which publishers carry the same and list each other",
        description="Show which publishers carry the same stories, how often they list themselves and each other "
        "against chance, in which groups they fall and which are central.",
    )  # fmt: skip
    add_out(sources)
    sources.add_argument(
        "--of", choices=("stories", "themes"), default="stories", help="what they carry (default: %(default)s)"
    )
    sources.add_argument("-a", "--all", action="store_true", help="show every row, not the first of each table")
    sources.add_argument("--csv", metavar="FOLDER", help="write each table, with all rows and columns, into it too")
    sources.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.cli.shown import measured
    from graphbuild.saved import SavedBuild

    tables = measured.source_tables(SavedBuild(options.out).graph(), options.of)
    if options.csv:
        Path(options.csv).mkdir(parents=True, exist_ok=True)
        for name, frame in tables.items():
            write_frame(frame, os.path.join(options.csv, f"{name}.csv"))
    measured.show_sources(tables, options.of, everything=options.all)
    return 0
