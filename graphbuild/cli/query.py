"""`graphbuild query`: a question, and its answer."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from graphbuild.cli.options import DEFAULT_OUT, Commands
from graphbuild.errors import BadOption, BadQuery

if TYPE_CHECKING:
    from graphbuild.query import Asked, Result

ANSWERS = ("table", "csv", "tsv", "json", "xml", "parquet", "ttl", "nt", "rdf", "jsonld")
"""The forms of an answer; the last four are of statements (CONSTRUCT and DESCRIBE). Here too so that
`--help` imports no engine; a test holds them together."""

PARAMETERS = {
    "theme": "a theme: its slug, such as policing, its label, or its IRI",
    "source": "a publisher: its domain, such as gothamist.com, its name, or its IRI",
    "story": "a story: words of its headline, its slug, or its IRI",
    "entity": "a person, organisation, place or law: its name, its slug, or its IRI",
    "from": "the first day, as 2020-06-01",
    "until": "the last day, as 2020-12-31",
}
"""What can be given to a named question."""

_QUERY_EPILOG = """\
formats:
  table                 for people (the default without --output)
  csv, tsv, json, xml   the answer of a SELECT or ASK, as SPARQL's standards say
  parquet               for pandas, R and others (needs graphbuild[parquet])
  ttl, nt, rdf, jsonld  the statements of a CONSTRUCT or DESCRIBE

examples:
  graphbuild query graph most-listed-articles
  graphbuild query graph coverage-by-week --theme policing --plot weeks.svg
  graphbuild query graph 'SELECT ?h { ?a schema:headline ?h } LIMIT 5' -o h.csv
  graphbuild query graph mine.rq --explain
"""


def add(commands: Commands) -> None:
    query = commands.add_parser(
        "query", help="ask a question in SPARQL, or by its name",
        description="Ask a question: one of the named ones (`graphbuild questions`), a file of\n"
        "SPARQL, or SPARQL itself. The prefixes gb, schema, dct, skos, prov, dcat, void,\nrdf, rdfs and xsd are known.",
        epilog=_QUERY_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    query.add_argument(
        "words",
        nargs="+",
        metavar="[OUT] QUESTION",
        help="the folder of a build (default: graph); then a name, a file (mine.rq; - for standard input), or SPARQL",
    )
    query.add_argument("-f", "--format", choices=ANSWERS, metavar="FORMAT", help="one of those below")
    query.add_argument("-o", "--output", metavar="FILE", help="write the answer to a file; its suffix says the format")
    query.add_argument("--plot", metavar="FILE", help="draw the answer, to a file .svg or .png")
    query.add_argument("--explain", action="store_true", help="say what was asked, how long it took, how many rows")
    query.add_argument("-n", "--rows", type=int, default=40, metavar="N", help="rows to show (default: 40; 0: all)")
    query.add_argument("-w", "--wide", action="store_true", help="cut nothing to the width of the terminal")
    query.add_argument("--timeout", type=float, default=60.0, metavar="SECONDS", help="stop after this (default: 60)")
    query.add_argument("--endpoint", metavar="URL", help="ask a SPARQL endpoint on the web in place of a build")
    query.add_argument("--graph", metavar="IRI", help="with --endpoint: the named graph to ask")
    query.add_argument(
        "--base", metavar="IRI", help="with --endpoint: what the IRIs of publishers and themes begin with"
    )
    values = query.add_argument_group("parameters of named questions")
    for name, meaning in PARAMETERS.items():
        also = ["--to"] if name == "until" else []  # what `view` calls it
        values.add_argument(f"--{name}", *also, dest=f"value_{name}", metavar=name.upper(), help=meaning)
    query.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from graphbuild.query import ask

    if len(options.words) > (1 if options.endpoint else 2):
        raise BadOption("One question at a time: put a query into quotes.")
    if options.rows < 0:
        raise BadOption("--rows is how many to show, 1 or more, or 0 for all.")
    if not options.timeout > 0:
        raise BadOption("--timeout is in seconds, and more than 0.")
    what = _question(options.words[-1])
    given = {name: value for name in PARAMETERS if (value := getattr(options, f"value_{name}")) is not None}
    if options.endpoint:
        from graphbuild.query.remote import Endpoint

        engine: Asked = Endpoint(options.endpoint, options.base, graph=options.graph)
    else:
        from graphbuild.cli import terminal
        from graphbuild.saved import SavedBuild

        engine = SavedBuild(options.words[0] if len(options.words) == 2 else DEFAULT_OUT, terminal.tell).engine()
    result = ask(engine, what, given, seconds=options.timeout)
    _answer(result, what, options)
    return 0


def _question(word: str) -> str:
    """A name or a query, read from a file where the word is one's name."""
    if word != "-" and not word.endswith((".rq", ".sparql")):
        return word
    try:
        return sys.stdin.read() if word == "-" else Path(word).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuery(f"Cannot read the query {word}: {getattr(error, 'strerror', None) or 'not UTF-8'}.") from error


def _answer(result: Result, what: str, options: argparse.Namespace) -> None:
    from graphbuild.cli import terminal
    from graphbuild.cli.shown.answer import show_asked, show_result, table_text
    from graphbuild.query.result import form_of

    form = options.format or (form_of(options.output, result.kind) if options.output else "table")
    if options.plot:
        from graphbuild.plot.answer import plot

        plot(result, options.plot, what)
        terminal.tell_written(options.plot)
    if form == "table" and not options.output:
        show_result(result, options.rows, wide=options.wide)
    elif options.output:
        from graphbuild.wholefile import whole_file

        content = table_text(result).encode() if form == "table" else result.written(form)
        with whole_file(Path(options.output)) as stream:
            stream.write(content)
        terminal.tell_written(options.output, _holds(result))
    else:
        sys.stdout.buffer.write(result.written(form))
    show_asked(result, explain=options.explain)


def _holds(result: Result) -> str:
    """What an answer holds, in words; none for yes or no."""
    from graphbuild.text import counted

    nouns = {"bindings": "row", "graph": "statement"}
    return counted(result.rows, nouns[result.kind]) if result.kind in nouns else ""
