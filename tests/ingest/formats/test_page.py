"""Saved web pages, as sites write them and as they are attacked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.ingest.formats.reads import Read

JSONLD = """{
  "@context": "https://schema.org", "@type": "NewsArticle",
  "headline": "City pauses face recognition", "description": "The council voted.",
  "datePublished": "2020-08-14T19:08:00-04:00", "inLanguage": "en",
  "author": [{"@type": "Person", "name": "Ada Writer"}, "Bo Scribe"],
  "publisher": {"@type": "Organization", "name": "The Example", "url": "https://example.org/"},
  "image": {"@type": "ImageObject", "url": "https://example.org/a.jpg", "width": 640, "height": "480px"},
  "keywords": "police, privacy", "articleSection": "News", "wordCount": 400
}"""
HEAD = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>City pauses face recognition – The Example</title>
<link rel="canonical" href="https://example.org/news/pause">
"""


def page(head: str = "", body: str = "", jsonld: str | None = JSONLD) -> str:
    script = f'<script type="application/ld+json">{jsonld}</script>' if jsonld is not None else ""
    return f"{HEAD}{head}{script}</head><body>{body}</body></html>"


def test_json_ld_gives_the_facts(parsed: Read) -> None:
    article = parsed(page()).article
    assert article.address == "https://example.org/news/pause"
    assert article.title == "City pauses face recognition"
    assert article.excerpt == "The council voted."
    assert article.published_at == datetime(2020, 8, 14, 23, 8, tzinfo=UTC)
    assert article.authors == ("Ada Writer", "Bo Scribe")
    assert article.topics == ("police", "privacy")
    assert (article.language, article.type, article.category) == ("en", "article", "news")
    assert article.source is not None
    assert (article.source.name, article.source.domain) == ("The Example", "example.org")
    [image] = article.images
    assert (image.address, image.width, image.height) == ("https://example.org/a.jpg", 640, 480)


def test_what_is_not_read_of_json_ld_is_counted(parsed: Read) -> None:
    assert parsed(page()).unknown == {"JSON-LD.wordCount": 1}


@pytest.mark.parametrize(
    "jsonld",
    [
        f"<!-- {JSONLD} -->",
        f"//<![CDATA[\n{JSONLD}\n//]]>",
        f"/*<![CDATA[*/ {JSONLD} /*]]>*/",
        JSONLD.replace('"wordCount": 400', '"wordCount": 400,') + ";",
        JSONLD.replace("The council voted.", "The council\nvoted."),
        f"[{JSONLD}]",
        f'{{"@graph": [{{"@type": "WebSite", "name": "x"}}, {JSONLD}]}}',
        f'{{"@type": "WebPage", "mainEntity": {JSONLD}}}',
        JSONLD.replace('"NewsArticle"', '["NewsArticle", "Thing"]').replace("https://schema", "http://schema"),
        JSONLD.replace('"headline"', '/* by hand */ "headline"'),
    ],
)
def test_json_ld_is_read_as_sites_write_it(parsed: Read, jsonld: str) -> None:
    result = parsed(page(jsonld=jsonld))
    assert result.article.title == "City pauses face recognition"
    assert result.article.authors == ("Ada Writer", "Bo Scribe")
    assert not result.said("lost")


def test_references_within_json_ld_are_followed(parsed: Read) -> None:
    graph = """{"@graph": [{"@type": "NewsArticle", "headline": "H", "publisher": {"@id": "#org"},
      "author": {"@id": "#a"}}, {"@type": "Organization", "@id": "#org", "name": "The Example"},
      {"@type": "Person", "@id": "#a", "name": "Ada"}]}"""
    article = parsed(page(jsonld=graph)).article
    assert article.source is not None
    assert (article.source.name, article.authors) == ("The Example", ("Ada",))


def test_broken_json_ld_costs_itself_alone(parsed: Read) -> None:
    result = parsed(page(jsonld='{"@type": "NewsArticle", "headline": '))
    assert result.article.title == "City pauses face recognition – The Example"
    assert result.said("lost") == [("broken JSON", "left out; the rest of the page is read")]


def test_json_ld_wins_over_open_graph_and_dates_that_differ_are_noted(parsed: Read) -> None:
    head = '<meta property="og:title" content="Other"><meta property="article:published_time" content="2020-09-01">'
    result = parsed(page(head))
    assert result.article.title == "City pauses face recognition"
    assert str(result.article.published_at)[:10] == "2020-08-14"
    assert result.said("noted") == [("JSON-LD and OpenGraph give different dates", "JSON-LD is taken")]


