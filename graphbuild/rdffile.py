"""Reading RDF of any syntax: by Oxigraph where it knows the syntax, by rdflib otherwise. Nothing is fetched."""

from __future__ import annotations

import gzip
import logging
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pyoxigraph
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from graphbuild.errors import NotAGraph

Node = rdflib.URIRef | rdflib.BNode | rdflib.Literal
Quad = tuple[Node, rdflib.URIRef, Node, str | None]
"""Subject, predicate, object, and the name of the graph (`None`: the default graph)."""

_STRING = str(rdflib.XSD.string)

_OTHERS = {"hext": "hext", "trix": "trix", "owl": "xml"}
"""Endings that Oxigraph does not know, with rdflib's word for the syntax."""


def quads(path: Path) -> Iterator[Quad]:
    """The statements of a file, by its ending (`.ttl`, `.nq`, `.jsonld`, …; with `.gz` too). Raises `NotAGraph`."""
    inner = Path(path.stem) if path.suffix == ".gz" else path
    ending = inner.suffix.removeprefix(".").lower()
    syntax = pyoxigraph.RdfFormat.from_extension(ending)
    if not syntax and ending not in _OTHERS:
        raise NotAGraph(f"{path} has no ending by which its syntax is known, such as .ttl, .nq or .jsonld.")
    try:
        with _opened(path) as stream:
            if syntax:
                yield from _by_oxigraph(stream, syntax, path)
            else:
                yield from _by_rdflib(stream, _OTHERS[ending])
    except OSError as error:
        raise NotAGraph(f"Cannot read {path}: {error.strerror or error}.") from error
    except (EOFError, zlib.error) as error:
        raise NotAGraph(f"Cannot read {path}: its compression is damaged.") from error
    except NotAGraph:
        raise
    except Exception as error:  # each of rdflib's parsers raises what it likes
        reason = " ".join(str(error).split())[:200]
        raise NotAGraph(f"{path} is no {ending} that can be read: {reason}.") from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as stream:
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=stream)) if path.suffix == ".gz" else stream


def _by_oxigraph(stream: IO[bytes], syntax: pyoxigraph.RdfFormat, path: Path) -> Iterator[Quad]:
    names: dict[str, rdflib.URIRef] = {}

    def node(iri: str) -> rdflib.URIRef:
        if iri not in names:
            names[iri] = rdflib.URIRef(iri)
        return names[iri]

    def term(value: object) -> Node:
        if isinstance(value, pyoxigraph.NamedNode):
            return node(value.value)
        if isinstance(value, pyoxigraph.BlankNode):
            return rdflib.BNode(value.value)
        if isinstance(value, pyoxigraph.Literal):
            if value.language:
                return rdflib.Literal(value.value, lang=value.language)
            datatype = value.datatype.value
            if datatype == _STRING:  # to rdflib, text with this datatype and text without are two things
                return rdflib.Literal(value.value)
            # `normalize` would mend what is to be checked.
            return rdflib.Literal(value.value, datatype=node(datatype), normalize=False)
        raise NotAGraph(f"{path} holds statements about statements, which cannot be checked.")

    for quad in pyoxigraph.parse(input=stream, format=syntax, base_iri=path.resolve().as_uri()):
        graph = quad.graph_name
        name = None if isinstance(graph, pyoxigraph.DefaultGraph) else graph.value
        yield term(quad.subject), node(quad.predicate.value), term(quad.object), name


def _by_rdflib(stream: IO[bytes], syntax: str) -> Iterator[Quad]:
    dataset = rdflib.Dataset()
    dataset.parse(data=stream.read(), format=syntax)  # given a stream, some of its parsers leave it open
    for subject, predicate, value, graph in dataset.quads():
        if isinstance(value, rdflib.Literal) and value.datatype == rdflib.XSD.string:
            value = rdflib.Literal(str(value))
        name = None if graph in (None, DATASET_DEFAULT_GRAPH_ID) else str(graph)
        yield cast("Quad", (subject, predicate, value, name))


@contextmanager
def quiet_rdflib() -> Iterator[None]:
    """rdflib logs a traceback or warns for each impossible date, number or boolean; that is for the report to say."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Parsing weird boolean", UserWarning)
            yield
    finally:
        logger.setLevel(before)
