"""`graphbuild diff`: what changed between two builds."""

from __future__ import annotations

import argparse
from pathlib import Path

from graphbuild.cli.options import Commands, add_quiet


def add(commands: Commands) -> None:
    diff = commands.add_parser(
        "diff", help="say what changed between two builds",
        description="Say what changed between two builds: articles, publishers, themes, stories, links and files that "
        "were added, are gone or changed. The exit status is 0 if nothing did, 1 if something did, 2 if a folder holds "
        "no build.",
    )  # fmt: skip
    diff.add_argument("old", metavar="OLD", help="the folder of a build")
    diff.add_argument("new", metavar="NEW", help="the folder of a later build")
    diff.add_argument("-a", "--all", action="store_true", help="show every difference, not the first of each group")
    diff.add_argument("--json", action="store_true", help="every difference with all values, as JSON")
    diff.add_argument("--csv", metavar="FILE", help="write a table too: a row for each field that changed")
    diff.add_argument(
        "--patch", metavar="FILE", help="write an RDF Patch too, which makes the graph.nq of NEW of that of OLD"
    )
    add_quiet(diff)
    diff.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.cli import terminal
    from graphbuild.cli.shown.diff import show_diff
    from graphbuild.diff import diff
    from graphbuild.export import patch, table
    from graphbuild.wholefile import whole_file, whole_text

    found = diff(options.old, options.new, lambda what: terminal.tell(what, quiet=options.quiet))
    if options.patch:
        with whole_file(Path(options.patch)) as stream:
            patch.write(found.gone, found.added, stream)
        terminal.tell_written(options.patch, quiet=options.quiet)
    if options.csv:
        with whole_text(Path(options.csv)) as text:
            table.write_diff(found, text)
        terminal.tell_written(options.csv, quiet=options.quiet)
    if options.json:
        import json

        print(json.dumps(found.as_dict(), indent=2))  # ASCII: a terminal does nothing at it
    elif not options.quiet:
        show_diff(found, everything=options.all)
    return 1 if found else 0
