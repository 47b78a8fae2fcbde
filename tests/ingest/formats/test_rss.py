"""RSS and Atom in, articles out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from graphbuild.records import Alternate, Image
from tests.ingest.formats.reads import Read, Result

HEAD = "<title>Harbour News</title><link>https://harbour.example/</link><language>en-gb</language>"
NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
LINK = "<link>https://harbour.example/a</link>"


def rss(*items: str, head: str = HEAD) -> str:
    body = "\n".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?>\n<rss version="2.0" {NAMESPACES}><channel>{head}\n{body}\n</channel></rss>\n'


def atom(*entries: str, head: str = '<title>Quay</title><link href="https://quay.example/"/>') -> str:
    body = "\n".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}\n{body}\n</feed>'


ENTRY = '<link href="https://quay.example/a"/>'

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://e.org/feed"><title>Old</title><link>https://e.org/</link></channel>
<item rdf:about="https://e.org/a"><title>A ship</title></item>
</rdf:RDF>"""


def test_an_item_is_an_article(parsed: Read) -> None:
    item = (
        f"<title>A ship</title>{LINK}<description>It sails.</description>"
        "<pubDate>Fri, 14 Aug 2020 19:08:00 -0400</pubDate>"
    )
    article = parsed(rss(item)).article
    assert (article.title, article.address, article.excerpt) == ("A ship", "https://harbour.example/a", "It sails.")
    assert article.published_at == datetime(2020, 8, 14, 23, 8, tzinfo=UTC)
    assert (article.type, article.language) == ("article", "en-GB")


def test_every_item_knows_its_line(parsed: Read) -> None:
    result = parsed(rss(f"<title>A</title>{LINK}", "<title>B</title><link>https://harbour.example/b</link>"))
    assert [article.origin.line for article in result.articles] == [3, 4]


def test_a_fact_knows_its_line(parsed: Read) -> None:
    article = parsed(rss(f"<title>A</title>\n{LINK}\n\n<pubDate>2020-08-14</pubDate>")).article
    assert article.origin_of("published_at").line == article.origin.line + 3
    assert article.published_at == date(2020, 8, 14)


def test_an_atom_entry_is_an_article(parsed: Read) -> None:
    entry = (
        '<title>A quay</title><link rel="self" href="https://quay.example/a.atom"/>'
        '<link rel="alternate" type="text/html" href="https://quay.example/a"/><summary>Stone.</summary>'
        "<published>2020-08-14T23:08:00Z</published><updated>2021-01-01T00:00:00Z</updated>"
    )
    article = parsed(atom(entry)).article
    assert (article.title, article.address, article.excerpt) == ("A quay", "https://quay.example/a", "Stone.")
    assert article.published_at == datetime(2020, 8, 14, 23, 8, tzinfo=UTC)
    assert article.source is not None
    assert (article.source.name, article.source.domain) == ("Quay", "quay.example")


def test_a_feed_in_rdf(parsed: Read) -> None:
    article = parsed(RDF).article
    assert (article.title, article.address) == ("A ship", "https://e.org/a")


def test_rdf_that_is_no_feed_is_not_taken_for_one(parsed: Read) -> None:
    result = parsed('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description/></rdf:RDF>')
    assert result.records == []
    assert "a feed without items" not in dict(result.said())


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("AT&amp;T grows", "AT&T grows"),
        ("AT&amp;amp;T grows", "AT&T grows"),
        ("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim"),
        ("<![CDATA[One <i>ship</i><br>two]]>", "One ship two"),
        ("Shares of &lt;MSFT.O&gt; rise", "Shares of <MSFT.O> rise"),
        ("a &lt; b", "a < b"),
        ("&amp;lt;p&amp;gt;Twice&amp;lt;/p&amp;gt;", "Twice"),
        ("<b>Inline</b> markup", "Inline markup"),
    ],
)
def test_a_title_is_text(parsed: Read, stated: str, title: str) -> None:
    assert parsed(rss(f"<title>{stated}</title>{LINK}")).article.title == title


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ('<title type="text">The &lt;blink&gt; tag</title>', "The <blink> tag"),
        ('<title type="html">The &lt;b&gt;tag&lt;/b&gt;</title>', "The tag"),
        ('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">The <b>tag</b></div></title>', "The tag"),
        ('<title mode="base64" type="text/html">VGhlIDxiPnRhZzwvYj4=</title>', "The tag"),
    ],
)
def test_atom_says_what_is_html(parsed: Read, stated: str, title: str) -> None:
    assert parsed(atom(f"{stated}{ENTRY}")).article.title == title


