"""A build into a folder that may hold an earlier one: what did not change is not done again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphbuild.ingest import Progress

if TYPE_CHECKING:
    from graphbuild.cache import Cache
    from graphbuild.graph import StoryGraph

_FILES = ("judgements", "themes", "entities")
"""Options that name files."""


def rebuild(
    sources: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    cache: Cache | None = None,
    *,
    progress: Progress = lambda stage, done, total: None,
    **options: Any,
) -> StoryGraph | None:
    """Build, and write the outputs; `None` if they are there, made of the same input with the same options.

    `options` are those of `graphbuild.build`; judgements are given as a file. Raises what `graphbuild.build` raises,
    and `OutputError`.
    """
    from graphbuild.output import check_writable, complete

    check_writable(out)
    folder = Path(out)
    if cache is None:
        return _built(sources, folder, progress, options)
    from graphbuild.cache import last

    complete(folder)
    files = [path for name in _FILES for path in _listed(options.get(name))]
    before = last.made_of(cache, sources, options, files)
    known = last.last(cache)
    if before and known and known.made_of == before and known.outputs == last.outputs(cache, folder):
        cache.close()
        return None

    def written(folder: Path) -> None:
        after = last.made_of(cache, sources, options, files)
        last.keep(cache, folder, after if after == before else None)
        cache.close()

    return _built(sources, folder, progress, options, cache, written)


def _built(
    sources: Sequence[str | os.PathLike[str]],
    out: Path,
    progress: Progress,
    options: dict[str, Any],
    cache: Cache | None = None,
    written: Any = None,
) -> StoryGraph:
    from graphbuild.assembly import build
    from graphbuild.output import write

    graph = build(*sources, **options, cache=cache, progress=progress)
    if cache is None:
        write(graph, out, progress=progress)
        return graph
    from graphbuild.cache.store import successor

    write(graph, out, progress=progress, load=successor(cache, out), written=written)
    return graph


def _listed(value: Any) -> list[str | os.PathLike[str]]:
    if value is None:
        return []
    return [value] if isinstance(value, str | os.PathLike) else list(value)
