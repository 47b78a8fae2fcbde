"""The bundled stories are what their README says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import graphbuild
from graphbuild import StoryGraph
from tests.conftest import SHARED


def test_every_article_has_a_summary_of_one_sentence(bundled: StoryGraph) -> None:
    for article in bundled.articles:
        if article.own:
            assert article.abstract, article
            assert article.abstract.endswith("."), article
            assert 12 <= len(article.abstract.split()) <= 40, article


def test_no_summary_repeats_its_headline(bundled: StoryGraph) -> None:
    def words(text: str) -> list[str]:
        return re.findall(r"\w+", text.lower())

    for article in bundled.articles:
        if article.own:
            headline, summary = words(article.headline or ""), " ".join(words(article.abstract or ""))
            runs = [" ".join(headline[at : at + 6]) for at in range(len(headline) - 5)]
            assert not any(run in summary for run in runs), article


def test_every_source_of_the_organisation_files_is_used(bundled: StoryGraph) -> None:
    used = {link.end for link in bundled.links if link.relation == "publisher"}
    assert {source.id for source in bundled.sources} == used


def test_every_topic_is_used_or_broader(bundled: StoryGraph) -> None:
    used = {link.end for link in bundled.links if link.relation == "about" and not link.evidence}
    assert {topic.id for topic in bundled.topics} == used


def test_no_file_holds_a_secured_field() -> None:
    for path in graphbuild.data().rglob("*.md"):
        assert "\nsecured:" not in path.read_text(encoding="utf-8"), path


def test_the_numbers_in_the_readme(bundled: StoryGraph) -> None:
    text = (graphbuild.data() / "README.md").read_text(encoding="utf-8")
    counts = bundled.counts()
    for number in (
        f"{counts['articles with a file of their own']} news articles",
        f"{counts['listings']} entries",
        f"{counts['articles']} articles of {counts['sources']} publishers",
        f"{len(list((graphbuild.data() / '_data' / 'organizations').iterdir()))} publishers",
    ):
        assert number in " ".join(text.split()), number


def test_the_stories_hold_the_facts_they_were_made_from(bundled: StoryGraph) -> None:
    facts = SHARED / "corpora" / "facial-recognition-facts.jsonl"
    if not facts.exists():
        pytest.skip("the facts are not beside the checkout")
    for line in facts.read_text(encoding="utf-8").splitlines():
        fact = json.loads(line)
        article = bundled.article(fact["webUrl"])
        assert article.headline == " ".join(fact["title"].split())
        assert (article.quality, article.heat, article.published) == tuple(
            fact.get(name) for name in ("quality", "heat", "published")
        )
        listed = [link for link in bundled.links if link.start == article.id and link.relation == "related"]
        expected = [bundled.article(entry["webUrl"]).id for entry in fact.get("related", [])]
        assert [link.end for link in sorted(listed, key=lambda link: link.position or 0)] == expected


def test_the_bundled_folder_is_found() -> None:
    assert isinstance(graphbuild.data(), Path)
    assert graphbuild.example().is_file()