def test_scripts_are_no_summary(parsed: Read) -> None:
    item = (
        f"<title>A</title>{LINK}<description>&lt;p&gt;One&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description>"
    )
    assert parsed(rss(item)).article.excerpt == "One"


def test_of_a_whole_text_the_beginning_is_the_summary_and_this_is_said_once(parsed: Read) -> None:
    text = "A sentence of the text. " * 100
    items = [
        f"<title>{n}</title><link>https://harbour.example/{n}</link><content:encoded>{text}</content:encoded>"
        for n in "ab"
    ]
    result = parsed(rss(*items))
    excerpt = result.articles[0].excerpt or ""
    assert 500 < len(excerpt) <= 1_000
    assert excerpt.endswith("text.")
    [row] = result.problems
    assert (row.what, row.done, row.times) == ("no summary", "the beginning of the text is taken", 2)


def test_a_summary_goes_before_the_content(parsed: Read) -> None:
    item = f"<title>A</title>{LINK}<content:encoded>All of it.</content:encoded><description>Short.</description>"
    assert parsed(rss(item)).article.excerpt == "Short."


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("Fri, 14 Aug 20 19:08 EDT", datetime(2020, 8, 14, 23, 8, tzinfo=UTC)),
        ("14 August 2020 23:08:00 GMT", datetime(2020, 8, 14, 23, 8, tzinfo=UTC)),
        ("Fri, 14 Aug 2020 23:08:00 GMT+02:00", datetime(2020, 8, 14, 21, 8, tzinfo=UTC)),
        ("Fri Aug 14 2020 23:08:00 +0200", datetime(2020, 8, 14, 21, 8, tzinfo=UTC)),
        ("2020-08-14 23:08:00 +0200", datetime(2020, 8, 14, 21, 8, tzinfo=UTC)),
        ("Fri, 14 Aug 2020", date(2020, 8, 14)),
        ("2020-08-14", date(2020, 8, 14)),
    ],
)
def test_dates(parsed: Read, stated: str, moment: date) -> None:
    result = parsed(rss(f"<title>A</title>{LINK}<pubDate>{stated}</pubDate>"))
    assert result.article.published_at == moment
    assert result.problems == []


def test_a_time_without_a_zone_is_reported(parsed: Read) -> None:
    result = parsed(rss(f"<title>A</title>{LINK}<pubDate>14 Aug 2020 23:08:00</pubDate>"))
    assert result.article.published_at == datetime(2020, 8, 14, 23, 8, tzinfo=UTC)
    assert result.said() == [("a time without a time zone", "taken as UTC")]


@pytest.mark.parametrize("stated", ["yesterday", "Fri, 31 Feb 2020 10:00:00 GMT", "2020-13-01"])
def test_a_bad_date_costs_only_itself(parsed: Read, stated: str) -> None:
    result = parsed(rss(f"<title>A</title>{LINK}<pubDate>{stated}</pubDate>"))
    assert result.article.published_at is None
    [row] = result.problems
    assert (row.kind, row.field, row.value) == ("lost", "pubDate", stated)


def test_the_date_of_the_last_change_stands_in_and_this_is_said(parsed: Read) -> None:
    result = parsed(atom(f"<title>A</title>{ENTRY}<updated>2020-08-14T23:08:00Z</updated>"))
    assert result.article.published_at == datetime(2020, 8, 14, 23, 8, tzinfo=UTC)
    assert result.said("noted") == [("no date of publication", "the date of the last change is taken")]


def test_a_feedburner_item_has_the_address_of_its_origin(parsed: Read) -> None:
    item = (
        "<title>A</title><link>http://feeds.feedburner.com/~r/harbour/~3/x/</link>"
        "<feedburner:origLink>https://harbour.example/a</feedburner:origLink>"
    )
    article = parsed(rss(item)).article
    assert article.address == "https://harbour.example/a"
    assert article.alternates == (Alternate("link", "http://feeds.feedburner.com/~r/harbour/~3/x/", 0),)


def test_a_guid_is_another_address_if_it_is_a_permalink(parsed: Read) -> None:
    item = f"<title>A</title>{LINK}<guid>https://harbour.example/?p=1</guid>"
    assert [other.address for other in parsed(rss(item)).article.alternates] == ["https://harbour.example/?p=1"]
    item = f'<title>A</title>{LINK}<guid isPermaLink="false">https://harbour.example/?p=1</guid>'
    assert parsed(rss(item)).article.alternates == ()


def test_a_guid_is_the_address_where_there_is_no_link(parsed: Read) -> None:
    assert (
        parsed(rss("<title>A</title><guid>https://harbour.example/1</guid>")).article.address
        == "https://harbour.example/1"
    )