def test_open_graph_fills_what_json_ld_has_not(parsed: Read) -> None:
    head = """<meta property="og:type" content="article"><meta property="og:title" content="A title">
    <meta property="og:image" content="/b.png"><meta property="og:image:width" content="20">
    <meta property="og:image:height" content="10"><meta property="article:tag" content="One">
    <meta property="article:tag" content="Two"><meta property="og:site_name" content="The Example">
    <meta property="article:author" content="https://facebook.com/ada"><meta name="author" content="By Ada">"""
    article = parsed(page(head, jsonld=None)).article
    assert (article.title, article.type, article.topics, article.authors) == (
        "A title",
        "article",
        ("One", "Two"),
        ("Ada",),
    )
    assert [(image.address, image.width) for image in article.images] == [("https://example.org/b.png", 20)]
    assert article.source is not None
    assert (article.source.name, article.source.domain) == ("The Example", "example.org")


def test_microdata_is_read(parsed: Read) -> None:
    body = """<div itemscope itemtype="http://schema.org/NewsArticle">
    <h2><a itemprop="headline" href="/x">Told here</a></h2>
    <span itemprop="author" itemscope itemtype="http://schema.org/Person"><b itemprop="name">Ada</b> —</span>
    <time itemprop="datePublished" datetime="2020-08-14">today</time></div>"""
    article = parsed(page(body=body, jsonld=None)).article
    assert (article.title, article.authors, str(article.published_at)) == ("Told here", ("Ada",), "2020-08-14")
    assert article.type == "article"


def test_other_addresses_are_alternates(parsed: Read) -> None:
    head = """<meta property="og:url" content="https://www.example.org/news/pause?x=1">
    <link rel="amphtml" href="/news/pause/amp"><link rel="shortlink" href="https://exm.pl/1">"""
    alternates = parsed(page(head)).article.alternates
    assert [(other.field, other.address) for other in alternates] == [
        ("og:url", "https://www.example.org/news/pause?x=1"),
        ("link amphtml", "https://example.org/news/pause/amp"),
        ("link shortlink", "https://exm.pl/1"),
    ]


def test_the_original_of_a_text_that_was_taken_over_is_no_alternate(parsed: Read) -> None:
    result = parsed(page('<meta property="og:url" content="https://other.example.net/pause">'))
    assert (result.article.address, result.article.alternates) == ("https://other.example.net/pause", ())
    assert "an address on another site, perhaps of the original" in [what for what, _ in result.said("noted")]


def test_a_saved_page_says_where_it_is_from(parsed: Read) -> None:
    text = "<html><!-- saved from url=(0028)https://example.org/news/pause --><title>T</title><p>x</p></html>"
    assert parsed(text).article.address == "https://example.org/news/pause"


def test_an_address_of_the_wayback_machine_is_unwrapped(parsed: Read) -> None:
    wrapped = HEAD.replace('href="https://', 'href="https://web.archive.org/web/20200815id_/https://')
    assert parsed(f"{wrapped}</head>").article.address == "https://example.org/news/pause"


def test_a_page_without_an_address_is_one_problem(parsed: Read) -> None:
    result = parsed("<!doctype html><title>T</title><p>text", "page.html")
    assert not result.records
    assert [(row.kind, row.value) for row in result.problems] == [("lost", "T")]


def test_a_front_page_is_no_article(parsed: Read) -> None:
    front = HEAD.replace("/news/pause", "/")
    assert parsed(f"{front}</head>").said() == [("a front page or a list of pages, not an article", "file left out")]


def test_articles_that_a_front_page_describes_are_read(parsed: Read) -> None:
    items = """{"@type": "ItemList", "itemListElement": [
      {"@type": "ListItem", "item": {"@type": "NewsArticle", "headline": "One", "url": "/1",
        "datePublished": "2020-01-02"}},
      {"@type": "ListItem", "item": {"@type": "NewsArticle", "headline": "Two", "url": "/2"}}]}"""
    text = f'{HEAD.replace("/news/pause", "/")}<script type="application/ld+json">{items}</script>'
    assert [(article.address, article.title) for article in parsed(text).articles] == [
        ("https://example.org/1", "One"),
        ("https://example.org/2", "Two"),
    ]


def test_of_several_articles_the_one_of_this_address_is_taken(parsed: Read) -> None:
    others = """[{"@type": "NewsArticle", "headline": "Another", "url": "https://example.org/other"},
      {"@type": "NewsArticle", "headline": "This", "mainEntityOfPage": {"@id": "https://example.org/news/pause"}}]"""
    assert parsed(page(jsonld=others)).article.title == "This"


