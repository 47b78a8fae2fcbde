"""From sources to a `StoryGraph`: read, decide what is one article, merge, link."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import PurePosixPath

from graphbuild.address import reject_reason, to_iri
from graphbuild.errors import BadOption, NothingReadable
from graphbuild.graph import (
    FACTS,
    ArticleNode,
    Description,
    EntityNode,
    Link,
    SourceNode,
    StoryGraph,
    TopicNode,
    Version,
)
from graphbuild.identity import Identity, Judgement, judgement_file, read_judgements
from graphbuild.ingest import Ingested, Progress, ingest
from graphbuild.iris import DEFAULT_BASE, Names
from graphbuild.problems import Kind, Problems, Report
from graphbuild.records import Article, Date, Image, Origin, Person, Record, Source, Topic
from graphbuild.text import slug


def build(
    *sources: str | os.PathLike[str],
    judgements: str | os.PathLike[str] | Iterable[Judgement] = (),
    base: str = DEFAULT_BASE,
    description: Description = Description(),  # noqa: B008 (it is frozen)
    progress: Progress = lambda stage, done, total: None,
) -> StoryGraph:
    """Turn files and folders of stories into a graph.

    `judgements` is a judgement file (see `identity.read_judgements`), `base` what minted IRIs begin with,
    `description` what the graph says of itself: title, licence, creator.
    Bad input does not raise: see `StoryGraph.problems`.

    Raises `SourceNotFound`, `NothingReadable`, `JudgementError`, and `BadOption` for a base or a licence that is
    no web address.

    >>> import graphbuild
    >>> graphbuild.build(graphbuild.example())
    <StoryGraph: 6 articles (5 known only from lists) of 5 sources, 5 listings, 2 topics, 2020-08-14 to 2020-08-18>
    """
    names = Names(base)
    if description.license and (reason := reject_reason(description.license)):
        raise BadOption(f"The licence {description.license!r} is {reason}.")
    judged = None
    if isinstance(judgements, str | os.PathLike):
        judged = judgement_file(judgements)
        judgements = read_judgements(judgements)
    ingested = ingest(sources, progress=progress)
    if not ingested.records:
        raise NothingReadable(_nothing(sources, ingested.problems))
    progress("linking", 0, 1)
    graph = _Assembly(names, ingested, Identity(judgements), description).graph()
    graph.judgements = judged
    progress("linking", 1, 1)
    return graph


def _nothing(sources: Iterable[str | os.PathLike[str]], problems: Problems) -> str:
    where = ", ".join(repr(os.fspath(source)) for source in sources) or "no source at all"
    if not len(problems):
        return f"Nothing to read in {where}: no files."
    rows = "\n".join(f"  {row}" for row in list(problems)[:20])
    more = f"\n  … and {len(problems) - 20:,} more" if len(problems) > 20 else ""
    return f"Nothing readable in {where}:\n{rows}{more}"


class _Assembly:
    """The state of one build, so that its steps can be read one by one."""

    def __init__(self, names: Names, ingested: Ingested, identity: Identity, description: Description) -> None:
        self.names = names
        self.ingested = ingested
        self.identity = identity
        self.description = description
        self.articles = [record for record in ingested.records if isinstance(record, Article)]
        self.links: list[Link] = []
        self._ids: dict[int, str] = {}
        self._images = _image_sizes(ingested.records)

    def graph(self) -> StoryGraph:
        groups = self._groups()
        topics = self._topics()
        sources = self._sources(groups)
        for judgement, address in self.identity.unmet():
            what = "a judgement on an address that no file holds"
            self.report(judgement.origin, "", what, "kept, without effect so far", address, "noted")
        nodes: dict[str, ArticleNode] = {}
        for own, listed in groups.values():
            node = self._merged(own, listed)
            nodes[node.id] = node
            for record in (*own, *listed):
                self._ids[id(record)] = node.id
            self._link_facts(node, own, listed, topics, sources)
        self._link_lists(nodes)
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
            links=sorted(self.links, key=Link.order),
            identity=self.identity,
            problems=self.ingested.problems,
            unknown_fields=self.ingested.unknown,
            left_out=self.ingested.left_out,
            description=self.description,
        )

    def _groups(self) -> dict[str, tuple[list[Article], list[Article]]]:
        """The records by article: those of its own files, the newest first, and the distinct list entries."""
        listed = list({id(entry.item): entry.item for record in self.articles for entry in record.listings}.values())
        for record in self.articles:
            self.identity.add(record)
        for record in listed:
            self.identity.add(record)
        self.identity.resolve()
        groups: dict[str, tuple[list[Article], list[Article]]] = {}
        for place, records in ((0, self.articles), (1, listed)):
            for record in records:
                groups.setdefault(self._group(record), ([], []))[place].append(record)
        for own, _ in groups.values():
            # Sorting is stable: records of one date, or without one, stay in the order of the files.
            own.sort(key=lambda record: str(record.published_at or ""), reverse=True)
        return groups

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
        for attribute, fact in FACTS.items():
            for record in records:
                value = getattr(record, fact)
                if value is not None:
                    setattr(node, attribute, value)
                    node.origins[attribute] = record.origin_of(fact)
                    break
        images: dict[str, Image] = {}
        for record in own if any(record.images for record in own) else listed:
            for image in map(self.image, record.images):
                if image.address not in images:
                    images[image.address] = image
                    node.origins[f"image {image.address}"] = record.origin_of("images")
        node.images = tuple(images.values())
        node.origins["address"] = records[0].origin_of("address")
        addresses: dict[str, Origin] = {}
        for record in records:
            declared = {alternate.address: alternate.below for alternate in record.alternates}
            for other, below in ({record.address: record.below.get("address", 0)} | declared).items():
                if other and other != address and self.identity.same(other, str(address)):
                    addresses.setdefault(other, Origin(record.origin.file, record.origin.line + below))
        node.alternates = tuple(addresses)
        for other, origin in addresses.items():
            node.origins[f"alternate {other}"] = origin
        node.versions = tuple(_versions(node, own, listed))
        return node

    def image(self, image: Image) -> Image:
        return self._images[to_iri(image.address)]

    def _topics(self) -> _Topics:
        return _Topics(self, [record for record in self.ingested.records if isinstance(record, Topic)])

    def _sources(self, groups: dict[str, tuple[list[Article], list[Article]]]) -> _Sources:
        sources = _Sources(self)
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
                self.report(
                    record.origin, "_id", "a person whom another file describes too", "file left out", record.name
                )
                continue
            seen[identifier] = record
            yield EntityNode(
                identifier, "person", record.name, record.description, record.affiliation,
                record.address, tuple(dict.fromkeys(map(self.image, record.images))), {"name": record.origin},
            )  # fmt: skip

    def report(self, origin: Origin, field: str, what: str, done: str, value: str, kind: Kind = "lost") -> None:
        """Record a problem that only shows when all files are read."""
        report = Report(origin.file)
        report.add(kind, origin.line, field, what, done, value)
        self.ingested.problems.extend(report.rows)

    def _link_facts(
        self, node: ArticleNode, own: list[Article], listed: list[Article], topics: _Topics, sources: _Sources
    ) -> None:
        """Publisher and topics: an own file's word, or a list's where no own file has one."""
        for record in (*own, *listed):
            if record.source:
                end = self.names.source(_source_key(record.source))
                self.links.append(Link(node.id, "publisher", end, record.source.origin))
                break
        seen = set()
        for record in own or listed:
            for name in record.topics:
                end = topics.id(name, record.origin_of("topics"))
                if end not in seen:
                    seen.add(end)
                    self.links.append(Link(node.id, "about", end, record.origin_of("topics")))

    def _link_lists(self, nodes: dict[str, ArticleNode]) -> None:
        for record in self.articles:
            start = nodes[self._ids[id(record)]]
            for entry in record.listings:
                end = nodes[self._ids[id(entry.item)]]
                self.links.append(
                    Link(
                        start.id, "related", end.id, Origin(record.origin.file, entry.line),
                        entry.position,
                        _gap(record.published_at or start.published_at, entry.item.published_at or end.published_at),
                    )
                )  # fmt: skip

    def _link_parts(self) -> None:
        """The items of collections are given as paths, relative to the folder above the collection's."""
        by_path = {_stem(record.origin.file): record for record in reversed(self.articles)}
        by_path |= {record.origin.file: record for record in self.articles}
        for record in self.articles:
            for position, part in enumerate(record.parts, 1):
                folder = PurePosixPath(record.origin.file).parent.parent
                item = by_path.get(str(folder / part))
                if item is None:
                    self.report(record.origin_of("parts"), "items", "a file that was not read", "item left out", part)
                    continue
                start, end = self._ids[id(record)], self._ids[id(item)]
                self.links.append(Link(start, "part", end, record.origin_of("parts"), position))


