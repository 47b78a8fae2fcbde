"""IPTC ninjs in, articles out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

import graphbuild
from graphbuild.records import Image
from tests.ingest.formats.reads import Read

ONE = {
    "uri": "https://wire.example/items/1", "type": "text", "pubstatus": "usable", "language": "en",
    "versioncreated": "2020-08-14T19:08:00-04:00", "headline": "A ship", "description_text": "It sails.",
    "byline": "By Ann Lee", "copyrightholder": "Wire", "subject": [{"name": "Ports", "code": "1"}],
    "body_xhtml": '<p>See <a href="https://x.example/b">b</a>.</p>',
}  # fmt: skip
THREE = {
    "uri": "https://wire.example/items/1", "type": "text", "pubStatus": "usable", "language": "en",
    "versionCreated": "2020-08-14T19:08:00-04:00",
    "headlines": [{"role": "sub", "value": "x"}, {"role": "main", "value": "A ship"}],
    "descriptions": [{"role": "text", "value": "It sails."}], "by": "By Ann Lee", "copyrightHolder": "Wire",
    "subjects": [{"name": "Ports", "uri": "https://cv.example/1"}],
    "bodies": [{"contentType": "text/html", "value": '<p>See <a href="https://x.example/b">b</a>.</p>'}],
}  # fmt: skip


@pytest.mark.parametrize("item", [ONE, THREE], ids=["1.x", "3.x"])
def test_an_item_is_an_article(parsed: Read, item: dict[str, Any]) -> None:
    result = parsed(json.dumps(item))
    article = result.article
    assert (article.address, article.title, article.excerpt) == ("https://wire.example/items/1", "A ship", "It sails.")
    assert article.published_at == datetime(2020, 8, 14, 23, 8, tzinfo=UTC)
    assert (article.type, article.language, article.authors) == ("article", "en", ("Ann Lee",))
    assert article.topics == ("Ports",)
    assert article.source is not None
    assert (article.source.name, article.source.domain) == ("Wire", "wire.example")
    assert [link.address for link in article.references] == ["https://x.example/b"]
    assert article.listings == ()
    assert result.problems == []


@pytest.mark.parametrize("uri", ["urn:newsml:wire.example:20200814:1", "tag:wire.example,2020:1"])
def test_an_identifier_stands_for_an_item_without_an_address(parsed: Read, uri: str) -> None:
    article = parsed(json.dumps(ONE | {"uri": uri})).article
    assert article.address == uri
    assert article.source is not None
    assert article.source.domain == "wire.example"


@pytest.mark.parametrize("uri", ["item-1", "javascript:alert(1)", 5, ""])
def test_what_is_no_identifier_is_one_line(parsed: Read, uri: object) -> None:
    result = parsed(json.dumps(ONE | {"uri": uri}))
    assert result.records == []
    assert [row.done for row in result.problems] == ["article left out"]


def test_pictures_of_the_item_and_of_its_associations(parsed: Read) -> None:
    rendition = {"href": "https://i.example/a.jpg", "mimetype": "image/jpeg", "width": 600, "height": 400}
    picture = {"uri": "https://wire.example/p", "type": "picture", "renditions": {"big": rendition}}
    article = parsed(json.dumps(ONE | {"associations": {"main": picture}})).article
    assert article.images == (Image("https://i.example/a.jpg", 600, 400),)
    listed = {"renditions": [{"name": "r", "href": "https://i.example/b.jpg", "contentType": "image/jpeg"}]}
    assert parsed(json.dumps(THREE | listed)).article.images == (Image("https://i.example/b.jpg"),)


def test_an_associated_item_is_an_article_and_a_part(parsed: Read) -> None:
    other = {"name": "side", "uri": "https://wire.example/items/2", "type": "text", "headlines": [{"value": "Aside"}]}
    first, second = parsed(json.dumps(THREE | {"associations": [other]})).articles
    assert first.parts == ("https://wire.example/items/2",)
    assert (second.address, second.title) == ("https://wire.example/items/2", "Aside")
    assert first.listings == ()


def test_a_part_is_linked_in_the_graph(tmp_path: Any) -> None:
    other = {"name": "side", "uri": "urn:newsml:wire.example:2020:2", "type": "text", "headlines": [{"value": "Aside"}]}
    (tmp_path / "item.json").write_text(json.dumps(THREE | {"associations": [other]}))
    graph = graphbuild.build(tmp_path)
    [link] = [link for link in graph.links if link.relation == "part"]
    assert (link.start, link.end) == ("https://wire.example/items/1", "urn:newsml:wire.example:2020:2")


def test_an_item_that_was_canceled_is_removed(parsed: Read) -> None:
    result = parsed(json.dumps(ONE | {"pubstatus": "canceled"}))
    assert result.article.removed is True
    assert "pubstatus" not in result.unknown
    assert parsed(json.dumps(ONE)).article.removed is None


def test_an_event_has_its_time(parsed: Read) -> None:
    dates = {"startDate": "2020-08-14T10:00:00Z", "expectedEndDate": "2020-08-15"}
    event = {"uri": "urn:x:1", "type": "event", "title": "Meeting", "eventDetails": {"dates": dates}}
    article = parsed(json.dumps(event)).article
    assert (article.type, article.title) == ("event", "Meeting")
    assert article.starts_at == datetime(2020, 8, 14, 10, tzinfo=UTC)
    assert article.ends_at == date(2020, 8, 15)


def test_a_list_of_items_and_one_a_line(parsed: Read) -> None:
    second = ONE | {"uri": "https://wire.example/items/2"}
    assert [article.origin.line for article in parsed(f"[\n{json.dumps(ONE)},\n\n{json.dumps(second)}]").articles] == [
        2,
        4,
    ]
    assert [article.origin.line for article in parsed(f"{json.dumps(ONE)}\n{json.dumps(second)}\n").articles] == [1, 2]


def test_wrong_kinds_cost_their_field(parsed: Read) -> None:
    wrong = {
        "headline": 5, "headlines": {"a": 1}, "bodies": "x", "descriptions": 7, "renditions": ["x", {"href": 5}],
        "associations": "x", "subject": {"a": "b"}, "infosource": "AP", "pubstatus": {}, "type": ["x"], "byline": {},
    }  # fmt: skip
    assert parsed(json.dumps(ONE | wrong)).article.address == ONE["uri"]


def test_associations_within_associations_end(parsed: Read) -> None:
    item: dict[str, Any] = {"uri": "https://wire.example/0", "headline": "0", "type": "text"}
    for number in range(1, 40):
        item = {"uri": f"https://wire.example/{number}", "headline": "x", "type": "text", "associations": {"a": item}}
    result = parsed(json.dumps(item))
    assert len(result.articles) == 11
    assert result.said("lost") == [("associations nested deeper than 10 levels", "left out")]


def test_a_schema_is_no_item(parsed: Read) -> None:
    result = parsed(json.dumps({"$id": "ninjs-schema", "properties": {"uri": {}, "pubstatus": {}}, "$defs": {}}))
    assert result.records == []
