"""Which articles belong to which theme, by which words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphbuild.enrich.found import Found, Places, texts
from graphbuild.enrich.lexicon import Lexicon, Term
from graphbuild.enrich.rule import AllOf, AnyOf, NoneOf, Rule
from graphbuild.enrich.theme import Theme
from graphbuild.evidence import Occurrence, ThemeMatch, in_order, occurrence
from graphbuild.iris import Names
from graphbuild.link import Link
from graphbuild.nodes import ArticleNode, ThemeNode


@dataclass(frozen=True)
class Verdict:
    """What a theme's rule says of an article."""

    match: ThemeMatch | None
    missing: Rule | None = None
    """For a near miss: the one part of the rule that does not hold."""


class Themes:
    """The themes of a scheme, ready to be found.

    >>> from graphbuild.bundled import ontology
    >>> from graphbuild.enrich.scheme import read_themes
    >>> themes = Themes(read_themes(ontology() / "themes.yaml")[0])
    >>> article = ArticleNode("a", "a", own=True, headline="Boston bans police from using facial recognition")
    >>> [theme.slug for theme, match in themes.matches(article)]
    ['bans-and-laws', 'facial-recognition', 'policing']
    """

    def __init__(self, themes: Iterable[Theme]) -> None:
        self.themes = sorted(themes, key=lambda theme: theme.slug)
        self._rules = {theme.slug: self._rule(theme, frozenset()) for theme in self.themes}

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(term for rule in self._rules.values() for term in rule.terms())

    def _rule(self, theme: Theme, above: frozenset[str]) -> Rule:
        """A theme without a rule has what the themes below it have."""
        if theme.rule:
            return theme.rule
        below = [other for other in self.themes if other.broader == theme.slug and other.slug not in above]
        return AnyOf(tuple(self._rule(other, above | {theme.slug}) for other in below))

    def matches(self, article: ArticleNode) -> Iterator[tuple[Theme, ThemeMatch]]:
        """The themes of an article, by slug."""
        found = Found(self._lexicon, texts(article))
        if not found:
            return
        for theme in self.themes:
            match = _match(theme, self._rules[theme.slug].places(found))
            if match:
                yield theme, match

    def found(self, article: ArticleNode) -> Found:
        """The terms of all themes in an article."""
        return Found(self._lexicon, texts(article))

    def verdict(self, theme: Theme, found: Found) -> Verdict:
        """Whether a theme holds for an article in which terms were found, and if it nearly does, what is missing."""
        rule = self._rules[theme.slug]
        match = _match(theme, rule.places(found))
        missing = None if match or not found else _missing(rule, found)
        return Verdict(match, missing)

    def finders(self) -> list[ThemeFinder]:
        """One for each theme."""
        return [ThemeFinder(theme, self._rules[theme.slug]) for theme in self.themes]


class ThemeFinder:
    """Finds one theme: a `Finder`."""

    def __init__(self, theme: Theme, rule: Rule) -> None:
        self.theme = theme
        self._rule = rule
        rule_and_minimum = f"{rule!r} {theme.minimum!r}".encode("utf-8", "surrogatepass")
        self.key = f"theme {hashlib.blake2b(rule_and_minimum, digest_size=16).hexdigest()}"

    def terms(self) -> Iterator[Term]:
        """Those of its rule."""
        return self._rule.terms()

    def find(self, found: Found) -> ThemeMatch | None:
        """That the texts belong to the theme."""
        return _match(self.theme, self._rule.places(found)) if found else None

    def written(self, value: ThemeMatch) -> Any:
        """As JSON: the occurrences, of which the score is made."""
        return [place.values() for place in value.occurrences]

    def read(self, content: Any) -> ThemeMatch:
        """The way back."""
        places = tuple(occurrence(*place) for place in content)
        return ThemeMatch(score(places), places)

    def links(self, names: Names, articles: Sequence[ArticleNode], matches: Mapping[int, ThemeMatch]) -> Iterator[Link]:
        """A link from each article, by number; its origin is where the first matching word stands."""
        for number, match in matches.items():
            article = articles[number]
            origin = article.origins[match.occurrences[0].field]
            yield Link(article.id, "about", names.theme(self.theme.slug), origin, evidence=match)


def _match(theme: Theme, places: Places | None) -> ThemeMatch | None:
    places = _telling(places or ())
    if not places or (value := score(places)) < theme.minimum:
        return None
    return ThemeMatch(value, places)


def _telling(places: Places) -> Places:
    """The first place of each term in each text; words that are part of longer ones say nothing more."""
    kept: dict[tuple[str, str], Occurrence] = {}
    reached: dict[str, int] = {}
    for place in sorted(places, key=lambda place: (place.start, -place.end)):
        if place.end > reached.get(place.field, -1):
            reached[place.field] = place.end
            kept.setdefault((place.field, place.term.casefold()), place)
    return in_order(kept.values())


def score(places: Iterable[Occurrence]) -> float:
    """Two for each distinct term of the headline, one for each that only the abstract has.

    >>> score([Occurrence("headline", 0, 6, "Police"), Occurrence("abstract", 9, 15, "police")])
    2.0
    """
    fields: dict[str, set[str]] = {}
    for place in places:
        fields.setdefault(place.term.casefold(), set()).add(place.field)
    return float(sum(2 if "headline" in where else 1 for where in fields.values()))


def _missing(rule: Rule, found: Found) -> Rule | None:
    """The one part that does not hold, where all the others do by some words."""
    if not isinstance(rule, AllOf):
        return None
    parts = list(_parts(rule))
    failed = [part for part in parts if part.places(found) is None]
    held = [part for part in parts if not isinstance(part, NoneOf) and part.places(found)]
    return failed[0] if len(failed) == 1 and held else None


def _parts(rule: AllOf) -> Iterator[Rule]:
    for part in rule.rules:
        if isinstance(part, AllOf):
            yield from _parts(part)
        else:
            yield part


def _sorted(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts)))


def nodes(names: Names, themes: Iterable[Theme]) -> list[ThemeNode]:
    """The themes as nodes of a graph, sorted by id."""
    themes = list(themes)
    known = {theme.slug for theme in themes}
    found = [
        ThemeNode(
            names.theme(theme.slug), theme.label, theme.definition,
            names.theme(theme.broader) if theme.broader in known and theme.broader else None,
            _sorted(theme.other_labels), _sorted(theme.exact_matches), _sorted(theme.close_matches), theme.written,
            theme.minimum or None, theme.origin,
        )
        for theme in themes
    ]  # fmt: skip
    return sorted(found, key=lambda node: node.id)
