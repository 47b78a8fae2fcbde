"""Finding a thing of a graph by what people call it: an address, a domain, a slug, a name, words of a headline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from graphbuild.address import key, reject_reason
from graphbuild.errors import UnknownName
from graphbuild.naming import Called, find, folded, meant, several, slug_of, unknown

if TYPE_CHECKING:
    from graphbuild.graph import StoryGraph
    from graphbuild.nodes import ArticleNode, Node

_One = TypeVar("_One", bound="Node")

KINDS = ("theme", "topic", "source", "entity", "story", "article")
"""Of what a name may stand for, in the order in which they are asked."""


def article(graph: StoryGraph, name: str) -> ArticleNode:
    """By an address in any of its forms, or by words of the headline. Raises `UnknownName`."""
    return by_address(graph, name) or named(graph.articles, "article", name)


def by_address(graph: StoryGraph, address: str) -> ArticleNode | None:
    """The article with an address, in any of its forms, if there is one."""
    known = address if address in graph._by_address else form_of(address, graph._by_address)
    return graph._by_address[known] if known else None


def form_of(address: str, known: Iterable[str]) -> str | None:
    """The first of some addresses that has the key of this one; `None` also where this is no address."""
    if "/" not in address or reject_reason(address):
        return None
    wanted = key(address)
    return next((other for other in known if key(other) == wanted), None)


def named(nodes: Sequence[_One], kind: str, name: str) -> _One:
    """The one that is called so, or whose name alone holds these words. Raises `UnknownName`, with the nearest."""
    if not folded(name):
        field = "headline" if kind in ("article", "story") else "name"
        raise UnknownName(f"Say which {kind}: by an id, or by words of its {field}.")
    if found := _meant(nodes, kind, name):
        return found
    raise UnknownName(unknown(kind, list(map(called, nodes)), name))


def _meant(nodes: Sequence[_One], kind: str, name: str) -> _One | None:
    """The one that a name means, if any. Raises `UnknownName` where it may mean several."""
    found, _ = meant(list(map(called, nodes)), name)
    if len(found) > 1:
        raise UnknownName(several(kind, found, name))
    return next((node for node in nodes if found and node.id == found[0].id), None)


def anything(graph: StoryGraph, name: str, kinds: Sequence[str] = KINDS, what: str = "thing") -> Node:
    """What a name stands for, whatever its kind; an article by its address first, then what `naming.find` finds.

    Raises `UnknownName`, which says `what` there is none of.
    """
    if name in graph._by_address:
        return graph._by_address[name]
    nodes: dict[str, Sequence[Node]] = {
        "theme": graph.themes, "topic": graph.topics, "source": graph.sources, "entity": graph.entities,
        "story": graph.stories, "article": graph.articles,
    }  # fmt: skip
    found = find(name, kinds, lambda kind: list(map(called, nodes[kind])), what)
    return next(node for kind in kinds for node in nodes[kind] if node.id == found)


def names(graph: StoryGraph) -> list[str]:
    """What can be asked for, for the completion of keys: slugs and domains, and no addresses, which are too many."""
    nodes: list[Node] = [*graph.themes, *graph.topics, *graph.stories, *graph.entities]
    return [*(slug_of(node.id) for node in nodes), *(source.domain or slug_of(source.id) for source in graph.sources)]


def called(node: Node) -> Called:
    """A thing of a graph with its names."""
    from graphbuild.nodes import ArticleNode, SourceNode, StoryNode

    domain = node.domain if isinstance(node, SourceNode) else None
    slug = None if isinstance(node, ArticleNode) else slug_of(node.id)
    return Called(node.id, labels(node), slug, domain, isinstance(node, ArticleNode | StoryNode))


def labels(node: Node) -> tuple[str, ...]:
    """What a thing is called, its main name first."""
    from graphbuild.nodes import ArticleNode, StoryNode, ThemeNode

    if isinstance(node, ArticleNode):
        return (node.headline,) if node.headline else ()
    if isinstance(node, StoryNode):
        return (node.label,)
    if isinstance(node, ThemeNode):
        return (node.label, *node.other_labels)
    return (node.name, *node.other_names)