class _Sources:
    """Publishers by domain. Their own files describe them; provider blocks add names."""

    def __init__(self, assembly: _Assembly) -> None:
        self._assembly = assembly
        self._names = assembly.names
        self._described: dict[str, list[Source]] = defaultdict(list)
        self._mentioned: dict[str, list[Source]] = defaultdict(list)

    def add(self, source: Source, *, described: bool = False) -> None:
        (self._described if described else self._mentioned)[_source_key(source)].append(source)

    def nodes(self) -> Iterator[SourceNode]:
        for domain in sorted({*self._described, *self._mentioned}):
            yield self._node(domain, self._described[domain], self._mentioned[domain])

    def _node(self, domain: str, described: list[Source], mentioned: list[Source]) -> SourceNode:
        mentioned = sorted(mentioned, key=lambda source: (source.origin.file, source.origin.line))
        frequent = Counter(source.name for source in mentioned if source.name)
        names: dict[str, Origin] = {}
        for source in described:
            for name in (source.name, *source.other_names):
                if name:
                    names.setdefault(name, source.origin)
        for name, _ in frequent.most_common():
            names.setdefault(name, next(source.origin for source in mentioned if source.name == name))
        first = [*described, *mentioned][0]
        label = next(iter(names), domain)
        node = SourceNode(
            id=self._names.source(domain),
            domain=first.domain,
            name=label,
            other_names=tuple(name for name in names if name != label),
            origins={"domain": first.origin, "name": names.get(label, first.origin)},
        )
        node.origins.update({f"name {name}": origin for name, origin in names.items() if name != label})
        for source in described[1:]:
            what = "a publisher that another file describes too"
            done = "merged; the first file's description is taken"
            self._assembly.report(source.origin, "domain", what, done, source.description or "", "changed")
        for source in described:
            if source.description and node.description is None:
                node.description, node.origins["description"] = source.description, source.origin
        images: dict[str, Image] = {}
        for source in (*described, *mentioned):
            for image in map(self._assembly.image, source.images):
                if image.address not in images:
                    images[image.address] = image
                    node.origins[f"image {image.address}"] = source.origin
        node.images = tuple(images.values())
        return node


