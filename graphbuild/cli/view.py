"""`graphbuild view`: a page of a build, or of a part of it."""

from __future__ import annotations

import argparse
import sys

from graphbuild.cli.options import Commands, add_out, add_quiet


def add(commands: Commands) -> None:
    view = commands.add_parser(
        "view", help="write an interactive page of a build, or of a part of it",
        description="Write one HTML file that shows a build, or a theme, story, publisher or span of days of it. "
        "It works without the network.",
    )  # fmt: skip
    add_out(view)
    view.add_argument("--theme", metavar="THEME", help="only its articles: the slug or label of a theme, or of a topic")
    view.add_argument("--story", metavar="STORY", help="only its articles: the slug or label of a story")
    view.add_argument("--source", metavar="PUBLISHER", help="only its articles: the domain or name of a publisher")
    view.add_argument("--from", dest="first", metavar="DATE", help="the first day, such as 2020-06-01")
    view.add_argument("--to", "--until", dest="last", metavar="DATE", help="the last day")
    view.add_argument(
        "--drawn", choices=("canvas", "pyvis"),
        help="how (default: by pyvis where a theme, story or publisher of at most 1,000 nodes is asked for)",
    )  # fmt: skip
    view.add_argument(
        "-o",
        "--output",
        default="view.html",
        metavar="FILE",
        help="the page (default: %(default)s; -: to standard output)",
    )
    add_quiet(view)
    view.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.saved import SavedBuild

    asked = {name: getattr(options, name) for name in ("theme", "story", "source", "first", "last", "drawn")}
    view = SavedBuild(options.out).graph().view(**asked)
    if options.output == "-":
        sys.stdout.buffer.write(view.html.encode("utf-8"))
        return 0
    view.save(options.output)
    if not options.quiet:
        print(f"{options.output}: {len(view.model.articles):,} articles. Open it in a browser.")
    return 0
