from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graphbuild.enrich.words import boundaries, fold, is_boundary, is_title_case, telling, words


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Facial‑Recognition", "facial recognition"),
        ("Activist’s", "activist's"),
        ("STRASSE ẞ", "strasse ß"),
        ("İstanbul", "istanbul"),
        ("a\u00a0b–c", "a b c"),
    ],
)
def test_signs_written_in_several_ways_are_one(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "place", "boundary"),
    [
        ("police", 0, True),
        ("police", 3, False),
        ("police's", 6, True),
        ("a_b", 1, False),
        ("警察は", 2, True),
        ("ตำรวจไทย", 5, True),
        ("полиция", 3, False),
        ("हिन्दी", 1, False),  # a vowel sign belongs to the letter before it
        ("cafe\u0301s", 4, False),
        ("iOS2", 3, False),
    ],
)
def test_words_end_as_their_script_has_it(text: str, place: int, boundary: bool) -> None:
    assert is_boundary(text, place) is boundary


@given(st.text(st.sampled_from("aB9'_- .\n\x1c|`é警\u0301"), min_size=1))
def test_many_places_of_one_text_are_told_as_each_is(text: str) -> None:
    is_end = boundaries(text)
    assert [bool(is_end(place)) for place in range(len(text) + 1)] == [
        is_boundary(text, place) for place in range(len(text) + 1)
    ]


@given(st.text(st.characters(codec="ascii")))
def test_what_else_a_text_holds_does_not_change_how_it_is_folded(text: str) -> None:
    assert fold(f"{text}é") == f"{fold(text)}é"


@given(st.text())
@example("U.S.-China’s ‘İ’ U.S.`s A.B-C. ΑΣ ẞ")
def test_a_folded_text_has_the_same_words(text: str) -> None:
    assert words(fold(text)) == words(text)


def test_an_abbreviation_is_one_word() -> None:
    assert words("Rioters in D.C. and the U.S.A.") == words("Rioters in DC and the USA")


@given(st.text(st.sampled_from("aBé.'`-_ 1\n\x1c|")))
@example("U.S.A.'s `A' o''clock -D.C.-_x.y.")
def test_what_else_a_text_holds_does_not_change_its_words(text: str) -> None:
    assert words(f"{text} 李 é") == [*words(text), "李", "é"]


def test_words_that_tell_nothing_are_left_out() -> None:
    assert list(telling(words("Why the police said it will ban them")).values()) == ["police", "ban"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Portland Just Passed the Broadest Ban in the U.S.", True),
        ("Amazon’s Ring doorbells film the streets of Portland", False),
        ("ALL CAPITALS HERE", True),
        ("Word", True),
    ],
)
def test_title_case(text: str, title: bool) -> None:
    assert is_title_case(text) is title
