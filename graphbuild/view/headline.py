"""A short name for a group of articles: words that its headlines share and others do not."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_][\w’'-]{2,}")
_COMMON = frozenset(
    "about after all and are but can for from has have her his how into its just more new not now off one our out over "
    "say says than that the their them they this top two was were what when who why will with you your could would "
    "should been being get gets use uses using used make makes may via top best first year years day week here there "
    "his she him don does did also amid most some still against between during under while where which".split()
)


def headlines(groups: Sequence[Sequence[str]], everything: Sequence[str]) -> list[str]:
    """A name for each group, given all headlines there are; where it shares no words, its first headline.

    >>> headlines([["Clearview sued", "Clearview fined in Italy", "Rome fines Clearview"]], ["Cats"] * 9)
    ['Clearview']
    """
    frequency = Counter(word for headline in everything for word in _words(headline))
    return [_name(group, frequency, len(everything)) for group in groups]


def _words(headline: str) -> set[str]:
    return {word for word in _WORD.findall(headline.casefold()) if word not in _COMMON}


def _name(group: Sequence[str], frequency: Counter[str], total: int) -> str:
    count = Counter(word for headline in group for word in _words(headline))
    enough = max(2, math.ceil(len(group) * 0.12))
    usual = max(20.0, total * 0.1)
    score = {
        word: times * math.log(1 + total / (1 + frequency[word]))
        for word, times in count.items()
        if times >= enough and frequency[word] < max(usual, 2 * times)
    }
    best = sorted(score, key=lambda word: (-score[word], word))[:3]
    if not best:
        return group[0]
    written = {
        word: Counter(found for text in group for found in _WORD.findall(text) if found.casefold() == word)
        for word in best
    }
    return " · ".join(max(sorted(written[word]), key=lambda form: written[word][form]) for word in best)
