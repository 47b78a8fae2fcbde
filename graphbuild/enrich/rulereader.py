"""Rules as YAML writes them (see `scheme.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphbuild.enrich.lexicon import Term
from graphbuild.enrich.rule import AllOf, AnyOf, Name, Near, NoneOf, Rule, Word
from graphbuild.enrich.vocabularyfile import Fields
from graphbuild.errors import VocabularyError
from graphbuild.ingest.node import Node

_KEYS = ("any of", "all of", "none of", "near", "terms", "name", "beside")


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
