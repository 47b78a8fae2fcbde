"""`graph.nq` and `graph.ttl` in one pass, as lines of text.

What is said of one subject is one text in each syntax; the entries of a related list, most of a graph, are one text
by a template. The Turtle is what Oxigraph's serializer would write (a subject's statements together, one predicate a
line), so that it can stand for it: the tests compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import BinaryIO

import pyoxigraph

from graphbuild.export import nquads
from graphbuild.export.census import Census
from graphbuild.export.provenance import told
from graphbuild.export.statement import Block, Listed, Literal
from graphbuild.export.statements import blocks
from graphbuild.export.turtle import HEAD, PREFIXES_WRITTEN
from graphbuild.graph import StoryGraph
from graphbuild.vocabulary import GB, PROV, RDF_TYPE, SCHEMA, XSD

_CHUNK = 128 * 1024
"""Bytes of N-Quads that are written at once: few enough to stay in the processor's cache."""

_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')
_SPACES = tuple(PREFIXES_WRITTEN.values())
_BARE = (XSD.INTEGER, XSD.BOOLEAN)


def write(
    graph: StoryGraph,
    quads: BinaryIO,
    turtle: BinaryIO,
    also: Callable[[Block | Listed], None] = lambda block: None,
    placed: BinaryIO | None = None,
) -> int:
    """Write both files; the description of the build is in `graph.nq` alone.

    What they are made of is given to another writer too (see `jsonld.Objects`): it is made once for both. `placed` is
    given what the N-Quads say of each subject of which anything stands in a named graph.
    Returns the number of statements of a store that is filled from both: of each one with a graph, and of each triple.
    """
    census = Census()
    count = 0
    sink = _Sink(quads, turtle, placed)
    for block in blocks(graph):
        also(block)
        if isinstance(block, Listed):
            in_graphs = census.add_listed(block)
            sink.take(_listed_quads(block), _listed_turtle(block), in_graphs)
        else:
            lines, described, in_graphs = _described(block, census)
            sink.take(lines, described, in_graphs)
        count += in_graphs
    about = _about(graph, census)
    sink.take("".join(about), "", len(about))
    sink.write()
    return count + census.triples + 2 * len(set(about))


class _Sink:
    """Gathers text until it is worth writing."""

    def __init__(self, quads: BinaryIO, turtle: BinaryIO, placed: BinaryIO | None) -> None:
        self._texts: tuple[list[bytes], list[bytes]] = [], []
        self._gathered = 0
        self._files = quads, turtle
        self._placed = placed
        turtle.write(HEAD + b"\n")

    def take(self, quads: str, turtle: str, placed: int) -> None:
        """The statements of whole subjects, so many of them in named graphs."""
        # Each is encoded by itself: one letter that is not ASCII makes the whole of a text slow to join and to encode.
        self._texts[0].append(lines := quads.encode())
        self._texts[1].append(turtle.encode())
        if placed and self._placed is not None:
            self._placed.write(lines)
        self._gathered += len(lines)
        if self._gathered >= _CHUNK:
            self.write()

    def write(self) -> None:
        """Write what is gathered."""
        for file, texts in zip(self._files, self._texts, strict=True):
            file.write(b"".join(texts))
            texts.clear()
        self._gathered = 0


def _listed_quads(listed: Listed) -> str:
    """The entries of a list in N-Quads. What stands between two names is the same in all of them."""
    lists, graph, entries = listed
    tail = f" <{graph}> .\n"
    end, number = f">{tail}<", f'"^^<{XSD.INTEGER}>{tail}'
    kind = f"> <{RDF_TYPE}> <{GB.Listing}>{tail}<"
    of = f"> <{GB.lists}> <{lists}{end}"
    item_is = f"> <{SCHEMA.ITEM}> <"
    position_is = f'> <{SCHEMA.POSITION}> "'
    gap_is = f'> <{GB.gapSeconds}> "'
    found = f"> <{PROV.WAS_DERIVED_FROM}> <{graph}{end}"
    line_is = f'> <{GB.line}> "'
    return "".join(
        [
            f"<{name}{kind}{name}{of}{name}{item_is}{item}{end}{name}{position_is}{position}{number}<"
            f"{'' if gap is None else f'{name}{gap_is}{gap}{number}<'}{name}{found}{name}{line_is}{line}{number}"
            for name, item, position, gap, line in entries
        ]
    )


def _listed_turtle(listed: Listed) -> str:
    """The entries of a list in Turtle."""
    of = f"> a gb:Listing ;\n\tgb:lists {iri(listed.lists)} ;\n\tschema:item "
    found = f" ;\n\tprov:wasDerivedFrom <{listed.graph}> ;\n\tgb:line "
    return "".join(
        [
            f"<{name}{of}{_article(item)} ;\n\tschema:position {position}"
            f"{'' if gap is None else f' ;{_GAP}{gap}'}{found}{line} .\n"
            for name, item, position, gap, line in listed.entries
        ]
    )


