"""Finding a thing of a graph by what people call it: an address, a domain, a slug, a name, words of a headline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote

from graphbuild.address import key, reject_reason
from graphbuild.errors import UnknownName
from graphbuild.text import slug

if TYPE_CHECKING:
    from graphbuild.graph import ArticleNode, Node, StoryGraph

_One = TypeVar("_One", bound="Node")
_MOST_NAMED = 5
_AS_NEAR = 8
"""Names that are so much less alike than the nearest, of a hundred, are no help."""


def article(graph: StoryGraph, name: str) -> ArticleNode:
    """By an address in any of its forms, or by words of the headline. Raises `UnknownName`."""
    found = graph._by_address.get(name)
    if found is None and "/" in name and not reject_reason(name):
        wanted = key(name)
        found = next((node for address, node in graph._by_address.items() if key(address) == wanted), None)
    return found or named(graph.articles, "article", name)


def named(nodes: Sequence[_One], kind: str, name: str) -> _One:
    """The one that is called so, or whose name alone holds these words. Raises `UnknownName`, with the nearest.

    An id, a slug, a domain and a name must be given whole, in any case; of a headline or a name some words will do.
    """
    wanted = " ".join(name.split()).casefold()
    if not wanted:
        raise UnknownName(f"Say which {kind}: by an id, or by words of its {_field(kind)}.")
    found = matching(nodes, name)
    if len(found) == 1:
        return found[0]
    if found:
        shown = "; ".join(_quoted(node) for node in found[:_MOST_NAMED])
        more = f"; and {len(found) - _MOST_NAMED:,} more" if len(found) > _MOST_NAMED else ""
        raise UnknownName(f"{len(found):,} {_plural(kind)} match {name!r}: {shown}{more}.")
    raise UnknownName(f"The graph holds no {kind} called {name!r}.{_hint(nodes, kind, wanted)}")


def matching(nodes: Sequence[_One], name: str) -> list[_One]:
    """Those that a name may mean: by id, else by their whole name, else by words in a row, else by words."""
    wanted = " ".join(name.split()).casefold()
    if not wanted:
        return []
    found = [node for node in nodes if node.id == name] or [node for node in nodes if wanted in _keys(node)]
    found = found or [node for node in nodes if any(wanted in label.casefold() for label in labels(node))]
    return found or _with_words(nodes, wanted)


def anything(graph: StoryGraph, name: str) -> Node:
    """What a name stands for, whatever its kind; words that several kinds have lead to the first of them.

    The kinds: an article by its address, then themes, topics, sources, entities, stories, articles by their headline.
    """
    if name in graph._by_address:
        return graph._by_address[name]
    groups: tuple[tuple[str, Sequence[Node]], ...] = (
        ("theme", graph.themes), ("topic", graph.topics), ("source", graph.sources), ("entity", graph.entities),
        ("story", graph.stories), ("article", graph.articles),
    )  # fmt: skip
    wanted = " ".join(name.split()).casefold()
    for _, nodes in groups:
        for node in nodes:
            if node.id == name or wanted in _keys(node):
                return node
    for kind, nodes in groups[-2:]:
        try:
            return named(nodes, kind, name)
        except UnknownName as error:
            if " match " in str(error):
                raise
    everything = [node for _, nodes in groups for node in nodes]
    raise UnknownName(f"The graph holds nothing called {name!r}.{_hint(everything, 'thing', wanted)}")


def names(graph: StoryGraph) -> list[str]:
    """What can be asked for, for the completion of keys: slugs and domains, and no addresses, which are too many."""
    nodes: list[Node] = [*graph.themes, *graph.topics, *graph.stories, *graph.entities]
    domains = [source.domain or _slug(source) for source in graph.sources]
    return [*map(_slug, nodes), *domains]


def labels(node: Node) -> tuple[str, ...]:
    """What a thing is called, its main name first."""
    from graphbuild.graph import ArticleNode, StoryNode, ThemeNode

    if isinstance(node, ArticleNode):
        return (node.headline,) if node.headline else ()
    if isinstance(node, StoryNode):
        return (node.label,)
    if isinstance(node, ThemeNode):
        return (node.label, *node.other_labels)
    return (node.name, *node.other_names)


def _keys(node: Node) -> Iterator[str]:
    """What stands for a thing when it is given whole."""
    from graphbuild.graph import ArticleNode, SourceNode

    if not isinstance(node, ArticleNode):
        yield _slug(node).casefold()
    if isinstance(node, SourceNode) and node.domain:
        yield node.domain.casefold()
    for label in labels(node):
        yield label.casefold()


def _slug(node: Node) -> str:
    return unquote(node.id.rpartition("/")[2])


def _with_words(nodes: Iterable[_One], wanted: str) -> list[_One]:
    """Those with a label that has all the words, in any order."""
    words = set(slug(wanted).split("-"))
    return [node for node in nodes if any(words <= set(slug(label).split("-")) for label in labels(node))]


def _hint(nodes: Iterable[Node], kind: str, wanted: str) -> str:
    known: dict[str, str] = {}
    for node in nodes:
        for text in (*_keys(node), *([node.id] if kind == "article" else [])):
            known.setdefault(text, _shown(node))
    found = near(known, wanted, part=kind in ("article", "story"))
    return f" Did you mean {' or '.join(found)}?" if found else ""


def near(known: Mapping[str, str], wanted: str, *, part: bool) -> list[str]:
    """What the texts stand for that are most like the wanted one, at most three; of a headline one gives a part."""
    from rapidfuzz import fuzz, process, utils

    alike = fuzz.partial_ratio if part else fuzz.WRatio
    close = process.extract(
        wanted, list(known), scorer=alike, processor=utils.default_process, limit=8, score_cutoff=75
    )
    best = max((score for _, score, _ in close), default=0)
    return list(dict.fromkeys(known[text] for text, score, _ in close if score > best - _AS_NEAR))[:3]


def _shown(node: Node) -> str:
    """By what a user would ask for it."""
    from graphbuild.graph import ArticleNode, SourceNode, StoryNode

    if isinstance(node, ArticleNode | StoryNode):
        return _quoted(node)
    return (node.domain if isinstance(node, SourceNode) else None) or _slug(node)


def _quoted(node: Node) -> str:
    from graphbuild.problems import shown

    return shown(next(iter(labels(node)), node.id), 70)


def _field(kind: str) -> str:
    return "headline" if kind in ("article", "story") else "name"


def _plural(kind: str) -> str:
    return {"story": "stories", "entity": "entities"}.get(kind, f"{kind}s")
