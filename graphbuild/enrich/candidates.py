"""Capitalised names that the texts hold often and no vocabulary knows: a list from which a user picks.

A capital tells a name only within a sentence of a text that is not in title case; so headlines in title case are not
read, and the first word of a sentence is not counted. The list holds months, products and plain errors too: it is for
review, not for the graph.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graphbuild.enrich.found import texts
from graphbuild.enrich.words import is_title_case
from graphbuild.evidence import Occurrence
from graphbuild.graph import StoryGraph

_NAME = re.compile(
    r"(?<![\w’'])[^\W\d_a-zß-öø-ÿ][\w&’'-]*"
    r"(?:(?:\.? | (?:of|de|du|da|von|van) )?(?<= )[^\W\d_a-zß-öø-ÿ][\w&’'-]*)*"
)
_SENTENCE_END = ".!?:;…|/"
_DATES = frozenset(
    "January February March April May June July August September October November December "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday I".split()
)


@dataclass(frozen=True)
class Candidate:
    """A name for review."""

    name: str
    articles: int
    """How many articles hold it."""
    example: str
    """A text that holds it."""


def candidates(graph: StoryGraph, *, at_least: int = 2) -> list[Candidate]:
    """The names that `at_least` so many articles hold and no mention covers, the most frequent first.

    >>> import graphbuild
    >>> [found.name for found in candidates(graphbuild.build(graphbuild.data()), at_least=4)]
    ['American', 'Black']
    """
    covered: dict[tuple[str, str], list[Occurrence]] = defaultdict(list)
    for link in graph.links:
        if isinstance(link.evidence, Occurrence):
            covered[link.start, link.evidence.field].append(link.evidence)
    found: Counter[str] = Counter()
    examples: dict[str, str] = {}
    publishers = {name for source in graph.sources for name in (source.name, *source.other_names)}
    for article in graph.articles:
        names: dict[str, str] = {}
        for field, text in texts(article).items():
            if field != "headline" or not is_title_case(text):
                for name in _names(text, covered[article.id, field]):
                    names.setdefault(name, text)
        for name, text in names.items():
            if name not in publishers and name.removeprefix("The ") not in publishers:
                found[name] += 1
                examples.setdefault(name, text)
    rows = [Candidate(name, count, examples[name]) for name, count in found.items() if count >= at_least]
    return sorted(rows, key=lambda row: (-row.articles, row.name))


def as_yaml(found: Iterable[Candidate]) -> str:
    """Candidates as entries of a vocabulary file; the user moves each to the list where it belongs.

    >>> print(as_yaml([Candidate("Axon", 3, "Axon: a firm")]), end="")
    organizations:
      - name: "Axon" # 3 articles
    """
    rows = [f"  - name: {json.dumps(row.name, ensure_ascii=False)} # {row.articles} articles\n" for row in found]
    return "".join(["organizations:\n", *rows]) if rows else ""


def _names(text: str, covered: Iterable[Occurrence]) -> Iterator[str]:
    for match in _NAME.finditer(text):
        before = text[: match.start()].rstrip(" \"'“‘«([")
        if not before or before[-1] in _SENTENCE_END:
            continue
        if any(place.start < match.end() and match.start() < place.end for place in covered):
            continue
        name = re.sub(r"(?:’s|'s)$", "", match[0]).rstrip("’'-&")
        if len(name) > 1 and name not in _DATES:
            yield name
