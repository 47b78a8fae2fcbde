from __future__ import annotations

import pytest

from graphbuild.enrich.lexicon import Lexicon, Term


def found(terms: list[str], text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in Lexicon(map(Term.parse, terms)).hits(text)]


@pytest.mark.parametrize(
    ("term", "text", "hits"),
    [
        ("police", "Police policeman POLICE", ["Police", "POLICE"]),
        ("polic*", "Police policeman politics", ["Police", "policeman"]),
        ("ICE", "ICE on ice, ICEs", ["ICE"]),
        ("L.A.", "L.A. or l.a.", ["L.A."]),
        ("face match", "face-match, face\u00a0match", ["face-match", "face\u00a0match"]),
        ("activist's", "the activist’s flat", ["activist’s"]),
        ("人脸识别", "用人脸识别技术", ["人脸识别"]),
        ("ÉCOLE", "école", []),
        ("straße", "Straße STRASSE", ["Straße"]),
    ],
)  # fmt: skip
def test_a_term_is_found_as_it_is_meant(term: str, text: str, hits: list[str]) -> None:
    assert found([term], text) == hits


def test_overlapping_terms_are_all_found_the_longest_first() -> None:
    assert found(["New York", "New York Police", "York"], "New York Police") == ["New York Police", "New York", "York"]


def test_one_text_may_be_exact_and_not() -> None:
    lexicon = Lexicon([Term("ring", exact=True), Term("Ring")])
    assert [(hit.term.exact, hit.start) for hit in lexicon.hits("Ring ring")] == [(False, 0), (False, 5), (True, 5)]


def test_no_terms_find_nothing() -> None:
    assert Lexicon([]).hits("police") == []
    assert Lexicon([Term("")]).hits("police") == []
