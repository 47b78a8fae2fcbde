"""Compressed files and archives: read like folders, and never more than they should be."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import zstandard

from graphbuild.ingest import Ingested, archive, ingest
from graphbuild.records import Article
from tests.conftest import Write

COMPRESSED: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gz", gzip.compress),
    ("xz", lzma.compress),
    ("bz2", bz2.compress),
    ("zst", zstandard.compress),
]


def story(name: str) -> bytes:
    return f"---\ntitle: {name}\nwebUrl: https://e.org/{name}\n---\n".encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(members: Mapping[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as made:  # type: ignore[call-overload]
        for name, data in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            made.addfile(header, io.BytesIO(data))
    return out.getvalue()


def titles(result: Ingested) -> list[str | None]:
    return [record.title for record in result.records if isinstance(record, Article)]


def rows(result: Ingested) -> list[str]:
    return [str(row) for row in result.problems]


@pytest.mark.parametrize(("suffix", "compress"), COMPRESSED, ids=[suffix for suffix, _ in COMPRESSED])
def test_a_compressed_file_is_that_file(write: Write, suffix: str, compress: Callable[[bytes], bytes]) -> None:
    path = write(f"a.md.{suffix}", text=compress(story("a")))
    result = ingest([path])
    [record] = result.records
    assert str(record.origin) == f"a.md.{suffix}:2"
    [file] = result.files
    assert (file.path, file.size) == (path.name, path.stat().st_size)
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(("suffix", "compress"), COMPRESSED, ids=[suffix for suffix, _ in COMPRESSED])
def test_several_frames_are_one_file(write: Write, suffix: str, compress: Callable[[bytes], bytes]) -> None:
    whole = story("a")
    result = ingest([write(f"a.md.{suffix}", text=compress(whole[:20]) + compress(whole[20:]))])
    assert titles(result) == ["a"]


@pytest.mark.parametrize(("suffix", "compress"), COMPRESSED, ids=[suffix for suffix, _ in COMPRESSED])
def test_a_compressed_file_that_was_cut_off(
    write: Write, stories: Path, suffix: str, compress: Callable[[bytes], bytes]
) -> None:
    write(f"a.md.{suffix}", text=compress(story("a"))[:-12])
    write("b.md", text=story("b"))
    result = ingest([stories])
    assert titles(result) == ["b"]
    [row] = result.problems
    assert (row.file, row.what, row.done) == (f"a.md.{suffix}", "damaged compressed data", "file left out")


@pytest.mark.parametrize(("suffix", "compress"), COMPRESSED, ids=[suffix for suffix, _ in COMPRESSED])
def test_a_small_file_that_was_cut_off_keeps_its_whole_records(
    write: Write, suffix: str, compress: Callable[[bytes], bytes]
) -> None:
    lines = [
        f'{{"url": "https://e.org/{n}", "title": "{hashlib.sha256(b"%d" % n).hexdigest()}"}}\n' for n in range(400)
    ]
    whole = b"".join(compress("".join(lines[at : at + 100]).encode()) for at in range(0, 400, 100))
    result = ingest([write(f"a.jsonl.{suffix}", text=whole[:-20])])
    assert len(result.records) >= 300
    [row] = result.problems
    assert (row.what, row.done) == ("damaged compressed data", "the rest of the file left out")


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz", "w:bz2"])
def test_the_members_of_a_tar_archive(write: Write, mode: str) -> None:
    path = write("a.tar", text=tarred({"s/b.md": story("b"), "./s/a.md": story("a")}, mode))
    result = ingest([path])
    assert [file.path for file in result.files] == ["a.tar", "a.tar/s/a.md", "a.tar/s/b.md"]
    assert titles(result) == ["a", "b"]


def test_the_members_of_a_zip_archive_and_their_checksums(write: Write) -> None:
    path = write("a.zip", text=zipped({"s/b.md": story("b"), "a.md": story("a"), "README.md": b"x", ".git/c.md": b"y"}))
    result = ingest([path])
    assert titles(result) == ["a", "b"]
    whole, first, _ = result.files
    assert whole.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (first.path, first.sha256) == ("a.zip/a.md", hashlib.sha256(story("a")).hexdigest())
    assert result.left_out == {"documentation": 1, "hidden files and folders": 1}


def test_an_archive_in_an_archive(write: Write) -> None:
    inner = tarred({"a.md": story("a")}, "w:gz")
    [record] = ingest([write("o.zip", text=zipped({"i.tar.gz": inner}))]).records
    assert str(record.origin) == "o.zip/i.tar.gz/a.md:2"


def test_an_archive_is_packed_only_so_often(write: Write) -> None:
    data = story("a")
    for _ in range(archive.MAX_DEPTH + 1):
        data = zipped({"a": data})
    result = ingest([write("a.zip", text=data)])
    assert not result.records
    assert [row.what for row in result.problems] == [f"packed more than {archive.MAX_DEPTH} times"]


LEADS_OUT = "a name that leads out of the archive"


@pytest.mark.parametrize("name", ["../a.md", "/a.md", "s/../../a.md", "C:\\a.md", "..\\a.md"])
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_name_that_leads_out_of_its_archive(
    write: Write, pack: Callable[[Mapping[str, bytes]], bytes], name: str
) -> None:
    result = ingest([write("a.zip", text=pack({name: story("a"), "b.md": story("b")}))])
    assert titles(result) == ["b"]
    assert [(row.file, row.what, row.done) for row in result.problems] == [("a.zip", LEADS_OUT, "member left out")]


def test_a_name_that_stands_twice(write: Write) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.md", story("first"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("a.md", story("second"))
    result = ingest([write("a.zip", text=out.getvalue())])
    assert titles(result) == ["first"]
    assert rows(result) == ["a.zip: a name that stands twice in an archive (“a.md”); member left out"]


def test_links_in_an_archive_are_not_followed(write: Write, stories: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for name, kind in (("soft.md", tarfile.SYMTYPE), ("hard.md", tarfile.LNKTYPE)):
            header = tarfile.TarInfo(name)
            header.type, header.linkname = kind, "/etc/hostname"
            made.addfile(header)
        pipe = tarfile.TarInfo("pipe")
        pipe.type = tarfile.FIFOTYPE
        made.addfile(pipe)
    write("a.tar", text=out.getvalue())
    zipped_link = io.BytesIO()
    with zipfile.ZipFile(zipped_link, "w") as made_zip:
        link = zipfile.ZipInfo("soft.md")
        link.external_attr = 0o120777 << 16
        made_zip.writestr(link, "/etc/hostname")
    write("b.zip", text=zipped_link.getvalue())
    assert rows(ingest([stories])) == [
        "a.tar: a link in an archive (“hard.md”); member left out",
        "a.tar: a link in an archive (“soft.md”); member left out",
        "a.tar: not a regular file (“pipe”); member left out",
        "b.zip: a link in an archive (“soft.md”); member left out",
    ]


def test_an_encrypted_member(write: Write) -> None:
    data = bytearray(zipped({"a.md": story("a"), "b.md": story("b")}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    result = ingest([write("a.zip", text=bytes(data))])
    assert titles(result) == ["b"]
    assert rows(result) == ["a.zip: an encrypted member (“a.md”); member left out"]


def test_a_damaged_member_costs_itself(write: Write) -> None:
    data = bytearray(zipped({"a.md": story("a"), "b.md": story("b")}))
    data[40] ^= 0xFF  # within the data of the first
    result = ingest([write("a.zip", text=bytes(data))])
    assert titles(result) == ["b"]
    [row] = result.problems
    assert row.file == "a.zip/a.md"


def test_an_archive_that_points_before_its_beginning_is_damaged(write: Write, stories: Path) -> None:
    data = bytearray(zipped({"a.md": story("a")}))
    end = data.rindex(b"PK\x05\x06")
    data[end + 16 : end + 20] = (int.from_bytes(data[end + 16 : end + 20], "little") + 40).to_bytes(4, "little")
    write("a.zip", text=bytes(data))
    write("b.md", "title: B", "webUrl: https://e.org/b")
    result = ingest([stories])
    assert len(result.records) == 1
    assert {row.file for row in result.problems} == {"a.zip"}


@pytest.mark.parametrize("size", [10, 60, 200])
def test_an_archive_that_was_cut_off(write: Write, size: int) -> None:
    result = ingest([write("a.zip", text=zipped({"a.md": story("a"), "b.md": story("b")})[:size])])
    assert not result.records
    assert [(row.what, row.done) for row in result.problems] == [("a damaged archive", "the rest of it left out")]


def test_a_tar_archive_that_was_cut_off_gives_what_it_has(write: Write) -> None:
    result = ingest([write("a.tar", text=tarred({"a.md": story("a"), "b.md": story("b")})[:1300])])
    assert titles(result) == ["a"]
    assert [row.kind for row in result.problems] == ["lost"] * len(result.problems)
    assert result.problems[0].file == "a.tar"


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"])
def test_office_documents_and_programs_are_no_archives(write: Write, name: str) -> None:
    result = ingest([write("a.docx", text=zipped({name: b"x", "word/a.md": story("a")}))])
    assert not result.records
    assert [row.what for row in result.problems] == ["no format that graphbuild knows"]


BOMB = b"---\ntitle: " + b"a" * 3_000_000


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits of an archive, lowered."""
    monkeypatch.setattr(archive, "ALWAYS", 100_000)
    monkeypatch.setattr(archive, "MAX_MEMBERS", 50)


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize(("suffix", "compress"), COMPRESSED, ids=[suffix for suffix, _ in COMPRESSED])
def test_a_small_file_does_not_become_a_large_one(
    write: Write, suffix: str, compress: Callable[[bytes], bytes]
) -> None:
    result = ingest([write(f"a.md.{suffix}", text=compress(BOMB))])
    assert [row.what for row in result.problems] == ["unpacks to more than 200 times its size"]


