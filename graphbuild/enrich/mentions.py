"""Who and what the texts name: the longest name at each place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphbuild.enrich.entities import Entity, Vocabulary
from graphbuild.enrich.found import Found, texts
from graphbuild.enrich.lexicon import Lexicon, Term
from graphbuild.evidence import Mention, Occurrence
from graphbuild.graph import ArticleNode, EntityNode, Link
from graphbuild.iris import Names

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
        self._ignored = frozenset(term for vocabulary in vocabularies for term in vocabulary.ignored)
        self._by_term: dict[Term, list[tuple[Entity, int]]] = {}
        for entity in self.entities:
            for number, rule in enumerate(entity.rules):
                self._by_term.setdefault(next(rule.terms()), []).append((entity, number))
        self._lexicon = Lexicon(
            (*self._ignored, *(term for entity in self.entities for rule in entity.rules for term in rule.terms()))
        )

    def of(self, article: ArticleNode) -> Iterator[tuple[Entity, Mention]]:
        """What an article names, in the order of its texts; no two mentions overlap."""
        found = Found(self._lexicon, texts(article))
        if not found:
            return
        named = sorted(self._named(found), key=lambda pair: _order(pair[1]))
        last: Occurrence | None = None
        for entity, place in named:
            if last and place.field == last.field and place.start < last.end:
                continue
            last = place
            if entity:
                yield entity, place

    def _named(self, found: Found) -> Iterator[tuple[Entity | None, Occurrence]]:
        for term, occurrences in found:
            if term in self._ignored:
                yield from ((None, place) for place in occurrences)
            for entity, number in self._by_term.get(term, ()):
                for place in entity.rules[number].places(found) or ():
                    if place in occurrences:
                        yield entity, place


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


def links(names: Names, mentions: Mentions, articles: Iterable[ArticleNode]) -> Iterator[tuple[Entity, Link]]:
    """A link for each mention, with its entity; its origin is where the text stands."""
    for article in articles:
        for entity, place in mentions.of(article):
            origin = article.origins[place.field]
            yield entity, Link(article.id, "mentions", names.entity(entity.slug), origin, evidence=place)
