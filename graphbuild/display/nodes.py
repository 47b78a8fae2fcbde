"""Cards of the nodes: article, source, topic, theme, story, entity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphbuild.display.card import Markup, card, code, joined, link, table, text
from graphbuild.graph import StoryGraph
from graphbuild.lookup import labels
from graphbuild.naming import slug_of
from graphbuild.nodes import ArticleNode, EntityNode, Node, SourceNode, StoryNode, ThemeNode, TopicNode

_MOST = 12
"""So many articles are shown, the earliest first."""
Facts = Iterator[tuple[str, Markup]]


def node_card(node: Node, graph: StoryGraph | None) -> str:
    """A node with what its graph says of it; without the graph, what it says itself."""
    match node:
        case ArticleNode():
            return _article(node, graph)
        case StoryNode():
            return _story(node, graph)
        case ThemeNode():
            return _named("Theme", node.label, node, graph, _theme(node))
        case SourceNode():
            return _named("Publisher", node.name, node, graph, _source(node))
        case TopicNode():
            return _named("Topic", node.name, node, graph, _topic(node))
        case EntityNode():
            return _named(node.kind.capitalize(), node.name, node, graph, _entity(node))


def _article(article: ArticleNode, graph: StoryGraph | None) -> str:
    kind = (article.type or "article").capitalize()
    facts = [
        ("published", text(day(article.published_at))),
        ("summary", text(article.abstract or "", 600)),
        *(_around(article, graph) if graph else ()),
        ("also at", joined((link(address) for address in article.alternates[:4]), "<br>")),
        ("known from", _known_from(article)),
    ]
    return card(kind, article.headline or "without a headline", under=link(article.address or article.id), facts=facts)


def _around(article: ArticleNode, graph: StoryGraph) -> Facts:
    """What the links of the graph say of an article."""
    names = {
        node.id: labels(node)[0]
        for nodes in (graph.sources, graph.topics, graph.entities, graph.themes, graph.stories)
        for node in nodes
    }
    found: dict[str, dict[str, None]] = {}
    lists = listed = 0
    for one in graph.links:
        if one.start == article.id:
            lists += one.relation == "related"
            kind = "theme" if one.relation == "about" and one.evidence else one.relation
            found.setdefault(kind, {})[names.get(one.end, one.end)] = None
        elif one.end == article.id:
            listed += one.relation == "related"
    for kind, label in (
        ("publisher", "publisher"), ("theme", "themes"), ("about", "topics"), ("member", "story"),
        ("mentions", "names"),
    ):  # fmt: skip
        yield label, joined(text(name, 120) for name in list(found.get(kind, ()))[:_MOST])
    if lists or listed:
        yield "related lists", text(f"lists {lists:,}, and is listed {listed:,} {'time' if listed == 1 else 'times'}")


def _known_from(article: ArticleNode) -> Markup:
    origin = article.origins.get("headline") or article.origins.get("address")
    place = Markup(f" ({code(origin if origin.line else origin.file)})") if origin and origin.file else ""
    return Markup(f"{'a file of its own' if article.own else 'lists or links only'}{place}")


def _story(story: StoryNode, graph: StoryGraph | None) -> str:
    first, last = day(story.first_at), day(story.last_at)
    facts = [
        ("articles", text(f"{len(story.articles):,}")),
        ("when", text(first if first == last else f"{first} to {last}")),
        ("slug", code(slug_of(story.id))),
    ]
    return card("Story", story.label, facts=facts, body=_articles(story, graph))


def _named(kind: str, name: str, node: Node, graph: StoryGraph | None, facts: Facts) -> str:
    shown = [*facts, ("slug", code(slug_of(node.id)))] if not isinstance(node, SourceNode) else [*facts]
    if graph:
        found = graph.articles_of(node)
        own = sum(article.own for article in found)
        shown.insert(0, ("articles", text(f"{len(found):,}, of which {own:,} have a file of their own")))
    return card(kind, name, facts=shown, body=_articles(node, graph))


def _articles(node: Node, graph: StoryGraph | None) -> Markup | None:
    """The articles of something, the earliest first."""
    if graph is None:
        return None
    found = graph.articles_of(node)
    names = {source.id: source.name for source in graph.sources}
    publisher = {one.start: names.get(one.end, one.end) for one in graph.links if one.relation == "publisher"}
    rows: list[Sequence[Markup]] = [
        (
            text(day(article.published_at)),
            text(publisher.get(article.id, ""), 60),
            link(article.address or article.id, article.headline or article.id),
        )
        for article in found[:_MOST]
    ]
    if not rows:
        return None
    more = (
        f"<p>… and {len(found) - _MOST:,} more, all in <code>.articles_of(…)</code></p>" if len(found) > _MOST else ""
    )
    return Markup(table(("published (UTC)", "publisher", "headline"), rows) + more)


def _theme(theme: ThemeNode) -> Facts:
    yield "definition", text(theme.definition or "")
    yield "broader", text(slug_of(theme.broader or ""))
    yield "the same in", joined(map(link, (*theme.exact_matches, *theme.close_matches)))
    yield "rule", code(f"{theme.origin}" if theme.origin.file else "")


def _source(source: SourceNode) -> Facts:
    yield "domain", text(source.domain or "")
    yield "also called", text(", ".join(source.other_names))
    yield "description", text(source.description or "", 600)


def _topic(topic: TopicNode) -> Facts:
    yield "also called", text(", ".join(topic.other_names))
    yield "broader", text(slug_of(topic.broader or ""))
    yield "keywords", text(", ".join(topic.keywords), 400)


def _entity(entity: EntityNode) -> Facts:
    yield "also called", text(", ".join(entity.other_names))
    yield "description", text(entity.description or "", 600)
    yield "affiliation", text(entity.affiliation or "")
    yield "address", link(entity.address)
    yield "the same in Wikidata", link(entity.same_as)


def day(date: object) -> str:
    """A date as it is known: to the minute or to the day."""
    return "no date" if date is None else str(date)[:16]
