"""Trying a theme file: what its rules match and why, and what they nearly match."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graphbuild.assembly import build
from graphbuild.enrich.found import Found
from graphbuild.enrich.scheme import read_themes
from graphbuild.enrich.theme import Theme
from graphbuild.enrich.themes import Themes
from graphbuild.errors import BadOption
from graphbuild.evidence import ThemeMatch
from graphbuild.graph import StoryGraph
from graphbuild.nodes import ArticleNode
from graphbuild.saved import open_build
from graphbuild.text import did_you_mean


@dataclass(frozen=True)
class Trial:
    """What one theme's rule says of some articles."""

    theme: Theme
    articles: int
    """How many were tried."""
    matches: list[tuple[ArticleNode, ThemeMatch]]
    """The strongest first."""
    missing: list[tuple[str, list[ArticleNode]]]
    """The parts of the rule that alone keep articles out, with those, the most frequent first."""


def trials(
    file: str | os.PathLike[str], sources: Iterable[str | os.PathLike[str]], *, theme: str | None = None
) -> list[Trial]:
    """Try the themes of a file, or the one with a slug, on a build or on story files and folders.

    Raises `VocabularyError`, `SourceNotFound`, `NothingReadable`, `BadOption` for a theme that the file does not hold.

    >>> from graphbuild.bundled import example, ontology
    >>> [trial] = trials(ontology() / "themes.yaml", [example()], theme="policing")
    >>> len(trial.matches), trial.articles
    (5, 6)
    """
    read, _ = read_themes(file)
    chosen = [one for one in read if theme in (None, one.slug)]
    if not chosen:
        hint = did_you_mean(str(theme), [one.slug for one in read])
        raise BadOption(f"The file {os.fspath(file)!r} holds no theme {theme!r}.{hint}")
    graph = _graph(list(sources))
    themes = Themes(read)
    found = [(article, themes.found(article)) for article in graph.articles]
    return [_trial(one, themes, found) for one in chosen]


def _graph(sources: list[str | os.PathLike[str]]) -> StoryGraph:
    if len(sources) == 1 and (Path(sources[0]) / "manifest.json").is_file():
        return open_build(sources[0])
    return build(*sources, without=("themes", "mentions", "reprints", "stories"))


def _trial(theme: Theme, themes: Themes, articles: list[tuple[ArticleNode, Found]]) -> Trial:
    matches = []
    missing: dict[str, list[ArticleNode]] = {}
    for article, found in articles:
        verdict = themes.verdict(theme, found)
        if verdict.match:
            matches.append((article, verdict.match))
        elif verdict.missing:
            missing.setdefault(str(verdict.missing), []).append(article)
    matches.sort(key=lambda pair: (-pair[1].score, pair[0].id))
    return Trial(theme, len(articles), matches, sorted(missing.items(), key=lambda item: (-len(item[1]), item[0])))
