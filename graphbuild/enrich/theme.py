"""A theme as its file defines it, in YAML or in SKOS."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from graphbuild.enrich.rule import Rule
from graphbuild.errors import VocabularyError
from graphbuild.records import Origin


@dataclass(frozen=True)
class Theme:
    """What a story may be about."""

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
