"""A `StoryGraph` as RDF statements: what is said, and in which named graph.

A statement that an input file makes is in that file's named graph; what graphbuild concludes (address
matches, themes, stories, reprints, mentions) is in the default graph, with the file and line it rests on; the
description of the files and the build is in the graph `provenance`.
The statements of one subject follow each other, in an order that depends on the graph alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphbuild.address import to_iri
from graphbuild.export.census import Census
from graphbuild.export.findings import Findings
from graphbuild.export.provenance import provenance
from graphbuild.export.statement import Listed, Literal, Statement, literal
from graphbuild.graph import ArticleNode, EntityKind, EntityNode, Link, SourceNode, StoryGraph, TopicNode, Version
from graphbuild.iris import Names, hashed
from graphbuild.records import Image
from graphbuild.text import slug
from graphbuild.vocabulary import DCT, GB, PROV, RDF_TYPE, SCHEMA, SKOS, XSD

ARTICLE_CLASSES = {
    "article": (SCHEMA.NEWS_ARTICLE,),
    "video": (SCHEMA.VIDEO_OBJECT,),
    "collection": (SCHEMA.CREATIVE_WORK, SCHEMA.COLLECTION),
    "course": (SCHEMA.CREATIVE_WORK, SCHEMA.COURSE),
    "event": (SCHEMA.CREATIVE_WORK, SCHEMA.EVENT),
    "webinar": (SCHEMA.CREATIVE_WORK, SCHEMA.EVENT),
}
"""By the input's `type`; anything else is a `schema:CreativeWork`. `gb:type` keeps the input's own word."""

ENTITY_CLASSES: dict[EntityKind, str] = {
    "person": SCHEMA.PERSON,
    "organization": SCHEMA.ORGANIZATION,
    "place": SCHEMA.PLACE,
    "law": SCHEMA.LEGISLATION,
}

ARTICLE_FACTS = {
    "type": GB.type,
    "category": GB.category,
    "headline": SCHEMA.HEADLINE,
    "abstract": SCHEMA.ABSTRACT,
    "published_at": SCHEMA.DATE_PUBLISHED,
    "starts_at": SCHEMA.START_DATE,
    "ends_at": SCHEMA.END_DATE,
    "length": SCHEMA.TIME_REQUIRED,
    "quality": GB.quality,
    "heat": GB.heat,
    "published": GB.published,
    "removed": GB.removed,
    "language": SCHEMA.IN_LANGUAGE,
}


def statements(graph: StoryGraph) -> Iterator[Statement]:
    """Everything but the description of files and build: the content of `graph.ttl`."""
    for block in blocks(graph):
        if isinstance(block, Listed):
            yield from block.statements()
        else:
            yield block


def blocks(graph: StoryGraph) -> Iterator[Statement | Listed]:
    """The same, with the statements of each entry of a list as one."""
    return Writer(graph).content()


def described(graph: StoryGraph) -> Iterator[Statement]:
    """Everything, the description of files and build at the end: the content of `graph.nq`."""
    census = Census()
    yield from census.counting(statements(graph))
    yield from provenance(graph, census)


def _fact(attribute: str, value: Any) -> Literal:
    return Literal(value, XSD.DURATION) if attribute == "length" else literal(value)


class Writer:
    """The state of one export."""

    def __init__(self, graph: StoryGraph) -> None:
        self.graph = graph
        self.names: Names = graph.names
        self._files: dict[str, str] = {}
        self._lists: dict[str, str] = {}
        self._given: dict[str, int] = {}
        self._organizations: dict[str, tuple[str, str]] = {}
        self.images: dict[str, tuple[Image, str]] = {}
        self._findings = Findings(graph)

    def content(self) -> Iterator[Statement | Listed]:
        """Everything."""
        for source in self.graph.sources:
            yield from self._source(source)
        yield from self._topic_scheme()
        for topic in self.graph.topics:
            yield from self._topic(topic)
        yield from self._findings.themes()
        for entity in self.graph.entities:
            yield from self._entity(entity)
        for name, (label, graph) in self._organizations.items():
            yield Statement(name, RDF_TYPE, SCHEMA.ORGANIZATION, graph)
            yield Statement(name, SCHEMA.NAME, Literal(label), graph)
        yield from self.articles()
        yield from self._findings.stories()
        for image, file in self.images.values():
            yield from self.image(image, file)
        yield from self.matches()

    def articles(self) -> Iterator[Statement | Listed]:
        """What is said of the articles, with their lists and the evidence of what was found in them."""
        by_start = _links_by_start(self.graph.links)
        for article in self.graph.articles:
            links = by_start.get(article.id, [])
            yield from self._article(article, links)
            for link in links:
                if link.relation == "related":
                    yield self._listing(link)
                elif link.relation == "part":
                    yield from self._part(link)
                elif link.relation == "references":
                    yield from self._reference(link)
                elif link.evidence:
                    yield from self._findings.evidence(link)

    def _source(self, source: SourceNode) -> Iterator[Statement]:
        subject, origins = source.id, source.origins
        graph = self._file(origins["domain"].file)
        yield Statement(subject, RDF_TYPE, SCHEMA.ORGANIZATION, graph)
        yield Statement(subject, SCHEMA.NAME, Literal(source.name), self._file(origins["name"].file))
        for name in source.other_names:
            yield Statement(subject, SCHEMA.ALTERNATE_NAME, Literal(name), self._file(origins[f"name {name}"].file))
        if source.domain:
            yield Statement(subject, GB.domain, Literal(source.domain), graph)
            # No file says this address: it follows from the domain.
            yield Statement(subject, SCHEMA.URL, Literal(f"https://{source.domain}/", XSD.ANY_URI), None)
        if source.description:
            place = self._file(origins["description"].file)
            yield Statement(subject, SCHEMA.DESCRIPTION, Literal(source.description), place)
        for image in source.images:
            place = self._file(origins[f"image {image.address}"].file)
            yield Statement(subject, SCHEMA.LOGO, self._image_name(image, place), place)

    def _topic_scheme(self) -> Iterator[Statement]:
        if self.graph.topics:
            yield Statement(self.names.topics, RDF_TYPE, SKOS.CONCEPT_SCHEME, None)

    def _topic(self, topic: TopicNode) -> Iterator[Statement]:
        graph = self._file(topic.origins["name"].file)
        described = self._file(topic.origins.get("described", topic.origins["name"]).file)
        yield Statement(topic.id, RDF_TYPE, SKOS.CONCEPT, graph)
        yield Statement(topic.id, SKOS.IN_SCHEME, self.names.topics, graph)
        yield Statement(topic.id, SKOS.PREF_LABEL, Literal(topic.name), graph)
        for name in topic.other_names:
            yield Statement(topic.id, SKOS.ALT_LABEL, Literal(name), described)
        for keyword in topic.keywords:
            yield Statement(topic.id, SKOS.HIDDEN_LABEL, Literal(keyword), described)
        if topic.broader:
            yield Statement(topic.id, SKOS.BROADER, topic.broader, described)
        for image in topic.images:
            yield Statement(topic.id, SCHEMA.IMAGE, self._image_name(image, described), described)

    def _entity(self, entity: EntityNode) -> Iterator[Statement]:
        graph = self._file(entity.origins["name"].file) if "name" in entity.origins else None
        yield Statement(entity.id, RDF_TYPE, ENTITY_CLASSES[entity.kind], graph)
        yield Statement(entity.id, SCHEMA.NAME, Literal(entity.name), graph)
        if entity.description:
            yield Statement(entity.id, SCHEMA.DESCRIPTION, Literal(entity.description), graph)
        if entity.affiliation and graph:
            yield Statement(entity.id, SCHEMA.AFFILIATION, self._organization(entity.affiliation, graph), graph)
        if entity.address:
            yield Statement(entity.id, SCHEMA.URL, Literal(entity.address, XSD.ANY_URI), graph)
        for image in entity.images:
            yield Statement(entity.id, SCHEMA.IMAGE, self._image_name(image, graph or ""), graph)
        for name in entity.other_names:
            yield Statement(entity.id, SCHEMA.ALTERNATE_NAME, Literal(name), None)
        if entity.same_as:
            yield Statement(entity.id, SCHEMA.SAME_AS, entity.same_as, None)
        if origin := entity.origins.get("vocabulary"):
            yield from self._findings.defined(entity.id, origin)

    def _organization(self, label: str, graph: str) -> str:
        """The name of an organisation of which only a label is known; it is described behind the persons."""
        name = self.names.entity(f"{slug(label)}-{hashed(label)[:6]}")
        self._organizations.setdefault(name, (label, graph))
        return name

    def _article(self, article: ArticleNode, links: list[Link]) -> Iterator[Statement]:
        subject, origins = article.id, article.origins
        graph = self._file(origins["address"].file)
        for kind in ARTICLE_CLASSES.get(article.type or "", (SCHEMA.CREATIVE_WORK,)):
            yield Statement(subject, RDF_TYPE, kind, graph)
        if article.address:
            yield Statement(subject, SCHEMA.URL, Literal(article.address, XSD.ANY_URI), graph)
        yield Statement(subject, GB.stub, literal(not article.own), None)
        for attribute, predicate in ARTICLE_FACTS.items():
            value = getattr(article, attribute)
            if value is not None:
                yield Statement(subject, predicate, _fact(attribute, value), self._file(origins[attribute].file))
        for link in links:
            place = self._file(link.origin.file)
            if link.relation == "publisher":
                yield Statement(subject, SCHEMA.PUBLISHER, link.end, place)
            elif link.relation == "about" and not link.evidence:
                yield Statement(subject, SCHEMA.ABOUT, link.end, place)
            elif link.relation == "part":
                yield Statement(subject, SCHEMA.HAS_PART, link.end, place)
        for name in article.authors:
            yield Statement(subject, SCHEMA.AUTHOR, Literal(name), self._file(origins["authors"].file))
        for relation, predicate in (("related", DCT.RELATION), ("references", DCT.REFERENCES)):
            for end, file in {(link.end, link.origin.file): None for link in links if link.relation == relation}:
                yield Statement(subject, predicate, end, self._file(file))
        for image in article.images:
            place = self._file(origins[f"image {image.address}"].file)
            yield Statement(subject, SCHEMA.IMAGE, self._image_name(image, place), place)
        yield from self._findings.of_article(article.id, links)
        for address in article.alternates:
            place = self._file(origins[f"alternate {address}"].file)
            if (other := to_iri(address)) != subject:
                yield Statement(other, PROV.ALTERNATE_OF, subject, place)
        for version in article.versions:
            yield from self._version(article, version)

    def _version(self, article: ArticleNode, version: Version) -> Iterator[Statement]:
        origin = version.origin
        graph = self._file(origin.file)
        said = (f"{name} {value}" for name, value in version.facts.items())
        subject = self._unused(self.names.version(origin.file, version.address or "", version.publisher or "", *said))
        yield Statement(subject, RDF_TYPE, GB.Version, graph)
        yield Statement(subject, PROV.SPECIALIZATION_OF, article.id, graph)
        if version.address:
            yield Statement(subject, SCHEMA.URL, Literal(version.address, XSD.ANY_URI), graph)
        if version.publisher:
            yield Statement(subject, SCHEMA.PUBLISHER, version.publisher, graph)
        for attribute, predicate in ARTICLE_FACTS.items():
            value = version.facts.get(attribute)
            if value is not None:
                yield Statement(subject, predicate, _fact(attribute, value), graph)
        yield Statement(subject, PROV.WAS_DERIVED_FROM, graph, graph)
        yield Statement(subject, GB.line, literal(origin.line), graph)

    def _listing(self, link: Link) -> Listed:
        file, position = link.origin.file, link.position or 0
        subject = self._unused(f"{self._list(file)}/{position}")
        return Listed(
            subject, link.start, link.end, position, link.gap_seconds, link.origin.line, self._file(file)
        )  # fmt: skip

    def _reference(self, link: Link) -> Iterator[Statement]:
        graph = self._file(link.origin.file)
        subject = self._unused(self.names.reference(link.origin.file, link.start, link.position or 0))
        yield Statement(subject, RDF_TYPE, GB.Reference, graph)
        yield Statement(subject, GB.article, link.start, graph)
        yield Statement(subject, GB.target, link.end, graph)
        yield Statement(subject, SCHEMA.POSITION, literal(link.position or 0), graph)
        if link.text:
            yield Statement(subject, GB.linkText, Literal(link.text), graph)
        yield Statement(subject, PROV.WAS_DERIVED_FROM, graph, graph)
        yield Statement(subject, GB.line, literal(link.origin.line), graph)

    def _part(self, link: Link) -> Iterator[Statement]:
        graph = self._file(link.origin.file)
        subject = self._unused(self.names.part(link.origin.file, link.position or 0))
        yield Statement(subject, RDF_TYPE, SCHEMA.LIST_ITEM, graph)
        yield Statement(subject, SCHEMA.IS_PART_OF, link.start, graph)
        yield Statement(subject, SCHEMA.ITEM, link.end, graph)
        yield Statement(subject, SCHEMA.POSITION, literal(link.position or 0), graph)
        yield Statement(subject, PROV.WAS_DERIVED_FROM, graph, graph)
        yield Statement(subject, GB.line, literal(link.origin.line), graph)

    def _unused(self, name: str) -> str:
        """A name not given yet: a YAML file of several documents may hold several lists."""
        number = self._given[name] = self._given.get(name, 0) + 1
        return name if number == 1 else f"{name}/{number}"

    def _image_name(self, image: Image, graph: str) -> str:
        relative = image.address.startswith("/")
        name = self.names.image(image.address) if relative else to_iri(image.address)
        self.images.setdefault(name, (image, graph))
        return name

    def image(self, image: Image, graph: str) -> Iterator[Statement]:
        """What is said of an image."""
        subject = self._image_name(image, graph)
        yield Statement(subject, RDF_TYPE, SCHEMA.IMAGE_OBJECT, graph)
        yield Statement(subject, SCHEMA.CONTENT_URL, Literal(image.address, XSD.ANY_URI), graph)
        if image.width is not None:
            yield Statement(subject, SCHEMA.WIDTH, literal(image.width), graph)
        if image.height is not None:
            yield Statement(subject, SCHEMA.HEIGHT, literal(image.height), graph)

    def matches(self) -> Iterator[Statement]:
        """The evidence by which addresses were merged or kept apart."""
        for match in self.graph.matches:
            subject = self.names.match(match.left, match.right, match.evidence)
            yield Statement(subject, RDF_TYPE, GB.AddressMatch, None)
            yield Statement(subject, GB.address, Literal(match.left, XSD.ANY_URI), None)
            yield Statement(subject, GB.otherAddress, Literal(match.right, XSD.ANY_URI), None)
            yield Statement(subject, GB.sameArticle, literal(match.same), None)
            yield Statement(subject, GB.evidence, Literal(match.evidence), None)
            for predicate, text in ((GB.field, match.field), (GB.key, match.key), (GB.reason, match.because)):
                if text:
                    yield Statement(subject, predicate, Literal(text), None)
            if match.origin:
                judged = match.evidence == "judgement"
                place = self.names.judgements(match.origin.file) if judged else self._file(match.origin.file)
                yield Statement(subject, PROV.WAS_DERIVED_FROM, place, None)
                yield Statement(subject, GB.line, literal(match.origin.line), None)

    def _file(self, path: str) -> str:
        name = self._files.get(path)
        if name is None:
            name = self._files[path] = self.names.file(path)
        return name

    def _list(self, path: str) -> str:
        """What the names of a file's listings begin with."""
        name = self._lists.get(path)
        if name is None:
            name = self._lists[path] = self.names.listing(path, 0).removesuffix("/0")
        return name


def _links_by_start(links: list[Link]) -> dict[str, list[Link]]:
    by_start: dict[str, list[Link]] = {}
    for link in links:
        by_start.setdefault(link.start, []).append(link)
    return by_start
