"""Which addresses are one article, and why.

Evidence, strongest first:

1. a judgement of the user (`same`, `not same`), which overrules everything;
2. an alternate that a record declares for itself (`ampWebUrl`, `cdnAmpWebUrl`, `originalUrl` …);
3. an equal URL key (see `address.key`).

Nothing else merges: two articles with one headline are two articles. Each merge is kept as a `Match`, so that
`Identity.explain` can show the chain, and a `not same` judgement can undo it.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graphbuild.address import key, reject_reason
from graphbuild.errors import JudgementError, UnknownAddress
from graphbuild.immutable import immutable
from graphbuild.ingest.folder import printable
from graphbuild.ingest.node import Node, YamlError, parse
from graphbuild.records import Article, InputFile, Origin

if TYPE_CHECKING:
    from graphbuild.link import Link

Evidence = Literal["judgement", "declared", "key"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A user's word on two addresses."""

    left: str
    right: str
    same: bool
    because: str | None
    origin: Origin


@immutable
class Match:
    """Evidence that two addresses are one article (`same`), or a user's word that they are not."""

    left: str
    right: str
    evidence: Evidence
    same: bool = True
    field: str | None = None
    """For `declared`: the field that declares it."""
    key: str | None = None
    """For `key`: the key that both have."""
    because: str | None = None
    """For `judgement`: the reason the user gave."""
    origin: Origin | None = None
    """Where it is said; `None` for `key`, which follows from the addresses alone."""

    def __str__(self) -> str:
        place = f" ({self.origin})" if self.origin else ""
        if self.evidence == "judgement":
            verdict = "one article" if self.same else "two articles"
            reason = f": {self.because}" if self.because else ""
            return f"the judgement file says that they are {verdict}{reason}{place}"
        if self.evidence == "declared":
            return f"the article declares it as its {self.field}{place}"
        return f"both come down to the same key, {self.key}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two addresses are or are not one article; `str()` says it in plain words."""

    left: str
    right: str
    same: bool
    chain: tuple[Match, ...]
    """The evidence that leads from `left` to `right`, or the judgement that keeps them apart."""
    keys: tuple[str, str]
    links: tuple[Link, ...] = ()
    """What leads from one of two articles to the other."""

    def __str__(self) -> str:
        return "\n".join([*self._verdict(), *self._between()])

    def _between(self) -> Iterator[str]:
        from graphbuild.display.links import WORDS

        if self.links:
            yield from ("", "Between them:")
        for link in self.links:
            how = "found" if link.relation == "reprint" else "stated"
            yield f"  {link.start}"
            yield f"  {WORDS[link.relation]} {link.end}"
            yield f"    {how} in {link.origin}{f' at place {link.position}' if link.position else ''}"

    def _verdict(self) -> list[str]:
        lines = [f"{self.left}", f"{self.right}", ""]
        if self.left == self.right:
            return [*lines, "One article: this is one and the same address."]
        if self.same:
            lines.append("One article:")
            at = self.left
            for match in self.chain:
                other = match.right if match.left == at else match.left
                lines += [f"  {at}", f"  = {other}", f"    because {match}"]
                at = other
            return lines
        lines.append("Two articles:")
        for match in self.chain:
            lines += [f"  {match.left}", f"  ≠ {match.right}", f"    because {match}"]
        if not self.chain and self.keys[0] == self.keys[1]:
            lines.append(
                f"  their keys are equal ({self.keys[0]}), but to join them would join what judgements keep apart"
            )
        elif not self.chain:
            lines.append("  no file declares one as an alternate of the other, and their keys differ:")
            lines += [f"    {key}" for key in self.keys]
        return lines

    def __repr__(self) -> str:
        verdict = "one article" if self.same else "two articles"
        return f"<Explanation: {self.left} and {self.right} are {verdict}>"

    def _repr_html_(self) -> str:
        from graphbuild.display.links import explanation_card

        return explanation_card(self)