def test_a_guid_of_several_items_joins_nothing(parsed: Read) -> None:
    guid = "<guid>https://harbour.example/feed-item</guid>"
    result = parsed(
        rss(f"<title>A</title>{LINK}{guid}", f"<title>B</title><link>https://harbour.example/b</link>{guid}")
    )
    assert result.articles[1].alternates == ()
    assert ("a guid that another item has too", "not taken as an address of this one") in result.said("changed")


def test_an_amp_form_is_another_address(parsed: Read) -> None:
    article = parsed(atom(f'<title>A</title>{ENTRY}<link rel="amphtml" href="https://quay.example/a.amp"/>')).article
    assert article.alternates == (Alternate("amphtml", "https://quay.example/a.amp", 0),)


def test_an_item_without_an_address_is_one_line(parsed: Read) -> None:
    result = parsed(rss("<title>Lost</title><guid isPermaLink='false'>7</guid>", f"<title>A</title>{LINK}"))
    assert [article.title for article in result.articles] == ["A"]
    [row] = result.problems
    assert (row.kind, row.line, row.what, row.done, row.value) == ("lost", 3, "no address", "article left out", "Lost")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_an_address_that_is_none_is_refused(parsed: Read, address: str) -> None:
    result = parsed(rss(f"<title>A</title><link>{address}</link>"))
    assert result.records == []
    assert result.said("lost") == [("not a web address (http or https)", "article left out")]


def test_a_relative_address_is_below_the_stated_base(parsed: Read) -> None:
    text = atom('<title>A</title><link href="a"/>').replace("<feed ", '<feed xml:base="https://quay.example/2020/" ')
    result = parsed(text)
    assert result.article.address == "https://quay.example/2020/a"
    assert result.problems == []


def test_a_relative_address_is_below_the_feeds_site_and_this_is_said(parsed: Read) -> None:
    result = parsed(rss("<title>A</title><link>/a</link>"))
    assert result.article.address == "https://harbour.example/a"
    assert result.said("changed") == [("a relative address", "taken as below https://harbour.example/")]


def test_a_base_that_is_not_of_the_web_is_no_base(parsed: Read) -> None:
    text = atom('<title>A</title><link href="a"/>', head="").replace("<feed ", '<feed xml:base="file:///etc/" ')
    assert parsed(text).said("lost") == [("not a web address (http or https)", "article left out")]


def source_of(result: Result) -> tuple[str | None, str | None]:
    source = result.article.source
    assert source is not None
    return source.name, source.domain


def test_the_publisher_is_that_of_the_feed(parsed: Read) -> None:
    assert source_of(parsed(rss(f"<title>A</title>{LINK}"))) == ("Harbour News", "harbour.example")


def test_the_publisher_of_a_gathered_item_is_its_own_site(parsed: Read) -> None:
    assert source_of(parsed(rss("<title>A</title><link>https://other.example/a</link>"))) == (None, "other.example")


def test_a_section_of_a_site_is_the_site(parsed: Read) -> None:
    assert source_of(parsed(rss("<title>A</title><link>https://www.news.harbour.example/a</link>"))) == (
        "Harbour News", "harbour.example",
    )  # fmt: skip


def test_the_source_element_names_the_publisher(parsed: Read) -> None:
    item = (
        '<title>A</title><link>https://gather.example/a</link><source url="https://www.quay.example/rss">Quay</source>'
    )
    assert source_of(parsed(rss(item))) == ("Quay", "quay.example")


def test_the_source_of_an_atom_entry_names_the_publisher(parsed: Read) -> None:
    entry = (
        '<title>A</title><link href="https://quay.example/a"/><source><title>Origin</title>'
        '<link rel="self" href="https://x.example/"/><link href="https://origin.example/"/></source>'
    )
    assert source_of(parsed(atom(entry))) == ("Origin", "origin.example")


def test_a_feed_whose_head_comes_last(parsed: Read) -> None:
    text = rss(f"<title>A</title>{LINK}", head="").replace("</channel>", HEAD + "</channel>")
    assert source_of(parsed(text)) == ("Harbour News", "harbour.example")


def test_the_title_of_an_image_is_not_that_of_the_feed(parsed: Read) -> None:
    head = "<image><title>Logo</title><link>https://logo.example/</link></image>" + HEAD
    assert source_of(parsed(rss(f"<title>A</title>{LINK}", head=head))) == ("Harbour News", "harbour.example")


