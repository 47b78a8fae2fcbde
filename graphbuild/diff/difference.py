"""What a comparison finds: differences, each with its changed fields, and the statements behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

Kind = Literal[
    "build", "file", "vocabulary", "judgements", "article", "source", "topic", "theme", "entity", "story", "image",
    "listing", "reference", "publisher", "about", "theme link", "story member", "mention", "reprint",
    "part", "alternate", "version", "match",
]  # fmt: skip

OF_PLACE = ("file", "line", "start", "end", "places")
"""Fields that say where something stands, not what."""

What = Literal["added", "gone", "changed", "address changed", "renamed", "merged", "parted", "moved"]
"""`merged`: an article of OLD is now another address of an article; `parted`: the other way round.
`moved`: the same is said by another file, on another line or elsewhere in the text."""

ENDS: dict[str, tuple[str, ...]] = {
    "listing": ("listed",),
    "reference": ("page",),
    "theme link": ("theme",),
    "story member": ("story",),
    "mention": ("entity",),
    "reprint": ("original", "other article"),
}
"""For evidence of links that an article begins: the fields that may hold the other end."""

Value = str | int | float | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it was (`None`: absent) and what it is. Of a field of many values, only those that differ."""

    field: str
    old: Value
    new: Value

    @property
    def is_of_place(self) -> bool:
        """Whether only the place changed that says something."""
        return self.field in OF_PLACE or self.field.startswith("file of ")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing or link that is not the same in both builds."""

    kind: Kind
    what: What
    id: str
    """Its IRI, that of NEW if NEW holds it; for a link without an IRI that of its start; for a file its path."""
    label: str
    changes: tuple[Change, ...] = ()
    """For what was added, all its facts; for what is gone likewise."""
    place: str = ""
    """For a link: the file, and the line if it is known, that says so."""


@dataclass(frozen=True, slots=True)
class Diff:
    """The differences of two builds; false if there are none."""

    old: dict[str, Value]
    """What identifies the build: version, base, checksum of `graph.nq`."""
    new: dict[str, Value]
    differences: tuple[Difference, ...]
    """In the order of kind, what and id; what was found in texts in that of labels."""
    labels: dict[str, str] = field(repr=False)
    """Headlines and names of the things that links mention, by IRI."""
    gone: tuple[bytes, ...] = field(repr=False)
    """The lines of OLD's `graph.nq` that NEW's lacks."""
    added: tuple[bytes, ...] = field(repr=False)
    """The lines of NEW's `graph.nq` that OLD's lacks."""

    def __bool__(self) -> bool:
        return bool(self.differences or self.gone or self.added)

    def of(self, kind: Kind, what: What | None = None) -> list[Difference]:
        """The differences of one kind."""
        return [one for one in self.differences if one.kind == kind and what in (None, one.what)]

    def counts(self) -> dict[str, dict[str, int]]:
        """The number of differences by kind and what; only what there is."""
        counts: dict[str, dict[str, int]] = {}
        for (kind, what), count in Counter((one.kind, one.what) for one in self.differences).items():
            counts.setdefault(kind, {})[what] = count
        return {
            kind: {what: counts[kind][what] for what in get_args(What) if what in counts[kind]}
            for kind in get_args(Kind)
            if kind in counts
        }

    def as_dict(self) -> dict[str, Any]:
        """Everything but the statements, for JSON."""
        return {
            "old": self.old,
            "new": self.new,
            "statements": {"gone": len(self.gone), "added": len(self.added)},
            "counts": self.counts(),
            "differences": [asdict(one) for one in self.differences],
            "labels": self.labels,
        }

    def __repr__(self) -> str:
        if not self:
            return "<Diff: no differences>"
        counts = [
            f"{count:,} {plural(kind, count)} {what}"
            for kind, whats in self.counts().items()
            for what, count in whats.items()
        ]
        statements = f"statements: {len(self.gone):,} gone, {len(self.added):,} added"
        return f"<Diff: {'; '.join([*counts, statements])}>"


_PLURALS = {
    "about": "links to topics",
    "alternate": "other addresses",
    "entity": "entities",
    "judgements": "judgement files",
    "match": "address matches",
    "part": "items of collections",
    "publisher": "links to publishers",
    "source": "publishers",
    "story": "stories",
    "vocabulary": "files of themes or names",
}
_SINGULARS = {
    "about": "link to a topic",
    "alternate": "other address",
    "judgements": "judgement file",
    "match": "address match",
    "part": "item of a collection",
    "publisher": "link to a publisher",
    "source": "publisher",
    "vocabulary": "file of themes or names",
}


def plural(kind: str, count: int) -> str:
    """The word for so many of a kind.

    >>> plural("listing", 2), plural("match", 1), plural("source", 1)
    ('listings', 'address match', 'publisher')
    """
    if count == 1:
        return _SINGULARS.get(kind, kind)
    return _PLURALS.get(kind, f"{kind}s")
