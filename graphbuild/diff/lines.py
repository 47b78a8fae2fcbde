"""Which lines of two N-Quads files differ, as sets: the order of lines does not matter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path


def differing(old: Path, new: Path) -> tuple[list[bytes], list[bytes]]:
    """The lines that only the old file holds and those that only the new one holds, each in the file's order.

    Checksums are kept in place of lines: where most lines are the same, memory is a fraction of the files' size.
    """
    met = {_checksum(line): False for line in _lines(old)}
    added: dict[bytes, None] = {}
    for line in _lines(new):
        checksum = _checksum(line)
        if checksum in met:
            met[checksum] = True
        else:
            added[line] = None
    if all(met.values()):
        return [], list(added)
    return list({line: None for line in _lines(old) if not met[_checksum(line)]}), list(added)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        for line in stream:
            yield line.rstrip(b"\n")


def _checksum(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=16).digest()
