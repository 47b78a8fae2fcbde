"""Files anywhere: on this machine, in S3, GCS or whatever fsspec has a plug-in for."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import fsspec

from graphbuild.errors import GraphbuildError, OutputError


def system(url: str) -> tuple[Any, str]:
    """The file system of a URL or path, and the path within it. Raises `OutputError` for a scheme without plug-in."""
    if is_local(url):  # for fsspec `::` in a name would chain file systems
        return fsspec.filesystem("file"), os.path.abspath(url.removeprefix("file://"))
    try:
        found, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise OutputError(f"Cannot reach {url}: {error}.") from error
    return found, str(path)


def is_local(url: str) -> bool:
    """Whether it is a path of this machine (or of a drive that all machines share)."""
    return "://" not in url or url.startswith("file://")


def absolute(url: str) -> str:
    """A path as workers in other folders know it; a URL as it is."""
    return url if "://" in url else os.path.abspath(url)


def join(url: str, *names: str) -> str:
    """A path below a URL."""
    return "/".join((url.rstrip("/"), *names))


def write(url: str, data: bytes) -> None:
    """Write a file, whole or not at all."""

    def send(files: Any, path: str) -> None:
        with files.open(path, "wb") as stream:
            stream.write(data)

    _whole(url, send)


def put(local: Path, url: str) -> None:
    """Copy a file of the disk, whole or not at all."""
    _whole(url, lambda files, path: files.put_file(str(local), path))


@contextlib.contextmanager
def reaching(url: str) -> Iterator[None]:
    """Plug-ins have errors of their own (no credentials, no such host), which share no class: all become `OSError`."""
    try:
        yield
    except (OSError, GraphbuildError):
        raise
    except Exception as error:
        raise OSError(f"{url} cannot be reached ({error})") from error


def _whole(url: str, send: Callable[[Any, str], object]) -> None:
    """Object stores show a file when it is complete. Elsewhere it gets a name that no one else has, and is moved."""
    files, path = system(url)
    if not _moves(files):
        with reaching(url):
            send(files, path)
        return
    files.makedirs(os.path.dirname(path), exist_ok=True)
    scratch = f"{path}.{os.getpid()}-{os.urandom(4).hex()}.new"
    try:
        send(files, scratch)
        files.mv(scratch, path)
    except BaseException:
        with contextlib.suppress(OSError):
            files.rm(scratch)
        raise


def read(url: str, start: int | None = None, end: int | None = None) -> bytes:
    """The bytes of a file, or some of them (a negative `start` counts from the end)."""
    files, path = system(url)
    with reaching(url):
        data: bytes = files.cat_file(path, start=start, end=end)
    return data


def read_pieces(pieces: Sequence[tuple[str, int, int | None]]) -> list[bytes]:
    """The same of several files, each with its start and end; an object store is asked for all at once."""
    if not pieces:
        return []
    if is_local(pieces[0][0]):  # the same as below, in a third of the time
        return [_piece(url.removeprefix("file://"), start, end) for url, start, end in pieces]
    urls, starts, ends = zip(*pieces, strict=True)
    files = system(urls[0])[0]
    with reaching(urls[0]):
        found: list[bytes] = files.cat_ranges(
            [files._strip_protocol(url) for url in urls], list(starts), list(ends), on_error="raise"
        )
    # Asked for its last bytes, a server may answer with the whole file.
    return [data[start:] if start < 0 else data for data, start in zip(found, starts, strict=True)]


def _piece(path: str, start: int, end: int | None) -> bytes:
    with open(path, "rb") as file:
        file.seek(start, os.SEEK_END if start < 0 else os.SEEK_SET)
        return file.read(-1 if end is None else end - start)


def remove(url: str) -> None:
    """Remove a file or a folder with all in it, if it is there."""
    files, path = system(url)
    with contextlib.suppress(FileNotFoundError), reaching(url):
        files.rm(path, recursive=True)


def below(url: str) -> set[str]:
    """The names of all files below a folder, as they are now."""
    files, path = system(url)
    files.invalidate_cache()
    with reaching(url):
        return {name.removeprefix(path).lstrip("/") for name in files.find(path)}


@contextlib.contextmanager
def fetched(url: str) -> Iterator[Path]:
    """A file of the disk with the content of another: itself where that is on this machine."""
    files, path = system(url)
    if is_local(url):
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="graphbuild-") as folder:
        local = Path(folder, "input")
        with contextlib.suppress(FileNotFoundError), reaching(url):  # said by who reads it
            files.get_file(path, str(local))
        yield local


def _moves(files: Any) -> bool:
    protocol = files.protocol if isinstance(files.protocol, str) else files.protocol[0]
    return protocol in ("file", "local", "sftp", "ssh", "hdfs", "smb")
