"""Stories, measured against hand-made labels: see labels/README.md.

On the `test` parts (B-cubed precision, recall, F1): facial recognition 0.91, 0.90, 0.91; azure 0.96, 0.98, 0.97;
powerapps 0.88, 0.98, 0.92. To call every article a story of its own scores 0.69, 0.91, 0.77.
"""

from __future__ import annotations

import tarfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

import graphbuild
from graphbuild import StoryGraph
from graphbuild.enrich import stories as stories_module
from graphbuild.enrich.stories import Comparison, stories
from graphbuild.evidence import Membership
from graphbuild.iris import Names
from graphbuild.link import Link
from graphbuild.nodes import ArticleNode
from tests.conftest import SHARED
from tests.enrich.conftest import Article, listing, publishers
from tests.enrich.labels import b_cubed, labels


def groups(articles: Sequence[ArticleNode], links: Sequence[Link] = ()) -> list[set[str | None]]:
    by_id = {article.id: article.headline for article in articles}
    found = stories(Names(), Comparison(articles, [*publishers(*articles), *links]))
    return [{by_id[name] for name in node.articles} for node, _ in found]


def test_reports_on_one_happening_are_a_story(article: Article) -> None:
    one = article("Boston bans police use of facial recognition", site="a.example")
    other = article("Boston council bans facial recognition by its police", site="b.example", at=5)
    third = article("Airport tests new luggage scanner", site="c.example", at=6)
    assert groups([one, other, third]) == [{one.headline, other.headline}]


def test_the_same_happening_months_later_is_another(article: Article) -> None:
    one = article("Boston bans police use of facial recognition", site="a.example")
    other = article("Boston bans police use of facial recognition", site="b.example", at=24 * 60)
    assert groups([one, other, article("Else"), article("Other")]) == []


def test_notices_of_one_publisher_that_differ_in_a_word_are_none(article: Article) -> None:
    one = article("Azure Widget is now available in the Norway East region", at=1)
    other = article("Azure Gadget Pro is now available in the West Europe region", at=2)
    assert groups([one, other, *(article(f"Topic number {word}") for word in ("one", "two", "three"))]) == []


def test_headlines_without_spaces_are_compared_too(article: Article) -> None:
    one = article("警方使用人脸识别技术抓捕嫌疑人", site="a.example")
    other = article("警方使用人脸识别技术抓捕三名嫌疑人", site="b.example", at=2)
    assert groups([one, other, article("Else"), article("Something other")]) == [{one.headline, other.headline}]


def test_numbered_issues_of_one_publisher_are_none(article: Article) -> None:
    issues = [article(f"Power Apps every day, issue {number}", at=24 * number) for number in (1, 2, 3)]
    assert groups([*issues, article("Else"), article("Something other")]) == []


def test_the_site_stands_for_a_publisher_that_is_not_given(article: Article) -> None:
    issues = [article(f"Power Apps every day, issue {number}", at=24 * number) for number in (1, 2, 3)]
    others = [article("Else"), article("Something other")]
    assert list(stories(Names(), Comparison([*issues, *others], []))) == []


def test_who_is_listed_with_whom(article: Article) -> None:
    first, second, third, last = (article(word, at=at) for at, word in enumerate(("One", "Two", "Three", "Four")))
    comparison = Comparison([first, second, third, last], [listing(third, first), listing(second, last)])
    assert comparison.listed([0, 1, 2]) == [True, False, True]
    assert comparison.listed([0, 1, 2, 3]) == [True] * 4
    assert comparison.listed([0, 1]) == [False, False]
    assert Comparison([first, second], []).listed([0, 1]) == [False, False]


def test_an_article_without_a_date_is_of_no_story(article: Article) -> None:
    one = article("Boston bans police use of facial recognition", site="a.example")
    other = article("Boston bans police use of facial recognition", site="b.example", at=None)
    assert groups([one, other, article("Else"), article("Other")]) == []


def test_a_day_is_near_enough_to_its_next_morning(article: Article) -> None:
    one = article("Boston bans police use of facial recognition", site="a.example", at=date(2020, 9, 13))
    other = article("Boston bans police use of facial recognition", site="b.example", at=0)
    assert len(groups([one, other, article("Else"), article("Other")])) == 1


def test_a_list_brings_together_what_is_far_apart_in_time(article: Article) -> None:
    one = article("Boston bans police use of facial recognition", site="a.example")
    other = article("Boston bans police use of facial recognition", site="b.example", at=24 * 10)
    rest = [article("Else"), article("Something other")]
    assert groups([one, other, *rest]) == []
    assert len(groups([one, other, *rest], [listing(other, one)])) == 1


