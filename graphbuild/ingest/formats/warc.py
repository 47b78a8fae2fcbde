"""WARC archives of web pages: each page in it is read as a saved page, from the address where it was found.

`WARC-Date` says when a page was captured, which is not when it was published: it is not used. Whatever is no page
(requests, images, styles, redirects, errors, pages seen again without change) is left out and counted by kind. WACZ
archives are ZIP files with WARC files in them: the ZIP file is opened like any other, and what else it holds is left
out here.

Read by warcio; FastWARC 2.0, which is faster, ends in a panic on streams that cannot seek.
"""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO

from graphbuild.address import reject_reason
from graphbuild.ingest.file import File, Head, Unreadable
from graphbuild.ingest.format import NO, SURE, Format
from graphbuild.ingest.formats.page import MAX_PAGE, Page, Place
from graphbuild.problems import Report
from graphbuild.records import Record

MAX_HEADERS = 1024 * 1024
"""Bytes of the headers of one record."""

_HTML = ("text/html", "application/xhtml+xml")
_WACZ_MEMBER = re.compile(r"\.wacz/(?!.*\.warc(?:\.gz)?$)", re.IGNORECASE)
_FOLLOWING = re.compile(rb"\r?\n\r?\n(?=WARC/\d\.\d\r?\nWARC-)")
"""Where another record begins."""
_UNCHANGED = "pages seen again without change in web archives"
_MISSING = "a WARC archive, which needs more: pip install 'graphbuild[pages]'"


def recognises(head: Head) -> int:
    """By the first line of the first record."""
    return SURE if re.match(rb"\s{0,8}WARC/\d\.\d", head.data) else NO


def read(file: File, report: Report) -> Iterator[Record]:
    """The articles of all pages in an archive."""
    try:
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise Unreadable(_MISSING) from None
    number = found = 0
    stream: _Window | None = _Window(file.open())
    try:
        while stream is not None:
            archive = _archive(stream)
            record, begins = None, 0
            for record in archive:
                number += 1
                begins = archive.offset
                archive.reader.lines = 0  # of a record without a body nothing else is read
                for item in _read(record, number, file.name, report):
                    found += 1
                    yield item
            if archive.err_count:
                what = "a damaged WARC archive: records that do not end where they say"
                report.add("noted", number, "Content-Length", what, "read as far as it goes",
                           f"{archive.err_count} times")  # fmt: skip
            stream = _rest(stream, record, begins, number, report)
    except (ArchiveLoadFailed, EOFError, ValueError, AttributeError, KeyError, IndexError, TypeError) as error:
        # warcio trusts the form of the headers: a record without a type is an AttributeError.
        raise Unreadable("a damaged WARC archive", number + 1, " ".join(str(error).split())) from None
    if not found:
        report.add("lost", None, "", "a web archive without an article", "file left out", f"{number} records")


class _Window:
    """A stream that still has the last of what was read of it, so that what one record swallowed can be found."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._pieces: deque[bytes] = deque()
        self._held = self._size = 0

    def read(self, size: int) -> bytes:
        """What comes at once: a damaged file gives what it has, and says that it is damaged after it."""
        data: bytes = self._stream.read1(size)  # type: ignore[attr-defined]
        self._pieces.append(data)
        self._held += len(data)
        self._size += len(data)
        while self._held > MAX_PAGE + (1 << 20):
            self._held -= len(self._pieces.popleft())
        return data

    def tell(self) -> int:
        return self._size

    def since(self, place: int) -> bytes | None:
        """All that was read from a place on; `None` if that is no longer held."""
        first = self._size - self._held
        return b"".join(self._pieces)[place - first :] if place >= first else None


def _rest(stream: _Window, record: Any, begins: int, number: int, report: Report) -> _Window | None:
    """The records that the last one swallowed, since it says that it is longer than the file; it is reported."""
    if record is None or not (missing := getattr(record.raw_stream, "limit", 0)):
        return None
    held = stream.since(begins)
    following = _FOLLOWING.search(held) if held else None
    what, said = "a record that goes on beyond the end of the file", f"{_target(record)}: {missing:,} bytes are missing"
    if held is None:
        report.add("lost", number, "Content-Length", what, "what may follow it left out", said)
    else:
        done = "read up to the next record" if following else "read as far as it goes"
        report.add("changed", number, "Content-Length", what, done, said)
    return _Window(io.BytesIO(held[following.end() :])) if held and following else None


def _read(record: Any, number: int, name: str, report: Report) -> Iterator[Record]:
    if record.rec_type in ("response", "resource"):
        yield from _record(record, number, name, report)
        return
    kind = _UNCHANGED if record.rec_type == "revisit" else "requests and descriptions in web archives"
    report.left_out[kind] += 1


def _archive(stream: _Window) -> Any:
    """The records. warcio holds headers of any length, and writes its doubts to the terminal: neither is wanted."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.bufferedreaders import BufferedReader
    from warcio.exceptions import ArchiveLoadFailed

    class Bounded(BufferedReader):  # type: ignore[misc]
        lines = 0

        def read(self, length: int | None = None) -> bytes:
            self.lines = 0
            return bytes(super().read(length))

        def readline(self, length: int | None = None) -> bytes:
            line = bytes(super().readline(min(length or MAX_HEADERS, MAX_HEADERS)))
            self.lines += len(line)
            if self.lines > MAX_HEADERS:
                raise ArchiveLoadFailed("headers of more than 1 MiB")
            return line

    class Quiet(ArchiveIterator):  # type: ignore[misc]
        INC_RECORD = ""

    logging.getLogger("warcio").setLevel(logging.CRITICAL)
    archive = Quiet(stream)
    archive.reader = Bounded(archive.fh)
    return archive


