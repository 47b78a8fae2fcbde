"""What was found in the texts of articles, by text and by rule.

Texts are called by their checksums, so that it does not matter whose they are and where they stand. They are spread
over some packs, so that a change writes a part of them. A pack has a line with the names of its texts, and one for each
rule: its key, the places of the texts in which something was found, and what.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphbuild.cache.entry import written
from graphbuild.enrich.search import Search, Searched
from graphbuild.evidence import Field

if TYPE_CHECKING:
    from graphbuild.cache.folder import Cache

Texts = Mapping[Field, str]


class Findings:
    """Searches texts, or takes from the cache what was found in them."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def search(self, texts: Sequence[Texts], search: Search) -> dict[str, dict[int, Any]]:
        """What each finder finds in each text, by its key and the number of the text."""
        numbers: defaultdict[str, list[int]] = defaultdict(list)
        packs: defaultdict[str, dict[str, Texts]] = defaultdict(dict)
        for number, text in enumerate(texts):
            name = _name(text)
            numbers[name].append(number)
            packs[name[0]][name] = text
        found: dict[str, dict[int, Any]] = {key: {} for key in search.finders}
        for pack in "0123456789abcdef":
            for key, values in self._pack(pack, packs[pack], search).found.items():
                found[key].update((number, value) for name, value in values.items() for number in numbers[name])
        return found

    def _pack(self, pack: str, texts: Mapping[str, Texts], search: Search) -> Searched:
        """The texts of a pack; it is written if it holds something else than before."""
        entry = self._cache.own(f"found-{pack}")
        before, lines = self._cache.lines(entry, lambda lines: _read(lines, search)) or (Searched(), {})
        after = search.search(texts, before)
        if before.names != after.names:
            self._keep(entry, after, search, {})
        elif texts and before.found.keys() != after.found.keys():
            self._keep(entry, after, search, lines)
        return after

    def _keep(self, entry: str, searched: Searched, search: Search, lines: Mapping[str, bytes]) -> None:
        """Write a pack; `lines` are those that stay as they are, by key."""
        names = sorted(searched.names)
        places = {name: place for place, name in enumerate(names)}

        def line(key: str, found: Mapping[str, Any]) -> bytes:
            values = map(search.finders[key].written, found.values())
            return written([key, [places[name] for name in found], list(values)])

        columns = (lines.get(key) or line(key, found) for key, found in searched.found.items())
        self._cache.put_lines(entry, written(names), *columns)


def _name(texts: Texts) -> str:
    headline, abstract = texts.get("headline", ""), texts.get("abstract", "")
    told = f"{len(headline)} {headline}{abstract}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=16).hexdigest()


def _read(lines: list[bytes], search: Search) -> tuple[Searched, dict[str, bytes]]:
    """What is in a pack, and its lines by key.

    Of what was found by a rule that is looked for no more only the key is read.
    """
    names = json.loads(lines[0])
    found: dict[str, dict[str, Any]] = {}
    by_key: dict[str, bytes] = {}
    for line in lines[1:]:
        key, places, values = json.loads(line)
        finder = search.finders.get(key)
        pairs = zip(places, values, strict=True)
        found[key] = {names[place]: finder.read(value) for place, value in pairs} if finder else {}
        by_key[key] = line
    return Searched(frozenset(names), found), by_key