class Identity:
    """Groups of addresses, each one article.

    >>> origin = Origin("a.md", 1)
    >>> identity = Identity()
    >>> identity.add(Article(origin, "https://www.example.org/a"))
    >>> identity.add(Article(origin, "http://m.example.org/a/?utm_source=x"))
    >>> identity.resolve()
    >>> identity.same("https://www.example.org/a", "http://m.example.org/a/?utm_source=x")
    True
    """

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self._judgements = list(judgements)
        self._declared: dict[tuple[str, str], Match] = {}
        self._parent: dict[str, str] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        self._held: frozenset[str] = frozenset()
        self.matches: list[Match] = []
        """The evidence by which addresses were merged, and the judgements that keep some apart."""

    @classmethod
    def restored(cls, addresses: Iterable[str], matches: Iterable[Match]) -> Identity:
        """The identity that an export tells of: its addresses and its matches."""
        identity = cls()
        identity._parent = {address: address for address in addresses}
        for match in matches:
            for address in (match.left, match.right):
                identity._parent.setdefault(address, address)
            if match.same:
                identity._parent[identity.group(match.right)] = identity.group(match.left)
            identity.matches.append(match)
        return identity

    def add(self, article: Article) -> None:
        """Take note of a record's addresses. To be called in the order of the files."""
        if article.address is None:
            return
        self._parent.setdefault(article.address, article.address)
        for alternate in article.alternates:
            self._parent.setdefault(alternate.address, alternate.address)
            pair = (article.address, alternate.address)
            if pair not in self._declared:
                origin = Origin(article.origin.file, article.origin.line + alternate.below)
                self._declared[pair] = Match(*pair, "declared", field=alternate.field, origin=origin)

    def add_address(self, address: str) -> None:
        """Take note of an address that a text links to."""
        self._parent.setdefault(address, address)

    def resolve(self) -> None:
        """Merge, strongest evidence first. Raises `JudgementError` where judgements exclude each other."""
        self._held = frozenset(self._parent)
        for judgement in self._judgements:
            for address in (judgement.left, judgement.right):
                self._parent.setdefault(address, address)
        for judgement in self._judgements:
            if judgement.same:
                self._merge(_as_match(judgement))
        for judgement in self._judgements:
            if not judgement.same:
                self._part(_as_match(judgement))
        for match in self._declared.values():
            self._merge(match)
        by_key: dict[str, list[str]] = {}
        for address in list(self._parent):
            shared = key(address)
            groups = by_key.get(shared)
            if groups is None:
                by_key[shared] = [address]
                continue
            # More than one group has a key only where judgements keep them apart.
            if not any(self._merge(Match(other, address, "key", key=shared)) for other in groups):
                groups.append(address)

    def unmet(self) -> Iterator[tuple[Judgement, str]]:
        """Judgements on an address that no file holds, and that address."""
        for judgement in self._judgements:
            for address in (judgement.left, judgement.right):
                if address not in self._held:
                    yield judgement, address

    def group(self, address: str) -> str:
        """The address that stands for the group; equal for two addresses that are one article."""
        root = address
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[address] != root:
            self._parent[address], address = root, self._parent[address]
        return root

    def same(self, left: str, right: str) -> bool:
        """Whether two known addresses are one article."""
        return self.group(left) == self.group(right)

    def explain(self, left: str, right: str) -> Explanation:
        """Why two addresses are or are not one article. Raises `UnknownAddress`."""
        return explain(self.matches, self._parent, left, right)

    def _merge(self, match: Match) -> bool:
        """Whether the two are one article now; a match that adds nothing is not kept."""
        left, right = self.group(match.left), self.group(match.right)
        if left == right:
            return True
        if right in self._apart[left]:
            return False
        self._parent[right] = left
        for enemy in self._apart.pop(right, ()):
            self._apart[enemy].discard(right)
            self._apart[enemy].add(left)
            self._apart[left].add(enemy)
        self.matches.append(match)
        return True

    def _part(self, match: Match) -> None:
        left, right = self.group(match.left), self.group(match.right)
        if left == right:
            raise JudgementError(
                f"{match.origin}: {match.left} and {match.right} cannot be kept apart: "
                "other judgements make them one article."
            )
        self._apart[left].add(right)
        self._apart[right].add(left)
        self.matches.append(match)


def explain(matches: Iterable[Match], addresses: Collection[str], left: str, right: str) -> Explanation:
    """Find the chain of evidence between two addresses. Raises `UnknownAddress`.

    `addresses` are all that the input holds. One that it does not hold is known all the same if it has
    the key of one that it does.
    """
    matches = list(matches)
    start, end = _known(left, addresses), _known(right, addresses)
    edges: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        if match.same:
            edges[match.left].append(match)
            edges[match.right].append(match)
    by: dict[str, Match | None] = {start: None}
    pending = deque([start])
    while pending and end not in by:
        at = pending.popleft()
        for match in edges[at]:
            other = match.right if match.left == at else match.left
            if other not in by:
                by[other] = match
                pending.append(other)
    keys = (key(left), key(right))
    if end in by:
        chain: list[Match] = []
        at = end
        while step := by[at]:
            chain.append(step)
            at = step.right if step.left == at else step.left
        chain.reverse()
        if start != left:
            chain.insert(0, Match(left, start, "key", key=keys[0]))
        if end != right:
            chain.append(Match(end, right, "key", key=keys[1]))
        return Explanation(left, right, True, tuple(chain), keys)
    apart = _judged_apart(matches, edges, start, end)
    return Explanation(left, right, False, (apart,) if apart else (), keys)


