"""`graphbuild serve`: a build as a web page and an endpoint."""

from __future__ import annotations

import argparse

from graphbuild.cli.options import Commands, add_out
from graphbuild.errors import BadOption


def add(commands: Commands) -> None:
    serve = commands.add_parser(
        "serve", help="serve a build as a web page and a SPARQL endpoint",
        description="Serve a build on this machine: a page to ask questions in, and a SPARQL 1.1 endpoint at /sparql. "
        "Nothing can be changed through it. Stop it with Ctrl-C.",
    )  # fmt: skip
    add_out(serve)
    serve.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (default: %(default)s)")
    serve.add_argument("--port", type=int, default=7200, help="the port (default: %(default)s; 0: any that is free)")
    serve.add_argument("--timeout", type=float, default=30.0, metavar="SECONDS", help="stop a question after this")
    serve.add_argument("--rows", type=int, default=100_000, metavar="N", help="refuse an answer of more (0: none)")
    serve.add_argument("--at-once", type=int, default=2, metavar="N", help="questions that are answered at once")
    serve.add_argument("--memory", action="store_true", help="keep the graph in memory: answers faster, starts later")
    serve.add_argument(
        "--cors", action="append", default=[], metavar="ORIGIN", help="let pages of this site ask (*: all)"
    )
    serve.add_argument("--allow-host", action="append", default=[], metavar="NAME", help="a host name to answer to")
    serve.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.cli import terminal
    from graphbuild.serve import Settings
    from graphbuild.serve.run import serve

    if options.timeout <= 0 or options.at_once < 1 or options.rows < 0:
        raise BadOption("--timeout and --at-once must be more than 0, --rows not less.")
    settings = Settings(
        host=options.host,
        port=options.port,
        seconds=options.timeout,
        rows=options.rows,
        at_once=options.at_once,
        in_memory=options.memory,
        cors=tuple(options.cors),
        hosts=tuple(options.allow_host),
    )

    def started(url: str) -> None:
        print(f"Serving {options.out} at {url} (SPARQL at {url}sparql). Ctrl-C ends it.", flush=True)

    serve(options.out, settings, started, terminal.tell)
    return 0
