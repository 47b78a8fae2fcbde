"""Turtle and TriG of statements that Oxigraph has parsed, by its serializer; `dump.py` writes a graph's own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

import pyoxigraph

from graphbuild.iris import PREFIXES

PREFIXES_WRITTEN = {name: PREFIXES[name] for name in ("dct", "gb", "prov", "schema", "skos", "xsd")}
HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES_WRITTEN.items()).encode()


def serialize(
    statements: Iterator[pyoxigraph.Triple] | Iterator[pyoxigraph.Quad],
    stream: BinaryIO,
    syntax: pyoxigraph.RdfFormat,
) -> None:
    """Write Turtle or TriG, the prefixes in order."""
    stream.write(HEAD)
    body = _WithoutPrefixes(stream)
    pyoxigraph.serialize(statements, output=cast("IO[bytes]", body), format=syntax, prefixes=PREFIXES_WRITTEN)
    body.finish()


class _WithoutPrefixes(io.RawIOBase):
    """Drops the serializer's own prefix lines, which come in an order that differs from run to run."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._head: bytes | None = b""

    def write(self, chunk: Any, /) -> int:
        if self._head is None:
            self._stream.write(chunk)
            return len(chunk)
        self._head += chunk
        while b"\n" in self._head:
            line, _, rest = self._head.partition(b"\n")
            if not line.startswith(b"@prefix "):
                self._stream.write(b"\n" + self._head)
                self._head = None
                break
            self._head = rest
        return len(chunk)

    def flush(self) -> None:
        """Nothing to do here: the stream is its owner's."""

    def finish(self) -> None:
        """Write what is held back, for a text of fewer lines than prefixes."""
        if self._head and not self._head.startswith(b"@prefix "):
            self._stream.write(b"\n" + self._head)
