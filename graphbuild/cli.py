"""The command line: parses options, calls the library, shows what came of it.

Results go to standard output, everything else to standard error.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphbuild import __version__
from graphbuild.collector import paused
from graphbuild.errors import GraphbuildError

if TYPE_CHECKING:
    import pandas

    from graphbuild.query import Asked, Result

DEFAULT_OUT = "graph"
DEMO_OUT = "graphbuild-demo"
NOTEBOOKS_OUT = "graphbuild-notebooks"

_EPILOG = """\
examples:
  graphbuild demo                        build the bundled stories
  graphbuild notebooks                   five notebooks to start from
  graphbuild build stories/ -o graph     build a folder of your own
  gunzip -c feed.gz | graphbuild build - from a pipe
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

ANSWERS = ("table", "csv", "tsv", "json", "xml", "parquet", "ttl", "nt", "rdf", "jsonld")
"""The forms of an answer; the last four are of statements (CONSTRUCT and DESCRIBE)."""

PARAMETERS = {
    "theme": "a theme: its slug, such as policing, its label, or its IRI",
    "source": "a publisher: its domain, such as gothamist.com, its name, or its IRI",
    "story": "a story: words of its headline, its slug, or its IRI",
    "entity": "a person, organisation, place or law: its name, its slug, or its IRI",
    "from": "the first day, as 2020-06-01",
    "until": "the last day, as 2020-12-31",
}
"""What can be given to a named question; here for the same reason."""

RECIPES = ("graphdb", "jena", "neptune", "qlever", "virtuoso")
"""The engines whose own bulk loaders are explained; here for the same reason."""

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

_PARTS = ("themes", "mentions", "reprints", "stories", "bundled")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help(sys.stderr)
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a sign shows its number
    from graphbuild import terminal

    try:
        _end_in_order()
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except GraphbuildError as error:
        terminal.complain(str(error))
        return 2
    except KeyboardInterrupt:
        terminal.complain("Stopped.")
        return 130  # what a shell gives a command that Ctrl-C has ended
    except BrokenPipeError:  # the reader of our output has gone: `graphbuild stats graph | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141  # what a shell gives a command that such a pipe has ended
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        terminal.complain(f"Cannot go on:{where} {error.strerror or error}.")
        return 2


