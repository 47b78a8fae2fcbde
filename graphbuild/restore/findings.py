"""Themes, stories, mentions and reprints from the statements of `graph.nq`, each with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphbuild.evidence import Evidence, Membership, Occurrence, Reprint, ThemeMatch, in_order
from graphbuild.link import Link, Relation
from graphbuild.nodes import ArticleNode, StoryNode, ThemeNode, story_node
from graphbuild.records import Origin
from graphbuild.restore.facts import Facts, of_kind, one, values
from graphbuild.vocabulary import GB, PROV, SCHEMA, SKOS


class Findings:
    """Reads back what `export.findings` writes."""

    def __init__(self, subjects: Mapping[str, Facts], paths: Mapping[str, str]) -> None:
        self._subjects = subjects
        self._paths = paths

    def _origin(self, facts: Facts) -> Origin:
        return Origin(self._paths.get(one(facts, PROV.WAS_DERIVED_FROM), ""), one(facts, GB.line) or 0)

    def themes(self) -> Iterator[ThemeNode]:
        """The themes: unlike topics, they are derived from a file of definitions."""
        for name, facts in of_kind(self._subjects, SKOS.CONCEPT):
            if PROV.WAS_DERIVED_FROM in facts:
                yield ThemeNode(
                    name, one(facts, SKOS.PREF_LABEL), one(facts, SKOS.DEFINITION), one(facts, SKOS.BROADER),
                    _sorted(facts, SKOS.ALT_LABEL), _sorted(facts, SKOS.EXACT_MATCH), _sorted(facts, SKOS.CLOSE_MATCH),
                    one(facts, GB.rule), one(facts, GB.minimum), self._origin(facts),
                )  # fmt: skip

    def stories(self, articles: Mapping[str, ArticleNode]) -> Iterator[StoryNode]:
        """The stories with their members."""
        for name, facts in of_kind(self._subjects, GB.Story):
            yield story_node(name, one(facts, SCHEMA.NAME), [articles[item] for item in values(facts, PROV.HAD_MEMBER)])

    def links(self) -> Iterator[Link]:
        """The links that the evidence tells of."""
        kinds: dict[str, tuple[Relation, Callable[[Facts], tuple[str, Evidence]]]] = {
            GB.ThemeMatch: ("about", self._theme_match),
            GB.Membership: ("member", _membership),
            GB.Mention: ("mentions", _mention),
            GB.Reprint: ("reprint", _reprint),
        }
        for kind, (relation, read) in kinds.items():
            for _, facts in of_kind(self._subjects, kind):
                end, evidence = read(facts)
                yield Link(one(facts, GB.article), relation, end, self._origin(facts), evidence=evidence)

    def _theme_match(self, facts: Facts) -> tuple[str, Evidence]:
        places = [_place(self._subjects[name]) for name in values(facts, GB.occurrence)]
        return one(facts, GB.theme), ThemeMatch(one(facts, GB.score), in_order(places))


def _sorted(facts: Facts, term: str) -> tuple[Any, ...]:
    return tuple(sorted(values(facts, term)))


def _membership(facts: Facts) -> tuple[str, Evidence]:
    score, nearest, terms = one(facts, GB.score), one(facts, GB.nearest), _sorted(facts, GB.term)
    return one(facts, GB.story), Membership(score, nearest, terms, one(facts, GB.listed))


def _mention(facts: Facts) -> tuple[str, Evidence]:
    return one(facts, GB.entity), _place(facts)


def _reprint(facts: Facts) -> tuple[str, Evidence]:
    directed = GB.original in facts
    return one(facts, GB.original if directed else GB.otherArticle), Reprint(one(facts, GB.score), directed)


def _place(facts: Facts) -> Occurrence:
    return Occurrence(one(facts, GB.field), one(facts, GB.start), one(facts, GB.end), one(facts, GB.term))
