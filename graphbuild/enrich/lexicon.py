"""Many terms searched in a text at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick_rs

from graphbuild.enrich.words import boundaries, fold, is_boundary


class Term(NamedTuple):
    """Words to look for. Case, hyphens and the shape of apostrophes do not matter, unless `exact`."""

    text: str
    exact: bool = False
    """Only as it is written: capitals tell ICE from ice."""
    prefix: bool = False
    """More letters may follow: `polic*` is police, policing, policeman."""

    @property
    def searchable(self) -> bool:
        """Whether it has a letter or digit, and no star but at its end."""
        return "*" not in self.text and any(map(str.isalnum, self.text))

    @classmethod
    def parse(cls, text: str) -> Term:
        """A term as it is written in a theme or a vocabulary.

        A star at the end makes a prefix; a word in capitals, of two letters or more, is exact.

        >>> Term.parse("polic*"), Term.parse("ICE").exact, Term.parse("NEC Corporation").exact
        (Term(text='polic', exact=False, prefix=True), True, False)
        """
        prefix = text.endswith("*")
        text = text.removesuffix("*")
        capitals = text.isupper() and sum(map(str.isalpha, text)) > 1
        return cls(text, exact=capitals, prefix=prefix)


class Hit(NamedTuple):
    """A term found in a text."""

    term: Term
    start: int
    end: int


class Lexicon:
    """An Aho-Corasick automaton over terms: the time to search a text does not grow with their number.

    >>> lexicon = Lexicon([Term("police"), Term.parse("NYPD"), Term("New York")])
    >>> [hit.term.text for hit in lexicon.hits("New York police, not the nypd")]
    ['New York', 'police']
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        by_text: dict[str, list[Term]] = {}
        for term in dict.fromkeys(terms):
            by_text.setdefault(fold(term.text), []).append(term)
        by_text.pop("", None)
        self._terms = list(by_text.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(by_text), store_patterns=False) if by_text else None

    def hits(self, text: str) -> list[Hit]:
        """Every term that stands in a text between word boundaries, overlapping ones too, by place."""
        if self._automaton is None:
            return []
        folded = fold(text)
        matches = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        if not matches:
            return []
        found = []
        is_end = boundaries(folded)
        for number, start, end in matches:
            if not is_end(start):
                continue
            whole = is_end(end)
            for term in self._terms[number]:
                if term.exact and text[start:end] != term.text:
                    continue
                if whole:
                    found.append(Hit(term, start, end))
                elif term.prefix:
                    found.append(Hit(term, start, _word_end(folded, end)))
        return sorted(found, key=lambda hit: (hit.start, -hit.end, hit.term.text))


def _word_end(text: str, place: int) -> int:
    while not is_boundary(text, place):
        place += 1
    return place
