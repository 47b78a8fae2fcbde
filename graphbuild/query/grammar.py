"""Where a query leaves the grammar of SPARQL, and what could have stood there.

The engine reads a query in many ways and complains of the place that it came to last, which is often a line or more
behind the mistake. An LALR parser stops at the first word that cannot be part of any query. So what the engine has
refused is read once more by `grammar.lark`, to be told where; what the engine takes never comes here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from graphbuild.text import counted

if TYPE_CHECKING:  # only a mistake is worth the tenth of a second that it takes to import
    from lark import Lark, Token, Tree

NAME = "an IRI or a name"
FUNCTION = "a function"
EXPRESSION = "an expression"
_NAMES = {
    "$END": "the end", "VARIABLE": "a variable", "IRI": NAME, "NAME": NAME, "NAMESPACE": NAME, "STRING": "a text",
    "INTEGER": "a number", "NUMBER": "a number", "SIGNED": "a number", "LANGUAGE": "a language",
    "BLANK": "a blank node", "NIL": "()",
}  # fmt: skip
_FUNCTIONS = ("AGGREGATE", "BNODE", "BOUND", "IF", "REPLACE", "COUNT", "GROUP_CONCAT", "EXISTS", "NOT")
_AGGREGATES = ("AGGREGATE", "COUNT", "GROUP_CONCAT")
_BEGINNINGS = {FUNCTION, "a text", "a number", "a variable", NAME, "(", "!", "+", "-", "TRUE", "FALSE"}
_OPERATORS = {"=", "!=", "<", ">", "<=", ">=", "&&", "||", "+", "-", "*", "/", "IN", FUNCTION, "a number"}

LONGEST = 20_000
"""Characters of a query that is read: a second's work."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """The first word that cannot stand where it stands."""

    position: int
    """Where it begins, in characters; at the end of the text where something is missing there."""
    text: str
    """The word, or its first character; empty at the end."""
    could: tuple[str, ...]
    """What could stand there, in words."""


def wrong(text: str) -> Wrong | None:
    """The first word that is against the grammar; `None` where none is, and of texts too long to be read here."""
    if len(text) > LONGEST:
        return None
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    try:
        _parser().parse(text)
    except UnexpectedToken as error:
        at_end = error.token.type == "$END"
        position = len(text.rstrip()) if at_end else error.token.start_pos or 0
        return Wrong(position, "" if at_end else str(error.token), _in_words(error.accepts or error.expected))
    except UnexpectedCharacters as error:
        position = error.pos_in_stream or 0
        return Wrong(position, text[position], _in_words(error.allowed or ()))
    return None


def misused(text: str) -> tuple[str, int] | None:
    """What is against the rules beside the grammar, and where: names, and the lengths of rows."""
    if len(text) > LONGEST:
        return None
    from lark.exceptions import UnexpectedInput

    try:
        tree = _parser().parse(text)
    except UnexpectedInput:
        return None
    return next(
        (found for check in (_rows, _bound_twice, _ungrouped, _labels) for found in check(tree)),
        None,
    )


@cache
def _parser() -> Lark:
    from lark import Lark

    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", propagate_positions=True)


def _in_words(terminals: Iterable[str]) -> tuple[str, ...]:
    """What the terminals are called; those that come together always are one."""
    names = {name for name in terminals if not name.startswith("__IGNORE")}
    said = {_NAMES.get(name) or _written(name) for name in names}
    if "IRI" in names and "NAME" not in names:
        said = (said - {NAME}) | {"an IRI in < >"}
    if "NAMESPACE" in names and "NAME" not in names:
        said = (said - {NAME}) | {"a prefix and a colon"}
    if {FUNCTION, "a text"} <= said:
        said = (said - _BEGINNINGS) | {EXPRESSION}
    elif "a text" in said:
        said -= {"TRUE", "FALSE", "(", "()", "[", "a blank node"}
    if {"=", "&&"} <= said:
        said = (said - _OPERATORS) | {"an operator"}
    return tuple(sorted(said, key=lambda one: (" " in one, one)))


def _written(terminal: str) -> str:
    """A keyword or a sign as one writes it; the functions are too many to be named."""
    if terminal.startswith("FUNCTION") or terminal in _FUNCTIONS:
        return FUNCTION
    sign = str(_parser().get_terminal(terminal).pattern.value).replace("\\", "")
    return sign if sign == "a" else sign.upper()


def _rows(tree: Tree[Token]) -> Iterator[tuple[str, int]]:
    for data in tree.find_data("data"):
        names = [column for columns in data.find_data("columns") for column in _variables(columns)]
        for row in data.find_data("row"):
            if (count := len(list(row.find_data("value")))) != len(names):
                said = f"This row has {counted(count, 'value')} for {counted(len(names), 'variable')} (UNDEF is none)."
                yield said, row.meta.start_pos if row.children else data.meta.start_pos


def _bound_twice(tree: Tree[Token]) -> Iterator[tuple[str, int]]:
    for pattern in tree.find_data("pattern"):
        before: set[str] = set()
        for part in pattern.children:
            if not isinstance(part, str):
                for bind in part.find_data("bind"):
                    name = bind.children[-1]
                    if isinstance(name, str) and str(name) in before:
                        yield f"{name} has a value already: give what BIND makes another name.", name.start_pos or 0
                before |= {str(token) for token in _variables(part)}
    for select in (*tree.find_data("select"), *tree.find_data("subselect")):
        before = {str(token) for where in select.find_data("where") for token in _variables(where)}
        for projected in _projected(select):
            name = projected.children[-1]
            if isinstance(name, str) and len(projected.children) > 1:
                if str(name) in before:
                    yield f"{name} has a value already: give this another name.", name.start_pos or 0
                before.add(str(name))


def _ungrouped(tree: Tree[Token]) -> Iterator[tuple[str, int]]:
    for select in (*tree.find_data("select"), *tree.find_data("subselect")):
        grouped = {
            str(child)
            for modifiers in select.children
            if not isinstance(modifiers, str) and modifiers.data == "modifiers"
            for one in modifiers.find_data("grouped")
            for child in one.children
            if isinstance(child, str)
        }
        projected = list(_projected(select))
        counts = any(token.type in _AGGREGATES for one in projected for token in _tokens(one))
        if grouped or counts:
            for one in projected:
                name = one.children[0]
                if isinstance(name, str) and str(name) not in grouped:
                    yield (
                        f"{name} is neither grouped nor counted: add it to GROUP BY, or count it.",
                        name.start_pos or 0,
                    )


def _labels(tree: Tree[Token]) -> Iterator[tuple[str, int]]:
    before: set[str] = set()
    for triples in sorted(tree.find_data("triples"), key=lambda one: getattr(one.meta, "start_pos", 0)):
        labels = [token for token in _tokens(triples) if token.type == "BLANK"]
        for label in labels:
            if str(label) in before:
                yield f"{label} stands in two groups: use a variable.", label.start_pos or 0
        before |= {str(label) for label in labels}


def _projected(select: Tree[Token]) -> Iterator[Tree[Token]]:
    clause = select.children[0]
    if not isinstance(clause, str):
        yield from (child for child in clause.children if not isinstance(child, str))


def _variables(tree: Tree[Token]) -> Iterator[Token]:
    return (token for token in _tokens(tree) if token.type == "VARIABLE")


def _tokens(tree: Tree[Token]) -> Iterator[Token]:
    return (token for token in tree.scan_values(lambda value: isinstance(value, str)))
