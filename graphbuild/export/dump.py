"""`graph.nq` and `graph.ttl` in one pass, as lines of text.

Every term is written once in each syntax and remembered; the entries of related lists, most of a graph, are written
by a template. The Turtle is what Oxigraph's serializer would write (a subject's statements together, one predicate a
line), so that it can stand for it: the tests compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import BinaryIO

import pyoxigraph

from graphbuild.export import nquads
from graphbuild.export.census import Census
from graphbuild.export.provenance import provenance
from graphbuild.export.statement import Listed, Literal, Statement, by_subject
from graphbuild.export.statements import blocks
from graphbuild.export.turtle import HEAD, PREFIXES_WRITTEN
from graphbuild.graph import StoryGraph
from graphbuild.vocabulary import GB, PROV, RDF_TYPE, SCHEMA, XSD

Part = Callable[[int, int, bytes], None]
"""Told how many bytes more of each file are there, which hold the same subjects, and what Turtle belongs to them."""

_PART = 48 * 1024 * 1024
"""Bytes of N-Quads that are a part."""
_BLOCKS = 500
"""Subjects whose statements are written together."""

_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')
_BARE = (XSD.INTEGER, XSD.BOOLEAN)


def write(graph: StoryGraph, quads: BinaryIO, turtle: BinaryIO, part: Part = lambda quads, turtle, more: None) -> int:
    """Write both files; `part` is told, part by part, of what can be read from them.

    The description of the build, which is in `graph.nq` alone, is given to it as Turtle. Returns the number of
    statements of a store that is filled from both: of each one with a graph, and of each triple.
    """
    census = Census()
    placed = 0
    sink = _Sink(quads, turtle, part)
    for subject, block in by_subject(blocks(graph)):
        if isinstance(block, Listed):
            sink.listed(block)
            census.add_listed(block)
            placed += 6 + (block.gap is not None)
        else:
            placed += sum(statement.graph is not None for statement in block)
            sink.nquads.extend(map(_line, block))
            new = list(census.new(block))
            if new:
                sink.turtle.append(_described(subject, new))
        sink.write()
    about = list(map(_line, provenance(graph, census)))
    sink.end(about)
    return placed + census.triples + 2 * len(set(about))


class _Sink:
    """Gathers text until it is worth writing, and tells of parts."""

    def __init__(self, quads: BinaryIO, turtle: BinaryIO, part: Part) -> None:
        self.nquads: list[str] = []
        self.turtle: list[str] = []
        self._files = quads, turtle
        self._part = part
        self._sizes = [0, turtle.write(HEAD + b"\n")]

    def listed(self, entry: Listed) -> None:
        """The statements of an entry of a list."""
        subject, lists, item, position, gap, line, graph = entry
        subject, tail = f"<{subject}>", f" <{graph}> .\n"
        gap_quad = gap_line = ""
        if gap is not None:
            gap_quad = f'{subject} <{GB.gapSeconds}> "{gap}"^^<{XSD.INTEGER}>{tail}'
            gap_line = f"\tgb:gapSeconds {gap} ;\n"
        self.nquads.append(
            f"{subject} <{RDF_TYPE}> <{GB.Listing}>{tail}"
            f"{subject} <{GB.lists}> <{lists}>{tail}"
            f"{subject} <{SCHEMA.ITEM}> <{item}>{tail}"
            f'{subject} <{SCHEMA.POSITION}> "{position}"^^<{XSD.INTEGER}>{tail}'
            f"{gap_quad}"
            f"{subject} <{PROV.WAS_DERIVED_FROM}> <{graph}>{tail}"
            f'{subject} <{GB.line}> "{line}"^^<{XSD.INTEGER}>{tail}'
        )
        self.turtle.append(
            f"{subject} a gb:Listing ;\n\tgb:lists {term(lists)} ;\n\tschema:item {term(item)} ;\n"
            f"\tschema:position {position} ;\n{gap_line}\tprov:wasDerivedFrom <{graph}> ;\n\tgb:line {line} .\n"
        )

    def write(self) -> None:
        """Write what is gathered, if it is enough."""
        if len(self.turtle) >= _BLOCKS:
            self._write()
            if self._sizes[0] >= _PART:
                self._tell()

    def end(self, description: Iterable[str]) -> None:
        """Write the rest, and the description of the build."""
        self._write()
        about = "".join(description).encode()
        self._sizes[0] += self._files[0].write(about)
        # A line of N-Quads without its graph is one of Turtle.
        self._tell(re.sub(rb" <[^<>]*> \.\n", b" .\n", about))

    def _write(self) -> None:
        for place, texts in enumerate((self.nquads, self.turtle)):
            self._sizes[place] += self._files[place].write("".join(texts).encode())
        self.nquads, self.turtle = [], []

    def _tell(self, more: bytes = b"") -> None:
        for file in self._files:
            file.flush()
        self._part(self._sizes[0], self._sizes[1], more)
        self._sizes = [0, 0]


def _line(statement: Statement) -> str:
    subject, predicate, value, graph = statement
    tail = f" <{graph}> .\n" if graph else " .\n"
    return f"<{subject}> <{predicate}> {nquads.term(value)}{tail}"


def _described(subject: str, statements: list[Statement]) -> str:
    """The statements of one subject in Turtle."""
    lines = []
    last = None
    for _, predicate, value, _ in statements:
        if predicate == last:
            lines[-1] += f" , {term(value)}"
        else:
            lines.append(f"{'a' if predicate == RDF_TYPE else term(predicate)} {term(value)}")
            last = predicate
    said = " ;\n\t".join(lines)
    return f"{term(subject)} {said} .\n"


def term(value: str | Literal) -> str:
    """An IRI or literal in Turtle.

    >>> term("https://schema.org/name"), term(Literal("7", XSD.INTEGER)), term(Literal("a"))
    ('schema:name', '7', '"a"')
    """
    if not isinstance(value, Literal):
        return _iri(value)
    text, datatype = value
    if datatype in _BARE:
        return text
    if datatype == XSD.DOUBLE:
        return _by_oxigraph(pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(datatype)))
    quoted = str(pyoxigraph.Literal(text)) if _SPECIAL.search(text) else f'"{text}"'
    return f"{quoted}^^{_iri(datatype)}" if datatype else quoted


@lru_cache(maxsize=1 << 14)
def _iri(value: str) -> str:
    for name, space in PREFIXES_WRITTEN.items():
        if value.startswith(space):
            local = value[len(space) :]
            return f"{name}:{local}" if _LOCAL.fullmatch(local) else _by_oxigraph(pyoxigraph.NamedNode(value))
    return f"<{value}>"


def _by_oxigraph(value: pyoxigraph.NamedNode | pyoxigraph.Literal) -> str:
    """As its serializer writes a term about which there are more rules than are worth repeating."""
    any_node = pyoxigraph.NamedNode("urn:x")
    written = pyoxigraph.serialize(
        [pyoxigraph.Triple(any_node, any_node, value)], format=pyoxigraph.RdfFormat.TURTLE, prefixes=PREFIXES_WRITTEN
    )
    assert written is not None
    return written.decode().rpartition("<urn:x> <urn:x> ")[2].removesuffix(" .\n")