@pytest.mark.usefixtures("_small")
def test_a_bomb_ends_its_archive_and_no_other_file(write: Write, stories: Path) -> None:
    write("a.zip", text=zipped({"0.md": story("0"), "1.md": BOMB, "2.md": story("2")}))
    write("b.md", text=story("b"))
    result = ingest([stories])
    assert titles(result) == ["0", "b"]
    assert rows(result) == [
        "a.zip: unpacks to more than 200 times its size; the rest of it left out",
        "a.zip/1.md: unpacks to more than 200 times its size; file left out",
    ]


@pytest.mark.usefixtures("_small")
def test_bombs_in_bombs_share_one_limit(write: Write) -> None:
    inner = zipped({f"{number}.txt": b"\x00" * 60_000 for number in range(10)})
    outer = zipped({f"{number}.zip": inner for number in range(10)})
    result = ingest([write("a.zip", text=outer)])
    assert "unpacks to more than 200 times its size" in {row.what for row in result.problems}


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_an_archive_of_too_many_members(write: Write, pack: Callable[[Mapping[str, bytes]], bytes]) -> None:
    result = ingest([write("a.zip", text=pack({f"{n:03}.md": story(str(n)) for n in range(60)}))])
    assert len(result.records) == 50
    assert rows(result) == ["a.zip: more than 50 members; the rest of it left out"]


