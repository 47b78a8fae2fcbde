"""Statements of what was found in the texts: themes, stories, mentions and reprints, each with its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from graphbuild.evidence import Membership, Mention, Occurrence, Reprint, ThemeMatch
from graphbuild.export.files import Files
from graphbuild.export.statement import Block, Fact, Literal, integer, literal
from graphbuild.graph import StoryGraph
from graphbuild.link import Link
from graphbuild.nodes import StoryNode, ThemeNode
from graphbuild.records import Origin
from graphbuild.vocabulary import GB, PROV, RDF_TYPE, SCHEMA, SKOS

Said = tuple[str, str | Literal]
"""Predicate and object."""


class Findings:
    """Writes what no input file states; all of it belongs to the default graph."""

    def __init__(self, graph: StoryGraph, files: Files) -> None:
        self._graph = graph
        self._files = files
        self._names = graph.names
        self._same_text: dict[str, list[str]] = defaultdict(list)
        self._members: dict[str, list[Link]] = defaultdict(list)
        for link in graph.links:
            if link.relation == "member":
                self._members[link.end].append(link)
            elif isinstance(link.evidence, Reprint) and not link.evidence.directed:
                self._same_text[link.start].append(link.end)
                self._same_text[link.end].append(link.start)

    def themes(self) -> Iterator[Block]:
        """The scheme of the themes, and each theme with its rule."""
        if self._graph.themes:
            yield Block(self._names.themes, [(RDF_TYPE, SKOS.CONCEPT_SCHEME, None)])
        for theme in self._graph.themes:
            yield Block(theme.id, [*_concluded(self._theme(theme)), *self.defined(theme.origin)])

    def _theme(self, theme: ThemeNode) -> Iterator[Said]:
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

    def defined(self, origin: Origin) -> Iterator[Fact]:
        """In which file of themes or names something is defined, and where."""
        yield PROV.WAS_DERIVED_FROM, self._names.vocabulary(origin.file), None
        if origin.line:
            yield GB.line, literal(origin.line), None

    def of_article(self, article: str, links: Iterable[Link]) -> list[Fact]:
        """What an article is about, names and repeats."""
        facts: dict[Said, None] = {}
        for link in links:
            if evidence := link.evidence:
                if isinstance(evidence, ThemeMatch):
                    facts[SCHEMA.ABOUT, link.end] = None
                elif isinstance(evidence, Mention):
                    facts[SCHEMA.MENTIONS, link.end] = None
                elif isinstance(evidence, Reprint) and evidence.directed:
                    facts[GB.reprintOf, link.end] = None
        for other in sorted(self._same_text.get(article, ())):
            facts[GB.sharesTextWith, other] = None
        return _concluded(facts)

    def evidence(self, link: Link) -> Iterator[Block]:
        """The evidence of a link that an article begins; that of a membership stands with its story."""
        if isinstance(link.evidence, ThemeMatch):
            yield from self._theme_match(link, link.evidence)
        elif isinstance(link.evidence, Mention):
            place = link.evidence
            name = self._names.evidence("mention", link.start, link.end, place.field, str(place.start))
            yield self._node(name, GB.Mention, link, ((GB.entity, link.end), *_place(place)))
        elif isinstance(link.evidence, Reprint):
            name = self._names.evidence("reprint", link.start, link.end)
            other = GB.original if link.evidence.directed else GB.otherArticle
            facts = ((other, link.end), (GB.score, literal(link.evidence.score)))
            yield self._node(name, GB.Reprint, link, facts)

    def _theme_match(self, link: Link, match: ThemeMatch) -> Iterator[Block]:
        name = self._names.evidence("theme-match", link.start, link.end)
        facts: dict[Said, None] = {(GB.theme, link.end): None, (GB.score, literal(match.score)): None}
        places = {
            self._names.evidence("occurrence", link.start, link.end, place.field, str(place.start), place.term): place
            for place in match.occurrences
        }
        for place in match.occurrences:
            facts[GB.term, Literal(place.term)] = None
            facts[GB.field, Literal(place.field)] = None
        for occurrence in places:
            facts[GB.occurrence, occurrence] = None
        yield self._node(name, GB.ThemeMatch, link, facts)
        for occurrence, place in places.items():
            yield Block(occurrence, _concluded(((RDF_TYPE, GB.Occurrence), *_place(place))))

    def stories(self) -> Iterator[Block]:
        """Each story, its members, and why they are members."""
        for story in self._graph.stories:
            yield Block(story.id, _concluded(self._story(story)))
            for link in self._members.get(story.id, ()):
                assert isinstance(link.evidence, Membership)
                name = self._names.evidence("membership", story.id, link.start)
                yield self._node(name, GB.Membership, link, self._membership(link, link.evidence))

    def _story(self, story: StoryNode) -> Iterator[Said]:
        yield RDF_TYPE, GB.Story
        yield RDF_TYPE, PROV.COLLECTION
        yield SCHEMA.NAME, Literal(story.label)
        for article in story.articles:
            yield PROV.HAD_MEMBER, article

    def _membership(self, link: Link, evidence: Membership) -> Iterator[Said]:
        yield GB.story, link.end
        yield GB.score, literal(evidence.score)
        yield GB.nearest, evidence.nearest
        yield GB.listed, literal(evidence.listed)
        for term in evidence.terms:
            yield GB.term, Literal(term)

    def _node(self, name: str, kind: str, link: Link, facts: Iterable[Said]) -> Block:
        file, line = self._files[link.origin.file], integer(link.origin.line)
        said = [(RDF_TYPE, kind), (GB.article, link.start), *facts, (PROV.WAS_DERIVED_FROM, file), (GB.line, line)]
        return Block(name, _concluded(said))


def _place(place: Occurrence) -> tuple[Said, ...]:
    return (
        (GB.field, Literal(place.field)),
        (GB.start, integer(place.start)),
        (GB.end, integer(place.end)),
        (GB.term, Literal(place.term)),
    )


def _concluded(facts: Iterable[Said]) -> list[Fact]:
    """Facts of the default graph."""
    return [(predicate, value, None) for predicate, value in facts]
