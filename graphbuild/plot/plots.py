"""The charts of one graph, for the completion of names: `graph.plot.` and the tab key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphbuild.enrich.sourcenetwork import Ties
    from graphbuild.graph import StoryGraph
    from graphbuild.plot.chart import Chart
    from graphbuild.plot.coverage import By
    from graphbuild.plot.overlap import Counted


class Plots:
    """What can be drawn of a graph. Each is explained at the function of the same name in `graphbuild.plot`."""

    def __init__(self, graph: StoryGraph) -> None:
        self._graph = graph

    def __repr__(self) -> str:
        names = (name for name in vars(type(self)) if not name.startswith("_"))
        return f"<Plots: {', '.join(f'.{name}()' for name in names)}>"

    def coverage(
        self,
        *,
        theme: str | Sequence[str] | None = None,
        source: str | None = None,
        by: By | None = None,
        first: str | None = None,
        last: str | None = None,
    ) -> Chart:
        """Articles over time, of all or of a theme or a publisher: see `graphbuild.plot.coverage`."""
        from graphbuild.plot.coverage import coverage

        return coverage(self._graph, theme=theme, source=source, by=by, first=first, last=last)

    def adoption_curve(
        self,
        *,
        story: str | Sequence[str] | None = None,
        theme: str | Sequence[str] | None = None,
        share: bool = False,
    ) -> Chart:
        """How fast stories or themes reached their publishers: see `graphbuild.plot.adoption_curve`."""
        from graphbuild.plot.adoption import adoption_curve

        return adoption_curve(self._graph, story=story, theme=theme, share=share)

    def story_timeline(
        self,
        story: str | Sequence[str] | None = None,
        *,
        theme: str | None = None,
        first: str | None = None,
        last: str | None = None,
        most: int = 20,
    ) -> Chart:
        """Who told a story when; without one, all stories in time: see `graphbuild.plot.story_timeline`."""
        from graphbuild.plot.timeline import story_timeline

        return story_timeline(self._graph, story, theme=theme, first=first, last=last, most=most)

    def source_network(
        self,
        *,
        of: Ties = "stories",
        at_least: int = 2,
        least_ties: int = 1,
        max_q: float | None = None,
        max_alpha: float | None = None,
        most: int = 40,
    ) -> Chart:
        """Publishers and what ties them: see `graphbuild.plot.source_network`."""
        from graphbuild.plot.network import source_network

        return source_network(
            self._graph, of=of, at_least=at_least, least_ties=least_ties, max_q=max_q, max_alpha=max_alpha, most=most
        )

    def theme_overlap(self, *, themes: Sequence[str] | None = None, of: Counted = "articles") -> Chart:
        """What themes have in common: see `graphbuild.plot.theme_overlap`."""
        from graphbuild.plot.overlap import theme_overlap

        return theme_overlap(self._graph, themes=themes, of=of)

    def answer(self, question: str, *, seconds: float = 60.0, **parameters: str) -> Chart:
        """The answer to a named question, or to a query of your own: see `graphbuild.plot.answer`."""
        from graphbuild.plot.answer import answer

        return answer(self._graph, question, seconds=seconds, **parameters)
