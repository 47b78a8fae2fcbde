"""Story files of any number, in the shape of the real corpora: related lists that are near-perfect cliques.

In the largest corpus an article lists about 39 others on average, 161,223 entries are 4,172 distinct texts, and a
clique has 2 to 179 articles within some months.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import networkx

import graphbuild
from graphbuild import StoryGraph

_WORDS = (
    "police city camera law bias study court ban vendor privacy report council airport face match arrest protest "
    "software audit rights agency data trial union border school shop phone"
).split()


def write_corpus(folder: Path, articles: int, seed: int = 1) -> int:
    """Write so many story files; returns the number of list entries in them."""
    chance = random.Random(seed)
    folder.mkdir(parents=True)
    entries = 0
    number = 0
    while number < articles:
        size = min(articles - number, max(2, round(chance.paretovariate(1.1) * 4)), 120)
        start = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(20_000))
        clique = [_facts(chance, number + place, start) for place in range(size)]
        for own, (name, lines) in enumerate(clique):
            listed = [block for other, (_, block) in enumerate(clique) if other != own]
            entries += len(listed)
            text = ["---", "category: news", *lines, "heat: -1", "published: false", "topics:", "  - AI", "related:"]
            for block in listed:
                text.append(f"  - {block[0]}")
                text.extend(f"    {line}" for line in block[1:])
            (folder / f"{name}.md").write_text("\n".join([*text, "---", ""]), encoding="utf-8")
        number += size
    return entries


def _facts(chance: random.Random, number: int, start: datetime) -> tuple[str, list[str]]:
    title = " ".join(chance.choices(_WORDS, k=9))
    domain = f"paper{chance.randrange(400)}.example"
    date = start + timedelta(minutes=chance.randrange(200_000))
    return f"{number:07}", [
        f'title: "{title} {number}"',
        f'excerpt: "{" ".join(chance.choices(_WORDS, k=30))}."',
        f"publishedDateTime: {date:%Y-%m-%dT%H:%M:%SZ}",
        f'webUrl: "https://www.{domain}/news/{number}-{title.replace(" ", "-")}"',
        f'ampWebUrl: "https://www.{domain}/news/{number}-{title.replace(" ", "-")}?amp=1"',
        "type: article",
        "provider:",
        f"  name: Paper {domain[5:-8]}",
        f"  domain: {domain}",
        f"quality: {chance.randrange(100)}",
        "images:",
        f'  - url: "https://img.{domain}/{number}.jpg"',
        "    width: 1200",
        "    height: 800",
    ]


def planted(articles: int, seed: int = 1) -> tuple[StoryGraph, networkx.MultiDiGraph]:
    """A graph with three links an article, most of them within groups, and its network with outlets and stories.

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
