"""From files to a graph: what is merged, which value wins, what is linked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import graphbuild
from graphbuild.assembly.assembly import in_order
from graphbuild.errors import BadOption, NothingReadable
from graphbuild.graph import StoryGraph
from graphbuild.link import Link
from graphbuild.nodes import ArticleNode
from graphbuild.records import Origin
from tests.conftest import Write

STUB = (
    "related:",
    "  - title: Stub title",
    "    webUrl: https://e.org/b",
    "    quality: 7",
    "    excerpt: From the list.",
)


def article(graph: StoryGraph, address: str) -> ArticleNode:
    return graph.article(address)


def links(graph: StoryGraph, relation: str) -> list[tuple[str, str]]:
    return [(link.start, link.end) for link in graph.links if link.relation == relation]


@pytest.mark.parametrize("names", [("1.md", "2.md"), ("2.md", "1.md")])
def test_a_stub_is_upgraded_by_its_own_file_whichever_comes_first(
    write: Write, stories: Path, names: tuple[str, str]
) -> None:
    write(names[0], "title: A", "webUrl: https://e.org/a", *STUB)
    write(names[1], "title: Own title", "webUrl: https://e.org/b", "quality: 3")
    graph = graphbuild.build(stories)
    node = article(graph, "https://e.org/b")
    assert node.own
    assert (node.headline, node.quality) == ("Own title", 3)
    assert node.abstract == "From the list."
    assert node.origins["headline"].file == names[1]
    assert node.origins["abstract"] == Origin(names[0], 8)


def test_an_article_known_only_from_a_list_is_a_stub(write: Write, stories: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a", *STUB)
    node = article(graphbuild.build(stories), "https://e.org/b")
    assert not node.own
    assert node.headline == "Stub title"


def test_of_two_files_the_newest_leads_and_both_headlines_are_kept(write: Write, stories: Path) -> None:
    write("1.md", "title: New", "webUrl: https://e.org/a", "publishedDateTime: 2020-01-02T00:00:00Z", "topics: [X]")
    write("2.md", "title: Old", "webUrl: http://www.e.org/a", "publishedDateTime: 2020-01-01T00:00:00Z", "topics: [Y]")
    graph = graphbuild.build(stories)
    [node] = graph.articles
    assert (node.address, node.headline) == ("https://e.org/a", "New")
    assert [version.headline for version in node.versions] == ["New", "Old"]
    assert node.alternates == ("http://www.e.org/a",)
    assert len(links(graph, "about")) == 2


def test_a_file_without_a_date_does_not_lead(write: Write, stories: Path) -> None:
    write("1.md", "title: Undated", "webUrl: https://e.org/a")
    write("2.md", "title: Dated", "webUrl: https://e.org/a", "publishedDateTime: 2020-01-01")
    [node] = graphbuild.build(stories).articles
    assert node.headline == "Dated"


def test_false_zero_and_minus_one_are_values(write: Write, stories: Path) -> None:
    write(
        "1.md",
        "title: A",
        "webUrl: https://e.org/a",
        "published: false",
        "heat: -1",
        "quality: 0",
        "publishedDateTime: 2021-01-01",
    )
    write(
        "2.md",
        "title: A",
        "webUrl: https://e.org/a",
        "published: true",
        "heat: 5",
        "quality: 9",
        "publishedDateTime: 2020-01-01",
    )
    [node] = graphbuild.build(stories).articles
    assert (node.published, node.heat, node.quality) == (False, -1, 0)


def test_equal_headlines_are_two_articles(write: Write, stories: Path) -> None:
    write("1.md", "title: Same", "webUrl: https://e.org/a")
    write("2.md", "title: Same", "webUrl: https://e.org/b")
    assert len(graphbuild.build(stories).articles) == 2


def test_the_address_is_that_of_the_own_file(write: Write, stories: Path) -> None:
    write("1.md", "title: A", "webUrl: https://e.org/a", "related:", "  - webUrl: http://m.e.org/b/")
    write("2.md", "title: B", "webUrl: https://e.org/b")
    graph = graphbuild.build(stories)
    assert links(graph, "related") == [("https://e.org/a", "https://e.org/b")]
    assert article(graph, "https://e.org/b").alternates == ("http://m.e.org/b/",)


def test_every_listing_is_a_link_with_its_evidence(write: Write, stories: Path) -> None:
    date = "publishedDateTime: 2020-01-0"
    write(
        "1.md", "title: A", "webUrl: https://e.org/a", f"{date}2T00:00:00Z", "related:",
        "  - webUrl: https://e.org/b", f"    {date}1T00:00:00Z",
        "  - webUrl: https://e.org/c", f"    {date}3T00:00:10Z",
        "  - webUrl: https://e.org/b", f"    {date}1T00:00:00Z",
        "  - webUrl: https://e.org/d", f"    {date}1",
    )  # fmt: skip
    found = [link for link in graphbuild.build(stories).links if link.relation == "related"]
    assert [(link.end[-1], link.position, link.origin.line, link.gap_seconds) for link in found] == [
        ("b", 1, 6, -86400),
        ("b", 3, 10, -86400),
        ("c", 2, 8, 86410),
        ("d", 4, 12, None),
    ]


def test_every_fact_knows_its_line(write: Write, stories: Path) -> None:
    entry = ("related:", "  - webUrl: https://e.org/b", "    title: B", "    provider:", "      domain: b.org")
    write("0.md", "title: Z", "heat: 1", "webUrl: https://e.org/z", *entry)
    write("1.md", "title: A", "webUrl: https://e.org/a", "quality: 3", "topics:", "  - W", "  - X", *entry)
    graph = graphbuild.build(stories)
    assert article(graph, "https://e.org/a").origins["quality"] == Origin("1.md", 4)
    assert article(graph, "https://e.org/b").origins["headline"] == Origin("0.md", 7)
    [about] = [link for link in graph.links if link.relation == "about" and link.end.endswith("/x")]
    [publisher] = [link for link in graph.links if link.relation == "publisher"]
    assert (about.origin, publisher.origin) == (Origin("1.md", 7), Origin("0.md", 9))


def test_a_topic_that_two_files_describe_is_reported(write: Write, stories: Path) -> None:
    write("1.yaml", text="taxonomy: topic\n_id: a-b\nname: One\nparent: P\n")
    write("2.yaml", text="taxonomy: topic\n_id: a b\nname: Two\nparent: Q\n")
    [row] = graphbuild.build(stories).problems
    assert (row.file, row.what) == ("2.yaml", "a topic that another file describes too")


def test_a_publisher_that_two_files_describe_is_reported(write: Write, stories: Path) -> None:
    for number in "12":
        write(f"{number}.md", "taxonomy: organization", "domain: e.org", f"name: E{number}", f"description: D{number}.")
    graph = graphbuild.build(stories)
    assert graph.sources[0].description == "D1."
    [row] = graph.problems
    assert (row.file, row.value) == ("2.md", "D2.")


def test_another_name_that_is_called_as_a_field_spoils_no_origin(write: Write, stories: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a", "provider: {name: name, domain: e.org}")
    write("o.md", "taxonomy: organization", "domain: e.org", "name: N")
    [source] = graphbuild.build(stories).sources
    assert source.origins["name"].file == "o.md"


def test_a_judgement_on_an_unknown_address_is_noted(write: Write, stories: Path, tmp_path: Path) -> None:
    write("1.md", "title: A", "webUrl: https://e.org/a")
    judgements = tmp_path / "j.yaml"
    judgements.write_text("- same: [https://e.org/a, https://e.org/typo]\n")
    [row] = graphbuild.build(stories, judgements=judgements).problems
    assert (row.kind, row.file, row.value) == ("noted", "j.yaml", "https://e.org/typo")


def test_the_gap_is_that_of_the_dates_which_the_file_gives(write: Write, stories: Path) -> None:
    entry = ("related:", "  - webUrl: https://e.org/b", "    publishedDateTime: 2020-01-01T00:01:00Z")
    write("1.md", "title: A", "webUrl: https://e.org/a", "publishedDateTime: 2020-01-01T00:00:00Z", *entry)
    write("2.md", "title: A", "webUrl: https://e.org/a", "publishedDateTime: 2020-02-01T00:00:00Z")
    write("3.md", "title: B", "webUrl: https://e.org/b", "publishedDateTime: 2020-03-01T00:00:00Z")
    [link] = [link for link in graphbuild.build(stories).links if link.relation == "related"]
    assert link.gap_seconds == 60


def test_a_list_that_says_something_else_is_kept_as_a_version(write: Write, stories: Path) -> None:
    entry = ("related:", "  - title: B", "    webUrl: https://e.org/b", "    publishedDateTime: 2020-01-0")
    write("1.md", "title: A", "webUrl: https://e.org/a", *entry[:-1], entry[-1] + "1")
    write("2.md", "title: B", "webUrl: https://e.org/b", "publishedDateTime: 2020-01-02")
    write("3.md", "title: C", "webUrl: https://e.org/c", *entry[:-1], entry[-1] + "2")
    node = article(graphbuild.build(stories), "https://e.org/b")
    assert [str(version.facts["published_at"]) for version in node.versions] == ["2020-01-01"]


def test_a_publisher_that_another_file_names_is_kept_in_its_version(write: Write, stories: Path) -> None:
    lists = ("related:", "  - webUrl: https://e.org/a", "    provider: {name: L, domain: list.example}")
    write(
        "1.md",
        "title: A",
        "webUrl: https://e.org/a",
        "provider: {domain: new.example}",
        "publishedDateTime: 2020-02-01",
    )
    write(
        "2.md",
        "title: A",
        "webUrl: https://e.org/a",
        "provider: {domain: old.example}",
        "publishedDateTime: 2020-01-01",
    )
    write("3.md", "title: B", "webUrl: https://e.org/b", *lists)
    graph = graphbuild.build(stories)
    found = [version.publisher for version in article(graph, "https://e.org/a").versions if version.publisher]
    assert found == [graph.names.source(domain) for domain in ("old.example", "list.example")]


def test_the_images_of_all_own_files_are_kept(write: Write, stories: Path) -> None:
    for number in "12":
        write(f"{number}.md", "title: A", "webUrl: https://e.org/a", f"images: [{{url: 'https://e.org/{number}.jpg'}}]")
    [node] = graphbuild.build(stories).articles
    assert [image.address for image in node.images] == ["https://e.org/1.jpg", "https://e.org/2.jpg"]


def test_topics_take_their_hierarchy_from_taxonomy_files(write: Write, stories: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a", "topics: [CDS, Azure, New One]")
    write(
        "t1.yaml",
        text="taxonomy: topic\n_id: common-data-service\nname: Common Data Service\nshortname: CDS\nparent: Azure\n",
    )
    write("t2.yaml", text="taxonomy: topic\n_id: azure\nname: Azure\nkeywords: [cloud]\n")
    graph = graphbuild.build(stories)
    by_id = {topic.id.rsplit("/", 1)[1]: topic for topic in graph.topics}
    assert set(by_id) == {"azure", "common-data-service", "new-one"}
    assert by_id["common-data-service"].broader == by_id["azure"].id
    assert by_id["common-data-service"].other_names == ("CDS",)
    assert by_id["azure"].keywords == ("cloud",)
    assert len(links(graph, "about")) == 3


def test_sources_take_names_and_logos_from_organisation_files(write: Write, stories: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a", "provider: {name: Collector's name, domain: WWW.e.org}")
    write(
        "o.md",
        "taxonomy: organization",
        "name: The E",
        "domain: e.org",
        "otherNames: [E]",
        "description: It is E.",
        "images: [/e.png]",
    )
    [source] = graphbuild.build(stories).sources
    assert (source.domain, source.name, source.description) == ("e.org", "The E", "It is E.")
    assert source.other_names == ("E", "Collector's name")
    assert [image.address for image in source.images] == ["/e.png"]


def test_a_source_is_named_as_most_articles_name_it(write: Write, stories: Path) -> None:
    for number, name in enumerate(["Odd%2c Inc.", "Plain", "Plain"]):
        write(
            f"{number}.md",
            f"title: {number}",
            f"webUrl: https://e.org/{number}",
            f"provider: {{name: '{name}', domain: e.org}}",
        )
    [source] = graphbuild.build(stories).sources
    assert (source.name, source.other_names) == ("Plain", ("Odd%2c Inc.",))


def test_collections_hold_their_items(write: Write, stories: Path) -> None:
    write("_learning/videos/a.md", "title: A", "type: video", "originalUrl: https://e.org/a")
    write("_learning/collections/c.md", "title: C", "type: collection", "items: [videos/a, videos/missing]")
    graph = graphbuild.build(stories)
    [link] = [link for link in graph.links if link.relation == "part"]
    assert link.start.endswith("/collection/_learning/collections/c.md")
    assert (link.end, link.position) == ("https://e.org/a", 1)
    [problem] = graph.problems
    assert (problem.what, problem.value) == ("a file that was not read", "videos/missing")


def test_a_judgement_file_overrules(write: Write, stories: Path, tmp_path: Path) -> None:
    write("1.md", "title: A", "webUrl: https://e.org/a")
    write("2.md", "title: B", "webUrl: https://www.e.org/a")
    judgements = tmp_path / "j.yaml"
    judgements.write_text("- not same: [https://e.org/a, https://www.e.org/a]\n")
    assert len(graphbuild.build(stories).articles) == 1
    assert len(graphbuild.build(stories, judgements=judgements).articles) == 2


def test_nothing_readable_is_an_error_that_says_why(write: Write, stories: Path) -> None:
    write("a.md", text="no front matter")
    with pytest.raises(NothingReadable, match="no front matter"):
        graphbuild.build(stories)


def test_an_empty_folder_is_an_error(stories: Path) -> None:
    with pytest.raises(NothingReadable, match="no files"):
        graphbuild.build(stories)


def test_a_build_is_nothing_to_read_and_that_is_said(demo: Path) -> None:
    with pytest.raises(NothingReadable, match=r"left out on purpose: builds of graphbuild \(1\)"):
        graphbuild.build(demo)


@pytest.mark.parametrize("base", ["nothing", "javascript:x", ""])
def test_a_base_that_is_no_address_is_an_error(base: str) -> None:
    with pytest.raises(ValueError, match="The base"):
        graphbuild.build(graphbuild.example(), base=base)


def test_an_article_does_not_take_the_name_of_a_publisher(write: Write, stories: Path, tmp_path: Path) -> None:
    """Whoever knows how graphbuild names a publisher could make the two one, and no page could be drawn of that."""
    write("a.md", "title: A", "webUrl: https://e.org/a", "provider: {domain: e.org}", "related:",
          "  - webUrl: https://w3id.org/graphbuild/id/source/e.org", "    title: B")  # fmt: skip
    graph = graphbuild.build(stories)
    [row] = graph.problems
    assert (row.line, row.field, row.what) == (
        6, "related.webUrl", "an address that graphbuild gives to things of its own",
    )  # fmt: skip
    graph.write(tmp_path / "out")


def test_a_base_that_gives_the_name_of_an_article_is_refused(write: Write, stories: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/source/e.org", "provider: {domain: e.org}")
    with pytest.raises(BadOption, match=r"the address of an article \(a\.md:3\): choose another base\."):
        graphbuild.build(stories, base="https://e.org/")


def test_the_base_of_minted_names_can_be_set() -> None:
    graph = graphbuild.build(graphbuild.example(), base="https://press.example/id")
    assert graph.sources[0].id.startswith("https://press.example/id/source/")


def test_bundled_stories(bundled: StoryGraph) -> None:
    counts = bundled.counts()
    assert (counts["articles with a file of their own"], counts["listings"], counts["sources"]) == (106, 476, 180)
    assert counts["problems"] == 0


def test_dates_are_utc(bundled: StoryGraph) -> None:
    dates = [article.published_at for article in bundled.articles if isinstance(article.published_at, datetime)]
    assert {date.tzinfo for date in dates} == {UTC}


def test_links_are_sorted_by_their_order(bundled: StoryGraph) -> None:
    links = [link for link in bundled.links if link.evidence is None]
    assert in_order(links[::-1]) == sorted(links, key=Link.order)


@pytest.mark.parametrize(
    ("listing", "listed", "seconds"),
    [
        ("2020-06-01T10:00:00Z", "2020-06-01T09:59:00Z", -60),
        ("1969-12-31T23:59:59Z", "2020-06-01T00:00:00Z", 1_590_969_601),
        ("2020-06-01T10:00:00.400Z", "2020-06-01T10:00:01Z", 1),
        ("2020-06-01T10:00:00Z", "2020-06-01T10:00:00.600Z", 1),
        ("2020-06-01", "2020-06-01T10:00:00Z", None),
        ("2020-06-01T10:00:00Z", "2020-06-02", None),
    ],
)
def test_the_gap_is_in_seconds_where_both_dates_are(
    write: Write, stories: Path, listing: str, listed: str, seconds: int | None
) -> None:
    entry = ("related:", "  - title: B", "    webUrl: https://e.org/b", f"    publishedDateTime: {listed}")
    write("a.md", "title: A", "webUrl: https://e.org/a", f"publishedDateTime: {listing}", *entry)
    [link] = [link for link in graphbuild.build(stories).links if link.relation == "related"]
    assert link.gap_seconds == seconds
