"""The statements of one thing as facts, and what each is called in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from graphbuild.diff.difference import Change, Value
from graphbuild.export.statement import Literal, Statement
from graphbuild.export.statements import ENTITY_CLASSES
from graphbuild.vocabulary import GB, PROV, RDF_TYPE, SCHEMA, SKOS, XSD

Term = str | Literal
Facts = dict[str, dict[Term, list[str | None]]]
"""For each predicate the objects, and for each object the named graphs that hold the statement."""

_ARTICLE = {
    GB.type: "type",
    GB.category: "category",
    SCHEMA.HEADLINE: "headline",
    SCHEMA.ABSTRACT: "summary",
    SCHEMA.DATE_PUBLISHED: "date",
    SCHEMA.START_DATE: "begins",
    SCHEMA.END_DATE: "ends",
    SCHEMA.TIME_REQUIRED: "length",
    GB.quality: "quality",
    GB.heat: "heat",
    GB.published: "published",
    GB.removed: "removed",
    SCHEMA.IN_LANGUAGE: "language",
}
_SAID = {PROV.WAS_DERIVED_FROM: "file", GB.line: "line"}

FIELDS: dict[str, dict[str, str]] = {
    "article": {
        SCHEMA.URL: "address",
        GB.stub: "known from",
        **_ARTICLE,
        SCHEMA.AUTHOR: "authors",
        SCHEMA.IMAGE: "images",
    },
    "source": {
        SCHEMA.NAME: "name",
        SCHEMA.ALTERNATE_NAME: "other names",
        GB.domain: "domain",
        SCHEMA.URL: "address",
        SCHEMA.DESCRIPTION: "description",
        SCHEMA.LOGO: "logos",
    },
    "topic": {
        SKOS.PREF_LABEL: "name",
        SKOS.ALT_LABEL: "other names",
        SKOS.BROADER: "broader topic",
        SKOS.HIDDEN_LABEL: "keywords",
        SCHEMA.IMAGE: "images",
    },
    "theme": {
        SKOS.PREF_LABEL: "label",
        SKOS.ALT_LABEL: "other labels",
        SKOS.DEFINITION: "definition",
        SKOS.BROADER: "broader theme",
        GB.rule: "rule",
        GB.minimum: "minimum",
        SKOS.EXACT_MATCH: "exact matches",
        SKOS.CLOSE_MATCH: "close matches",
        **_SAID,
    },
    "entity": {
        RDF_TYPE: "kind",
        SCHEMA.NAME: "name",
        SCHEMA.ALTERNATE_NAME: "other names",
        SCHEMA.SAME_AS: "same as",
        SCHEMA.DESCRIPTION: "description",
        SCHEMA.AFFILIATION: "affiliation",
        SCHEMA.URL: "address",
        SCHEMA.IMAGE: "images",
        **_SAID,
    },
    "story": {SCHEMA.NAME: "name", PROV.HAD_MEMBER: "members"},
    "image": {SCHEMA.CONTENT_URL: "address", SCHEMA.WIDTH: "width", SCHEMA.HEIGHT: "height"},
    "listing": {
        GB.lists: "article",
        SCHEMA.ITEM: "listed",
        SCHEMA.POSITION: "position",
        GB.gapSeconds: "gap in seconds",
        **_SAID,
    },
    "reference": {
        GB.article: "article",
        GB.target: "page",
        SCHEMA.POSITION: "position",
        GB.linkText: "text",
        **_SAID,
    },
    "publisher": {SCHEMA.PUBLISHER: "publisher"},
    "about": {SCHEMA.ABOUT: "topic"},
    "theme link": {
        GB.article: "article",
        GB.theme: "theme",
        GB.score: "score",
        GB.term: "words",
        GB.field: "fields",
        GB.occurrence: "places",
        **_SAID,
    },
    "story member": {
        GB.article: "article",
        GB.story: "story",
        GB.score: "score",
        GB.nearest: "nearest",
        GB.term: "words",
        GB.listed: "listed together",
        **_SAID,
    },
    "mention": {
        GB.article: "article",
        GB.entity: "entity",
        GB.term: "text",
        GB.field: "field",
        GB.start: "start",
        GB.end: "end",
        **_SAID,
    },
    "reprint": {
        GB.article: "article",
        GB.original: "original",
        GB.otherArticle: "other article",
        GB.score: "score",
        **_SAID,
    },
    "part": {SCHEMA.HAS_PART: "item"},
    "version": {PROV.SPECIALIZATION_OF: "article", **_ARTICLE, **_SAID},
    "match": {
        GB.address: "address",
        GB.otherAddress: "other address",
        GB.sameArticle: "one article",
        GB.evidence: "evidence",
        GB.field: "field",
        GB.key: "key",
        GB.reason: "reason",
        **_SAID,
    },
}
"""For each kind its predicates, in the order in which a reader is told of them."""

_MANY = {
    "images", "logos", "other names", "keywords", "other labels", "exact matches", "close matches",
    "authors", "members", "words", "fields", "places",
}  # fmt: skip
_ENTITY_KINDS = {iri: str(kind) for kind, iri in ENTITY_CLASSES.items()}


def facts(statements: Iterable[Statement]) -> Facts:
    """The facts of some statements about one subject."""
    found: Facts = {}
    for _, predicate, value, graph in statements:
        found.setdefault(predicate, {}).setdefault(value, []).append(graph)
    return found


def value(term: Term) -> Value:
    """A term as Python has it; dates stay texts, and no number loses a digit."""
    if not isinstance(term, Literal):
        return term
    if term.datatype == XSD.BOOLEAN:
        return term.text == "true"
    if term.datatype == XSD.INTEGER:
        return int(term.text)
    if term.datatype == XSD.DOUBLE:
        return float(term.text)
    return term.text


def changes(kind: str, old: Facts, new: Facts, path: Callable[[str | None], str]) -> list[Change]:
    """The fields of which the values differ, or the file that says them; `path` gives a named graph's file."""
    found = []
    for predicate, name in FIELDS[kind].items():
        before, after = old.get(predicate, {}), new.get(predicate, {})
        gone = [term for term in before if term not in after]
        came = [term for term in after if term not in before]
        if gone or came:
            found.append(Change(name, _shown(name, gone, path), _shown(name, came, path)))
        files = [(before[term], after[term]) for term in before if term in after]
        for old_files, new_files in files:
            if sorted(map(str, old_files)) != sorted(map(str, new_files)):
                found.append(Change(f"file of {name}", _files(old_files, path), _files(new_files, path)))
                break
    return found


