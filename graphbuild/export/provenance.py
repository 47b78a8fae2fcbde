"""What describes the graph itself: the data set, the build that made it, the files it was made from.

PROV says what was made from what, DCAT and VoID what the data set holds. All of it is in one named graph.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain

from graphbuild import __version__
from graphbuild.export.census import Census
from graphbuild.export.files import Files
from graphbuild.export.statement import Literal, Statement, literal
from graphbuild.graph import StoryGraph
from graphbuild.iris import PREFIXES, hashed
from graphbuild.records import InputFile
from graphbuild.text import plain
from graphbuild.vocabulary import DCAT, DCT, GB, PROV, RDF_TYPE, RDFS_LABEL, VOID

DISTRIBUTIONS = {
    "graph.ttl": "text/turtle",
    "graph.nq": "application/n-quads",
    "graph.jsonld": "application/ld+json",
    "graph.graphml": "application/graphml+xml",
    "graph.gexf": "application/gexf+xml",
}
"""The outputs that hold the data set, with their media types."""

Triple = tuple[str, str, str | Literal]


def provenance(graph: StoryGraph, census: Census) -> Iterator[Statement]:
    """Describe a graph whose statements `census` has counted."""
    place = graph.names.provenance
    return (Statement(*triple, place) for triple in told(graph, census))


def told(graph: StoryGraph, census: Census) -> Iterator[Triple]:
    """The same without the graph that it is in."""
    build = graph.names.build(_fingerprint(graph))
    return chain(dataset(graph, census, build), activity(graph, build), files(graph), problems(graph))


def build_date() -> Literal | None:
    """The date to give a build, from SOURCE_DATE_EPOCH; without it none, so that two builds are equal."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not (epoch.isascii() and epoch.isdigit()):
        return None
    try:
        return literal(datetime.fromtimestamp(int(epoch), UTC))
    except (OverflowError, OSError, ValueError):
        return None


def dataset(graph: StoryGraph, census: Census, build: str) -> Iterator[Triple]:
    """The data set as a whole: what it is called, what is in it, in which files."""
    dataset = graph.names.dataset
    for kind in (DCAT.DATASET, VOID.DATASET, PROV.ENTITY):
        yield dataset, RDF_TYPE, kind
    about = graph.description
    yield dataset, DCT.TITLE, Literal(about.title)
    if about.creator:
        yield dataset, DCT.CREATOR, Literal(about.creator)
    if about.license:
        yield dataset, DCT.LICENSE, about.license
    yield dataset, PROV.WAS_GENERATED_BY, build
    yield dataset, VOID.URI_SPACE, Literal(graph.names.base)
    yield dataset, VOID.TRIPLES, literal(census.triples)
    yield dataset, VOID.DOCUMENTS, literal(len(graph.files))
    used = {iri.rpartition("/")[0] if "#" not in iri else iri.partition("#")[0] for iri in census.properties}
    for vocabulary in sorted(PREFIXES.values()):
        if vocabulary.rstrip("/#") in used:
            yield dataset, VOID.VOCABULARY, vocabulary
    parts: list[Triple] = []
    for number, (name, count) in enumerate(sorted(census.classes.items()), 1):
        part = f"{dataset}/class/{number}"
        yield dataset, VOID.CLASS_PARTITION, part
        parts += [(part, VOID.CLASS, name), (part, VOID.ENTITIES, literal(count))]
    for number, (name, count) in enumerate(sorted(census.properties.items()), 1):
        part = f"{dataset}/property/{number}"
        yield dataset, VOID.PROPERTY_PARTITION, part
        parts += [(part, VOID.PROPERTY, name), (part, VOID.TRIPLES, literal(count))]
    for name, media_type in DISTRIBUTIONS.items():
        part = f"{dataset}/{name}"
        yield dataset, DCAT.DISTRIBUTION_PROPERTY, part
        parts += [
            (part, RDF_TYPE, DCAT.DISTRIBUTION),
            (part, DCT.TITLE, Literal(name)),
            (part, DCAT.MEDIA_TYPE, f"https://www.iana.org/assignments/media-types/{media_type}"),
        ]
    yield from parts


def activity(graph: StoryGraph, build: str) -> Iterator[Triple]:
    """The build: by which graphbuild, with which options, from which files."""
    agent = f"{graph.names.base}software/graphbuild-{__version__}"
    yield build, RDF_TYPE, PROV.ACTIVITY
    yield build, PROV.WAS_ASSOCIATED_WITH, agent
    yield build, GB.options, Literal(json.dumps(graph.options(), sort_keys=True, ensure_ascii=False))
    if ended := build_date():
        yield build, PROV.ENDED_AT_TIME, ended
    for name, _ in _used(graph):
        yield build, PROV.USED, name
    yield agent, RDF_TYPE, PROV.SOFTWARE_AGENT
    yield agent, RDFS_LABEL, Literal("graphbuild")
    yield agent, GB.softwareVersion, Literal(__version__)


def files(graph: StoryGraph) -> Iterator[Triple]:
    """The files that were read: their paths, checksums and sizes."""
    for name, file in _used(graph):
        yield name, RDF_TYPE, GB.InputFile
        if file is graph.judgements:
            yield name, RDF_TYPE, GB.JudgementFile
        if file in graph.vocabularies:
            yield name, RDF_TYPE, GB.VocabularyFile
        yield name, RDF_TYPE, PROV.ENTITY
        yield name, GB.path, Literal(file.path)
        yield name, GB.sha256, Literal(file.sha256)
        yield name, GB.bytes, literal(file.size)


def problems(graph: StoryGraph) -> Iterator[Triple]:
    """Everything that was not taken as it stood, as in `problems.csv`."""
    given: Counter[str] = Counter()
    names = Files(graph.names)
    for row in graph.problems:
        value = plain(row.value)
        name = graph.names.problem(row.kind, row.file, str(row.line), row.field, row.what, row.done, value)
        given[name] += 1
        if given[name] > 1:
            name = f"{name}/{given[name]}"
        yield name, RDF_TYPE, GB.Problem
        yield name, PROV.WAS_DERIVED_FROM, names[row.file]
        if row.line is not None:
            yield name, GB.line, literal(row.line)
        if row.field:
            yield name, GB.field, Literal(row.field)
        yield name, GB.severity, Literal(row.kind)
        yield name, GB.what, Literal(row.what)
        yield name, GB.done, Literal(row.done)
        if value:
            yield name, GB.value, Literal(value)
        yield name, GB.times, literal(row.times)


def _used(graph: StoryGraph) -> list[tuple[str, InputFile]]:
    used = [(graph.names.file(file.path), file) for file in graph.files]
    if graph.judgements:
        used.append((graph.names.judgements(graph.judgements.path), graph.judgements))
    return [*used, *((graph.names.vocabulary(file.path), file) for file in graph.vocabularies)]


def _fingerprint(graph: StoryGraph) -> str:
    """A name for the build that depends on its inputs, options and version alone."""
    options = json.dumps(graph.options(), sort_keys=True)
    return hashed(__version__, options, *(part for _, file in _used(graph) for part in (file.path, file.sha256)))
