"""Made-up stories whose retellings lie days apart, so that what is compared is not in one span of days."""

from __future__ import annotations

import random
from pathlib import Path

SUBJECTS = """
Detroit police arrest wrong man after facial recognition match|Robert Williams was held for thirty hours
Boston council bans face surveillance by city agencies|The ordinance forbids officials from using the software
Amazon pauses police use of Rekognition for one year|The firm hopes lawmakers will write rules for the technology
Portland votes for the broadest ban on facial recognition|Shops and hotels may no longer scan the faces
""".strip().splitlines()
PAPERS = ("alpha.example", "beta.example", "gamma.example", "delta.example")
ENDINGS = ("", " | Alpha News", ", officials say", " as critics warn", ": what we know")


def write_told(folder: Path) -> None:
    """Write them, the same each time."""
    dice = random.Random(5)
    written: list[tuple[str, str]] = []
    for number in range(90):
        headline, abstract = dice.choice(SUBJECTS).split("|")
        headline, day = headline + dice.choice(ENDINGS), dice.randrange(60)
        if number % 10 == 0:
            headline, abstract = "Weekly update from the newsroom", ""
        paper = dice.choice(PAPERS)
        _write(folder, number, headline, abstract if dice.random() < 0.7 else "", _date(dice, day), paper, written)
        written.append((headline, f"https://{paper}/{number}"))
    # A list brings together what is ten days apart.
    resigns = "Mayor resigns over surveillance camera contract"
    _write(folder, 98, resigns, "", "2020-07-10T08:00:00Z", PAPERS[0], [])
    _write(folder, 99, resigns, "", "2020-07-20T08:00:00Z", PAPERS[1], [(resigns, f"https://{PAPERS[0]}/98")])
    # Two stories of one day whose names would be the same: a name holds the first eight words.
    for number, happening in enumerate(("glacier hikers rescued Matterhorn", "bakery explosion downtown Lyon") * 2, 90):
        headline = f"What they all have to say about this: {happening}"
        _write(folder, number, headline, "", "2020-07-05T08:00:00Z", PAPERS[number % 90 // 2], [])


def _date(dice: random.Random, day: int) -> str:
    date = f"2020-{day // 30 + 5:02}-{day % 30 + 1:02}"
    kind = dice.random()
    if kind < 0.1:
        return ""
    return date if kind < 0.4 else f"{date}T{dice.randrange(24):02}:{dice.randrange(60):02}:00Z"


def _write(
    folder: Path, number: int, headline: str, abstract: str, date: str, paper: str, before: list[tuple[str, str]]
) -> None:
    lines = ["---", f'title: "{headline}"', f"webUrl: https://{paper}/{number}"]
    lines += [f'excerpt: "{abstract}"'] if abstract else []
    lines += [f"publishedDateTime: {date}"] if date else []
    lines += ["provider:", f"  domain: {paper}"] if number % 7 else []
    if related := before[-4:]:
        lines.append("related:")
        for title, address in related:
            lines += [f'  - title: "{title}"', f"    webUrl: {address}"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number:03}.md").write_text("\n".join([*lines, "---", ""]), encoding="utf-8")
