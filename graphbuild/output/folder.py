"""The output folder: what is in it is always a whole build, whatever happens to the process.

All outputs are first written to a hidden folder inside the output folder. When they are complete, that folder is
renamed to `.graphbuild-ready` (the moment from which the new build counts) and its files are moved into
place. A process killed before that leaves the previous outputs as they were; one killed while it moves them
leaves a folder that the next command completes (`recover`).

A large graph is written by two processes, and its store is filled when it is first asked (`filling.py`).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from graphbuild.collector import paused
from graphbuild.errors import OutputError
from graphbuild.graph import StoryGraph
from graphbuild.output import filling, label
from graphbuild.output import store as stores
from graphbuild.output.artifacts import FILES, OUTPUTS, OWN
from graphbuild.output.lock import Held, alone, building
from graphbuild.output.writing import Writing
from graphbuild.progress import Progress
from graphbuild.regularfile import regular_text
from graphbuild.signals import undisturbed

_STAGING = f"{OWN}new-"
_READY = f"{OWN}ready"
_REPLACED = f"{OWN}replaced"


def write(
    graph: StoryGraph,
    out: str | os.PathLike[str],
    *,
    store: bool | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> None:
    """Write all outputs of a build into a folder. Raises `OutputError`.

    `store` says whether its store is filled now or when it is first asked; `None`: as is best for its size.
    """
    check_writable(out)
    with kept(Path(out)) as held:
        replace(graph, held, store=store, progress=progress)


@contextlib.contextmanager
def kept(folder: Path) -> Iterator[Held]:
    """Keep the output folder for one build, made if it is not there. Raises `OutputError` if another build is at it."""
    with _said(folder), building(folder) as held:
        recover(folder)
        yield held


@paused()
def replace(
    graph: StoryGraph,
    held: Held,
    *,
    store: bool | None = None,
    reuse: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> dict[str, str]:
    """Put a build in the place of the one that is there. Raises `OutputError`.

    With `reuse` the store is made from the one before, and that is set aside where there is none yet. Returns the
    checksums of the outputs but for the store.
    """
    folder = held.folder
    with _said(folder), tempfile.TemporaryDirectory(prefix=_STAGING, dir=folder, ignore_cleanup_errors=True) as made:
        staging = Path(made)
        sums = Writing(graph, staging, store, folder if reuse else None).write(progress)
        with_store = (staging / "store").exists()
        if with_store:
            filling.flush(staging / "store")
        else:
            _keep_store(folder, sums["graph.nq"], reuse=reuse)
        if not held.still():
            raise OutputError(_removed(folder))
        _publish(staging, folder)
        if with_store:
            stores.forget_aside(folder)
        return sums


@contextlib.contextmanager
def _said(folder: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        if OWN not in str(error.filename) and folder.is_dir():
            raise OutputError(f"Cannot write to {folder}: {filling.reason(error)}.") from error
        raise OutputError(_removed(folder)) from error
    except OSError as error:
        raise OutputError(f"Cannot write to {folder}: {filling.reason(error)}.") from error


def _removed(folder: Path) -> str:
    return f"Cannot write to {folder}: it was removed meanwhile. Build again."


def recover(folder: Path) -> None:
    """Complete or clear away what a killed build has left. The caller holds the lock."""
    if (folder / _READY).is_dir():
        with undisturbed():
            _move_in(folder)
    for stale in chain(folder.glob(f"{_STAGING}*"), folder.glob(f"{_REPLACED}*")):
        _remove(stale)
    filling.clear(folder)


def complete(folder: Path) -> None:
    """Before a build is read: move in what a build left that was killed in its last milliseconds, or clear it away."""
    if (folder / _READY).is_dir() or any(folder.glob(f"{_STAGING}*")):
        with contextlib.suppress(OSError, OutputError), building(folder):
            recover(folder)


def is_manifest(content: object) -> bool:
    """Whether the content of a `manifest.json` is that of a build."""
    return isinstance(content, dict) and {"graphbuild", "counts", "outputs", "options"} <= content.keys()


def is_in_parts(content: object) -> bool:
    """Whether the content of a `manifest.json` is that of a build on a cluster."""
    return isinstance(content, dict) and "partitions" in content and isinstance(content.get("data"), str)


def check_writable(out: str | os.PathLike[str]) -> None:
    """Raise `OutputError` early where the output folder cannot be written, or holds files of others."""
    if not os.fspath(out):
        raise OutputError("The output folder has no name.")
    folder = Path(out)
    try:
        _check_folder(folder)
        _check_strangers(folder)
    except OSError as error:
        raise OutputError(f"Cannot write to {folder}: {error.strerror}.") from None


def _check_strangers(folder: Path) -> None:
    """A build replaces its outputs, `store/` with all that is in it: only those of a build may be there."""
    there = [name for name in OUTPUTS if (folder / name).exists()]
    for name in there:
        if name != "store" and (folder / name).is_dir():  # no file takes the place of a folder
            raise OutputError(f"{folder / name} is a folder: move it away, or choose another folder with -o.")
    if not there or (folder / _READY).is_dir():
        return
    try:
        content = json.loads(regular_text(folder / "manifest.json"))
    except (OSError, ValueError, RecursionError):
        content = None
    if is_in_parts(content):
        raise OutputError(f"{folder} holds a build in parts (--workers, --scheduler): choose another folder with -o.")
    if is_manifest(content) or (not isinstance(content, dict) and _is_signed(folder)):
        return
    if {"manifest.json", "graph.nq"} <= set(there):
        raise OutputError(
            f"{folder} may hold a build, but its manifest.json, which would say so, is damaged or cannot be read: "
            f"if it does, delete these: {', '.join(there)}; or choose another folder with -o."
        )
    raise OutputError(
        f"{folder} holds {there[0]!r}, which is not of a build of graphbuild: choose another folder with -o."
    )


def _is_signed(folder: Path) -> bool:
    """Whether files are those of a build though no manifest says so: the one for Gephi names who wrote it."""
    from graphbuild.export.gexf import SIGNATURE

    try:
        with (folder / "graph.gexf").open("rb") as stream:
            return SIGNATURE in stream.read(1024) and all(map(os.path.isfile, map(folder.joinpath, FILES)))
    except OSError:
        return False


def _check_folder(folder: Path) -> None:
    if folder.is_symlink() and not folder.exists():
        raise OutputError(f"Cannot write to {folder}: it is a link to nothing.")
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"Cannot write to {folder}: it is a file, not a folder.")
    existing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    if not existing.is_dir():
        raise OutputError(f"Cannot write to {folder}: {existing} is a file, not a folder.")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise OutputError(f"Cannot write to {folder}: no permission to write in {existing}.")


def _keep_store(folder: Path, nquads: str, *, reuse: bool) -> None:
    """Before a build without a store is moved in: see to what becomes of the one that is there."""
    store = folder / "store"
    if label.filled_from(store) != nquads:
        if reuse:
            stores.prepare_aside(folder)
    elif not (reuse and label.intact(store)):  # it would be taken for that of the new build
        shutil.rmtree(store, ignore_errors=True)


def _publish(staging: Path, folder: Path) -> None:
    with undisturbed():
        os.rename(staging, folder / _READY)
        _move_in(folder)


def _move_in(folder: Path) -> None:
    """Move the complete outputs into place, the manifest last, `undisturbed`. Can be repeated at any point."""
    ready = folder / _READY
    with _replaced(folder), _manifest(folder):
        _move_store_out(folder)
        for name in OUTPUTS:
            if (ready / name).exists():
                os.replace(ready / name, folder / name)
        shutil.rmtree(ready, ignore_errors=True)
    for replaced in folder.glob(f"{_REPLACED}*"):
        _remove(replaced)


@contextlib.contextmanager
def _replaced(folder: Path) -> Iterator[None]:
    """Hold the files that are replaced: to free a large one takes longer than to replace them all, and is done last.

    Windows replaces no file that is open.
    """
    with contextlib.ExitStack() as held:
        for path in (folder / name for name in OUTPUTS if os.name == "posix"):
            if path.is_file():
                with contextlib.suppress(OSError):
                    held.enter_context(path.open("rb"))
        yield


def _manifest(folder: Path) -> contextlib.AbstractContextManager[object]:
    """Nobody else moves anything into place meanwhile. Windows replaces no file that is open."""
    if os.name != "posix" or not (folder / "manifest.json").is_file():
        return contextlib.nullcontext()
    return alone(folder / "manifest.json")


def _move_store_out(folder: Path) -> None:
    """Take a store out of the way that is not of the build that is being moved in."""
    ready, store = folder / _READY, folder / "store"
    with_store = (ready / "store").exists()
    if not os.path.lexists(store) or (not with_store and label.filled_from(store) == _nquads(ready, folder)):
        return
    if with_store or not stores.put_aside(folder):
        os.rename(store, _free(folder))


def _free(folder: Path) -> Path:
    """A name for a store that is replaced: an earlier one, which could not be removed, may have the first."""
    names = (folder / f"{_REPLACED}{number or ''}" for number in count())
    return next(name for name in names if not os.path.lexists(name))


def _remove(path: Path) -> None:
    """Remove a folder, or what lies in the place of one, if that is possible."""
    shutil.rmtree(path, ignore_errors=True)
    if not path.is_dir() or path.is_symlink():
        with contextlib.suppress(OSError):
            path.unlink()


def _nquads(*folders: Path) -> str | None:
    """The checksum of the `graph.nq` of a build, of whose manifest it is not known in which folder it is by now."""
    for folder in folders:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            content = json.loads(regular_text(folder / "manifest.json"))
            return str(content["outputs"]["graph.nq"]["sha256"])
    return None
