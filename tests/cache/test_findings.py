"""What was found in a text by a rule is not found again, and what comes back is what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from graphbuild import StoryGraph
from graphbuild.bundled import ontology
from graphbuild.cache import Cache
from graphbuild.cache.findings import Findings
from graphbuild.enrich.entities import read_entities
from graphbuild.enrich.found import Found
from graphbuild.enrich.lexicon import Term
from graphbuild.enrich.mentions import Mentions
from graphbuild.enrich.scheme import read_themes
from graphbuild.enrich.search import Finder, Search, search
from graphbuild.enrich.themes import Themes
from graphbuild.enrich.wording import Words
from graphbuild.evidence import Field

Texts = Mapping[Field, str]
NYPD: Texts = {"headline": "NYPD sued", "abstract": "Police in court"}
ICE: Texts = {"headline": "ICE scans faces"}


class Counting:
    """Finds a word, and knows in which headlines it looked for it."""

    def __init__(self, word: str) -> None:
        self.key = word
        self.looked: list[str] = []

    def terms(self) -> Iterator[Term]:
        yield Term(self.key)
        yield from map(Term, ("sued", "faces"))

    def find(self, found: Found) -> int:
        self.looked.append(found.texts["headline"])
        return len(found.of(Term(self.key)))

    def written(self, value: int) -> Any:
        return value

    def read(self, content: Any) -> int:
        return int(content)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache", tmp_path / "out")


def looked(cache: Cache, texts: list[Texts], *words: str) -> list[list[str]]:
    """Where finders of words look."""
    finders = [Counting(word) for word in words]
    found = Findings(cache).search(texts, Search(finders))
    assert found == Search(finders).search(dict(enumerate(texts))).found
    return [sorted(finder.looked[: len(finder.looked) - len(texts)]) for finder in finders]


def test_a_text_that_is_known_is_not_searched_again(cache: Cache) -> None:
    assert looked(cache, [NYPD], "police") == [["NYPD sued"]]
    assert looked(cache, [NYPD, ICE], "police") == [["ICE scans faces"]]
    assert looked(cache, [ICE, NYPD], "police") == [[]]


def test_a_rule_that_is_new_is_looked_for_alone(cache: Cache) -> None:
    looked(cache, [NYPD], "police", "court")
    assert looked(cache, [NYPD], "police", "nypd") == [[], ["NYPD sued"]]
    assert looked(cache, [NYPD], "police", "nypd") == [[], []]


def test_a_text_or_rule_that_is_gone_is_forgotten(cache: Cache) -> None:
    looked(cache, [NYPD, ICE], "police", "court")
    looked(cache, [ICE], "police")
    assert looked(cache, [NYPD, ICE], "police", "court") == [["NYPD sued"], ["ICE scans faces", "NYPD sued"]]


def test_texts_are_told_apart_by_their_fields(cache: Cache) -> None:
    """One after the other they are the same."""
    texts: list[Texts] = [{"headline": "sued police", "abstract": "x"}, {"headline": "sued ", "abstract": "policex"}]
    assert looked(cache, texts, "police") == [["sued ", "sued police"]]


def test_articles_of_one_text_have_the_same(cache: Cache) -> None:
    for _ in range(2):
        assert Findings(cache).search([NYPD, ICE, NYPD], Search([Counting("police")])) == {"police": {0: 1, 2: 1}}


def test_nothing_is_written_if_nothing_is_new(cache: Cache) -> None:
    looked(cache, [NYPD, ICE], "police")
    before = {path: path.stat().st_ino for path in cache.folder.iterdir()}
    looked(cache, [NYPD, ICE], "police")
    assert {path: path.stat().st_ino for path in cache.folder.iterdir()} == before


@pytest.fixture(scope="module")
def finders() -> list[Finder]:
    themes = Themes(read_themes(ontology() / "themes.yaml")[0])
    return [Mentions([read_entities(ontology() / "entities.yaml")]), *themes.finders(), Words()]


def test_what_comes_back_is_what_was_found(cache: Cache, bundled: StoryGraph, finders: list[Finder]) -> None:
    found = search(bundled.articles, finders)
    assert all(map(len, found.values()))
    for _ in range(2):
        assert search(bundled.articles, finders, cache) == found
    assert not cache.damaged


def test_themes_are_told_apart_by_their_rules(tmp_path: Path) -> None:
    def keys(rule: str) -> list[str]:
        path = tmp_path / "own.yaml"
        path.write_text(f"terms: {{beside: [a1]}}\nthemes: [{{label: A, {rule}}}]", encoding="utf-8")
        return [finder.key for finder in Themes(read_themes(path)[0]).finders()]

    rules = [
        "rule: a1",
        "rule: a1*",
        "rule: A1B",
        "rule: a1b",
        "rule: {terms: beside, none of: [b1]}",
        "rule: [a1, b1]",
    ]
    rules += [
        "rule: a1, minimum: 3",
        "rule: {near: {words: 1, of: [a1, b1]}}",
        "rule: {near: {words: 2, of: [a1, b1]}}",
    ]
    rules += ["rule: {name: a1}", "rule: {name: a1, beside: b1}"]
    assert len({key for rule in rules for key in keys(rule)}) == len(rules)
    assert keys("rule: a1") == keys("definition: Another, rule: a1")


def test_a_theme_without_a_rule_is_another_if_those_below_it_are(tmp_path: Path) -> None:
    def key(rule: str) -> str:
        path = tmp_path / "own.yaml"
        path.write_text(f"themes: [{{label: A}}, {{label: B, broader: A, rule: {rule}}}]", encoding="utf-8")
        return Themes(read_themes(path)[0]).finders()[0].key

    assert key("b1") != key("b2")


@pytest.mark.parametrize(
    "content",
    [
        [[0, "headline", 0, 4]], [[0, "title", 0, 4, "NYPD"]], [[0, "headline", "0", 4, "NYPD"]],
        [[99999, "headline", 0, 4, "NYPD"]], [[-1, "headline", 0, 4, "NYPD"]], [["", "headline", 0, 4, "NYPD"]], 7,
    ],
)  # fmt: skip
def test_what_is_no_mention_is_not_read_as_one(finders: list[Finder], content: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        finders[0].read(content)


@pytest.mark.parametrize(
    "content", [["a b", "a", 1, "", ""], ["a", "a", 2, "", ""], ["a", "a", 1, ""], ["a", 1, 1, "", ""]]
)
def test_what_are_no_words_is_not_read_as_such(content: Any) -> None:
    with pytest.raises((ValueError, TypeError, AttributeError)):
        Words().read(content)
