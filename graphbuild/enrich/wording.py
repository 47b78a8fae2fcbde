"""The words of an article's texts as they are compared: what depends on nothing but the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from graphbuild.enrich.found import Found, texts
from graphbuild.enrich.lexicon import Term
from graphbuild.enrich.words import fold, telling, words
from graphbuild.evidence import Field
from graphbuild.nodes import ArticleNode

_BEFORE = re.compile(
    r"^(?:(?:update|rpt|refile|wrapup|correct(?:ed|ion|ing(?: and replacing)?)|breaking|watch|video|exclusive|opinion)"
    r"(?: \d+)?[ :|]+)+"
)
_AFTER = re.compile(r"(?: \| [^|]{2,40})+$| \((?:ld|update[d]?|lead)\)$")
_COMPANY = re.compile(r"^[^:]{2,40}: (?=.{25})")


class Wording(NamedTuple):
    """The words of the texts of one article. Words are joined by spaces, since most are only looked at together."""

    stems: str
    """The distinct stems of the telling words (`words.telling`), those of the headline first."""
    words: str
    """For each of them the first word that has it."""
    headline: int
    """How many of them the headline has."""
    bare: str
    """The headline without what publishers hang on it."""
    shorter: str
    """Also without the name that a press release begins with."""

    @classmethod
    def of(cls, texts: Mapping[Field, str]) -> Wording:
        """The words of some texts.

        >>> Wording.of({"headline": "UPDATE 1-Boston bans cameras", "abstract": "A ban for police"})[:4]
        ('updat 1 boston ban camera polic', 'update 1 boston bans cameras police', 5, 'boston bans cameras')
        """
        headline, abstract = texts.get("headline", ""), texts.get("abstract", "")
        spoken = words(headline)
        first = telling(spoken)
        found = first | telling(words(abstract)) | first
        whole, shorter = _both(headline, spoken)
        return cls(" ".join(found), " ".join(found.values()), len(first), whole, shorter)

    @property
    def forms(self) -> tuple[str, ...]:
        """The headline in the forms by which it is known again."""
        return _distinct(self.bare, self.shorter)


def bare(headline: str) -> str:
    """A headline without what publishers hang on it, folded.

    >>> bare("UPDATE 1-Boston bans facial recognition | Reuters")
    'boston bans facial recognition'
    """
    return _bare(fold(headline))


def forms(headline: str) -> tuple[str, ...]:
    """A headline bare, and without the name that a press release begins with."""
    return _distinct(*_both(headline, words(headline)))


def _distinct(whole: str, shorter: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (whole, shorter))))


def _both(headline: str, spoken: list[str]) -> tuple[str, str]:
    """A headline bare, and shorter; `spoken` are its words."""
    folded = fold(headline)
    shorter = _COMPANY.sub("", folded)
    whole = _bare(folded, spoken)
    return whole, whole if shorter == folded else _bare(shorter)


def _bare(folded: str, spoken: list[str] | None = None) -> str:
    stripped = _AFTER.sub("", _BEFORE.sub("", folded))
    return " ".join(spoken if spoken is not None and stripped == folded else words(stripped))


def wording(article: ArticleNode) -> Wording:
    """The words of the texts of an article."""
    return Wording.of(texts(article))


class Words:
    """Finds them: a `Finder`."""

    key = "words"

    def terms(self) -> Iterable[Term]:
        """No term in particular."""
        return ()

    def find(self, found: Found) -> Wording:
        """The words of the texts."""
        return Wording.of(found.texts)

    def written(self, value: Wording) -> Any:
        """As JSON."""
        return value

    def read(self, content: Any) -> Wording:
        """The way back. Raises `ValueError` or `TypeError`."""
        stems, said, headline, bare, shorter = content
        if stems.count(" ") != said.count(" ") or not 0 <= headline <= stems.count(" ") + bool(stems):
            raise ValueError("not as many words as stems")
        return Wording(stems, said, headline, bare, shorter)
