"""The rules by which a theme is found in a text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from graphbuild.enrich.found import Found, Places
from graphbuild.enrich.lexicon import Term
from graphbuild.evidence import Occurrence, in_order


class Rule:
    """Something that holds or does not hold for the texts of an article."""

    def places(self, found: Found) -> Places | None:
        """The words by which the rule holds, `None` where it does not."""
        raise NotImplementedError

    def terms(self) -> Iterator[Term]:
        """The terms that must be searched for."""
        raise NotImplementedError


@dataclass(frozen=True)
class Word(Rule):
    """A term stands in the text."""

    term: Term

    def places(self, found: Found) -> Places | None:
        """Wherever the term stands."""
        return found.of(self.term) or None

    def terms(self) -> Iterator[Term]:
        """The one term."""
        yield self.term

    def __str__(self) -> str:
        return f"“{self.term.text}{'*' if self.term.prefix else ''}”"


@dataclass(frozen=True)
class Name(Rule):
    """A name that is an ordinary word too: Ring, Target, Liberty.

    It counts only as it is written, and only if the rule `beside` holds for the article; without such a rule, only
    where its capital tells something: not at the beginning of a sentence, not where every word has a capital.
    """

    term: Term
    beside: Rule | None = None

    def places(self, found: Found) -> Places | None:
        """Where it stands as a name."""
        occurrences = found.of(self.term)
        if not occurrences:
            return None
        if self.beside:
            return occurrences if self.beside.places(found) else None
        return tuple(place for place in occurrences if self._tells(found, place)) or None

    def _tells(self, found: Found, place: Occurrence) -> bool:
        before = found.texts[place.field][: place.start].rstrip(" \"'“‘«([")
        return bool(before) and before[-1] not in ".!?:…" and not found.is_title_case(place.field)

    def terms(self) -> Iterator[Term]:
        """The name, and what may stand beside it."""
        yield self.term
        if self.beside:
            yield from self.beside.terms()

    def __str__(self) -> str:
        return f"the name “{self.term.text}”"


@dataclass(frozen=True)
class _Several(Rule):
    """A rule made of rules."""

    rules: tuple[Rule, ...]

    def terms(self) -> Iterator[Term]:
        """Those of all rules."""
        for rule in self.rules:
            yield from rule.terms()


@dataclass(frozen=True)
class AnyOf(_Several):
    """One rule of several holds."""

    name: str | None = None
    """What the theme file calls the group of terms."""

    def places(self, found: Found) -> Places | None:
        """The words of every rule that holds."""
        return found.once(self, lambda: self._places(found))

    def _places(self, found: Found) -> Places | None:
        held = [places for term, places in found if term in self._words]  # few terms are found, and many are sought
        held += [places for rule in self._others if (places := rule.places(found))]
        return _joined(held) if held else None

    @cached_property
    def _words(self) -> frozenset[Term]:
        return frozenset(rule.term for rule in self.rules if isinstance(rule, Word))

    @cached_property
    def _others(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if not isinstance(rule, Word))

    def __str__(self) -> str:
        if self.name:
            return f"a term of “{self.name}”"
        shown = [str(rule) for rule in self.rules[:4]]
        return f"any of {', '.join(shown)}{' …' if len(self.rules) > 4 else ''}"


@dataclass(frozen=True)
class AllOf(_Several):
    """Every rule holds."""

    def places(self, found: Found) -> Places | None:
        """The words of all rules."""
        held = []
        for rule in self.rules:
            places = rule.places(found)
            if places is None:
                return None
            held.append(places)
        return _joined(held)

    def __str__(self) -> str:
        return " and ".join(map(str, self.rules))


@dataclass(frozen=True)
class NoneOf(_Several):
    """No rule of several holds: by no words at all."""

    def places(self, found: Found) -> Places | None:
        """Nothing, or `None`."""
        return None if any(rule.places(found) for rule in self.rules) else ()

    def __str__(self) -> str:
        return f"none of {', '.join(map(str, self.rules))}"


@dataclass(frozen=True)
class Near(_Several):
    """Words of every rule stand in one text with at most so many words between them and those of the first rule."""

    words: int

    def places(self, found: Found) -> Places | None:
        """For each place of the first rule, the nearest of each other rule."""
        first, *others = (rule.places(found) for rule in self.rules)
        if first is None or any(other is None for other in others):
            return None
        sorted_others = [in_order(other or ()) for other in others]
        held = []
        for place in first:
            nearest = [self._nearest(found, place, other) for other in sorted_others]
            if all(nearest):
                held.append((place, *(other for other in nearest if other)))
        return _joined(held) if held else None

    def _nearest(self, found: Found, place: Occurrence, others: Places) -> Occurrence | None:
        """Of those in the order of the text only the neighbours can be the nearest."""
        at = bisect_left(others, _order(place), key=_order)
        near = [
            (between, other)
            for other in others[max(at - 2, 0) : at + 2]
            if other.field == place.field and (between := found.words_between(place, other)) <= self.words
        ]
        return min(near, key=lambda pair: (pair[0], pair[1].start))[1] if near else None

    def __str__(self) -> str:
        return f"{' near '.join(map(str, self.rules))} (at most {self.words} words between)"


def _order(place: Occurrence) -> tuple[bool, int, int]:
    return place.field != "headline", place.start, place.end


def _joined(held: list[Places]) -> Places:
    held = [places for places in held if places]
    return held[0] if len(held) == 1 else in_order(place for places in held for place in places)
