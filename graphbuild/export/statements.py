"""A `StoryGraph` as RDF statements: what is said, and in which named graph.

A statement that an input file makes is in that file's named graph; what graphbuild concludes (address
matches, themes, stories, reprints, mentions) is in the default graph, with the file and line it rests on; the
description of the files and the build is in the graph `provenance`.
The statements of one subject follow each other, in an order that depends on the graph alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from graphbuild.address import to_iri
from graphbuild.export.census import Census
from graphbuild.export.files import Files
from graphbuild.export.findings import Findings
from graphbuild.export.provenance import provenance
from graphbuild.export.statement import Block, Fact, Listed, Literal, Statement, integer, joined, literal
from graphbuild.graph import StoryGraph
from graphbuild.iris import Names, hashed
from graphbuild.link import Link
from graphbuild.nodes import ArticleNode, EntityKind, EntityNode, SourceNode, TopicNode, Version
from graphbuild.records import Image, Origin
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


Runs = list[tuple[str, list[Link]]]
"""The links of an article in their order, those of one relation that follow each other together."""


def statements(graph: StoryGraph) -> Iterator[Statement]:
    """Everything but the description of files and build: the content of `graph.ttl`."""
    for block in blocks(graph):
        yield from block.statements()


def blocks(graph: StoryGraph) -> Iterator[Block | Listed]:
    """The same, subject by subject."""
    return joined(Writer(graph).content())


def described(graph: StoryGraph) -> Iterator[Statement]:
    """Everything, the description of files and build at the end: the content of `graph.nq`."""
    census = Census()
    yield from census.counting(statements(graph))
    yield from provenance(graph, census)


class Writer:
    """The state of one export."""

    def __init__(self, graph: StoryGraph) -> None:
        self.graph = graph
        self.names: Names = graph.names
        self._files = Files(graph.names)
        self._lists: dict[str, str] = {}
        self._given: dict[str, int] = {}
        self._places: dict[str, dict[int, int]] = {}
        self._organizations: dict[str, tuple[str, str]] = {}
        self.images: dict[str, tuple[Image, str]] = {}
        self._findings = Findings(graph, self._files)

    def content(self) -> Iterator[Block | Listed]:
        """Everything."""
        yield from map(self._source, self.graph.sources)
        if self.graph.topics:
            yield Block(self.names.topics, [(RDF_TYPE, SKOS.CONCEPT_SCHEME, None)])
        yield from map(self._topic, self.graph.topics)
        yield from self._findings.themes()
        yield from map(self._entity, self.graph.entities)
        for name, (label, graph) in self._organizations.items():
            yield Block(name, [(RDF_TYPE, SCHEMA.ORGANIZATION, graph), (SCHEMA.NAME, Literal(label), graph)])
        yield from self.articles()
        yield from self._findings.stories()
        for image, file in self.images.values():
            yield self.image(image, file)
        yield from self.matches()

    def articles(self) -> Iterator[Block | Listed]:
        """What is said of the articles, with their lists and the evidence of what was found in them."""
        by_start = _links_by_start(self.graph.links)
        for article in self.graph.articles:
            links = [(relation, list(run)) for relation, run in groupby(by_start.get(article.id, ()), key=_RELATION)]
            yield from self._article(article, links)
            for relation, run in links:
                if relation == "related":
                    for file, entries in _by_file(run).items():
                        yield self._listed(article.id, file, entries)
                elif relation == "part":
                    yield from map(self._part, run)
                elif relation == "references":
                    yield from map(self._reference, run)
                else:
                    for link in run:
                        if link.evidence:
                            yield from self._findings.evidence(link)

    def _source(self, source: SourceNode) -> Block:
        files, origins = self._files, source.origins
        graph = files[origins["domain"].file]
        facts: list[Fact] = [
            (RDF_TYPE, SCHEMA.ORGANIZATION, graph),
            (SCHEMA.NAME, Literal(source.name), files[origins["name"].file]),
        ]
        for name in source.other_names:
            facts.append((SCHEMA.ALTERNATE_NAME, Literal(name), files[origins[f"name {name}"].file]))
        if source.domain:
            facts.append((GB.domain, Literal(source.domain), graph))
            # No file says this address: it follows from the domain.
            facts.append((SCHEMA.URL, Literal(f"https://{source.domain}/", XSD.ANY_URI), None))
        if source.description:
            facts.append((SCHEMA.DESCRIPTION, Literal(source.description), files[origins["description"].file]))
        for image in source.images:
            place = files[origins[f"image {image.address}"].file]
            facts.append((SCHEMA.LOGO, self._image_name(image, place), place))
        return Block(source.id, facts)

    def _topic(self, topic: TopicNode) -> Block:
        graph = self._files[topic.origins["name"].file]
        described = self._files[topic.origins.get("described", topic.origins["name"]).file]
        facts: list[Fact] = [
            (RDF_TYPE, SKOS.CONCEPT, graph),
            (SKOS.IN_SCHEME, self.names.topics, graph),
            (SKOS.PREF_LABEL, Literal(topic.name), graph),
            *((SKOS.ALT_LABEL, Literal(name), described) for name in topic.other_names),
            *((SKOS.HIDDEN_LABEL, Literal(keyword), described) for keyword in topic.keywords),
        ]
        if topic.broader:
            facts.append((SKOS.BROADER, topic.broader, described))
        for image in topic.images:
            facts.append((SCHEMA.IMAGE, self._image_name(image, described), described))
        return Block(topic.id, facts)

    def _entity(self, entity: EntityNode) -> Block:
        graph = self._files[entity.origins["name"].file] if "name" in entity.origins else None
        facts: list[Fact] = [
            (RDF_TYPE, ENTITY_CLASSES[entity.kind], graph),
            (SCHEMA.NAME, Literal(entity.name), graph),
        ]
        if entity.description:
            facts.append((SCHEMA.DESCRIPTION, Literal(entity.description), graph))
        if entity.affiliation and graph:
            facts.append((SCHEMA.AFFILIATION, self._organization(entity.affiliation, graph), graph))
        if entity.address:
            facts.append((SCHEMA.URL, Literal(entity.address, XSD.ANY_URI), graph))
        for image in entity.images:
            facts.append((SCHEMA.IMAGE, self._image_name(image, graph or ""), graph))
        for name in entity.other_names:
            facts.append((SCHEMA.ALTERNATE_NAME, Literal(name), None))
        if entity.same_as:
            facts.append((SCHEMA.SAME_AS, entity.same_as, None))
        if origin := entity.origins.get("vocabulary"):
            facts += self._findings.defined(origin)
        return Block(entity.id, facts)

    def _organization(self, label: str, graph: str) -> str:
        """The name of an organisation of which only a label is known; it is described behind the persons."""
        name = self.names.entity(f"{slug(label)}-{hashed(label)[:6]}")
        self._organizations.setdefault(name, (label, graph))
        return name

    def _article(self, article: ArticleNode, links: Runs) -> Iterator[Block]:
        subject, origins, files = article.id, article.origins, self._files
        graph = files[origins["address"].file]
        classes = ARTICLE_CLASSES.get(article.type or "", (SCHEMA.CREATIVE_WORK,))
        facts: list[Fact] = [(RDF_TYPE, kind, graph) for kind in classes]
        if article.address:
            facts.append((SCHEMA.URL, Literal(article.address, XSD.ANY_URI), graph))
        facts.append((GB.stub, literal(not article.own), None))
        for attribute, predicate in ARTICLE_FACTS.items():
            value = getattr(article, attribute)
            if value is not None:
                facts.append((predicate, _fact(attribute, value), files[origins[attribute].file]))
        facts += self._stated(links)
        facts += [(SCHEMA.AUTHOR, Literal(name), files[origins["authors"].file]) for name in article.authors]
        for relation, predicate in (("related", DCT.RELATION), ("references", DCT.REFERENCES)):
            facts += self._ends(predicate, [link for name, run in links if name == relation for link in run])
        for image in article.images:
            place = files[origins[f"image {image.address}"].file]
            facts.append((SCHEMA.IMAGE, self._image_name(image, place), place))
        found = [link for relation, run in links if relation != "related" for link in run if link.evidence]
        facts += self._findings.of_article(subject, found)
        yield Block(subject, facts)
        for address in article.alternates:
            place = files[origins[f"alternate {address}"].file]
            if (other := to_iri(address)) != subject:
                yield Block(other, [(PROV.ALTERNATE_OF, subject, place)])
        for version in article.versions:
            yield self._version(article, version)

    def _stated(self, links: Runs) -> Iterator[Fact]:
        """The publisher, topics and items of an article, as a file states them."""
        for relation, run in links:
            if predicate := _STATED.get(relation):
                for link in run:
                    if not link.evidence:
                        yield predicate, link.end, self._files[link.origin.file]

    def _ends(self, predicate: str, links: list[Link]) -> list[Fact]:
        """Where links of one relation lead, as the files state it."""
        files = {link.origin.file for link in links}
        if len(files) == 1:
            return [(predicate, list(dict.fromkeys([link.end for link in links])), self._files[files.pop()])]
        ends = dict.fromkeys(map(_END_AND_FILE, links))
        return [(predicate, end, self._files[file]) for end, file in ends]

    def _version(self, article: ArticleNode, version: Version) -> Block:
        origin = version.origin
        graph = self._files[origin.file]
        said = (f"{name} {value}" for name, value in version.facts.items())
        subject = self._unused(self.names.version(origin.file, version.address or "", version.publisher or "", *said))
        facts: list[Fact] = [(RDF_TYPE, GB.Version, graph), (PROV.SPECIALIZATION_OF, article.id, graph)]
        if version.address:
            facts.append((SCHEMA.URL, Literal(version.address, XSD.ANY_URI), graph))
        if version.publisher:
            facts.append((SCHEMA.PUBLISHER, version.publisher, graph))
        for attribute, predicate in ARTICLE_FACTS.items():
            value = version.facts.get(attribute)
            if value is not None:
                facts.append((predicate, _fact(attribute, value), graph))
        return Block(subject, [*facts, *_found(origin, graph)])

    def _listed(self, article: str, file: str, links: list[Link]) -> Listed:
        start = self._list(file)
        places = [link.position or 0 for link in links]
        # Column by column: the same as a tuple a link, in half of the time.
        names, ends = self._entry_names(start, places), [link.end for link in links]
        gaps, lines = [link.gap_seconds for link in links], [link.origin.line for link in links]
        return Listed(article, self._files[file], list(zip(names, ends, places, gaps, lines, strict=True)))

    def _entry_names(self, start: str, places: list[int]) -> list[str]:
        """Names not given yet: a YAML file of several documents may hold several lists."""
        met = self._places.get(start)
        if met is None and len(unmet := dict.fromkeys(places, 1)) == len(places):
            self._places[start] = unmet
            return [f"{start}/{place}" for place in places]
        met = self._places.setdefault(start, {})
        names = []
        for place in places:
            number = met[place] = met.get(place, 0) + 1
            names.append(f"{start}/{place}" if number == 1 else f"{start}/{place}/{number}")
        return names

    def _reference(self, link: Link) -> Block:
        graph = self._files[link.origin.file]
        subject = self._unused(self.names.reference(link.origin.file, link.start, link.position or 0))
        facts: list[Fact] = [
            (RDF_TYPE, GB.Reference, graph),
            (GB.article, link.start, graph),
            (GB.target, link.end, graph),
            (SCHEMA.POSITION, integer(link.position or 0), graph),
        ]
        if link.text:
            facts.append((GB.linkText, Literal(link.text), graph))
        return Block(subject, [*facts, *_found(link.origin, graph)])

    def _part(self, link: Link) -> Block:
        graph = self._files[link.origin.file]
        subject = self._unused(self.names.part(link.origin.file, link.position or 0))
        facts: list[Fact] = [
            (RDF_TYPE, SCHEMA.LIST_ITEM, graph),
            (SCHEMA.IS_PART_OF, link.start, graph),
            (SCHEMA.ITEM, link.end, graph),
            (SCHEMA.POSITION, integer(link.position or 0), graph),
        ]
        return Block(subject, [*facts, *_found(link.origin, graph)])

    def _unused(self, name: str) -> str:
        """A name not given yet."""
        number = self._given[name] = self._given.get(name, 0) + 1
        return name if number == 1 else f"{name}/{number}"

    def _image_name(self, image: Image, graph: str) -> str:
        name = self.names.image(image.address)
        self.images.setdefault(name, (image, graph))
        return name

    def image(self, image: Image, graph: str) -> Block:
        """What is said of an image."""
        facts: list[Fact] = [
            (RDF_TYPE, SCHEMA.IMAGE_OBJECT, graph),
            (SCHEMA.CONTENT_URL, Literal(image.address, XSD.ANY_URI), graph),
        ]
        if image.width is not None:
            facts.append((SCHEMA.WIDTH, integer(image.width), graph))
        if image.height is not None:
            facts.append((SCHEMA.HEIGHT, integer(image.height), graph))
        return Block(self._image_name(image, graph), facts)

    def matches(self) -> Iterator[Block]:
        """The evidence by which addresses were merged or kept apart."""
        for match in self.graph.matches:
            facts: list[Fact] = [
                (RDF_TYPE, GB.AddressMatch, None),
                (GB.address, Literal(match.left, XSD.ANY_URI), None),
                (GB.otherAddress, Literal(match.right, XSD.ANY_URI), None),
                (GB.sameArticle, literal(match.same), None),
                (GB.evidence, Literal(match.evidence), None),
            ]
            for predicate, text in ((GB.field, match.field), (GB.key, match.key), (GB.reason, match.because)):
                if text:
                    facts.append((predicate, Literal(text), None))
            if match.origin:
                judged = match.evidence == "judgement"
                file = self.names.judgements(match.origin.file) if judged else self._files[match.origin.file]
                facts += [(PROV.WAS_DERIVED_FROM, file, None), (GB.line, integer(match.origin.line), None)]
            yield Block(self.names.match(match.left, match.right, match.evidence), facts)

    def _list(self, path: str) -> str:
        """What the names of a file's listings begin with."""
        name = self._lists.get(path)
        if name is None:
            name = self._lists[path] = self.names.listing(path, 0).removesuffix("/0")
        return name


_RELATION = attrgetter("relation")
_END_AND_FILE = attrgetter("end", "origin.file")
_STATED = {"publisher": SCHEMA.PUBLISHER, "about": SCHEMA.ABOUT, "part": SCHEMA.HAS_PART}


def _fact(attribute: str, value: Any) -> Literal:
    return Literal(value, XSD.DURATION) if attribute == "length" else literal(value)


def _found(origin: Origin, graph: str) -> tuple[Fact, Fact]:
    """Where something stands, as its file says."""
    return (PROV.WAS_DERIVED_FROM, graph, graph), (GB.line, integer(origin.line), graph)


def _links_by_start(links: list[Link]) -> dict[str, list[Link]]:
    by_start: dict[str, list[Link]] = {}
    for link in links:
        by_start.setdefault(link.start, []).append(link)
    return by_start


def _by_file(links: list[Link]) -> dict[str, list[Link]]:
    """The links of each file together: the lists of an article that several files describe are told entry by entry."""
    by_file: dict[str, list[Link]] = {}
    for link in links:
        by_file.setdefault(link.origin.file, []).append(link)
    return by_file
