"""From the records of all files to one graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import PurePosixPath
from typing import Any

from graphbuild.address import to_iri
from graphbuild.assembly.images import Images
from graphbuild.assembly.late import LateProblems
from graphbuild.assembly.sources import Sources, source_key
from graphbuild.assembly.topics import Topics
from graphbuild.graph import Description, StoryGraph
from graphbuild.identity import Identity
from graphbuild.ingest import Ingested
from graphbuild.iris import Names
from graphbuild.link import Link
from graphbuild.nodes import FACTS, ArticleNode, EntityNode, Version, conflicts
from graphbuild.records import Article, Date, Image, Origin, Person, Source, Topic


class Assembly:
    """The state of one build, so that its steps can be read one by one."""

    def __init__(self, names: Names, ingested: Ingested, identity: Identity, description: Description) -> None:
        self.names = names
        self.ingested = ingested
        self.identity = identity
        self.description = description
        self.articles = [record for record in ingested.records if isinstance(record, Article)]
        self.links: list[Link] = []
        self._ids: dict[int, str] = {}
        self._items = self._listed()
        self._images = Images([*ingested.records, *self._items])
        self._problems = LateProblems(ingested.problems)

    def graph(self) -> StoryGraph:
        """Merge and link: to be called once."""
        groups = self._groups()
        topics = self._topics()
        sources = self._sources(groups)
        self.say_unmet()
        nodes: dict[str, ArticleNode] = {}
        for own, listed in groups.values():
            node = self._merged(own, listed)
            nodes[node.id] = node
            for record in (*own, *listed):
                self._ids[id(record)] = node.id
            self._link_facts(node, own, listed, topics)
        self._link_lists(nodes)
        self._link_texts(nodes)
        self._link_parts()
        entities = sorted(self._entities(), key=lambda node: node.id)
        self.ingested.problems.sort()
        return StoryGraph(
            names=self.names,
            files=self.ingested.files,
            articles=sorted(nodes.values(), key=lambda node: node.id),
            sources=sorted(sources.nodes(), key=lambda node: node.id),
            topics=sorted(topics.nodes(), key=lambda node: node.id),
            entities=entities,
            links=in_order(self.links),
            identity=self.identity,
            problems=self.ingested.problems,
            unknown_fields=self.ingested.unknown,
            left_out=self.ingested.left_out,
            description=self.description,
        )

    def _groups(self) -> dict[str, tuple[list[Article], list[Article]]]:
        """The records by article: those of its own files, and the distinct list entries.

        A file that gathers many articles follows the others; of equals the newest leads.
        """
        for record in (*self.articles, *self._items):
            self.identity.add(record)
        for address in self._referenced():
            self.identity.add_address(address)
        self.identity.resolve()
        groups: dict[str, tuple[list[Article], list[Article]]] = {}
        for place, records in ((0, self.articles), (1, self._items)):
            for record in records:
                groups.setdefault(self._group(record), ([], []))[place].append(record)
        for own, _ in groups.values():
            if len(own) > 1:
                # Sorting is stable: records of one date, or without one, stay in the order of the files.
                own.sort(key=lambda record: str(record.published_at or ""), reverse=True)
                own.sort(key=lambda record: record.origin.file in self.ingested.gatherings)
        return groups

    def _listed(self) -> list[Article]:
        """The distinct entries of related lists."""
        return list({id(item): item for record in self.articles for _, _, item in record.listings}.values())

    def _referenced(self) -> Iterable[str]:
        """The addresses that links in texts lead to."""
        return (reference.address for record in self.articles for reference in record.references)

    def _group(self, record: Article) -> str:
        if record.address is None:
            return self.names.collection(record.origin.file)
        return self.identity.group(record.address)

    def _merged(self, own: list[Article], listed: list[Article]) -> ArticleNode:
        """One node from many records: each fact from the first that has it, an own file before any list."""
        records = [*own, *listed]
        address = records[0].address
        node = ArticleNode(
            id=to_iri(address) if address else self.names.collection(records[0].origin.file),
            address=address,
            own=bool(own),
        )
        told = list(map(_told, records))
        for (attribute, fact), values in zip(FACTS.items(), zip(*told, strict=True), strict=True):
            for record, value in zip(records, values, strict=True):
                if value is not None:
                    setattr(node, attribute, value)
                    node.origins[attribute] = record.origin_of(fact)
                    break
        for record in records:
            if record.authors:
                node.authors, node.origins["authors"] = record.authors, record.origin_of("authors")
                break
        images: dict[str, Image] = {}
        for record in own if any(record.images for record in own) else listed:
            for image in self._images.known(record.images):
                if image.address not in images:
                    images[image.address] = image
                    node.origins[f"image {image.address}"] = record.origin_of("images")
        node.images = tuple(images.values())
        node.origins["address"] = records[0].origin_of("address")
        addresses: dict[str, Origin] = {}
        for record in records:
            if record.address == address and not record.alternates:
                continue
            declared = {record.address: record.below.get("address", 0)}
            declared.update([(alternate.address, alternate.below) for alternate in record.alternates])
            for other, below in declared.items():
                if other and other != address and other not in addresses and self.identity.same(other, str(address)):
                    addresses[other] = Origin(record.origin.file, record.origin.line + below)
        node.alternates = tuple(addresses)
        for other, origin in addresses.items():
            node.origins[f"alternate {other}"] = origin
        node.versions = tuple(self._versions(node, own, listed, told[len(own) :]))
        for conflict in conflicts(node) if len(own) > 1 else ():
            what = "another file says otherwise of the same article"
            done = "the other file is followed; this is kept as a version"
            self._problems.add("noted", conflict.other_from, conflict.fact, what, done, str(conflict.other))
        return node

    def _versions(
        self, node: ArticleNode, own: list[Article], listed: list[Article], told: list[tuple[Any, ...]]
    ) -> Iterator[Version]:
        """What every own file says if there are several, and every list entry that says something else.

        `told` are the facts of the list entries.
        """
        if len(own) + len(listed) == 1:
            return  # it says what the node says
        publisher = next((self._publisher(record) for record in (*own, *listed) if record.source), None)
        if len(own) > 1:
            yield from (self._version(record, publisher) for record in own)
        taken = _taken(node)
        seen = []
        for record, facts in zip(listed, told, strict=True):
            differs = [value for value, ours in zip(facts, taken, strict=True) if value != ours and value is not None]
            if differs or self._publisher(record) not in (None, publisher):
                version = self._version(record, publisher)
                if (version.facts, version.publisher) not in seen:
                    seen.append((version.facts, version.publisher))
                    yield version

    def _version(self, record: Article, publisher: str | None) -> Version:
        """What a record says; its publisher only where it is not the article's."""
        facts = {name: value for name, value in zip(FACTS, _told(record), strict=True) if value is not None}
        source = self._publisher(record)
        return Version(record.origin, record.address, facts, source if source != publisher else None)

    def _publisher(self, record: Article) -> str | None:
        return self.names.source(source_key(record.source)) if record.source else None

    def _topics(self) -> Topics:
        return Topics(
            self.names,
            self._images,
            self._problems,
            [record for record in self.ingested.records if isinstance(record, Topic)],
        )

    def _sources(self, groups: dict[str, tuple[list[Article], list[Article]]]) -> Sources:
        sources = Sources(self.names, self._images, self._problems)
        for record in self.ingested.records:
            if isinstance(record, Source):
                sources.add(record, described=True)
        for own, listed in groups.values():
            for record in (*own, *listed):
                if record.source:
                    sources.add(record.source)
        return sources

    def _entities(self) -> Iterator[EntityNode]:
        seen: dict[str, Person] = {}
        for record in self.ingested.records:
            if not isinstance(record, Person):
                continue
            identifier = self.names.entity(record.slug)
            if identifier in seen:
                what = "a person whom another file describes too"
                self._problems.add("lost", record.origin, "_id", what, "file left out", record.name)
                continue
            seen[identifier] = record
            yield EntityNode(
                identifier, "person", record.name, record.description, record.affiliation,
                record.address, self._images.known(record.images), origins={"name": record.origin},
            )  # fmt: skip

    def _link_facts(self, node: ArticleNode, own: list[Article], listed: list[Article], topics: Topics) -> None:
        """Publisher and topics: an own file's word, or a list's where no own file has one."""
        for record in (*own, *listed):
            if record.source:
                end = self.names.source(source_key(record.source))
                self.links.append(Link(node.id, "publisher", end, record.source.origin))
                break
        seen = set()
        for record in own or listed:
            for name in record.topics:
                origin = record.origin_of(f"topic {name}")
                end = topics.id(name, origin)
                if end not in seen:
                    seen.add(end)
                    self.links.append(Link(node.id, "about", end, origin))

    def _link_lists(self, nodes: dict[str, ArticleNode]) -> None:
        ends: dict[int, tuple[str, Date | None, int | None]] = {}
        for item in self._items:
            end = nodes[self._ids[id(item)]]
            date = item.published_at or end.published_at
            ends[id(item)] = end.id, date, _second(date)
        add = self.links.append
        for record in self.articles:
            start = nodes[self._ids[id(record)]]
            since = record.published_at or start.published_at
            second, name, file = _second(since), start.id, record.origin.file
            for position, line, item in record.listings:
                other, date, at = ends[id(item)]
                seconds = gap(since, date) if second is None or at is None else at - second
                add(Link(name, "related", other, Origin(file, line), position, seconds))

    def _link_texts(self, nodes: dict[str, ArticleNode]) -> None:
        """The links in the texts; what they lead to is a page of the graph, be it known otherwise or not."""
        by_group = {self.identity.group(node.address): node for node in nodes.values() if node.address}
        for record in self.articles:
            start = self._ids[id(record)]
            for reference in record.references:
                origin = Origin(record.origin.file, reference.line)
                page = by_group.get(group := self.identity.group(reference.address))
                if page is None:
                    address = reference.address
                    page = ArticleNode(to_iri(address), address, own=False, origins={"address": origin})
                    nodes[page.id] = by_group[group] = page
                if page.id != start:
                    link = Link(start, "references", page.id, origin, reference.position, text=reference.text)
                    self.links.append(link)

    def _link_parts(self) -> None:
        """A collection's items are given as addresses, or as paths relative to the folder above the collection's."""
        collections = [record for record in self.articles if record.parts]
        if not collections:
            return
        by_address = {record.address: record for record in reversed(self.articles)}
        by_path = {stem(record.origin.file): record for record in reversed(self.articles)}
        by_path |= {record.origin.file: record for record in self.articles}
        for record in collections:
            for position, part in enumerate(record.parts, 1):
                folder = PurePosixPath(record.origin.file).parent.parent
                item = by_address.get(part) or by_path.get(str(folder / part))
                if item is None:
                    self.say_missing(record, part)
                    continue
                start, end = self._ids[id(record)], self._ids[id(item)]
                self.links.append(Link(start, "part", end, record.origin_of("parts"), position))

    def say_unmet(self) -> None:
        """Report the judgements on addresses that no file holds."""
        for judgement, address in self.identity.unmet():
            what = "a judgement on an address that no file holds"
            self._problems.add("noted", judgement.origin, "", what, "kept, without effect so far", address)

    def say_missing(self, collection: Article, part: str) -> None:
        """Report an item of a collection that is not there."""
        what = "an item that no file describes" if ":" in part else "a file that was not read"
        self._problems.add("lost", collection.origin_of("parts"), "items", what, "item left out", part)


