"""What every task of a build knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from graphbuild.cluster import place
from graphbuild.enrich import Enrichment, enrichment
from graphbuild.graph import Description
from graphbuild.identity import Judgement
from graphbuild.iris import DEFAULT_BASE, Names
from graphbuild.records import InputFile

UNCOMPARED = ("reprints", "stories")
"""What is not found on a cluster: it needs all texts of some days beside each other, and weighs words by all texts."""


@dataclass(frozen=True)
class Job:
    """The options of a build, where its outputs go, and how many parts it is done in."""

    out: str
    parts: int
    reads: int
    """Tasks that read the input."""
    themes: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    base: str = DEFAULT_BASE
    description: Description = Description()  # noqa: RUF009 (it is frozen)
    judgements: tuple[Judgement, ...] = ()
    judged: InputFile | None = None
    work: str = ".graphbuild-work"
    """The folder in `out` for what tasks hand on."""
    data: str = ""
    """The folder in `out` for the parts of the graph, named for what they are made of."""

    @cached_property
    def names(self) -> Names:
        """Mints the IRIs."""
        return Names(self.base)

    @cached_property
    def sought(self) -> Enrichment:
        """What to look for in the texts; the files are read by each worker."""
        return enrichment(self.themes, self.entities, {*self.without, *UNCOMPARED})

    def shelf(self, stage: str, number: int) -> str:
        """Where a task keeps what it hands on."""
        return place.join(self.out, self.work, stage, f"{number:05}")

    def shelves(self, stage: str, count: int | None = None) -> list[str]:
        """What all tasks of a stage hand on."""
        return [self.shelf(stage, number) for number in range(self.parts if count is None else count)]


def nodes_of(address: str | None, file: str) -> str:
    """What stands for a record when articles are told apart: its address; a collection's file."""
    return address if address else f"c {file}"


def edges(address: str | None, alternates: Iterable[str], file: str, key: object) -> list[tuple[str, str]]:
    """What a record ties together: each address and its key, and the addresses that it declares."""
    node = nodes_of(address, file)
    tied = [(node, node)]
    if address:
        assert callable(key)
        tied += [(other, f"k {key(other)}") for other in (address, *alternates)]
        tied += [(address, other) for other in alternates]
    return tied
