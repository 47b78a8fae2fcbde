"""Which reader reads a file, and what readers of other packages can and cannot do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import graphbuild
from graphbuild.errors import BadOption
from graphbuild.ingest import ingest
from graphbuild.ingest.file import Head
from graphbuild.ingest.formats import frontmatter
from graphbuild.ingest.registry import Choice, Registry
from graphbuild.records import Article
from tests.conftest import Write

PLUGIN = Path(__file__).parent / "plugin"
POEM = "https://e.org/pond\nAn old silent pond\nA frog jumps into the pond\nSplash! Silence again.\n"


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example package, as if it were installed."""
    monkeypatch.syspath_prepend(str(PLUGIN))
    monkeypatch.delitem(sys.modules, "graphbuild_haiku", raising=False)


@pytest.mark.usefixtures("plugin")
def test_a_reader_of_another_package_reads_what_it_recognises(write: Write) -> None:
    [article] = ingest([write("a.haiku", text=POEM)]).records
    assert isinstance(article, Article)
    assert (article.address, article.origin.file) == ("https://e.org/pond", "a.haiku")
    assert article.title == "An old silent pond / A frog jumps into the pond / Splash! Silence again."


@pytest.mark.usefixtures("plugin")
def test_a_reader_that_recognises_nothing_reads_what_the_user_says(write: Write, stories: Path) -> None:
    write("a.haiku", text=POEM)
    write("b.md", "title: B", "webUrl: https://e.org/b")
    result = ingest([stories], readers=["haiku-fails=*.haiku"])
    assert [record.origin.file for record in result.records] == ["a.haiku", "b.md"]


@pytest.mark.usefixtures("plugin")
def test_a_reader_that_fails_costs_the_rest_of_its_file(write: Write) -> None:
    result = ingest([write("a.haiku", text=POEM)], readers=["haiku-fails"])
    assert len(result.records) == 1
    rows = [str(row) for row in result.problems if row.file == "a.haiku"]
    failed = "the reader haiku-fails failed (“ZeroDivisionError: no poem”); the rest of the file left out"
    assert rows == [f"a.haiku: {failed}"]


@pytest.mark.usefixtures("plugin")
def test_a_reader_that_gives_no_record_costs_its_file(write: Write, stories: Path) -> None:
    write("a.haiku", text=POEM)
    write("b.md", "title: B", "webUrl: https://e.org/b")
    result = ingest([stories], readers=["haiku-strays=a.*"])
    assert [record.origin.file for record in result.records] == ["b.md"]
    [row] = [row for row in result.problems if row.file == "a.haiku"]
    assert row.value == "TypeError: it yields str, which is no record"


@pytest.mark.usefixtures("plugin")
def test_readers_that_cannot_be_used_are_a_line_each(write: Write) -> None:
    rows = [str(row) for row in ingest([write("a.haiku", text=POEM)]).problems]
    assert rows == [
        "reader haiku-gone: a reader that cannot be loaded (“AttributeError: module 'graphbuild_haiku' has no "
        "attribute 'nothing_of_that_nam…”); reader left out",
        "reader haiku-stumbles: a reader that fails when it looks at a file (“KeyError: 'suffix'”); reader left out",
    ]


@pytest.mark.usefixtures("plugin")
def test_a_reader_of_another_package_says_what_it_reads() -> None:
    assert Registry().formats["haiku"].meaning == "Poems with an address: an article each."


@pytest.mark.usefixtures("plugin")
def test_readers_of_other_packages_are_asked_about_yaml(write: Write) -> None:
    assert len(ingest([write("a.yaml", text="taxonomy: topic\nname: A\n")]).problems) == 2  # of those that fail


@pytest.mark.parametrize("name", ["a.yaml", "a.wacz/webarchive.yaml", "a.yml"])
def test_yaml_that_is_plain_is_of_no_other_format(name: str) -> None:
    head = Head(name, b"title: A\nwebUrl: https://e.org/a\n")
    chosen = Registry().choose(head)
    assert chosen and frontmatter.is_plain_yaml(head) == (chosen.name == frontmatter.NAME)


def test_story_files_are_read_without_a_look_at_other_formats(write: Write) -> None:
    write("README.md", text="# Stories\n")
    write("a.yaml", text="taxonomy: topic\nname: A\n")
    code = (
        "import sys; from graphbuild.ingest import ingest; ingest([sys.argv[1]]); "
        "print([name for name in sys.modules if name.startswith(('lxml', 'graphbuild.ingest.formats.rss'))])"
    )
    path = str(write("b.md", "title: B", "webUrl: https://e.org/b").parent)
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_no_format_needs_a_library_before_it_reads() -> None:
    code = (
        "import sys; from graphbuild.ingest.registry import Registry; from graphbuild.ingest.file import Head; "
        "Registry().choose(Head('a.bin', b'\\x01\\x02')); "
        "print([name for name in ('fastwarc', 'pyarrow', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_names_of_formats_are_told_apart_and_say_what_they_become() -> None:
    formats = Registry().formats
    assert all(name == form.name and form.meaning and "\n" not in form.meaning for name, form in formats.items())


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("csv=*.txt", "a/b.txt", True),
        ("csv=a/*.txt", "a/b.txt", True),
        ("csv=c/*.txt", "a/b.txt", False),
        ("csv", "anything", True),
        ("csv=*.TXT", "b.txt", False),
    ],
)
def test_a_pattern_is_matched_with_the_last_part_of_a_name_or_all_of_it(pattern: str, name: str, matches: bool) -> None:
    assert Choice.parse(pattern).matches(name) is matches


def test_a_reader_that_there_is_not() -> None:
    with pytest.raises(BadOption, match=r"There is no reader 'frontmater'. Did you mean frontmatter\?"):
        graphbuild.build(graphbuild.example(), readers=["frontmater"])


def test_a_setting_that_there_is_not() -> None:
    with pytest.raises(BadOption, match="The reader 'frontmatter' has no setting 'colour'"):
        graphbuild.build(graphbuild.example(), settings={"frontmatter.colour": "red"})


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"words", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n\x00"])
def test_what_no_format_recognises(data: bytes) -> None:
    assert Registry().choose(Head("a.bin", data)) is None


def test_what_is_no_text_and_no_known_format_is_said_so(write: Write, stories: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a")
    write("b.dat", text="some words")
    write("c.pdf", text=b"%PDF-1.7\n\x00\x01")
    rows = [str(row) for row in ingest([stories]).problems]
    assert rows == [
        "b.dat: no format that graphbuild knows; file left out",
        "c.pdf: not a text file; file left out",
    ]


@pytest.mark.parametrize(
    ("readers", "settings"), [(["csv=\udcff*"], {}), ([], {"csv.title": "\udcff"})], ids=["a pattern", "a setting"]
)
def test_what_is_no_text_is_no_choice(
    write: Write, tmp_path: Path, readers: list[str], settings: dict[str, str]
) -> None:
    with pytest.raises(BadOption, match="not in UTF-8"):
        ingest([write("a.csv", text="url\nhttps://e.org/a\n")], readers=readers, settings=settings)
