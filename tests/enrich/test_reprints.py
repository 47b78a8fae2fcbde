"""Reprints. Of the pairs in labels/reprints.csv that are found, 7 of 7 in the bundled set are right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from graphbuild import StoryGraph
from graphbuild.enrich.reprints import reprints
from graphbuild.enrich.stories import Comparison
from graphbuild.enrich.wording import bare
from graphbuild.evidence import Reprint
from graphbuild.nodes import ArticleNode
from tests.enrich.conftest import Article, publishers
from tests.enrich.labels import labels

TEXT = "Another arrest and jail time due to a bad match"


def found(*articles: ArticleNode) -> list[tuple[str, str, bool]]:
    numbers = {article.id: str(number) for number, article in enumerate(articles)}
    made = []
    for link in reprints(Comparison(articles, publishers(*articles))):
        assert isinstance(link.evidence, Reprint)
        made.append((numbers[link.start], numbers[link.end], link.evidence.directed))
    return made


def test_a_reprint_leads_to_the_earlier_article(article: Article) -> None:
    assert found(article(TEXT, site="a.example", at=5), article(TEXT, site="b.example", at=1)) == [("0", "1", True)]


def test_every_reprint_leads_to_the_earliest(article: Article) -> None:
    made = [article(TEXT, site=f"{site}.example", at=hour) for hour, site in enumerate("abc")]
    assert found(*made) == [("1", "0", True), ("2", "0", True)]


def test_what_time_cannot_order_has_no_direction(article: Article) -> None:
    day = date(2020, 9, 13)
    assert found(article(TEXT, site="a.example", at=day), article(TEXT, site="b.example", at=day)) == [
        ("1", "0", False)
    ]
    assert found(article(TEXT, site="a.example", at=day), article(TEXT, site="b.example", at=0)) == [("1", "0", False)]


def test_one_publisher_reprints_nothing(article: Article) -> None:
    assert found(article(TEXT, at=1), article(TEXT, at=5)) == []


def test_a_title_that_recurs_is_no_reprint(article: Article) -> None:
    title = "The weekly update on all things security"
    made = [article(title, site="a.example", at=24 * 7 * week) for week in range(3)]
    assert found(*made, article(title, site="b.example", at=24 * 7 + 2)) == []


def test_a_short_headline_is_no_reprint_without_its_abstract(article: Article) -> None:
    assert found(article("Police update", site="a.example"), article("Police update", site="b.example", at=1)) == []
    said = "The chief of police said on Monday that nothing had happened in the town at all."
    both = article("Police update", said, site="a.example"), article("Police update", said, site="b.example", at=1)
    assert found(*both) == [("1", "0", True)]


def test_too_late_is_no_reprint(article: Article) -> None:
    assert found(article(TEXT, site="a.example"), article(TEXT, site="b.example", at=24 * 15)) == []


def test_other_words_over_another_abstract_are_no_reprint(article: Article) -> None:
    one = article("Barracuda launches first global service on Azure", "It was announced today.", site="a.example")
    other = article(
        "Barracuda launches first global service in Azure", "Wholly other words here.", site="b.example", at=1
    )
    assert found(one, other) == []


@pytest.mark.parametrize(
    "headline",
    [
        f"UPDATE 1-{TEXT}", f"{TEXT} | Reuters", f"Corrected: {TEXT}", f"CORRECTING and REPLACING {TEXT}",
        TEXT.upper(), TEXT.replace(" and ", ", and "), f"Acme Inc.: {TEXT}",
    ],
)  # fmt: skip
def test_what_publishers_hang_on_a_headline_does_not_matter(article: Article, headline: str) -> None:
    assert found(article(TEXT, site="a.example"), article(headline, site="b.example", at=1)) == [("1", "0", True)]


def test_a_headline_of_nothing_but_a_mark_is_empty() -> None:
    assert bare("Video:") == bare("") == bare("!!!")  # and no two of them are one text


def test_empty_headlines_are_no_reprints(article: Article) -> None:
    assert found(article("!!!", site="a.example"), article("???", site="b.example", at=1)) == []


def test_the_labelled_reprints_that_are_found_are_right(bundled: StoryGraph) -> None:
    rows: Sequence[dict[str, str]] = [row for row in labels("reprints") if row["corpus"] == "facial-recognition"]
    judged = {frozenset((row["article"], row["other"])): row["label"] for row in rows}
    made = [frozenset((link.start, link.end)) for link in bundled.links if link.relation == "reprint"]
    assert len(made) >= 7
    assert {judged.get(pair) for pair in made} == {"yes"}


def test_a_title_that_recurs_is_no_reprint_however_near(article: Article) -> None:
    title = "Weekly update on all things facial recognition"
    made = [article(title, site="a.example", at=24 * 7 * week) for week in range(3)]
    assert found(*made, article(title, site="b.example", at=24)) == []


def test_an_article_without_a_date_shares_its_text_without_a_direction(article: Article) -> None:
    assert found(article(TEXT, site="a.example", at=None), article(TEXT, site="b.example")) == [("0", "1", False)]
