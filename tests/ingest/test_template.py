"""What is read by templates is what is read by nodes: records, problems, lines, counts of unknown fields."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest

import graphbuild
from graphbuild.ingest import regular
from graphbuild.ingest.file import Utf8File
from graphbuild.ingest.reader import Reader
from graphbuild.ingest.template import Templates
from graphbuild.problems import Report


class Unknowing(Templates):
    """Templates that know none, so that all is read by nodes."""

    def match(self, text: str) -> None:
        return None


class Pair:
    """A reader with templates and one without."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("graphbuild.ingest.reader.Templates", Unknowing)
        self.slow = Reader()
        monkeypatch.undo()
        self.quick = Reader()
        self.regular = 0
        """The articles that were read by a template."""
        article = regular.article

        def counted(*values: Any) -> Any:
            found = article(*values)
            self.regular += found is not None
            return found

        monkeypatch.setattr(regular, "article", counted)

    def agree(self, text: str, suffix: str = ".md") -> None:
        """Read a text by both, and fail where one says otherwise."""
        found = []
        for reader in (self.quick, self.slow):
            report = Report("a")
            records = list(reader.read(Utf8File(f"a{suffix}", text.encode("utf-8", "surrogatepass")), report))
            found.append((records, report.rows, dict(report.unknown)))
        quick, slow = found
        for one, other in zip(quick, slow, strict=True):
            assert one == other, text
        assert [[*record.below] for record in quick[0] if hasattr(record, "below")] == [
            [*record.below] for record in slow[0] if hasattr(record, "below")
        ]

    def entries_agree(self) -> None:
        """What the entries of all lists have to report is the same."""
        assert list(self.quick.entry_reports()) == list(self.slow.entry_reports())


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Pair:
    return Pair(monkeypatch)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(graphbuild.data().rglob("*.md"))]


def test_bundled_stories_are_read_by_templates(pair: Pair, texts: list[str]) -> None:
    for text in texts:
        pair.agree(text)
    pair.entries_agree()
    assert pair.regular > 200


def test_a_corpus_is_read_alike(pair: Pair, corpus: Path) -> None:
    for path in sorted(corpus.rglob("*.md")):
        pair.agree(path.read_text(encoding="utf-8"))
    pair.entries_agree()
    assert pair.regular > 1000


WHOLE = """---
category: news
title: "A title"
excerpt: "Two sentences. The second."
publishedDateTime: 2020-05-07T17:00:10Z
startDateTime: 2020-05-08
webUrl: "https://e.org/a"
originalUrl: https://m.e.org/a
ampWebUrl: "https://e.org/a/amp"
cdnAmpWebUrl: "https://e-org.cdn.ampproject.org/c/s/e.org/a/amp"
type: article
length: PT5M
quality: 14
heat: -1
published: false
removed: no

provider:
  name: The Paper
  domain: e.org
  images:
    - url: "/assets/logo.jpg"
      width: 50
      height: 60
      isCached: true
  owner: Ada

topics:
  - Azure
  - "Cloud computing"

images:
  - url: "https://e.org/b.jpg"
    width: 700
    height: 300
  - url: https://e.org/c.jpg

related:
  - title: "Another"
    excerpt: ""
    publishedDateTime: 2020-05-14T22:00:08Z
    webUrl: "https://e.org/b"
    type: article
    provider:
      name: The Paper
      domain: e.org
    quality: 15
    images:
      - url: "https://e.org/d.jpg"
        width: 1
        height: 2
        isCached: true

  - name: A third
    website: https://e.org/c
    taxonomy: topic
    related:
      - a: b
    topics:
      - Azure

secured: "c2VjcmV0"
---
The body
"""
VALUES = [
    "null", '"null"', '""', "a", '"a b"', '" a  b "', '"a\\nb"', '"a \\"b\\" c"', "1.5", "high", '"32"', "0", "-5",
    "1_000", "+7", "99999999999999999999", "2020-02-30T00:00:00Z", "2020-08-14", "2020-08-14T23:08:00",
    "2020-08-15T01:08:00+02:00", '"2020-08-14T23:08:00Z"', '" 2020-08-14 "', "2020-13-01", "２０２０-08-14",
    "https://e.org/", "https://e.org", "https://e.org/a", '"https://e.org/a b"', "https://e.org/ä",
    '" https://e.org/a"', "javascript:alert(1)", "/b.png", "//e.org/b.png", "/", "www.e.org", "E.org", "e.org/x",
    "e.org:80", "ä.org", "e.org.", "e.org?A", "yes", "OFF", "No", "AT&amp;T", "AT&T", "donâ€™t", '"donâ€™t"',
    '"a\u200bb"', '"a\u00a0b"', "a\u00a0b", "collection", "Article", '"An excerpt that ends so…"',
    f'"{"long " * 40}"', f'"{"long " * 40}."', "PT", "P1D", "~", "[a]", "{a: b}", "日本", "'a'", "a # b", "a: b", "",
    "https://e.org/amp", "http://[::1]/", "https://e.org/" + "a" * 10_000, "Null",
]  # fmt: skip
LINES = [number for number, line in enumerate(WHOLE.split("\n")) if re.search(r": |- ", line)]


