"""The bundled themes, measured against hand-made labels: see labels/README.md."""

from __future__ import annotations

import pytest

from graphbuild import StoryGraph
from graphbuild.bundled import ontology
from graphbuild.enrich.scheme import read_themes
from graphbuild.enrich.themes import Themes, score
from graphbuild.evidence import Occurrence, ThemeMatch
from graphbuild.nodes import ArticleNode
from tests.enrich.labels import labels


@pytest.fixture(scope="module")
def themes() -> Themes:
    return Themes(read_themes(ontology() / "themes.yaml")[0])


@pytest.mark.parametrize("part", ["tune", "test"])
def test_policing_is_told_from_all_that_says_facial_recognition(bundled: StoryGraph, part: str) -> None:
    rows = [row for row in labels("facial-recognition", part) if row["policing"] != "unsure"]
    wanted = {row["article"] for row in rows if row["policing"] == "yes"}
    policing = bundled.names.theme("policing")
    found = {link.start for link in bundled.links if link.end == policing} & {row["article"] for row in rows}
    assert len(found & wanted) / len(found) > 0.95
    assert len(found & wanted) / len(wanted) > 0.95


def test_news_without_facial_recognition_is_of_no_theme(themes: Themes) -> None:
    rows = [*labels("azure"), *labels("powerapps")]
    assert len(rows) > 300
    matched = [
        row["headline"]
        for row in rows
        if list(themes.matches(ArticleNode(row["article"], row["article"], own=True, headline=row["headline"])))
    ]
    assert matched == []


@pytest.mark.parametrize(
    ("headline", "slugs"),
    [
        ("The best facial recognition security cameras of 2020", ["consumer-devices"]),
        ("Facial recognition is coming to domestic air travel", ["airports-and-borders"]),
        ("Boston bans police from using facial recognition", ["bans-and-laws", "policing"]),
        ("Man wrongfully arrested by facial recognition", ["policing", "wrongful-arrests"]),
        ("Police used facial recognition on protesters", ["policing", "protest-surveillance"]),
        ("Supermarket installs facial recognition", ["retail-and-schools"]),
        ("NIST study finds racial bias in face recognition", ["accuracy-and-bias"]),
        ("Clearview AI wins funding", ["vendors"]),
    ],
)  # fmt: skip
def test_neighbouring_themes(themes: Themes, headline: str, slugs: list[str]) -> None:
    found = [theme.slug for theme, _ in themes.matches(ArticleNode("a", "a", own=True, headline=headline))]
    assert sorted(found) == sorted([*slugs, "facial-recognition"])


@pytest.mark.parametrize(
    "headline",
    ["Union recognition for nurses", "Police ban scooters", "Voice recognition in games", "About-face on recognition"],
)  # fmt: skip
def test_other_recognition_is_of_no_theme(themes: Themes, headline: str) -> None:
    found = list(themes.matches(ArticleNode("a", "a", own=True, headline=headline)))
    assert [theme.slug for theme, _ in found] == []


def test_a_score_counts_each_term_once_and_the_headline_double() -> None:
    places = (
        Occurrence("headline", 0, 6, "Police"), Occurrence("headline", 9, 15, "police"),
        Occurrence("abstract", 0, 6, "police"), Occurrence("abstract", 9, 12, "ban"),
    )  # fmt: skip
    assert score(places) == 3


def test_words_within_longer_words_are_no_evidence_of_their_own(themes: Themes) -> None:
    article = ArticleNode("a", "a", own=True, headline="Police use facial recognition")
    [match] = [match for theme, match in themes.matches(article) if theme.slug == "policing"]
    assert [place.term for place in match.occurrences] == ["Police", "facial recognition"]


def test_evidence_stands_where_it_says(bundled: StoryGraph) -> None:
    articles = {article.id: article for article in bundled.articles}
    links = [link for link in bundled.links if isinstance(link.evidence, ThemeMatch)]
    assert len(links) > 700
    for link in links:
        assert isinstance(link.evidence, ThemeMatch)
        article = articles[link.start]
        assert link.origin == article.origins[link.evidence.occurrences[0].field]
        for place in link.evidence.occurrences:
            assert getattr(article, place.field)[place.start : place.end] == place.term


def test_a_near_miss_says_what_is_missing(themes: Themes) -> None:
    [policing] = [theme for theme in themes.themes if theme.slug == "policing"]
    verdict = themes.verdict(
        policing, themes.found(ArticleNode("a", "a", own=True, headline="Ring partnerships with police"))
    )
    assert verdict.match is None
    assert str(verdict.missing) == "a term of “face recognition”"
