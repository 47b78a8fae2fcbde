"""Filling the store of a build when it is first asked, for a large graph whose build has left that for later.

The store is filled in a hidden folder and moved into place whole. Two that ask at once fill it once: the second waits.
A build that goes on meanwhile is not waited for; if it replaces the outputs, what was filled is thrown away, since a
store belongs to one `graph.nq` and says to which (`label.py`). What a killed process leaves, the next one clears
away.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from graphbuild.errors import NotABuild
from graphbuild.export.store import description
from graphbuild.output import label
from graphbuild.output import store as stores
from graphbuild.output.artifacts import OWN, checksum_of
from graphbuild.output.lock import alone, locked
from graphbuild.progress import Tell

_HIDDEN = f"{OWN}store-"


class Replaced(Exception):
    """Another build has been moved in meanwhile."""


def fill(folder: Path, manifest: Mapping[str, Any], told: Tell = lambda what: None) -> None:
    """Fill the store of the build in a folder, unless another does first.

    Raises `NotABuild` where the outputs are not what the manifest says, `Replaced` where the manifest is no longer
    that of the folder, `OSError` where the store cannot be written.
    """
    sha256 = manifest["outputs"]["graph.nq"]["sha256"]
    with contextlib.ExitStack() as stack:
        waits = lambda: told("The store is being filled by another question: waiting for it …")  # noqa: E731
        try:
            nquads = stack.enter_context(alone(folder / "graph.nq", waits))
            if label.filled_from(folder / "store") == sha256 and label.sound(folder / "store"):
                return
            turtle = stack.enter_context((folder / "graph.ttl").open("rb"))
        except OSError as error:
            raise _not_whole(folder, manifest, Path(error.filename or "").name, "cannot be read") from error
        for name, stream in (("graph.nq", nquads), ("graph.ttl", turtle)):
            if checksum_of(stream) != manifest["outputs"].get(name, {}).get("sha256"):
                raise _not_whole(folder, manifest, name, "is not what was built")
        made = stack.enter_context(hidden(folder))
        count = manifest.get("store", {}).get("statements", 0)
        told(f"Filling the store, once for this build: {count:,} statements with those of the default graph …")
        about = description(nquads, manifest["options"]["base"])
        stores.make(stores.before(folder), made / "store", nquads, turtle, about)
        label.put(made / "store", sha256)
        flush(made)
        with alone(folder / "manifest.json") as now:
            if not _same(now, manifest):
                raise Replaced
            if (folder / "store").exists():
                os.rename(folder / "store", made / "old")
            os.rename(made / "store", folder / "store")
    stores.forget_aside(folder)


def reason(error: OSError) -> str:
    """Why something could not be written, in words; RocksDB's own begin with what it was doing, and where."""
    return error.strerror or str(error).rpartition(": ")[2].strip()


def clear(folder: Path) -> None:
    """Clear away what processes left that were killed while they filled a store."""
    for path in folder.glob(f"{_HIDDEN}*"):
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_RDONLY)
            try:
                if locked(handle):
                    shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(handle)


@contextlib.contextmanager
def hidden(folder: Path) -> Iterator[Path]:
    """A hidden folder, which is there as long as its process lives. Raises `OSError`."""
    clear(folder)
    with tempfile.TemporaryDirectory(prefix=_HIDDEN, dir=folder, ignore_cleanup_errors=True) as made:
        if os.name != "posix":
            yield Path(made)
            return
        handle = os.open(made, os.O_RDONLY)
        try:
            locked(handle)
            yield Path(made)
        finally:
            os.close(handle)


def flush(folder: Path) -> None:
    """See to it that what is written below a folder is on the disk. Raises `OSError`."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())


def _not_whole(folder: Path, manifest: Mapping[str, Any], name: str, how: str) -> Exception:
    """What to raise when an output is not as it was built: a build may have been moved in just now."""
    with contextlib.suppress(OSError), (folder / "manifest.json").open("rb") as now:
        if not _same(now, manifest):
            return Replaced()
    return NotABuild(f"The build in {folder} is not whole: {name} {how} (`graphbuild check {folder}` tells more).")


def _same(now: BinaryIO, manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest is of a build with the same `graph.nq`."""
    try:
        return bool(json.load(now)["outputs"]["graph.nq"] == manifest["outputs"]["graph.nq"])
    except (ValueError, KeyError, TypeError):
        return False
