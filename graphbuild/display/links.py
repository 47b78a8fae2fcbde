"""Cards of what joins things: a link, an account of why something is there, an explanation of an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from graphbuild.display.card import Markup, card, code, joined, link, text, words
from graphbuild.evidence import Membership, Occurrence, Reprint, ThemeMatch

if TYPE_CHECKING:
    from graphbuild.identity import Explanation
    from graphbuild.link import Link, Relation

WORDS: dict[Relation, str] = {
    "publisher": "was published by", "related": "lists", "about": "is about", "part": "has the part",
    "references": "links to", "member": "is of the story", "reprint": "is a reprint of", "mentions": "mentions",
}  # fmt: skip
"""What each relation says of its two ends."""


def link_card(one: Link) -> str:
    """A link: its ends, and why it is there."""
    return card(
        "Link", one.relation,
        under=Markup(f"{_end(one.start)} <em>{WORDS[one.relation]}</em> {_end(one.end)}"), facts=_why(one),
    )  # fmt: skip


def _end(name: str) -> Markup:
    """An article by its address, anything else by its slug."""
    kind, _, rest = name.rpartition("/id/")[2].partition("/")
    return text(f"{kind} {unquote(rest)}") if "/id/" in name and rest else link(name)


def _why(one: Link) -> Iterator[tuple[str, Markup]]:
    if one.origin.file:
        yield "stated in", code(one.origin)
    if one.position is not None:
        yield f"place {'among the links' if one.relation == 'references' else 'in the list'}", text(one.position)
    if one.text:
        yield "words of the link", text(one.text, 300)
    if one.gap_seconds is not None:
        yield "listed minus listing", text(gap(one.gap_seconds))
    match one.evidence:
        case ThemeMatch(score=score, occurrences=places):
            yield "score", text(f"{score:g}")
            yield "words", joined(dict.fromkeys(text(f"“{place.term}” ({place.field})") for place in places))
        case Membership(score=score, terms=terms):
            yield "likeness", text(f"{score:g}")
            yield "words in common", text(", ".join(terms))
        case Reprint(score=score):
            yield "headlines alike to", text(f"{score:g}")
        case Occurrence() as place:
            yield "words", text(f"“{place.term}”, {place.field}, characters {place.start} to {place.end}")
        case None:
            pass


def gap(seconds: int) -> str:
    """A time between two articles in words.

    >>> gap(90000), gap(-7200)
    ('1.0 days (the listed article is younger)', '-2.0 hours (the listed article is older)')
    """
    days = abs(seconds) >= 86400
    size = seconds / (86400 if days else 3600)
    which = "younger" if seconds > 0 else "older" if seconds < 0 else "as old"
    return f"{size:,.1f} {'days' if days else 'hours'} (the listed article is {which})"


def explanation_card(explanation: Explanation) -> str:
    """Why two addresses are, or are not, one article."""
    verdict = "one article" if explanation.same else "two articles"
    return card("Explanation", verdict, body=words(explanation))