def _end_in_order() -> None:
    """Have what is half done cleared away also when the command is terminated or its terminal is closed."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) == signal.SIG_IGN:  # Windows has no SIGHUP, nohup ignores it
            continue
        with contextlib.suppress(ValueError):  # not in the main thread
            signal.signal(number, _terminated)


def _terminated(number: int, frame: object) -> None:
    """End as Ctrl-C does, so that what is half done is cleared away."""
    sys.exit(128 + number)


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
        help="a file, an archive, or a folder that is read with all below it; - for standard input",
    )
    build.add_argument(
        "-r", "--reader", action="append", default=[], metavar="NAME[=PATTERN]",
        help="read files by this reader, whatever they look like; `graphbuild readers` lists them",
    )  # fmt: skip
    build.add_argument(
        "--set", action="append", default=[], metavar="READER.SETTING=VALUE",
        help="a setting of a reader; `graphbuild readers NAME` says what can be set",
    )  # fmt: skip
    build.add_argument(
        "-o", "--out", default=DEFAULT_OUT, metavar="OUT", help="the folder to write (default: %(default)s)"
    )
    build.add_argument(
        "-j", "--judgements", metavar="FILE",
        help="a YAML file that says which addresses are the same article, or not the same",
    )  # fmt: skip
    _add_finding(build)
    build.add_argument("--base", metavar="IRI", help="what the IRIs of sources, topics and files begin with")
    build.add_argument("--title", metavar="TEXT", help="what the data set is called")
    build.add_argument("--license", metavar="IRI", help="the web address of the licence of your data")
    build.add_argument("--creator", metavar="NAME", help="who made the data set")
    build.add_argument("--strict", action="store_true", help="exit with 1 if anything was not taken as it stood")
    kept = build.add_mutually_exclusive_group()
    kept.add_argument(
        "--cache", metavar="DIR",
        help="where to keep what the next build need not do again (default: .graphbuild-cache in OUT)",
    )  # fmt: skip
    kept.add_argument("--no-cache", action="store_true", help="do everything anew, and keep nothing")
    build.add_argument(
        "--store", action=argparse.BooleanOptionalAction,
        help="fill the SPARQL store at once, or when it is first asked (default: at once if the graph is small)",
    )  # fmt: skip
    cluster = build.add_mutually_exclusive_group()
    cluster.add_argument(
        "--workers", type=int, metavar="N",
        help="build by N processes into partitions of N-Quads and Parquet (needs graphbuild[dask])",
    )  # fmt: skip
    cluster.add_argument("--scheduler", metavar="URL", help="the same on a cluster of Dask, as tcp://host:8786")
    build.add_argument(
        "--partitions", type=int, metavar="N", help="in how many parts (default: one for 64 MiB of input, at least 4)"
    )
    build.add_argument(
        "--watch", action="store_true",
        help="build again whenever a file changes, until Ctrl-C (needs graphbuild[watch])",
    )  # fmt: skip
    _add_quiet(build)
    build.set_defaults(run=_build)

    readers = commands.add_parser(
        "readers", help="list the formats that are read, or say which reader takes which file",
        description="List the formats that are read; or show one of them; or say of each file of some sources which "
        "reader would take it.",
    )  # fmt: skip
    readers.add_argument("names", nargs="*", metavar="NAME|SOURCE", help="a reader, or files and folders")
    readers.add_argument("-r", "--reader", action="append", default=[], metavar="NAME[=PATTERN]", help="as for build")
    readers.add_argument("--set", action="append", default=[], metavar="READER.SETTING=VALUE", help="as for build")
    readers.set_defaults(run=_readers)

    explain = commands.add_parser(
        "explain", help="say why something is in the graph, or why two addresses are, or are not, one article",
        description="Say in plain words what a build found of an article, a story, a theme or a name, and by which "
        "words; or why it takes two web addresses for one article, or for two.",
    )  # fmt: skip
    explain.add_argument(
        "left",
        metavar="THING",
        help="an article's web address, or the IRI, its last part or the label of a story, a theme or a name",
    )
    explain.add_argument("right", nargs="?", metavar="ADDRESS", help="a second web address")
    explain.add_argument(
        "-g",
        "--graph",
        default=DEFAULT_OUT,
        metavar="OUT",
        help="the folder of a build (default: %(default)s)",
    )
    explain.set_defaults(run=_explain)

    themes = commands.add_parser(
        "themes", help="try the rules of a theme file on articles",
        description="Try the rules of a theme file: what each theme matches and by which words, and what it nearly "
        "matches and what is missing.",
    )  # fmt: skip
    themes_commands = themes.add_subparsers(dest="themes_command", metavar="COMMAND", required=True)
    test = themes_commands.add_parser("test", help="say what the rules match and why")
    test.add_argument("file", metavar="FILE", help="a theme file, in YAML or SKOS (.ttl, .rdf, .jsonld)")
    test.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="story files and folders, or a build (default: the bundled stories)",
    )
    test.add_argument("-t", "--theme", metavar="SLUG", help="one theme only")
    test.add_argument("-a", "--all", action="store_true", help="show every article, not the first of each theme")
    test.set_defaults(run=_themes_test)

    names = commands.add_parser(
        "names", help="list frequent names that no vocabulary knows",
        description="List the capitalised names that the texts of a build hold often and that no vocabulary knows, "
        "for you to pick from: months, products and errors are among them.",
    )  # fmt: skip
    _add_out(names)
    names.add_argument("-n", "--at-least", type=int, default=3, metavar="N", help="in so many articles (default: 3)")
    names.add_argument(
        "--yaml", action="store_true", help="as entries of a vocabulary file, to be sorted into its lists by hand"
    )
    names.set_defaults(run=_names)

    stats = commands.add_parser(
        "stats", help="show what a build holds",
        description="Show what a build holds: its counts, its publishers, the articles listed most, its problems.",
    )  # fmt: skip
    _add_out(stats)
    stats.add_argument("--json", action="store_true", help="the manifest's counts as JSON")
    stats.set_defaults(run=_stats)

    _add_view(commands)

    export = commands.add_parser(
        "export", help="write a build in another format",
        description="Write a build in one format, to a file or to standard output.",
        epilog=_formats(), formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    _add_out(export)
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
    export.set_defaults(run=_export)

    reach = commands.add_parser(
        "reach", help="say who was first with a theme or a story, and who followed",
        description="Say who was first with a theme or a story, who followed and how late, how it spread, and, for a "
        "story, who carried the neighbouring ones but not this. Without either: a table of all themes and stories.",
    )  # fmt: skip
    _add_out(reach)
    one = reach.add_mutually_exclusive_group()
    one.add_argument("-t", "--theme", metavar="THEME", help="one theme, by its slug or label")
    one.add_argument("-s", "--story", metavar="STORY", help="one story, by its slug, or words of its headline")
    reach.add_argument("-a", "--all", action="store_true", help="show every row, not the first of each table")
    reach.add_argument("--csv", metavar="FILE", help="write the table, with all rows and columns, too")
    reach.set_defaults(run=_reach)

    sources = commands.add_parser(
        "sources", help="show which publishers carry the same and list each other",
        description="Show which publishers carry the same stories, how often they list themselves and each other "
        "against chance, in which groups they fall and which are central.",
    )  # fmt: skip
    _add_out(sources)
    sources.add_argument(
        "--of", choices=("stories", "themes"), default="stories", help="what they carry (default: %(default)s)"
    )
    sources.add_argument("-a", "--all", action="store_true", help="show every row, not the first of each table")
    sources.add_argument("--csv", metavar="FOLDER", help="write each table, with all rows and columns, into it too")
    sources.set_defaults(run=_sources)

    diff = commands.add_parser(
        "diff", help="say what changed between two builds",
        description="Say what changed between two builds: articles, sources, themes, stories, links and files that "
        "were added, are gone or changed. The exit status is 0 if nothing did, 1 if something did, 2 if a folder holds "
        "no build.",
    )  # fmt: skip
    diff.add_argument("old", metavar="OLD", help="the folder of a build")
    diff.add_argument("new", metavar="NEW", help="the folder of a later build")
    diff.add_argument("-a", "--all", action="store_true", help="show every difference, not the first of each group")
    diff.add_argument("--json", action="store_true", help="every difference with all values, as JSON")
    diff.add_argument("--csv", metavar="FILE", help="write a table too: a row for each field that changed")
    diff.add_argument(
        "--patch", metavar="FILE", help="write an RDF Patch too, which makes the graph.nq of NEW of that of OLD"
    )
    _add_quiet(diff)
    diff.set_defaults(run=_diff)

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
    query.add_argument("--base", metavar="IRI", help="with --endpoint: what the IRIs of sources and themes begin with")
    values = query.add_argument_group("parameters of named questions")
    for name, meaning in PARAMETERS.items():
        also = ["--to"] if name == "until" else []  # what `view` calls it
        values.add_argument(f"--{name}", *also, dest=f"value_{name}", metavar=name.upper(), help=meaning)
    query.set_defaults(run=_query)

    named = commands.add_parser(
        "questions", help="list the named questions, or show one",
        description="List the named questions, or show one: what it answers, of what to beware, and its SPARQL.",
    )  # fmt: skip
    named.add_argument("name", nargs="?", metavar="NAME", help="a question to show")
    named.set_defaults(run=_questions)

    serve = commands.add_parser(
        "serve", help="serve a build as a web page and a SPARQL endpoint",
        description="Serve a build on this machine: a page to ask questions in, and a SPARQL 1.1 endpoint at /sparql. "
        "Nothing can be changed through it. Stop it with Ctrl-C.",
    )  # fmt: skip
    _add_out(serve)
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
    serve.set_defaults(run=_serve)

    load = commands.add_parser(
        "load", help="send a build to a SPARQL engine elsewhere",
        description="Send a build to an endpoint by SPARQL 1.1 Update, in batches; a load that was cut off goes on "
        "where it was. For millions of statements --recipe says how to use the engine's own bulk loader. The password "
        "of --user is read from GRAPHBUILD_PASSWORD, or asked for.",
    )  # fmt: skip
    _add_out(load)
    load.add_argument("--endpoint", metavar="URL", help="where updates are taken")
    load.add_argument("--graph", metavar="IRI", help="the named graph to fill (default: the endpoint's default graph)")
    load.add_argument("--named-graphs", action="store_true", help="each statement into the named graph of its file")
    load.add_argument("--graph-store", action="store_true", help="the URL is one of the Graph Store Protocol")
    load.add_argument("--user", metavar="NAME", help="who sends it, where the endpoint wants to know")
    load.add_argument("--recipe", choices=RECIPES, metavar="ENGINE", help=f"show how: {', '.join(RECIPES)}")
    _add_quiet(load)
    load.set_defaults(run=_load)

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
    _add_finding(demo)
    _add_quiet(demo)
    demo.set_defaults(
        run=_demo, judgements=None, reader=[], set=[], base=None, creator="The graphbuild authors", license=None,
        cache=None, no_cache=True, store=None,
        title="Facial recognition in the news, 2019-2022",
    )  # fmt: skip

    notebooks = commands.add_parser(
        "notebooks", help="copy the notebooks that come with graphbuild and open them in JupyterLab",
        description="Copy the notebooks that come with graphbuild into a folder, and open them in JupyterLab.",
    )  # fmt: skip
    notebooks.add_argument(
        "-o", "--out", default=NOTEBOOKS_OUT, metavar="OUT", help="the folder to copy them to (default: %(default)s)"
    )
    notebooks.add_argument("--copy", action="store_true", help="copy them only")
    notebooks.set_defaults(run=_notebooks)
    return parser


def _add_view(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    view = commands.add_parser(
        "view", help="write an interactive page of a build, or of a part of it",
        description="Write one HTML file that shows a build, or a theme, story, source or span of days of it. "
        "It works without the network.",
    )  # fmt: skip
    _add_out(view)
    view.add_argument("--theme", metavar="THEME", help="only its articles: the slug or label of a theme, or of a topic")
    view.add_argument("--story", metavar="STORY", help="only its articles: the slug or label of a story")
    view.add_argument("--source", metavar="PUBLISHER", help="only its articles: the domain or name of a publisher")
    view.add_argument("--from", dest="first", metavar="DATE", help="the first day, such as 2020-06-01")
    view.add_argument("--to", "--until", dest="last", metavar="DATE", help="the last day")
    view.add_argument(
        "--drawn", choices=("canvas", "pyvis"),
        help="how (default: by pyvis where a theme, story or source of at most 1,000 nodes is asked for)",
    )  # fmt: skip
    view.add_argument(
        "-o",
        "--output",
        default="view.html",
        metavar="FILE",
        help="the page (default: %(default)s; -: to standard output)",
    )
    _add_quiet(view)
    view.set_defaults(run=_view)


def _formats() -> str:
    rows = "".join(f"  {name:<10} {suffix}\n" for name, suffix in FORMATS.items())
    return f"formats and suffixes:\n{rows}\nWithout --format and --output: Turtle, to standard output."


def _add_finding(parser: argparse.ArgumentParser) -> None:
    """Options on what to look for in the texts."""
    parser.add_argument(
        "--themes", action="append", default=[], metavar="FILE", help="a file of themes to look for too (YAML or SKOS)"
    )
    parser.add_argument(
        "--entities", action="append", default=[], metavar="FILE", help="a file of names to look for too (YAML)"
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=_PARTS,
        help="leave out what would be found in the texts; `bundled`: look only for what --themes and --entities give",
    )


def _format_named(text: str) -> str:
    """The name of a format, for which its suffix will do: `nt` for `ntriples`."""
    return next((name for name, suffix in FORMATS.items() if suffix == f".{text.removeprefix('.')}"), text)


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "out", nargs="?", default=DEFAULT_OUT, metavar="OUT", help="the folder of a build (default: %(default)s)"
    )


def _add_quiet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")


def _build(options: argparse.Namespace) -> int:
    if options.workers is not None or options.scheduler:
        return _cluster(options)
    if options.partitions is not None:
        from graphbuild.errors import BadOption

        raise BadOption("--partitions is for a build by many processes: give --workers or --scheduler too.")
    if options.watch:
        return _watch(options)
    problems = _built(options.sources, options.out, options)
    return 1 if options.strict and problems else 0


def _cluster(options: argparse.Namespace) -> int:
    from graphbuild import terminal
    from graphbuild.cluster import run
    from graphbuild.cluster.job import Job
    from graphbuild.errors import BadOption

    if options.watch:
        raise BadOption("A build on a cluster cannot be watched.")
    if options.store:
        raise BadOption("A build on a cluster leaves no store: load its N-Quads into a triple store.")
    job = Job.of(options.out, parts=options.partitions, judgements=options.judgements, **_asked(options))
    with (
        run.client(options.workers, options.scheduler) as client,
        terminal.progress(quiet=options.quiet) as progress,
    ):
        manifest = run.build(options.sources, options.out, client, job, progress=progress)
    if not options.quiet:
        terminal.show_partitions(manifest, options.out, run.left_over(options.out))
    return 1 if options.strict and manifest["counts"].get("problems") else 0


def _watch(options: argparse.Namespace) -> int:
    from graphbuild import terminal
    from graphbuild.errors import BadOption
    from graphbuild.watch import CtrlC, changes

    if "-" in options.sources:
        raise BadOption("Standard input is read once and cannot be watched.")
    named = [*options.themes, *options.entities, *([options.judgements] if options.judgements else [])]
    known: set[str] = set()
    with contextlib.suppress(KeyboardInterrupt), CtrlC() as stop:
        for changed in changes([*options.sources, *named], options.out, stop):
            if changed and not options.quiet:
                terminal.show_changed(changed)
            try:
                _built(options.sources, options.out, options, again=bool(changed), known=known)
            except GraphbuildError as error:
                terminal.complain(str(error))
            if not options.quiet:
                terminal.show_watching(len(options.sources))
    terminal.complain("Stopped watching. The last build is whole.")
    return 0


def _readers(options: argparse.Namespace) -> int:
    from graphbuild import terminal
    from graphbuild.ingest.reading import Look
    from graphbuild.ingest.registry import Choice

    look = Look(map(Choice.parse, options.reader), _settings(options.set))
    registry = look.registry
    if not options.names:
        terminal.show_readers(registry)
    elif len(options.names) == 1 and options.names[0] in registry.formats:
        terminal.show_reader(registry.formats[options.names[0]])
    else:
        terminal.show_chosen(options.names, look)
    return 0


def _settings(given: Sequence[str]) -> dict[str, str]:
    """`READER.SETTING=VALUE` as name and value."""
    from graphbuild.errors import BadOption

    for text in given:
        if "." not in text.partition("=")[0] or "=" not in text:
            raise BadOption(f"A setting is READER.SETTING=VALUE, not {text!r}.")
    return {name: value for name, _, value in (text.partition("=") for text in given)}


def _demo(options: argparse.Namespace) -> int:
    from graphbuild.bundled import data

    _built([data()], options.out, options)
    if not options.quiet:
        view = os.path.join(options.out, "view.html")
        print(f"\nTry next:\n  graphbuild stats {options.out}\n  open {view} in a browser")
    return 0


def _notebooks(options: argparse.Namespace) -> int:
    import importlib.util
    import subprocess

    from graphbuild.bundled import copy_notebooks
    from graphbuild.errors import MissingExtra

    copied, kept = copy_notebooks(options.out)
    print(f"{options.out}: {copied} notebooks copied{f', {kept} that were there left as they are' if kept else ''}")
    if options.copy:
        return 0
    if importlib.util.find_spec("jupyterlab") is None:
        raise MissingExtra("To open them, JupyterLab is needed: `pip install 'graphbuild[notebooks]'`.")
    return subprocess.call([sys.executable, "-m", "jupyterlab", options.out])


@paused()
def _built(
    sources: Sequence[str | os.PathLike[str]],
    out: str,
    options: argparse.Namespace,
    *,
    again: bool = False,
    known: set[str] | None = None,
) -> int:
    """Build and say so; returns the number of problems. The collector would go through the whole graph before that.

    `known` are the problems that were shown before, and are not shown again; it becomes those of this build.
    """
    from graphbuild import terminal
    from graphbuild.rebuild import rebuild

    cache = None
    if not options.no_cache:
        from graphbuild.cache import Cache
        from graphbuild.output.artifacts import CACHE

        cache = Cache(options.cache or os.path.join(out, CACHE), out)
    with terminal.progress(quiet=options.quiet) as progress:
        graph = rebuild(
            sources, out, cache, store=options.store, told=lambda what: terminal.tell(what, quiet=options.quiet),
            judgements=options.judgements or (), progress=progress, **_asked(options),
        )  # fmt: skip
    if cache and not options.quiet:
        terminal.show_cache(cache)
    if graph is None:
        from graphbuild.saved import read_manifest

        problems = int(read_manifest(Path(out))["counts"]["problems"])
        if not options.quiet:
            terminal.show_unchanged(out, problems)
        return problems
    if not options.quiet:
        terminal.show_problems(graph.problems, out, known or ())
        if known is not None:
            known.clear()
            known.update(map(str, graph.problems))
        terminal.show_built(graph, None if again else out)
    return len(graph.problems)


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    """The options of a build, but for judgements."""
    from graphbuild.graph import Description
    from graphbuild.iris import DEFAULT_BASE

    given = {name: value for name in ("title", "license", "creator") if (value := getattr(options, name))}
    return {
        "themes": options.themes,
        "entities": options.entities,
        "without": options.without,
        "readers": options.reader,
        "settings": _settings(options.set),
        "base": options.base or DEFAULT_BASE,
        "description": Description(**given),
    }


def _explain(options: argparse.Namespace) -> int:
    from graphbuild import terminal
    from graphbuild.saved import SavedBuild

    build = SavedBuild(options.graph, terminal.tell)
    said = build.explain(options.left, options.right) if options.right else build.account(options.left)
    print(terminal.clean(str(said)))
    return 0


def _themes_test(options: argparse.Namespace) -> int:
    from graphbuild import terminal
    from graphbuild.bundled import data
    from graphbuild.trial import trials

    found = trials(options.file, options.sources or [data()], theme=options.theme)
    terminal.show_trials(found, everything=options.all)
    return 0


def _names(options: argparse.Namespace) -> int:
    from graphbuild import terminal
    from graphbuild.enrich.candidates import as_yaml, candidates
    from graphbuild.saved import SavedBuild

    found = candidates(SavedBuild(options.out).graph(), at_least=options.at_least)
    if options.yaml:
        print(as_yaml(found), end="")
    else:
        terminal.show_candidates(found)
    return 0


def _export(options: argparse.Namespace) -> int:
    from graphbuild.export.formats import export
    from graphbuild.saved import SavedBuild

    export(SavedBuild(options.out), options.output, options.format, sys.stdout.buffer)
    return 0


def _view(options: argparse.Namespace) -> int:
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


def _stats(options: argparse.Namespace) -> int:
    from graphbuild import terminal
    from graphbuild.saved import SavedBuild

    build = SavedBuild(options.out, terminal.tell)
    if options.json:
        import json

        print(json.dumps(build.manifest["counts"], indent=2))
    else:
        terminal.show_stats(build)
    return 0


def _query(options: argparse.Namespace) -> int:
    from graphbuild.errors import BadOption
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
        from graphbuild import terminal
        from graphbuild.saved import SavedBuild

        engine = SavedBuild(options.words[0] if len(options.words) == 2 else DEFAULT_OUT, terminal.tell).engine()
    result = ask(engine, what, given, seconds=options.timeout)
    _answer(result, what, options)
    return 0


def _question(word: str) -> str:
    """A name or a query, read from a file where the word is one's name."""
    from graphbuild.errors import BadQuery

    if word != "-" and not word.endswith((".rq", ".sparql")):
        return word
    try:
        return sys.stdin.read() if word == "-" else Path(word).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuery(f"Cannot read the query {word}: {getattr(error, 'strerror', None) or 'not UTF-8'}.") from error