BODY = """<nav><p>A long line of text in a menu <a href="/menu">Menu</a></p></nav>
<article>
<p>The council voted on Tuesday, <a href="/news/before">as expected</a>, after a
<a
  href="https://paper.example.net/report">report on
 the system</a> came out.</p>
<p><a href="/news/more">Read more: another story</a></p>
<p>Share this long story with friends <a href="https://www.facebook.com/sharer/sharer.php?u=x">here</a></p>
<p>Back to the top of this long page: <a href="#top">top</a>, <a href="mailto:a@example.org">mail</a></p>
<div class="related-articles"><ul><li>Also of some interest to you: <a href="/news/related">Related</a></li></ul></div>
</article><footer><p>All rights reserved by the publisher <a href="/about">About</a></p></footer>"""


def test_links_of_the_text_are_references_with_their_lines(parsed: Read) -> None:
    text = page(body=BODY, jsonld=None)
    lines = text.split("\n")
    references = parsed(text).article.references
    assert [(link.position, link.address, link.text) for link in references] == [
        (1, "https://example.org/news/before", "as expected"),
        (2, "https://paper.example.net/report", "report on the system"),
    ]
    assert "/news/before" in lines[references[0].line - 1]
    assert "https://paper.example.net/report" in lines[references[1].line - 1]
    assert not parsed(text).article.listings


@pytest.mark.parametrize(
    ("declared", "encoding", "changed"),
    [
        ("utf-8", "utf-8", False),
        ("iso-8859-1", "cp1252", False),
        ("windows-1251", "cp1251", False),
        ("gb2312", "gb18030", False),
        ("shift_jis", "cp932", False),
        ("utf-8", "cp1252", True),
        ("no-such-thing", "utf-8", True),
        (None, "utf-8", False),
    ],
)
def test_a_page_is_read_in_its_encoding(parsed: Read, declared: str | None, encoding: str, changed: bool) -> None:
    title = {"cp1251": "Полиция", "gb18030": "警察", "cp932": "警察"}.get(encoding, "Café “x”")
    meta = f'<meta charset="{declared}">' if declared else ""
    text = f'<html><head>{meta}<link rel=canonical href="https://example.org/a"><title>{title}</title>'
    result = parsed(text.encode(encoding))
    assert result.article.title == title
    assert bool(result.said("changed")) == changed


def test_a_byte_order_mark_wins(parsed: Read) -> None:
    text = '<meta charset="latin-1"><link rel=canonical href="https://example.org/a"><title>Café</title>'
    assert parsed(b"\xff\xfe" + text.encode("utf-16-le"), "a.html").article.title == "Café"


def test_front_matter_in_an_html_file_is_a_story(parsed: Read) -> None:
    text = f"---\ntitle: Story\nwebUrl: https://example.org/story\n---\n{page()}"
    assert parsed(text, "a.html").article.address == "https://example.org/story"


CASES: dict[str, Any] = {
    "nested elements": page(body="<div>" * 50_000, jsonld=None),
    "attributes": page(body="<a " + " ".join(f"a{number}=1" for number in range(50_000)) + ">", jsonld=None),
    "opened links": page(body="<p>" + "<a href=/x>" * 50_000, jsonld=None),
    "nested JSON": page(jsonld="[" * 100_000),
    "nested objects": page(jsonld='{"a":' * 100_000),
    "spaces in JSON": page(jsonld='{"a": 1' + " " * 500_000 + "x"),
    "quotes in JSON": page(jsonld='"\\' * 200_000),
    "comments in JSON": page(jsonld="{}x" + "/* " * 200_000),
    "blocks of JSON": page("<script type='application/ld+json'>{}</script>" * 20_000),
    "long numbers": page(jsonld='{"@type": "NewsArticle", "headline": ' + "9" * 10_000 + "}"),
    "surrogates": page(jsonld='{"@type": "NewsArticle", "headline": "\\ud800 x", "keywords": "\\udfff"}'),
    "a circle": page(jsonld='{"@graph": [{"@id": "b", "@type": "P", "name": {"@id": "b"}, "x": 1}]}'),
    "wrong types": page(
        jsonld='{"@type": ["NewsArticle", {}, null], "headline": ["a"], "author": [[[1]]], '
        '"image": {"url": {"url": []}}, '
        '"publisher": [1, null, {"name": []}], "datePublished": {"a": 1}, "url": [1, {}], "mainEntityOfPage": true}'
    ),
    "NUL": page(body="\0" * 10_000),
    "addresses": page('<base href="http://["><meta property="og:image" content="http://[">', '<p><a href="//[x">y</a>'),
}


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_page_is_still_a_page(parsed: Read, case: str) -> None:
    assert parsed(CASES[case]).article.address == "https://example.org/news/pause"
