"""What the texts tell: themes, mentions, reprints and stories, added to a graph with their evidence."""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from graphbuild.errors import BadOption, VocabularyError
from graphbuild.ingest.folder import printable
from graphbuild.records import InputFile
from graphbuild.text import did_you_mean

if TYPE_CHECKING:
    from graphbuild.enrich.entities import Entity, Vocabulary
    from graphbuild.enrich.search import Memory
    from graphbuild.enrich.theme import Theme
    from graphbuild.enrich.wording import Wording
    from graphbuild.graph import StoryGraph
    from graphbuild.iris import Names
    from graphbuild.link import Link
    from graphbuild.nodes import ArticleNode, EntityNode

Part = Literal["themes", "mentions", "reprints", "stories", "bundled", "bundled-themes", "bundled-names"]

PARTS: dict[str, str] = {
    "themes": "no themes",
    "mentions": "no mentions of people, organisations, places and laws",
    "reprints": "no reprints",
    "stories": "no stories",
    "bundled": "not the themes and names that come with graphbuild, only those given",
    "bundled-themes": "not the themes that come with graphbuild",
    "bundled-names": "not the names that come with graphbuild",
}
"""What a build can leave out, and what that means."""

Path = str | os.PathLike[str]


@dataclass(frozen=True)
class Enrichment:
    """What to look for in the texts."""

    themes: tuple[Theme, ...]
    vocabularies: tuple[Vocabulary, ...]
    files: tuple[InputFile, ...]
    """The files that define them."""
    without: tuple[str, ...]


def enrichment(themes: Iterable[Path] = (), entities: Iterable[Path] = (), without: Iterable[str] = ()) -> Enrichment:
    """Read what is needed: the bundled themes and names, and those of the given files, which come first.

    Raises `VocabularyError` for a file that cannot be followed, `BadOption` for something that cannot be left out.
    """
    left_out = tuple(sorted(set(without)))
    for name in left_out:
        if name not in PARTS:
            raise BadOption(f"A build cannot be made without {name!r}; it can without: {', '.join(PARTS)}.")
    files: list[InputFile] = []
    found: dict[str, Theme] = {}
    vocabularies = []
    if "themes" not in left_out:
        for path in _files(themes, "themes.yaml", {"bundled", "bundled-themes"}.isdisjoint(left_out)):
            from graphbuild.enrich.scheme import read_themes

            read, file = read_themes(path, _name(path, files))
            _add(files, file)
            for theme in read:
                found.setdefault(theme.slug, theme)
    if "mentions" not in left_out:
        for path in _files(entities, "entities.yaml", {"bundled", "bundled-names"}.isdisjoint(left_out)):
            from graphbuild.enrich.entities import read_entities

            vocabulary = read_entities(path, _name(path, files))
            _add(files, vocabulary.file)
            vocabularies.append(vocabulary)
    _check(found)
    return Enrichment(tuple(found.values()), tuple(vocabularies), tuple(files), left_out)


def _check(themes: dict[str, Theme]) -> None:
    """What only shows when all files are read. A SKOS file may well lead to a concept that it does not hold."""
    if not themes:
        return
    from graphbuild.enrich.theme import check_broader

    check_broader(themes.values())
    for theme in themes.values():
        if theme.broader and theme.broader not in themes and theme.origin.line:
            hint = did_you_mean(theme.broader, themes)
            raise VocabularyError(f"{theme.origin}: no theme is called {theme.broader!r} (`broader`).{hint}")


def _files(given: Iterable[Path], bundled: str, with_bundled: bool) -> Iterator[Path]:
    yield from given
    if with_bundled:
        from graphbuild.bundled import ontology

        yield ontology() / bundled


def _name(path: Path, files: Iterable[InputFile]) -> str:
    """What to call a file: the bundled ones make way for one of the user that is called the same."""
    from graphbuild.bundled import ontology

    folder, name = os.path.split(path)
    makes_way = folder == str(ontology()) and any(file.path == name for file in files)
    return f"graphbuild/{name}" if makes_way else printable(name)


def _add(files: list[InputFile], file: InputFile) -> None:
    """Files are told apart by their names, which are parts of IRIs."""
    for other in files:
        if other.path == file.path:
            raise VocabularyError(
                f"Two files of themes or names are called {file.path!r}: rename one, so that the graph can tell them "
                "apart."
            )
    files.append(file)


