"""What a build did: the counts, where to look, what changed since the last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphbuild.cli import terminal
from graphbuild.cli.shown.problems import EXAMPLES
from graphbuild.cli.terminal import clean, one_line
from graphbuild.graph import StoryGraph
from graphbuild.text import counted

if TYPE_CHECKING:
    from graphbuild.cache import Cache
    from graphbuild.cli.seen import Tuned

_GUIDE = (
    ("view.html", "the interactive view: open it in a browser"),
    ("graph.ttl", "the graph in Turtle, to read and share"),
    ("graph.nq", "the graph in N-Quads, with the file behind each statement"),
    ("graph.jsonld", "the graph in JSON-LD, for the web"),
    ("graph.graphml", "for yEd and igraph"),
    ("graph.gexf", "for Gephi"),
    ("store/", "the SPARQL store"),
    ("manifest.json", "counts and checksums: what a paper cites"),
    ("problems.csv", "what was not taken as it stood"),
)


_STORE_LATER = "the SPARQL store: filled, once, when a question is first asked; at once: build --store"


def show_built(graph: StoryGraph, out: str | None) -> None:
    """What was built and, unless that was said before, where to look."""
    counts = graph.counts()
    console = terminal.results()
    console.print(
        f"Built {_articles(counts)} of {counted(counts['sources'], 'publisher')}, "
        f"{counted(counts['listings'], 'listing')} and {counted(counts['topics'], 'topic')} "
        f"from {counted(counts['files'], 'file')}."
    )
    if found := _found(graph):
        console.print(f"Found {found} in headlines and summaries.")
    if graph.left_out:
        left = ", ".join(f"{kind} ({count:,})" for kind, count in sorted(graph.left_out.items()))
        console.print(f"Left out on purpose: {left}.")
    if out is None:
        return
    console.print(f"\nIn {out}:")
    for name, meaning in _GUIDE:
        if name == "store/" and not Path(out, "store").exists():
            meaning = _STORE_LATER
        console.print(f"  {name:<14} {meaning}")


def _articles(counts: Mapping[str, int]) -> str:
    stubs = f"{counts['articles known only from lists']:,} known only from lists"
    if linked := counts["pages known only from links"]:
        stubs += f", {linked:,} only from links in texts"
    return f"{counted(counts['articles'], 'article')} ({stubs})"


def show_unchanged(out: str, problems: int) -> None:
    """That nothing had to be built."""
    kept = f"; {counted(problems, 'problem')} in {Path(out, 'problems.csv')}" if problems else ""
    terminal.results().print(f"Nothing changed: {out} is as it was built{kept}.")


def show_partitions(manifest: Mapping[str, Any], out: str, left_over: Sequence[str]) -> None:
    """What was built on a cluster, and where it is."""
    counts = manifest["counts"]
    console = terminal.results()
    console.print(
        f"Built {_articles(counts)} of {counted(counts['sources'], 'publisher')}, "
        f"{counted(counts['listings'], 'listing')} and {counted(counts['topics'], 'topic')} "
        f"from {counted(counts['files'], 'file')}: {counted(manifest['statements'], 'statement')}."
    )
    if counts["stories"] or counts["reprints"]:
        found = f"{counted(counts['stories'], 'story', 'stories')} and {counted(counts['reprints'], 'reprint')}"
        console.print(f"Found {found}.")
    if problems := counts["problems"]:
        console.print(f"{counted(problems, 'problem')} in nquads/problems-*.nq.")
    console.print(
        f"\nIn {out}/{manifest['data']}:\n  nquads/        one file a part\n  parquet/       the same as tables"
    )
    console.print(f"In {out}:\n  manifest.json  counts, and the checksums of all parts")
    if left_over:
        console.print(
            f"\nNot of this build, in {out}: {clean(', '.join(left_over))}. Other builds have left this; "
            "delete it if none is under way."
        )


def show_changed(paths: Sequence[str]) -> None:
    """Which input files changed."""
    more = f" and {len(paths) - 3:,} more" if len(paths) > 3 else ""
    terminal.talk().print(f"\nChanged: {clean(', '.join(paths[:3]))}{more}.")


def show_tuned(themes: Sequence[Tuned]) -> None:
    """Which themes have other articles than at the build before, and some of these."""
    console = terminal.lines()
    for theme in themes:
        changes = [f"{len(some):,} {how}" for some, how in ((theme.more, "more"), (theme.fewer, "fewer")) if some]
        console.print(clean(f"{theme.label}: {counted(theme.articles, 'article')}, {', '.join(changes)}."))
        for headlines, sign in ((theme.more, "+"), (theme.fewer, "-")):
            for headline in headlines[:EXAMPLES]:
                console.print(f"  {sign} {one_line(headline)}")
            if len(headlines) > EXAMPLES:
                console.print(f"  {sign} … and {len(headlines) - EXAMPLES:,} more")


def show_watching(watched: Sequence[str]) -> None:
    """That the program waits, and for what."""
    more = f" and {len(watched) - 4:,} more" if len(watched) > 4 else ""
    terminal.talk().print(f"Watching {clean(', '.join(watched[:4]))}{more}; Ctrl-C ends it.")


def show_cache(cache: Cache) -> None:
    """What is wrong with a cache."""
    console = terminal.talk()
    if cache.damaged:
        console.print(f"{counted(len(cache.damaged), 'damaged entry', 'damaged entries')} of the cache made anew.")
    if cache.complaint:
        console.print(f"No cache for the next build: {clean(cache.complaint)}.")


def _found(graph: StoryGraph) -> str:
    """What was found in the texts, without what was not."""
    counts = graph.counts()
    named, themes_met = (
        len({link.end for link in graph.links if link.relation == relation and link.evidence})
        for relation in ("mentions", "about")
    )
    mentions = f"{counted(counts['mentions'], 'mention')} of {counted(named, 'name')}"
    themes = f"{counted(counts['theme links'], 'link')} to {counted(themes_met, 'theme')}"
    stories = f"{counted(counts['stories'], 'story', 'stories')} of {counts['story members']:,} articles"
    parts = [
        said
        for name, said in (
            ("stories", stories),
            ("reprints", counted(counts["reprints"], "reprint")),
            ("mentions", mentions),
            ("theme links", themes),
        )
        if counts[name]
    ]
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)
