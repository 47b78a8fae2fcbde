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
    """A file that takes its name when it is complete; else what was there stays. Raises `OutputError`.

    A link stays, and what it leads to is replaced. A pipe or a device (`/dev/stdout`) is written as it is.
    """
    try:
        if _is_no_place(path):
            with path.open("wb") as stream:
                yield stream
        else:
            with _replacing(Path(os.path.realpath(path))) as stream:
                yield stream
    except BrokenPipeError:  # its reader has gone, as `head` does
        raise
    except OSError as error:
        raise OutputError(f"Cannot write {path}: {error.strerror or error}.") from error


def _is_no_place(path: Path) -> bool:
    """Whether something is there that a file must not take the place of: root could replace `/dev/null`."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    handle, scratch = tempfile.mkstemp(prefix=f".{path.name[:40]}-", dir=path.parent)
    try:
        with open(handle, "wb") as stream:
            yield stream
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(scratch, 0o666 & ~mask)  # mkstemp's files are for their owner alone
        os.replace(scratch, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(scratch)
        raise


@contextlib.contextmanager
def whole_text(path: Path) -> Iterator[TextIO]:
    """The same for text in UTF-8, whose lines end as they are given. Raises `OutputError`."""
    with whole_file(path) as stream, io.TextIOWrapper(stream, "utf-8", newline="") as text:
        yield text
