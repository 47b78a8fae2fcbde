"""`graphbuild reach`: who was first, and who followed."""

from __future__ import annotations

import argparse

from graphbuild.cli.frame import write_frame
from graphbuild.cli.options import Commands, add_out


def add(commands: Commands) -> None:
    reach = commands.add_parser(
        "reach", help="say who was first with a theme or a story, and who followed",
        description="Say who was first with a theme or a story, who followed and how late, how it spread, and, for a "
        "story, who carried the neighbouring ones but not this. Without either: a table of all themes and stories.",
    )  # fmt: skip
    add_out(reach)
    one = reach.add_mutually_exclusive_group()
    one.add_argument("-t", "--theme", metavar="THEME", help="one theme, by its slug or label")
    one.add_argument("-s", "--story", metavar="STORY", help="one story, by its slug, or words of its headline")
    reach.add_argument("-a", "--all", action="store_true", help="show every row, not the first of each table")
    reach.add_argument("--csv", metavar="FILE", help="write the table, with all rows and columns, too")
    reach.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.cli.shown import measured
    from graphbuild.saved import SavedBuild

    graph = SavedBuild(options.out).graph()
    if options.theme is None and options.story is None:
        found = measured.reach_of_all(graph)
        if options.csv:
            write_frame(found, options.csv)
        measured.show_all(found, everything=options.all)
        return 0
    one = graph.reach(theme=options.theme, story=options.story)
    if options.csv:
        write_frame(one.publishers, options.csv)
    measured.show_reach(graph, one, everything=options.all)
    return 0
