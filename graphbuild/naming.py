"""What a name may mean: one rule for graphs, questions, views and tables.

A slug, a domain, an id and a whole label, in any case, mean what is called so; else words in a row mean what has them
in a label; else words in any order do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from graphbuild.errors import UnknownName
from graphbuild.problems import shown
from graphbuild.text import plain, slug

MOST = 5
"""Things that a message names."""
_AS_NEAR = 8
"""Names that are so much less alike than the nearest, of a hundred, are no help."""
_HEADLINE = 70
"""Characters of a headline that a message shows."""


@dataclass(frozen=True, slots=True)
class Called:
    """A thing, and what it is called."""

    id: str
    labels: tuple[str, ...]
    """Of which some words will do; the main one first."""
    slug: str | None = None
    domain: str | None = None
    headed: bool = False
    """Known by its headline rather than by its slug."""

    @property
    def asked(self) -> str:
        """By what a user would ask for it: a quoted headline, else a domain or slug."""
        if self.headed:
            return shown(next(iter(self.labels), self.id), _HEADLINE)
        return plain(self.domain or self.slug or self.id, kept="")

    def whole(self) -> Iterator[str]:
        """What stands for it when it is given whole, in lower case."""
        for text in (self.slug, self.domain, *self.labels):
            if text:
                yield text.casefold()


def slug_of(iri: str) -> str:
    """The last part of an id that graphbuild gave.

    >>> slug_of("https://w3id.org/graphbuild/id/theme/policing")
    'policing'
    """
    return unquote(iri.rpartition("/")[2])


def folded(name: str) -> str:
    """A name as it is compared."""
    return " ".join(name.split()).casefold()


def meant(things: Sequence[Called], name: str) -> tuple[list[Called], bool]:
    """What a name may mean, and whether it was given whole rather than by some of its words."""
    wanted = folded(name)
    if not wanted:
        return [], False
    if found := [thing for thing in things if thing.id == name] or [one for one in things if wanted in one.whole()]:
        return found, True
    words = set(slug(wanted).split("-"))
    return _with(things, lambda label: wanted in label.casefold()) or _with(
        things, lambda label: words <= set(slug(label).split("-"))
    ), False


def find(name: str, kinds: Sequence[str], of: Callable[[str], Sequence[Called]], what: str = "thing") -> str:
    """The id of what a name stands for, among things of several kinds, which `of` gives.

    Of two that are called so the one of the first kind is meant. Words will do for a story and an article alone.
    Raises `UnknownName`, which says `what` there is none of.
    """
    wanted = folded(name)
    known: dict[str, Sequence[Called]] = {}
    for kind in kinds:
        known[kind] = of(kind)
        for thing in known[kind]:
            if thing.id == name or (wanted and wanted in thing.whole()):
                return thing.id
    for kind in [kind for kind in kinds if kind in _BY_WORDS]:
        found, _ = meant(known[kind], name)
        if len(found) > 1:
            slugs = [thing for things in known.values() for thing in things if not thing.headed]
            alike = nearest(slugs, name) if slugs else []
            hint = f" Or did you mean {' or '.join(alike)}?" if alike else ""
            raise UnknownName(several(kind, found, name) + hint)
        if found:
            return found[0].id
    raise UnknownName(unknown(what, [thing for things in known.values() for thing in things], name))


_BY_WORDS = ("story", "article")


def _with(things: Iterable[Called], fits: Callable[[str], bool]) -> list[Called]:
    return [thing for thing in things if any(map(fits, thing.labels))]


def several(kind: str, found: Sequence[Called], name: str) -> str:
    """What to say where a name may mean more than one."""
    some = "; ".join(thing.asked for thing in found[:MOST])
    more = f"; and {len(found) - MOST:,} more" if len(found) > MOST else ""
    return f"{len(found):,} {plural(kind)} match {name!r}: {some}{more}."


def unknown(kind: str, things: Sequence[Called], name: str) -> str:
    """What to say where a name means none: the nearest, or what there is instead."""
    none = "nothing" if kind == "thing" else f"no {spoken(kind)}"
    return f"The graph holds {none} called {name!r}.{_instead(kind, things, name)}"


def _instead(kind: str, things: Sequence[Called], name: str) -> str:
    if not things:
        return f" It holds no {spoken(kind)} at all."
    if alike := nearest(things, name):
        return f" Did you mean {' or '.join(alike)}?"
    if len(things) == 1:
        return f" There is only {things[0].asked}."
    some = ", ".join(thing.asked for thing in sorted(things, key=lambda thing: thing.id)[:MOST])
    if len(things) <= MOST:
        return f" There are only {some}."
    return f" There are {len(things):,}, among them {some}."


def nearest(things: Sequence[Called], name: str) -> list[str]:
    """By what to ask for those that are called most like it, at most three; of a headline one gives a part."""
    from rapidfuzz import fuzz, process, utils

    known: dict[str, str] = {}
    for thing in things:
        for text in thing.whole():
            known.setdefault(text, thing.asked)
    alike = fuzz.partial_ratio if all(thing.headed for thing in things) else fuzz.WRatio
    close = process.extract(
        folded(name), list(known), scorer=alike, processor=utils.default_process, limit=8, score_cutoff=75
    )
    best = max((score for _, score, _ in close), default=0)
    return list(dict.fromkeys(known[text] for text, score, _ in close if score > best - _AS_NEAR))[:3]


def spoken(kind: str) -> str:
    """What texts call a kind of the graph: the RDF, the options and the attributes say `source`, people publisher."""
    return "publisher" if kind == "source" else kind


def plural(kind: str) -> str:
    """What texts call several of a kind of the graph."""
    return {"story": "stories", "entity": "entities"}.get(kind, f"{spoken(kind)}s")
