"""A file that changes or vanishes while it is read."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from graphbuild.ingest import ingest
from graphbuild.ingest import snapshot as snapshot_module
from graphbuild.ingest.snapshot import Snapshot, snapshot
from tests.conftest import Write

OLD, NEW = b"---\ntitle: old\n---\n", b"---\ntitle: new\n---\n"


class Edited(io.FileIO):
    """A file that somebody edits between two reads."""

    edit: Callable[[], object]

    def read(self, size: int | None = -1) -> bytes:
        half = super().read(8)
        self.edit()
        return half + super().read(size)


def read_while(path: Path, *edits: Callable[[], object]) -> Snapshot:
    pending = list(edits)

    def opened(path: Path) -> io.RawIOBase:
        stream = Edited(path)
        stream.edit = pending.pop(0) if pending else (lambda: None)
        return stream

    return snapshot(path, 100, opened)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.md"
    path.write_bytes(OLD)
    os.utime(path, ns=(0, 0))
    return path


def replaced(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(NEW)
    os.utime(other, ns=(0, 0))
    os.replace(other, path)


def test_a_file_that_nobody_changes_is_steady(path: Path) -> None:
    taken = snapshot(path, 100)
    assert (taken.data, taken.steady, taken.stamp.size) == (OLD, True, len(OLD))


def test_a_file_that_changes_once_is_read_again(path: Path) -> None:
    taken = read_while(path, lambda: path.write_bytes(NEW))
    assert (taken.data, taken.steady) == (NEW, True)


def test_a_file_that_an_editor_replaces_is_read_again(path: Path) -> None:
    taken = read_while(path, lambda: replaced(path))
    assert (taken.data, taken.steady) == (NEW, True)


def test_a_change_that_keeps_size_and_date_is_noticed(path: Path) -> None:
    def edit() -> None:
        path.write_bytes(NEW)
        os.utime(path, ns=(0, 0))

    assert read_while(path, edit).data == NEW


def test_a_file_that_changes_all_the_time_is_not_steady(path: Path) -> None:
    taken = read_while(path, lambda: path.write_bytes(NEW), lambda: path.write_bytes(OLD + b"more"))
    assert not taken.steady


def test_a_file_that_is_cut_off_while_it_is_read_is_not_steady(path: Path) -> None:
    taken = read_while(path, lambda: os.truncate(path, 4), lambda: os.truncate(path, 3))
    assert not taken.steady


def test_a_file_that_is_not_steady_is_reported_and_kept(
    write: Write, stories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.md", "title: A", "webUrl: https://e.org/a")
    taken = snapshot_module.snapshot

    def edited(path: Path, most: int) -> Snapshot:
        return taken(path, most, Edited)  # type: ignore[arg-type]

    monkeypatch.setattr(Edited, "edit", lambda self: os.utime(path), raising=False)
    monkeypatch.setattr("graphbuild.ingest.snapshot.snapshot", edited)
    result = ingest([stories])
    assert len(result.records) == 1
    [row] = [row for row in result.problems if row.field == ""]
    assert (row.kind, row.what) == ("noted", "changed while it was read, twice")


def test_a_file_that_vanishes_costs_itself(write: Write, stories: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a")
    gone = write("b.md", "title: B", "webUrl: https://e.org/b")
    result = ingest([stories], progress=lambda stage, done, total: gone.unlink(missing_ok=True))
    assert [file.path for file in result.files] == ["a.md"]
    [row] = result.problems
    assert (row.kind, row.file, row.what) == ("lost", "b.md", "removed before it could be read")


def test_a_file_that_may_not_be_read_costs_itself(write: Write, stories: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a")
    write("b.md", "title: B", "webUrl: https://e.org/b").chmod(0)
    user = os.geteuid()
    try:
        if user == 0:  # root may read anything
            for folder in (stories, *stories.parents):
                if not folder.stat().st_mode & 0o005:
                    folder.chmod(0o755)
            os.seteuid(65534)
        result = ingest([stories])
    finally:
        os.seteuid(user)
    [row] = result.problems
    assert (row.kind, row.file, row.what) == ("lost", "b.md", "no permission to read")
