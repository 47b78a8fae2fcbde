"""Tables: how columns are guessed and named, and what a row becomes."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from graphbuild.errors import BadOption
from graphbuild.ingest import ingest
from graphbuild.ingest.file import Head
from graphbuild.ingest.formats.table import explain_csv
from graphbuild.records import Article
from tests.ingest.formats.reads import Read

CSV = "url,title,publish_date\nhttps://example.org/a,One,2020-08-14\n"


def build(folder: Path, name: str, content: str, **settings: str) -> list[Any]:
    (folder / name).write_text(content, "utf-8")
    return ingest([folder / name], settings={key.replace("__", "."): value for key, value in settings.items()}).records


def test_a_row_is_an_article_on_its_line(parsed: Read) -> None:
    article = parsed('url,title\n"https://example.org/a","One\nword"\nhttps://example.org/b,Two\n', "a.csv").articles[1]
    assert (article.address, article.title, article.origin.line) == ("https://example.org/b", "Two", 4)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_guessed(parsed: Read, delimiter: str) -> None:
    text = CSV.replace(",", delimiter)
    assert parsed(text, "table.csv").article.title == "One"
    assert parsed(text, "table").article.published_at == date(2020, 8, 14)


def test_media_cloud_s_columns_are_known(parsed: Read) -> None:
    text = (
        "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
        "f1,2023-11-05 10:00:00.1,en,The Example,http://www.example.org,2023-11-04,Told,https://example.org/a\n"
    )
    result = parsed(text, "mc.csv")
    article = result.article
    assert (article.title, article.language, article.published_at) == ("Told", "en", date(2023, 11, 4))
    assert article.source is not None
    assert (article.source.name, article.source.domain) == ("The Example", "example.org")
    assert result.unknown == {"id": 1, "indexed_date": 1}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_found(parsed: Read, encoding: str) -> None:
    assert parsed(CSV.replace("One", "Café").encode(encoding), "a.csv").article.title == "Café"


def test_a_formula_is_text(parsed: Read) -> None:
    assert parsed('url,title\nhttps://example.org/a,"=HYPERLINK(""x"")"\n', "a.csv").article.title == '=HYPERLINK("x")'


def test_a_row_without_an_address_is_one_problem(parsed: Read) -> None:
    result = parsed(f"{CSV},Nowhere,2020-08-14\n", "a.csv")
    assert len(result.articles) == 1
    assert [(row.line, row.what) for row in result.problems] == [(3, "no address")]


def test_columns_can_be_named(tmp_path: Path) -> None:
    text = "A;B;C\nhttps://example.org/a;One;14/08/2020\n"
    found = build(
        tmp_path, "a.csv", text, csv__address="A", csv__title="2", csv__published_at="C", csv__dates="%d/%m/%Y"
    )
    [article] = found
    assert (article.title, article.published_at) == ("One", date(2020, 8, 14))


def test_columns_can_be_named_in_a_file(tmp_path: Path) -> None:
    columns = tmp_path / "columns.yaml"
    columns.write_text("# mine\naddress: A\ntitle: B\n")
    [article] = build(tmp_path, "a.csv", "A,B\nhttps://example.org/a,One\n", csv__file=str(columns))
    assert article.title == "One"


def test_the_guess_is_shown() -> None:
    assert explain_csv(Head("a.csv", b"Link;Headline;Foo\n"), {}) == (
        "columns parted by semicolon: address from Link, title from Headline; not read: Foo"
    )


def test_a_table_without_addresses_is_one_problem(parsed: Read) -> None:
    what = "a table without a column of addresses that graphbuild knows: name it, --set csv.address=COLUMN"
    assert parsed("a,b\n1,2\n3,4\n", "a.csv").said() == [(what, "file left out")]


def test_a_quote_that_is_never_closed_ends_the_table(parsed: Read) -> None:
    result = parsed(f'{CSV}"' + ("x" * 1_000 + "\n") * 10_000, "a.csv")
    assert len(result.articles) == 1
    assert result.said("lost") == [("broken CSV", "the rest of the file left out")]


def test_a_quote_that_is_not_closed_costs_no_other_row(parsed: Read) -> None:
    rows = [f"https://example.org/{number},Told {number},2021-01-01" for number in range(9)]
    rows[2] = 'https://example.org/2,"Told 2,2021-01-01'
    rows[6] = 'https://example.org/6,"Told 6,2021-01-01'
    result = parsed("\n".join(["url,title,date", *rows]), "a.csv")
    assert [(article.title, article.origin.line) for article in result.articles] == [
        ('"Told 2' if number == 2 else '"Told 6' if number == 6 else f"Told {number}", number + 2)
        for number in range(9)
    ]
    told = [(row.line, row.done) for row in result.problems if row.what == "a quote that is not closed"]
    assert told == [(4, "the row ends before the next one"), (8, "the row ends before the next one")]


def test_rows_within_well_formed_quotes_are_a_cell(parsed: Read) -> None:
    result = parsed(
        'url,title\nhttps://example.org/a,"One\nhttps://example.org/x,y"\nhttps://example.org/b,Two\n', "a.csv"
    )
    assert [article.address for article in result.articles] == ["https://example.org/a", "https://example.org/b"]
    assert ("lines within quotes that look like rows", "kept as one cell") in result.said("noted")


def test_quotes_that_are_never_closed_take_no_quadratic_time(parsed: Read) -> None:
    result = parsed("url,title,x\n" + 'https://example.org/a,a"b,"c\n' * 20_000, "a.csv")
    assert result.said("lost")[-1] == ("too many quotes that are not closed", "the rest of the file left out")


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_what_spreadsheets_write_is_read(parsed: Read, end: str) -> None:
    text = end.join(["sep=;", "url;title", "https://example.org/a;One, or", "https://example.org/b;Two", ""])
    result = parsed(text, "a.csv")
    assert [(article.title, article.origin.line) for article in result.articles] == [("One, or", 3), ("Two", 4)]
    assert not [row for row in result.problems if row.kind == "lost"]


def test_columns_are_bounded(parsed: Read) -> None:
    result = parsed(
        "url,title," + ",".join(f"c{number}" for number in range(100_000)) + "\nhttps://example.org/a,One\n", "a.csv"
    )
    assert result.article.title == "One"


def test_json_lines_are_read(parsed: Read) -> None:
    rows: list[Any] = [
        {"url": "https://example.org/a", "headline": "One", "date": 1597446480, "tags": ["x", "y"]},
        5,
        {"url": "https://example.org/b", "headline": "Two"},
    ]
    result = parsed("\n".join(map(json.dumps, rows)) + '\n{"url": \n' + "[" * 100_000, "a.jsonl")
    assert [(article.title, article.origin.line) for article in result.articles] == [("One", 1), ("Two", 3)]
    assert result.articles[0].published_at == datetime(2020, 8, 14, 23, 8, tzinfo=UTC)
    assert result.articles[0].topics == ("x", "y")
    assert [row.what for row in result.problems] == ["not an object", "broken JSON", "JSON nested too deep"]


def test_a_json_list_is_read_to_where_it_breaks(parsed: Read) -> None:
    result = parsed('[{"url": "https://example.org/a", "title": "One"},\n {"url": ', "a.json")
    assert result.article.title == "One"
    assert [row.line for row in result.problems] == [2]


def test_lists_that_follow_each_other_are_read(parsed: Read) -> None:
    pages = [[{"url": f"https://example.org/{number}", "title": "T"}] for number in range(3)]
    result = parsed("\n".join(map(json.dumps, pages)), "a.json")
    assert [(article.address[-1], article.origin.line) for article in result.articles] == [("0", 1), ("1", 2), ("2", 3)]


def test_what_follows_a_list_is_not_lost_in_silence(parsed: Read) -> None:
    result = parsed('[{"url": "https://example.org/a", "title": "T"}]\nmore', "a.json")
    assert result.article.title == "T"
    assert result.said("lost") == [("broken JSON", "the rest of the file left out")]


def test_not_a_number_is_no_value(parsed: Read) -> None:
    row = dict.fromkeys(("title", "publisher", "author", "date", "language", "tags"), float("nan"))
    result = parsed(
        json.dumps([{"url": "https://example.org/a", **row}, {"url": float("nan"), "title": "B"}]), "a.json"
    )
    article = result.article
    assert (article.title, article.language, article.published_at) == (None, None, None)
    assert (article.authors, article.topics) == ((), ())
    assert article.source is not None and article.source.name is None
    assert [(row.kind, row.what) for row in result.problems] == [("noted", "no headline"), ("lost", "no address")]


@pytest.mark.parametrize("size", [100_000, 1_200_000])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_first_record_may_be_long(parsed: Read, name: str, first: bool, size: int) -> None:
    text, rest = {"text": "x" * size}, {"url": "https://example.org/a", "title": "T"}
    record = json.dumps(text | rest if first else rest | text)
    assert parsed(f"[{record}]" if name == "a.json" else f"{record}\n", name).article.title == "T"


def test_a_publisher_is_known_by_the_host_of_its_article(parsed: Read) -> None:
    result = parsed("url,title,publisher\nhttps://www.example.org/a,One,The Gazette\n", "a.csv")
    assert result.article.source is not None
    assert (result.article.source.domain, result.article.source.name) == ("example.org", "The Gazette")
    assert not result.problems


def test_a_database_is_not_the_publisher_of_a_row(parsed: Read) -> None:
    result = parsed("url,title,publisher\nhttps://www.proquest.com/a,One,The Gazette\n", "a.csv")
    assert result.article.source is not None
    assert result.article.source.domain is None
    assert result.said() == [("a publisher without a domain", "known by its name")]


def test_parquet_is_read(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table(
        {
            "url": ["https://example.org/a", None],
            "title": ["One", "Two"],
            "published": [datetime(2020, 8, 14, tzinfo=UTC)] * 2,
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    found = ingest([tmp_path])
    [article] = found.records
    assert isinstance(article, Article)
    assert (article.title, article.published_at) == ("One", datetime(2020, 8, 14, tzinfo=UTC))
    assert [(row.line, row.what) for row in found.problems] == [(2, "no address")]


def test_a_damaged_parquet_file_is_one_problem(parsed: Read) -> None:
    assert parsed(b"PAR1" + b"x" * 100, "a.parquet").said() == [("a damaged Parquet file", "file left out")]


def gkg(**cells: str) -> str:
    row = [""] * 27
    row[:5] = ["20200814231500-7", "20200814231500", "1", "example.org", "https://example.org/a"]
    for name, value in cells.items():
        row[int(name[1:])] = value
    return "\t".join(row) + "\n"


def test_gdelt_s_columns_are_known(parsed: Read) -> None:
    extras = (
        "<PAGE_LINKS>https://example.net/x;https://example.net/y?a=1;b</PAGE_LINKS><PAGE_AUTHORS>Ada;Bo</PAGE_AUTHORS>"
        "<PAGE_PRECISEPUBTIMESTAMP>20200814230800</PAGE_PRECISEPUBTIMESTAMP>"
        "<PAGE_ALTURL_AMP>https://example.org/a/amp</PAGE_ALTURL_AMP>"
        "<PAGE_TITLE>AT&amp;T &#x201C;told&#x201D;</PAGE_TITLE>"
    )
    text = gkg(
        c8="TAX_POLICE,12;PRIVACY,40;PRIVACY,90",
        c12="Some One,5",
        c18="https://example.org/i.jpg",
        c25="srclc:spa;eng:X",
        c26=extras,
    )
    result = parsed(text, "20200814231500.gkg.csv")
    article = result.article
    assert (article.address, article.title) == ("https://example.org/a", "AT&T “told”")
    assert article.published_at == datetime(2020, 8, 14, 23, 8, tzinfo=UTC)
    assert article.topics == ("TAX_POLICE", "PRIVACY")
    assert (article.language, article.authors) == ("es", ("Ada", "Bo"))
    assert [other.address for other in article.alternates] == ["https://example.org/a/amp"]
    assert [link.address for link in article.references] == ["https://example.net/x", "https://example.net/y?a=1;b"]
    assert article.source is not None and article.source.domain == "example.org"
    assert [image.address for image in article.images] == ["https://example.org/i.jpg"]
    assert not result.problems
    assert result.unknown == {"V2ENHANCEDPERSONS": 1}


def test_gdelt_s_own_time_is_taken_where_the_page_gives_none(parsed: Read) -> None:
    assert parsed(gkg(c26="<PAGE_TITLE>T</PAGE_TITLE>")).article.published_at == datetime(
        2020, 8, 14, 23, 15, tzinfo=UTC
    )


def test_what_gdelt_has_not_from_the_web_is_left_out(parsed: Read) -> None:
    assert not parsed(gkg(c2="2") + gkg(c2="5")).records


def test_a_hostile_line_of_gdelt_is_read(parsed: Read) -> None:
    extras = "<PAGE_TITLE>" * 50_000 + "<PAGE_TITLE><![CDATA[" * 50_000
    assert parsed(gkg(c26=extras)).article.title is None


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({}, "a date in a form that is not known: name it, --set csv.dates=%d/%m/%Y"),
        ({"csv.dates": "%Y.%m.%d"}, "a date neither as --set csv.dates has it nor in a form that is known"),
        ({"csv.dates": "%d/%m/%Y"}, None),
    ],
)
def test_a_date_in_another_form_is_lost_with_the_way_to_read_it(
    tmp_path: Path, settings: dict[str, str], what: str | None
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("url,title,date\nhttps://example.org/a,One,14/08/2020\n")
    problems = ingest([path], settings=settings).problems
    assert [(row.line, row.field, row.what) for row in problems] == ([(2, "date", what)] if what else [])


@pytest.mark.parametrize(
    ("setting", "value", "what"),
    [
        ("csv.dates", "%d/%m", "'%d/%m' does not give day, month and year, as %d/%m/%Y does."),
        ("parquet.dates", "%d/%m/%Y %d", "'%d/%m/%Y %d' gives something twice."),
        ("csv.delimiter", "||", "the delimiter '||' is neither one sign nor comma, tab, semicolon, bar."),
        ("json.file", "nowhere.yaml", "the file of columns cannot be read (nowhere.yaml: "),
        ("gkg.themes", "perhaps", "themes is 'perhaps', neither topics nor no."),
        ("page.address", "paths", "address is 'paths', which can be path alone."),
    ],
)
def test_a_setting_that_cannot_be_followed_is_said_before_anything_is_read(
    tmp_path: Path, setting: str, value: str, what: str
) -> None:
    reader = setting.partition(".")[0]
    with pytest.raises(BadOption, match=re.escape(f"A setting of the reader {reader!r} cannot be followed: {what}")):
        ingest([tmp_path], settings={setting: value})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "url,title\nhttps://example.org/a,One\n"),
        ("a.jsonl", '{"url": "https://example.org/a", "title": "One"}\n'),
        ("a.json", '[{"url": "https://example.org/a", "title": "One"}]'),
    ],
)
def test_a_column_that_is_set_and_that_a_table_has_not_is_said(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    reader = Path(name).suffix[1:]
    found = ingest([tmp_path / name], settings={f"{reader}.title": "Headline, title", f"{reader}.excerpt": "2"})
    what = f"no column as --set {reader}.title names it"
    assert [(row.kind, row.field, row.what, row.value) for row in found.problems] == [
        ("noted", "title", what, "Headline")
    ]
