"""What every task of a build knows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphbuild.address import key
from graphbuild.cluster import place
from graphbuild.enrich import Enrichment, Part, enrichment
from graphbuild.errors import BadOption
from graphbuild.graph import Description
from graphbuild.identity import Judgement, judgement_file, read_judgements
from graphbuild.iris import DEFAULT_BASE, Names
from graphbuild.records import Article, InputFile

Given = str | os.PathLike[str]


MOST = 10_000
"""Parts of a build: the number of short reads in a stage grows with the square of it."""


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
    collections: bool = False
    """Some of the input are collections, whose items must be found."""
    work: str = ".graphbuild-work"
    """The folder in `out` for what tasks hand on."""
    data: str = ""
    """The folder in `out` for the parts of the graph, named for what they are made of."""

    @classmethod
    def of(
        cls, out: str, *, parts: int | None = None, judgements: Given | None = None, themes: Iterable[Given] = (),
        entities: Iterable[Given] = (), **options: Any,
    ) -> Job:  # fmt: skip
        """From the options of `graphbuild.build`; files are named by paths that all workers have.

        Raises `JudgementError`, `VocabularyError` and `BadOption`.
        """
        description = options.get("description") or Description()
        description.check()
        if parts is not None and parts < 1:
            raise BadOption("--partitions must be 1 or more.")
        if parts is not None and parts > MOST:
            raise BadOption(
                f"--partitions must be {MOST:,} or fewer: in each stage every part reads what every other has for it. "
                "Larger parts need workers with more memory; see graphbuild/cluster/README.md."
            )
        job = cls(
            out, parts or 0, 0,
            themes=tuple(os.path.abspath(path) for path in themes),
            entities=tuple(os.path.abspath(path) for path in entities),
            without=tuple(options.get("without", ())),
            readers=tuple(options.get("readers", ())),
            settings=dict(options.get("settings", {})),
            base=options.get("base", DEFAULT_BASE),
            description=description,
            judgements=tuple(read_judgements(judgements)) if judgements else (),
            judged=judgement_file(judgements) if judgements else None,
        )  # fmt: skip
        _ = job.names, job.sought  # what is wrong with them is said before any work is done
        return job

    @cached_property
    def names(self) -> Names:
        """Mints the IRIs."""
        return Names(self.base)

    @cached_property
    def sought(self) -> Enrichment:
        """What to look for in the texts; the files are read by each worker."""
        return enrichment(self.themes, self.entities, self.without)

    def finds(self, *parts: Part) -> bool:
        """Whether any of some things is looked for."""
        return not set(parts) <= set(self.without)

    def shelf(self, stage: str, number: int) -> str:
        """Where a task keeps what it hands on."""
        return place.join(self.out, self.work, stage, f"{number:05}")

    def shelves(self, stage: str, count: int | None = None) -> list[str]:
        """What all tasks of a stage hand on."""
        return [self.shelf(stage, number) for number in range(self.parts if count is None else count)]


def node_of(address: str | None, file: str) -> str:
    """What stands for a record when articles are told apart: its address; a collection's file."""
    return address if address else f"c {file}"


def edges(record: Article) -> list[tuple[str, str]]:
    """What a record ties together: each address and its key, and the addresses that it declares."""
    address = record.address
    alternates = [alternate.address for alternate in record.alternates]
    node = node_of(address, record.origin.file)
    tied = [(node, node)]
    if address:
        tied += [(other, f"k {key(other)}") for other in (address, *alternates)]
        tied += [(address, other) for other in alternates]
    return tied
