"""Statements of what was found in the texts: themes, stories, mentions and reprints, each with its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from graphbuild.evidence import Membership, Mention, Occurrence, Reprint, ThemeMatch
from graphbuild.export.statement import Literal, Statement, literal
from graphbuild.graph import Link, StoryGraph, StoryNode, ThemeNode
from graphbuild.records import Origin
from graphbuild.vocabulary import GB, PROV, RDF_TYPE, SCHEMA, SKOS

Fact = tuple[str, str | Literal]
"""Predicate and object."""


class Findings:
    """Writes what no input file states; all of it belongs to the default graph."""

    def __init__(self, graph: StoryGraph) -> None:
        self._graph = graph
        self._names = graph.names
        self._same_text: dict[str, list[str]] = defaultdict(list)
        for link in graph.links:
            if isinstance(link.evidence, Reprint) and not link.evidence.directed:
                self._same_text[link.start].append(link.end)
                self._same_text[link.end].append(link.start)
        self._members: dict[str, list[Link]] = defaultdict(list)
        for link in graph.links:
            if link.relation == "member":
                self._members[link.end].append(link)

    def themes(self) -> Iterator[Statement]:
        """The scheme of the themes, and each theme with its rule."""
        if self._graph.themes:
            yield Statement(self._names.themes, RDF_TYPE, SKOS.CONCEPT_SCHEME, None)
        for theme in self._graph.themes:
            yield from _said(theme.id, self._theme(theme))
            yield from self.defined(theme.id, theme.origin)

    def _theme(self, theme: ThemeNode) -> Iterator[Fact]:
        yield RDF_TYPE, SKOS.CONCEPT
        yield SKOS.IN_SCHEME, self._names.themes
        yield SKOS.PREF_LABEL, Literal(theme.label)
        for label in theme.other_labels:
            yield SKOS.ALT_LABEL, Literal(label)
        if theme.definition:
            yield SKOS.DEFINITION, Literal(theme.definition)
        if theme.broader:
            yield SKOS.BROADER, theme.broader
        for iri in theme.exact_matches:
            yield SKOS.EXACT_MATCH, iri
        for iri in theme.close_matches:
            yield SKOS.CLOSE_MATCH, iri
        if theme.rule:
            yield GB.rule, Literal(theme.rule)
        if theme.minimum is not None:
            yield GB.minimum, literal(theme.minimum)

    def defined(self, subject: str, origin: Origin) -> Iterator[Statement]:
        """In which file of themes or names something is defined, and where."""
        yield Statement(subject, PROV.WAS_DERIVED_FROM, self._names.vocabulary(origin.file), None)
        if origin.line:
            yield Statement(subject, GB.line, literal(origin.line), None)

    def of_article(self, article: str, links: list[Link]) -> Iterator[Statement]:
        """What an article is about, names and repeats."""
        facts: dict[Fact, None] = {}
        for link in links:
            if isinstance(link.evidence, ThemeMatch):
                facts[SCHEMA.ABOUT, link.end] = None
            elif isinstance(link.evidence, Mention):
                facts[SCHEMA.MENTIONS, link.end] = None
            elif isinstance(link.evidence, Reprint) and link.evidence.directed:
                facts[GB.reprintOf, link.end] = None
        for other in sorted(self._same_text[article]):
            facts[GB.sharesTextWith, other] = None
        yield from _said(article, facts)

    def evidence(self, link: Link) -> Iterator[Statement]:
        """The evidence of a link that an article begins; that of a membership stands with its story."""
        if isinstance(link.evidence, ThemeMatch):
            yield from self._theme_match(link, link.evidence)
        elif isinstance(link.evidence, Mention):
            place = link.evidence
            name = self._names.evidence("mention", link.start, link.end, place.field, str(place.start))
            yield from self._node(name, GB.Mention, link, ((GB.entity, link.end), *_place(place)))
        elif isinstance(link.evidence, Reprint):
            name = self._names.evidence("reprint", link.start, link.end)
            other = GB.original if link.evidence.directed else GB.otherArticle
            facts = ((other, link.end), (GB.score, literal(link.evidence.score)))
            yield from self._node(name, GB.Reprint, link, facts)

    def _theme_match(self, link: Link, match: ThemeMatch) -> Iterator[Statement]:
        name = self._names.evidence("theme-match", link.start, link.end)
        facts: dict[Fact, None] = {(GB.theme, link.end): None, (GB.score, literal(match.score)): None}
        places = {
            self._names.evidence("occurrence", link.start, link.end, place.field, str(place.start), place.term): place
            for place in match.occurrences
        }
        for place in match.occurrences:
            facts[GB.term, Literal(place.term)] = None
            facts[GB.field, Literal(place.field)] = None
        for occurrence in places:
            facts[GB.occurrence, occurrence] = None
        yield from self._node(name, GB.ThemeMatch, link, facts)
        for occurrence, place in places.items():
            yield from _said(occurrence, ((RDF_TYPE, GB.Occurrence), *_place(place)))

    def stories(self) -> Iterator[Statement]:
        """Each story, its members, and why they are members."""
        for story in self._graph.stories:
            yield from _said(story.id, self._story(story))
            for link in self._members[story.id]:
                assert isinstance(link.evidence, Membership)
                name = self._names.evidence("membership", story.id, link.start)
                yield from self._node(name, GB.Membership, link, self._membership(link, link.evidence))

    def _story(self, story: StoryNode) -> Iterator[Fact]:
        yield RDF_TYPE, GB.Story
        yield RDF_TYPE, PROV.COLLECTION
        yield SCHEMA.NAME, Literal(story.label)
        for article in story.articles:
            yield PROV.HAD_MEMBER, article

    def _membership(self, link: Link, evidence: Membership) -> Iterator[Fact]:
        yield GB.story, link.end
        yield GB.score, literal(evidence.score)
        yield GB.nearest, evidence.nearest
        yield GB.listed, literal(evidence.listed)
        for term in evidence.terms:
            yield GB.term, Literal(term)

    def _node(self, name: str, kind: str, link: Link, facts: Iterable[Fact]) -> Iterator[Statement]:
        yield Statement(name, RDF_TYPE, kind, None)
        yield Statement(name, GB.article, link.start, None)
        yield from _said(name, facts)
        yield Statement(name, PROV.WAS_DERIVED_FROM, self._names.file(link.origin.file), None)
        yield Statement(name, GB.line, literal(link.origin.line), None)


def _place(place: Occurrence) -> tuple[Fact, ...]:
    return (
        (GB.field, Literal(place.field)),
        (GB.start, literal(place.start)),
        (GB.end, literal(place.end)),
        (GB.term, Literal(place.term)),
    )


def _said(subject: str, facts: Iterable[Fact]) -> Iterator[Statement]:
    for predicate, value in facts:
        yield Statement(subject, predicate, value, None)