def _answer(result: Result, what: str, options: argparse.Namespace) -> None:
    from graphbuild import terminal
    from graphbuild.query.result import form_of

    form = options.format or (form_of(options.output, result.kind) if options.output else "table")
    if options.plot:
        from graphbuild.plot.answer import plot

        plot(result, options.plot, what)
    if form == "table" and not options.output:
        terminal.show_result(result, options.rows, wide=options.wide)
    elif options.output:
        from graphbuild.wholefile import whole_file

        content = terminal.table_text(result).encode() if form == "table" else result.written(form)
        with whole_file(Path(options.output)) as stream:
            stream.write(content)
    else:
        sys.stdout.buffer.write(result.written(form))
    terminal.show_asked(result, explain=options.explain)


def _serve(options: argparse.Namespace) -> int:
    from graphbuild import terminal
    from graphbuild.errors import BadOption
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
        print(f"Serving {options.out} at {url} (SPARQL at {url}sparql).", flush=True)

    serve(options.out, settings, started, terminal.tell)
    return 0


def _load(options: argparse.Namespace) -> int:
    from graphbuild import terminal
    from graphbuild.errors import BadOption
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


def _questions(options: argparse.Namespace) -> int:
    from graphbuild import terminal
    from graphbuild.query import question, questions

    if options.name:
        sys.stdout.write(question(options.name).text)
    else:
        terminal.show_questions(questions().values())
    return 0


