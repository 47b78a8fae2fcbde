"""What belongs together: third stage for addresses, and later for articles that may be of one story.

Addresses are tied to their keys, to the alternates that records declare for them, and to the other addresses of a
user's judgement, be it that they are the same or not. What is connected must be decided in one place; which of it is
one article is decided there, by the same code as on one machine.

Each round every node that has learnt something tells all it knows to the smallest of them, and that one to all of them
(Hash-to-Min: Rastogi and others, Finding Connected Components in Map-Reduce in Logarithmic Rounds, ICDE 2013). In the
end the smallest of what is connected knows all of it, and all others know the smallest. The rounds grow with the
logarithm of the longest chain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

from graphbuild.address import key
from graphbuild.cache.codec import Decoder
from graphbuild.cluster import place
from graphbuild.cluster.job import Job, node_of
from graphbuild.cluster.shelf import Shelf, number_of, rows

Net = Literal["addresses", "stories"]
"""What is connected: addresses by ties, articles by pairs that are alike."""


def start(job: Job, net: Net, number: int) -> dict[str, Any]:
    """Each node of a part knows its neighbours."""
    known: dict[str, set[str]] = defaultdict(set)
    for one, other in _EDGES[net](job, number):
        known[one] |= {one, other}
    result = _tell(job, net, number, 0, known, known)
    return {**result, "work": {"addresses": len(known)} if net == "addresses" else {}}


def spread(job: Job, net: Net, number: int, round: int) -> dict[str, Any]:
    """One round: each node hears what it is connected with."""
    before = {one: set(others) for one, others in _known(job, net, number, round - 1)}
    known = {one: others if min(others) == one else {min(others)} for one, others in before.items()}
    for one, others in rows(job.shelves(f"{net}-{round - 1}"), "told", number):
        known[one] = known[one].union(others)
    changed = {one for one, others in before.items() if known[one] != others}
    return {**_tell(job, net, number, round, known, changed), "changed": len(changed)}


def _tell(
    job: Job, net: Net, number: int, round: int, known: Mapping[str, set[str]], news: Collection[str]
) -> dict[str, Any]:
    """The smallest of what a node knows hears all of it, where that is news; all of it hears of the smallest."""
    shelf = Shelf(job.parts)
    for one in sorted(known):
        others = sorted(known[one])
        shelf.put("known", number, [one, others])
        if one not in news:
            continue
        if others[0] != one:
            shelf.put_by("told", others[0], [others[0], others])
        for other in others[1:]:
            if other != one:
                shelf.put_by("told", other, [other, others[:1]])
    return {"handed on": shelf.save(job.shelf(f"{net}-{round}", number))}


def _known(job: Job, net: Net, number: int, round: int) -> Iterator[Any]:
    return rows([job.shelf(f"{net}-{round}", number)], "known", number)


def labels_of(job: Job, net: Net, number: int, round: int) -> dict[str, str]:
    """For each node of a part the smallest that it is connected with, after the last round."""
    return {one: others[0] for one, others in _known(job, net, number, round)}


def route(job: Job, number: int, round: int) -> dict[str, Any]:
    """Fourth stage: hand every record, and every entry of a list, to the part of its label."""
    labels = labels_of(job, "addresses", number, round)
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


def forget(job: Job, net: Net, round: int) -> None:
    """Remove what was told in a round, when nobody needs it any more."""
    place.remove(place.join(job.out, job.work, f"{net}-{round}"))


def _tied(job: Job, number: int) -> Iterator[Any]:
    yield from rows([*job.shelves("read", job.reads), *job.shelves("entries")], "edge", number)
    for judgement in job.judgements:
        left, right = judgement.left, judgement.right
        for one, other in ((left, right), (left, f"k {key(left)}"), (right, f"k {key(right)}")):
            for edge in ((one, other), (other, one)):
                if number_of(edge[0], job.parts) == number:
                    yield edge


def _node(record: list[Any], file: str) -> str:
    """What stands for a record in its encoded form: its address is the second field."""
    return node_of(record[2], file)


def _alike(job: Job, number: int) -> Iterator[Any]:
    return rows(job.shelves("compared"), "edge", number)


_EDGES = {"addresses": _tied, "stories": _alike}
