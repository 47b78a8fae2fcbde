"""The fast path for related lists gives what a full parse gives, on the bundled stories and on mutations of them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml

import graphbuild
from graphbuild.ingest.frontmatter import Cut, EntryMemo, Matter, NoFrontMatter, Page, cut, front_matter, pages
from graphbuild.ingest.node import YamlError, parse
from tests.ingest.test_node import plain


def joined(page: Page) -> Any:
    """The page as one tree, its entries put back into their list."""
    tree = plain(page.root)
    if page.cut:
        tree["related"] = [item for entry, _ in page.cut.entries for item in plain(entry.document().root)]
    return tree


def split(text: str, known: EntryMemo, first_line: int = 1) -> list[Page]:
    """The pages of a text without fences."""
    matter = Matter(text.encode("utf-8", "surrogatepass"), 0, first_line, fenced=False)
    return list(pages(matter, cut(matter, known)))


def fast(text: str, known: EntryMemo | None = None) -> Any:
    try:
        return [joined(page) for page in split(text, known or EntryMemo())]
    except YamlError:
        return "error"


def fenced(text: str, known: EntryMemo) -> Any:
    """What is read of a text between fences, with a body behind it that looks like more of the list."""
    matter = front_matter(f"---\n{text}---\nrelated:\n  - title: in the body\n".encode("utf-8", "surrogatepass"))
    try:
        return [joined(page) for page in pages(matter, cut(matter, known))]
    except YamlError:
        return "error"


def full(text: str) -> Any:
    try:
        return [plain(document.root) for document in parse(text)]
    except YamlError:
        return "error"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [front_matter(path.read_bytes()).text for path in sorted(graphbuild.data().glob("_news/*.md"))]


def test_bundled_stories_are_read_as_a_full_parse_reads_them(texts: list[str]) -> None:
    for text in texts:
        assert fast(text) == full(text) == [yaml.load(text, Loader=yaml.CBaseLoader)]


def test_related_lists_take_the_fast_path(texts: list[str]) -> None:
    known = EntryMemo()
    found = sum(bool(page.cut) for text in texts for page in split(text, known))
    assert found == sum("\nrelated:" in text for text in texts) > 90


def test_a_corpus_is_read_as_a_full_parse_reads_it(corpus: Path) -> None:
    known = EntryMemo()
    for path in sorted(corpus.rglob("*.md")):
        matter = front_matter(path.read_bytes())
        [page] = pages(matter, cut(matter, known))
        assert joined(page) == yaml.load(matter.text, Loader=yaml.CBaseLoader), path


SNIPPETS = [
    "\n", " ", "\t", "#", '"', "'", ":", "- ", "\n  - ", "\nrelated:\n", "related:", "&a", "*a", "|", ">", "|+", "---",
    "\n---\n", "{", "}", "[", "]", "?", "\u2028", "\x85", "title: x", "\n# c\n", "!!str ", "  ", "\n\n", "\\", "%", ",",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_mutated_stories_are_read_as_a_full_parse_reads_them(texts: list[str], seed: int) -> None:
    chance = random.Random(seed)
    known = EntryMemo()
    for _ in range(25):
        text = chance.choice(texts)[: chance.randrange(400, 4000)]
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(text))
            choice = chance.random()
            if choice < 0.5:
                text = text[:at] + chance.choice(SNIPPETS) + text[at:]
            elif choice < 0.75:
                text = text[:at] + text[at + chance.randrange(1, 30) :]
            else:
                start = chance.randrange(len(text))
                text = text[:at] + text[start : start + chance.randrange(1, 80)] + text[at:]
        assert fast(text) == fast(text, known) == full(text)
        closed = front_matter(f"---\n{text}\n---\n".encode()).text
        assert fenced(closed, known) == full(closed)


@pytest.mark.parametrize(
    "text",
    [
        'note: "a\nrelated:\n  - title: x\n  - title: y\n"\n',
        "note: |\n  a\nrelated:\n  - title: x\n",
        "note: |\n  related:\n  - title: x\n",
        "related:\n  - title: x\n# comment\n  - title: y\n",
        "related:\n  # comment\n  - title: x\n  - title: y\n",
        "related:\n  - title: x\n  # comment\n  - title: y\n",
        "related:\n  - title: &a x\n  - title: *a\n",
        "base: &b {title: x}\nrelated:\n  - *b\n",
        "related:\n  - title: x\nrelated:\n  - title: y\n",
        "related:\n- title: x\n- title: y\n",
        "related: [{title: x}]\n",
        "related:\n  - title: |+\n      x\n\n\n  - title: y\n",
        "related:\n  - title: |\n      x\n  - title: y\n",
        "related:\n  - title: 'a\n\n  - b'\n",
        "related:\n  - title: x\n   - title: y\n",
        "related:\n  - x\n  - y\n",
        "related:\n  - title: x\n\n\nafter: z\n",
        "related:\n  - - title: x\n    - title: y\n",
        "related:\n",
        "related:\n  - \n  - title: x\n",
    ],
)
def test_odd_lists_are_read_as_a_full_parse_reads_them(text: str) -> None:
    assert fast(text) == fenced(text, EntryMemo()) == full(text)


def test_lines_behind_the_list_are_lines_of_the_file() -> None:
    text = "title: a\nrelated:\n  - title: x\n    type: y\n  - title: z\nafter: b\n"
    [page] = split(text, EntryMemo(), 2)
    assert isinstance(page.root.value, dict)
    assert isinstance(page.cut, Cut)
    assert page.root.value["after"].line == 7
    assert (page.cut.line, page.cut.entries[0][1]) == (4, 2)


def test_equal_entries_have_one_text() -> None:
    text = "related:\n  - title: x\n\n  - title: x\n  - title: y\n"
    [page] = split(text, EntryMemo())
    assert page.cut
    assert len({id(entry) for entry, _ in page.cut.entries}) == 2


def test_front_matter_ends_at_the_closing_line() -> None:
    matter = front_matter(b"---\na: 1\n---\nbody\n---\n")
    assert (matter.text, matter.first_line, matter.closed) == ("a: 1\n", 2, True)


def test_front_matter_without_an_end_is_the_rest() -> None:
    assert not front_matter(b"---\na: 1\n").closed


@pytest.mark.parametrize("text", ["", "a: 1", " ---\na: 1\n---\n", "----\na: 1\n", "text\n---\n"])
def test_no_front_matter(text: str) -> None:
    with pytest.raises(NoFrontMatter):
        front_matter(text.encode())
