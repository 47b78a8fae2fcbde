"""What the tasks of one stage hand to those of the next.

A task writes one file with a part for each (kind, number) of the next stage, and where each begins at its end; a task
of the next stage reads its part of each. So nothing goes from worker to worker: a task that is run again, on another
machine, reads and writes the same bytes, and a worker that is lost takes nothing with it.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from graphbuild.cluster import place

_TAIL = 256
"""Bytes at the end of a file, which say what its parts are."""

_AT_ONCE = 64
"""So many files are asked at once."""


def number_of(name: str, parts: int) -> int:
    """Which of so many parts something belongs to, by its name; the same on all machines."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) % parts


class Shelf:
    """The parts that one task writes; each row is a JSON value."""

    def __init__(self, parts: int) -> None:
        self.parts = parts
        self._rows: dict[tuple[str, int], list[bytes]] = defaultdict(list)

    def put(self, kind: str, number: int, row: Any) -> None:
        """Add a row for a task of the next stage."""
        self._rows[kind, number].append(json.dumps(row, separators=(",", ":")).encode("ascii"))

    def put_by(self, kind: str, name: str, row: Any) -> None:
        """Add a row for the task that has all rows of a name."""
        self.put(kind, number_of(name, self.parts), row)

    def save(self, url: str) -> int:
        """Write the file; returns its size in bytes."""
        kinds = sorted({kind for kind, _ in self._rows})
        pieces: list[bytes] = []
        table: list[int] = []
        at = 0
        for kind in kinds:
            table.append(at)
            for number in range(self.parts):
                if rows := self._rows.get((kind, number)):
                    pieces.append(b"\n".join(rows) + b"\n")
                    at += len(pieces[-1])
                table.append(at)
        tail = json.dumps([at, self.parts, kinds]).encode("ascii").rjust(_TAIL)
        assert len(tail) == _TAIL
        place.write(url, b"".join((*pieces, *(offset.to_bytes(8) for offset in table), tail)))
        return at + 8 * len(table)


def rows(shelves: Sequence[str], kind: str, number: int, last: int | None = None) -> Iterator[Any]:
    """The rows of a kind for a task, in the order of the shelves; of each two short pieces and its part are read.

    With `last` also those for the tasks from that on to this.
    """
    count = (number if last is None else last) - number + 1
    for begin in range(0, len(shelves), _AT_ONCE):
        tails = place.read_pieces([(url, -_TAIL, None) for url in shelves[begin : begin + _AT_ONCE]])
        tables = []
        for url, tail in zip(shelves[begin : begin + _AT_ONCE], tails, strict=True):
            start, parts, kinds = json.loads(tail)
            if kind in kinds:
                at = start + 8 * (kinds.index(kind) * (parts + 1) + number)
                tables.append((url, at, at + 8 * (count + 1)))
        pieces = []
        for (url, *_), offsets in zip(tables, place.read_pieces(tables), strict=True):
            first, end = int.from_bytes(offsets[:8]), int.from_bytes(offsets[-8:])
            if first < end:
                pieces.append((url, first, end))
        for piece in place.read_pieces(pieces):
            yield from map(json.loads, piece.splitlines())
