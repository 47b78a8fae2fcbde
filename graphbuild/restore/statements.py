"""A `StoryGraph` from the statements of `graph.nq`.

Everything that the graph says comes back. What RDF does not hold is the line of a fact: its file is known, and the
lines of listings, versions and matches are held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import pyoxigraph

from graphbuild.address import to_iri
from graphbuild.export.statements import ARTICLE_FACTS
from graphbuild.graph import (
    ArticleNode,
    Description,
    EntityNode,
    Link,
    SourceNode,
    StoryGraph,
    TopicNode,
    Version,
)
from graphbuild.identity import Identity, Match
from graphbuild.iris import Names
from graphbuild.problems import Problems
from graphbuild.records import Image, InputFile, Origin
from graphbuild.vocabulary import DCT, GB, PROV, RDF_TYPE, SCHEMA, SKOS, VOID, XSD

Value = tuple[Any, str]
"""An object (an IRI as text, a literal as a Python value) and the IRI of the named graph that says it."""


def restored(quads: Iterable[pyoxigraph.Quad]) -> StoryGraph:
    """Read a graph from the quads of a build, in any order."""
    subjects: dict[str, dict[str, list[Value]]] = {}
    for quad in quads:
        facts = subjects.setdefault(quad.subject.value, {})  # type: ignore[union-attr]
        facts.setdefault(quad.predicate.value, []).append((_python(quad.object), _graph_name(quad)))
    return _Restorer(subjects).graph()


class _Restorer:
    def __init__(self, subjects: dict[str, dict[str, list[Value]]]) -> None:
        self.subjects = subjects
        dataset = next((facts for facts in subjects.values() if VOID.URI_SPACE in facts), {})
        self.names = Names(_one(dataset, VOID.URI_SPACE) or Names().base)
        self.description = Description(
            **{
                name: value
                for name, term in (("title", DCT.TITLE), ("license", DCT.LICENSE), ("creator", DCT.CREATOR))
                if (value := _one(dataset, term)) is not None
            }
        )
        self.paths = {name: facts[GB.path][0][0] for name, facts in self._of(GB.InputFile)}
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
        judged = set(self._files(GB.JudgementFile))
        graph = StoryGraph(
            names=self.names,
            files=sorted(set(self._files(GB.InputFile)) - judged, key=lambda file: file.path),
            articles=sorted(articles, key=lambda node: node.id),
            sources=sorted(self._sources(), key=lambda node: node.id),
            topics=sorted(self._topics(), key=lambda node: node.id),
            entities=sorted(self._entities(), key=lambda node: node.id),
            links=sorted(self._links(articles), key=Link.order),
            identity=Identity.restored(known, matches),
            problems=Problems(),
            unknown_fields=Counter(),
            left_out=Counter(),
            description=self.description,
        )
        graph.judgements = next(iter(judged), None)
        return graph

    def _of(self, kind: str) -> Iterator[tuple[str, dict[str, list[Value]]]]:
        for name, facts in self.subjects.items():
            if any(value == kind for value, _ in facts.get(RDF_TYPE, ())):
                yield name, facts

    def _origin(self, graph: str, line: int = 0) -> Origin:
        return Origin(self.paths.get(graph, ""), line)

    def _files(self, kind: str) -> Iterator[InputFile]:
        for _, facts in self._of(kind):
            yield InputFile(_one(facts, GB.path), _one(facts, GB.sha256), _one(facts, GB.bytes))

    def _article(self, name: str, facts: dict[str, list[Value]]) -> ArticleNode:
        node = ArticleNode(name, _one(facts, SCHEMA.URL), own=not _one(facts, GB.stub))
        for attribute, term in ARTICLE_FACTS.items():
            if term in facts:
                value, graph = facts[term][0]
                setattr(node, attribute, value)
                node.origins[attribute] = self._origin(graph)
        node.origins["address"] = self._origin(facts[RDF_TYPE][0][1])
        node.images = self._images(facts, SCHEMA.IMAGE, node.origins)
        return node

    def _add_alternates(self, articles: dict[str, ArticleNode]) -> None:
        for name, facts in self.subjects.items():
            for article, graph in facts.get(PROV.ALTERNATE_OF, ()):
                node = articles[article]
                address = self.addresses.get(name, name)
                node.alternates = tuple(sorted((*node.alternates, address)))
                node.origins[f"alternate {address}"] = self._origin(graph)

    def _add_versions(self, articles: dict[str, ArticleNode]) -> None:
        for _, facts in self._of(GB.Version):
            [(article, graph)] = facts[PROV.SPECIALIZATION_OF]
            values = {name: _one(facts, term) for name, term in ARTICLE_FACTS.items() if term in facts}
            origin = self._origin(graph, _one(facts, GB.line))
            version = Version(origin, _one(facts, SCHEMA.URL), values, _one(facts, SCHEMA.PUBLISHER))
            node = articles[article]
            node.versions = tuple(sorted((*node.versions, version), key=Version.order))

    def _sources(self) -> Iterator[SourceNode]:
        for name, facts in self._of(SCHEMA.ORGANIZATION):
            if not name.startswith(self.names.source("")):
                continue  # an organisation that a person belongs to
            node = SourceNode(name, _one(facts, GB.domain), _one(facts, SCHEMA.NAME))
            node.description = _one(facts, SCHEMA.DESCRIPTION)
            node.other_names = tuple(value for value, _ in facts.get(SCHEMA.ALTERNATE_NAME, ()))
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
        for name, facts in self._of(SKOS.CONCEPT):
            node = TopicNode(name, _one(facts, SKOS.PREF_LABEL))
            node.other_names = tuple(value for value, _ in facts.get(SKOS.ALT_LABEL, ()))
            node.keywords = tuple(value for value, _ in facts.get(SKOS.HIDDEN_LABEL, ()))
            node.broader = _one(facts, SKOS.BROADER)
            node.origins["name"] = self._origin(facts[SKOS.PREF_LABEL][0][1])
            images: dict[str, Origin] = {}
            node.images = self._images(facts, SCHEMA.IMAGE, images)
            described = [SKOS.ALT_LABEL, SKOS.HIDDEN_LABEL, SKOS.BROADER, SCHEMA.IMAGE]
            for term in described:
                for _, graph in facts.get(term, ()):
                    node.origins["described"] = self._origin(graph)
            yield node

    def _entities(self) -> Iterator[EntityNode]:
        for name, facts in self._of(SCHEMA.PERSON):
            node = EntityNode(name, "person", _one(facts, SCHEMA.NAME))
            node.description = _one(facts, SCHEMA.DESCRIPTION)
            if organization := _one(facts, SCHEMA.AFFILIATION):
                node.affiliation = _one(self.subjects[organization], SCHEMA.NAME)
            node.address = _one(facts, SCHEMA.URL)
            node.origins["name"] = self._origin(facts[SCHEMA.NAME][0][1])
            node.images = self._images(facts, SCHEMA.IMAGE, {})
            yield node

    def _images(self, facts: dict[str, list[Value]], term: str, origins: dict[str, Origin]) -> tuple[Image, ...]:
        images = []
        for name, graph in facts.get(term, ()):
            about = self.subjects[name]
            address = _one(about, SCHEMA.CONTENT_URL)
            images.append(Image(address, _one(about, SCHEMA.WIDTH), _one(about, SCHEMA.HEIGHT)))
            origins[f"image {address}"] = self._origin(graph)
        return tuple(images)

    def _links(self, articles: list[ArticleNode]) -> Iterator[Link]:
        for article in articles:
            facts = self.subjects[article.id]
            for end, graph in facts.get(SCHEMA.PUBLISHER, ()):
                yield Link(article.id, "publisher", end, self._origin(graph))
            for end, graph in facts.get(SCHEMA.ABOUT, ()):
                yield Link(article.id, "about", end, self._origin(graph))
        for _, facts in self._of(GB.Listing):
            yield Link(
                _one(facts, GB.lists), "related", _one(facts, SCHEMA.ITEM), self._said(facts),
                _one(facts, SCHEMA.POSITION), _one(facts, GB.gapSeconds),
            )  # fmt: skip
        for _, facts in self._of(SCHEMA.LIST_ITEM):
            start, end = _one(facts, SCHEMA.IS_PART_OF), _one(facts, SCHEMA.ITEM)
            yield Link(start, "part", end, self._said(facts), _one(facts, SCHEMA.POSITION))

    def _said(self, facts: dict[str, list[Value]]) -> Origin:
        return self._origin(_one(facts, PROV.WAS_DERIVED_FROM) or "", _one(facts, GB.line) or 0)

    def _matches(self) -> Iterator[Match]:
        for _, facts in self._of(GB.AddressMatch):
            file = _one(facts, PROV.WAS_DERIVED_FROM)
            place = self.paths.get(file, "")
            yield Match(
                _one(facts, GB.address), _one(facts, GB.otherAddress), _one(facts, GB.evidence),
                _one(facts, GB.sameArticle), _one(facts, GB.field), _one(facts, GB.key), _one(facts, GB.reason),
                Origin(place, _one(facts, GB.line)) if file else None,
            )  # fmt: skip


def _one(facts: dict[str, list[Value]], term: str) -> Any:
    values = facts.get(term)
    return values[0][0] if values else None


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
