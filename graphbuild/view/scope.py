"""What part of a graph is shown: a theme, a story, a source, a span of days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graphbuild.errors import BadOption
from graphbuild.text import similar

if TYPE_CHECKING:
    import networkx


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

    def __bool__(self) -> bool:
        return any((self.theme, self.story, self.source, self.first, self.last))

    def articles(self, network: networkx.MultiDiGraph) -> tuple[set[str], str]:
        """The ids of the articles in it, and a few words that say what they are. Raises `BadOption`."""
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
                words.append(f"{name} “{network.nodes[node]['label']}”")
        first, last = _day(self.first, "--from"), _day(self.last, "--to")
        if first and last and first > last:
            raise BadOption(f"--from {first} is after --to {last}: no day is within that span. Are they swapped?")
        if first or last:
            chosen = {node for node in chosen if _within(network.nodes[node].get("published_at"), first, last)}
            words.append(f"{first or 'the beginning'} to {last or 'the end'}")
        if not chosen and words:
            raise BadOption(f"No article of the graph belongs to {', '.join(words)}.")
        return chosen, ", ".join(words)


WHOLE = Scope()


def _find(network: networkx.MultiDiGraph, name: str, wanted: str, kinds: Iterable[str]) -> str:
    """The node that a user means, by its id, slug, domain or label; of several kinds, the first one that has it.

    Words that stand in one label alone will do as well.
    """
    known: list[str] = []
    holding: list[tuple[str, str]] = []
    for kind in kinds:
        for node, facts in network.nodes(data=True):
            if facts.get("kind") != kind:
                continue
            slug = node.rpartition("/")[2]
            names = {node, slug, facts["label"], facts.get("domain", slug)}
            if wanted.casefold() in {text.casefold() for text in names}:
                return str(node)
            known.append(slug)
            if wanted.casefold() in facts["label"].casefold():
                holding.append((str(node), slug))
    if len(holding) == 1:
        return holding[0][0]
    if holding:
        slugs = [slug for _, slug in holding]
        more = f" and {len(slugs) - _FEW:,} more" if len(slugs) > _FEW else ""
        raise BadOption(f"{len(slugs):,} labels hold {wanted!r}. Say which: {', '.join(slugs[:_FEW])}{more}.")
    raise BadOption(f"The graph has no {name} {wanted!r}. {_hint(name, wanted, known)}")


_FEW = 5


def _hint(name: str, wanted: str, known: list[str]) -> str:
    """What there is instead, so that a part of it does not read like all of it."""
    if not known:
        return f"It has no {name} at all."
    if close := similar(wanted, known, cutoff=0.5):
        return f"Do you mean {' or '.join(close)}?"
    shown = sorted(known)[:_FEW]
    if len(known) <= _FEW:
        return f"There {'is' if len(known) == 1 else 'are'} only: {', '.join(shown)}."
    return f"There are {len(known):,} others, among them {', '.join(shown)}."


def _day(text: str | None, option: str) -> str | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadOption(f"{option} {text!r} is not a day such as 2020-06-01.") from None


def _within(published: str | None, first: str | None, last: str | None) -> bool:
    return published is not None and (first or "") <= published[:10] <= (last or "9999-12-31")
