"""Why a link is there that no file states: what graphbuild found in the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Field = Literal["headline", "abstract"]
"""A text of an article that is searched."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Words as they stand in a text; `start` and `end` count its characters (Unicode code points)."""

    field: Field
    start: int
    end: int
    term: str
    """The words as the text has them."""

    def values(self) -> tuple[Field, int, int, str]:
        """Its parts, as `occurrence` takes them."""
        return self.field, self.start, self.end, self.term


def occurrence(field: object, start: object, end: object, term: object) -> Occurrence:
    """An occurrence of values that come from elsewhere. Raises `ValueError`."""
    if field not in ("headline", "abstract") or type(start) is not int or type(end) is not int or type(term) is not str:
        raise ValueError("no occurrence")
    return Occurrence(field, start, end, term)


def in_order(places: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    """Occurrences once each, in the order of the text, the headline first."""
    distinct = {(place.field != "headline", place.start, place.end, place.term): place for place in places}
    return tuple(distinct[key] for key in sorted(distinct))


Mention = Occurrence
"""That a text names a person, an organisation, a place or a law: the words and where they stand."""


@dataclass(frozen=True, slots=True)
class ThemeMatch:
    """That an article belongs to a theme."""

    score: float
    """Two for each distinct term of the headline, one for each that only the abstract has."""
    occurrences: tuple[Occurrence, ...]
    """The words by which the theme's rule holds, in the order of the text."""


@dataclass(frozen=True, slots=True)
class Membership:
    """That an article reports what the other articles of a story report."""

    score: float
    """Mean similarity to the other members, 0 to 1."""
    nearest: str
    """The id of the member it is most alike."""
    terms: tuple[str, ...]
    """The rarest of the words it shares with that member, in the order of the alphabet."""
    listed: bool
    """A related list holds the two together."""


@dataclass(frozen=True, slots=True)
class Reprint:
    """That two articles of different publishers have the same text."""

    score: float
    """Similarity of the headlines, 0 to 1."""
    directed: bool
    """The link leads from the later article to the earlier one; `False` where time does not tell which that is."""


Evidence = ThemeMatch | Membership | Mention | Reprint
