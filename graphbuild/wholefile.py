"""A single file that is there as a whole, or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from graphbuild.errors import OutputError


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its name when it is complete; else what was there stays. Raises `OutputError`."""
    try:
        handle, scratch = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with open(handle, "wb") as stream:
                yield stream
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(scratch, 0o666 & ~mask)  # mkstemp's files are for their owner alone
            os.replace(scratch, path)
        except BaseException:
            os.unlink(scratch)
            raise
    except OSError as error:
        raise OutputError(f"Cannot write {path}: {error.strerror or error}.") from error


@contextlib.contextmanager
def whole_text(path: Path) -> Iterator[TextIO]:
    """The same for text in UTF-8, whose lines end as they are given. Raises `OutputError`."""
    with whole_file(path) as stream, io.TextIOWrapper(stream, "utf-8", newline="") as text:
        yield text
