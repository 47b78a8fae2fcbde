"""Themes from a SKOS file: each concept's labels are its terms, unless a `gb:rule` says more.

An export of graphbuild can be read so: it holds each theme's rule.
"""

from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path

import pyoxigraph

from graphbuild.enrich.lexicon import Term
from graphbuild.enrich.rule import AnyOf, Rule, Word
from graphbuild.enrich.rulereader import RuleReader
from graphbuild.enrich.theme import Theme
from graphbuild.errors import VocabularyError
from graphbuild.ingest.node import YamlError, parse
from graphbuild.iris import is_iri
from graphbuild.records import Origin
from graphbuild.text import slug
from graphbuild.vocabulary import GB, RDF_TYPE, SKOS

FORMATS = {
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
    ".nt": pyoxigraph.RdfFormat.N_TRIPLES,
    ".rdf": pyoxigraph.RdfFormat.RDF_XML,
    ".xml": pyoxigraph.RdfFormat.RDF_XML,
    ".owl": pyoxigraph.RdfFormat.RDF_XML,
    ".jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
"""By the suffixes of files."""

Facts = dict[str, list[tuple[str, str]]]
"""By property: the values, each with its language, which sorts first where a label should be taken from it."""


def themes(text: str, path: str | os.PathLike[str]) -> list[Theme]:
    """The concepts of a SKOS file that have a label, by slug. Raises `VocabularyError`."""
    name = Path(path).name
    concepts: dict[str, Facts] = {}
    try:
        for quad in pyoxigraph.parse(text, format=FORMATS[Path(path).suffix.lower()], base_iri="https://example.org/"):
            facts = concepts.setdefault(str(getattr(quad.subject, "value", quad.subject)), {})
            facts.setdefault(quad.predicate.value, []).append((_rank(quad.object), _text(quad.object)))
    except (SyntaxError, ValueError) as error:
        raise VocabularyError(f"{name}: it cannot be read as RDF: {error}") from None
    concepts = {
        iri: facts
        for iri, facts in concepts.items()
        if ("", SKOS.CONCEPT) in facts.get(RDF_TYPE, ()) and SKOS.PREF_LABEL in facts
    }
    # An export of graphbuild holds topics too, which are no themes.
    schemes = {scheme for facts in concepts.values() if GB.rule in facts for scheme in facts.get(SKOS.IN_SCHEME, ())}
    found = [
        _theme(iri, facts, name)
        for iri, facts in concepts.items()
        if not schemes or schemes & set(facts.get(SKOS.IN_SCHEME, ()))
    ]
    found.sort(key=lambda theme: theme.slug)
    for one, other in pairwise(found):
        if one.slug == other.slug:
            raise VocabularyError(f"{name}: two concepts come down to one name, {one.slug!r}")
    return found


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


def _rank(term: object) -> str:
    """English labels and those without a language are shown where there are several."""
    language = str(getattr(term, "language", None) or "")
    return "" if language.partition("-")[0] == "en" else language


def _theme(iri: str, facts: Facts, name: str) -> Theme:
    def values(term: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for _, text in sorted(facts.get(term, ()))))

    label = values(SKOS.PREF_LABEL)[0]
    labels = (*values(SKOS.PREF_LABEL), *values(SKOS.ALT_LABEL), *values(SKOS.HIDDEN_LABEL))
    written = next(iter(values(GB.rule)), None) or json.dumps({"any of": list(labels)}, ensure_ascii=False)
    broader = values(SKOS.BROADER)
    return Theme(
        slug=_slug(iri),
        label=label,
        origin=Origin(name, 0),
        definition=next(iter(values(SKOS.DEFINITION)), None),
        broader=_slug(broader[0]) if broader else None,
        other_labels=(*values(SKOS.PREF_LABEL)[1:], *values(SKOS.ALT_LABEL)),
        exact_matches=tuple(filter(is_iri, values(SKOS.EXACT_MATCH))),
        close_matches=tuple(filter(is_iri, values(SKOS.CLOSE_MATCH))),
        rule=_rule(written, name, label) if GB.rule in facts else _any(labels, name),
        written=written,
        minimum=_number(next(iter(values(GB.minimum)), "0"), name, label),
    )


def _any(labels: tuple[str, ...], name: str) -> Rule:
    """The labels that can be searched, as terms."""
    terms = [term for label in labels if any(map(str.isalnum, (term := Term.parse(label)).text))]
    if not terms:
        raise VocabularyError(f"{name}: the concept {labels[0]!r} has no label that can be searched")
    return AnyOf(tuple(map(Word, terms)))


def _rule(written: str, name: str, label: str) -> Rule:
    try:
        [document] = parse(written)  # JSON is YAML
    except (YamlError, ValueError) as error:
        raise VocabularyError(f"{name}: the rule of {label!r} cannot be read: {error}") from None
    return RuleReader(f"{name}: rule of {label!r}", {}).rule(document.root)


def _number(text: str, name: str, label: str) -> float:
    if not (text.replace(".", "", 1).isdecimal() and text.isascii()):
        raise VocabularyError(f"{name}: the minimum of {label!r} must be a number, not {text!r}")
    return float(text)


def _slug(iri: str) -> str:
    return slug(iri.rstrip("/#").replace("#", "/").rpartition("/")[2])
