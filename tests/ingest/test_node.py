from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.ingest.node import MAX_DEPTH, Node, YamlError, parse


def plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {name: plain(value) for name, value in node.value.items()}
    if isinstance(node.value, list):
        return [plain(value) for value in node.value]
    return node.value


def one(text: str) -> Node:
    [document] = parse(text)
    return document.root


def test_scalars_stay_text() -> None:
    assert plain(one("a: NO\nb: 2020-13-45\nc: 012\nd: 1_000")) == {
        "a": "NO",
        "b": "2020-13-45",
        "c": "012",
        "d": "1_000",
    }


def test_lines_are_counted_from_the_first_line_given() -> None:
    [document] = parse("a: 1\nb:\n  - x", first_line=10)
    assert isinstance(document.root.value, dict)
    assert document.root.value["a"].line == 10
    assert document.root.value["b"].line == 12


def test_null_is_known_only_without_quotes() -> None:
    node = one("a:\nb: ~\nc: null\nd: 'null'\ne: ''")
    assert isinstance(node.value, dict)
    assert [node.value[name].is_null for name in "abcde"] == [True, True, True, False, False]


def test_duplicate_keys_are_reported_and_the_last_wins() -> None:
    [document] = parse("a: 1\nb: 2\na: 3")
    assert plain(document.root) == {"a": "3", "b": "2"}
    assert [(duplicate.key, duplicate.line) for duplicate in document.duplicates] == [("a", 3)]


def test_aliases_are_followed() -> None:
    [document] = parse("a: &x [1, 2]\nb: *x")
    assert plain(document.root) == {"a": ["1", "2"], "b": ["1", "2"]}
    assert document.anchored


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(YamlError, match="aliases are followed"):
        list(parse("\n".join(lines)))


@pytest.mark.parametrize(
    "text",
    [
        "b: &b {x: 1, y: 2}\nc: {<<: *b, y: 3}",
        "b: &b {x: 1}\nc: &c {x: 2, z: 4}\nd: {<<: [*b, *c]}",
        "a: {<<: {x: 1}, x: 2}",
    ],
)
def test_merge_keys_are_followed_as_pyyaml_follows_them(text: str) -> None:
    expected = yaml.safe_load(text)
    assert plain(one(text)) == {
        name: {key: str(item) for key, item in value.items()} for name, value in expected.items()
    }


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: *missing", "&a {b: *a}"])
def test_an_alias_without_an_anchor_before_it_is_refused(text: str) -> None:
    with pytest.raises(YamlError):
        list(parse(text))


@pytest.mark.parametrize("text", ["[" * 30_000, "a: " + "{b: " * 30_000, "- " * 30_000])
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(YamlError, match=f"deeper than {MAX_DEPTH}"):
        list(parse(text))


@pytest.mark.parametrize("text", ["a: !!python/object/apply:os.system [ls]", "!thing a: 1", "a: !x y"])
def test_tags_outside_the_core_are_refused(text: str) -> None:
    with pytest.raises(YamlError, match="tag"):
        list(parse(text))


def test_a_quote_that_is_never_closed_is_told_by_its_own_line() -> None:
    with pytest.raises(YamlError) as error:
        list(parse('a: 1\nb: "no end\nc: 2', first_line=2))
    assert error.value.line == 3


def test_a_nul_byte_names_its_line() -> None:
    with pytest.raises(YamlError) as error:
        list(parse("a: é\nb: \x00", first_line=2))
    assert error.value.line == 3


def test_a_mapping_as_a_key_is_refused() -> None:
    with pytest.raises(YamlError, match="field name"):
        list(parse("? [a, b]\n: c"))


def test_several_documents() -> None:
    assert [plain(document.root) for document in parse("a: 1\n---\nb: 2\n")] == [{"a": "1"}, {"b": "2"}]


@given(
    st.recursive(
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029\ufeff"), max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
        max_leaves=12,
    )
)
def test_equal_to_pyyaml(value: Any) -> None:
    text = yaml.safe_dump({"value": value}, allow_unicode=True)
    assert plain(one(text)) == yaml.load(text, Loader=yaml.CBaseLoader)
