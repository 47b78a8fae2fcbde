"""One file: its bytes are read once, hashed whatever is read of it, and bounded."""

from __future__ import annotations

import hashlib
import io
import tracemalloc

import pytest

from graphbuild.ingest import file as file_module
from graphbuild.ingest.file import HEAD, File, Head, Unreadable
from graphbuild.problems import Report

LARGE = b"line of text\n" * 20_000


def made(data: bytes, name: str = "a.txt") -> tuple[File, Report]:
    report = Report(name)
    return File(name, io.BytesIO(data), report), report


@pytest.mark.parametrize("read", [0, 1, 70_000, len(LARGE)])
def test_the_checksum_is_that_of_the_whole_file_whatever_is_read(read: int) -> None:
    file, _ = made(LARGE)
    assert len(file.open().read(read)) == read
    found = file.finish()
    assert (found.sha256, found.size) == (hashlib.sha256(LARGE).hexdigest(), len(LARGE))


def test_the_first_bytes_are_looked_at_and_read_again() -> None:
    file, _ = made(LARGE)
    assert file.head.data == LARGE[:HEAD]
    assert file.open().read() == LARGE


def test_lines_keep_their_ends() -> None:
    file, _ = made(b"a\r\nb\nc")
    assert list(file.lines()) == ["a\r\n", "b\n", "c"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-be"])
def test_lines_in_any_unicode(encoding: str) -> None:
    text = "Größe\nzwei\n"
    data = text.encode(encoding)
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    file, report = made(data)
    assert "".join(file.lines()) == text
    assert not report.rows


def test_a_line_that_is_not_utf_8_is_said_once() -> None:
    file, report = made(b"a\ncaf\xe9\nna\xefve\n")
    assert list(file.lines()) == ["a\n", "café\n", "naïve\n"]
    assert [str(row) for row in report.rows] == ["a.txt:2: not UTF-8; read as Windows-1252"]


def test_a_line_that_is_too_long_ends_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_module, "MAX_LINE", 10)
    file, _ = made(b"short\n" + b"x" * 50)
    lines = file.lines()
    assert next(lines) == "short\n"
    with pytest.raises(Unreadable, match="a line of more than"):
        next(lines)


def test_a_file_that_is_too_large_is_not_held_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_module, "MAX_BYTES", 100)
    file, _ = made(b"x" * 101)
    with pytest.raises(Unreadable, match="larger than"):
        file.text()


def test_reading_line_by_line_holds_no_file() -> None:
    class Endless(io.RawIOBase):
        left = 6_000_000

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            size = min(len(buffer), self.left)
            buffer[:size] = (b"a line of text\n" * (size // 15 + 1))[:size]
            self.left -= size
            return size

    file = File("a.txt", Endless(), Report("a.txt"))  # type: ignore[arg-type]
    tracemalloc.start()
    try:
        assert sum(1 for _ in file.lines()) > 390_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    assert file.finish().size == 6_000_000


def test_the_suffix_is_that_of_what_is_compressed() -> None:
    assert [Head(name, b"").suffix for name in ("a.CSV", "a.csv.gz", "a.tar.XZ", "a", "b.gz")] == [
        ".csv", ".csv", ".tar", "", "",
    ]  # fmt: skip


def test_a_stream_that_fails_says_so_and_what_was_read_is_known() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            if not data:
                raise OSError(5, "Input/output error")
            return data

    report = Report("a.txt")
    file = File("a.txt", Broken(LARGE), report)
    with pytest.raises(Unreadable, match="cannot be read: Input/output error"):
        file.open().read()
    assert file.finish().size == len(LARGE)
    assert not report.rows