def record(kind: str, found: Facts, path: Callable[[str | None], str], place: Callable[[str], str]) -> dict[str, Value]:
    """The facts of a link's evidence by field; `place` says where in a text an occurrence stands."""
    values: dict[str, Value] = {}
    for predicate, name in FIELDS[kind].items():
        if name == "places":
            values[name] = tuple(sorted(place(str(term)) for term in found.get(predicate, ())))
        elif predicate in found:
            values[name] = _shown(name, list(found[predicate]), path)
    return values


def place(found: Facts) -> str:
    """Where in a text an occurrence stands."""
    field, start, end = (next(map(value, found.get(part, ())), "?") for part in (GB.field, GB.start, GB.end))
    return f"{field} {start}–{end}"


def differing(old: Mapping[str, Value], new: Mapping[str, Value]) -> tuple[Change, ...]:
    """The changes from one record to another."""
    return tuple(
        Change(name, old.get(name), new.get(name)) for name in {**new, **old} if old.get(name) != new.get(name)
    )


def _shown(name: str, terms: list[Term], path: Callable[[str | None], str]) -> Value:
    if not terms:
        return None
    values = [path(str(term)) for term in terms] if name == "file" else [value(term) for term in terms]
    if name == "kind":
        values = [_ENTITY_KINDS.get(str(one), one) for one in values]
    if name == "known from":
        return "lists or links only" if values[0] else "a file of its own"
    if name in _MANY or len(values) > 1:
        return tuple(sorted(map(str, values)))
    return values[0]


def _files(graphs: list[str | None], path: Callable[[str | None], str]) -> Value:
    return ", ".join(sorted(map(path, graphs))) or None
