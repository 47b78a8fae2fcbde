"""Files that are seen onto the disk while they are written."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from pathlib import Path

import pytest

from graphbuild.output import settling
from graphbuild.output.settling import Settling


@pytest.mark.parametrize("piece", [7, 10, 64, 10_000])
def test_the_checksum_and_size_are_those_of_the_whole_file(
    piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "_PIECE", piece)
    texts = [b"a" * 10, b"", b"bc" * 90, b"d", b"e" * 64]
    with Settling() as files:
        with files.written(tmp_path / "text") as stream:
            for text in texts:
                stream.write(text)
        facts = files.finish()["text"]
    whole = b"".join(texts)
    assert (tmp_path / "text").read_bytes() == whole
    assert facts == {"sha256": hashlib.sha256(whole).hexdigest(), "bytes": len(whole)}


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    with Settling() as files:
        with files.written(tmp_path / "empty"):
            pass
        assert files.finish()["empty"]["bytes"] == 0


def test_files_may_be_written_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "_PIECE", 5)
    with Settling() as files:
        with files.written(tmp_path / "a") as a, files.written(tmp_path / "b") as b:
            for _ in range(10):
                a.write(b"abc")
                b.write(b"defghi")
        facts = files.finish()
    assert facts["a"]["sha256"] == hashlib.sha256(b"abc" * 10).hexdigest()
    assert facts["b"]["sha256"] == hashlib.sha256(b"defghi" * 10).hexdigest()


def test_a_disk_that_fails_in_the_middle_is_said_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system tells of it once, so that the last call may know nothing of it."""

    def fails(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(settling, "_PIECE", 5)
    monkeypatch.setattr(settling, "_sync", fails)
    with Settling() as files:
        with files.written(tmp_path / "text") as stream:
            stream.write(b"abcdef")
        with pytest.raises(OSError, match="Input/output error"):
            files.finish()


def test_what_is_given_up_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "_PIECE", 5)
    before = _open()
    with contextlib.suppress(RuntimeError), Settling() as files, files.written(tmp_path / "text") as stream:
        stream.write(b"abcdef")
        raise RuntimeError
    assert (tmp_path / "text").exists()
    assert _open() <= before


def _open() -> set[str]:
    handles = Path("/proc/self/fd")
    if not handles.is_dir():
        pytest.skip("the system does not tell which files are open")
    return {os.readlink(handle) for handle in handles.iterdir() if os.path.lexists(handle)}