def test_a_story_is_named_by_its_day_and_its_central_headline(article: Article) -> None:
    articles = [
        article("Boston bans police use of facial recognition", site="a.example"),
        article("Boston bans police facial recognition use", site="b.example", at=1),
        article("Elsewhere"),
        article("Something other"),
    ]
    [(node, links)] = stories(Names(), Comparison(articles, publishers(*articles)))
    assert node.id.endswith("/story/2020-09-13-boston-bans-police-use-of-facial-recognition")
    assert (node.label, node.first_at, node.last_at) == (
        "Boston bans police use of facial recognition", articles[0].published_at, articles[1].published_at,
    )  # fmt: skip
    [one, other] = [link.evidence for link in links]
    assert isinstance(one, Membership) and isinstance(other, Membership)
    assert (one.nearest, other.nearest) == (articles[1].id, articles[0].id)
    assert set(one.terms) == {"boston", "bans", "police", "use", "facial", "recognition"}
    assert one.score == other.score > 0.5


def test_of_two_as_central_the_first_names_the_story(article: Article) -> None:
    headlines = [
        "Boston bans police use of facial recognition",
        "Boston bans police facial recognition use",
        "Council bans use of facial recognition by Boston police",
        "Facial recognition ban for Boston police",
        "Boston bans police use of facial recognition!",
    ]
    told = [article(headline, site=f"{letter}.example") for headline, letter in zip(headlines, "abcde", strict=True)]
    articles = [*told, article("Elsewhere"), article("Something other")]
    [(node, _)] = stories(Names(), Comparison(articles, publishers(*articles)))
    assert node.label == told[0].headline  # added up one by one, the same numbers make more of the last


def test_the_order_of_the_articles_does_not_matter(bundled: StoryGraph) -> None:
    turned = stories(Names(), Comparison(bundled.articles[::-1], bundled.links[::-1]))
    assert sorted(node.id for node, _ in turned) == [story.id for story in bundled.stories]


def measured(graph: StoryGraph, name: str, part: str) -> tuple[float, float, float]:
    gold = {row["article"]: row["story"] or row["article"] for row in labels(name, part)}
    found = {member: story.id for story in graph.stories for member in story.articles}
    return b_cubed(gold, {article: found.get(article, article) for article in gold})


@pytest.mark.parametrize("part", ["tune", "test"])
def test_the_bundled_stories_are_found(bundled: StoryGraph, part: str) -> None:
    assert measured(bundled, "facial-recognition", part)[2] > 0.9


@pytest.mark.parametrize(("name", "archive"), [("azure", "azure-half"), ("powerapps", "powerapps")])
def test_the_stories_of_other_corpora_are_found(tmp_path: Path, name: str, archive: str) -> None:
    packed = SHARED / "corpora" / f"{archive}.tar.xz"
    if not packed.exists():
        pytest.skip(f"the corpus {archive} is not beside the checkout")
    with tarfile.open(packed) as tar:
        tar.extractall(tmp_path, filter="data")
    graph = graphbuild.build(tmp_path / archive, without=("themes", "mentions"))
    assert measured(graph, name, "test")[2] > 0.9
    rows = [row for row in labels("reprints") if row["corpus"] == name]
    found = {frozenset((link.start, link.end)) for link in graph.links if link.relation == "reprint"}
    judged = {frozenset((row["article"], row["other"])): row["label"] for row in rows}
    labelled = [judged[pair] for pair in found if pair in judged]
    assert labelled.count("yes") / len(labelled) > 0.95


def test_stories_grow_wider_among_articles_on_something_else(tmp_path: Path) -> None:
    """No merit, but what the README says of it."""
    packed = SHARED / "corpora" / "azure-half.tar.xz"
    if not packed.exists():
        pytest.skip("the corpus azure-half is not beside the checkout")
    with tarfile.open(packed) as tar:
        tar.extractall(tmp_path, filter="data")
    graph = graphbuild.build(tmp_path / "azure-half", graphbuild.data(), without=("themes", "mentions"))
    precision, recall, f1 = measured(graph, "facial-recognition", "test")
    assert (round(precision, 2), round(recall, 2), round(f1, 2)) == (0.73, 0.94, 0.82)


def test_articles_are_compared_some_at_a_time_with_the_same_result(
    bundled: StoryGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> tuple[dict[tuple[int, int], float], list[tuple[int, int]]]:
        comparison = Comparison(bundled.articles, bundled.links)
        return dict(comparison.likely().each()), comparison.near_headlines()

    likely, near = found()
    assert len(likely) > 100
    assert len(near) > 10
    monkeypatch.setattr(stories_module, "AT_ONCE", 7)
    parts, near_in_parts = found()
    assert (list(parts.items()), near_in_parts) == (list(likely.items()), near)
