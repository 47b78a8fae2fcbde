"""One folder of several formats: one article is one node, and what the files disagree on is settled and said."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.check import check
from graphbuild.nodes import Conflict
from graphbuild.records import Origin
from graphbuild.vocabulary import DCT, GB
from tests.restore.test_round_trip import assert_same, through_rdf

ADDRESS = "https://news.example/2020/08/unit"

STORY = """\
---
title: Police Used a Recognition Unit
publishedDateTime: 2020-08-14T23:08:00Z
webUrl: https://news.example/2020/08/unit
type: article
quality: 32
provider:
  name: News
  domain: news.example
---
"""

FEED = """\
<?xml version="1.0"?>
<rss version="2.0"><channel><title>News</title><link>https://news.example/</link>
<description>All</description><language>en-US</language>
<item><title>Police Used A Recognition Unit in a Siege</title>
<link>https://www.news.example/2020/08/unit/?utm_source=rss</link>
<pubDate>Fri, 14 Aug 2020 19:08:00 -0400</pubDate>
<description>The officers were there for five hours.</description></item>
<item><title>Another</title><link>https://news.example/2020/08/other</link></item>
</channel></rss>
"""

PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><title>Police Used a Recognition Unit - News</title>
<link rel="canonical" href="https://news.example/2020/08/unit">
<link rel="amphtml" href="https://amp.news.example/unit.html">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Police Used a Recognition Unit", "url": "https://news.example/2020/08/unit",
"datePublished": "2020-08-14T23:08:00Z", "author": {"@type": "Person", "name": "Ada Writer"},
"publisher": {"@type": "Organization", "name": "News", "url": "https://news.example/"}}</script></head>
<body><article><h1>Police Used a Recognition Unit</h1>
<p>The unit was there, <a href="https://other.example/earlier">as was reported</a> before, and
<a href="/2020/08/other?utm_medium=x">again</a>. It went on for five hours, with helicopters, and the street was closed
to all who did not live there, which the officers did not explain to anyone who asked them about it then.</p>
</article></body></html>
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "a.md").write_text(STORY, encoding="utf-8")
    (folder / "feed.data").write_bytes(gzip.compress(FEED.encode()))  # neither suffix says what it is
    (folder / "page.bin").write_text(PAGE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def graph(folder: Path) -> StoryGraph:
    return graphbuild.build(folder, without=["bundled"])


def test_an_article_of_three_formats_is_one_node(graph: StoryGraph) -> None:
    assert [article.id for article in graph.articles if article.own] == [
        "https://news.example/2020/08/other",
        ADDRESS,
    ]


def test_each_fact_says_which_file_it_came_from(graph: StoryGraph) -> None:
    article = graph.article(ADDRESS)
    files = {fact: origin.file for fact, origin in article.origins.items()}
    assert files["headline"] == files["quality"] == files["published_at"] == files["address"] == "a.md"
    assert files["abstract"] == "feed.data"
    assert files["language"] == files["authors"] == "page.bin"
    assert (article.abstract, article.language, article.authors) == (
        "The officers were there for five hours.",
        "en",
        ("Ada Writer",),
    )


def test_the_addresses_of_all_formats_are_its_alternates(graph: StoryGraph) -> None:
    assert set(graph.article(ADDRESS).alternates) == {
        "https://amp.news.example/unit.html",
        "https://www.news.example/2020/08/unit/?utm_source=rss",
    }


def test_what_each_file_says_is_a_version(graph: StoryGraph) -> None:
    files = [version.origin.file for version in graph.article(ADDRESS).versions]
    assert sorted(files) == ["a.md", "feed.data", "page.bin"]


def test_conflicts_are_listed(graph: StoryGraph) -> None:
    taken, other = "Police Used a Recognition Unit", "Police Used A Recognition Unit in a Siege"
    feed = [conflict for conflict in graph.conflicts if conflict.other_from.file == "feed.data"]
    assert [(conflict.fact, conflict.taken, conflict.other) for conflict in feed] == [
        ("headline", taken, other),
        ("language", "en", "en-US"),
    ]
    assert feed[0] == Conflict(ADDRESS, "headline", taken, Origin("a.md", 2), other, feed[0].other_from)


def test_a_conflict_is_a_row_among_the_problems(graph: StoryGraph) -> None:
    [row] = [row for row in graph.problems if row.field == "headline" and row.file == "feed.data"]
    assert (row.kind, row.what) == ("noted", "another file says otherwise of the same article")
    assert row.value == "Police Used A Recognition Unit in a Siege"


def test_links_in_the_text_are_no_related_list(graph: StoryGraph) -> None:
    links = [link for link in graph.links if link.relation == "references"]
    assert [(link.start, link.end, link.text, link.position) for link in links] == [
        (ADDRESS, "https://news.example/2020/08/other", "again", 2),
        (ADDRESS, "https://other.example/earlier", "as was reported", 1),
    ]
    lines = PAGE.splitlines()
    assert all(str(link.text) in lines[link.origin.line - 1] for link in links)
    assert not [link for link in graph.links if link.relation == "related"]


def test_a_page_that_is_only_linked_to_is_a_page_of_the_graph(graph: StoryGraph) -> None:
    page = graph.article("https://other.example/earlier")
    assert (page.own, page.headline) == (False, None)
    assert page.origins["address"].file == "page.bin"
    counts = graph.counts()
    assert (counts["pages known only from links"], counts["articles known only from lists"]) == (1, 0)
    assert counts["references"] == 2


def test_a_page_that_one_article_links_to_is_not_drawn(graph: StoryGraph) -> None:
    assert "https://other.example/earlier" not in {node for node, _ in graph.view().model.nodes}


def test_an_account_tells_of_the_links(graph: StoryGraph) -> None:
    told = str(graph.account("https://news.example/2020/08/other"))
    assert "Linked from:\n" in told
    assert "under the words “again”" in told


def test_links_authors_and_languages_come_back(graph: StoryGraph) -> None:
    back = StoryGraph.from_networkx(graph.to_networkx())
    assert_same(back, graph)
    assert back.links == graph.links
    assert_same(through_rdf(graph), graph)
    assert [link.text for link in through_rdf(graph).links] == [link.text for link in graph.links]


def test_links_have_their_evidence_in_rdf(graph: StoryGraph) -> None:
    rdf = graph.to_rdf()
    rows = rdf.query(
        f"""SELECT ?text ?position ?line {{ ?article <{DCT.REFERENCES}> ?page .
        ?link a <{GB.Reference}> ; <{GB.article}> ?article ; <{GB.target}> ?page ; <{GB.linkText}> ?text ;
            <https://schema.org/position> ?position ; <{GB.line}> ?line }} ORDER BY ?position"""
    )
    assert [str(row.text) for row in rows] == ["as was reported", "again"]  # type: ignore[union-attr]


def test_the_build_conforms_and_is_the_same_twice(graph: StoryGraph, folder: Path, tmp_path: Path) -> None:
    graph.write(tmp_path / "one")
    graphbuild.build(folder, without=["bundled"]).write(tmp_path / "two")
    assert check(tmp_path / "one").findings == []
    for name in ("graph.nq", "graph.jsonld", "graph.graphml", "problems.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    inputs = {file["path"] for file in json.loads((tmp_path / "one" / "manifest.json").read_text())["inputs"]}
    assert inputs == {"a.md", "feed.data", "page.bin"}


def test_a_file_of_the_article_itself_leads_a_feed_whatever_their_dates(tmp_path: Path) -> None:
    (tmp_path / "z.md").write_text(STORY.replace("2020-08-14T23", "2019-01-01T00"), encoding="utf-8")
    (tmp_path / "feed.xml").write_text(FEED, encoding="utf-8")
    article = graphbuild.build(tmp_path, without=["bundled"]).article(ADDRESS)
    assert article.origins["headline"].file == "z.md"


def test_what_the_user_says_of_readers_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("link;heading\nhttps://e.org/a;A\n", encoding="utf-8")
    settings = {"csv.address": "link", "csv.title": "heading", "csv.delimiter": "semicolon"}
    made = graphbuild.build(tmp_path, readers=["csv=*.txt"], settings=settings, without=["bundled"])
    assert made.article("https://e.org/a").headline == "A"
    reading = ("csv=*.txt", "csv.address=link", "csv.delimiter=semicolon", "csv.title=heading")
    assert made.reading == through_rdf(made).reading == StoryGraph.from_networkx(made.to_networkx()).reading == reading
    assert made.options()["reading"] == " | ".join(reading)


def test_a_day_agrees_with_any_time_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(STORY, encoding="utf-8")
    (tmp_path / "b.md").write_text(STORY.replace("2020-08-14T23:08:00Z", "2020-08-14"), encoding="utf-8")
    assert graphbuild.build(tmp_path, without=["bundled"]).conflicts == []
