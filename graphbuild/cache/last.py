"""The last build into a folder: what it was made of, and whether its outputs are as it left them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphbuild.cache.folder import Cache
from graphbuild.ingest.folder import find
from graphbuild.ingest.registry import added
from graphbuild.output import label
from graphbuild.output.artifacts import FILES

Given = str | os.PathLike[str]
_ENTRY = "last"


@dataclass(frozen=True, slots=True)
class Last:
    """What is kept of a build."""

    made_of: str | None
    """The fingerprint of its inputs and options; `None` where they changed while it ran."""
    outputs: dict[str, str]
    """The checksums of its files, by their names; without the store."""

    @classmethod
    def read(cls, content: Any) -> Last:
        """From an entry of the cache."""
        made_of, outputs = content["made of"], content["outputs"]
        return cls(None if made_of is None else str(made_of), {str(name): str(sum) for name, sum in outputs.items()})


def last(cache: Cache) -> Last | None:
    """The last build that this cache knows of."""
    return cache.get(cache.own(_ENTRY), Last.read)


def keep(cache: Cache, made_of: str | None, outputs: Mapping[str, str]) -> None:
    """Remember a build that has just been written, with the checksums of its files; the store knows its own."""
    cache.put(cache.own(_ENTRY), {"made of": made_of, "outputs": dict(outputs)})


def is_there(cache: Cache, out: Path, known: Last) -> bool:
    """Whether all outputs of a build are as it left them. A store need not be there, but one that is must be whole."""
    try:
        whole = known.outputs.keys() == {*FILES, "manifest.json"} and all(
            cache.sums.of(out / name) == sum for name, sum in known.outputs.items()
        )
        store = out / "store"
        return whole and (not store.exists() or _is_of(cache, store, known.outputs["graph.nq"]))
    except (OSError, KeyError):
        return False


def _is_of(cache: Cache, store: Path, nquads: str) -> bool:
    return label.filled_from(store) == nquads and label.intact(store, cache.sums.of)


def made_of(
    cache: Cache, sources: Sequence[Given], out: Path, options: Mapping[str, Any], files: Iterable[Given]
) -> str | None:
    """A fingerprint of all that a build depends on; `None` if that changes, or cannot be read.

    `files` are those that options name. Raises `SourceNotFound`.
    """
    files = list(files)
    if "-" in sources or not all(map(os.path.isfile, files)):  # standard input and pipes are read once
        return None
    if added():  # a reader of another package may be changed without a new version
        return None
    found = find(sources, out)
    date = os.environ.get("SOURCE_DATE_EPOCH", "")
    told: list[Any] = [cache.version, date, sorted((name, str(value)) for name, value in options.items())]
    try:
        for name, path in found.files.items():
            told.append([name, cache.sums.of(path) if path else None])
        for given in files:
            told.append([Path(given).name, cache.sums.of(Path(given))])
    except OSError:
        return None
    if any(part[1] is None for part in told[3:]):
        return None
    told.append([[report.file, row.kind, row.what, row.done] for report in found.reports for row in report.rows])
    told.append(sorted(found.left_out.items()))
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
