"""One file to read: its name, its first bytes, and the rest as a stream that is hashed and bounded as it is read."""

from __future__ import annotations

import hashlib
import io
import lzma
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, BinaryIO

from graphbuild.ingest.encoding import MARKS
from graphbuild.ingest.facts import Facts
from graphbuild.problems import Report
from graphbuild.records import InputFile

HEAD = 64 * 1024
"""Bytes by which the format of a file is told."""

HEAD_OF_JSON = 1024 * 1024
"""The same for JSON, whose first record may hold the text of an article before the keys that tell."""

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of a file that is held as a whole: the largest story file seen has 190 kB. A larger one is left out."""

MAX_LINE = 8 * 1024 * 1024
"""Bytes of a line."""

_BEFORE_JSON = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


class Unreadable(Exception):
    """A file that cannot be read, or not to its end; the message is what a problem says of it.

    A reader may raise it: what it has yielded before is kept.
    """

    def __init__(self, what: str, line: int | None = None, value: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.line = line
        self.value = value


@dataclass(frozen=True)
class Head:
    """What a format is recognised by: a file's name and its first 64 KiB, of JSON 1 MiB (all, if it is shorter)."""

    name: str
    data: bytes

    @cached_property
    def suffix(self) -> str:
        """The suffix in lower case, with its dot; that of what is compressed, for `a.csv.gz`."""
        return PurePosixPath(plain_name(self.name)).suffix.lower()

    @cached_property
    def text(self) -> str:
        """The beginning as text, for a look: what cannot be decoded is replaced."""
        mark, encoding = _marked(self.data)
        return self.data[len(mark) :].decode(encoding or "utf-8", "replace")

    @cached_property
    def start(self) -> str:
        """The same without the white space before it."""
        return self.text.lstrip()


