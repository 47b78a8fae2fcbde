"""JSON Feed in, articles out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from graphbuild.records import Image
from tests.ingest.formats.reads import Read


def feed(*items: Any, **head: Any) -> str:
    top = {"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "home_page_url": "https://quay.example/"}
    return json.dumps(top | head | {"items": list(items)}, indent=1)


ITEM = {"id": "1", "url": "https://quay.example/a", "title": "A", "date_published": "2020-08-14T19:08:00-04:00"}


def test_an_item_is_an_article(parsed: Read) -> None:
    article = parsed(feed(ITEM | {"summary": "Short.", "tags": ["Sea", "Trade"], "language": "fr"})).article
    assert (article.address, article.title, article.excerpt) == ("https://quay.example/a", "A", "Short.")
    assert article.published_at == datetime(2020, 8, 14, 23, 8, tzinfo=UTC)
    assert (article.topics, article.language) == (("Sea", "Trade"), "fr")
    assert article.source is not None
    assert (article.source.name, article.source.domain) == ("Quay", "quay.example")


def test_every_item_knows_its_line(parsed: Read) -> None:
    text = feed(ITEM, ITEM | {"url": "https://quay.example/b"})
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line == "  {"]
    assert [article.origin.line for article in parsed(text).articles] == lines


def test_a_head_that_comes_last(parsed: Read) -> None:
    text = json.dumps({"version": "https://jsonfeed.org/version/1", "items": [ITEM], "title": "Quay",
                       "home_page_url": "https://quay.example"})  # fmt: skip
    source = parsed(text).article.source
    assert source is not None
    assert source.name == "Quay"


def test_content_gives_the_links_and_a_summary_where_there_is_none(parsed: Read) -> None:
    html = '<p>See <a href="/b">b</a>.</p><script>x()</script>'
    article = parsed(feed(ITEM | {"content_html": html})).article
    assert article.excerpt == "See b."
    assert [(link.address, link.text) for link in article.references] == [("https://quay.example/b", "b")]


def test_the_page_that_an_item_is_about_is_a_reference(parsed: Read) -> None:
    article = parsed(feed(ITEM | {"external_url": "https://x.example/"})).article
    assert [link.address for link in article.references] == ["https://x.example/"]


def test_pictures_and_authors(parsed: Read) -> None:
    item = ITEM | {
        "image": "https://i.example/a.png",
        "attachments": [{"url": "https://i.example/b.jpg", "mime_type": "image/jpeg"},
                        {"url": "https://i.example/c.mp3", "mime_type": "audio/mpeg"}],
    }  # fmt: skip
    article = parsed(feed(item, authors=[{"name": "Ann"}])).article
    assert article.images == (Image("https://i.example/a.png"), Image("https://i.example/b.jpg"))
    assert article.authors == ("Ann",)
    assert parsed(feed(item | {"author": {"name": "Bo"}})).article.authors == ("Bo",)


def test_an_id_is_the_address_where_there_is_no_other(parsed: Read) -> None:
    assert parsed(feed({"id": "https://quay.example/1", "title": "A"})).article.address == "https://quay.example/1"


@pytest.mark.parametrize(
    ("items", "what"),
    [
        (["text"], "an item that is no object"),
        ([{"title": "A"}], "no address"),
        ([{"url": 5, "title": {}}], "not a web address (http or https)"),
        ([], "a feed without items"),
    ],
)
def test_what_is_no_item_is_one_line(parsed: Read, items: list[Any], what: str) -> None:
    result = parsed(feed(*items))
    assert result.records == []
    assert [row.what for row in result.problems if row.kind == "lost"][:1] == [what]


def test_wrong_kinds_cost_their_field(parsed: Read) -> None:
    item = ITEM | {"authors": "x", "attachments": {"a": 1}, "content_html": 7, "tags": {"x": 1}, "image": []}
    assert parsed(feed(item)).article.title == "A"


def test_broken_json_keeps_what_came_before(parsed: Read) -> None:
    text = feed(ITEM, ITEM)
    result = parsed(text[: text.rindex("date_published")])
    assert result.said("lost") == [("broken JSON", "the rest of the file left out")]
    assert result.article.title == "A"


@pytest.mark.parametrize("tail", ["[" * 100_000, '[{"id":' * 50_000, '[{"id": ' + "9" * 10_000])
def test_hostile_json_is_one_line(parsed: Read, tail: str) -> None:
    result = parsed('{"version": "https://jsonfeed.org/version/1", "items": ' + tail)
    assert [row.what for row in result.problems] == ["broken JSON"]


@pytest.mark.parametrize("more", [feed(ITEM), "more"])
def test_what_stands_after_the_feed_is_said(parsed: Read, more: str) -> None:
    result = parsed(f"{feed(ITEM)}\n{more}")
    assert result.article.title == "A"
    assert result.said("lost") == [("broken JSON", "the rest of the file left out")]


@pytest.mark.parametrize(
    "other", ["?q3", "javascript:alert(1)", "https://[x/", "https://w3id.org/graphbuild/id/topic/x"]
)
def test_what_an_item_is_about_is_a_web_address(parsed: Read, other: str) -> None:
    """Anything else would be no name in RDF, and no store would read the graph."""
    result = parsed(feed(ITEM | {"external_url": other}))
    assert result.article.references == ()
    assert [(row.kind, row.field, row.value) for row in result.problems] == [("lost", "external_url", other)]
