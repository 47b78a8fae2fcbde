"""What a `StoryGraph` shows of itself in a notebook: counts, span, publishers. Escaped, without scripts."""

from __future__ import annotations

from graphbuild.display.card import text
from graphbuild.graph import StoryGraph
from graphbuild.rankings import rankings, span

_ROWS = (
    ("articles", "articles"),
    ("articles known only from lists", "of which known only from lists"),
    ("sources", "publishers"),
    ("listings", "listings"),
    ("topics", "topics"),
    ("entities", "entities"),
    ("files", "files read"),
    ("problems", "problems"),
)


def summary(graph: StoryGraph) -> str:
    """An HTML fragment that reads well on a light and on a dark page."""
    counts = graph.counts()
    rows = "".join(
        f'<tr><td style="text-align:left">{label}</td><td style="text-align:right">{counts[name]:,}</td></tr>'
        for name, label in _ROWS
        if counts[name] or name in ("articles", "problems")
    )
    days = span(graph)
    published = f"<p>Published from {days['first']} to {days['last']}.</p>" if days else ""
    most = rankings(graph)["sources with the most articles"][:5]
    shown = f"<p>Most articles: {', '.join(f'{text(name)} ({count:,})' for name, count in most)}.</p>" if most else ""
    return (
        f"<div><strong>StoryGraph</strong><table><tbody>{rows}</tbody></table>{published}{shown}"
        "<p><small>Next: <code>.to_pandas()</code>, <code>.plot</code>, <code>.view()</code>, <code>.story(…)</code>, "
        "<code>.query(…)</code>, <code>.write(folder)</code></small></p></div>"
    )