class File:
    """A file, or a member of an archive (`archive.zip/member`). Its bytes are read once, from first to last."""

    def __init__(
        self,
        name: str,
        stream: BinaryIO,
        report: Report,
        *,
        settings: Mapping[str, str] = MappingProxyType({}),
        seekable: Callable[[], BinaryIO] | None = None,
    ) -> None:
        self.name = name
        self.settings = settings
        """What the user set for this reader (`--set csv.title=Headline` gives `{"title": "Headline"}`)."""
        self._report = report
        self._seekable = seekable
        self._hashed = _Hashed(stream)
        data = self._hashed.begin(HEAD)
        if len(data) == HEAD and data[:80].lstrip(_BEFORE_JSON).startswith((b"{", b"[")):
            data = self._hashed.begin(HEAD_OF_JSON)
        self.head = Head(name, data)

    def open(self) -> BinaryIO:
        """The bytes from the first on. To be called once; a second stream goes on where the first stopped.

        The stream raises `Unreadable` where the file is broken (a damaged archive) or exceeds a limit.
        """
        return io.BufferedReader(_Raw(self._hashed), HEAD)

    def seekable(self) -> BinaryIO:
        """A stream for formats that are read from their end. Raises `Unreadable` for a large member of an archive."""
        return self._seekable() if self._seekable else io.BytesIO(self._whole())

    def text(self) -> str | None:
        r"""The whole file as text with `\n` between lines; `None`, reported, if it is too large or no text."""
        data = self._whole()
        text = decode(data, self._report)
        if text is not None and "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def utf8(self) -> bytes | None:
        r"""The whole file as UTF-8 with `\n` between lines; `None`, reported, if it is too large or no text."""
        data = self._whole()
        if not _is_utf8(data):
            text = decode(data, self._report)
            if text is None:
                return None
            data = text.encode()
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data

    def lines(self) -> Iterator[str]:
        r"""The lines one by one, each with its `\n` or `\r\n`. Raises `Unreadable` for one of more than 8 MiB.

        A line that is not in the file's encoding is read as Windows-1252, and the first such line is reported.
        """
        stream = self.open()
        mark, encoding = _marked(self.head.data)
        stream.read(len(mark))
        if encoding and encoding != "utf-8":
            yield from _bounded(io.TextIOWrapper(stream, encoding, "replace", newline=""))
            return
        doubted = False
        for number, line in enumerate(_bounded(stream), 1):
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError:
                if not doubted:
                    self._report.add("changed", number, "", "not UTF-8", "read as Windows-1252")
                    doubted = True
                yield line.decode("cp1252", "replace")

    def fields(self, values: Mapping[str, Any], line: int, **how: Any) -> Facts:
        """The fields of one record, typed when they are asked for: see `Facts`."""
        return Facts(values, line, self._report, **how)

    def bytes_read(self) -> int:
        """How many bytes have been read so far."""
        return self._hashed.size

    def finish(self) -> InputFile:
        """What identifies the file, which is read to its end for it; of a damaged one, as far as it can be read."""
        try:
            self._hashed.drain()
        except Unreadable as error:
            self._report.add("lost", None, "", error.what, "the rest of it left out", error.value)
        return InputFile(self.name, self._hashed.sha256, self._hashed.size)

    def _whole(self) -> bytes:
        data = self._hashed.take(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise Unreadable(f"larger than {MAX_BYTES // 1024**2} MiB")
        return data


@dataclass(frozen=True, slots=True)
class Utf8File:
    r"""A file that was read as a whole: its name and its text as UTF-8, with `\n` between lines."""

    name: str
    data: bytes


class _Hashed:
    """A stream that knows the checksum and size of what was read, and says in one way what went wrong."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._pending = b""
        self._ended = False
        self._failed = False
        self._waiting: Unreadable | None = None
        """What is wrong behind the first bytes: said when it is come to, since these can be read."""
        self.size = 0

    def begin(self, size: int) -> bytes:
        """The first bytes, which are read again afterwards."""
        pieces = [self._pending]
        size -= len(self._pending)
        try:
            while size > 0 and (piece := self._more(size)):
                pieces.append(piece)
                size -= len(piece)
        except Unreadable as error:
            if not any(pieces):
                raise
            self._failed, self._waiting = False, error
        self._pending = b"".join(pieces)
        return self._pending

    def take(self, size: int) -> bytes:
        """The bytes from the first on, at once: most files are small and are read as a whole."""
        pieces, self._pending = [self._pending], b""
        size -= len(pieces[0])
        while size > 0 and (piece := self._more(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def read(self, size: int) -> bytes:
        """The next bytes, so many or fewer; none at the end."""
        if not self._pending:
            return self._more(size)
        piece, self._pending = self._pending[:size], self._pending[size:]
        return piece

    def drain(self) -> None:
        """Read on to the end."""
        while not self._failed and self._more(1 << 20):
            pass

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def _more(self, size: int) -> bytes:
        if self._ended:
            return b""
        if self._waiting:
            self._failed = True
            raise self._waiting
        try:
            data = self._stream.read(size)
        except BROKEN as error:
            self._failed = True
            raise Unreadable(broken(error)) from None
        except Unreadable:
            self._failed = True
            raise
        if not data:
            self._ended = True
        self._hash.update(data)
        self.size += len(data)
        return data


class _Raw(io.RawIOBase):
    """The same as a stream of Python. Most files need none."""

    def __init__(self, hashed: _Hashed) -> None:
        self._hashed = hashed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._hashed.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, MemoryError)
"""What the standard library raises for files that cannot be read and for damaged compressed data."""


def broken(error: BaseException) -> str:
    """Such an error in plain words."""
    if isinstance(error, MemoryError):
        return "not enough memory to read it"
    if isinstance(error, PermissionError):
        return "no permission to read"
    if isinstance(error, OSError) and error.errno is not None:
        return f"cannot be read: {error.strerror}"
    return "damaged compressed data"


def plain_name(name: str) -> str:
    """A file's name without the suffix of its compression.

    >>> plain_name("table.csv.gz")
    'table.csv'
    """
    head, dot, suffix = name.rpartition(".")
    return head if dot and suffix.lower() in ("gz", "xz", "bz2", "zst") else name


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 as they stand, without a mark."""
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return _marked(data)[1] is None


def decode(data: bytes, report: Report) -> str | None:
    """Bytes as text; `None`, reported, if they are none."""
    mark, encoding = _marked(data)
    if encoding:
        try:
            return data[len(mark) :].decode(encoding)
        except UnicodeDecodeError:
            report.add("lost", None, "", f"marked as {encoding} but is not", "file left out")
            return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    if b"\x00" in data:
        report.add("lost", None, "", "not a text file", "file left out")
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        report.add("lost", line, "", "not UTF-8", "file left out")
        return None
    report.add("changed", line, "", "not UTF-8", "read as Windows-1252")
    return text


def _marked(data: bytes) -> tuple[bytes, str | None]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return mark, encoding
    return b"", None


def _bounded(stream: Any) -> Iterator[Any]:
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise Unreadable(f"a line of more than {MAX_LINE // 1024**2} MiB", number)
        yield line
