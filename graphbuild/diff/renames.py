"""What two builds call by different names though it is one thing: the base, renamed files, changed addresses, stories.

All of these are applied to the statements of OLD before they are compared in words: a file that was renamed then
differs in its path alone, not in every statement that it makes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from graphbuild.address import key, reject_reason
from graphbuild.iris import Names
from graphbuild.vocabulary import GB, PROV, RDF_TYPE

_MINTED = re.compile(
    r"(?:source|topic|entity|collection|image|file|listing|part|version|match|build|software|judgements|vocabulary|"
    r"theme|story|theme-match|occurrence|membership|mention|reprint)/|(?:topics|themes|provenance|dataset)$"
)
_IRI = re.compile(rb"<([^<>]*)>")


class Renames:
    """Old names to new ones.

    >>> renames = Renames("https://a.org/", "https://b.org/", {"x.md": "y.md"})
    >>> renames.new("https://a.org/listing/x.md/1-20")
    'https://b.org/listing/y.md/1-20'
    """

    def __init__(
        self, old_base: str, new_base: str, files: Mapping[str, str], things: Mapping[str, str] | None = None
    ) -> None:
        """`things`: what OLD calls other things than files, in the base of NEW, and what NEW calls them."""
        self._bases = (old_base, new_base)
        self._files = dict(files)
        self._things = dict(things or {})
        self._exact: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        before, after = Names(old_base), Names(new_base)
        for path, other in files.items():
            self._exact[before.file(path)] = after.file(other)
            self._exact[before.collection(path)] = after.collection(other)
            self._parents[_parent(before.listing(path, 0))] = _parent(after.listing(other, 0))
            self._parents[_parent(before.part(path, 0))] = _parent(after.part(other, 0))
            self._parents[_parent(before.version(path))] = _parent(after.version(other))
        self._line_iri = lru_cache(maxsize=1 << 14)(self._encoded)

    def new(self, iri: str) -> str:
        """What NEW calls a thing of OLD."""
        name = self._minted(iri)
        return self._things.get(name, name)

    def old(self, iri: str) -> str:
        """What OLD called a thing of NEW."""
        back, things = self._back
        return back._minted(things.get(iri, iri))

    @cached_property
    def _back(self) -> tuple[Renames, dict[str, str]]:
        old, new = self._bases
        files = {other: path for path, other in self._files.items()}
        return Renames(new, old, files), {other: name for name, other in self._things.items()}

    def _minted(self, iri: str) -> str:
        if iri in self._exact:
            return self._exact[iri]
        parent, slash, last = iri.rpartition("/")
        if parent in self._parents:
            return f"{self._parents[parent]}{slash}{last}"
        old, new = self._bases
        if iri.startswith(old) and _MINTED.match(iri, len(old)):
            return new + iri[len(old) :]
        return iri

    def line(self, line: bytes) -> bytes:
        """A line of OLD's N-Quads in the names of NEW; what is within a literal stays."""
        if not (self._exact or self._things) and self._bases[0] == self._bases[1]:
            return line
        head, opening, rest = line.partition(b'"')
        literal, closing, tail = rest.rpartition(b'"')
        return _IRI.sub(self._renamed, head) + opening + literal + closing + _IRI.sub(self._renamed, tail)

    def _renamed(self, match: re.Match[bytes]) -> bytes:
        return self._line_iri(match.group(1))

    def _encoded(self, iri: bytes) -> bytes:
        return b"<" + self.new(iri.decode("utf-8")).encode("utf-8") + b">"


class Addresses:
    """The articles that only one of two sets of lines holds, and the alternate addresses that these lines declare."""

    def __init__(self, gone: Iterable[bytes], added: Iterable[bytes]) -> None:
        self.old_alternates, old = _articles(gone)
        self.new_alternates, new = _articles(added)
        self.gone, self.added = sorted(old - new), sorted(new - old)

    def changed(self) -> dict[str, str]:
        """Old address to new address, where an alternate, or an equal key, ties a gone article to an added one."""
        changed: dict[str, str] = {}
        taken: set[str] = set()
        for _, old, new in sorted(self._ties()):
            if old not in changed and new not in taken:
                changed[old] = new
                taken.add(new)
        return changed

    def _ties(self) -> Iterator[tuple[int, str, str]]:
        """Pairs of a gone and an added article that are one, the strongest evidence with the lowest number."""
        gone, added = set(self.gone), set(self.added)
        shared: dict[str, list[str]] = {}
        keys: dict[str, list[str]] = {}
        for other, old in self.old_alternates:
            shared.setdefault(other, []).append(old)
        for other, new in self.new_alternates:
            if other in gone and new in added:
                yield 1, other, new
            for old in shared.get(other, ()):
                if old in gone and new in added:
                    yield 3, old, new
        for other, old in self.old_alternates:
            if other in added and old in gone:
                yield 2, old, other
        for old in self.gone:
            if not reject_reason(old):
                keys.setdefault(key(old), []).append(old)
        for new in self.added:
            if not reject_reason(new):
                yield from ((4, old, new) for old in keys.get(key(new), ()))


def stories(gone: Iterable[bytes], added: Iterable[bytes], articles: Mapping[str, str]) -> dict[str, str]:
    """Gone stories and the added ones that hold most of their members: a story's name follows its first headline.

    `articles` gives the new addresses of those that changed theirs.
    """
    before, after = _members(gone), _members(added)
    old, new = ({name: one[name] for name in one.keys() - other} for one, other in ((before, after), (after, before)))
    holders: dict[str, list[str]] = {}
    for story, members in new.items():
        for member in members:
            holders.setdefault(member, []).append(story)
    shared = Counter(
        (story, other)
        for story, members in old.items()
        for member in members
        for other in holders.get(articles.get(member, member), ())
    )
    same: dict[str, str] = {}
    taken: set[str] = set()
    for (story, other), count in sorted(shared.items(), key=lambda item: (-item[1], len(new[item[0][1]]), item[0])):
        if 2 * count > len(old[story]) and story not in same and other not in taken:
            same[story] = other
            taken.add(other)
    return same


def _members(lines: Iterable[bytes]) -> dict[str, list[str]]:
    """The members of the stories that only these lines declare."""
    declared, member, kind = set(), f"<{PROV.HAD_MEMBER}>".encode(), f"<{RDF_TYPE}> <{GB.Story}> .".encode()
    members: dict[bytes, list[str]] = {}
    for line in lines:
        subject, _, rest = line.partition(b" ")
        if rest == kind:
            declared.add(subject)
        elif rest.startswith(member):
            members.setdefault(subject, []).append(_text(rest.split(b" ")[1]))
    return {_text(story): members.get(story, []) for story in sorted(declared)}


def _articles(lines: Iterable[bytes]) -> tuple[list[tuple[str, str]], set[str]]:
    """(alternate address, article) and the articles that some lines are about."""
    stub, alternate = f"<{GB.stub}>".encode(), f"<{PROV.ALTERNATE_OF}>".encode()
    alternates, articles = [], set()
    for line in lines:
        subject, _, rest = line.partition(b" ")
        predicate, _, rest = rest.partition(b" ")
        if predicate == stub:
            articles.add(_text(subject))
        elif predicate == alternate:
            alternates.append((_text(subject), _text(rest.partition(b" ")[0])))
    return alternates, articles


def _text(term: bytes) -> str:
    return term[1:-1].decode("utf-8")


def _parent(iri: str) -> str:
    return iri.rpartition("/")[0]
