"""What is wrong with a query, in words that help: the line with a caret, and the nearest known name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from unicodedata import combining, east_asian_width
from unicodedata import name as name_of

from graphbuild import vocabulary
from graphbuild.errors import BadQuery, QueryRefused
from graphbuild.iris import PREFIXES
from graphbuild.query import grammar
from graphbuild.query.syntax import FORMS, Query, Token
from graphbuild.text import similar

_PLACE = re.compile(r"error at (\d+):(\d+): expected ")
_FUNCTION = re.compile(r"The custom function <(.*)> is not supported")
_LINE_END = re.compile(r"\r\n|\n|\r")
_SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_COUNTS = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
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
_FUNCTIONS = _KEYWORDS[_KEYWORDS.index("EXISTS") : _KEYWORDS.index("A")]
_NAME = grammar.NAME
_MORE = ("ADJUST", "TRIPLE", "SUBJECT", "PREDICATE", "OBJECT", "ISTRIPLE", "LATERAL", "<<", "<<(")
"""Words of the engine that SPARQL 1.1 does not have, and so the grammar neither."""
_SAID = {
    "SELECT * is not authorized": "SELECT * and GROUP BY do not go together: name the variables.",
    "a variable that is unbound": "A variable is selected that is neither grouped nor counted.",
    "overrides an existing variable": "A variable that SELECT makes has a value already: give it another name.",
    "Duplicated variable name": "SELECT names one variable twice.",
    "IRI parsing failed": "This is no whole IRI: write https://…, or a prefix and a name.",
}
"""What the engine says in words of its own."""
_UNCLOSED = "The query ends, but this {} has not been closed."
MOST_DEPTH = 100
"""How deep brackets may stand in each other: the engine reads them by recursion, and dies of a thousand."""


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
    if deep := query.deeper_than(MOST_DEPTH):
        raise BadQuery(f"Brackets stand in each other more than {MOST_DEPTH} deep.\n{shown(query.text, deep.start)}")
    prefixes = {*PREFIXES, *query.declared}
    for token in query.names:
        prefix = token.text.partition(":")[0]
        if prefix not in prefixes:
            found = grammar.wrong(query.text)
            if found and found.position <= token.start:  # PREFIX ex <…>, or a space in an IRI
                raise _against_grammar(query, found)
            near = nearest(prefix, prefixes)
            hint = f"did you mean {near}:{token.text.partition(':')[2]}?" if near else "declare it with PREFIX."
            raise BadQuery(f"The prefix {prefix}: is not known; {hint}\n{shown(query.text, token.start)}")


def seen(query: Query) -> BadQuery | None:
    """What is wrong with a query that another engine has refused, where the query alone shows it."""
    if quote := _open_quote(query):
        return quote
    if found := grammar.wrong(query.text):
        return _against_grammar(query, found)
    if misused := grammar.misused(query.text):
        return BadQuery(f"{misused[0]}\n{shown(query.text, misused[1])}")
    return None


def _open_quote(query: Query) -> BadQuery | None:
    token = next((token for token in query.tokens if token.kind == "sign" and token.text in "'\""), None)
    return BadQuery(f"This text has no end.\n{shown(query.text, token.start)}") if token else None


def syntax_error(query: Query, message: str) -> BadQuery:
    """The engine's complaint, with the line it is about and a caret under the place."""
    text = query.text
    if quote := _open_quote(query):
        return quote
    found = grammar.wrong(text)
    if found and found.text.upper() not in _MORE:
        return _against_grammar(query, found)
    said = next((words for key, words in _SAID.items() if key in message), "")
    if misused := None if found else grammar.misused(text):
        return BadQuery(f"{misused[0]}\n{shown(text, misused[1])}")
    if "IRI parsing failed" in message and (iri := _relative(query)):
        return BadQuery(f"{said}\n{shown(text, iri.start)}")
    if said:
        return BadQuery(said)
    if not found and (opening := query.unclosed):
        return BadQuery(f"{_UNCLOSED.format(opening.text)}\n{shown(text, opening.start)}")
    if place := _PLACE.match(message):
        position = _position(text, int(place.group(1)), int(place.group(2)))
        return BadQuery(f"The query cannot be understood; the mistake is here or before.\n{shown(text, position)}")
    return BadQuery(f"This is no SPARQL query: {message}.")


def failure(query: Query, message: str) -> BadQuery | None:
    """What the engine complained of while it answered, where that is a mistake in the query."""
    if not (found := _FUNCTION.match(message)):
        return None
    spaces = {**PREFIXES, **query.declared}
    for token in query.tokens:
        prefix, _, local = token.text.partition(":")
        if found.group(1) in (token.text[1:-1], spaces.get(prefix, "") + local):
            return BadQuery(f"There is no function {token.text}.\n{shown(query.text, token.start)}")
    return BadQuery(f"There is no function <{found.group(1)}>.")


