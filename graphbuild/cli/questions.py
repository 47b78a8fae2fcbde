"""`graphbuild questions`: the questions that have names."""

from __future__ import annotations

import argparse
import sys

from graphbuild.cli.options import Commands


def add(commands: Commands) -> None:
    named = commands.add_parser(
        "questions", help="list the named questions, or show one",
        description="List the named questions, or show one: what it answers, of what to beware, and its SPARQL.",
    )  # fmt: skip
    named.add_argument("name", nargs="?", metavar="NAME", help="a question to show")
    named.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.cli.shown.questions import show_questions
    from graphbuild.query import question, questions

    if options.name:
        sys.stdout.write(question(options.name).text)
    else:
        show_questions(questions().values())
    return 0
