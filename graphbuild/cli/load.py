"""`graphbuild load`: a build into a SPARQL engine elsewhere."""

from __future__ import annotations

import argparse
import os
import sys

from graphbuild.cli.options import Commands, add_out, add_quiet
from graphbuild.errors import BadOption

RECIPES = ("graphdb", "jena", "neptune", "qlever", "virtuoso")
"""The engines whose own bulk loaders are explained; here too so that `--help` imports no
client; a test holds them together."""


def add(commands: Commands) -> None:
    load = commands.add_parser(
        "load", help="send a build to a SPARQL engine elsewhere",
        description="Send a build to an endpoint by SPARQL 1.1 Update, in batches; a load that was cut off goes on "
        "where it was. For millions of statements --recipe says how to use the engine's own bulk loader. The password "
        "of --user is read from GRAPHBUILD_PASSWORD, or asked for.",
    )  # fmt: skip
    add_out(load)
    load.add_argument("--endpoint", metavar="URL", help="where updates are taken")
    load.add_argument("--graph", metavar="IRI", help="the named graph to fill (default: the endpoint's default graph)")
    load.add_argument("--named-graphs", action="store_true", help="each statement into the named graph of its file")
    load.add_argument("--graph-store", action="store_true", help="the URL is one of the Graph Store Protocol")
    load.add_argument("--user", metavar="NAME", help="who sends it, where the endpoint wants to know")
    load.add_argument("--recipe", choices=RECIPES, metavar="ENGINE", help=f"show how: {', '.join(RECIPES)}")
    add_quiet(load)
    load.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.cli import terminal
    from graphbuild.load import load, recipe
    from graphbuild.load.load import Target
    from graphbuild.saved import SavedBuild

    build = SavedBuild(options.out)
    if options.recipe:
        sys.stdout.write(recipe(build, options.recipe))
        return 0
    if not options.endpoint:
        raise BadOption("Say where to: --endpoint URL, or --recipe ENGINE.")
    target = Target(
        options.endpoint,
        options.graph,
        options.named_graphs,
        options.graph_store,
        options.user,
        _password(options.user),
    )
    with terminal.progress(quiet=options.quiet) as progress:
        count = load(build, target, progress=lambda done, total: progress("sending", done, total))
    if not options.quiet:
        print(f"Sent {count:,} statements to {options.endpoint}.")
    return 0


def _password(user: str | None) -> str:
    if user is None:
        return ""
    import getpass

    return os.environ.get("GRAPHBUILD_PASSWORD") or getpass.getpass(f"Password of {user}: ")
