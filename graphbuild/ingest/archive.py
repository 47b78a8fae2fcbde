"""Compressed files and archives, read as streams: nothing is unpacked to disk, and nothing small becomes large.

What a file on the disk may unpack to is bounded for all its layers together, so that an archive in an archive gains
nothing. A member that is left out costs one line; one that is damaged costs itself.
"""

from __future__ import annotations

import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO, Literal

from graphbuild.ingest.file import File, Unreadable, broken
from graphbuild.ingest.folder import printable
from graphbuild.problems import Report

MAX_DEPTH = 5
"""Layers: a `.tar.gz` has two, and so has a `.warc.gz` in a `.wacz`."""

MAX_MEMBERS = 100_000
"""Members of all archives within one file."""

MAX_RATIO = 200
"""How many times its size a file may unpack to: text comes to 3 to 20, tables seldom to 100, bombs to 1,000."""

ALWAYS = 64 * 1024 * 1024
"""Bytes that any file may unpack to, however small it is."""

MAX_HEADER = 1024 * 1024
"""Bytes of what a tar archive says of one member."""

MAX_DIRECTORY = 32 * 1024 * 1024
"""Bytes of the table of contents of a ZIP archive, which is held as a whole."""

MAX_MEMORY = 256 * 1024 * 1024
"""Bytes that XZ and Zstandard may ask for: 65 MiB and 8 MiB at their highest usual level."""

Container = Literal["gzip", "bzip2", "xz", "zstandard", "zip", "tar"]

_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError,
    OSError, ValueError, RuntimeError, IndexError, OverflowError,
)  # fmt: skip
"""What the standard library raises for damaged archives: of a place before the file's beginning, a `ValueError`."""
_DOCUMENTS = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml")
"""Members by which office documents, e-books and programs are told, which are ZIP archives too."""


def container(head: bytes) -> Container | None:
    """What a file holds others in, by its first bytes."""
    if head.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if head[:3] == b"BZh" and head[4:10] == b"\x31\x41\x59\x26\x53\x59":
        return "bzip2"
    if head.startswith(b"\xfd7zXZ\x00"):
        return "xz"
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        return "zstandard"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    return "tar" if head[257:262] == b"ustar" else None


@dataclass(slots=True)
class Budget:
    """What one file on the disk may unpack to."""

    size: Callable[[], int]
    """The bytes of the file; of one from a pipe, those that came."""
    unpacked: int = 0
    members: int = 0
    names: set[str] = field(default_factory=set)

    def spend(self, size: int) -> None:
        """Raises `Unreadable` when it is used up, and so for whatever comes after."""
        self.unpacked += size
        if self.unpacked > ALWAYS and self.unpacked > MAX_RATIO * self.size():
            raise Unreadable(f"unpacks to more than {MAX_RATIO} times its size")

    def spend_member(self) -> None:
        """The same for the number of members."""
        self.members += 1
        if self.members > MAX_MEMBERS:
            raise Unreadable(f"more than {MAX_MEMBERS:,} members")


