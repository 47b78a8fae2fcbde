"""`graphbuild readers`: which formats are read, and which file by which reader."""

from __future__ import annotations

import argparse

from graphbuild.cli.options import Commands, settings


def add(commands: Commands) -> None:
    readers = commands.add_parser(
        "readers", help="list the formats that are read, or say which reader takes which file",
        description="List the formats that are read; or show one of them; or say of each of some files which "
        "reader would take it.",
    )  # fmt: skip
    readers.add_argument("names", nargs="*", metavar="NAME|SOURCE", help="a reader, or files and folders")
    readers.add_argument("-r", "--reader", action="append", default=[], metavar="NAME[=PATTERN]", help="as for build")
    readers.add_argument("--set", action="append", default=[], metavar="READER.SETTING=VALUE", help="as for build")
    readers.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.cli.shown.readers import show_chosen, show_reader, show_readers
    from graphbuild.ingest.reading import Look
    from graphbuild.ingest.registry import Choice

    look = Look(map(Choice.parse, options.reader), settings(options.set))
    registry = look.registry
    if not options.names:
        show_readers(registry)
    elif len(options.names) == 1 and options.names[0] in registry.formats:
        show_reader(registry.formats[options.names[0]])
    else:
        show_chosen(options.names, look)
    return 0
