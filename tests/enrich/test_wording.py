from __future__ import annotations

import pytest

from graphbuild import StoryGraph
from graphbuild.enrich.wording import Wording, bare, forms, wording


def test_the_words_of_the_headline_come_first_each_once() -> None:
    found = Wording.of({"headline": "Bans on cameras banned", "abstract": "Police ban a camera"})
    assert found.stems.split()[: found.headline] == ["ban", "camera"]
    assert found.stems.split()[found.headline :] == ["polic"]
    assert found.words.split() == ["bans", "cameras", "police"]


def test_an_article_without_texts_has_no_words() -> None:
    assert Wording.of({}) == Wording("", "", 0, "", "")


@pytest.mark.parametrize(
    "headline",
    [
        "UPDATE 2-Ban in D.C. | Reuters",
        "Axon: a long press release on its newest product",
        "Video:",
        "A Ban’s End (LD)",
    ],
)
def test_a_headline_has_the_same_forms_with_and_without_its_words(headline: str) -> None:
    found = Wording.of({"headline": headline})
    assert (found.bare, found.forms) == (bare(headline), forms(headline))


def test_the_same_for_all_headlines(bundled: StoryGraph) -> None:
    for article in bundled.articles:
        assert wording(article).forms == forms(article.headline or "")