class _Topics:
    """Topics by slug; articles name them by any of their names."""

    def __init__(self, assembly: _Assembly, records: list[Topic]) -> None:
        self._names = assembly.names
        self._slugs: dict[str, str] = {}
        self._nodes: dict[str, TopicNode] = {}
        for record in records:
            for name in (record.name, record.short_name):
                if name:
                    self._slugs.setdefault(name.casefold(), record.slug)
        for record in records:
            if record.slug in self._nodes:
                what = "a topic that another file describes too"
                assembly.report(
                    record.origin,
                    "_id",
                    what,
                    "merged; the first file's parent and images are taken",
                    record.name,
                    "changed",
                )
            node = self._named(record.slug, record.name, record.origin)
            node.other_names = tuple(
                dict.fromkeys((*node.other_names, *((record.short_name,) if record.short_name else ())))
            )
            node.keywords = tuple(dict.fromkeys((*node.keywords, *record.keywords)))
            node.images = node.images or tuple(dict.fromkeys(map(assembly.image, record.images)))
            node.origins.setdefault("described", record.origin)
        for record in records:
            node = self._nodes[record.slug]
            if record.parent and node.broader is None:
                broader = self.id(record.parent, record.origin)
                if broader != node.id:
                    node.broader = broader

    def id(self, name: str, origin: Origin) -> str:
        """The id of the topic that an article or a topic file names so; it is made if there is none."""
        return self._named(self._slugs.get(name.casefold()) or slug(name), name, origin).id

    def nodes(self) -> Iterator[TopicNode]:
        for node in self._nodes.values():
            # SKOS keeps labels apart: a keyword that is a name too says nothing more.
            node.keywords = tuple(word for word in node.keywords if word not in (node.name, *node.other_names))
            yield node

    def _named(self, key: str, name: str, origin: Origin) -> TopicNode:
        node = self._nodes.get(key)
        if node is None:
            node = TopicNode(self._names.topic(key), name, origins={"name": origin})
            self._nodes[key] = node
        elif name != node.name and name not in node.other_names:
            node.other_names += (name,)
        return node


def _image_sizes(records: list[Record]) -> dict[str, Image]:
    """The one description of each image: the first that knows its size, else the first."""
    images: dict[str, Image] = {}
    entries = (entry.item for record in records if isinstance(record, Article) for entry in record.listings)
    distinct = {id(record): record for record in (*records, *entries)}
    for record in distinct.values():
        source = record.source if isinstance(record, Article) else None
        for image in (*record.images, *(source.images if source else ())):
            known = images.setdefault(to_iri(image.address), image)
            if known.width is None and image.width is not None:
                images[to_iri(image.address)] = image
    return images


def _source_key(source: Source) -> str:
    return source.domain or slug(source.name or "")


def _versions(node: ArticleNode, own: list[Article], listed: list[Article]) -> Iterator[Version]:
    """Every own file's record if there are several, and every list entry that says something else than the node."""
    if len(own) > 1:
        yield from map(Version, own)
    seen = []
    for record in listed:
        facts = {name: getattr(record, fact) for name, fact in FACTS.items()}
        differs = any(value is not None and value != getattr(node, name) for name, value in facts.items())
        if differs and facts not in seen:
            seen.append(facts)
            yield Version(record)


def _gap(listing: Date | None, listed: Date | None) -> int | None:
    if isinstance(listing, datetime) and isinstance(listed, datetime):
        return round((listed - listing).total_seconds())
    return None


def _stem(path: str) -> str:
    return str(PurePosixPath(path).with_suffix(""))