def shown(text: str, position: int) -> str:
    """The line of a place in a text, with its number, and a caret under the place.

    >>> print(shown("SELECT *\\nWHERE [", 15))
    line 2, column 7:
      WHERE [
            ^
    """
    before = _LINE_END.split(text[:position])
    number, column = len(before), len(before[-1])
    line = _LINE_END.split(text)[number - 1]
    start = max(0, column - 60)
    shortened = "".join(c if c.isprintable() else " " for c in line[start : start + 120])
    return f"line {number}, column {column + 1}:\n  {shortened}\n  {' ' * _width(shortened[: column - start])}^"


def _width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    return sum(2 if east_asian_width(one) in "WF" else bool(not combining(one)) for one in text)


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


def never_bound(query: Query) -> list[str]:
    """Notes on variables that are selected and stand nowhere else: misspelt, most often."""
    places = [place for place, token in enumerate(query.tokens) if token.kind == "variable"]
    names = [query.tokens[place].text[1:] for place in places]
    body = next((place for place, token in enumerate(query.tokens) if token.text == "{"), 0)
    notes = []
    for place, name in zip(places, names, strict=True):
        if place < body and names.count(name) == 1 and query.tokens[place - 1].text.upper() != "AS":
            near = nearest(name, {other for other in names if other != name})
            notes.append(f"Nothing gives ?{name} a value{f': did you mean ?{near}?' if near else '.'}")
    return notes


def terms_to_look_up(query: Query) -> bool:
    """Whether it uses a word that graphbuild itself does not write."""
    return bool(unknown_terms(query, ()))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The most similar of the known words, if one is similar."""
    return next(iter(similar(word, known, most=1)), None)


_BY_NAME = [(name, PREFIXES[name]) for name in ("prov", "skos", "dct", "schema", "gb")]
_SPACES = {space for _, space in _BY_NAME}


@cache
def words() -> frozenset[str]:
    """The words of the vocabularies that graphbuild writes."""
    holders = (vocabulary.GB, vocabulary.SCHEMA, vocabulary.DCT, vocabulary.PROV, vocabulary.SKOS)
    return frozenset(value for holder in holders for name, value in vars(holder).items() if not name.startswith("_"))


def _position(text: str, line: int, column: int) -> int:
    lines = text.splitlines(keepends=True)
    return min(sum(map(len, lines[: line - 1])) + column - 1, len(text))


def _against_grammar(query: Query, found: grammar.Wrong) -> BadQuery:
    said, position = _said(query, found)
    return BadQuery(f"{said}\n{shown(query.text, position)}")


def _said(query: Query, found: grammar.Wrong) -> tuple[str, int]:
    """What is wrong at the first word that cannot stand where it does, and the place to point at."""
    text, could = found.text, found.could
    token = next((one for one in query.tokens if one.start == found.position), None)
    instead = f"; here could stand: {', '.join(could)}." if 0 < len(could) <= 8 else "."
    said = ""
    if not text:
        opening = query.unclosed
        if opening:
            return _UNCLOSED.format(opening.text), opening.start
        said = f"The query ends too early{instead}"
    elif token is None or not text.isascii():
        said = f"{_visible(text)} cannot stand here{_quotes(text) or instead}"
    elif token.kind == "word" and token.text.upper() not in _KEYWORDS:
        near = _meant(token.text, could)
        said = f"{token.text} is no word of SPARQL{f'; did you mean {near}?' if near else instead}"
    elif text == "<" and _NAME in could:
        said = "This IRI holds what none can, such as a space or a quotation mark, or has no end."
    elif text in ("}", ")", "]") and query.closes_nothing(token):
        said = f"This {text} closes nothing."
    elif text == "," and "a variable" in could:
        said = "No comma can stand here: variables stand side by side."
    elif text.upper() in _COUNTS and "(" in could:
        said = f"Brackets and a name are wanted: ({text.upper()}(…) AS ?name)."
    elif token.kind in ("variable", "iri", "name") and {".", "a variable"} & set(could) == {"."}:
        said = f"{token.text} cannot stand here: is a full stop or a semicolon missing before it?"
    return said or f"{text} cannot stand here{instead}", found.position


def _meant(word: str, could: Collection[str]) -> str | None:
    """The keyword, function or prefixed name that could stand where a word stands, and is like it."""
    keywords = [one for one in could if one.isupper()]
    functions = _FUNCTIONS if {grammar.EXPRESSION, grammar.FUNCTION} & set(could) else ()
    return nearest(word, [*keywords, *functions]) or (_prefixed(word) if _NAME in could else None)


def _visible(sign: str) -> str:
    return (
        sign if sign.isprintable() and not sign.isspace() else f"{name_of(sign, 'A sign').title()} (U+{ord(sign):04X})"
    )


def _quotes(sign: str) -> str:
    return ": write texts in straight quotes." if sign in "“”„«»‘’" else ""


def _prefixed(word: str) -> str | None:
    """The known name whose local part a word without a prefix is, or nearly is."""
    locals_ = {iri.removeprefix(space): name for name, space in _BY_NAME for iri in words() if iri.startswith(space)}
    near = nearest(word, locals_)
    return f"{locals_[near]}:{near}" if near else None


def _relative(query: Query) -> Token | None:
    """The first IRI that is not whole."""
    return next((one for one in query.tokens if one.kind == "iri" and not _SCHEME.match(one.text)), None)
