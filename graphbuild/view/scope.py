"""What part of a graph is shown: a theme, a story, a publisher, a span of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from graphbuild.errors import BadOption
from graphbuild.naming import Called, meant, several, slug_of, spoken, unknown

if TYPE_CHECKING:
    import networkx


class Chosen(NamedTuple):
    """The ids of the articles of a scope, and a few words that say what they are; none where they are all."""

    articles: set[str]
    words: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The choice; nothing chosen is the whole graph."""

    theme: str | None = None
    """The slug or label of a theme, or of a topic of the input."""
    story: str | None = None
    """The slug or label of a story."""
    source: str | None = None
    """The domain or name of a publisher."""
    first: str | None = None
    """The first day, such as 2020-06-01."""
    last: str | None = None

    def chosen(self, network: networkx.MultiDiGraph) -> Chosen:
        """Its articles in a network. Raises `BadOption`."""
        chosen = {node for node, kind in network.nodes(data="kind") if kind == "article"}
        words = []
        for name, wanted, kinds in (
            ("theme", self.theme, ("theme", "topic")),
            ("story", self.story, ("story",)),
            ("source", self.source, ("source",)),
        ):
            if wanted:
                node = _find(network, name, wanted, kinds)
                chosen &= set(network.predecessors(node))
                words.append(f"{spoken(name)} “{network.nodes[node]['label']}”")
        first, last = _day(self.first, "--from"), _day(self.last, "--to")
        if first and last and first > last:
            raise BadOption(f"--from {first} is after --to {last}: no day is within that span. Are they swapped?")
        if first or last:
            chosen = {node for node in chosen if _within(network.nodes[node].get("published_at"), first, last)}
            words.append(f"{first or 'the beginning'} to {last or 'the end'}")
        if not chosen and words:
            raise BadOption(f"No article of the graph belongs to {', '.join(words)}.")
        return Chosen(chosen, ", ".join(words))


def _find(network: networkx.MultiDiGraph, name: str, wanted: str, kinds: Iterable[str]) -> str:
    """The node that a user means; of several kinds, the first one that has it whole. Raises `BadOption`."""
    known: list[Called] = []
    for kind in kinds:
        of_kind = list(_called(network, kind))
        found, whole = meant(of_kind, wanted)
        if whole:
            break
        known += of_kind
    else:
        found, _ = meant(known, wanted)
    if len(found) == 1:
        return found[0].id
    raise BadOption(several(name, found, wanted) if found else unknown(name, known, wanted))


def _called(network: networkx.MultiDiGraph, kind: str) -> Iterator[Called]:
    for node, facts in network.nodes(data=True):
        if facts.get("kind") == kind:
            yield Called(node, (facts["label"],), slug_of(node), facts.get("domain"), kind == "story")


def _day(text: str | None, option: str) -> str | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadOption(f"{option} {text!r} is not a day such as 2020-06-01.") from None


def _within(published: str | None, first: str | None, last: str | None) -> bool:
    return published is not None and (first or "") <= published[:10] <= (last or "9999-12-31")