def _known(address: str, addresses: Collection[str]) -> str:
    """The form of an address that the input holds."""
    if reason := reject_reason(address):
        raise UnknownAddress(f"{address!r} is {reason}.")
    if address in addresses:
        return address
    wanted = key(address)
    for other in addresses:
        if key(other) == wanted:
            return other
    raise UnknownAddress(f"No file that was read holds {address}")


def _judged_apart(matches: list[Match], edges: dict[str, list[Match]], start: str, end: str) -> Match | None:
    """The judgement that keeps the groups of two addresses apart."""
    groups = [_reached(edges, start), _reached(edges, end)]
    for match in matches:
        if not match.same:
            for one, other in (groups, groups[::-1]):
                if match.left in one and match.right in other:
                    return match
    return None


def _reached(edges: dict[str, list[Match]], start: str) -> set[str]:
    seen = {start}
    pending = [start]
    while pending:
        at = pending.pop()
        for match in edges[at]:
            for other in (match.left, match.right):
                if other not in seen:
                    seen.add(other)
                    pending.append(other)
    return seen


def judgement_file(path: str | os.PathLike[str]) -> InputFile:
    """What identifies the bytes of a judgement file. Raises `JudgementError`."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise JudgementError(f"The judgement file {os.fspath(path)!r} cannot be read: {error.strerror}.") from None
    return InputFile(printable(Path(path).name), hashlib.sha256(data).hexdigest(), len(data))


def read_judgements(path: str | os.PathLike[str]) -> list[Judgement]:
    """Read a judgement file. Raises `JudgementError`, naming the line.

    The file is YAML, a list of judgements; each has two or more addresses and, if one likes, a reason:

        - same: [https://example.org/a, https://example.org/a-new-slug]
          because: the address changed with the headline
        - not same: [https://example.org/today, https://example.org/today/amp]
    """
    path = Path(path)
    name = path.name
    try:
        documents = list(parse(path.read_text(encoding="utf-8-sig")))
    except YamlError as error:
        raise JudgementError(f"{name}:{error.line}: broken YAML: {error}") from None
    except OSError as error:
        raise JudgementError(f"The judgement file {os.fspath(path)!r} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise JudgementError(f"The judgement file {os.fspath(path)!r} is not UTF-8.") from None
    judgements: list[Judgement] = []
    for document in documents:
        if document.root.is_null:
            continue
        if not isinstance(document.root.value, list):
            raise JudgementError(f"{name}:{document.root.line}: a list of judgements is wanted")
        for item in document.root.value:
            twice = {duplicate.key for duplicate in document.duplicates if duplicate.line >= item.line}
            judgements.extend(_judgements(item, name, twice))
    return judgements


def _judgements(item: Node, name: str, twice: set[str]) -> Iterator[Judgement]:
    place = f"{name}:{item.line}"
    if not isinstance(item.value, dict) or len({"same", "not same"} & set(item.value)) != 1:
        raise JudgementError(f"{place}: a judgement is `same:` or `not same:` with a list of addresses")
    if unknown := sorted(set(item.value) - {"same", "not same", "because"}):
        raise JudgementError(f"{place}: a judgement has no field {unknown[0]!r}")
    for field in ("same", "not same", "because"):
        if field in twice:
            raise JudgementError(f"{place}: `{field}` stands twice in one judgement")
    same = "same" in item.value
    listed = item.value["same" if same else "not same"].value
    because = item.value.get("because")
    if not isinstance(listed, list) or len(listed) < 2 or not all(isinstance(node.value, str) for node in listed):
        raise JudgementError(f"{place}: a judgement needs a list of two or more addresses")
    addresses = [str(node.value).strip() for node in listed]
    for address in addresses:
        if reason := reject_reason(address):
            raise JudgementError(f"{place}: {address!r} is {reason}")
    if because and not isinstance(because.value, str):
        raise JudgementError(f"{place}: `because` is a text")
    reason = because.value if because and isinstance(because.value, str) and not because.is_null else None
    pairs = [(addresses[0], other) for other in addresses[1:]]
    if not same:
        pairs = [(left, right) for i, left in enumerate(addresses) for right in addresses[i + 1 :]]
    for left, right in pairs:
        yield Judgement(left, right, same, reason, Origin(name, item.line))


def _as_match(judgement: Judgement) -> Match:
    return Match(
        judgement.left, judgement.right, "judgement", judgement.same,
        because=judgement.because, origin=judgement.origin,
    )  # fmt: skip