def decompressed(kind: Container, file: File, budget: Budget) -> BinaryIO:
    """The content of a compressed file. The stream raises `Unreadable` where it is damaged or too much."""
    stream = file.open()
    if kind == "gzip":
        import gzip

        return _Bounded(_AtOnce(gzip.GzipFile(fileobj=stream)), budget)  # type: ignore[return-value]
    if kind == "bzip2":
        import bz2

        return _Bounded(_AtOnce(bz2.BZ2File(stream)), budget)  # type: ignore[return-value]
    if kind == "xz":
        frames = _Frames(stream, partial(lzma.LZMADecompressor, lzma.FORMAT_XZ, MAX_MEMORY), 1 << 16, capped=True)
        return _Bounded(frames, budget)  # type: ignore[return-value]
    import zstandard

    decoder = zstandard.ZstdDecompressor(max_window_size=MAX_MEMORY // 2)
    # Half a kB may become 16 MB: a block of 128 kB takes 4 bytes.
    return _Bounded(_Frames(stream, decoder.decompressobj, 512, capped=False), budget)  # type: ignore[return-value]


def members(kind: Container, file: File, report: Report, budget: Budget) -> Iterator[tuple[str, BinaryIO]]:
    """The members of an archive that can be read, each with its name below the archive's; the others are reported.

    A member's stream is good until the next is asked for. Raises `Unreadable` where the archive is damaged.
    """
    try:
        yield from (_zip if kind == "zip" else _tar)(file, report, budget)
    except _DAMAGED as error:
        raise Unreadable("a damaged archive", value=str(error)) from None


def _zip(file: File, report: Report, budget: Budget) -> Iterator[tuple[str, BinaryIO]]:
    stream = file.seekable()
    _check_directory(stream)
    with zipfile.ZipFile(stream) as archive:
        names = {info.filename for info in archive.infolist()}
        if not names.isdisjoint(_DOCUMENTS):
            raise Unreadable("no format that graphbuild knows")
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            budget.spend_member()
            if info.is_dir():
                continue
            mode = info.external_attr >> 16
            what = _refused(info.filename, budget, file.name)
            if stat.S_ISLNK(mode):
                what = "a link in an archive"
            elif info.flag_bits & 1:
                what = "an encrypted member"
            elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
                what = "compressed in a way that is not read"
            if what:
                report.add("lost", None, "", what, "member left out", info.filename)
                continue
            name = f"{file.name}/{printable(info.filename)}"
            try:
                member = archive.open(info)
            except _DAMAGED as error:
                report.add("lost", None, "", "a damaged member", "member left out", f"{info.filename}: {error}")
                continue
            with member:
                yield name, _Bounded(member, budget)  # type: ignore[misc]


def _tar(file: File, report: Report, budget: Budget) -> Iterator[tuple[str, BinaryIO]]:
    with tarfile.open(fileobj=file.open(), mode="r|", tarinfo=_Header, errorlevel=1) as archive:
        for info in archive:
            archive.members = []  # type: ignore[attr-defined]  # it would keep all that were met
            budget.spend_member()
            if info.isdir():
                continue
            what = _refused(info.name, budget, file.name)
            if info.issym() or info.islnk():
                what = "a link in an archive"
            elif not info.isreg():
                what = "not a regular file"
            if what:
                report.add("lost", None, "", what, "member left out", info.name)
                continue
            member = archive.extractfile(info)
            assert member is not None  # it is a regular file
            yield f"{file.name}/{printable(info.name.removeprefix('./'))}", _Bounded(member, None)  # type: ignore[misc]
    if file.finish().size % tarfile.BLOCKSIZE:  # tarfile takes half a header for the end
        raise EOFError("it ends too early")


def _refused(name: str, budget: Budget, archive: str) -> str | None:
    """Why a member of that name is not read."""
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ":" in parts[0] or ".." in parts:
        return "a name that leads out of the archive"
    known = f"{archive}/{name.removeprefix('./')}"
    if known in budget.names:
        return "a name that stands twice in an archive"
    budget.names.add(known)
    return None


def is_hidden(name: str) -> bool:
    """Whether a member is one that a folder would not show: `.git/config`, `__MACOSX/a`."""
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/") if part != ".")


def _check_directory(stream: BinaryIO) -> None:
    """Raises `Unreadable` for a table of contents that is too large, before it is read."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and len(tail) - at >= 22:
        (length,) = struct.unpack_from("<L", tail, at + 12)
        wide = tail.rfind(b"PK\x06\x06", 0, at)
        if length == 0xFFFFFFFF and wide >= 0 and at - wide >= 48:
            (length,) = struct.unpack_from("<Q", tail, wide + 40)
        if length > MAX_DIRECTORY:
            raise Unreadable("an archive with too long a table of contents")
    stream.seek(0)


class _Header(tarfile.TarInfo):
    """What a tar archive says of a member, refused where it is so long that it would fill the memory."""

    @classmethod
    def frombuf(cls, buf: Any, encoding: str | None, errors: str) -> _Header:
        header = super().frombuf(buf, encoding, errors)  # type: ignore[arg-type]
        extended = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME,
                    tarfile.GNUTYPE_LONGLINK)  # fmt: skip
        if header.type == tarfile.GNUTYPE_SPARSE or (header.type in extended and header.size > MAX_HEADER):
            raise Unreadable("an archive with a header that is not read")
        return header


class _Bounded(io.RawIOBase):
    """A stream that counts against a budget and says in one way what is wrong."""

    def __init__(self, stream: Any, budget: Budget | None) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except Unreadable:
            raise
        except MemoryError as error:
            raise Unreadable(broken(error)) from None
        except Exception as error:  # each library has its own
            raise Unreadable("damaged compressed data", value=str(error)) from None
        if self._budget is not None:
            self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


class _AtOnce:
    """A stream that gives what it has: `read` would wait for more, and lose it where the file was cut off."""

    def __init__(self, stream: Any) -> None:
        self.read = stream.read1


class _Frames:
    """What is compressed in one or more frames, one behind the other, with a bound on the memory for it.

    Why not `lzma.LZMAFile`: it grants any amount of memory that a file asks for. Why not zstandard's `stream_reader`:
    it takes a file that was cut off for one that has ended.
    """

    def __init__(self, stream: BinaryIO, frame: Callable[[], Any], chunk: int, *, capped: bool) -> None:
        """`capped` decoders give at most so many bytes at a time as are asked for; others must be fed little."""
        self._stream = stream
        self._frame = frame
        self._chunk = chunk
        self._capped = capped
        self._decoder = frame()
        self._rest = b""
        self._out = b""

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        while not self._out:
            if self._decoder.eof and not self._next():
                return b""
            if not self._rest and not (self._capped and not self._decoder.needs_input):
                self._rest = self._stream.read(self._chunk)
                if not self._rest:
                    raise EOFError("it ends too early")
            fed, self._rest = self._rest[: self._chunk], self._rest[self._chunk :]
            self._out = self._decoder.decompress(fed, size) if self._capped else self._decoder.decompress(fed)
        out, self._out = self._out[:size], self._out[size:]
        return out

    def _next(self) -> bool:
        """Whether another frame follows, be it after padding."""
        rest = (self._decoder.unused_data + self._rest).lstrip(b"\x00")
        while not rest:
            if not (piece := self._stream.read(self._chunk)):
                return False
            rest = piece.lstrip(b"\x00")
        self._decoder, self._rest = self._frame(), rest
        return True
