"""What a lexicon finds in one article, and where its words stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Set

from graphbuild.enrich.lexicon import Lexicon, Term
from graphbuild.enrich.words import is_title_case, word_starts
from graphbuild.evidence import Field, Occurrence
from graphbuild.nodes import ArticleNode

Places = tuple[Occurrence, ...]
"""The words by which a rule holds."""


def texts(article: ArticleNode) -> dict[Field, str]:
    """The texts of an article that are searched."""
    given: dict[Field, str | None] = {"headline": article.headline, "abstract": article.abstract}
    return {field: text for field, text in given.items() if text}


class Found:
    """The terms of a lexicon in the texts of one article.

    >>> found = Found(Lexicon([Term("police")]), {"headline": "Police use of face recognition"})
    >>> found.of(Term("police"))
    (Occurrence(field='headline', start=0, end=6, term='Police'),)
    """

    def __init__(self, lexicon: Lexicon, texts: Mapping[Field, str]) -> None:
        self.texts = texts
        by_term: dict[Term, list[Occurrence]] = {}
        self._words: dict[Field, list[int]] = {}
        self._title_case: dict[Field, bool] = {}
        self._said: dict[int, Places | None] = {}
        for field, text in texts.items():
            for term, start, end in lexicon.hits(text):
                occurrence = Occurrence(field, start, end, text[start:end])
                by_term.setdefault(term, []).append(occurrence)
        self._by_term = {term: tuple(occurrences) for term, occurrences in by_term.items()}

    @property
    def terms(self) -> Set[Term]:
        """The terms that stand in the texts."""
        return self._by_term.keys()

    def once(self, rule: object, places: Callable[[], Places | None]) -> Places | None:
        """What a rule that several themes share says, found out once."""
        if id(rule) not in self._said:
            self._said[id(rule)] = places()
        return self._said[id(rule)]

    def __bool__(self) -> bool:
        return bool(self._by_term)

    def __iter__(self) -> Iterator[tuple[Term, tuple[Occurrence, ...]]]:
        return iter(self._by_term.items())

    def of(self, term: Term) -> tuple[Occurrence, ...]:
        """Where a term stands."""
        return self._by_term.get(term, ())

    def is_title_case(self, field: Field) -> bool:
        """Whether a capital says nothing in a text, since nearly all its words have one."""
        if field not in self._title_case:
            self._title_case[field] = is_title_case(self.texts[field])
        return self._title_case[field]

    def words_between(self, left: Occurrence, right: Occurrence) -> int:
        """How many words stand between two occurrences of one field; 0 where they touch or overlap."""
        first, last = sorted((left, right), key=lambda occurrence: (occurrence.start, occurrence.end))
        if last.start < first.end:
            return 0
        if left.field not in self._words:
            self._words[left.field] = word_starts(self.texts[left.field])
        starts = self._words[left.field]
        return max(bisect_right(starts, last.start) - bisect_right(starts, first.end - 1) - 1, 0)
