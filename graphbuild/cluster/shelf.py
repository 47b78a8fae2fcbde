"""What the tasks of one stage hand to those of the next.

A task writes one file with a part for each (kind, number) of the next stage, and an index at its end; a task of the
next stage reads its part of each. So nothing goes from worker to worker: a task that is run again, on another machine,
reads and writes the same bytes, and a worker that is lost takes nothing with it.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from graphbuild.cluster import place

_TAIL = 16


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
        pieces, index, at = [], {}, 0
        for (kind, number), rows in sorted(self._rows.items()):
            piece = b"\n".join(rows) + b"\n"
            pieces.append(piece)
            index[f"{kind} {number}"] = [at, at + len(piece)]
            at += len(piece)
        tail = json.dumps(index).encode("ascii")
        place.write(url, b"".join((*pieces, tail, len(tail).to_bytes(_TAIL))))
        return at


def rows(shelves: Sequence[str], kind: str, number: int) -> Iterator[Any]:
    """The rows of a kind for a task, in the order of the shelves."""
    for url in shelves:
        size = int.from_bytes(place.read(url, start=-_TAIL))
        index = json.loads(place.read(url, start=-_TAIL - size)[:-_TAIL])
        if part := index.get(f"{kind} {number}"):
            for line in place.read(url, *part).splitlines():
                yield json.loads(line)
