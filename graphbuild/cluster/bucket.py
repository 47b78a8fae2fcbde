"""Fifth to seventh stage: the articles of a part, merged and linked by the code that does it on one machine.

A part has all records of its articles, and nothing of others. What ties it to other parts is asked for by name: which
article an entry of a list is, and when that was published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import PurePosixPath
from typing import Any

from graphbuild.address import to_iri
from graphbuild.assembly.assembly import Assembly, gap, stem
from graphbuild.assembly.images import Images
from graphbuild.assembly.late import LateProblems
from graphbuild.assembly.sources import source_key
from graphbuild.assembly.topics import Topics
from graphbuild.cache.codec import Decoder, Encoder
from graphbuild.cluster.components import page_name
from graphbuild.cluster.job import Job
from graphbuild.cluster.parts import Sums, save_part
from graphbuild.cluster.reading import put_problem
from graphbuild.cluster.shelf import Shelf, rows
from graphbuild.cluster.texts import days_of, put_texts
from graphbuild.enrich import tell
from graphbuild.export.census import Census
from graphbuild.export.statement import Block, Statement
from graphbuild.export.statements import Runs, Writer
from graphbuild.graph import StoryGraph
from graphbuild.identity import Identity, Judgement
from graphbuild.ingest import Ingested
from graphbuild.link import Link
from graphbuild.nodes import ArticleNode
from graphbuild.problems import Problems
from graphbuild.records import Article, Image, Origin, Source, Topic

_NOWHERE = Origin("", 0)


class Bucket(Assembly):
    """The records of one part."""

    def __init__(self, job: Job, number: int, judgements: list[Judgement]) -> None:
        self.job = job
        own = sorted(rows(job.shelves("routed"), "record", number), key=lambda row: row[0])
        listed = sorted(rows(job.shelves("routed"), "item", number), key=lambda row: row[0])
        self.order: dict[int, list[int]] = {}
        self.lists: dict[int, list[Any]] = {}
        self.keys: dict[str, Article] = {}
        records: list[Any] = []
        gatherings: set[str] = set()
        for order, file, encoded, entries, gathers in own:
            if gathers:
                gatherings.add(file)
            record = Decoder(file).decode(encoded)
            records.append(record)
            self.order[id(record)] = order
            self.lists[id(record)] = entries
        self.items: list[Article] = []
        for order, name, file, encoded in listed:
            item = Decoder(file).decode(encoded)
            self.items.append(item)
            self.order[id(item)] = order
            self.keys[name] = item
        pages: dict[str, Origin] = {}
        for _, address, file, line in sorted(rows(job.shelves("routed"), "page", number), key=lambda row: row[0]):
            pages.setdefault(address, Origin(file, line))
        self.pages = pages
        """Where links in texts lead, each with the first of them."""
        self.linked_only = 0
        """How many of these are described by no file and no list."""
        self.ends: dict[str, str] = {}
        """The pages that they are."""
        super().__init__(
            job.names, Ingested(records=records, gatherings=gatherings), Identity(judgements), job.description
        )
        self.topics = [record for _, record in taxonomy(job) if isinstance(record, Topic)]
        self._images = Images([*records, *self.items, *self.topics])

    def _listed(self) -> list[Article]:
        return self.items

    def _referenced(self) -> Iterable[str]:
        return self.pages

    def merged(self) -> dict[str, ArticleNode]:
        """The articles by id, each with its publisher and topics as links."""
        self.found = self._groups()
        named = Topics(self.names, self._images, LateProblems(Problems()), self.topics)
        nodes: dict[str, ArticleNode] = {}
        for own, listed in self.found.values():
            node = self._merged(own, listed)
            nodes[node.id] = node
            for record in (*own, *listed):
                self._ids[id(record)] = node.id
            self._link_facts(node, own, listed, named)
        by_group = {self.identity.group(node.address): node for node in nodes.values() if node.address}
        for address, origin in self.pages.items():
            group = self.identity.group(address)
            if group not in by_group:
                by_group[group] = ArticleNode(to_iri(address), address, own=False, origins={"address": origin})
                nodes[by_group[group].id] = by_group[group]
                self.linked_only += 1
            self.ends[address] = by_group[group].id
        return nodes

    def late(self) -> Problems:
        """What was reported."""
        return self.ingested.problems

    def id_of(self, record: Article) -> str:
        """The article that a record, or an entry of a list, is about."""
        return self._ids[id(record)]


def taxonomy(job: Job) -> list[tuple[list[int], Any]]:
    """The topics, organisations and persons that files describe, in the order of the files."""
    found = sorted(rows(job.shelves("read", job.reads), "taxonomy", 0), key=lambda row: row[0])
    return [(order, Decoder(file).decode(encoded)) for order, file, encoded in found]


def assemble(job: Job, number: int, judgements: list[Judgement]) -> dict[str, Any]:
    """Merge the articles of a part, and say of them what other parts need to know."""
    bucket = Bucket(job, number, judgements)
    nodes = bucket.merged()
    shelf = Shelf(job.parts)
    for name, item in bucket.keys.items():
        node = nodes[bucket.id_of(item)]
        dates = [Encoder("").encode(date) for date in (node.published_at, item.published_at)]
        shelf.put_by("end", name, [name, node.id, *dates])
    for address, end in bucket.ends.items():
        shelf.put_by("end", page_name(address), [page_name(address), end, None, None])
    for record in bucket.articles if job.collections else ():
        order, file = bucket.order[id(record)], record.origin.file
        for rank, name in ((0, f"a {record.address}"), (0, stem(file)), (1, file)):
            shelf.put_by("item", name, [name, [rank, *order], bucket.id_of(record)])
        for name in sorted({name for part in record.parts for name in _names(record, part)}):
            shelf.put_by("asked", name, [name, number])
    _vocabulary(bucket, shelf)
    _images(bucket, shelf)
    return {"handed on": shelf.save(job.shelf("merged", number)), "days": days_of(nodes.values())}


def answer(job: Job, number: int) -> dict[str, Any]:
    """Sixth stage: tell each part which article the entries of its lists, and the items of its collections, are."""
    shelf = Shelf(job.parts)
    ends = {name: facts for name, *facts in rows(job.shelves("merged"), "end", number)}
    for name, part in sorted({(name, part) for name, part in rows(job.shelves("routed"), "wanted", number)}):
        shelf.put("end", part, [name, *ends[name]])
    asked = sorted({(name, part) for name, part in rows(job.shelves("merged"), "asked", number)})
    wanted = {name for name, _ in asked}
    found: dict[str, tuple[tuple[int, ...], str]] = {}
    for name, (rank, *order), node in rows(job.shelves("merged"), "item", number) if wanted else ():
        if name in wanted:
            # As on one machine: a whole name before one without suffix; of a file the last record, else the first.
            place = (1, *order) if rank == 0 else (0, *(-number for number in order))
            found[name] = min(found.get(name, (place, node)), (place, node))
    for name, part in asked:
        if name in found:
            shelf.put("item", part, [name, found[name][1]])
    return {"handed on": shelf.save(job.shelf("answers", number))}


def write(job: Job, number: int, judgements: list[Judgement]) -> dict[str, Any]:
    """Last stage of a part: its statements, as N-Quads and Parquet."""
    bucket = Bucket(job, number, judgements)
    nodes = bucket.merged()
    bucket.say_unmet()
    ends = {name: facts for name, *facts in rows(job.shelves("answers"), "end", number)}
    items = dict(rows(job.shelves("answers"), "item", number))
    links = [*bucket.links, *_lists(bucket, nodes, ends), *_parts(bucket, items)]
    articles = sorted(nodes.values(), key=lambda node: node.id)
    told = tell(job.names, articles, job.sought)
    links += told.links
    graph = StoryGraph(
        names=job.names, files=[], articles=articles, sources=[], topics=[], entities=[],
        links=sorted(links, key=Link.order), identity=bucket.identity, problems=Problems(), unknown_fields=Counter(),
        left_out=Counter(), description=job.description,
    )  # fmt: skip
    writer, census = _Part(graph), Census()
    facts = save_part(job, "articles", number, census.counting(writer.said()))
    shelf = Shelf(job.parts)
    for image, (place, shown) in writer.seen.items():
        shelf.put_by("seen", to_iri(image), [to_iri(image), [1, *place], shown])
    for row in bucket.late():
        put_problem(shelf, row)
    if job.finds("reprints", "stories"):
        dates = {end: Decoder("").decode(published) for end, published, _ in ends.values() if published}
        put_texts(job, shelf, articles, links, dates)
    handed = shelf.save(job.shelf("written", number))
    return {
        "part": facts, "census": Sums.of(census), "counts": _counts(graph, bucket.linked_only), "handed on": handed,
        "entities": sorted({entity.slug for entity in told.mentioned}),
    }  # fmt: skip


def _counts(graph: StoryGraph, linked_only: int) -> dict[str, int]:
    """The numbers of a part. What links to its pages may be in others, so that the graph of it cannot tell."""
    stubs = sum(not article.own for article in graph.articles) - linked_only
    told = {"articles known only from lists": stubs, "pages known only from links": linked_only}
    return {name: count for name, count in (graph.counts() | told).items() if count}


class _Part(Writer):
    """Writes what is said of articles, and remembers where each image is seen first."""

    def __init__(self, graph: StoryGraph) -> None:
        super().__init__(graph)
        self.seen: dict[str, tuple[tuple[str, int], str]] = {}
        self._at = ""

    def said(self) -> Iterator[Statement]:
        for block in chain(self.articles(), self.matches()):
            yield from block.statements()

    def _article(self, article: ArticleNode, links: Runs) -> Iterator[Block]:
        self._at = article.id
        return super()._article(article, links)

    def _image_name(self, image: Image, graph: str) -> str:
        self.seen.setdefault(image.address, ((self._at, len(self.seen)), graph))
        return super()._image_name(image, graph)


def _lists(bucket: Bucket, nodes: dict[str, ArticleNode], ends: dict[str, list[Any]]) -> Iterator[Link]:
    decode = Decoder("").decode
    for record in bucket.articles:
        start = nodes[bucket.id_of(record)]
        for position, line, name in bucket.lists[id(record)]:
            end, published, listed = ends[name]
            seconds = gap(record.published_at or start.published_at, decode(listed) or decode(published))
            yield Link(start.id, "related", end, Origin(record.origin.file, line), position, seconds)
        for reference in record.references:
            end = ends[page_name(reference.address)][0]
            if end != start.id:
                origin = Origin(record.origin.file, reference.line)
                yield Link(start.id, "references", end, origin, reference.position, text=reference.text)


def _parts(bucket: Bucket, items: dict[str, str]) -> Iterator[Link]:
    for record in bucket.articles:
        for position, part in enumerate(record.parts, 1):
            end = next((items[name] for name in _names(record, part) if name in items), None)
            if end is None:
                bucket.say_missing(record, part)
            else:
                yield Link(bucket.id_of(record), "part", end, record.origin_of("parts"), position)


def _vocabulary(bucket: Bucket, shelf: Shelf) -> None:
    """How the articles call their topics and publishers: each name once, with the place where it stands first."""
    topics: dict[str, list[Any]] = {}
    sources: dict[tuple[str, Source], list[Any]] = {}
    for own, listed in bucket.found.values():
        group = [0 if own else 1, *min(bucket.order[id(record)] for record in own or listed)]
        for place, record in enumerate(own or listed):
            for number, name in enumerate(record.topics):
                origin = record.origin_of(f"topic {name}")
                topics[name] = min(topics.get(name, [[[2]]]), [[group, place, number], name, origin.file, origin.line])
        for place, record in enumerate((*own, *listed)):
            if record.source:
                bare = replace(record.source, origin=_NOWHERE)
                origin = record.source.origin
                row = sources.setdefault((source_key(bare), bare), [[origin.file, origin.line, group, place], 0])
                row[0] = min(row[0], [origin.file, origin.line, group, place])
                row[1] += 1
    for row in topics.values():
        shelf.put("topic", 0, row)
    for (_, source), (order, times) in sources.items():
        shelf.put("source", 0, [order, times, Encoder("").encode(source)])


def _images(bucket: Bucket, shelf: Shelf) -> None:
    for rank, records in ((0, bucket.articles), (1, bucket.items)):
        for record in records:
            put_images(shelf, [rank, *bucket.order[id(record)]], record)


def put_images(shelf: Shelf, order: list[int], record: Any) -> None:
    """Hand on what a record says of images."""
    source = record.source if isinstance(record, Article) else None
    for place, image in enumerate((*record.images, *(source.images if source else ()))):
        name = to_iri(image.address)
        shelf.put_by(
            "image", name, [name, image.width is None, [*order, place], image.address, image.width, image.height]
        )


def _names(record: Article, part: str) -> tuple[str, str]:
    """What the item of a collection may be called: an address, or a path."""
    return f"a {part}", str(PurePosixPath(record.origin.file).parent.parent / part)
