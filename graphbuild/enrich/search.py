"""What is found in the texts of articles one by one. It depends on a text and a rule alone, and so can be kept.

All rules search a text at once. What an earlier build found in it by a rule is not found again: where one theme was
changed, that theme alone is looked for; where one text was changed, that text alone is searched.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any, Protocol, TypeVar

from graphbuild.enrich.found import Found, texts
from graphbuild.enrich.lexicon import Lexicon, Term
from graphbuild.evidence import Field
from graphbuild.nodes import ArticleNode

Name = TypeVar("Name", bound=Hashable)


class Finder(Protocol):
    """Something to look for in texts."""

    @property
    def key(self) -> str:
        """Names all that what it finds depends on, besides the texts and this version of graphbuild."""

    def terms(self) -> Iterable[Term]:
        """The terms that must be searched for."""

    def find(self, found: Found) -> Any:
        """What it finds in the texts of one article; something false if that is nothing."""

    def written(self, value: Any) -> Any:
        """What it found, as JSON."""

    def read(self, content: Any) -> Any:
        """The way back. Raises `ValueError`, `TypeError`, `KeyError` or `IndexError` for what was not written so."""


@dataclass(frozen=True)
class Searched:
    """What was found in some texts."""

    names: Set[Any] = frozenset()
    """What the texts are called."""
    found: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    """By the key of the finder, and the name of the text; without what is false."""


class Search:
    """Several finders at once."""

    def __init__(self, finders: Iterable[Finder]) -> None:
        self.finders = {finder.key: finder for finder in finders}
        self._seekers: dict[tuple[str, ...], _Seeker] = {}

    def search(self, given: Mapping[Name, Mapping[Field, str]], before: Searched = Searched()) -> Searched:
        """What is found in some texts; what was found `before` in a text of the same name is not found again."""
        found = {
            key: {name: value for name, value in before.found.get(key, {}).items() if name in given}
            for key in self.finders
        }
        everything = self._seeker(self.finders)
        added = self._seeker(key for key in self.finders if key not in before.found)
        known = {name: text for name, text in given.items() if name in before.names}
        new = {name: text for name, text in given.items() if name not in before.names}
        for key, name, value in chain(added.seek(known), everything.seek(new)):
            found[key][name] = value
        return Searched(given.keys(), found)

    def _seeker(self, keys: Iterable[str]) -> _Seeker:
        keys = tuple(keys)
        if keys not in self._seekers:
            self._seekers[keys] = _Seeker([self.finders[key] for key in keys])
        return self._seekers[keys]


class _Seeker:
    """Some finders; of those that look for terms only those whose terms stand in a text are asked."""

    def __init__(self, finders: Sequence[Finder]) -> None:
        self._finders = finders

    @cached_property
    def _by_term(self) -> dict[Term, list[Finder]]:
        found: dict[Term, list[Finder]] = {}
        for finder in self._finders:
            for term in dict.fromkeys(finder.terms()):
                found.setdefault(term, []).append(finder)
        return found

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(self._by_term)

    def seek(self, given: Mapping[Name, Mapping[Field, str]]) -> Iterator[tuple[str, Name, Any]]:
        """What is found in texts, by the keys of those that find it and the names of the texts.

        Who looks for no terms goes through all texts by itself: in turns, what each needs would push what the others
        need out of the processor's cache, which takes half as long again.
        """
        if not self._finders or not given:
            return
        for name, text in given.items() if self._by_term else ():
            found = Found(self._lexicon, text)
            for finder in {finder.key: finder for term in found.terms for finder in self._by_term[term]}.values():
                if value := finder.find(found):
                    yield finder.key, name, value
        sought = {finder.key for finders in self._by_term.values() for finder in finders}
        for finder in self._finders:
            if finder.key not in sought:
                for name, text in given.items():
                    if value := finder.find(Found(_NO_TERMS, text)):
                        yield finder.key, name, value


_NO_TERMS = Lexicon(())


class Memory(Protocol):
    """What knows what an earlier build found."""

    def searched(self, given: Sequence[Mapping[Field, str]], search: Search) -> Mapping[str, Mapping[int, Any]]:
        """What is found in texts, by the keys of the finders and the numbers of the texts; none is searched twice."""


def search(
    articles: Iterable[ArticleNode], finders: Iterable[Finder], memory: Memory | None = None
) -> Mapping[str, Mapping[int, Any]]:
    """What each finder finds in each article, by its key and the number of the article."""
    given = list(map(texts, articles))
    if memory is None:
        return Search(finders).search(dict(enumerate(given))).found
    return memory.searched(given, Search(finders))
