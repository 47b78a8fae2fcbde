"""Opening what is a file, and nothing else: a pipe would be waited for, a device has no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def regular(path: str | os.PathLike[str], flags: int = os.O_RDONLY) -> int:
    """The handle of a regular file, as an opener for `open`. Raises `OSError` for anything else.

    What is read was a file when it was found. A pipe that took its place would be waited for, a device has no end.
    """
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return handle
    os.close(handle)
    number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
    raise OSError(number, "it is a folder" if number == errno.EISDIR else "not a regular file", os.fspath(path))


def regular_text(path: Path, encoding: str = "utf-8") -> str:
    """The text of a regular file. Raises `OSError` for anything else, and `UnicodeDecodeError`."""
    with open(path, encoding=encoding, opener=regular) as stream:
        return stream.read()
