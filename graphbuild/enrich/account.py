"""Why things are where they are: an article, a story, a theme or an entity with its evidence, in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from graphbuild.evidence import Membership, Occurrence, Reprint, ThemeMatch
from graphbuild.graph import StoryGraph
from graphbuild.link import Link, publishers
from graphbuild.lookup import anything, by_address
from graphbuild.nodes import ArticleNode, EntityNode, StoryNode, ThemeNode
from graphbuild.records import Origin
from graphbuild.text import counted

Thing = ArticleNode | StoryNode | ThemeNode | EntityNode

SHOWN = 20
"""So many articles of a theme or an entity are shown, the strongest or earliest first."""

_SHOWN_FACTS = {"address": "address", "date": "published_at", "abstract": "abstract"}
"""What an account shows or rests on, by what it is called in `ArticleNode.origins`."""


class Account:
    """What a graph knows of one thing and why; `str()` says it in plain words."""

    def __init__(self, graph: StoryGraph, thing: Thing) -> None:
        self.graph = graph
        self.thing = thing
        self._articles = {article.id: article for article in graph.articles}
        self._names = {source.id: source.name for source in graph.sources}
        self._names |= {entity.id: entity.name for entity in graph.entities}
        self._names |= {theme.id: theme.label for theme in graph.themes}
        self._names |= {story.id: story.label for story in graph.stories}
        self._publishers = publishers(graph.links)

    def __str__(self) -> str:
        match self.thing:
            case ArticleNode():
                lines = self._article(self.thing)
            case StoryNode():
                lines = self._story(self.thing)
            case ThemeNode():
                lines = self._theme(self.thing)
            case _:
                lines = self._entity(self.thing)
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Account of {self.thing!r}>"

    def _repr_html_(self) -> str:
        from graphbuild.display.card import words

        return words(self)

    def _article(self, article: ArticleNode) -> Iterator[str]:
        yield f"“{article.headline}”" if article.headline else article.id
        yield article.address or article.id
        yield self._from(article)
        yield from self._elsewhere(article)
        links = [link for link in self.graph.links if article.id in (link.start, link.end)]
        found: list[tuple[str, list[str]]] = [
            ("Themes", [self._match(link) for link in links if isinstance(link.evidence, ThemeMatch)]),
            ("Story", [line for link in links for line in self._membership(link)]),
            ("Same text", [self._reprint(article, link) for link in links if isinstance(link.evidence, Reprint)]),
            ("Mentions", list(self._mentions(links))),
            ("Links to", [self._reference(link, link.end) for link in _references(links) if link.start == article.id]),
            (
                "Linked from",
                [self._reference(link, link.start) for link in _references(links) if link.end == article.id],
            ),
        ]
        for heading, lines in found:
            if lines:
                yield ""
                yield f"{heading}:"
                yield from (f"  {line}" for line in lines)
        if not any(lines for _, lines in found):
            yield ""
            yield "No theme, story, reprint or mention was found in its headline and abstract."

    def _from(self, article: ArticleNode) -> str:
        publisher = self._names.get(self._publishers.get(article.id, ""), "publisher not known")
        origin = article.origins.get("headline") or article.origins.get("address")
        place = f", {origin}" if origin and origin.line else f", {origin.file}" if origin and origin.file else ""
        return f"{publisher}, {article.published_at or 'no date'}{place}"

    def _elsewhere(self, article: ArticleNode) -> Iterator[str]:
        """The facts that another file says than the one named for the article."""
        main = article.origins.get("headline") or article.origins.get("address")
        origins = {label: article.origins.get(name) for label, name in _SHOWN_FACTS.items()}
        origins["publisher"] = self._publisher_origin(article)
        said = [
            f"{label} from {origin.file}"
            for label, origin in origins.items()
            if main and origin and origin.file and origin.file != main.file
        ]
        if said and article.own:
            yield f"({', '.join(said)})"

    def _publisher_origin(self, article: ArticleNode) -> Origin | None:
        stated = (link for link in self.graph.links if link.start == article.id and link.relation == "publisher")
        return next((link.origin for link in stated), None)

    def _match(self, link: Link) -> str:
        assert isinstance(link.evidence, ThemeMatch)
        return f"{self._names.get(link.end, link.end)} (score {link.evidence.score:g}): {_places(link.evidence)}"

    def _membership(self, link: Link) -> Iterator[str]:
        if not isinstance(link.evidence, Membership):
            return
        [story] = [story for story in self.graph.stories if story.id == link.end]
        others = len(story.articles) - 1
        yield f"“{story.label}”, with {others} other{'s' if others > 1 else ''} ({link.end})"
        yield f"  {self._because(link.evidence)}"

    def _because(self, evidence: Membership) -> str:
        words = ", ".join(evidence.terms)
        listed = "; a related list holds it together with another of the story" if evidence.listed else ""
        return (
            f"likeness to the others {evidence.score:g}; most like “{self._headline(evidence.nearest)}”, "
            f"which shares the words {words}{listed}"
        )

    def _reprint(self, article: ArticleNode, link: Link) -> str:
        assert isinstance(link.evidence, Reprint)
        other = link.end if link.start == article.id else link.start
        relation = "shares its text with"
        if link.evidence.directed:
            relation = "reprint of the earliest copy here," if link.start == article.id else "reprinted by"
        where = self._names.get(self._publishers.get(other, ""), other)
        return f"{relation} “{self._headline(other)}” ({where}; headlines alike to {link.evidence.score:g})"

    def _mentions(self, links: Iterable[Link]) -> Iterator[str]:
        by_entity: dict[str, list[Occurrence]] = {}
        for link in links:
            if isinstance(link.evidence, Occurrence):
                by_entity.setdefault(link.end, []).append(link.evidence)
        for entity, places in by_entity.items():
            said = ", ".join(f"“{place.term}” at {place.start} of the {place.field}" for place in places)
            yield f"{self._names.get(entity, entity)}: {said}"

    def _reference(self, link: Link, other: str) -> str:
        words = f", under the words “{link.text}”" if link.text else ""
        name = self._headline(other)
        return f"{other if name == other else f'“{name}” ({other})'}{words} ({link.origin})"

    def _headline(self, identifier: str) -> str:
        article = self._articles.get(identifier)
        return (article.headline or article.id) if article else identifier

    def _story(self, story: StoryNode) -> Iterator[str]:
        yield f"Story “{story.label}”"
        yield story.id
        yield f"{len(story.articles)} articles, {_span(story)}. Each with its likeness to the others, and why:"
        members = {link.start: link.evidence for link in self.graph.links if link.end == story.id}
        for identifier in sorted(story.articles, key=lambda name: (str(self._articles[name].published_at), name)):
            article, evidence = self._articles[identifier], members.get(identifier)
            yield ""
            yield f"  “{self._headline(identifier)}”"
            yield f"  {self._from(article)}"
            if isinstance(evidence, Membership):
                yield f"    {self._because(evidence)}"

    def _theme(self, theme: ThemeNode) -> Iterator[str]:
        yield f"Theme “{theme.label}”"
        yield theme.id
        if theme.definition:
            yield theme.definition
        if theme.rule:
            yield f"Rule ({theme.origin}):"
            yield from _outline(json.loads(theme.rule))
        links = [link for link in self.graph.links if link.end == theme.id and isinstance(link.evidence, ThemeMatch)]
        links.sort(key=lambda link: (-getattr(link.evidence, "score", 0), link.start))
        yield counted(len(links), "article") + (f"; the {SHOWN} strongest:" if len(links) > SHOWN else ":")
        for link in links[:SHOWN]:
            assert isinstance(link.evidence, ThemeMatch)
            yield ""
            yield f"  “{self._headline(link.start)}” (score {link.evidence.score:g})"
            yield f"    {_places(link.evidence)}"

    def _entity(self, entity: EntityNode) -> Iterator[str]:
        yield f"{entity.kind.capitalize()} “{entity.name}”"
        yield entity.id
        if entity.other_names:
            yield f"Also: {', '.join(entity.other_names)}"
        if origin := entity.origins.get("vocabulary"):
            yield f"Named in {origin}"
        links = [link for link in self.graph.links if link.end == entity.id and isinstance(link.evidence, Occurrence)]
        naming = len({link.start for link in links})
        yield f"{counted(naming, 'article')} {'names' if naming == 1 else 'name'} it{':' if links else '.'}"
        for link in links[:SHOWN]:
            assert isinstance(link.evidence, Occurrence)
            place = link.evidence
            yield f"  “{self._headline(link.start)}”: “{place.term}” at {place.start} of the {place.field}"
        if len(links) > SHOWN:
            yield f"  … and {len(links) - SHOWN:,} more"


KINDS = ("theme", "entity", "story", "article")
"""What there are accounts of."""
NONE = "article, story, theme or entity"
"""What is said where a name means none of them."""


def thing(graph: StoryGraph, name: str) -> Thing:
    """What a name stands for: an address of an article, in any form, or what `naming.find` finds.

    Raises `UnknownName`, with names that look alike.
    """
    found = by_address(graph, name) or anything(graph, name, KINDS, NONE)
    assert isinstance(found, Thing)
    return found


def _references(links: list[Link]) -> list[Link]:
    return [link for link in links if link.relation == "references"]


def _places(match: ThemeMatch) -> str:
    said = []
    for field in ("headline", "abstract"):
        terms = dict.fromkeys(f"“{place.term}”" for place in match.occurrences if place.field == field)
        if terms:
            said.append(f"{', '.join(terms)} in the {field}")
    return "; ".join(said)


def _span(story: StoryNode) -> str:
    first, last = str(story.first_at)[:10], str(story.last_at)[:10]
    return first if first == last else f"{first} to {last}"


def _outline(rule: Any, depth: int = 1) -> Iterator[str]:
    """A rule as its file writes it, a line for what belongs together."""
    if not isinstance(rule, dict):
        yield from _group("any of", rule if isinstance(rule, list) else [rule], depth)
        return
    for number, (name, value) in enumerate(rule.items()):
        key = f"and {name}" if number else name
        if name == "near":
            yield from _group(f"{key}, at most {value['words']} words between", value["of"], depth, "; ")
        elif isinstance(value, list):
            yield from _group(key, value, depth, " or " if name == "beside" else ", ")
        elif isinstance(value, dict):
            yield f"{'  ' * depth}{key}:"
            yield from _outline(value, depth + 1)
        else:
            yield f"{'  ' * depth}{key}: {value}"


def _group(heading: str, rules: list[Any], depth: int, between: str = ", ") -> Iterator[str]:
    """Rules under their heading: terms in one line, those that are made of others below it."""
    terms = [term for term in map(_terms, rules) if term]
    yield f"{'  ' * depth}{heading}: {between.join(terms)}".removesuffix(" ")
    for rule in rules:
        if not _terms(rule):
            yield from _outline(rule, depth + 1)


def _terms(rule: Any) -> str | None:
    """A term, or a list of them."""
    if isinstance(rule, list) and all(isinstance(term, str) for term in rule):
        return " or ".join(rule)
    return rule if isinstance(rule, str) else None
