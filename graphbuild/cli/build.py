"""`graphbuild build`: on this machine, again and again, or on a cluster."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphbuild.cli.options import DEFAULT_OUT, Commands, add_finding, add_quiet, settings
from graphbuild.collector import paused
from graphbuild.errors import BadOption, GraphbuildError

if TYPE_CHECKING:
    from graphbuild.cli.seen import Seen


def add(commands: Commands) -> None:
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
    add_finding(build)
    build.add_argument("--base", metavar="IRI", help="what the IRIs of publishers, topics and files begin with")
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
    add_quiet(build)
    build.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.workers is not None or options.scheduler is not None:
        return _cluster(options)
    if options.partitions is not None:
        raise BadOption("--partitions is for a build by many processes: give --workers or --scheduler too.")
    if options.watch:
        return _watch(options)
    problems = built(options.sources, options.out, options)
    return 1 if options.strict and problems else 0


def _cluster(options: argparse.Namespace) -> int:
    from graphbuild.cli import terminal
    from graphbuild.cli.shown import build as shown
    from graphbuild.cluster import run as cluster
    from graphbuild.cluster.job import Job

    if options.watch:
        raise BadOption("A build on a cluster cannot be watched.")
    if options.cache:
        raise BadOption("A build on a cluster keeps no cache: leave out --cache.")
    if options.store:
        raise BadOption("A build on a cluster leaves no store: load its N-Quads into a triple store.")
    job = Job.of(options.out, parts=options.partitions, judgements=options.judgements, **_asked(options))
    with (
        cluster.client(options.workers, options.scheduler) as client,
        terminal.progress(quiet=options.quiet) as progress,
    ):
        manifest = cluster.build(options.sources, options.out, client, job, progress=progress)
    if not options.quiet:
        shown.show_partitions(manifest, options.out, cluster.left_over(options.out))
    return 1 if options.strict and manifest["counts"]["problems"] else 0


def _watch(options: argparse.Namespace) -> int:
    from graphbuild.cli import terminal
    from graphbuild.cli.seen import Seen
    from graphbuild.cli.shown import build as shown
    from graphbuild.ingest.registry import named_files
    from graphbuild.watch import CtrlC, changes

    if "-" in options.sources:
        raise BadOption("Standard input is read once and cannot be watched.")
    named = [*options.themes, *options.entities, *named_files(settings(options.set))]
    named += [options.judgements] if options.judgements else []
    ours = [options.out, *([options.cache] if options.cache else [])]
    seen = Seen()
    with contextlib.suppress(KeyboardInterrupt), CtrlC() as stop:
        for changed in changes([*options.sources, *named], ours, stop):
            if changed and not options.quiet:
                shown.show_changed(changed)
            try:
                built(options.sources, options.out, options, again=bool(changed), seen=seen)
            except BadOption:  # no file can mend that
                raise
            except GraphbuildError as error:
                terminal.complain(str(error))
            if not options.quiet:
                shown.show_watching([*options.sources, *named])
    terminal.complain("Stopped watching. The last build is whole.")
    return 0


@paused()
def built(
    sources: Sequence[str | os.PathLike[str]],
    out: str,
    options: argparse.Namespace,
    *,
    again: bool = False,
    seen: Seen | None = None,
) -> int:
    """Build and say so; returns the number of problems. The collector would go through the whole graph before that.

    `seen` is what was shown before: of problems and of themes what is new is shown; it becomes that of this build.
    """
    from graphbuild.cli import terminal
    from graphbuild.cli.shown import build as shown
    from graphbuild.cli.shown.problems import show_problems
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
        shown.show_cache(cache)
    if graph is None:
        from graphbuild.saved import read_manifest

        problems = int(read_manifest(Path(out))["counts"]["problems"])
        if not options.quiet:
            shown.show_unchanged(out, problems)
        return problems
    if not options.quiet:
        show_problems(graph.problems, out, seen.problems if seen else ())
        shown.show_built(graph, None if again else out)
        if seen:
            seen.problems = set(map(str, graph.problems))
            shown.show_tuned(seen.tuned(graph))
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
        "settings": settings(options.set),
        "base": options.base or DEFAULT_BASE,
        "description": Description(**given),
    }
