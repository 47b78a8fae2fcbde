"""A build into a folder that may hold an earlier one: what did not change is not done again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphbuild.collector import paused
from graphbuild.progress import Progress, Tell

if TYPE_CHECKING:
    from graphbuild.cache import Cache
    from graphbuild.graph import StoryGraph
    from graphbuild.output.lock import Held

_FILES = ("judgements", "themes", "entities")
"""Options that name files."""


@paused()
def rebuild(
    sources: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    cache: Cache | None = None,
    *,
    store: bool | None = None,
    told: Tell = lambda what: None,
    progress: Progress = lambda stage, done, total: None,
    **options: Any,
) -> StoryGraph | None:
    """Build, and write the outputs; `None` if they are there, made of the same input with the same options.

    `store` says whether the SPARQL store is filled now or when it is first asked; `None`: as is best for its size.
    `options` are those of `graphbuild.build`; judgements are given as a file. Nobody else may build into `out` from
    before the first file is read until all is written. Raises what `graphbuild.build` raises, and `OutputError`.
    """
    from graphbuild.errors import BadOption
    from graphbuild.ingest.folder import check_sources
    from graphbuild.output.folder import check_writable, kept

    check_writable(out)
    roots = check_sources(sources)  # before a folder is made, which may have the name of one that is missing
    if cache and cache.folder.resolve() in roots:
        raise BadOption(f"The cache needs a folder of its own: {cache.folder} is read.")
    with kept(Path(out)) as held:
        if cache is None:
            return _written(sources, held, store, progress, options)[0]
        return _rebuilt(sources, held, cache, store, told, progress, options)


def _rebuilt(
    sources: Sequence[str | os.PathLike[str]],
    held: Held,
    cache: Cache,
    store: bool | None,
    told: Tell,
    progress: Progress,
    options: dict[str, Any],
) -> StoryGraph | None:
    from graphbuild.cache import last
    from graphbuild.ingest.registry import named_files

    files = [path for name in _FILES for path in _listed(options.get(name))]
    files += named_files(options.get("settings") or {})
    before = last.made_of(cache, sources, held.folder, options, files)
    known = last.last(cache)
    if before and known and known.made_of == before and last.is_there(cache, held.folder, known):
        cache.close()
        if store:
            _fill(held.folder, told)
        return None
    graph, sums = _written(sources, held, store, progress, options, cache)
    after = last.made_of(cache, sources, held.folder, options, files)
    steady = after == before and not any(row.passing for row in graph.problems)
    last.keep(cache, after if steady else None, sums)
    cache.close()
    return graph


def _written(
    sources: Sequence[str | os.PathLike[str]],
    held: Held,
    store: bool | None,
    progress: Progress,
    options: dict[str, Any],
    cache: Cache | None = None,
) -> tuple[StoryGraph, dict[str, str]]:
    from graphbuild.assembly import build
    from graphbuild.output.folder import replace

    graph = build(*sources, **options, out=held.folder, cache=cache, progress=progress)
    return graph, replace(graph, held, store=store, reuse=cache is not None, progress=progress)


def _fill(folder: Path, told: Tell) -> None:
    """Fill the store of a build that is there already."""
    from graphbuild.errors import OutputError
    from graphbuild.output.filling import fill, reason
    from graphbuild.saved import read_manifest

    try:
        fill(folder, read_manifest(folder), told)
    except OSError as error:
        raise OutputError(f"Cannot write to {folder}: {reason(error)}.") from error


def _listed(value: Any) -> list[str | os.PathLike[str]]:
    if value is None:
        return []
    return [value] if isinstance(value, str | os.PathLike) else list(value)
