"""Bad input: each costs its own field or file, one problem, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphbuild.ingest import file as file_module
from graphbuild.ingest import ingest
from graphbuild.records import Article
from tests.conftest import Write

GOOD = ("title: Good", "webUrl: https://e.org/good")
BOMB = "\n".join(
    ["---", "title: A", "webUrl: https://e.org/a", "b0: &b0 [x, x, x, x, x, x, x, x, x]"]
    + [f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 10)]
    + ["---", ""]
)

ADDRESS = "webUrl: https://e.org/a\n"
FILES: list[tuple[str, str | bytes, str, str]] = [
    ("broken YAML", '---\ntitle: "no end\nwebUrl: https://e.org/a\n---\n', "broken YAML", "file left out"),
    ("no front matter", "Just a text.\n", "no front matter", "file left out"),
    ("empty", "", "an empty file", "file left out"),
    ("empty front matter", "---\n---\n", "no fields", "file left out"),
    ("null", "---\n~\n---\n", "no fields", "file left out"),
    ("a list", "---\n- a\n- b\n---\n", "front matter that is not a mapping", "file left out"),
    ("no address", "---\ntitle: A\n---\n", "no address", "article left out"),
    ("alias bomb", BOMB, "broken YAML", "file left out"),
    ("deep nesting", f"---\ntitle: {'[' * 30_000}\n---\n", "broken YAML", "file left out"),
    ("deep in a list", f"---\n{ADDRESS}related:\n  - title: {'[' * 30_000}\n---\n", "broken YAML", "file left out"),
    ("NUL", "---\ntitle: a\x00b\nwebUrl: https://e.org/a\n---\n", "broken YAML", "file left out"),
    ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe", "not a text file", "file left out"),
    ("a tag", f"---\ntitle: !!python/object/apply:os.system [ls]\n{ADDRESS}---\n", "broken YAML", "file left out"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "what", "done"), FILES, ids=[row[0] for row in FILES])
def test_a_bad_file_costs_itself(
    write: Write, stories: Path, name: str, text: str | bytes, what: str, done: str
) -> None:
    write("bad.md", text=text)
    write("good.md", *GOOD)
    result = ingest([stories])
    [article] = result.records
    assert isinstance(article, Article)
    assert article.title == "Good"
    [row] = result.problems
    assert (row.kind, row.file) == ("lost", "bad.md")
    assert (row.what, row.done) == (what, done)


FIELDS = [
    ("quality: high", "quality", "not a number"),
    ("publishedDateTime: 2020-13-45", "publishedDateTime", "an impossible date"),
    ("publishedDateTime: 0001-01-01T00:00:00Z", "publishedDateTime", "a date before there were newspapers"),
    ("publishedDateTime: soon", "publishedDateTime", "not an ISO 8601 date"),
    ("excerpt: [a, b]", "excerpt", "a list where a text should stand"),
    ("topics: {a: b}", "topics", "a mapping where a text should stand"),
    ("provider: [Gothamist]", "provider", "a list where a mapping should stand"),
    ("provider: {name: X, domain: 'not a domain'}", "provider.domain", "not a domain"),
    ("images: [{url: 'javascript:alert(1)'}]", "images.url", "not a web address (http or https)"),
    ("ampWebUrl: 'data:text/html,x'", "ampWebUrl", "not a web address (http or https)"),
    ("related: [text]", "related", "a text where a mapping should stand"),
    ("related: [{title: T}]", "related.webUrl", "no address"),
    ("related: [{title: T, webUrl: 'javascript:x'}]", "related.webUrl", "not a web address (http or https)"),
    ("published: perhaps", "published", "neither true nor false"),
]


@pytest.mark.parametrize(("line", "field", "what"), FIELDS)
def test_a_bad_field_costs_itself(write: Write, line: str, field: str, what: str) -> None:
    result = ingest([write("a.md", *GOOD, line)])
    [article] = result.records
    assert isinstance(article, Article)
    assert article.title == "Good"
    first = next(row for row in result.problems if row.kind == "lost" and row.what == what)
    assert (first.file, first.line, first.field) == ("a.md", 4, field)


def test_a_javascript_address_costs_the_article(write: Write) -> None:
    result = ingest([write("a.md", "title: A", "webUrl: 'javascript:alert(1)'")])
    assert not result.records
    [row] = result.problems
    assert (row.line, row.what, row.done) == (3, "not a web address (http or https)", "article left out")


def test_a_text_of_megabytes_costs_its_field(write: Write) -> None:
    result = ingest([write("a.md", *GOOD, f"excerpt: {'x' * 17_000_000}")])
    [article] = result.records
    assert isinstance(article, Article)
    assert article.excerpt is None
    [row] = result.problems
    assert (row.line, row.field) == (4, "excerpt")


@pytest.mark.parametrize(
    ("line", "field"),
    [("topics: {a: b}", "topics"), ("related: https://e.org", "related"), ("images: 5", "images")],
)
def test_one_fault_is_one_row(write: Write, line: str, field: str) -> None:
    [row] = ingest([write("a.md", *GOOD, line)]).problems
    assert (row.kind, row.line, row.field) == ("lost", 4, field)


def test_nothing_in_a_related_list_keeps_the_positions_of_the_others(write: Write) -> None:
    result = ingest([write("a.md", *GOOD, "related:", "  - ~", "  - webUrl: https://e.org/b", "    title: B")])
    [article] = result.records
    assert isinstance(article, Article)
    assert [listing.position for listing in article.listings] == [2]
    assert [row.what for row in result.problems] == ["nothing where a mapping should stand"]


def test_a_publisher_that_is_only_a_text_is_its_name(write: Write) -> None:
    [article] = ingest([write("a.md", *GOOD, "provider: BBC")]).records
    assert isinstance(article, Article)
    assert article.source
    assert article.source.name == "BBC"


def test_a_yaml_file_may_end_with_a_line_of_hyphens(write: Write) -> None:
    result = ingest([write("a.yaml", text="webUrl: https://e.org/a\n---\n")])
    assert (len(result.records), [row.what for row in result.problems]) == (1, ["no headline"])


def test_a_field_that_stands_twice_is_reported(write: Write) -> None:
    result = ingest([write("a.md", *GOOD, "title: Better")])
    [article] = result.records
    assert isinstance(article, Article)
    assert article.title == "Better"
    [row] = result.problems
    assert (row.kind, row.line, row.field, row.what) == ("changed", 4, "title", "a field that stands twice")
    assert row.value == "Good"


def test_a_text_in_windows_1252_is_read_and_reported(write: Write) -> None:
    result = ingest([write("a.md", text="---\ntitle: Café\nwebUrl: https://e.org/a\n---\n".encode("cp1252"))])
    [article] = result.records
    assert isinstance(article, Article)
    assert article.title == "Café"
    [row] = result.problems
    assert (row.line, row.what, row.done) == (2, "not UTF-8", "read as Windows-1252")


def test_an_emoji_as_json_writes_it_is_read(write: Write) -> None:
    result = ingest([write("a.md", r'title: "a \ud83d\ude00 \\ud83d\ude00"', "webUrl: https://e.org/a")])
    assert not result.records  # half a pair is no character
    result = ingest([write("a.md", r'title: "a \ud83d\ude00 \\ud83d"', "webUrl: https://e.org/a")])
    [article] = result.records
    assert isinstance(article, Article)
    assert article.title == r"a 😀 \ud83d"
    assert result.problems[0].kind == "changed"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_text_with_a_byte_order_mark_is_read(write: Write, encoding: str) -> None:
    result = ingest([write("a.md", text="---\ntitle: Café\nwebUrl: https://e.org/a\n---\n".encode(encoding))])
    [article] = result.records
    assert isinstance(article, Article)
    assert article.title == "Café"
    assert not len(result.problems)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends(write: Write, end: str) -> None:
    text = end.join(["---", *GOOD, "related:", "  - webUrl: https://e.org/b", "---", ""])
    result = ingest([write("a.md", text=text.encode())])
    [article] = result.records
    assert isinstance(article, Article)
    assert [listing.line for listing in article.listings] == [5]


def test_front_matter_that_is_not_closed(write: Write) -> None:
    result = ingest([write("a.md", text="---\ntitle: A\nwebUrl: https://e.org/a\n")])
    assert len(result.records) == 1
    assert result.problems[0].what == "front matter without its closing ---"


def test_a_line_of_a_hundred_megabytes_costs_its_file(write: Write, stories: Path) -> None:
    write("big.md", text=b"---\ntitle: " + b"x" * 100_000_000 + b"\nwebUrl: https://e.org/a\n---\n")
    write("good.md", *GOOD)
    result = ingest([stories])
    assert len(result.records) == 1
    [row] = result.problems
    assert (row.file, row.what) == ("big.md", f"larger than {file_module.MAX_BYTES // 1024**2} MiB")
