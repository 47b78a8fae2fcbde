"""RDF Patch: the statements to delete and to add, so that one data set becomes another."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection
from typing import BinaryIO


def write(gone: Collection[bytes], added: Collection[bytes], stream: BinaryIO) -> None:
    """Write a patch of lines in N-Quads' syntax, as one transaction. Its identifier follows from the lines alone."""
    stream.write(b"H id <uuid:%s> .\nTX .\n" % str(_identifier(gone, added)).encode("ascii"))
    for operation, lines in ((b"D ", gone), (b"A ", added)):
        for line in lines:
            stream.write(operation + line + b"\n")
    stream.write(b"TC .\n")


def _identifier(gone: Collection[bytes], added: Collection[bytes]) -> uuid.UUID:
    digest = hashlib.sha256()
    for lines in (gone, added):
        for line in lines:
            digest.update(line + b"\n")
        digest.update(b"\0")
    # Version 8 is for identifiers of one's own making (RFC 9562).
    number = int.from_bytes(digest.digest()[:16]) & ~(0xF << 76) & ~(0x3 << 62) | (0x8 << 76) | (0x2 << 62)
    return uuid.UUID(int=number)
