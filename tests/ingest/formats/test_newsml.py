"""IPTC NewsML-G2 in, articles out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graphbuild.records import Image
from tests.ingest.formats.reads import Read

XMLNS = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
META = """<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:Wire"><name>Wire Service</name></provider>
<versionCreated>2020-08-14T19:08:00-04:00</versionCreated><pubStatus qcode="stat:usable"/></itemMeta>"""
CONTENT = """<contentMeta><by>Ann Lee</by><language tag="en-GB"/>
<subject qcode="medtop:1"><name>Ports</name></subject><subject qcode="medtop:2"/>
<subject type="cpnat:person" qcode="p:1"/>
<headline>A ship</headline><description role="drol:summary">It sails.</description></contentMeta>"""
GUID = "urn:newsml:wire.example:20200814:ship"


def item(meta: str = META, content: str = CONTENT, rest: str = "", guid: str = GUID) -> str:
    start = f'<?xml version="1.0"?>\n<newsItem {XMLNS} guid="{guid}" version="1" xml:lang="en">'
    return f"{start}{meta}{content}{rest}</newsItem>"


def test_an_item_is_an_article(parsed: Read) -> None:
    result = parsed(item(rest='<assert qcode="medtop:2"><name>Trade</name></assert>'))
    article = result.article
    assert (article.address, article.title, article.excerpt) == (GUID, "A ship", "It sails.")
    assert article.published_at == datetime(2020, 8, 14, 23, 8, tzinfo=UTC)
    assert (article.type, article.language, article.authors) == ("article", "en-GB", ("Ann Lee",))
    assert article.topics == ("Ports", "Trade")
    assert article.source is not None
    assert (article.source.name, article.source.domain) == ("Wire Service", "wire.example")
    assert article.origin.line == 2
    assert result.problems == []
    assert result.unknown == {"subject (person)": 1}


def test_the_first_version_gives_the_date(parsed: Read) -> None:
    meta = META.replace("<pubStatus", "<firstCreated>2020-08-13T10:00:00Z</firstCreated><pubStatus")
    assert parsed(item(meta)).article.published_at == datetime(2020, 8, 13, 10, tzinfo=UTC)


def test_the_content_gives_links_and_a_summary_where_there_is_none(parsed: Read) -> None:
    body = (
        '<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        '<title>Not this</title></head><body><p>See <a href="https://x.example/b">b</a>.</p></body></html></inlineXML></contentSet>'
    )
    content = CONTENT.replace('<description role="drol:summary">It sails.</description>', "")
    article = parsed(item(content=content, rest=body)).article
    assert article.excerpt == "See b."
    assert [(link.address, link.text) for link in article.references] == [("https://x.example/b", "b")]


def test_pictures(parsed: Read) -> None:
    rest = (
        '<contentSet><remoteContent contenttype="image/jpeg" href="https://i.example/a.jpg" width="600" height="400"/>'
        '<remoteContent contenttype="video/mp4" href="https://i.example/a.mp4"/></contentSet>'
    )
    meta = META.replace("ninat:text", "ninat:picture")
    article = parsed(item(meta, rest=rest)).article
    assert (article.type, article.images) == ("picture", (Image("https://i.example/a.jpg", 600, 400),))


def test_a_page_of_the_web_is_the_address_and_the_identifier_another(parsed: Read) -> None:
    rest = '<contentSet><remoteContent contenttype="text/html" href="https://wire.example/ship"/></contentSet>'
    article = parsed(item(rest=rest)).article
    assert article.address == "https://wire.example/ship"
    assert [other.address for other in article.alternates] == [GUID]


def test_see_also_is_a_related_list(parsed: Read) -> None:
    links = '<link rel="irel:seeAlso" href="https://wire.example/b"><title>B</title></link>'
    links += '<link rel="irel:derivedFrom" residref="urn:x:1"/>'
    article = parsed(item(META.replace("</itemMeta>", f"{links}</itemMeta>"))).article
    assert [(listing.position, listing.item.address, listing.item.title) for listing in article.listings] == [
        (1, "https://wire.example/b", "B")
    ]


def test_a_package_has_its_items_as_parts(parsed: Read) -> None:
    package = (
        f'<packageItem {XMLNS} guid="tag:wire.example,2020:top" version="1">'
        f"{META.replace('ninat:text', 'ninat:composite')}"
        "<contentMeta><headline>Top</headline></contentMeta><groupSet root='g'><group id='g'>"
        f'<itemRef residref="{GUID}"><title>A ship</title><description>It sails.</description></itemRef>'
        '<itemRef href="https://wire.example/b"/></group></groupSet></packageItem>'
    )
    top, ship = parsed(package).articles
    assert (top.type, top.title, top.parts) == ("collection", "Top", (GUID, "https://wire.example/b"))
    assert (ship.address, ship.title, ship.excerpt) == (GUID, "A ship", "It sails.")
    assert top.listings == ()


def test_a_message_holds_many_items(parsed: Read) -> None:
    items = "\n".join(item(guid=f"{GUID}-{number}").partition("\n")[2] for number in (1, 2))
    result = parsed(f"<newsMessage {XMLNS}><header/><itemSet>\n{items}</itemSet></newsMessage>")
    assert [article.address for article in result.articles] == [f"{GUID}-1", f"{GUID}-2"]


def test_an_item_that_was_canceled_is_removed(parsed: Read) -> None:
    assert parsed(item(META.replace("stat:usable", "stat:canceled"))).article.removed is True


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f'<conceptItem {XMLNS} guid="{GUID}"/>', "a concept item, which is no article"),
        (f'<planningItem {XMLNS} guid="{GUID}"/>', "a planning item, which is no article"),
        (item(guid="N1"), "neither a web address nor a URN or tag"),
        (item(guid=""), "no address"),
        (f"<newsMessage {XMLNS}/>", "a message without items"),
    ],
)
def test_what_is_no_article_is_one_line(parsed: Read, text: str, what: str) -> None:
    result = parsed(text)
    assert result.records == []
    assert [row.what for row in result.problems] == [what]
