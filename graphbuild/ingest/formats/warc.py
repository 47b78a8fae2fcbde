"""WARC archives of web pages: each page in it is read as a saved page, from the address where it was found.

`WARC-Date` says when a page was captured, which is not when it was published: it is not used. Whatever is no page (requests,
images, styles, redirects, errors, pages seen again without change) is left out and counted by kind. WACZ archives are
ZIP files with WARC files in them: the ZIP file is opened like any other, and what else it holds is left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from graphbuild.address import reject_reason
from graphbuild.ingest.file import File, Head, Unreadable
from graphbuild.ingest.format import NO, SURE, Format
from graphbuild.ingest.formats.page import MAX_PAGE, Page, Place
from graphbuild.problems import Report
from graphbuild.records import Record

_HTML = ("text/html", "application/xhtml+xml")
_WACZ_MEMBER = re.compile(r"\.wacz/(?!.*\.warc$)", re.IGNORECASE)
_UNCHANGED = "pages seen again without change in web archives"
_MISSING = "a WARC archive, which needs an extra: pip install 'graphbuild[pages]'"


def recognises(head: Head) -> int:
    """By the first line of the first record."""
    return SURE if re.match(rb"\s*WARC/\d\.\d", head.data) else NO


def read(file: File, report: Report) -> Iterator[Record]:
    """The articles of all pages in an archive."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise Unreadable(_MISSING) from None
    stream = file.open()
    number = 0
    try:
        for number, record in enumerate(ArchiveIterator(stream, auto_decode="all", quirks_mode=True), 1):
            if record.record_type not in (WarcRecordType.response, WarcRecordType.resource):
                revisit = record.record_type == WarcRecordType.revisit
                report.left_out[_UNCHANGED if revisit else "requests and descriptions in web archives"] += 1
                continue
            yield from _record(record, number, file.name, report)
    except OSError as error:
        raise Unreadable("a damaged WARC archive", number + 1, str(error)) from None
    if number == 0:
        raise Unreadable("a WARC archive without records")


def _record(record: Any, number: int, name: str, report: Report) -> Iterator[Record]:
    target = (record.headers.get("WARC-Target-URI") or "").strip().strip("<>")
    status = record.http_headers.status_code if record.is_http and record.http_headers else 200
    if status is not None and not 200 <= status < 300:
        report.left_out["redirects and errors in web archives"] += 1
        return
    kind, charset = _content_type(record)
    if kind not in _HTML:
        report.left_out["files that are no pages in web archives"] += 1
        return
    if reject_reason(target):
        report.add("lost", number, "WARC-Target-URI", reject_reason(target) or "", "page left out", target)
        return
    try:
        data = record.reader.read(MAX_PAGE + 1)
    except (OSError, ValueError) as error:
        report.add("lost", number, "", "a page that cannot be decompressed", "page left out", str(error))
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


def _content_type(record: Any) -> tuple[str, str | None]:
    """The media type of what was captured, and its charset."""
    headers = record.http_headers if record.is_http else record.headers
    text = ((headers.get("Content-Type") if headers else None) or "").lower()
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
