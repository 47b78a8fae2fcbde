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

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphbuild.enrich import skos
from graphbuild.enrich.rule import Rule
from graphbuild.enrich.rulereader import RuleReader
from graphbuild.enrich.theme import Theme, check_broader
from graphbuild.enrich.vocabularyfile import Fields, document, read
from graphbuild.errors import VocabularyError
from graphbuild.ingest.node import Document, Node
from graphbuild.records import InputFile, Origin
from graphbuild.text import slug


def read_themes(path: str | os.PathLike[str], name: str | None = None) -> tuple[list[Theme], InputFile]:
    """The themes of a YAML or SKOS file (by its suffix), and what identifies its bytes; `name` is what to call it.

    Raises `VocabularyError`, naming file and line.
    """
    text, file = read(path, name)
    return list(_parsed(text, file)), file


@lru_cache(maxsize=8)  # a notebook builds again and again with the same themes
def _parsed(text: str, file: InputFile) -> tuple[Theme, ...]:
    if Path(file.path).suffix.lower() in skos.FORMATS:
        found = skos.themes(text, file.path)
    else:
        found = _Reader(file.path, document(text, file.path)).themes()
    if not found:
        raise VocabularyError(f"{file.path}: no theme in it")
    check_broader(found)
    return tuple(found)


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
