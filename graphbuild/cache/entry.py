"""One entry of the cache: a file that knows its version, its name and its checksum."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Any

_MARK = b"graphbuild cache 1 "
TEMPORARY = ".graphbuild-entry-"
"""What the names of entries that are being written begin with."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Damaged(ValueError):
    """An entry of this version that is not as it was written."""


def written(content: Any) -> bytes:
    """Content as it stands in an entry: a line of JSON.

    Not for texts with lone surrogates, which JSON's escapes could join (raises `UnicodeEncodeError`).
    """
    return _ENCODER.encode(content).encode()


def save(path: Path, version: str, *lines: bytes) -> None:
    """Write an entry, whole or not at all. Raises `OSError`."""
    body = b"\n".join(lines)
    handle, scratch = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
    try:
        with open(handle, "wb") as stream:
            stream.write(_MARK + version.encode("ascii") + b" " + _checksum(path, version, body) + b"\n")
            stream.write(body)
        if path.is_dir() and not path.is_symlink():  # no file takes the place of a folder
            shutil.rmtree(path)
        os.replace(scratch, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(scratch)
        raise


def load(path: Path, version: str) -> list[bytes] | None:
    """The lines of an entry; `None` if there is none of this version. Raises `Damaged`."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for, a device has no end
            raise Damaged("no file")
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Damaged(f"cannot be read: {error.strerror}") from error
    head, _, body = data.partition(b"\n")
    mark, _, rest = head.partition(b"cache 1 ")
    made_by, _, checksum = rest.partition(b" ")
    if mark + b"cache 1 " != _MARK:
        raise Damaged("no entry of a cache")
    if made_by != version.encode("ascii") and len(made_by) == len(version):
        return None
    if checksum != _checksum(path, version, body):
        raise Damaged("the checksum does not fit")
    return body.split(b"\n")


def _checksum(path: Path, version: str, body: bytes) -> bytes:
    """Over the name too, so that an entry under another's name is none."""
    digest = hashlib.sha256(f"{path.name}\0{version}\0".encode("utf-8", "surrogateescape"))
    digest.update(body)
    return digest.hexdigest().encode("ascii")
