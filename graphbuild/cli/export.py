"""`graphbuild export`: a build in another format."""

from __future__ import annotations

import argparse
import sys

from graphbuild.cli.options import Commands, add_out

FORMATS = {
    "turtle": ".ttl",
    "trig": ".trig",
    "ntriples": ".nt",
    "nquads": ".nq",
    "jsonld": ".jsonld",
    "rdfxml": ".rdf",
    "graphml": ".graphml",
    "gexf": ".gexf",
    "csv": ".csv",
}
"""Names and main suffixes, here too so that `--help` imports no writer; a test holds them together."""


def add(commands: Commands) -> None:
    export = commands.add_parser(
        "export", help="write a build in another format",
        description="Write a build in one format, to a file or to standard output.",
        epilog=_formats(), formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    add_out(export)
    export.add_argument(
        "-f",
        "--format",
        type=_format_named,
        choices=FORMATS,
        metavar="FORMAT",
        help="one of those below, or its suffix",
    )
    export.add_argument(
        "-o", "--output", metavar="FILE", help="the file; its suffix says the format, and .gz after it compresses"
    )
    export.set_defaults(run=run)


def _formats() -> str:
    rows = "".join(f"  {name:<10} {suffix}\n" for name, suffix in FORMATS.items())
    return f"formats and suffixes:\n{rows}\nWithout --format and --output: Turtle, to standard output."


def _format_named(text: str) -> str:
    """The name of a format, for which its suffix will do: `nt` for `ntriples`."""
    return next((name for name, suffix in FORMATS.items() if suffix == f".{text.removeprefix('.')}"), text)


def run(options: argparse.Namespace) -> int:
    from graphbuild.cli import terminal
    from graphbuild.export.formats import export
    from graphbuild.saved import SavedBuild

    export(SavedBuild(options.out), options.output, options.format, sys.stdout.buffer)
    if options.output:
        terminal.tell_written(options.output)
    return 0