def test_a_tar_header_that_would_fill_the_memory(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_HEADER", 1000)
    path = write("a.tar", text=tarred({"x" * 2000: story("a")}))
    result = ingest([path])
    assert [row.what for row in result.problems] == ["an archive with a header that is not read"]


def test_a_table_of_contents_that_would_fill_the_memory(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_DIRECTORY", 40)
    result = ingest([write("a.zip", text=zipped({"a.md": story("a")}))])
    assert [row.what for row in result.problems] == ["an archive with too long a table of contents"]


def test_xz_that_asks_for_too_much_memory(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMORY", 1_000_000)
    data = lzma.compress(story("a"), preset=9)
    assert [row.what for row in ingest([write("a.md.xz", text=data)]).problems] == ["damaged compressed data"]


@pytest.mark.parametrize(
    ("data", "origin"),
    [
        (story("a"), "standard-input:2"),
        (gzip.compress(story("a")), "standard-input:2"),
        (zipped({"x/a.md": story("a")}), "standard-input/x/a.md:2"),
        (tarred({"x/a.md": story("a")}, "w:xz"), "standard-input/x/a.md:2"),
    ],
)
def test_standard_input(data: bytes, origin: str) -> None:
    code = "from graphbuild.ingest import ingest; [r] = ingest(['-']).records; print(r.origin, r.title)"
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
    assert done.stdout.decode() == f"{origin} a\n"


def test_a_folder_and_its_archive_give_the_same_articles(write: Write, stories: Path) -> None:
    members = {f"s/{number}.md": story(str(number)) for number in range(5)}
    for name, data in members.items():
        write(name, text=data)
    write("all.zip", text=zipped(members))
    result = ingest([stories])
    assert titles(result)[:5] == titles(result)[5:]
