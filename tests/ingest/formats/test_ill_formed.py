"""Feeds that no XML parser takes, in any encoding, and feeds that mean harm: records, or one line, and nothing else."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from graphbuild.ingest import xml
from tests.ingest.formats.reads import Read

START = '<rss version="2.0"><channel><title>T</title><link>https://e.org/</link>\n'
ONE = "<item><title>One</title><link>https://e.org/1</link></item>\n"
TWO = "<item><title>Two</title><link>https://e.org/2</link></item>\n"
END = "</channel></rss>"
NOT_WELL_FORMED = ("XML that is not well-formed", "read as far as it can be understood")


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (START + ONE + TWO + "</channel></rss", ["One", "Two"]),
        (START + ONE + "<item><title>Two</title><link>https://e.org/2</link>", ["One", "Two"]),
        (START + ONE + "<item><title>A & B</title><link>https://e.org/?a=1&b=2</link></item>" + END, ["One", "A & B"]),
        (START + ONE + "<item><title>caf&eacute;&nbsp;au lait</title><link>https://e.org/2</link></item>" + END,
         ["One", "café au lait"]),
        (START + ONE + "<item><title>a < b</title><link>https://e.org/2</link></item>" + END, ["One", "a < b"]),
        (START + "<item><description><p>x<br>y</p></b></description><title>One</title><link>https://e.org/1</link></item>"
         + TWO + END, ["One", "Two"]),
        (START + "<item><title>One</title><link>https://e.org/1</link>" + TWO + END, ["One", "Two"]),
        (START + "<item><title>One</title><link href=https://e.org/1></item>" + TWO + END, ["One", "Two"]),
        (START + ONE + "<media:thumbnail url='x'/>" + TWO + END, ["One", "Two"]),
        (START + ONE.replace("One", "On\x01e") + TWO + END, ["One", "Two"]),
        ("<!-- first -->\n<?xml version='1.0'?>" + START + ONE + END, ["One"]),
        ("Warning: something in line 4<br />\n" + START + ONE + END, ["One"]),
        (START + ONE + END + "<script>after()</script>", ["One"]),
        (START + ONE + "<item><title><![CDATA[Tw", ["One"]),
    ],
)  # fmt: skip
def test_what_is_not_well_formed_is_read_and_said(parsed: Read, text: str, titles: list[str]) -> None:
    result = parsed(text)
    assert [article.title for article in result.articles] == titles
    assert NOT_WELL_FORMED in result.said("changed")


def test_the_line_of_the_fault_and_of_what_follows_it(parsed: Read) -> None:
    result = parsed(START + ONE + "\n<x>&nope;</x>\n" + TWO + END)
    assert next(row.line for row in result.problems if row.what == NOT_WELL_FORMED[0]) == 4
    assert [article.origin.line for article in result.articles] == [2, 5]


def test_an_address_keeps_its_parameters(parsed: Read) -> None:
    result = parsed(START + "<item><title>A</title><link>https://e.org/?a=1&copy=2&lang=x</link></item>" + END)
    assert result.article.address == "https://e.org/?a=1&copy=2&lang=x"


def test_a_well_formed_feed_is_not_said_to_be_otherwise(parsed: Read) -> None:
    assert parsed(START + ONE + END).problems == []


SNOWMAN = START + "<item><title>Снег ☃</title><link>https://e.org/1</link></item>" + END
RUSSIAN = START + "<item><title>Снег в городе идёт с самого утра</title><link>https://e.org/1</link></item>" + END


@pytest.mark.parametrize(
    "data",
    [
        SNOWMAN.encode(),
        codecs.BOM_UTF8 + SNOWMAN.encode(),
        SNOWMAN.encode("utf-16"),
        SNOWMAN.encode("utf-16-le"),
        SNOWMAN.encode("utf-16-be"),
        SNOWMAN.encode("utf-32"),
        SNOWMAN.encode("utf-32-be"),
        b'<?xml version="1.0" encoding="utf-8"?>' + SNOWMAN.encode(),
        ('<?xml version="1.0" encoding="utf-16"?>' + SNOWMAN).encode("utf-16"),
    ],
)
def test_unicode_in_all_its_forms(parsed: Read, data: bytes) -> None:
    result = parsed(data)
    assert result.article.title == "Снег ☃"
    assert result.problems == []


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "iso-8859-5", "cp866"])
def test_a_declared_encoding(parsed: Read, encoding: str) -> None:
    result = parsed(f'<?xml version="1.0" encoding="{encoding}"?>{RUSSIAN}'.encode(encoding))
    assert result.article.title == "Снег в городе идёт с самого утра"
    assert result.problems == []


@pytest.mark.parametrize("name", ["a.xml", "a.html"])
def test_big5_is_read_with_the_characters_of_hong_kong_as_in_browsers(parsed: Read, name: str) -> None:
    feed = f'<?xml version="1.0" encoding="big5"?>{START}{ONE.replace("One", "香港 䏰")}{END}'
    html = '<html><head><meta charset="big5"><title>香港 䏰</title><link rel="canonical" href="https://e.org/1">'
    html += '<meta property="og:type" content="article"></head><body><p>text</p></body></html>'
    result = parsed((feed if name == "a.xml" else html).encode("big5hkscs"), name)
    assert (result.article.title, result.said()) == ("香港 䏰", [])


@pytest.mark.parametrize(
    ("declared", "text", "encoding", "title", "said"),
    [
        (None, RUSSIAN, "windows-1251", "Снег в городе идёт с самого утра", "not UTF-8"),
        (None, START + ONE.replace("One", "Café “au lait”") + END, "windows-1252", "Café “au lait”", "not UTF-8"),
        ("iso-8859-1", SNOWMAN, "utf-8", "Снег ☃", "UTF-8 that declares another encoding"),
        ("utf-16", SNOWMAN, "utf-8", "Снег ☃", "not in the encoding that it declares"),
        ("bogus", SNOWMAN, "utf-8", "Снег ☃", "an encoding that is not known"),
        ("zlib", SNOWMAN, "utf-8", "Снег ☃", "an encoding that is not known"),
    ],
)
def test_a_wrong_encoding_is_said(
    parsed: Read, declared: str | None, text: str, encoding: str, title: str, said: str
) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    result = parsed((head + text).encode(encoding))
    assert result.article.title == title
    assert said in dict(result.said("changed"))


def test_one_stray_byte_spoils_no_other_letter(parsed: Read) -> None:
    data = (START + ONE.replace("One", "Снег @") + END).encode().replace(b"@", b"\x97")
    assert parsed(data).article.title == "Снег —"


def test_bytes_that_a_declared_encoding_has_not_are_said(parsed: Read) -> None:
    data = (START + ONE.replace("One", "中@") + END).encode("gb18030").replace(b"@", b"\xff")
    result = parsed(b'<?xml version="1.0" encoding="gb2312"?>' + data)
    assert result.article.title == "中\ufffd"
    assert ("bytes that are not gb18030", "replaced by �") in result.said("changed")


ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


def test_entities_of_entities_stand_for_nothing(parsed: Read) -> None:
    result = parsed(f'<!DOCTYPE rss [<!ENTITY a0 "x">{ENTITIES}]>' + START + ONE.replace("One", "&a11;") + TWO + END)
    assert [article.title for article in result.articles] == ["&a11;", "Two"]
    assert NOT_WELL_FORMED in result.said("changed")


def test_an_entity_that_is_a_word_is_read(parsed: Read) -> None:
    result = parsed('<!DOCTYPE rss [<!ENTITY who "Ann">]>' + START + ONE.replace("One", "&who; sails") + END)
    assert result.article.title == "Ann sails"


def test_no_file_is_read_for_an_entity(parsed: Read, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    external = (
        f'<!DOCTYPE rss [<!ENTITY a SYSTEM "file://{tmp_path}/secret"><!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>'
    )
    result = parsed(external + START + ONE.replace("One", "One &a;") + END)
    assert "SECRET" not in str(result.records)


def test_named_characters_need_no_document_type(parsed: Read) -> None:
    text = '<!DOCTYPE rss PUBLIC "x" "http://127.0.0.1:9/rss.dtd">' + START + ONE.replace("One", "caf&eacute;") + END
    assert parsed(text).article.title == "café"


def test_deep_nesting_ends_the_file_and_keeps_what_came_before(parsed: Read) -> None:
    result = parsed(START + ONE + "<a>" * 50_000 + TWO + END)
    assert [article.title for article in result.articles] == ["One"]
    assert result.said("lost") == [("nested deeper than 100 levels", "the rest of the file left out")]


def test_a_huge_tag_ends_the_file_and_keeps_what_came_before(parsed: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_TOKEN", 1024 * 1024)
    result = parsed(START + ONE + f'<item a="{"x" * 3_000_000}"/>' + END)
    assert [article.title for article in result.articles] == ["One"]
    assert result.said("lost") == [("a tag of more than 1 MiB", "the rest of the file left out")]


def test_a_huge_record_ends_the_file_and_keeps_what_came_before(parsed: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_CHARACTERS", 1024 * 1024)
    result = parsed(START + ONE + f"<item><title>{'x' * 2_000_000}</title></item>" + END)
    assert [article.title for article in result.articles] == ["One"]
    assert result.said("lost") == [("a record of more than 1 million characters", "the rest of the file left out")]


@pytest.mark.parametrize("piece", ["<!--", "<", "<a ", '<a b="', "<![CDATA[", "</a>", "&amp;lt;", "<?"])
def test_what_never_ends_is_read_in_one_go(parsed: Read, piece: str) -> None:
    assert parsed(START + ONE + piece * 20_000 + TWO + END).articles[0].title == "One"


def test_a_feed_comes_as_a_stream(parsed: Read, tmp_path: Path) -> None:
    """The first item is there before the second has been read."""
    from graphbuild.problems import Report

    class Stream:
        def __init__(self) -> None:
            self.pieces = [(START + ONE).encode(), (TWO + END).encode(), b""]
            self.read_so_far = 0

        def read(self, size: int) -> bytes:
            self.read_so_far += 1
            return self.pieces[self.read_so_far - 1]

    stream = Stream()
    found = xml.elements(stream, Report(), frozenset(("item",)))  # type: ignore[arg-type]
    assert next(found).all("title")[0].text == "One"
    assert stream.read_so_far == 1


TOO_MUCH = ("XML that is not well-formed, and more than 0 MiB of it", "the rest of the file left out")


@pytest.mark.parametrize(
    ("end", "titles", "said"),
    [
        (TWO + END, ["One", "Two"], []),
        ("</item>" + TWO + END, ["One"], [NOT_WELL_FORMED, TOO_MUCH]),
        (TWO + "</item>" + ONE.replace("1", "3") + END, ["One", "Two", "One"], [NOT_WELL_FORMED]),
    ],
)  # fmt: skip
def test_what_is_between_records_does_not_fill_the_memory(
    parsed: Read, monkeypatch: pytest.MonkeyPatch, end: str, titles: list[str], said: list[tuple[str, str]]
) -> None:
    """It is held for the case that the other parser has to read it, who is given only so much."""
    monkeypatch.setattr(xml, "MAX_BYTES", 100_000)
    result = parsed(START + ONE + " " * 1_000_000 + end)
    assert [article.title for article in result.articles] == titles
    assert [row for row in result.said() if row[0].startswith("XML")] == said
