"""Fields of any format are typed, mended and reported as those of front matter are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from graphbuild.ingest import ingest
from graphbuild.ingest.dates import gdelt, rfc822
from graphbuild.ingest.facts import Facts
from graphbuild.ingest.layout import Layout, article
from graphbuild.problems import Report
from graphbuild.records import Alternate, Article, Source
from tests.conftest import Write

LIKE_FRONT_MATTER = Layout(
    ("webUrl", "ampWebUrl"),
    title=("title",),
    excerpt=("excerpt",),
    published_at=("publishedDateTime",),
    type=("type",),
    topics=("topics",),
    images=("images",),
    quality=("quality",),
    default_type=None,
)


def facts(values: dict[str, Any], **how: Any) -> tuple[Facts, Report]:
    report = Report("a.x")
    return Facts(values, 7, report, **how), report


def made(values: dict[str, Any], layout: Layout = LIKE_FRONT_MATTER, **how: Any) -> tuple[Article | None, list[str]]:
    found, report = facts(values, **how)
    return article(found, "a.x", layout), [str(row) for row in report.rows]


def test_equal_facts_are_equal_records_whatever_the_format(write: Write) -> None:
    path = write(
        "a.x", "title: AT&amp;T  unit", "webUrl: https://e.org/a b", "ampWebUrl: https://e.org/amp",
        "publishedDateTime: 2020-08-14T19:08:00-04:00", "type: Article", "quality: 3", "topics: [AI, Police]",
        "images: [{url: /a.png, width: 20}]", "excerpt: Cut off…",
    )  # fmt: skip
    result = ingest([path])
    [own] = result.records
    assert isinstance(own, Article)
    other, rows = made(
        {
            "title": "AT&amp;T  unit", "webUrl": "https://e.org/a b", "ampWebUrl": "https://e.org/amp",
            "publishedDateTime": "2020-08-14T19:08:00-04:00", "type": "Article", "quality": 3,
            "topics": ["AI", "Police"], "images": [{"url": "/a.png", "width": 20}], "excerpt": "Cut off…",
        },
        typed=True,
    )  # fmt: skip
    assert other is not None
    for name in ("address", "title", "excerpt", "published_at", "type", "quality", "topics", "images"):
        assert getattr(other, name) == getattr(own, name), name
    assert sorted(row.split(": ", 1)[1] for row in rows) == sorted(
        str(row).split(": ", 1)[1] for row in result.problems
    )


@pytest.mark.parametrize(
    ("typed", "value", "rows"),
    [(False, "3", 0), (True, 3, 0), (True, "3", 1), (True, "three", 1), (False, "three", 1), (True, True, 1)],
)
def test_a_number_in_quotes_is_a_doubt_only_where_the_format_tells_them_apart(
    typed: bool, value: object, rows: int
) -> None:
    found, report = facts({"n": value}, typed=typed)
    assert (found.number("n") == 3) == (value in ("3", 3))
    assert len(report.rows) == rows


def test_null_is_a_word_where_all_is_text() -> None:
    assert facts({"title": "null"})[0].text("title") == "null"
    assert facts({"title": None})[0].text("title") is None
    assert facts({"title": ""})[0].text("title") is None


def test_a_field_may_have_a_line_of_its_own() -> None:
    found, report = facts({"title": "a  b", "url": "x"}, lines={"title": 9}, path="item.")
    found.text("title")
    found.address("url")
    assert [str(row).partition(": ")[0] + ": " + row.field for row in report.rows] == [
        "a.x:9: item.title", "a.x:7: item.url",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-08-14", date(2020, 8, 14)),
        ("2020-08-14T23:08Z", datetime(2020, 8, 14, 23, 8, tzinfo=UTC)),
        ("Fri, 14 Aug 2020 19:08:00 EDT", datetime(2020, 8, 14, 23, 8, tzinfo=UTC)),
        ("20200814230800", datetime(2020, 8, 14, 23, 8, tzinfo=UTC)),
        ("30 Feb 2020 10:00:00 GMT", None),
        ("20201345", None),
        ("2020", None),
        ("soon", None),
    ],
)
def test_dates_in_the_forms_that_a_format_knows(text: str, expected: date | None) -> None:
    found, report = facts({"date": text}, dates=(rfc822, gdelt))
    assert found.date("date") == expected
    assert [row.kind for row in report.rows] == ([] if expected else ["lost"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("en", "en"), ("en_gb", "en-GB"), ("ZH-hans", "zh-Hans"), ("English", None), ("e", None), ("en US", None)],
)
def test_languages(text: str, expected: str | None) -> None:
    item, rows = made({"u": "https://e.org/a", "t": "T", "l": text}, Layout(("u",), title=("t",), language=("l",)))
    assert item is not None
    assert item.language == expected
    assert len(rows) == (expected is None)


def test_an_article_without_a_usable_address_is_left_out_and_said() -> None:
    assert made({"title": "T"}) == (None, ["a.x:7: webUrl: no address (“T”); article left out"])
    assert made({"webUrl": "mailto:a@b.c"})[1] == [
        "a.x:7: webUrl: not a web address (http or https) (“mailto:a@b.c”); article left out"
    ]


def test_other_addresses_are_alternates_unless_they_are_front_pages() -> None:
    layout = Layout(("a", "b", "c", "d"), title=("t",))
    addresses = {"a": "https://e.org/1", "b": "https://e.org/1", "c": "https://e.org/", "d": "https://m.e.org/2"}
    item, rows = made({"t": "T", **addresses}, layout, lines={"d": 9})
    assert item is not None
    assert item.alternates == (Alternate("d", "https://m.e.org/2", 2),)
    assert [row.split(": ")[1] for row in rows] == ["c"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": "News", "site": "https://www.news.example/x"}, ("news.example", "News")),
        ({"site": "News.example"}, ("news.example", None)),
        ({"name": "News"}, (None, "News")),
        ({}, ("e.org", None)),
    ],
)
def test_the_publisher_is_the_one_that_is_named_else_the_site(
    values: dict[str, str], expected: tuple[str | None, str | None]
) -> None:
    layout = Layout(("u",), title=("t",), publisher=("name",), publisher_address=("site",))
    item, _ = made({"u": "https://www.e.org/a", "t": "T", **values}, layout)
    assert item is not None
    assert isinstance(item.source, Source)
    assert (item.source.domain, item.source.name) == expected


def test_fields_that_no_one_asks_for_are_counted() -> None:
    found, report = facts({"webUrl": "https://e.org/a", "title": "T", "mood": "x"}, path="item.")
    article(found, "a.x", LIKE_FRONT_MATTER)
    assert report.unknown == {"item.mood": 1}


def test_a_date_before_there_were_newspapers_is_none() -> None:
    report = Report("a.xml")
    facts = Facts({"pubDate": "Mon, 01 Jan 0001 00:00:00 GMT"}, 3, report, dates=(rfc822,))
    assert facts.date("pubDate") is None
    [row] = report.rows
    assert (row.kind, row.line, row.what) == ("lost", 3, "a date before there were newspapers")
