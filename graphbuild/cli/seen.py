"""What a watched build has shown, so that the next one shows what is new."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphbuild.graph import StoryGraph

Headlines = dict[str, str]
"""The headlines of articles by their ids."""


@dataclass(frozen=True)
class Tuned:
    """A theme that has other articles than before."""

    label: str
    articles: int
    more: list[str]
    """Headlines of the articles that it did not have."""
    fewer: list[str]
    """Headlines of those that it has no longer."""


@dataclass
class Seen:
    """The problems and themes of the build before; `themes` is `None` as long as there was none."""

    problems: set[str] = field(default_factory=set)
    themes: dict[str, Headlines] | None = None

    def tuned(self, graph: StoryGraph) -> list[Tuned]:
        """The themes of which a build has other articles; from then on it is the one before."""
        before, now = self.themes, _themes(graph)
        self.themes = now
        if before is None:
            return []
        found = []
        for label in sorted({*before, *now}):
            old, new = before.get(label, {}), now.get(label, {})
            if old.keys() != new.keys():
                more, fewer = ([one[id] for id in one if id not in other] for one, other in ((new, old), (old, new)))
                found.append(Tuned(label, len(new), more, fewer))
        return found


def _themes(graph: StoryGraph) -> dict[str, Headlines]:
    labels = {theme.id: theme.label for theme in graph.themes}
    headlines = {article.id: article.headline or article.id for article in graph.articles}
    found: dict[str, Headlines] = defaultdict(dict)
    for link in graph.links:
        if link.relation == "about" and link.end in labels:
            found[labels[link.end]][link.start] = headlines[link.start]
    return dict(found)