@dataclass(frozen=True)
class Told:
    """What the texts of some articles tell, each by itself."""

    links: list[Link]
    """To themes, and to what is mentioned."""
    mentioned: list[Entity]
    wordings: Mapping[int, Wording]
    """By the number of the article, if they were asked for."""


def tell(
    names: Names, articles: Sequence[ArticleNode], sought: Enrichment, *, wordings: bool = False,
    memory: Memory | None = None,
) -> Told:  # fmt: skip
    """Find themes and mentions in the texts of articles, and how these are worded."""
    from graphbuild.enrich.mentions import Mentions
    from graphbuild.enrich.mentions import links as mention_links
    from graphbuild.enrich.search import Finder, search
    from graphbuild.enrich.themes import Themes
    from graphbuild.enrich.wording import Words

    mentions = Mentions(sought.vocabularies)
    themes = Themes(sought.themes).finders()
    # Names first: of two that stand at one place the first counts.
    finders: list[Finder] = [*([mentions] if sought.vocabularies else ()), *themes, *([Words()] if wordings else ())]
    found = search(articles, finders, memory)
    named = list(mention_links(names, mentions, articles, found.get(mentions.key, {})))
    links = [link for _, link in named]
    for theme in themes:
        links += theme.links(names, articles, found[theme.key])
    return Told(links, [entity for entity, _ in named], found.get(Words.key, {}))


def enrich(graph: StoryGraph, sought: Enrichment, memory: Memory | None = None) -> None:
    """Add what the texts tell to a graph that has none of it yet."""
    graph.without = sought.without
    graph.vocabularies = sorted(sought.files, key=lambda file: file.path)
    compared = not {"reprints", "stories"} <= set(sought.without)
    added: list[Link] = []
    if sought.themes or sought.vocabularies or compared:
        from graphbuild.enrich import mentions, themes

        graph.themes = themes.nodes(graph.names, sought.themes)
        told = tell(graph.names, graph.articles, sought, wordings=compared, memory=memory)
        graph.entities = merged(graph.entities, mentions.nodes(graph.names, told.mentioned))
        added += told.links
        if compared:
            added += _compared(graph, sought, told.wordings)
    graph.links = _put_in(graph.links, added)
    graph._bind()


def _put_in(links: list[Link], added: list[Link]) -> list[Link]:
    """Links in order and others as one list in order: only those of one article and relation are compared."""
    from graphbuild.link import Link

    whole: list[Link] = []
    done = 0
    for place, group in groupby(sorted(added, key=_block), key=_block):
        beyond = _beyond(links, place, done)
        begin = bisect_left(links, place, lo=done, hi=beyond, key=_block)
        end = bisect_right(links, place, lo=begin, hi=beyond, key=_block)
        whole += links[done:begin]
        whole += sorted((*links[begin:end], *group), key=Link.order)
        done = end
    return whole + links[done:]


def _beyond(links: list[Link], place: tuple[str, str], begin: int) -> int:
    """A number, not far away, behind all links of a place. It is mostly near: nobody looks through all of them."""
    step = 16
    while begin + step < len(links) and _block(links[begin + step]) <= place:
        begin += step
        step *= 2
    return min(begin + step, len(links))


_block = attrgetter("start", "relation")
"""Links are sorted by these first."""


def merged(described: Iterable[EntityNode], mentioned: Iterable[EntityNode]) -> list[EntityNode]:
    """The entities that files describe and those that texts mention, each once, sorted by id."""
    known = {entity.id: entity for entity in described}
    for node in mentioned:
        if there := known.get(node.id):
            there.other_names = tuple(name for name in node.other_names if name != there.name)
            there.same_as = node.same_as
            there.origins["vocabulary"] = node.origins["vocabulary"]
        else:
            known[node.id] = node
    return [known[name] for name in sorted(known)]


def _compared(graph: StoryGraph, sought: Enrichment, wordings: Mapping[int, Wording]) -> Iterator[Link]:
    from graphbuild.enrich.reprints import reprints
    from graphbuild.enrich.stories import Comparison, stories

    by_id = {graph.articles[number].id: wording for number, wording in wordings.items()}
    comparison = Comparison(graph.articles, graph.links, wordings=by_id)
    if "reprints" not in sought.without:
        yield from reprints(comparison)
    if "stories" not in sought.without:
        nodes = []
        for node, links in stories(graph.names, comparison):
            nodes.append(node)
            yield from links
        graph.stories = sorted(nodes, key=lambda node: node.id)
