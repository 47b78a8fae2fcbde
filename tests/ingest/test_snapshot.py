"""A file that changes or vanishes while it is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from graphbuild.cache.sums import Sums
from graphbuild.ingest import ingest
from graphbuild.ingest import snapshot as snapshot_module
from graphbuild.ingest.snapshot import Snapshot, snapshot
from tests.conftest import Write

OLD, NEW = b"---\ntitle: old\n---\n", b"---\ntitle: new\n---\n"


Read = Callable[[int, int], bytes]


def edited(edit: Callable[[], object]) -> Read:
    """Somebody edits the file when its beginning was read."""

    def read(opened: int, size: int) -> bytes:
        if os.lseek(opened, 0, os.SEEK_CUR):
            return os.read(opened, size)
        half = os.read(opened, 8)
        edit()
        return half + os.read(opened, size)

    return read


def read_while(path: Path, *edits: Callable[[], object]) -> Snapshot:
    """What is taken of a file that is edited while it is read, and once more while it is read again."""
    pending = list(edits)
    taken = snapshot(path, 100, edited(lambda: pending.pop(0)() if pending else None))
    assert taken
    return taken


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
    assert taken
    assert (taken.data, taken.steady) == (OLD, True)


def test_a_file_that_is_too_large_is_not_taken(path: Path) -> None:
    assert snapshot(path, len(OLD) - 1) is None
    assert snapshot(path, len(OLD))


def test_a_system_that_gives_little_at_a_time_is_asked_again(path: Path) -> None:
    taken = snapshot(path, 100, lambda opened, size: os.read(opened, min(size, 5)))
    assert taken
    assert (taken.data, taken.steady) == (OLD, True)


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
    write("a.md", "title: A", "webUrl: https://e.org/a")
    taken = snapshot_module.snapshot
    monkeypatch.setattr(
        snapshot_module, "snapshot", lambda path, most: taken(path, most, edited(lambda: os.utime(path)))
    )
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


@pytest.mark.parametrize("other", ["a pipe", "a folder", "a device"])
def test_what_has_taken_the_place_of_a_file_is_not_waited_for(tmp_path: Path, other: str) -> None:
    path = tmp_path / "a.md"
    if other == "a pipe":
        os.mkfifo(path)
    elif other == "a folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    for read in (lambda: snapshot(path, 100), lambda: Sums().of(path)):
        with pytest.raises(OSError, match=r"not a regular file|it is a folder"):
            read()


def test_a_file_without_an_end_has_no_checksum() -> None:
    assert Sums().of(Path("/proc/self/status")) is None


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
