"""What is wrong with a query, in words that help: the line with a caret, and the nearest known name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache

from graphbuild import vocabulary
from graphbuild.errors import BadQuery, QueryRefused
from graphbuild.iris import PREFIXES
from graphbuild.query.syntax import FORMS, Query, Token
from graphbuild.text import similar

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_KEYWORDS = (
    *FORMS, "PREFIX", "BASE", "WHERE", "FROM", "NAMED", "DISTINCT", "REDUCED", "AS", "GROUP", "BY", "HAVING", "ORDER",
    "ASC", "DESC", "LIMIT", "OFFSET", "VALUES", "UNDEF", "OPTIONAL", "GRAPH", "UNION", "FILTER", "BIND", "MINUS", "NOT",
    "EXISTS", "IN", "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "SEPARATOR", "STR", "LANG", "REGEX",
    "LANGMATCHES", "DATATYPE", "BOUND", "IRI", "URI", "BNODE", "RAND", "ABS", "CEIL", "FLOOR", "ROUND", "CONCAT",
    "STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "YEAR",
    "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ", "NOW", "UUID", "STRUUID", "MD5", "SHA1", "SHA256",
    "SHA384", "SHA512", "COALESCE", "IF", "STRLANG", "STRDT", "SAMETERM", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL",
    "ISNUMERIC", "SUBSTR", "REPLACE", "TRUE", "FALSE", "A", "ADJUST", "TRIPLE", "SUBJECT", "PREDICATE", "OBJECT",
    "ISTRIPLE", "LATERAL", "SILENT", "SERVICE",
)  # fmt: skip
_SAID = {
    "Prefix not found": "This prefix is not known.",
    "The SELECT contains a variable that is unbound": (
        "A variable is selected that the query does not bind, or that is neither grouped nor counted."
    ),
    "IRI parsing failed": "This is no whole IRI: write https://…, or a prefix and a name.",
}
"""What the engine says in words of its own."""


def check(query: Query, *, elsewhere: bool = False) -> None:
    """Refuse what is empty, no question, or no question to this graph alone.

    `elsewhere`: it is for an endpoint that may ask others itself. Raises `BadQuery` and `QueryRefused`.
    """
    if not query.tokens:
        raise BadQuery("The query is empty.")
    if query.changes:
        raise QueryRefused("Questions only: a query cannot change the graph (it begins with an update).")
    if query.goes_elsewhere and not elsewhere:
        raise QueryRefused("SERVICE is refused: a query is answered from the graph alone.")
    prefixes = {*PREFIXES, *query.declared}
    for token in query.names:
        prefix = token.text.partition(":")[0]
        if prefix not in prefixes:
            near = nearest(prefix, prefixes)
            hint = f"did you mean {near}:{token.text.partition(':')[2]}?" if near else "declare it with PREFIX."
            raise BadQuery(f"The prefix {prefix}: is not known; {hint}\n{shown(query.text, token.start)}")


def syntax_error(query: Query, message: str) -> BadQuery:
    """The engine's complaint, with the line it is about and a caret under the place."""
    found = _PLACE.match(message)
    if not found:
        return BadQuery(f"This is no SPARQL query: {message}.")
    position = _position(query.text, int(found.group(1)), int(found.group(2)))
    if open_quote := next((token for token in query.tokens if token.kind == "sign" and token.text in "'\""), None):
        return BadQuery(f"This text has no end.\n{shown(query.text, open_quote.start)}")
    word = _misspelt(query)
    if word and word[0].start <= position:
        token, near = word
        return BadQuery(f"{token.text} is no word of SPARQL; did you mean {near}?\n{shown(query.text, token.start)}")
    wanted = _wanted(found.group(3))
    if said := next((text for key, text in _SAID.items() if key in found.group(3)), None):
        return BadQuery(f"{said}\n{shown(query.text, position)}")
    at_end = not query.text[position:].strip()
    where = "The query ends too early, or is not whole" if at_end else "This cannot stand here"
    return BadQuery(f"{where}{wanted}\n{shown(query.text, position)}")


def shown(text: str, position: int) -> str:
    """The line of a place in a text, with its number, and a caret under the place.

    >>> print(shown("SELECT *\\nWHERE [", 15))
    line 2, column 7:
      WHERE [
            ^
    """
    before = text[:position]
    number, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1)
    line = (text.splitlines() or [""])[number - 1] if number <= len(text.splitlines()) else ""
    start = max(0, column - 60)
    shortened = "".join(c if c.isprintable() else " " for c in line[start : start + 120])
    return f"line {number}, column {column + 1}:\n  {shortened}\n  {' ' * (column - start)}^"


def unknown_terms(query: Query, used: Collection[str]) -> list[str]:
    """Notes on words of the design's vocabularies that nothing in the graph uses and no one has defined.

    `used` are the properties and classes of the graph; none where they are not known.
    """
    notes = {}
    known = {*words(), *used}
    for token in query.names:
        prefix, _, local = token.text.partition(":")
        space = query.declared.get(prefix, PREFIXES.get(prefix))
        if space in _SPACES and local and space + local not in known:
            near = nearest(local, [word.removeprefix(space) for word in known if word.startswith(space)])
            hint = f": did you mean {prefix}:{near}?" if near else "."
            notes[token.text] = f"Nothing in this graph is {token.text}{hint}"
    return list(notes.values())


def terms_to_look_up(query: Query) -> bool:
    """Whether it uses a word that graphbuild itself does not write."""
    return bool(unknown_terms(query, ()))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The most similar of the known words, if one is similar."""
    return next(iter(similar(word, known, most=1)), None)


_SPACES = {PREFIXES[name] for name in ("gb", "schema", "dct", "skos", "prov")}


@cache
def words() -> frozenset[str]:
    """The words of the vocabularies that graphbuild writes."""
    holders = (vocabulary.GB, vocabulary.SCHEMA, vocabulary.DCT, vocabulary.PROV, vocabulary.SKOS)
    return frozenset(value for holder in holders for name, value in vars(holder).items() if not name.startswith("_"))


def _position(text: str, line: int, column: int) -> int:
    lines = text.splitlines(keepends=True)
    return min(sum(map(len, lines[: line - 1])) + column - 1, len(text))


def _misspelt(query: Query) -> tuple[Token, str] | None:
    """The first word that is none of SPARQL's but nearly one."""
    for token in query.tokens:
        if token.kind == "word" and len(token.text) > 2 and token.text.upper() not in _KEYWORDS:
            near = nearest(token.text, _KEYWORDS)
            return (token, near) if near else None
    return None


def _wanted(expected: str) -> str:
    """What could stand there, without the engine's classes of characters."""
    parts = re.findall(r'"((?:[^"\\]|\\.)+)"|\b([A-Z]{2,}(?: [A-Z]+)*)\b', re.sub(r"\[[^\]]*\]", "", expected))
    words = [sign.replace('\\"', '"') or word for sign, word in parts]
    few = [word for word in words if word not in ('"', '"""', "'", "'''", "<<", "<<(", "_:", "\\\\", "\\\\U", "\\\\u")]
    return f"; what could: {' '.join(few)}" if 0 < len(few) <= 8 else "."
