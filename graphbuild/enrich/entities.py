"""Names of people, organisations, places and laws to look for, from a YAML file.

    title: Names in the news on facial recognition
    organizations:
      - name: New York City Police Department
        also: [NYPD, New York police]
        wikidata: Q…
      - name: Ring
        careful: true
        with: [Amazon, doorbell]
    people: [...]
    places: [...]
    laws: [...]
    ignore: [Washington Post]

A name in capitals is searched as it is written. A `careful` name is an ordinary word too, or one that many share: it
counts only with its capitals, and only if a word of `with` stands in the article (without `with`, where a capital
tells something). What stands under `ignore` is no name, and hides shorter ones within it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from graphbuild.enrich.lexicon import Term
from graphbuild.enrich.rule import AnyOf, Name, Rule, Word
from graphbuild.enrich.vocabularyfile import Fields, document, read
from graphbuild.errors import VocabularyError
from graphbuild.ingest.node import Node
from graphbuild.nodes import EntityKind
from graphbuild.records import InputFile, Origin
from graphbuild.text import slug

KINDS: dict[str, EntityKind] = {"people": "person", "organizations": "organization", "places": "place", "laws": "law"}
"""The lists of a vocabulary file, and the kind of what they hold."""

_WIKIDATA = re.compile(r"Q[1-9][0-9]{0,11}")


@dataclass(frozen=True)
class Entity:
    """Somebody or something with a name."""

    slug: str
    kind: EntityKind
    name: str
    origin: Origin
    other_names: tuple[str, ...] = ()
    wikidata: str | None = None
    rules: tuple[Rule, ...] = ()
    """One for each name: by which words it is found."""


@dataclass(frozen=True)
class Vocabulary:
    """The names of a file."""

    entities: tuple[Entity, ...]
    ignored: tuple[Term, ...]
    file: InputFile


def read_entities(path: str | os.PathLike[str], name: str | None = None) -> Vocabulary:
    """Read a vocabulary file; `name` is what to call it. Raises `VocabularyError`, naming file and line."""
    return _parsed(*read(path, name))


@lru_cache(maxsize=8)  # a notebook builds again and again with the same names
def _parsed(text: str, file: InputFile) -> Vocabulary:
    fields = Fields(file.path, document(text, file.path).root, ("title", *KINDS, "ignore"))
    entities: dict[str, Entity] = {}
    named: dict[str, Entity] = {}
    for name, kind in KINDS.items():
        for node in fields.items(name):
            entity = _entity(file.path, node, kind)
            for text in (entity.name, *entity.other_names):
                if other := named.get(text):
                    raise VocabularyError(f"{entity.origin}: {text!r} is a name of {other.name!r} too ({other.origin})")
                named[text] = entity
            if other := entities.get(entity.slug):
                raise VocabularyError(f"{entity.origin}: {entity.name!r} looks like {other.name!r} ({other.origin})")
            entities[entity.slug] = entity
    ignored = tuple(_term(fields, text) for text in fields.texts("ignore"))
    if not entities:
        raise VocabularyError(f"{file.path}: no name in it")
    return Vocabulary(tuple(entities.values()), ignored, file)


def _entity(file: str, node: Node, kind: EntityKind) -> Entity:
    fields = Fields(file, node, ("name", "slug", "also", "wikidata", "careful", "with"))
    name, wikidata = fields.text("name"), fields.text("wikidata")
    if name is None:
        raise fields.error(None, "an entry needs a `name`")
    if wikidata and not _WIKIDATA.fullmatch(wikidata):
        raise fields.error(fields.get("wikidata"), f"`wikidata` is an id such as Q30, not {wikidata!r}")
    others = tuple(text for text in fields.texts("also") if text != name)
    careful, beside = fields.flag("careful"), fields.texts("with")
    if beside and not careful:
        raise fields.error(fields.get("with"), "`with` belongs to a name that is `careful: true`")
    return Entity(
        slug=slug(fields.text("slug") or name),
        kind=kind,
        name=name,
        origin=Origin(file, node.line),
        other_names=others,
        wikidata=wikidata,
        rules=tuple(_rules(fields, (name, *others), careful, beside)),
    )


def _rules(fields: Fields, names: tuple[str, ...], careful: bool, beside: tuple[str, ...]) -> Iterator[Rule]:
    context = AnyOf(tuple(Word(_term(fields, text)) for text in beside)) if beside else None
    for name in names:
        term = _term(fields, name)
        yield Name(Term(term.text, exact=True), context) if careful else Word(term)


def _term(fields: Fields, text: str) -> Term:
    term = Term.parse(text)
    if not term.searchable:
        raise fields.error(None, f"the name {text!r} cannot be searched: it needs a letter or digit, and no star")
    return term
