"""Web archives: which records become articles, and what the others cost."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import brotli
import pytest

from graphbuild.ingest import ingest
from tests.ingest.formats.reads import Read

PAGE = (
    b'<!DOCTYPE html><title>Told</title><meta property="og:type" content="article">'
    b'<p>A sentence that is long enough <a href="/b">with a link</a></p>'
)


def record(
    body: bytes = PAGE, headers: str = "Content-Type: text/html", *, kind: str = "response", status: str = "200 OK",
    target: str = "https://example.org/a", length: int | None = None,
) -> bytes:  # fmt: skip
    content = f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
    start = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {target}\r\nWARC-Date: 2022-02-03T04:05:06Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {length or len(content)}\r\n\r\n"
    )
    return start.encode() + content + b"\r\n\r\n"


def test_a_page_in_an_archive_is_an_article_of_its_target(parsed: Read) -> None:
    article = parsed(record(kind="request") + record()).article
    assert (article.address, article.title) == ("https://example.org/a", "Told")
    assert article.published_at is None, "the date of the capture is not that of publication"
    assert article.origin.line == 2
    assert [(link.address, link.line) for link in article.references] == [("https://example.org/b", 2)]


def test_an_impossible_base_costs_no_page_and_no_address(parsed: Read) -> None:
    page = b'<base href="https://[x/"><link rel="canonical" href="/told">' + PAGE
    result = parsed(record(page) + record(target="https://example.org/c"))
    assert [article.address for article in result.articles] == ["https://example.org/told", "https://example.org/c"]
    assert [link.address for link in result.articles[0].references] == ["https://example.org/b"]


def test_many_records_without_a_body_are_no_long_header(parsed: Read) -> None:
    """As pages that a crawl has seen before, or that led elsewhere."""
    moved = record(b"", status="302 Found") * 6000
    assert len(moved) > 1024 * 1024
    assert parsed(moved + record()).article.address == "https://example.org/a"


def test_what_is_no_page_is_counted(tmp_path: Path) -> None:
    others = [
        record(kind="request"),
        record(kind="revisit"),
        record(b"x", "Content-Type: image/png"),
        record(status="302 Found"),
        record(target="https://example.org/"),
    ]
    (tmp_path / "a.warc").write_bytes(b"".join([*others, record()]))
    found = ingest([tmp_path])
    assert len(found.records) == 1
    assert not len(found.problems)
    assert sum(found.left_out.values()) == 5


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(PAGE), "Content-Encoding: gzip"),
        (PAGE, "Content-Encoding: gzip"),
        (brotli.compress(PAGE), "Content-Encoding: br"),
        (b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE), "Transfer-Encoding: chunked"),
    ],
)
def test_encodings_of_http_are_undone(parsed: Read, body: bytes, headers: str) -> None:
    assert parsed(record(body, f"Content-Type: text/html\r\n{headers}")).article.title == "Told"


def test_the_charset_of_the_header_holds(parsed: Read) -> None:
    body = "<title>Полиция</title><p>x".encode("cp1251")
    assert parsed(record(body, "Content-Type: text/html; charset=windows-1251")).article.title == "Полиция"


def test_a_bomb_costs_one_page(parsed: Read) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    result = parsed(record(bomb, "Content-Type: text/html\r\nContent-Encoding: gzip") + record())
    assert [article.title for article in result.articles] == ["Told"]
    assert result.said("lost") == [("a page larger than 16 MiB", "page left out")]


def test_a_damaged_archive_keeps_what_came_before(parsed: Read) -> None:
    result = parsed(record() + b"junk\r\n" * 10)
    assert len(result.articles) == 1
    assert result.said("lost") == [("a damaged WARC archive", "the rest of the file left out")]


def test_a_record_longer_than_its_file_swallows_no_other(parsed: Read) -> None:
    result = parsed(record(length=5000) + record(PAGE.replace(b"/b", b"/d"), target="https://example.org/c"))
    assert [(article.address, article.origin.line) for article in result.articles] == [
        ("https://example.org/a", 1), ("https://example.org/c", 2),
    ]  # fmt: skip
    assert [link.address for link in result.articles[0].references] == ["https://example.org/b"]
    assert result.said() == [("a record that goes on beyond the end of the file", "read up to the next record")]


def test_a_last_record_that_was_cut_off_is_said(parsed: Read) -> None:
    result = parsed(record() + record(target="https://example.org/c")[:-30])
    assert len(result.articles) == 2
    assert result.said() == [("a record that goes on beyond the end of the file", "read as far as it goes")]


@pytest.mark.parametrize("headers", [b"X: " + b"y" * 3_000_000, b"X: y\r\n" * 300_000])
def test_headers_are_bounded(parsed: Read, headers: bytes) -> None:
    assert parsed(b"WARC/1.0\r\n" + headers).said() == [("a damaged WARC archive", "file left out")]


def test_a_wacz_archive_gives_the_pages_of_its_warc_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as archive:
        archive.writestr("archive/data.warc.gz", gzip.compress(record()))
        archive.writestr(
            "pages/pages.jsonl", '{"format": "json-pages-1.0"}\n{"url": "https://example.org/a", "title": "x"}'
        )
        archive.writestr("datapackage.json", "{}")
    found = ingest([tmp_path])
    assert [record.origin.file for record in found.records] == ["a.wacz/archive/data.warc.gz"]
    assert not len(found.problems)
