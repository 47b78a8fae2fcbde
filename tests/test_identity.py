from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.errors import JudgementError, UnknownAddress
from graphbuild.identity import Identity, Judgement, read_judgements
from graphbuild.records import Alternate, Article, Origin

A, B, C, D = (f"https://{letter}.example.org/{letter}" for letter in "abcd")


def article(address: str, *alternates: str, file: str = "x.md") -> Article:
    return Article(Origin(file, 2), address, tuple(Alternate("ampWebUrl", other, below=3) for other in alternates))


def resolved(*articles: Article, judgements: tuple[Judgement, ...] = ()) -> Identity:
    identity = Identity(judgements)
    for record in articles:
        identity.add(record)
    identity.resolve()
    return identity


def judged(left: str, right: str, same: bool, because: str | None = None) -> Judgement:
    return Judgement(left, right, same, because, Origin("judgements.yaml", 1))


def test_a_declared_alternate_is_one_article() -> None:
    assert resolved(article(A, B)).same(A, B)


def test_an_equal_key_is_one_article() -> None:
    identity = resolved(article("https://www.example.org/a"), article("http://example.org/a/"))
    assert identity.same("https://www.example.org/a", "http://example.org/a/")
    assert [match.evidence for match in identity.matches] == ["key"]


def test_different_addresses_are_two_articles() -> None:
    assert not resolved(article(A), article(B)).same(A, B)


def test_a_shared_alternate_joins_two_articles() -> None:
    assert resolved(article(A, C), article(B, C)).same(A, B)


def test_declared_alternates_come_before_keys() -> None:
    other = "http://www.a.example.org/a/"
    identity = resolved(article(A, other), article(other))
    assert [match.evidence for match in identity.matches] == ["declared"]


def test_a_judgement_joins() -> None:
    assert resolved(article(A), article(B), judgements=(judged(A, B, True),)).same(A, B)


def test_a_judgement_overrules_a_declared_alternate() -> None:
    assert not resolved(article(A, B), judgements=(judged(A, B, False),)).same(A, B)


def test_a_judgement_overrules_an_equal_key() -> None:
    other = "https://www.a.example.org/a"
    assert not resolved(article(A), article(other), judgements=(judged(A, other, False),)).same(A, other)


def test_a_judgement_holds_against_a_chain() -> None:
    identity = resolved(article(A, C), article(B, C), judgements=(judged(A, B, False),))
    assert not identity.same(A, B)
    assert identity.same(A, C)


def test_judgements_that_exclude_each_other_are_an_error() -> None:
    with pytest.raises(JudgementError, match=r"judgements\.yaml:1"):
        resolved(article(A), judgements=(judged(A, B, True), judged(B, C, True), judged(A, C, False)))


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=8),
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=3),
)
def test_no_chain_ever_joins_what_is_judged_apart(pairs: list[tuple[str, str]], apart: list[tuple[str, str]]) -> None:
    def address(letter: str) -> str:
        return f"https://example.org/{letter}"

    judgements = tuple(judged(address(left), address(right), False) for left, right in apart if left != right)
    identity = resolved(*(article(address(left), address(right)) for left, right in pairs), judgements=judgements)
    for judgement in judgements:
        assert not identity.same(judgement.left, judgement.right)


def test_equal_keys_are_joined_though_others_are_kept_apart() -> None:
    one, two, three = (f"https://e.org/k?utm_source={number}" for number in "123")
    judgements = (judged(one, two, False), judged(one, three, False))
    identity = resolved(*map(article, (one, two, three)), judgements=judgements)
    assert identity.same(two, three)
    assert not identity.same(one, two)


def test_explain_does_not_say_that_equal_keys_differ() -> None:
    one, two = "https://e.org/k?utm_source=1", "https://e.org/k?utm_source=2"
    identity = resolved(article(one, A), article(two, B), judgements=(judged(A, B, False),))
    assert "their keys differ" not in str(identity.explain(one, two))


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=10))
def test_every_merge_is_explained_by_a_chain(pairs: list[tuple[str, str]]) -> None:
    records = [article(f"https://example.org/{left}", f"https://example.org/{right}") for left, right in pairs]
    identity = resolved(*records)
    for one in records:
        for other in records:
            assert one.address and other.address
            explanation = identity.explain(one.address, other.address)
            assert explanation.same == identity.same(one.address, other.address)


def test_explain_names_the_field_the_file_and_the_line() -> None:
    text = str(resolved(article(A, B)).explain(B, A))
    assert "One article" in text
    assert "declares it as its ampWebUrl (x.md:5)" in text


def test_explain_shows_a_chain_in_order() -> None:
    explanation = resolved(article(A, C), article(B, C)).explain(A, B)
    assert [(match.left, match.right) for match in explanation.chain] == [(A, C), (B, C)]


def test_explain_shows_the_keys_of_two_articles() -> None:
    text = str(resolved(article(A), article(B)).explain(A, B))
    assert "Two articles" in text
    assert "a.example.org/a" in text
    assert "their keys differ" in text


def test_explain_shows_the_judgement_that_keeps_apart() -> None:
    identity = resolved(article(A, C), article(B, D), judgements=(judged(A, B, False, "two days"),))
    text = str(identity.explain(C, D))
    assert "the judgement file says that they are two articles: two days (judgements.yaml:1)" in text


def test_explain_knows_an_address_by_its_key() -> None:
    explanation = resolved(article(A, B)).explain("http://www.a.example.org/a?utm_source=x", B)
    assert [match.evidence for match in explanation.chain] == ["key", "declared"]


@pytest.mark.parametrize("address", ["https://unknown.example/", "javascript:alert(1)", "nothing"])
def test_explain_of_an_unknown_address_is_an_error(address: str) -> None:
    with pytest.raises(UnknownAddress):
        resolved(article(A)).explain(A, address)


def test_judgement_file(tmp_path: Path) -> None:
    path = tmp_path / "j.yaml"
    path.write_text(f"- same: [{A}, {B}, {C}]\n  because: moved\n- not same: [{A}, {D}]\n")
    assert [(j.left, j.right, j.same, j.because, j.origin.line) for j in read_judgements(path)] == [
        (A, B, True, "moved", 1),
        (A, C, True, "moved", 1),
        (A, D, False, None, 3),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "same: [a, b]",
        "- same: [https://e.org/a]",
        "- same: [https://e.org/a, nothing]",
        "- equal: [https://e.org/a, https://e.org/b]",
        "- same: [https://e.org/a, https://e.org/b]\n  reason: x",
        "- same: [https://e.org/a, https://e.org/b]\n  not same: [https://e.org/a, https://e.org/b]",
        "- [",
        "- same: [https://e.org/a, https://e.org/b]\n  because: [1]",
        "- same: [https://e.org/a, https://e.org/b]\n  same: [https://e.org/a, https://e.org/c]",
    ],
)
def test_a_bad_judgement_file_names_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "j.yaml"
    path.write_text(text)
    with pytest.raises(JudgementError, match=r"j\.yaml:\d"):
        read_judgements(path)


def test_a_missing_judgement_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(JudgementError, match=r"j\.yaml"):
        read_judgements(tmp_path / "j.yaml")


def test_an_empty_judgement_file_judges_nothing(tmp_path: Path) -> None:
    path = tmp_path / "j.yaml"
    path.write_text("# nothing yet\n")
    assert read_judgements(path) == []
