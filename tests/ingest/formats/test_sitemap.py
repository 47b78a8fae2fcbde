"""Sitemaps in, articles out."""

from __future__ import annotations

from datetime import UTC, datetime

from graphbuild.records import Alternate, Image
from tests.ingest.formats.reads import Read

NEWS = """<news:news><news:publication><news:name>Harbour News</news:name><news:language>en</news:language>
</news:publication>
<news:publication_date>2020-08-14T19:08:00-04:00</news:publication_date><news:title>A ship</news:title>
<news:keywords>sea, trade</news:keywords></news:news>"""


def sitemap(*urls: str) -> str:
    body = "\n".join(f"<url>{url}</url>" for url in urls)
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
        f'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n{body}\n</urlset>'
    )


def test_a_page_with_news_is_an_article(parsed: Read) -> None:
    article = parsed(sitemap("<loc>https://www.harbour.example/a</loc>" + NEWS)).article
    assert (article.address, article.title) == ("https://www.harbour.example/a", "A ship")
    assert article.published_at == datetime(2020, 8, 14, 23, 8, tzinfo=UTC)
    assert (article.topics, article.language) == (("sea", "trade"), "en")
    assert article.source is not None
    assert (article.source.name, article.source.domain) == ("Harbour News", "harbour.example")
    assert article.origin.line == 2


def test_pictures_and_the_amp_form(parsed: Read) -> None:
    url = (
        "<loc>https://harbour.example/a</loc><image:image><image:loc>https://i.example/1.jpg</image:loc></image:image>"
        "<image:image><image:loc>https://i.example/2.jpg</image:loc></image:image>"
        '<xhtml:link rel="amphtml" href="https://harbour.example/a/amp.html"/>'
    )
    article = parsed(sitemap(url + NEWS)).article
    assert article.images == (Image("https://i.example/1.jpg"), Image("https://i.example/2.jpg"))
    assert article.alternates == (Alternate("amphtml", "https://harbour.example/a/amp.html", 0),)


def test_pages_without_news_are_left_out_in_one_line(parsed: Read) -> None:
    result = parsed(sitemap("<loc>https://e.org/about</loc>", "<loc>https://e.org/tags</loc>"))
    assert result.records == []
    [row] = result.problems
    assert (row.kind, row.done, row.times) == ("lost", "left out", 2)


def test_an_index_of_sitemaps_is_not_followed(parsed: Read) -> None:
    text = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://e.org/1.xml</loc></sitemap>'
    result = parsed(text + "</sitemapindex>")
    assert result.said() == [("an index of sitemaps", "the sitemaps it names are not fetched")]


def test_an_empty_sitemap_is_one_line(parsed: Read) -> None:
    assert parsed(sitemap()).said() == [("a sitemap without pages", "nothing to take")]