def _reach(options: argparse.Namespace) -> int:
    from graphbuild import measured
    from graphbuild.saved import SavedBuild

    graph = SavedBuild(options.out).graph()
    if options.theme is None and options.story is None:
        found = measured.reach_of_all(graph)
        _write_frame(found, options.csv)
        measured.show_all(found, everything=options.all)
        return 0
    one = graph.reach(theme=options.theme, story=options.story)
    _write_frame(one.publishers, options.csv)
    measured.show_reach(graph, one, everything=options.all)
    return 0


def _sources(options: argparse.Namespace) -> int:
    from graphbuild import measured
    from graphbuild.saved import SavedBuild

    tables = measured.source_tables(SavedBuild(options.out).graph(), options.of)
    if options.csv:
        Path(options.csv).mkdir(parents=True, exist_ok=True)
        for name, frame in tables.items():
            _write_frame(frame, os.path.join(options.csv, f"{name}.csv"))
    measured.show_sources(tables, options.of, everything=options.all)
    return 0


def _write_frame(frame: pandas.DataFrame, path: str | None) -> None:
    from graphbuild.export.table import write_frame
    from graphbuild.wholefile import whole_file

    if path:
        with whole_file(Path(path)) as stream, io.TextIOWrapper(stream, "utf-8", newline="") as text:
            write_frame(frame, text)


def _diff(options: argparse.Namespace) -> int:
    from graphbuild import terminal
    from graphbuild.diff import diff
    from graphbuild.export import patch, table
    from graphbuild.wholefile import whole_file

    found = diff(options.old, options.new, lambda what: terminal.tell(what, quiet=options.quiet))
    if options.patch:
        with whole_file(Path(options.patch)) as stream:
            patch.write(found.gone, found.added, stream)
    if options.csv:
        with whole_file(Path(options.csv)) as stream, io.TextIOWrapper(stream, "utf-8", newline="") as text:
            table.write_diff(found, text)
    if options.json:
        import json

        print(json.dumps(found.as_dict(), indent=2))  # ASCII: a terminal does nothing at it
    elif not options.quiet:
        terminal.show_diff(found, everything=options.all)
    return 1 if found else 0


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
