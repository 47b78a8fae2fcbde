"""What the rules of themes match."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from graphbuild.cli import terminal
from graphbuild.cli.shown.problems import EXAMPLES
from graphbuild.cli.terminal import clean
from graphbuild.enrich.found import texts
from graphbuild.text import counted

if TYPE_CHECKING:
    from graphbuild.evidence import Occurrence
    from graphbuild.nodes import ArticleNode
    from graphbuild.trial import Trial

_TRIED = 10
"""Articles of a theme that are shown when its rule is tried."""


def show_trials(trials: Sequence[Trial], *, everything: bool) -> None:
    """What each theme matches, with its words, and what it nearly matches."""
    console = terminal.lines()
    for trial in trials:
        console.print(Text(clean(f"{trial.theme.label} ({trial.theme.slug})"), style="bold"))
        console.print(f"  {counted(len(trial.matches), 'article')} of {trial.articles:,}")
        shown = trial.matches if everything else trial.matches[:_TRIED]
        for article, match in shown:
            console.print(_marked(article, match.occurrences, match.score))
        if len(trial.matches) > len(shown):
            console.print(f"    … and {len(trial.matches) - len(shown):,} more (--all shows them)")
        for missing, articles in trial.missing:
            many = counted(len(articles), "article")
            console.print(Text(clean(f"  nearly; the rule wants {missing}: {many}"), style="dim"))
            for article in articles if everything else articles[:EXAMPLES]:
                console.print(Text(clean(f"          {article.headline or article.id}")))
        console.print()


def _marked(article: ArticleNode, places: Sequence[Occurrence], score: float) -> Text:
    """An article's texts with the words that matched."""
    marked = Text(f"  {score:>4g}  ")
    for number, (field, text) in enumerate(texts(article).items()):
        if not number or any(place.field == field for place in places):
            line = Text(clean(text))
            for place in places:
                if place.field == field:
                    line.stylize("bold green" if sys.stdout.isatty() else "", place.start, place.end)
            marked.append("\n        " if number else "").append_text(line)
    terms = ", ".join(dict.fromkeys(place.term for place in places))
    return marked.append(f"\n        by: {clean(terms)}", style="dim")
