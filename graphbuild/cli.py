"""The command line: parses options, calls the library, shows what came of it.

Results go to standard output, everything else to standard error.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graphbuild import __version__
from graphbuild.errors import GraphbuildError

if TYPE_CHECKING:
    from graphbuild.graph import StoryGraph

DEFAULT_OUT = "graph"
DEMO_OUT = "graphbuild-demo"

_EPILOG = """\
examples:
  graphbuild demo                          build the bundled stories and say where to look
  graphbuild build stories/ -o graph       build a folder of your own
  graphbuild stats graph                   what is in it
  graphbuild check graph                   whether it is still whole and conforms to the shapes
  graphbuild explain URL1 URL2 -g graph    why two addresses are, or are not, one article

exit status:
  0  done
  1  done, but something was not taken as it stood (build --strict), or does not conform (check)
  2  nothing done: wrong usage, nothing readable, or nowhere to write
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help(sys.stderr)
        return 2
    from graphbuild import terminal

    try:
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except GraphbuildError as error:
        terminal.complain(str(error))
        return 2
    except BrokenPipeError:  # the reader of our output has gone: `graphbuild stats graph | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        terminal.complain("Stopped. What was there before is unchanged.")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="graphbuild",
        description="Turn news stories and the links between them into a knowledge graph.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"graphbuild {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    build = commands.add_parser(
        "build", help="build a graph from files and folders of stories",
        description="Read story files and folders of them, and leave a graph in many forms in one folder.",
    )  # fmt: skip
    build.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="a story file, or a folder that is read with all below it",
    )
    build.add_argument(
        "-o", "--out", default=DEFAULT_OUT, metavar="OUT", help="the folder to write (default: %(default)s)"
    )
    build.add_argument(
        "-j", "--judgements", metavar="FILE",
        help="a YAML file that says which addresses are the same article, or not the same",
    )  # fmt: skip
    build.add_argument("--base", metavar="IRI", help="what the IRIs of sources, topics and files begin with")
    build.add_argument("--strict", action="store_true", help="exit with 1 if anything was not taken as it stood")
    _add_quiet(build)
    build.set_defaults(run=_build)

    explain = commands.add_parser(
        "explain", help="say why two addresses are, or are not, one article",
        description="Say in plain words why a build takes two web addresses for one article, or for two.",
    )  # fmt: skip
    explain.add_argument("left", metavar="A", help="a web address")
    explain.add_argument("right", metavar="B", help="another web address")
    explain.add_argument(
        "-g",
        "--graph",
        default=DEFAULT_OUT,
        metavar="OUT",
        help="the folder of a build (default: %(default)s)",
    )
    explain.set_defaults(run=_explain)

    stats = commands.add_parser(
        "stats", help="show what a build holds",
        description="Show what a build holds: its counts, its publishers, the articles listed most, its problems.",
    )  # fmt: skip
    stats.add_argument(
        "out",
        nargs="?",
        default=DEFAULT_OUT,
        metavar="OUT",
        help="the folder of a build (default: %(default)s)",
    )
    stats.add_argument("--json", action="store_true", help="the manifest's counts as JSON")
    stats.set_defaults(run=_stats)

    check = commands.add_parser(
        "check", help="say whether a build, or any RDF file, conforms to the shapes",
        description="Check a build against the shapes, the vocabularies and its checksums, or an RDF file against "
        "the first two. The exit status is 0 if all conforms, 1 if not, 2 if it cannot be checked.",
    )  # fmt: skip
    check.add_argument(
        "out",
        nargs="?",
        default=DEFAULT_OUT,
        metavar="OUT",
        help="the folder of a build, or a file such as graph.ttl or graph.nq.gz (default: %(default)s)",
    )
    check.add_argument("--json", action="store_true", help="the report as JSON")
    check.set_defaults(run=_check)

    demo = commands.add_parser(
        "demo", help="build the bundled stories on facial recognition",
        description="Build the stories on facial recognition that come with graphbuild.",
    )  # fmt: skip
    demo.add_argument("-o", "--out", default=DEMO_OUT, metavar="OUT", help="the folder to write (default: %(default)s)")
    _add_quiet(demo)
    demo.set_defaults(run=_demo)
    return parser


def _add_quiet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")


def _build(options: argparse.Namespace) -> int:
    graph = _built(options.sources, options.out, options.judgements, options.base, options.quiet)
    return 1 if options.strict and len(graph.problems) else 0


def _demo(options: argparse.Namespace) -> int:
    from graphbuild.bundled import data

    _built([data()], options.out, None, None, options.quiet)
    if not options.quiet:
        view = os.path.join(options.out, "view.html")
        print(f"\nTry next:\n  graphbuild stats {options.out}\n  open {view} in a browser")
    return 0


def _built(
    sources: Sequence[str | os.PathLike[str]], out: str, judgements: str | None, base: str | None, quiet: bool
) -> StoryGraph:
    from graphbuild import terminal
    from graphbuild.assembly import build
    from graphbuild.errors import OutputError
    from graphbuild.iris import DEFAULT_BASE
    from graphbuild.output import check_writable, write

    check_writable(out)
    with terminal.progress(quiet=quiet) as progress:
        try:
            graph = build(*sources, judgements=judgements or (), base=base or DEFAULT_BASE, progress=progress)
        except ValueError as error:
            raise OutputError(f"{error}.") from None
        write(graph, out, progress=progress)
    if not quiet:
        terminal.show_problems(graph.problems, out)
        terminal.show_built(graph, out)
    return graph


def _explain(options: argparse.Namespace) -> int:
    from graphbuild.saved import SavedBuild

    print(SavedBuild(options.graph).explain(options.left, options.right))
    return 0


def _stats(options: argparse.Namespace) -> int:
    from graphbuild.saved import SavedBuild

    build = SavedBuild(options.out)
    if options.json:
        import json

        print(json.dumps(build.manifest["counts"], indent=2))
    else:
        from graphbuild import terminal

        terminal.show_stats(build)
    return 0


def _check(options: argparse.Namespace) -> int:
    from graphbuild.check import check

    report = check(options.out)
    if options.json:
        import json

        print(json.dumps(report.as_dict(), indent=2))
    else:
        from graphbuild import terminal

        terminal.show_report(report)
    return 0 if report.conforms else 1