def _record(record: Any, number: int, name: str, report: Report) -> Iterator[Record]:
    target = _target(record)
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if not status.startswith("2"):
        report.left_out["redirects and errors in web archives"] += 1
        return
    kind, charset = _content_type(record)
    if kind not in _HTML:
        report.left_out["files that are no pages in web archives"] += 1
        return
    if reason := reject_reason(target):
        report.add("lost", number, "WARC-Target-URI", reason, "page left out", target)
        return
    try:
        data = _content(record)
    except (ValueError, EOFError, zlib.error) as error:
        report.add("lost", number, "", "a page that cannot be decompressed", "page left out", f"{target}: {error}")
        return
    if len(data) > MAX_PAGE:
        report.add("lost", number, "", f"a page larger than {MAX_PAGE // 1024**2} MiB", "page left out", target)
        return
    if not data.strip():
        report.left_out["empty pages in web archives"] += 1
        return
    page = Page(data, Place(name, report, number, target), charset)
    if page.is_list and not page.listed:
        report.left_out["front pages and lists in web archives"] += 1
    yield from page.articles()


def _target(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Target-URI") or "").strip().strip("<>")


def _content(record: Any) -> bytes:
    """The page without its transfer and content encodings, not much beyond the limit. Raises `ValueError`."""
    from warcio.bufferedreaders import ChunkedDataReader

    stream, headers = record.raw_stream, record.http_headers
    if headers and (headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream)  # what is not chunked after all it hands through
    pieces, size = [], 0
    while size <= MAX_PAGE and (piece := stream.read(1 << 16)):
        pieces.append(piece)
        size += len(piece)
    data = b"".join(pieces)
    if len(data) <= MAX_PAGE and getattr(record.raw_stream, "limit", None):
        data = _FOLLOWING.split(data, 1)[0]  # it ran to the end of the file: the next record is not its text
    encodings = (headers.get_header("Content-Encoding") or "") if headers else ""
    for encoding in reversed([name.strip().lower() for name in encodings.split(",")[:3]]):
        data = _decoded(data, encoding)
    return data


def _decoded(data: bytes, encoding: str) -> bytes:
    if encoding in ("gzip", "x-gzip") and data[:2] == b"\x1f\x8b":
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, MAX_PAGE + 1)
    if encoding == "deflate":
        wrapped = zlib.MAX_WBITS if len(data) > 1 and (data[0] << 8 | data[1]) % 31 == 0 else -zlib.MAX_WBITS
        return zlib.decompressobj(wrapped).decompress(data, MAX_PAGE + 1)
    if encoding == "br":
        import brotli

        try:
            return bytes(brotli.Decompressor().process(data, output_buffer_limit=MAX_PAGE + 1))
        except brotli.error as error:
            if b"<" in data[:512]:
                return data  # some crawlers store the page decoded, with the headers as they were
            raise ValueError(f"Brotli: {error}") from None
    if encoding in ("", "identity", "none", "gzip", "x-gzip", "utf-8"):
        return data
    raise ValueError(f"Content-Encoding: {encoding[:40]}")


def _content_type(record: Any) -> tuple[str, str | None]:
    """The media type of what was captured, and its charset."""
    headers = record.http_headers or record.rec_headers
    text = (headers.get_header("Content-Type") or "").lower()
    match = re.search(r"charset\s*=\s*[\"']?([a-z0-9_:.-]{2,40})", text[:500])
    return text.partition(";")[0].strip(), match[1] if match else None


def is_wacz_member(head: Head) -> int:
    """Whether a file is an index, a list of pages or a log in a WACZ archive."""
    return SURE if _WACZ_MEMBER.search(head.name) else NO


def skip(file: File, report: Report) -> Iterator[Record]:
    """Nothing: the pages are in the WARC files beside it."""
    report.left_out["index files in WACZ archives"] += 1
    yield from ()


FORMATS = (
    Format("wacz", "Index files of a WACZ archive: left out, its pages are in its WARC files", skip, is_wacz_member),
    Format("warc", "WARC archives, and those in WACZ: the articles of all pages", read, recognises),
)
