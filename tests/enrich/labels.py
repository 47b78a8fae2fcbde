"""The hand-made labels, and how findings are measured against them. See labels/README.md."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "labels"


def labels(name: str, part: str | None = None) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if part in (None, row.get("part"))]


def b_cubed(gold: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1, each item with equal weight (Bagga and Baldwin, 1998)."""
    wanted, grouped = _groups(gold), _groups(found)
    both = {item: len(wanted[gold[item]] & grouped[found[item]]) for item in gold}
    precision = sum(both[item] / len(grouped[found[item]]) for item in gold) / len(gold)
    recall = sum(both[item] / len(wanted[gold[item]]) for item in gold) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _groups(labelled: Mapping[str, str]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for item, label in labelled.items():
        groups[label].add(item)
    return groups