_GAP = "\n\tgb:gapSeconds "


def _described(block: Block, census: Census) -> tuple[str, str, int]:
    """What is said of one subject: in N-Quads, in Turtle, where each triple stands once, how much in named graphs."""
    subject, facts = block
    head = f"<{subject}> <"
    quads, turtle = [], []
    said = set()
    last = place = None
    placed = 0
    tail = " .\n"
    for predicate, value, graph in facts:
        if graph != place:
            place, tail = graph, f" <{graph}> .\n" if graph else " .\n"
        count = 1
        if isinstance(value, str):
            quoted, written = f"<{value}>", iri(value)
        elif isinstance(value, list):
            count = len(value)
            names = f">{tail}{head}{predicate}> <".join(value)
            quoted, written = f"<{names}>", " , ".join(map(_article, value))
        else:
            quoted, written = _literal(value)
        quads.append(f"{head}{predicate}> {quoted}{tail}")
        if graph:
            placed += count
        if (triple := (predicate, written)) in said:
            continue
        said.add(triple)
        census.triples += count
        census.properties[predicate] += count
        if predicate == RDF_TYPE:
            census.classes[str(value)] += 1
        if predicate == last:
            turtle.append(f" , {written}")
        else:
            last = predicate
            turtle.append(f" ;\n\t{_VERBS[predicate]} {written}")
    return "".join(quads), f"{iri(subject)} {''.join(turtle)[4:]} .\n", placed


def _about(graph: StoryGraph, census: Census) -> list[str]:
    """The description of the files and the build, in N-Quads."""
    tail = f" <{graph.names.provenance}> .\n"
    written = nquads.term
    return [f"<{subject}> <{predicate}> {written(value)}{tail}" for subject, predicate, value in told(graph, census)]


class _Verbs(dict[str, str]):
    """Predicates in Turtle."""

    def __missing__(self, predicate: str) -> str:
        verb = self[predicate] = iri(predicate)
        return verb


_VERBS = _Verbs({RDF_TYPE: "a"})


def term(value: str | Literal) -> str:
    """An IRI or literal in Turtle.

    >>> term("https://schema.org/name"), term(Literal("7", XSD.INTEGER)), term(Literal("a"))
    ('schema:name', '7', '"a"')
    """
    return iri(value) if isinstance(value, str) else _literal(value)[1]


def _literal(value: Literal) -> tuple[str, str]:
    """A literal in N-Quads and in Turtle."""
    text, datatype = value
    if datatype in _BARE:
        return f'"{text}"^^<{datatype}>', text
    if datatype == XSD.DOUBLE:
        return f'"{text}"^^<{datatype}>', _double(text)
    if text.isprintable() and '"' not in text and "\\" not in text:
        quoted = shown = f'"{text}"'  # nearly all; quicker to tell than by the expressions
    else:
        quoted = nquads.quoted(text)
        shown = str(pyoxigraph.Literal(text)) if _SPECIAL.search(text) else f'"{text}"'
    return (f"{quoted}^^<{datatype}>", f"{shown}^^{iri(datatype)}") if datatype else (quoted, shown)


def iri(value: str) -> str:
    """An IRI in Turtle.

    >>> iri("https://schema.org/name"), iri("https://example.org/")
    ('schema:name', '<https://example.org/>')
    """
    return _shortened(value) if value.startswith(_SPACES) else f"<{value}>"


_article = lru_cache(maxsize=1 << 14)(iri)
"""For the ends of lists, which come again and again."""


@lru_cache(maxsize=1 << 10)
def _shortened(value: str) -> str:
    name, space = next((name, space) for name, space in PREFIXES_WRITTEN.items() if value.startswith(space))
    local = value[len(space) :]
    return f"{name}:{local}" if _LOCAL.fullmatch(local) else _by_oxigraph(pyoxigraph.NamedNode(value))


@lru_cache(maxsize=1 << 12)
def _double(text: str) -> str:
    return _by_oxigraph(pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(XSD.DOUBLE)))


def _by_oxigraph(value: pyoxigraph.NamedNode | pyoxigraph.Literal) -> str:
    """As its serializer writes a term about which there are more rules than are worth repeating."""
    any_node = pyoxigraph.NamedNode("urn:x")
    written = pyoxigraph.serialize(
        [pyoxigraph.Triple(any_node, any_node, value)], format=pyoxigraph.RdfFormat.TURTLE, prefixes=PREFIXES_WRITTEN
    )
    assert written is not None
    return written.decode().rpartition("<urn:x> <urn:x> ")[2].removesuffix(" .\n")
