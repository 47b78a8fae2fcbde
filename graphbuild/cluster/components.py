"""Third stage: which addresses belong together, by labels that are handed from neighbour to neighbour.

Addresses are tied to their keys, to the alternates that records declare for them, and to the other addresses of a
user's judgement, be it that they are the same or not. What is connected must be decided in one place; which of it is
one article is decided there, by the same code as on one machine. Each round every address whose label became smaller
tells its neighbours: as many rounds as the longest chain has links, and then one (in the corpora four or five).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graphbuild.address import key
from graphbuild.cache.codec import Decoder
from graphbuild.cluster import place
from graphbuild.cluster.job import Job
from graphbuild.cluster.shelf import Shelf, number_of, rows


def start(job: Job, number: int) -> dict[str, Any]:
    """The neighbours of each address of a part; each is labelled by itself."""
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in _edges(job, number):
        near[one].add(other)
    shelf = Shelf(job.parts)
    for one in sorted(near):
        others = sorted(near[one] - {one})
        shelf.put("near", number, [one, others])
        for other in others:
            if one < other:
                shelf.put_by("label", other, [other, one])
    handed = shelf.save(job.shelf("near", number))
    return {"handed on": handed, "changed": len(near), "counts": {"addresses": len(near)}}


def spread(job: Job, number: int, round: int) -> dict[str, Any]:
    """One round: take the labels that neighbours have told, and tell those that became smaller."""
    labels = labels_of(job, number, round - 1)
    told = job.shelves("near" if round == 1 else f"labels-{round - 1}")
    changed = set()
    for one, label in rows(told, "label", number):
        if label < labels[one]:
            labels[one] = label
            changed.add(one)
    shelf = Shelf(job.parts)
    for one, others in rows([job.shelf("near", number)], "near", number):
        if one in changed:
            for other in others:
                if labels[one] < other:
                    shelf.put_by("label", other, [other, labels[one]])
    for one in sorted(labels):
        shelf.put("labels", number, [one, labels[one]])
    handed = shelf.save(job.shelf(f"labels-{round}", number))
    return {"handed on": handed, "changed": len(changed)}


def labels_of(job: Job, number: int, round: int) -> dict[str, str]:
    """The label of each address of a part after a round."""
    if round == 0:
        return {one: one for one, _ in rows([job.shelf("near", number)], "near", number)}
    return dict(rows([job.shelf(f"labels-{round}", number)], "labels", number))


def route(job: Job, number: int, round: int) -> dict[str, Any]:
    """Fourth stage: hand every record, and every entry of a list, to the part of its label."""
    labels = labels_of(job, number, round)
    shelf = Shelf(job.parts)
    shelves = [*job.shelves("read", job.reads), *job.shelves("entries")]
    for row in rows(job.shelves("read", job.reads), "record", number):
        part = number_of(labels[_node(row[2], row[1])], job.parts)
        shelf.put("record", part, row)
        references = Decoder(row[1]).decode(row[2]).references
        for name in sorted({*(name for _, _, name in row[3]), *(page_name(one.address) for one in references)}):
            shelf.put_by("wanted", name, [name, part])
    for row in rows(shelves, "item", number):
        shelf.put("item", number_of(labels[_node(row[3], row[2])], job.parts), row)
    for row in rows(job.shelves("read", job.reads), "page", number):
        shelf.put("page", number_of(labels[row[1]], job.parts), row)
    handed = shelf.save(job.shelf("routed", number))
    judged = {one for judgement in job.judgements for one in (judgement.left, judgement.right)}
    return {"handed on": handed, "labels": {one: labels[one] for one in sorted(judged) if one in labels}}


def page_name(address: str) -> str:
    """The name under which a page is asked for that a link in a text leads to."""
    return f"r {address}"


def forget(job: Job, round: int) -> None:
    """Remove the labels of a round that nobody needs any more."""
    place.remove(place.join(job.out, job.work, f"labels-{round}"))


def _edges(job: Job, number: int) -> Any:
    yield from rows([*job.shelves("read", job.reads), *job.shelves("entries")], "edge", number)
    for judgement in job.judgements:
        left, right = judgement.left, judgement.right
        for one, other in ((left, right), (left, f"k {key(left)}"), (right, f"k {key(right)}")):
            for edge in ((one, other), (other, one)):
                if number_of(edge[0], job.parts) == number:
                    yield edge


def _node(record: list[Any], file: str) -> str:
    """What stands for a record in its encoded form: its address is the second field."""
    return str(record[2]) if record[2] else f"c {file}"
