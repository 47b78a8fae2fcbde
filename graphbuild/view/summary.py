"""What a `StoryGraph` shows of itself in a notebook: counts, span, publishers. Escaped, without scripts."""

from __future__ import annotations

from collections import Counter

from graphbuild.display.card import text
from graphbuild.graph import StoryGraph

_ROWS = (
    ("articles", "articles"),
    ("articles known only from lists", "of which known only from lists"),
    ("sources", "sources"),
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
    days = sorted(str(article.published_at)[:10] for article in graph.articles if article.published_at)
    span = f"<p>Published from {days[0]} to {days[-1]}.</p>" if days else ""
    names = {source.id: source.name for source in graph.sources}
    most = Counter(link.end for link in graph.links if link.relation == "publisher").most_common()
    most.sort(key=lambda item: (-item[1], names[item[0]]))
    sources = ", ".join(f"{text(names[source])} ({count:,})" for source, count in most[:5])
    shown = f"<p>Most articles: {sources}.</p>" if sources else ""
    return (
        f"<div><strong>StoryGraph</strong><table><tbody>{rows}</tbody></table>{span}{shown}"
        "<p><small>Next: <code>.to_pandas()</code>, <code>.plot</code>, <code>.view()</code>, <code>.story(…)</code>, "
        "<code>.query(…)</code>, <code>.write(folder)</code></small></p></div>"
    )
