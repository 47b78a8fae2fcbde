from __future__ import annotations

import math
from itertools import combinations

import numpy
import pytest

from graphbuild import StoryGraph
from graphbuild.enrich import likeness
from graphbuild.enrich.likeness import Texts
from graphbuild.enrich.wording import wording
from graphbuild.enrich.words import telling
from graphbuild.enrich.words import words as spoken
from graphbuild.nodes import ArticleNode


@pytest.fixture(scope="module")
def articles(bundled: StoryGraph) -> list[ArticleNode]:
    return [article for article in bundled.articles if article.headline][:60]


@pytest.fixture(scope="module")
def words(articles: list[ArticleNode]) -> list[tuple[set[str], set[str]]]:
    """Of each article the words of the headline, and all."""
    texts = [(spoken(article.headline or ""), spoken(article.abstract or "")) for article in articles]
    found = [(set(telling(headline)), set(telling(abstract))) for headline, abstract in texts]
    return [(headline, headline | abstract) for headline, abstract in found]


def test_the_measures_are_what_they_are_said_to_be(
    articles: list[ArticleNode], words: list[tuple[set[str], set[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likeness, "_PAIRS", 100)

    def weight(shared: set[str], power: int = 2) -> float:
        return math.fsum(math.log(len(words) / sum(word in text for _, text in words)) ** power for word in shared)

    def cosine(one: set[str], other: set[str]) -> float:
        both = math.sqrt(weight(one) * weight(other))
        return weight(one & other) / both if both else 0.0

    left, right = numpy.array(list(combinations(range(25), 2))).T
    found = Texts(list(map(wording, articles))).compare(left[::-1], right[::-1])
    assert (found.left.tolist(), found.right.tolist()) == (left.tolist(), right.tolist())
    pairs = [(words[one], words[other]) for one, other in zip(left, right, strict=True)]
    assert found.headline == pytest.approx([cosine(one, other) for (one, _), (other, _) in pairs])
    assert found.text == pytest.approx([cosine(one, other) for (_, one), (_, other) in pairs])
    assert found.contained == pytest.approx(
        [weight(one & other, 1) / min(weight(one, 1), weight(other, 1)) for (_, one), (_, other) in pairs]
    )
    assert found.text.max() > 0.1


def test_those_who_share_a_rare_word_within_the_time_are_compared(
    articles: list[ArticleNode], words: list[tuple[set[str], set[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likeness, "_BLOCK", 7)
    until = numpy.minimum(numpy.arange(len(words)) + 20, len(words))
    found = Texts(list(map(wording, articles))).candidates(until, range(len(words)))
    rare = {word for _, text in words for word in text if sum(word in other for _, other in words) <= 40}
    assert sorted(zip(*(side.tolist() for side in found), strict=True)) == [
        (one, other)
        for one, other in combinations(range(len(words)), 2)
        if other < until[one] and words[one][1] & words[other][1] & rare
    ]


def test_no_articles_have_no_pairs() -> None:
    texts = Texts([])
    assert texts.compare(*texts.candidates(numpy.zeros(0, int), range(0))).left.tolist() == []
