from __future__ import annotations

import pytest

from graphbuild.enrich.found import Found
from graphbuild.enrich.lexicon import Lexicon
from graphbuild.enrich.rulereader import RuleReader
from graphbuild.evidence import Field
from graphbuild.ingest.node import parse


def held(rule: str, headline: str, abstract: str = "") -> list[str] | None:
    """The words by which a rule, written as YAML, holds."""
    [document] = parse(rule)
    read = RuleReader("themes.yaml", {}).rule(document.root)
    texts: dict[Field, str] = {"headline": headline}
    if abstract:
        texts["abstract"] = abstract
    places = read.places(Found(Lexicon(read.terms()), texts))
    return None if places is None else [place.term for place in places]


def test_any_of_gives_every_term_that_stands() -> None:
    assert held("any of: [police, cops, FBI]", "Cops and police") == ["Cops", "police"]
    assert held("any of: [police]", "No such word") is None


def test_all_of_needs_every_part_in_whichever_text() -> None:
    assert held("all of: [police, ban]", "Police", "A ban") == ["Police", "ban"]
    assert held("all of: [police, ban]", "Police") is None


def test_none_of_keeps_an_article_out() -> None:
    assert held("{any of: [recognition], none of: [union recognition]}", "Face recognition") == ["recognition"]
    assert held("{any of: [recognition], none of: [union recognition]}", "Union recognition") is None


@pytest.mark.parametrize(("words", "holds"), [(1, False), (2, True)])
def test_near_counts_the_words_between(words: int, holds: bool) -> None:
    found = held(f"near: {{words: {words}, of: [ban, recognition]}}", "Recognition software: ban")
    assert (found is not None) is (words >= 1)
    found = held(f"near: {{words: {words}, of: [ban, recognition]}}", "A ban on face recognition")
    assert (found is not None) is holds


def test_near_does_not_reach_from_headline_to_abstract() -> None:
    assert held("near: {words: 9, of: [ban, police]}", "Ban", "police") is None


def test_near_gives_only_the_words_that_are_near() -> None:
    text = "Ban on police. " + "word " * 20 + "police"
    assert held("near: {words: 3, of: [ban, police]}", "A story", text) == ["Ban", "police"]


@pytest.mark.parametrize(
    ("headline", "holds"),
    [
        ("Police ask Ring for films", True),
        ("Police hear a ring of the bell", False),
        ("Ring the bell for police", False),
        ("Police Ring Every Bell In Town", False),
        ("Police: “Ring asked us”", False),
    ],
)
def test_a_name_counts_where_its_capital_tells(headline: str, holds: bool) -> None:
    assert (held("name: Ring", headline) is not None) is holds


def test_a_name_with_words_beside_it_needs_them_and_nothing_else() -> None:
    rule = "{name: Ring, beside: [doorbell*]}"
    assert held(rule, "Ring Sells Doorbells To Everyone") == ["Ring"]
    assert held(rule, "He gave her a Ring of gold") is None


def test_rules_within_rules() -> None:
    rule = "all of: [{any of: [a1, {all of: [b1, b2]}]}, c1]"
    assert held(rule, "b1 b2 c1") == ["b1", "b2", "c1"]
    assert held(rule, "b1 c1") is None
