"""`graphbuild check`: whether a build conforms."""

from __future__ import annotations

import argparse

from graphbuild.cli.options import DEFAULT_OUT, Commands, add_quiet


def add(commands: Commands) -> None:
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
    add_quiet(check)
    check.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.check import check
    from graphbuild.cli import terminal
    from graphbuild.cli.shown.report import show_report

    with terminal.progress(quiet=options.quiet) as progress:
        report = check(options.out, progress=progress)
    if options.json:
        import json

        print(json.dumps(report.as_dict(), indent=2))
    elif not (options.quiet and report.conforms):
        show_report(report)
    return 0 if report.conforms else 1
