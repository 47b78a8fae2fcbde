"""Story files of any number, in the shape of the real corpora: related lists that are perfect cliques.

Measured on half of the largest corpus (2,479 articles, 79,518 entries of related lists): a tenth of the articles has no
list, a quarter at most 2 entries, half at most 14, three quarters at most 41, nine tenths at most 114, and none more
than 179; an entry has 800 bytes, a file 27 kB. So the number of articles in cliques of a size falls as the size
grows, and an article is as likely in one of 3 to 9 as in one of 20 to 60. Words come as often as words do (Zipf); the
headlines of a clique share some, one article in thirty is a reprint of another, and a clique spans four months.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, product
from pathlib import Path

import networkx

import graphbuild
from graphbuild import StoryGraph

LONGEST = 180
"""Articles of the largest clique: a list has one less."""

_WORDS = (
    "police city camera law bias study court ban vendor privacy report council airport face match arrest protest "
    "software audit rights agency data trial union border school shop phone"
).split()
_SYLLABLES = [a + b for a, b in product("bdfgklmnprstvz", "aeiou")]


class _Writer:
    """Makes up articles."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        made = ["".join(self.chance.choices(_SYLLABLES, k=self.chance.choice((2, 3, 3, 4)))) for _ in range(20_000)]
        self._words = [*_WORDS, *dict.fromkeys(made)]
        self._often = list(accumulate(1 / (rank + 10) for rank in range(len(self._words))))

    def words(self, number: int) -> list[str]:
        return self.chance.choices(self._words, cum_weights=self._often, k=number)

    def clique(self, first: int, size: int) -> list[tuple[str, list[str]]]:
        """The names and the lines of articles that list each other."""
        start = datetime(2016, 1, 1, tzinfo=UTC) + timedelta(hours=self.chance.randrange(50_000))
        subject = self.chance.choices(self._words, k=4)
        made = []
        title: list[str] = []
        for number in range(first, first + size):
            if not title or self.chance.random() > 0.03:
                title = [*self.chance.sample(subject, 2), *self.words(7)]
            date = start + timedelta(minutes=self.chance.randrange(200_000))
            made.append(self._article(number, " ".join(title), date))
        return made

    def _article(self, number: int, title: str, date: datetime) -> tuple[str, list[str]]:
        domain = f"paper{self.chance.randrange(400)}.example"
        address = f"https://www.{domain}/news/{number}-{title.replace(' ', '-')}"
        return f"{number:07}", [
            f'title: "{title.capitalize()}"',
            f'excerpt: "{" ".join(self.words(35)).capitalize()}."',
            f"publishedDateTime: {date:%Y-%m-%dT%H:%M:%SZ}",
            f'webUrl: "{address}"',
            f'ampWebUrl: "{address}?amp=1"',
            "type: article",
            "provider:",
            f"  name: Paper {domain[5:-8]}",
            f"  domain: {domain}",
            f"quality: {self.chance.randrange(100)}",
            "images:",
            f'  - url: "https://img.{domain}/{number}.jpg"',
            "    width: 1200",
            "    height: 800",
        ]


def write_corpus(folder: Path, articles: int, seed: int = 1, longest: int = LONGEST) -> int:
    """Write so many story files; returns the number of list entries in them."""
    writer = _Writer(seed)
    folder.mkdir(parents=True)
    entries = 0
    for first, size in _cliques(writer.chance, articles, longest):
        clique = writer.clique(first, size)
        blocks = ["\n".join([f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]) for _, lines in clique]
        for own, (name, lines) in enumerate(clique):
            listed = [block for other, block in enumerate(blocks) if other != own]
            entries += len(listed)
            text = ["---", "category: news", *lines, "heat: -1", "published: false", "topics:", "  - AI"]
            if listed:
                text += ["related:", *listed]
            (folder / f"{name}.md").write_text("\n".join([*text, "---", ""]), encoding="utf-8")
    return entries


def _cliques(chance: random.Random, articles: int, longest: int) -> Iterator[tuple[int, int]]:
    """The first number and the size of each clique; a size is as frequent as its square is small."""
    number = 0
    while number < articles:
        size = min(articles - number, int(1 / (1 - chance.random() * (1 - 1 / longest))))
        yield number, size
        number += size


def planted(articles: int, seed: int = 1) -> tuple[StoryGraph, networkx.MultiDiGraph]:
    """A graph with three links an article, most of them within groups, and its network with publishers and stories.

    Not built from files, which is measured elsewhere.
    """
    chance = random.Random(seed)
    network = networkx.MultiDiGraph()
    names = [f"https://paper{chance.randrange(400)}.example/{number}" for number in range(articles)]
    groups: list[list[int]] = []
    number = 0
    while number < articles:
        size = min(articles - number, max(2, round(chance.paretovariate(1.2) * 5)), 150)
        groups.append(list(range(number, number + size)))
        number += size
    group = {member: members for members in groups for member in members}
    start = datetime(2020, 1, 1, tzinfo=UTC)
    for number, name in enumerate(names):
        date = start + timedelta(hours=(group[number][0] * 7919) % 17_000, minutes=chance.randrange(20_000))
        label = " ".join(chance.choices(_WORDS, k=9)).capitalize()
        network.add_node(
            name, kind="article", label=label, own=chance.random() < 0.6, address=name,
            published_at=f"{date:%Y-%m-%dT%H:%M:%SZ}", abstract=" ".join(chance.choices(_WORDS, k=30)),
        )  # fmt: skip
    for name in sorted({name.split("/")[2] for name in names}):
        network.add_node(f"source/{name}", kind="source", label=name.removesuffix(".example").capitalize())
    for number, name in enumerate(names):
        place = {"file": f"{number}.md", "line": 12}
        network.add_edge(name, f"source/{name.split('/')[2]}", relation="publisher", **place)
        for position in range(1, 4):
            other = chance.choice(group[number]) if chance.random() < 0.9 else chance.randrange(articles)
            if other != number:
                network.add_edge(name, names[other], relation="related", position=position, gap_seconds=60, **place)
    for members in groups:
        if 2 < len(members) < 12:
            story = f"story/{members[0]}"
            network.add_node(story, kind="story", label=network.nodes[names[members[0]]]["label"])
            for member in members:
                network.add_edge(names[member], story, relation="member", score=0.8, file=f"{member}.md", line=3)
    return graphbuild.build(graphbuild.example()), network