_told = attrgetter(*FACTS.values())
"""All facts of a record."""
_taken = attrgetter(*FACTS)
"""The same of a node."""


def in_order(links: list[Link]) -> list[Link]:
    """Links by `Link.order`, those of each article by themselves: to compare few with few takes a third of the time."""
    by_start: dict[str, list[Link]] = {}
    for link in links:
        by_start.setdefault(link.start, []).append(link)
    return [link for start in sorted(by_start) for link in sorted(by_start[start], key=_order)]


def _order(link: Link) -> tuple[str, str, str, int, int]:
    """`Link.order` for links of one article that were not found in its text."""
    origin = link.origin
    return (link.relation, link.end, origin.file, link.position or 0, origin.line)


def _second(date: Date | None) -> int | None:
    """A time as whole seconds, if it is one: numbers are subtracted faster than times."""
    if not isinstance(date, datetime) or date.microsecond:
        return None
    since = date - _FIRST
    return since.days * 86_400 + since.seconds


_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


def gap(listing: Date | None, listed: Date | None) -> int | None:
    """Seconds from one date to the other, where both are known to the second."""
    if isinstance(listing, datetime) and isinstance(listed, datetime):
        return round((listed - listing).total_seconds())
    return None


def stem(path: str) -> str:
    """A path without its suffix, as a collection may name it."""
    return str(PurePosixPath(path).with_suffix(""))
