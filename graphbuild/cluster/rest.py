"""What is of no single part: publishers, topics, themes, persons and other names; images; problems; the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from graphbuild.address import to_iri
from graphbuild.assembly.assembly import Assembly
from graphbuild.assembly.images import Images
from graphbuild.assembly.late import LateProblems
from graphbuild.assembly.sources import Sources
from graphbuild.assembly.topics import Topics
from graphbuild.cache.codec import Decoder
from graphbuild.cluster.bucket import put_images, taxonomy
from graphbuild.cluster.job import Job
from graphbuild.cluster.parts import Sums, save_part
from graphbuild.cluster.reading import put_problem
from graphbuild.cluster.shelf import Shelf, rows
from graphbuild.enrich import mentions, merged, themes
from graphbuild.export import provenance
from graphbuild.export.census import Census
from graphbuild.export.statement import Block, Statement
from graphbuild.export.statements import Writer
from graphbuild.graph import StoryGraph
from graphbuild.identity import Identity
from graphbuild.ingest import Ingested
from graphbuild.ingest.registry import asked
from graphbuild.problems import Problem, Problems
from graphbuild.records import Image, InputFile, Origin, Source, Topic
from graphbuild.vocabulary import PROV


def write_vocabulary(job: Job, mentioned: list[str]) -> dict[str, Any]:
    """Publishers, topics, themes and names: each once, though many parts speak of it. One task, of their number."""
    described = taxonomy(job)
    records = [record for _, record in described]
    spoken = sorted(rows(job.shelves("merged"), "source", 0), key=lambda row: row[0])
    publishers = [(Decoder("").decode(encoded), order, times) for order, times, encoded in spoken]
    late = Late()
    images = Images([*records, *(source for source, *_ in publishers)])
    topics = Topics(job.names, images, late, [record for record in records if isinstance(record, Topic)])
    for _, name, file, line in sorted(rows(job.shelves("merged"), "topic", 0)):
        topics.id(name, Origin(file, line))
    sources = Sources(job.names, images, late)
    for record in records:
        if isinstance(record, Source):
            sources.add(record, described=True)
    for source, (file, line, *_), times in publishers:
        sources.add(replace(source, origin=Origin(file, line)), times=times)
    persons = _Persons(job, records, images, late)
    graph = empty(job)
    graph.sources = sorted(sources.nodes(), key=lambda node: node.id)
    graph.topics = sorted(topics.nodes(), key=lambda node: node.id)
    graph.themes = themes.nodes(job.names, job.sought.themes)
    known = {entity.slug: entity for entity in mentions.Mentions(job.sought.vocabularies).entities}
    graph.entities = merged(persons.nodes(), mentions.nodes(job.names, (known[slug] for slug in mentioned)))
    writer, census = _Vocabulary(graph), Census()
    facts = save_part(job, "vocabulary", 0, census.counting(writer.said()))
    shelf = Shelf(job.parts)
    for place, (image, file) in enumerate(writer.images.values()):
        shelf.put_by("seen", to_iri(image.address), [to_iri(image.address), [0, place], file])
    for order, record in described:
        put_images(shelf, [0, *order], record)
    for row in late.rows:
        put_problem(shelf, row)
    shelf.save(job.shelf("vocabulary", 0))
    return {"part": facts, "census": Sums.of(census), "counts": {
        name: count for name, count in graph.counts().items() if count}}  # fmt: skip


class Late(LateProblems):
    """Problems that only show when all files are read, gathered."""

    def __init__(self) -> None:
        self.rows = Problems()
        super().__init__(self.rows)


class _Persons(Assembly):
    def __init__(self, job: Job, records: list[Any], images: Images, late: Late) -> None:
        super().__init__(job.names, Ingested(), Identity(), job.description)
        self.ingested.records.extend(records)
        self._images, self._problems = images, late

    def nodes(self) -> list[Any]:
        return sorted(self._entities(), key=lambda node: node.id)


class _Vocabulary(Writer):
    def said(self) -> Iterator[Statement]:
        for block in self.content():
            # Images are told elsewhere: other parts may know more of them.
            if isinstance(block, Block) and block.subject not in self.images:
                yield from block.statements()


def write_images(job: Job, number: int) -> dict[str, Any]:
    """The images of a part: the size that is known first, and the file that shows them first."""
    known: dict[str, list[Any]] = {}
    seen: dict[str, list[Any]] = {}
    vocabulary = job.shelf("vocabulary", 0)
    for name, *facts in rows([*job.shelves("merged"), vocabulary], "image", number):
        known[name] = min(known.get(name, facts), facts)
    for name, *place in rows([*job.shelves("written"), vocabulary], "seen", number):
        seen[name] = min(seen.get(name, place), place)
    writer, census = Writer(empty(job)), Census()

    def said() -> Iterator[Statement]:
        for name in sorted(seen):
            _, _, address, width, height = known[name]
            yield from writer.image(Image(address, width, height), seen[name][1]).statements()

    facts = save_part(job, "images", number, census.counting(said()))
    return {"part": facts, "census": Sums.of(census), "counts": {"images": len(seen)}}


def hand_on_problems(job: Job, problems: Iterable[Problem]) -> None:
    """Hand on what was reported of no file that a task has read."""
    shelf = Shelf(job.parts)
    for row in problems:
        put_problem(shelf, row)
    shelf.save(job.shelf("listed", 0))


def write_problems(job: Job, number: int) -> dict[str, Any]:
    """The problems of a part."""
    graph = empty(job)
    shelves = [*job.shelves("read", job.reads), *job.shelves("entries"), *job.shelves("written"),
               job.shelf("vocabulary", 0), job.shelf("listed", 0)]  # fmt: skip
    graph.problems.extend([Problem(*row) for row in rows(shelves, "problem", number)])
    graph.problems.sort()
    facts = save_part(job, "problems", number, _placed(job, provenance.problems(graph)))
    return {"part": facts, "counts": {"problems": len(graph.problems)}}


def write_files(job: Job, number: int, build: str) -> dict[str, Any]:
    """What is said of the input files that one task has read."""
    graph = empty(job)
    graph.files = files_of(job, number)
    used = ((build, PROV.USED, job.names.file(file.path)) for file in graph.files)
    facts = save_part(job, "files", number, _placed(job, (*provenance.files(graph), *used)))
    return {"part": facts}


def files_of(job: Job, number: int) -> list[InputFile]:
    """The files that a task has read, in their order."""
    return [InputFile(*row) for row in rows([job.shelf("read", number)], "file", 0)]


def write_description(job: Job, sums: Sums, documents: int, build: str) -> dict[str, Any]:
    """What describes the data set as a whole."""
    graph = empty(job)
    graph.judgements = job.judged
    graph.vocabularies = list(job.sought.files)
    told = [*provenance.activity(graph, build), *provenance.files(graph)]
    graph.files = range(documents)  # type: ignore[assignment] # only their number is asked for
    told += provenance.dataset(graph, sums.census, build)
    return {"part": save_part(job, "description", 0, _placed(job, told))}


def empty(job: Job) -> StoryGraph:
    """A graph that holds nothing."""
    graph = StoryGraph(
        names=job.names, files=[], articles=[], sources=[], topics=[], entities=[], links=[], identity=Identity(),
        problems=Problems(), unknown_fields=Counter(), left_out=Counter(), description=job.description,
    )  # fmt: skip
    graph.without = job.sought.without
    graph.reading = asked(job.readers, job.settings)
    return graph


def _placed(job: Job, told: Iterable[Any]) -> Iterator[Statement]:
    for subject, predicate, value in told:
        yield Statement(subject, predicate, value, job.names.provenance)
