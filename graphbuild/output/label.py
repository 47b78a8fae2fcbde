"""What a store says of itself: which `graph.nq` it was filled from, and which files it is made of.

So a store never answers for another build than its own, whatever was moved, copied or restored, and whoever builds
upon one knows whether it is as it was left. Oxigraph does not mind a file more in its folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graphbuild.output.artifacts import checksum
from graphbuild.regularfile import regular_text

NAME = "graphbuild.json"
_FORM = 3
"""To be raised when a store is made of the same files in another way."""

CHECKED = 256 * 1024 * 1024
"""Bytes of a store up to which its files are read once more before it is asked: a fifth of a second."""


def put(store: Path, sha256: str) -> None:
    """Label a store that is complete and closed with the checksum of its `graph.nq`. Raises `OSError`."""
    paths = [path for path in sorted(store.iterdir()) if path.name != NAME]
    files = {path.name: {"bytes": path.stat().st_size, "sha256": checksum(path)} for path in paths}
    content = {"form": _FORM, "graph.nq": sha256, "files": files}
    (store / NAME).write_text(json.dumps(content, indent=1) + "\n", encoding="ascii")


def filled_from(store: Path) -> str | None:
    """The checksum of the `graph.nq` that a store was filled from; `None` if there is no store that says so."""
    said = _read(store)
    return said["graph.nq"] if said else None


def intact(store: Path, sum_of: Callable[[Path], str | None] = checksum) -> bool:
    """Whether the files of a store are as they were when it was filled; `sum_of` gives the checksum of a file."""
    files = _read(store).get("files") or {}
    try:
        return bool(files) and all(sum_of(store / Path(name).name) == file["sha256"] for name, file in files.items())
    except (OSError, TypeError, KeyError):
        return False


def sound(store: Path) -> bool:
    """Whether a store may be opened: RocksDB, given a damaged file, may ask for all memory that there is.

    Its files must have their sizes; of a store that is not too large the checksums are looked at too.
    """
    files = _read(store).get("files") or {}
    try:
        sizes = {name: (store / Path(name).name).stat().st_size for name in files}
        if not files or any(size != files[name]["bytes"] for name, size in sizes.items()):
            return False
    except (OSError, TypeError, KeyError):
        return False
    return sum(sizes.values()) > CHECKED or intact(store)


def same(store: Path, before: int | None) -> bool:
    """Whether the folder of a store is the one that `inode` told of before; a build may have replaced it."""
    return before is not None and inode(store) == before


def inode(store: Path) -> int | None:
    """Which folder or file lies in the place of a store; `None` if there is none."""
    try:
        return store.stat().st_ino
    except OSError:
        return None


def unreadable(store: Path, why: object) -> str:
    """What to say of a store that a build has filled and that cannot be opened."""
    reason = str(why).strip().rstrip(".") or "no reason given"
    return f"The store {store} cannot be read: delete that folder, and the next question fills it anew ({reason})."


def _read(store: Path) -> dict[str, Any]:
    try:
        said = json.loads(regular_text(store / NAME, "ascii"))
        right = said["form"] == _FORM and isinstance(said["graph.nq"], str) and isinstance(said["files"], dict)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return said if right else {}
