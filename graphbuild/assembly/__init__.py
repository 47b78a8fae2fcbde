"""From sources to a `StoryGraph`: read, decide what is one article, merge, link, and find what the texts tell."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from graphbuild.assembly.assembly import Assembly
from graphbuild.collector import paused
from graphbuild.enrich import Part, enrich, enrichment
from graphbuild.errors import BadOption, NothingReadable
from graphbuild.graph import Description, StoryGraph
from graphbuild.identity import Identity, Judgement, judgement_file, read_judgements
from graphbuild.ingest import ingest
from graphbuild.ingest.registry import asked
from graphbuild.iris import DEFAULT_BASE, Names
from graphbuild.problems import Problems
from graphbuild.progress import Progress

if TYPE_CHECKING:
    from graphbuild.cache import Cache


@paused()
def build(
    *sources: str | os.PathLike[str],
    judgements: str | os.PathLike[str] | Iterable[Judgement] = (),
    themes: Iterable[str | os.PathLike[str]] = (),
    entities: Iterable[str | os.PathLike[str]] = (),
    without: Iterable[Part] = (),
    readers: Iterable[str] = (),
    settings: Mapping[str, str] = MappingProxyType({}),
    base: str = DEFAULT_BASE,
    description: Description = Description(),  # noqa: B008 (it is frozen)
    out: str | os.PathLike[str] | None = None,
    cache: Cache | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> StoryGraph:
    """Turn files and folders of stories into a graph; the source `-` is standard input.

    `judgements` is a judgement file (see `identity.read_judgements`), `themes` and `entities` files of themes and of
    names to look for (see `enrich.scheme` and `enrich.entities`) besides those that come with graphbuild, `without`
    what not to look for (see `enrich.PARTS`), `readers` which reader takes which files (`csv`, `csv=*.txt`), `settings`
    what is set for them (`{"csv.title": "Headline"}`), `base` what minted IRIs begin with, `description` what
    the graph says of itself: title, licence, creator; `out` is the folder that is to be written, if it may lie among
    the sources; `cache` is what an earlier build kept (see `graphbuild.cache`).
    Bad input does not raise: see `StoryGraph.problems`.

    Raises `SourceNotFound`, `NothingReadable`, `JudgementError`, `VocabularyError`, and `BadOption` for a base or a
    licence that is no web address, and for a reader or a setting that there is not.

    >>> import graphbuild
    >>> graphbuild.build(graphbuild.example())
    <StoryGraph: 6 articles (5 known only from lists) of 5 publishers, 5 listings, 2 topics, 2020-08-14 to 2020-08-18>
    """
    names = Names(base)
    description.check()
    judged = None
    if isinstance(judgements, str | os.PathLike):
        judged = judgement_file(judgements)
        judgements = read_judgements(judgements)
    sought = enrichment(themes, entities, without)
    readers = tuple(readers)
    ingested = ingest(sources, readers=readers, settings=settings, out=out, cache=cache, progress=progress)
    if not ingested.records:
        raise NothingReadable(nothing_in(sources, ingested.problems, ingested.left_out))
    progress("linking", 0, 1)
    graph = Assembly(names, ingested, Identity(judgements), description).graph()
    graph.judgements = judged
    graph.reading = asked(readers, settings)
    progress("linking", 1, 1)
    progress("finding", 0, 1)
    enrich(graph, sought, cache)
    _check_names(graph)
    progress("finding", 1, 1)
    return graph


def _check_names(graph: StoryGraph) -> None:
    """Raise `BadOption` where the base, which the user chose, gives something the name that an article has."""
    articles = {article.id: article for article in graph.articles}
    kinds = (graph.sources, graph.topics, graph.entities, graph.themes, graph.stories)
    for name in (node.id for nodes in kinds for node in nodes if node.id in articles):
        raise BadOption(
            f"With the base {graph.names.base!r} something has the name {name}, which is the address of an article "
            f"({articles[name].origins['address']}): choose another base."
        )


def nothing_in(sources: Iterable[str | os.PathLike[str]], problems: Problems, left_out: Mapping[str, int]) -> str:
    """Why nothing came of some sources, for a user."""
    where = ", ".join(repr(os.fspath(source)) for source in sources) or "no source at all"
    if not len(problems):
        left = ", ".join(f"{kind} ({count:,})" for kind, count in sorted(left_out.items()))
        return f"Nothing to read in {where}: " + (f"left out on purpose: {left}." if left else "no files.")
    rows = "\n".join(f"  {row}" for row in list(problems)[:20])
    more = f"\n  … and {len(problems) - 20:,} more" if len(problems) > 20 else ""
    return f"Nothing readable in {where}:\n{rows}{more}"
