"""Themes as a researcher defines them in a YAML file.

    title: Facial recognition in the news
    terms:
      police: [police*, sheriff*, FBI]
    themes:
      - label: Facial recognition in policing
        slug: policing
        definition: Use of facial recognition by police, and the rules for it.
        broader: facial-recognition
        exact match: [http://www.wikidata.org/entity/Q…]
        rule:
          all of:
            - any of: [facial recognition, face match*]
            - terms: police
          none of: [union recognition]
        minimum: 2

A rule is a term, a list (any of), or a mapping with one or more of these keys, all of which must hold:

- `any of`, `all of`, `none of`: a list of rules,
- `near`: a mapping with `words` (at most so many between them) and `of` (two or more rules),
- `terms`: the name of one of the lists of rules that the file gives under `terms`,
- `name`: a name that is an ordinary word too (Ring): it counts only with its capital, and only if the rule `beside`
  holds for the article; without one, only where a capital tells something.

A term in capitals is searched as it is written; a star at its end lets letters follow. A theme without a rule has
the articles of the themes below it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphbuild.address import reject_reason
from graphbuild.enrich.lexicon import Term
from graphbuild.enrich.rule import AllOf, AnyOf, Name, Near, NoneOf, Rule, Word
from graphbuild.errors import VocabularyError
from graphbuild.ingest.node import Document, Node, YamlError, parse
from graphbuild.iris import is_iri
from graphbuild.records import InputFile, Origin
from graphbuild.text import CONTROL, slug

MAX_BYTES = 16 * 1024 * 1024
"""The size of a theme or vocabulary file that is read."""

RDF_SUFFIXES = (".ttl", ".rdf", ".xml", ".jsonld", ".nt", ".owl")
_KEYS = ("any of", "all of", "none of", "near", "terms", "name", "beside")


@dataclass(frozen=True)
class Theme:
    """A theme as its file defines it."""

    slug: str
    label: str
    origin: Origin
    definition: str | None = None
    broader: str | None = None
    """The slug of the broader theme."""
    other_labels: tuple[str, ...] = ()
    exact_matches: tuple[str, ...] = ()
    close_matches: tuple[str, ...] = ()
    rule: Rule | None = None
    written: str | None = None
    """The rule as JSON, the lists of terms it refers to written out."""
    minimum: float = 0
    """The score below which a match does not count."""


def read_themes(path: str | os.PathLike[str]) -> tuple[list[Theme], InputFile]:
    """The themes of a YAML or SKOS file (by its suffix), and what identifies its bytes.

    Raises `VocabularyError`, naming file and line.
    """
    text, file = read(path)
    return list(_parsed(text, file)), file


@lru_cache(maxsize=8)  # a notebook builds again and again with the same themes
def _parsed(text: str, file: InputFile) -> tuple[Theme, ...]:
    if Path(file.path).suffix.lower() in RDF_SUFFIXES:
        from graphbuild.enrich.skos import themes

        found = themes(text, file.path)
    else:
        found = _Reader(file.path, document(text, file.path)).themes()
    if not found:
        raise VocabularyError(f"{file.path}: no theme in it")
    check_broader(found)
    return tuple(found)


def read(path: str | os.PathLike[str]) -> tuple[str, InputFile]:
    """The text of a file of themes or names, and what identifies its bytes. Raises `VocabularyError`."""
    try:
        with open(path, "rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise VocabularyError(f"The file {os.fspath(path)!r} cannot be read: {error.strerror}.") from None
    if len(data) > MAX_BYTES:
        raise VocabularyError(f"The file {os.fspath(path)!r} is larger than {MAX_BYTES // 1024 // 1024} MiB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise VocabularyError(f"The file {os.fspath(path)!r} is not UTF-8.") from None
    return text, InputFile(Path(path).name, hashlib.sha256(data).hexdigest(), len(data))


def document(text: str, name: str) -> Document:
    """The one YAML document of a file. Raises `VocabularyError`."""
    try:
        documents = list(parse(text))
    except YamlError as error:
        raise VocabularyError(f"{name}:{error.line}: broken YAML: {error}") from None
    if len(documents) != 1 or not isinstance(documents[0].root.value, dict):
        raise VocabularyError(f"{name}: one YAML mapping is wanted")
    for duplicate in documents[0].duplicates:
        raise VocabularyError(f"{name}:{duplicate.line}: `{duplicate.key}` stands twice in one mapping")
    return documents[0]


class Fields:
    """The fields of one mapping of a file, each read as what it must be. Raises `VocabularyError`."""

    def __init__(self, file: str, node: Node, known: tuple[str, ...]) -> None:
        self.file = file
        self.line = node.line
        if not isinstance(node.value, dict):
            raise self.error(node, f"a mapping is wanted, with some of: {', '.join(known)}")
        self._fields = node.value
        for name, value in node.value.items():
            if name not in known:
                raise self.error(value, f"there is no field {name!r}; there are: {', '.join(known)}")

    def error(self, node: Node | None, message: str) -> VocabularyError:
        """An error at a place of the file."""
        return VocabularyError(f"{self.file}:{node.line if node else self.line}: {message}")

    def get(self, name: str) -> Node | None:
        """A field that is there."""
        node = self._fields.get(name)
        return None if node is None or node.is_null else node

    def text(self, name: str) -> str | None:
        """A text of one line."""
        node = self.get(name)
        if node is None:
            return None
        return self.text_of(node, name)

    def text_of(self, node: Node, name: str) -> str:
        """A value as a text of one line."""
        if not isinstance(node.value, str) or not (text := " ".join(node.value.split())) or CONTROL.search(text):
            raise self.error(node, f"`{name}` must be a text")
        return text

    def texts(self, name: str) -> tuple[str, ...]:
        """One text, or a list of texts."""
        node = self.get(name)
        if node is None:
            return ()
        nodes = node.value if isinstance(node.value, list) else [node]
        return tuple(dict.fromkeys(self.text_of(item, name) for item in nodes))

    def iris(self, name: str) -> tuple[str, ...]:
        """Web addresses."""
        for text in (found := self.texts(name)):
            if reason := reject_reason(text) or (None if is_iri(text) else "no IRI"):
                raise self.error(self.get(name), f"`{name}`: {text!r} is {reason}")
        return found

    def number(self, name: str) -> float | None:
        """A number from 0."""
        if (text := self.text(name)) is None:
            return None
        if not text.replace(".", "", 1).isdecimal() or not text.isascii():
            raise self.error(self.get(name), f"`{name}` must be a number, not {text!r}")
        return float(text)

    def flag(self, name: str) -> bool:
        """`true` or `false`; absent is false."""
        text = self.text(name)
        if text not in (None, "true", "false"):
            raise self.error(self.get(name), f"`{name}` must be true or false, not {text!r}")
        return text == "true"

    def items(self, name: str) -> list[Node]:
        """A list."""
        node = self.get(name)
        if node is None:
            return []
        if not isinstance(node.value, list):
            raise self.error(node, f"`{name}` must be a list")
        return node.value


class _Reader:
    def __init__(self, file: str, found: Document) -> None:
        self._file = file
        self._top = Fields(file, found.root, ("title", "terms", "themes"))
        self._written: dict[str, Node] = {}
        self._groups: dict[str, Rule] = {}
        groups = self._top.get("terms")
        if groups:
            if not isinstance(groups.value, dict):
                raise self._top.error(groups, "`terms` must be a mapping from a name to a list of terms")
            self._written = groups.value
            self._groups = {name: RuleReader(file, {}).any_of(group, name) for name, group in groups.value.items()}

    def themes(self) -> list[Theme]:
        seen: dict[str, Theme] = {}
        for node in self._top.items("themes"):
            theme = self._theme(node)
            if theme.slug in seen:
                raise VocabularyError(f"{theme.origin}: a theme {theme.slug!r} stands at {seen[theme.slug].origin} too")
            seen[theme.slug] = theme
        slugs = {theme.label.casefold(): theme.slug for theme in seen.values()}
        return [_with_broader(theme, slugs) for theme in seen.values()]

    def _theme(self, node: Node) -> Theme:
        known = (
            "slug", "label", "also", "definition", "broader", "exact match", "close match", "rule", "minimum",
        )  # fmt: skip
        fields = Fields(self._file, node, known)
        label = fields.text("label")
        if label is None:
            raise fields.error(None, "a theme needs a `label`")
        rule = fields.get("rule")
        return Theme(
            slug=slug(fields.text("slug") or label),
            label=label,
            origin=Origin(self._file, node.line),
            definition=fields.text("definition"),
            broader=fields.text("broader"),
            other_labels=fields.texts("also"),
            exact_matches=fields.iris("exact match"),
            close_matches=fields.iris("close match"),
            rule=RuleReader(self._file, self._groups).rule(rule) if rule else None,
            written=json.dumps(_written(rule, self._written), ensure_ascii=False) if rule else None,
            minimum=fields.number("minimum") or 0,
        )


class RuleReader:
    """Makes rules of YAML. Raises `VocabularyError`."""

    def __init__(self, file: str, groups: Mapping[str, Rule]) -> None:
        self._file = file
        self._groups = groups

    def rule(self, node: Node) -> Rule:
        """The rule that a term, a list or a mapping writes."""
        if isinstance(node.value, str):
            return Word(self._term(node))
        if isinstance(node.value, list):
            return self.any_of(node)
        fields = Fields(self._file, node, _KEYS)
        rules = list(self._parts(fields))
        if not rules:
            raise fields.error(node, f"a rule needs one of: {', '.join(_KEYS)}")
        if all(isinstance(rule, NoneOf) for rule in rules):
            raise fields.error(node, "`none of` needs another rule beside it: alone it holds for nearly everything")
        return rules[0] if len(rules) == 1 else AllOf(tuple(rules))

    def _parts(self, fields: Fields) -> Iterator[Rule]:
        if node := fields.get("any of"):
            yield self.any_of(node)
        if node := fields.get("all of"):
            yield AllOf(self._several(fields, "all of"))
        if node := fields.get("terms"):
            name = fields.text("terms") or ""
            if name not in self._groups:
                there = f"there are: {', '.join(self._groups)}" if self._groups else "there is none under `terms`"
                raise fields.error(node, f"no list of terms is called {name!r}; {there}")
            yield self._groups[name]
        if node := fields.get("name"):
            beside = fields.get("beside")
            term = self._term(node)
            yield Name(Term(term.text, exact=True), self.rule(beside) if beside else None)
        elif node := fields.get("beside"):
            raise fields.error(node, "`beside` belongs to a `name`")
        if node := fields.get("near"):
            yield self._near(node)
        if fields.get("none of"):
            yield NoneOf(self._several(fields, "none of"))

    def _near(self, node: Node) -> Near:
        fields = Fields(self._file, node, ("words", "of"))
        words = fields.number("words")
        rules = self._several(fields, "of")
        if words is None or words != int(words) or len(rules) < 2:
            raise fields.error(node, "`near` needs `words`, a whole number, and `of`, two rules or more")
        return Near(rules, int(words))

    def _several(self, fields: Fields, name: str) -> tuple[Rule, ...]:
        rules = tuple(self.rule(item) for item in fields.items(name))
        if not rules:
            raise fields.error(fields.get(name), f"`{name}` needs a list of rules")
        return rules

    def any_of(self, node: Node, name: str | None = None) -> Rule:
        """The rule that a list writes."""
        if not isinstance(node.value, list) or not node.value:
            raise VocabularyError(f"{self._file}:{node.line}: a list of rules is wanted")
        return AnyOf(tuple(self.rule(item) for item in node.value), name)

    def _term(self, node: Node) -> Term:
        if not isinstance(node.value, str):
            raise VocabularyError(f"{self._file}:{node.line}: a term must be a text")
        return self._parsed(node.value, node)

    def _parsed(self, text: str, node: Node) -> Term:
        term = Term.parse(" ".join(text.split()))
        if not term.searchable:
            raise VocabularyError(
                f"{self._file}:{node.line}: the term {text!r} cannot be searched: it needs a letter or digit, and a "
                "star only at its end"
            )
        return term


def _written(node: Node, groups: Mapping[str, Node]) -> Any:
    """A rule as plain values, complete without its file."""
    if isinstance(node.value, list):
        return [_written(item, groups) for item in node.value]
    if isinstance(node.value, dict):
        plain = {name: _written(value, groups) for name, value in node.value.items() if not value.is_null}
        if name := plain.pop("terms", None):
            group = {"any of": _written(groups[name], {})}
            plain = {"all of": [group, {**plain}]} if plain else group
        return plain
    return node.value


def _with_broader(theme: Theme, slugs: Mapping[str, str]) -> Theme:
    if theme.broader is None:
        return theme
    return replace(theme, broader=slugs.get(theme.broader.casefold(), slug(theme.broader)))


def check_broader(themes: Collection[Theme]) -> None:
    """No theme may be above itself, be it through another file. Raises `VocabularyError`."""
    broader = {theme.slug: theme.broader for theme in themes}
    for theme in themes:
        at, seen = theme.broader, {theme.slug}
        while at:
            if at in seen:
                raise VocabularyError(f"{theme.origin}: the theme {theme.slug!r} is above itself")
            seen.add(at)
            at = broader.get(at)
