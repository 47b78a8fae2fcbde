"""What is read line by line is what libyaml reads, lines and quotes and all, on stories and on mutations of them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import graphbuild
from graphbuild.ingest.frontmatter import NoFrontMatter, front_matter
from graphbuild.ingest.node import Node, YamlError, parse
from graphbuild.ingest.plain import plain_document


def exact(node: Node) -> Any:
    """A node with all that its reader looks at."""
    value: Any = node.value
    if isinstance(value, dict):
        value = [(key, exact(item)) for key, item in value.items()]
    elif isinstance(value, list):
        value = [exact(item) for item in value]
    return value, node.line, node.plain


def agrees(text: str) -> bool:
    """Whether the text was read line by line; fails where libyaml reads it otherwise."""
    document = plain_document(text, 3)
    if document is None:
        return False
    try:
        [full] = parse(text, 3)
    except (YamlError, ValueError) as error:
        pytest.fail(f"{text!r} was read, but: {error}")
    assert exact(document.root) == exact(full.root), text
    assert not full.duplicates
    assert not full.anchored
    return True


def matters(folder: Path) -> list[str]:
    texts = []
    for path in sorted(folder.rglob("*.md")):
        try:
            texts.append(front_matter(path.read_bytes()).text)
        except NoFrontMatter:
            continue
    return texts


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return matters(graphbuild.data())


def test_bundled_stories_are_plain(texts: list[str]) -> None:
    assert sum(map(agrees, texts)) > 0.9 * len(texts) > 90


def test_a_corpus_is_read_as_libyaml_reads_it(corpus: Path) -> None:
    heads = [text.partition("\nrelated:")[0] + "\n" for text in matters(corpus)]
    assert sum(map(agrees, heads)) > 0.7 * len(heads)


SNIPPETS = [
    "\n", " ", "\t", "#", " #", '"', "'", ":", ": ", " :", "- ", "-", "\n- ", "\n  - ", "\n-\n", "- - ", "&a", "*a",
    "|", ">", "---", "\n---\n", "{", "}", "[", "]", "?", "\u2028", "\x85", "\xa0", "\ufeff", "title: x", "\n# c\n",
    "!!str ",
    "\n  ", "  ", "\n\n", "\\", "\\n", "\\u00e9", "%", ",", "~", "null", "<<: x", "é", "@", "`", "::", "...",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(10))
def test_mutations_are_read_as_libyaml_reads_them(texts: list[str], seed: int) -> None:
    chance = random.Random(seed)
    read = 0
    for _ in range(150):
        lines = chance.choice(texts).split("\n")
        at = chance.randrange(len(lines))
        text = "\n".join(lines[at : at + chance.randrange(2, 14)])
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(text) + 1)
            if chance.random() < 0.7:
                text = text[:at] + chance.choice(SNIPPETS) + text[at:]
            else:
                text = text[:at] + text[at + chance.randrange(1, 30) :]
        read += agrees(text)
    assert read > 10


@given(
    st.lists(st.sampled_from(["a", "b:", ":", " ", "  ", "- ", "\n", '"', "\\", "1", "#", "'", "|", "~"]), max_size=14)
)
def test_any_text_is_read_as_libyaml_reads_it(parts: list[str]) -> None:
    agrees("".join(parts))


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n  c\n", "a: |\n  b\n", "a: 'b'\n", "a: b # c\n", "a: {b: c}\n", "a: [b]\n", "a: &b c\n", "a: !x b\n",
        "a: b\na: c\n", "a:\n- b\n", "a: b\n c: d\n", "? a\n: b\n", "- - a\n", '"a": b\n', "a: b\n---\nc: d\n", "a\n",
        'a: "b" c\n', "a: b: c\n", 'a: "\\u00e9"\n', "a:\tb\n", "", "\n",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_parser(text: str) -> None:
    assert plain_document(text) is None


@pytest.mark.parametrize(
    "text",
    [
        'a: "b"\n', "a: b c\n", "a: 2020-01-01T00:00:00Z\n", "a: https://example.org/b\n", "a: -1\n", "a:\n",
        "a:\nb: c\n", "a:\n  - b\n  - c\n", "a:\n  - b: c\n    d: e\n  - b: f\n", "a:\n  b:\n    c: d\ne: f\n",
        'a: "b\\r\\n\\"c\\""\n',
        "\n\na: b\n\n\nc: d", "a: it's\n", "- a\n- b\n", 'a: ""\n', "a: b   \n", 'a:   "b"\n',
    ],
)  # fmt: skip
def test_what_is_plain_is_read(text: str) -> None:
    assert agrees(text)
