"""The output folder: what is in it is always a whole build, whatever happens to the process.

All outputs are first written to a hidden folder inside the output folder. When they are complete, that folder is
renamed to `.graphbuild-ready` (the moment from which the new build counts) and its files are moved into
place. A process killed before that leaves the previous outputs as they were; one killed while it moves them
leaves a folder that the next command completes (`recover`).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from graphbuild.artifacts import OUTPUTS, OWN
from graphbuild.collector import paused
from graphbuild.errors import OutputError
from graphbuild.export import store
from graphbuild.graph import StoryGraph
from graphbuild.ingest import Progress

_STAGING = f"{OWN}new-"
_READY = f"{OWN}ready"
_REPLACED = f"{OWN}replaced"


@paused()
def write(
    graph: StoryGraph,
    out: str | os.PathLike[str],
    *,
    load: Callable[[Path], store.Loads] = store.Loading,
    written: Callable[[Path], None] = lambda folder: None,
    progress: Progress = lambda stage, done, total: None,
) -> None:
    """Write all outputs of a build into a folder. Raises `OutputError`.

    `load` makes the SPARQL store in a folder, beside `graph.nq`; `written` is called when all is in place and no other
    build may write yet.
    """
    check_writable(out)
    folder = Path(out)
    try:
        with _locked(folder):
            recover(folder)
            with tempfile.TemporaryDirectory(prefix=_STAGING, dir=folder, ignore_cleanup_errors=True) as made:
                staging = Path(made)
                with contextlib.ExitStack() as stack:
                    loading = stack.enter_context(load(staging / "store"))
                    for done, step in enumerate(steps := _steps(graph, staging, loading)):
                        progress("writing", done, len(steps))
                        step()
                progress("writing", len(steps), len(steps))
                _publish(staging, folder)
                written(folder)
    except OSError as error:
        raise OutputError(f"Cannot write to {folder}: {error.strerror or error}.") from error


def recover(folder: Path) -> None:
    """Complete or clear away what a killed build has left. The caller holds the lock."""
    if (folder / _READY).is_dir():
        _move_in(folder)
    for stale in chain(folder.glob(f"{_STAGING}*"), folder.glob(_REPLACED)):
        shutil.rmtree(stale, ignore_errors=True)


def complete(folder: Path) -> None:
    """Before a build is read: move in what a build left that was killed in its last milliseconds."""
    if (folder / _READY).is_dir():
        with contextlib.suppress(OSError, OutputError), _locked(folder):
            recover(folder)


def is_manifest(content: object) -> bool:
    """Whether the content of a `manifest.json` is that of a build."""
    return isinstance(content, dict) and {"graphbuild", "counts", "outputs", "options"} <= content.keys()


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
    if not there or (folder / _READY).is_dir():
        return
    try:
        ours = is_manifest(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        ours = False
    if not ours:
        raise OutputError(
            f"{folder} holds {there[0]!r}, which is not of a build of graphbuild: choose another folder with -o."
        )


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"Cannot write to {folder}: it is a file, not a folder.")
    existing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    if not existing.is_dir():
        raise OutputError(f"Cannot write to {folder}: {existing} is a file, not a folder.")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise OutputError(f"Cannot write to {folder}: no permission to write in {existing}.")


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


def _steps(graph: StoryGraph, folder: Path, loading: store.Loads) -> list[Callable[[], None]]:
    """The writers, in order; what two of them need is made once. The store is filled while the others work."""
    from graphbuild.export import dump, gexf, graphml, jsonld, manifest, table
    from graphbuild.export.network import Rows
    from graphbuild.view.model import Model, known_by_one_link
    from graphbuild.view.page import page
    from graphbuild.view.style import put_style

    nquads, turtle = folder / "graph.nq", folder / "graph.ttl"
    network: Rows
    model: Model
    summary: dict[str, Any]
    loaded = 0

    def write_rdf() -> None:
        with nquads.open("wb") as quads, turtle.open("wb") as triples:
            dump.write(graph, quads, triples, loading.part)

    def write_jsonld() -> None:
        with (folder / "graph.jsonld").open("w", encoding="utf-8", newline="\n") as stream:
            jsonld.write(graph, stream)

    def finish_store() -> None:
        nonlocal loaded
        loaded = loading.finish()

    def style() -> None:
        nonlocal network, model
        network = Rows(graph)
        model = Model.of(graph, network)
        put_style(model)

    def write_graphml() -> None:
        with (folder / "graph.graphml").open("w", encoding="utf-8", newline="\n") as stream:
            graphml.write(network, stream)

    def write_gexf() -> None:
        with (folder / "graph.gexf").open("w", encoding="utf-8", newline="\n") as stream:
            gexf.write(network, stream)

    def write_view() -> None:
        hidden = known_by_one_link(network)
        seen = Model.of(graph, network, without=hidden) if hidden else model
        (folder / "view.html").write_text(page(seen), encoding="utf-8", newline="\n")

    def write_problems() -> None:
        with (folder / "problems.csv").open("w", encoding="utf-8", newline="") as stream:
            table.write_problems(graph.problems, stream)

    def sum_up() -> None:
        nonlocal summary
        outputs = [folder / name for name in OUTPUTS if name not in ("store", "manifest.json")]
        summary = manifest.manifest(graph, outputs)

    def write_manifest() -> None:
        manifest.write({**summary, "store": {"statements": loaded}}, folder / "manifest.json")

    return [
        write_rdf, write_jsonld, style, write_graphml, write_gexf, write_view, write_problems, sum_up, finish_store,
        write_manifest,
    ]  # fmt: skip


def _publish(staging: Path, folder: Path) -> None:
    for path in staging.rglob("*"):
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())
    with _undisturbed():
        os.rename(staging, folder / _READY)
        _move_in(folder)


def _move_in(folder: Path) -> None:
    """Move the complete outputs into place, the manifest last. Can be repeated at any point."""
    ready, replaced = folder / _READY, folder / _REPLACED
    for name in OUTPUTS:
        new, old = ready / name, folder / name
        if not new.exists():
            continue
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(replaced, ignore_errors=True)
            os.rename(old, replaced)
        os.replace(new, old)
    shutil.rmtree(ready, ignore_errors=True)
    shutil.rmtree(replaced, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Make the folder, and let one build at a time write into it; a folder made in vain is removed."""
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    handle = None
    try:
        try:
            import fcntl
        except ImportError:  # not on Windows
            pass
        else:
            handle = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise OutputError(f"Another build is writing into {folder}.") from None
        yield
    finally:
        if handle is not None:
            os.close(handle)
        for parent in made:
            with contextlib.suppress(OSError):
                parent.rmdir()  # only if empty


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C and termination for the few milliseconds of the move."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