@pytest.mark.parametrize("line", LINES)
def test_any_value_on_any_line_is_read_alike(pair: Pair, line: int) -> None:
    for _ in range(3):
        pair.agree(WHOLE)
    assert pair.regular
    lines = WHOLE.split("\n")
    before = re.match(r" *(?:- )?(?:\w+: )?", lines[line])
    assert before
    for value in VALUES:
        # Twice, since a template is made at the second text of its kind.
        pair.agree("\n".join([*lines[:line], before[0] + value, *lines[line + 1 :]]))
        pair.agree("\n".join([*lines[:line], before[0] + value, *lines[line + 1 :], "", value]))
    pair.entries_agree()


@pytest.mark.parametrize("line", range(1, len(WHOLE.split("\n")) - 2))
def test_without_any_line_it_is_read_alike(pair: Pair, line: int) -> None:
    lines = WHOLE.split("\n")
    for moved in ([], [lines[line], lines[line]], [f" {lines[line]}"], [lines[line], ""], [f"{lines[line]} "]):
        for _ in range(3):
            pair.agree("\n".join([*lines[:line], *moved, *lines[line + 1 :]]))
    pair.entries_agree()


@pytest.mark.parametrize("seed", range(6))
def test_mutations_are_read_alike(pair: Pair, texts: list[str], seed: int) -> None:
    chance = random.Random(seed)
    for text in chance.sample(texts, 20):
        pair.agree(text)
        lines = text.split("\n")
        for _ in range(3):
            at = chance.randrange(1, len(lines))
            other = chance.choice(chance.choice(texts).split("\n"))
            key = lines[at].partition(": ")[0]
            lines[at] = chance.choice([other, f"{key}: {chance.choice(VALUES)}", f"{key}:{other.partition(':')[2]}"])
            pair.agree("\n".join(lines))
    pair.entries_agree()
    assert pair.regular > 30


def test_texts_of_a_frequent_template_are_split_like_others(monkeypatch: pytest.MonkeyPatch, texts: list[str]) -> None:
    monkeypatch.setattr("graphbuild.ingest.template._OFTEN", 1)
    fronts = [text.split("---\n")[1] for text in [WHOLE, *texts] if text.startswith("---\n")]
    frequent = 0
    for front in [fronts[0], *random.Random(1).sample(fronts, 4)]:
        quick, other = Templates(), Templates()
        for _ in range(3):
            quick.match(front)
        frequent += len(quick._frequent)
        assert quick._lines(front) == other._lines(front)
        lines = front.split("\n")
        for number, line in enumerate(lines):
            head = line.partition(": ")[0]
            for changed in [
                *(f"{head}: {value}" for value in VALUES), f" {line}", f"{line} ", f"{line}:", f"{line}: a", f'{line}"',
                f"{line} - a", f"{head}:  a", f"{head}:", f"{head}: ", f'{head}: "', f"- {line}", "", " ", "- a: b",
            ]:  # fmt: skip
                text = "\n".join([*lines[:number], changed, *lines[number + 1 :]])
                assert quick._lines(text) == other._lines(text), text
    assert frequent > 2


def test_the_fields_after_a_list_have_the_lines_of_the_file(pair: Pair) -> None:
    text = "---\ntitle: A\nwebUrl: https://e.org/a\nrelated:\n  - title: B\n    webUrl: https://e.org/b\nheat: 1\n---\n"
    for _ in range(3):
        pair.agree(text)


def test_a_yaml_file_is_read_alike(pair: Pair) -> None:
    for _ in range(3):
        pair.agree("title: A\nwebUrl: https://e.org/a\n", ".yaml")
    assert pair.regular


def test_articles_of_one_template_share_the_map_of_their_lines() -> None:
    reader = Reader()
    text = b"---\ntitle: A\nwebUrl: https://e.org/%d\n---\n"
    _, second, third = (next(reader.read(Utf8File("a.md", text % number), Report("a"))) for number in range(3))
    assert second.below is third.below  # type: ignore[union-attr]


def test_templates_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphbuild.ingest.template._MOST", 2)
    templates = Templates()
    for _ in range(2):
        for number in range(5):
            templates.match(f"title: A\nwebUrl: https://e.org/a\nfield{number}: b\n")
    assert sum(templates.match(f"title: A\nwebUrl: https://e.org/a\nfield{number}: b\n") is not None
               for number in range(5)) == 2  # fmt: skip
