"""A `StoryGraph` from the statements of `graph.nq`.

Everything that the graph says comes back. What RDF does not hold is the line of a fact: its file is known, and the
lines of listings, versions and matches are held.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

import pyoxigraph

from graphbuild.address import to_iri
from graphbuild.export.statements import ARTICLE_FACTS, ENTITY_CLASSES
from graphbuild.graph import Description, StoryGraph
from graphbuild.identity import Identity, Match
from graphbuild.iris import Names
from graphbuild.link import Link
from graphbuild.nodes import ArticleNode, EntityKind, EntityNode, SourceNode, TopicNode, Version
from graphbuild.problems import Problem, Problems
from graphbuild.records import Image, InputFile, Origin
from graphbuild.restore.facts import Facts, of_kind, one, values
from graphbuild.restore.findings import Findings
from graphbuild.vocabulary import DCT, GB, PROV, RDF_TYPE, SCHEMA, SKOS, VOID, XSD


def restored(quads: Iterable[pyoxigraph.Quad]) -> StoryGraph:
    """Read a graph from the quads of a build, in any order."""
    subjects: dict[str, Facts] = {}
    for quad in quads:
        facts = subjects.setdefault(quad.subject.value, {})  # type: ignore[union-attr]
        facts.setdefault(quad.predicate.value, []).append((_python(quad.object), _graph_name(quad)))
    return _Restorer(subjects).graph()


class _Restorer:
    def __init__(self, subjects: dict[str, Facts]) -> None:
        self.subjects = subjects
        dataset = next((facts for facts in subjects.values() if VOID.URI_SPACE in facts), {})
        self.names = Names(one(dataset, VOID.URI_SPACE) or Names().base)
        self.description = Description(
            **{
                name: value
                for name, term in (("title", DCT.TITLE), ("license", DCT.LICENSE), ("creator", DCT.CREATOR))
                if (value := one(dataset, term)) is not None
            }
        )
        self.paths = {name: facts[GB.path][0][0] for name, facts in of_kind(self.subjects, GB.InputFile)}
        self._findings = Findings(subjects, self.paths)
        self.addresses: dict[str, str] = {}

    def graph(self) -> StoryGraph:
        matches = sorted(self._matches(), key=lambda match: (match.left, match.right, match.evidence))
        for match in matches:
            for address in (match.left, match.right):
                self.addresses[to_iri(address)] = address
        articles = [self._article(name, facts) for name, facts in self.subjects.items() if GB.stub in facts]
        by_id = {article.id: article for article in articles}
        self._add_alternates(by_id)
        self._add_versions(by_id)
        known = dict.fromkeys(
            address for article in articles for address in (article.address, *article.alternates) if address
        )
        judged, vocabularies = set(self._files(GB.JudgementFile)), set(self._files(GB.VocabularyFile))
        graph = StoryGraph(
            names=self.names,
            files=sorted(set(self._files(GB.InputFile)) - judged - vocabularies, key=lambda file: file.path),
            articles=sorted(articles, key=lambda node: node.id),
            sources=sorted(self._sources(), key=lambda node: node.id),
            topics=sorted(self._topics(), key=lambda node: node.id),
            entities=sorted(self._entities(), key=lambda node: node.id),
            themes=sorted(self._findings.themes(), key=lambda node: node.id),
            stories=sorted(self._findings.stories(by_id), key=lambda node: node.id),
            links=sorted((*self._links(articles), *self._findings.links()), key=Link.order),
            identity=Identity.restored(known, matches),
            problems=Problems(),
            unknown_fields=Counter(),
            left_out=Counter(),
            description=self.description,
        )
        graph.judgements = next(iter(judged), None)
        graph.problems.extend(list(self._problems()))
        graph.problems.sort()
        graph.vocabularies = sorted(vocabularies, key=lambda file: file.path)
        options = self._options()
        graph.without = tuple((options.get("without") or "").split())
        graph.reading = tuple(filter(None, options.get("reading", "").split(" | ")))
        return graph

    def _options(self) -> dict[str, Any]:
        for _, facts in of_kind(self.subjects, PROV.ACTIVITY):
            return dict(json.loads(one(facts, GB.options)))
        return {}

    def _origin(self, graph: str, line: int = 0) -> Origin:
        return Origin(self.paths.get(graph, ""), line)

    def _files(self, kind: str) -> Iterator[InputFile]:
        for _, facts in of_kind(self.subjects, kind):
            yield InputFile(one(facts, GB.path), one(facts, GB.sha256), one(facts, GB.bytes))

    def _problems(self) -> Iterator[Problem]:
        for _, facts in of_kind(self.subjects, GB.Problem):
            place = unquote(one(facts, PROV.WAS_DERIVED_FROM).removeprefix(f"{self.names.base}file/"))
            yield Problem(
                one(facts, GB.severity),
                self.paths.get(one(facts, PROV.WAS_DERIVED_FROM), place),
                one(facts, GB.line),
                one(facts, GB.field) or "",
                one(facts, GB.what),
                one(facts, GB.done),
                one(facts, GB.value) or "",
                one(facts, GB.times),
            )

    def _article(self, name: str, facts: Facts) -> ArticleNode:
        node = ArticleNode(name, one(facts, SCHEMA.URL), own=not one(facts, GB.stub))
        for attribute, term in ARTICLE_FACTS.items():
            if term in facts:
                value, graph = facts[term][0]
                setattr(node, attribute, value)
                node.origins[attribute] = self._origin(graph)
        node.origins["address"] = self._origin(facts[RDF_TYPE][0][1])
        node.images = self._images(facts, SCHEMA.IMAGE, node.origins)
        if SCHEMA.AUTHOR in facts:
            node.authors = tuple(value for value, _ in facts[SCHEMA.AUTHOR])
            node.origins["authors"] = self._origin(facts[SCHEMA.AUTHOR][0][1])
        return node

    def _add_alternates(self, articles: dict[str, ArticleNode]) -> None:
        for name, facts in self.subjects.items():
            for article, graph in facts.get(PROV.ALTERNATE_OF, ()):
                node = articles[article]
                address = self.addresses.get(name, name)
                node.alternates = tuple(sorted((*node.alternates, address)))
                node.origins[f"alternate {address}"] = self._origin(graph)

    def _add_versions(self, articles: dict[str, ArticleNode]) -> None:
        for _, facts in of_kind(self.subjects, GB.Version):
            [(article, graph)] = facts[PROV.SPECIALIZATION_OF]
            values = {name: one(facts, term) for name, term in ARTICLE_FACTS.items() if term in facts}
            origin = self._origin(graph, one(facts, GB.line))
            version = Version(origin, one(facts, SCHEMA.URL), values, one(facts, SCHEMA.PUBLISHER))
            node = articles[article]
            node.versions = tuple(sorted((*node.versions, version), key=Version.order))

    def _sources(self) -> Iterator[SourceNode]:
        for name, facts in of_kind(self.subjects, SCHEMA.ORGANIZATION):
            if not name.startswith(self.names.source("")):
                continue  # an organisation that a person belongs to
            node = SourceNode(name, one(facts, GB.domain), one(facts, SCHEMA.NAME))
            node.description = one(facts, SCHEMA.DESCRIPTION)
            node.other_names = values(facts, SCHEMA.ALTERNATE_NAME)
            node.origins = {
                "domain": self._origin(facts[RDF_TYPE][0][1]),
                "name": self._origin(facts[SCHEMA.NAME][0][1]),
                **{f"name {value}": self._origin(graph) for value, graph in facts.get(SCHEMA.ALTERNATE_NAME, ())},
            }
            if node.description is not None:
                node.origins["description"] = self._origin(facts[SCHEMA.DESCRIPTION][0][1])
            node.images = self._images(facts, SCHEMA.LOGO, node.origins)
            yield node

    def _topics(self) -> Iterator[TopicNode]:
        for name, facts in of_kind(self.subjects, SKOS.CONCEPT):
            if one(facts, SKOS.IN_SCHEME) != self.names.topics:
                continue
            node = TopicNode(name, one(facts, SKOS.PREF_LABEL))
            node.other_names = values(facts, SKOS.ALT_LABEL)
            node.keywords = values(facts, SKOS.HIDDEN_LABEL)
            node.broader = one(facts, SKOS.BROADER)
            node.origins["name"] = self._origin(facts[SKOS.PREF_LABEL][0][1])
            images: dict[str, Origin] = {}
            node.images = self._images(facts, SCHEMA.IMAGE, images)
            described = [SKOS.ALT_LABEL, SKOS.HIDDEN_LABEL, SKOS.BROADER, SCHEMA.IMAGE]
            for term in described:
                for _, graph in facts.get(term, ()):
                    node.origins["described"] = self._origin(graph)
            yield node

    def _entities(self) -> Iterator[EntityNode]:
        for kind, term in ENTITY_CLASSES.items():
            for name, facts in of_kind(self.subjects, term):
                if term != SCHEMA.ORGANIZATION or PROV.WAS_DERIVED_FROM in facts:  # else it publishes, or has members
                    yield self._entity(name, kind, facts)

    def _entity(self, name: str, kind: EntityKind, facts: Facts) -> EntityNode:
        node = EntityNode(name, kind, one(facts, SCHEMA.NAME))
        node.description = one(facts, SCHEMA.DESCRIPTION)
        if organization := one(facts, SCHEMA.AFFILIATION):
            node.affiliation = one(self.subjects[organization], SCHEMA.NAME)
        node.address = one(facts, SCHEMA.URL)
        node.images = self._images(facts, SCHEMA.IMAGE, {})
        node.other_names = tuple(sorted(values(facts, SCHEMA.ALTERNATE_NAME)))
        node.same_as = one(facts, SCHEMA.SAME_AS)
        if said := facts[SCHEMA.NAME][0][1]:
            node.origins["name"] = self._origin(said)
        if PROV.WAS_DERIVED_FROM in facts:
            node.origins["vocabulary"] = self._said(facts)
        return node

    def _images(self, facts: Facts, term: str, origins: dict[str, Origin]) -> tuple[Image, ...]:
        images = []
        for name, graph in facts.get(term, ()):
            about = self.subjects[name]
            address = one(about, SCHEMA.CONTENT_URL)
            images.append(Image(address, one(about, SCHEMA.WIDTH), one(about, SCHEMA.HEIGHT)))
            origins[f"image {address}"] = self._origin(graph)
        return tuple(images)

    def _links(self, articles: list[ArticleNode]) -> Iterator[Link]:
        for article in articles:
            facts = self.subjects[article.id]
            for end, graph in facts.get(SCHEMA.PUBLISHER, ()):
                yield Link(article.id, "publisher", end, self._origin(graph))
            for end, graph in facts.get(SCHEMA.ABOUT, ()):
                if graph:  # what was found in the text no file states
                    yield Link(article.id, "about", end, self._origin(graph))
        for _, facts in of_kind(self.subjects, GB.Listing):
            yield Link(
                one(facts, GB.lists), "related", one(facts, SCHEMA.ITEM), self._said(facts),
                one(facts, SCHEMA.POSITION), one(facts, GB.gapSeconds),
            )  # fmt: skip
        for _, facts in of_kind(self.subjects, GB.Reference):
            yield Link(
                one(facts, GB.article), "references", one(facts, GB.target), self._said(facts),
                one(facts, SCHEMA.POSITION), text=one(facts, GB.linkText),
            )  # fmt: skip
        for _, facts in of_kind(self.subjects, SCHEMA.LIST_ITEM):
            start, end = one(facts, SCHEMA.IS_PART_OF), one(facts, SCHEMA.ITEM)
            yield Link(start, "part", end, self._said(facts), one(facts, SCHEMA.POSITION))

    def _said(self, facts: Facts) -> Origin:
        return self._origin(one(facts, PROV.WAS_DERIVED_FROM) or "", one(facts, GB.line) or 0)

    def _matches(self) -> Iterator[Match]:
        for _, facts in of_kind(self.subjects, GB.AddressMatch):
            file = one(facts, PROV.WAS_DERIVED_FROM)
            place = self.paths.get(file, "")
            yield Match(
                one(facts, GB.address), one(facts, GB.otherAddress), one(facts, GB.evidence),
                one(facts, GB.sameArticle), one(facts, GB.field), one(facts, GB.key), one(facts, GB.reason),
                Origin(place, one(facts, GB.line)) if file else None,
            )  # fmt: skip


def _graph_name(quad: pyoxigraph.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, pyoxigraph.NamedNode) else ""


def _python(term: object) -> Any:
    """A term as a Python value; what has no Python type stays text."""
    if not isinstance(term, pyoxigraph.Literal):
        return getattr(term, "value", None)
    kind, text = term.datatype.value, term.value
    if kind == XSD.INTEGER:
        return int(text)
    if kind == XSD.DOUBLE:
        return float(text)
    if kind == XSD.BOOLEAN:
        return text in ("true", "1")
    if kind == XSD.DATE_TIME:
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if kind == XSD.DATE else text
