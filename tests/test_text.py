from __future__ import annotations

import ftfy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.text import _DOUBTFUL, cut_off, repair, slug


@pytest.mark.parametrize(
    ("text", "mended", "repairs"),
    [
        ("AT&amp;T", "AT&T", ["HTML entity"]),
        ("It&#8217;s", "It’s", ["HTML entity"]),
        ("It&#x2019;s", "It’s", ["HTML entity"]),
        ("&amp;quot;analog&amp;quot;", '"analog"', ["HTML entity"]),
        ("recog\u00adnition", "recognition", ["invisible character"]),
        ("AT&T; R&D", "AT&T; R&D", []),
        ("fish &chips;", "fish &chips;", []),
        ("â€˜Sensitive Dataâ€™", "‘Sensitive Data’", ["mojibake"]),
        ("CafÃ©", "Café", ["mojibake"]),
        ("Ã la carte stays à la carte", "à la carte stays à la carte", ["mojibake"]),
        ("  a\r\n b\u00a0c ", "a b c", ["stray white space"]),
        ("a\u200bb\ufeff", "ab", ["invisible character"]),
        ("a\x00b\x1bc\x7f", "abc", ["control character"]),
        ("a\ud800b", "ab", ["control character"]),
        ("‘quoted’ — “text” …", "‘quoted’ — “text” …", []),
        ("Family 👨‍👩‍👧 emoji", "Family 👨‍👩‍👧 emoji", []),
        ("می‌خواهم", "می‌خواهم", []),
        ("\u200fעברית\u200e", "\u200fעברית\u200e", []),
        ("Microsoft <MSFT.O> up", "Microsoft <MSFT.O> up", []),
        ("<script>alert(1)</script>", "<script>alert(1)</script>", []),
        ("", "", []),
    ],
)
def test_repair(text: str, mended: str, repairs: list[str]) -> None:
    assert repair(text) == (mended, repairs)


@given(st.text())
def test_a_text_that_was_changed_says_so(text: str) -> None:
    mended, repairs = repair(text)
    assert (mended != text) == bool(repairs)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_what_is_mended_has_no_control_characters_and_no_stray_space(text: str) -> None:
    mended, _ = repair(text)
    assert mended == mended.strip()
    assert "\n" not in mended
    assert "\x00" not in mended


LONG = (
    "The technology is used to gather leads on suspects and is not meant to identify people in crowds, officials " * 2
)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Short…", "cut off (ends in an ellipsis)"),
        ("Short...", "cut off (ends in an ellipsis)"),
        ("Short [...]", "cut off (ends in an ellipsis)"),
        (LONG + "said and", "perhaps cut off (long, without a full stop)"),
        (LONG + "said.", None),
        (LONG + "said.”", None),
        (LONG + "と述べた。", None),
        ("A short line without a full stop", None),
    ],
)
def test_cut_off(text: str, doubt: str | None) -> None:
    assert cut_off(text) == doubt


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Computer Vision", "computer-vision"),
        ("  AI  ", "ai"),
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("Überwachung", "überwachung"),
        ("人工知能", "人工知能"),
        ("Data & AI", "data-ai"),
        ("ＡＩ", "ai"),
        ("!!!", "x212121"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text(st.sampled_from("ab .?’“”–—…é€ñÃÂŒœ漢\u200b\xa0\x92Ð°™ž"), max_size=9))
def test_what_is_not_doubtful_is_what_ftfy_leaves_as_it_is(text: str) -> None:
    if not _DOUBTFUL.search(text):
        assert ftfy.fix_encoding(text) == text


@given(st.lists(st.sampled_from(["a", "b ", " ", "’", "â€™", "é", "&", "&amp;", "\u00a0", "\u200b", "\n", "…", "Ã"])))
def test_a_text_that_needs_no_look_is_left_as_it_is_by_a_look(parts: list[str]) -> None:
    text = "".join(parts)
    quick = repair(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graphbuild.text._is_clean", lambda text: False)
        assert repair(text) == quick
