"""Story files of any number, in the shape of the real corpora: related lists that are near-perfect cliques.

In the largest corpus an article lists about 39 others on average, 161,223 entries are 4,172 distinct texts, and a
clique has 2 to 179 articles within some months.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
