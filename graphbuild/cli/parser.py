"""All commands and their options."""

from __future__ import annotations

import argparse

from graphbuild import __version__
from graphbuild.cli import (
    build,
    check,
    demo,
    diff,
    explain,
    export,
    load,
    names,
    notebooks,
    query,
    questions,
    reach,
    readers,
    serve,
    sources,
    stats,
    themes,
    view,
)

_EPILOG = """\
examples:
  graphbuild demo                        build the bundled stories
  graphbuild notebooks                   five notebooks to start from
  graphbuild build stories/ -o graph     build a folder of your own
  gunzip -c feed.gz | graphbuild build -
                                         what a pipe brings
  graphbuild readers                     which formats are read
  graphbuild stats graph                 what is in it
  graphbuild view graph --source gothamist.com -o gothamist.html
                                         a page with one publisher's articles
  graphbuild query graph most-listed-articles
                                         one of those that `questions` lists
  graphbuild export graph -o graph.trig.gz
                                         in another format
  graphbuild check graph                 is it whole, and does it conform?
  graphbuild explain URL -g graph        what was found of an article, and why
  graphbuild explain URL1 URL2 -g graph  are these one article, and why (not)
  graphbuild themes test my-themes.yaml  what a rule matches, and why
  graphbuild reach graph -t policing     who was first, and who followed
  graphbuild sources graph               which publishers carry the same
  graphbuild diff graph-june graph       what changed between two builds

exit status:
  0  done
  1  done, but something was not taken as it stood (build --strict), does not
     conform (check), or differs (diff)
  2  nothing done: wrong usage, nothing readable, or nowhere to write
"""


_COMMANDS = (
    build,
    readers,
    explain,
    themes,
    names,
    stats,
    view,
    export,
    reach,
    sources,
    diff,
    query,
    questions,
    serve,
    load,
    check,
    demo,
    notebooks,
)
"""In the order in which `--help` lists them."""


def parser() -> argparse.ArgumentParser:
    """The parser of `graphbuild`, with all commands."""
    whole = argparse.ArgumentParser(
        prog="graphbuild",
        description="Turn news stories and the links between them into a knowledge graph.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"graphbuild {__version__}")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for command in _COMMANDS:
        command.add(commands)
    return whole
