"""Who and what the texts name: the longest name at each place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from graphbuild.enrich.entities import Entity, Vocabulary
from graphbuild.enrich.found import Found, texts
from graphbuild.enrich.lexicon import Lexicon, Term
from graphbuild.enrich.rule import Rule
from graphbuild.evidence import Mention, Occurrence, occurrence
from graphbuild.iris import Names
from graphbuild.link import Link
from graphbuild.nodes import ArticleNode, EntityNode

WIKIDATA = "http://www.wikidata.org/entity/"


class Mentions:
    """The names of some vocabularies, ready to be found. An earlier vocabulary's entity hides a later one's.

    >>> from graphbuild.bundled import ontology
    >>> from graphbuild.enrich.entities import read_entities
    >>> mentions = Mentions([read_entities(ontology() / "entities.yaml")])
    >>> article = ArticleNode("a", "a", own=True, headline="Detroit police sued over arrest of Robert Williams")
    >>> [(entity.name, place.term) for entity, place in mentions.of(article)]
    [('Detroit Police Department', 'Detroit police'), ('Robert Williams', 'Robert Williams')]
    """

    def __init__(self, vocabularies: Iterable[Vocabulary]) -> None:
        vocabularies = list(vocabularies)
        entities: dict[str, Entity] = {}
        for vocabulary in vocabularies:
            for entity in vocabulary.entities:
                entities.setdefault(entity.slug, entity)
        self.entities = [entities[name] for name in sorted(entities)]
        self._ignored = dict.fromkeys(term for vocabulary in vocabularies for term in vocabulary.ignored)
        self._by_term: dict[Term, list[tuple[int, Rule]]] = {}
        for number, entity in enumerate(self.entities):
            for rule in entity.rules:
                self._by_term.setdefault(next(rule.terms()), []).append((number, rule))
        sums = "\0".join(vocabulary.file.sha256 for vocabulary in vocabularies)
        self.key = f"names {hashlib.blake2b(sums.encode(), digest_size=16).hexdigest()}"

    def terms(self) -> Iterator[Term]:
        """The names, what may stand beside them, and what is no name."""
        yield from self._ignored
        for entity in self.entities:
            for rule in entity.rules:
                yield from rule.terms()

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(self.terms())

    def of(self, article: ArticleNode) -> Iterator[tuple[Entity, Mention]]:
        """What an article names, in the order of its texts; no two mentions overlap."""
        for number, place in self.find(Found(self._lexicon, texts(article))):
            yield self.entities[number], place

    def find(self, found: Found) -> list[tuple[int, Mention]]:
        """The same by the numbers of the entities: with the methods below this is a `Finder`."""
        return list(self._apart(found)) if found else []

    def written(self, value: Iterable[tuple[int, Mention]]) -> Any:
        """As JSON."""
        return [(number, *place.values()) for number, place in value]

    def read(self, content: Any) -> list[tuple[int, Mention]]:
        """The way back."""
        found = [(number, occurrence(*place)) for number, *place in content]
        if not all(0 <= number < len(self.entities) for number, _ in found):
            raise ValueError("no entity")
        return found

    def _apart(self, found: Found) -> Iterator[tuple[int, Mention]]:
        named = sorted(self._named(found), key=lambda pair: _order(pair[1]))
        last: Occurrence | None = None
        for number, place in named:
            if last and place.field == last.field and place.start < last.end:
                continue
            last = place
            if number is not None:
                yield number, place

    def _named(self, found: Found) -> Iterator[tuple[int | None, Occurrence]]:
        for term, occurrences in found:
            if term in self._ignored:
                yield from ((None, place) for place in occurrences)
            for number, rule in self._by_term.get(term, ()):
                for place in rule.places(found) or ():
                    if place in occurrences:
                        yield number, place


def _order(place: Occurrence) -> tuple[bool, int, int]:
    return place.field != "headline", place.start, -place.end


def nodes(names: Names, mentioned: Iterable[Entity]) -> list[EntityNode]:
    """The entities that are mentioned, as nodes of a graph, sorted by id."""
    found = [
        EntityNode(
            names.entity(entity.slug), entity.kind, entity.name, other_names=tuple(sorted(entity.other_names)),
            same_as=f"{WIKIDATA}{entity.wikidata}" if entity.wikidata else None,
            origins={"vocabulary": entity.origin},
        )
        for entity in {entity.slug: entity for entity in mentioned}.values()
    ]  # fmt: skip
    return sorted(found, key=lambda node: node.id)


def links(
    names: Names,
    mentions: Mentions,
    articles: Sequence[ArticleNode],
    found: Mapping[int, Iterable[tuple[int, Mention]]],
) -> Iterator[tuple[Entity, Link]]:
    """A link for each mention in each article, by number, with its entity; its origin is where the text stands."""
    for number, mentioned in found.items():
        article = articles[number]
        for which, place in mentioned:
            entity, origin = mentions.entities[which], article.origins[place.field]
            yield entity, Link(article.id, "mentions", names.entity(entity.slug), origin, evidence=place)