def test_categories_are_topics(parsed: Read) -> None:
    item = (
        f"<title>A</title>{LINK}<category>Ships</category><category>AT&amp;amp;T</category>"
        "<dc:subject>Ports</dc:subject>"
    )
    assert parsed(rss(item)).article.topics == ("Ships", "AT&T", "Ports")
    entry = f'<title>A</title>{ENTRY}<category term="t" label="Trade"/><category term="sea"/>'
    assert parsed(atom(entry)).article.topics == ("Trade", "sea")


def test_that_a_post_is_a_post_is_no_topic(parsed: Read) -> None:
    kind = '<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#post"/>'
    assert parsed(atom(f"<title>A</title>{ENTRY}{kind}")).article.topics == ()


def test_pictures(parsed: Read) -> None:
    item = (
        f'<title>A</title>{LINK}<media:content url="https://i.example/a.jpg" medium="image" width="600" height="400"/>'
        '<media:content url="https://i.example/a.mp4" type="video/mp4"/>'
        '<enclosure url="https://i.example/b.png" type="image/png" length="1"/>'
        '<enclosure url="https://i.example/c.mp3" type="audio/mpeg" length="1"/>'
        '<media:thumbnail url="https://i.example/small.jpg"/>'
    )
    assert parsed(rss(item)).article.images == (
        Image("https://i.example/a.jpg", 600, 400), Image("https://i.example/b.png"),
    )  # fmt: skip


def test_a_thumbnail_is_the_picture_where_there_is_no_other(parsed: Read) -> None:
    item = f'<title>A</title>{LINK}<media:thumbnail url="https://i.example/small.jpg"/>'
    assert parsed(rss(item)).article.images == (Image("https://i.example/small.jpg"),)


def test_authors_are_names(parsed: Read) -> None:
    item = f"<title>A</title>{LINK}<dc:creator>Ann Lee</dc:creator><author>bo@e.org (Bo Ek)</author>"
    assert parsed(rss(item)).article.authors == ("Ann Lee", "Bo Ek")


def test_a_mail_address_is_no_author(parsed: Read) -> None:
    result = parsed(rss(f"<title>A</title>{LINK}<author>bo@e.org</author>"))
    assert result.article.authors == ()
    assert result.said("lost") == [("a mail address where a name should stand", "left out")]


def test_the_author_of_an_atom_feed_is_that_of_its_entries(parsed: Read) -> None:
    head = (
        '<title>Quay</title><link href="https://quay.example/"/><author><name>Cy</name><email>c@e.org</email></author>'
    )
    assert parsed(atom(f"<title>A</title>{ENTRY}", head=head)).article.authors == ("Cy",)


def test_links_in_the_content_are_references_never_related(parsed: Read) -> None:
    item = (
        f"<title>A</title>{LINK}<description>Short.</description><content:encoded><![CDATA[<p>See <a href='/b'>the\n"
        "other</a>, <a href='https://x.example/c'>c</a> and <a href='https://harbour.example/a'>itself</a></p>]]>"
        "</content:encoded>"
    )
    article = parsed(rss(item)).article
    assert [(link.position, link.address, link.text) for link in article.references] == [
        (1, "https://harbour.example/b", "the other"), (2, "https://x.example/c", "c"),
    ]  # fmt: skip
    assert article.listings == ()


def test_what_atom_calls_related_is_a_reference(parsed: Read) -> None:
    article = parsed(atom(f'<title>A</title>{ENTRY}<link rel="related" href="https://x.example/" title="X"/>')).article
    assert [(link.address, link.text) for link in article.references] == [("https://x.example/", "X")]
    assert article.listings == ()


def test_the_language_is_the_nearest_that_is_stated(parsed: Read) -> None:
    text = atom(f'<title xml:lang="fr">A</title>{ENTRY}').replace("<feed ", '<feed xml:lang="en" ')
    assert parsed(text).article.language == "fr"


def test_what_is_not_read_is_counted(parsed: Read) -> None:
    assert parsed(rss(f"<title>A</title>{LINK}<comments>https://e.org/c</comments>")).unknown == {"comments": 1}


def test_a_feed_without_items_is_one_line(parsed: Read) -> None:
    assert parsed(rss()).said() == [("a feed without items", "nothing to take")]


def test_a_feed_is_known_by_what_it_is_not_by_its_name(parsed: Read) -> None:
    assert parsed(rss(f"<title>A</title>{LINK}"), name="download.html").article.title == "A"


def test_equal_files_give_equal_records(parsed: Read) -> None:
    text = rss(f"<title>A</title>{LINK}<category>x</category>")
    assert parsed(text).records == parsed(text).records
