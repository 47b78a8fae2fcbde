"""Records come back from the cache as they went in."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass

import pytest

import graphbuild
from graphbuild import records
from graphbuild.cache.codec import _CLASSES, Decoder, Encoder, Foreign
from graphbuild.ingest import ingest
from graphbuild.records import Article, Listing, Origin


def test_every_record_of_the_bundled_stories_comes_back() -> None:
    for record in ingest([graphbuild.data()]).records:
        there = json.loads(json.dumps(Encoder(record.origin.file).encode(record)))
        assert Decoder(record.origin.file).decode(there) == record


def test_an_entry_comes_back_at_another_place() -> None:
    item = Article(Origin("a.md", 12), "https://e.org/a", below={"title": 2})
    there = Encoder("a.md", 10).encode(item)
    assert Decoder("b.md", 30).decode(there) == Article(Origin("b.md", 32), "https://e.org/a", below={"title": 2})


def test_every_kind_of_record_is_known() -> None:
    kinds = {kind for kind in vars(records).values() if is_dataclass(kind) and kind is not records.InputFile}
    assert kinds - {Origin, Listing} == set(_CLASSES.values())


def test_what_is_unknown_is_not_kept() -> None:
    with pytest.raises(Foreign):
        Encoder("a.md").encode(object())


@pytest.mark.parametrize(
    "content",
    [
        ["so"],
        ["xx", 1],
        ["ar", *range(len(fields(Article)) + 1)],
        ["d", "soon"],
        ["l", 1, 2, 3],
        ["ls", [1], [2], [3]],
        ["m", "a"],
        [],
        ["o"],
    ],
)
def test_what_was_not_written_here_is_refused(content: object) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        Decoder("a.md").decode(content)


def test_a_related_list_comes_back_with_items_that_are_known_and_others() -> None:
    items = [Article(Origin("a.md", line), f"https://e.org/{line}") for line in (3, 9)]
    listings = tuple(Listing(position, item.origin.line, item) for position, item in enumerate(items, 1))
    for known in (items, items[:1], []):
        numbers = {id(item): number for number, item in enumerate(known)}
        there = json.loads(json.dumps(Encoder("a.md", item=lambda one: numbers.get(id(one))).encode(listings)))  # noqa: B023
        assert Decoder("a.md", item=lambda number: known[number]).decode(there) == listings  # noqa: B023
