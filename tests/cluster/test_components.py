"""What is connected is found in few rounds, however long the chains are."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from graphbuild.cluster import components
from graphbuild.cluster.job import Job
from graphbuild.cluster.shelf import Shelf


def connected(folder: Path, edges: list[tuple[str, str]], parts: int = 3) -> tuple[dict[str, str], int]:
    """The label of each node, and the number of rounds."""
    job = Job(str(folder), parts, parts)
    shelf = Shelf(parts)
    for pair in edges:
        for one, other in (pair, pair[::-1]):
            shelf.put_by("edge", one, [one, other])
    shelf.save(job.shelf("compared", 0))
    for number in range(1, parts):
        Shelf(parts).save(job.shelf("compared", number))
    for number in range(parts):
        components.start(job, "stories", number)
    round = 1
    while sum(components.spread(job, "stories", number, round)["changed"] for number in range(parts)):
        round += 1
    labels: dict[str, str] = {}
    for number in range(parts):
        labels |= components.labels_of(job, "stories", number, round)
    return labels, round


def test_a_long_chain_takes_few_rounds(tmp_path: Path) -> None:
    names = [f"n{number:04}" for number in range(500)]
    random.Random(1).shuffle(names)
    labels, rounds = connected(tmp_path, list(pairwise(names)))
    assert set(labels.values()) == {"n0000"}
    assert len(labels) == 500
    assert rounds < 15


def test_they_are_what_a_search_finds(tmp_path: Path) -> None:
    dice = random.Random(2)
    for attempt in range(20):
        edges = [(str(dice.randrange(60)), str(dice.randrange(60))) for _ in range(dice.randrange(1, 60))]
        labels, _ = connected(tmp_path / str(attempt), edges)
        assert labels == searched(edges)


def searched(edges: list[tuple[str, str]]) -> dict[str, str]:
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in edges:
        near[one].add(other)
        near[other].add(one)
    labels: dict[str, str] = {}
    for name in sorted(near):
        pending = [name] if name not in labels else []
        while pending:
            one = pending.pop()
            if one not in labels:
                labels[one] = name
                pending += near[one]
    return labels
