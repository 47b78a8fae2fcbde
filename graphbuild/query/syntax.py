"""The words of a SPARQL query, told apart before an engine sees it.

Not a parser: the engine has one. It finds what must be known before: whether a query asks or changes, whether it
would go to other machines, which prefixes and terms it uses, and where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

_ESCAPE = r"\\[_~.\-!$&'()*+,;=/?#@%]"
_LETTER = r"[^\W\d_]"
_SPECIAL = rf"%[0-9A-Fa-f]{{2}}|{_ESCAPE}"
_LOCAL = rf"(?:[\w:]|{_SPECIAL})(?:(?:[\w:.\-·]|{_SPECIAL})*(?:[\w:\-]|{_SPECIAL}))?"

_TOKEN = re.compile(
    rf"""
    (?P<space>\s+|\#[^\n\r]*)
    |(?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
    |(?P<text>\"{{3}}(?:\"{{0,2}}(?:[^"\\]|\\.))*\"{{3}}|'{{3}}(?:'{{0,2}}(?:[^'\\]|\\.))*'{{3}}
             |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<variable>[?$]\w+)
    |(?P<blank>_:\w(?:[\w.\-]*[\w\-])?)
    |(?P<name>(?:{_LETTER}(?:[\w.\-]*[\w\-])?)?:(?:{_LOCAL})?)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<word>{_LETTER}\w*)
    |(?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind (a group of `_TOKEN`), its text and where it begins."""

    kind: str
    text: str
    start: int


class Query:
    """The text of a query and what can be told of it without an engine."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def tokens(self) -> list[Token]:
        """All but white space and comments."""
        return list(_tokens(self.text))

    @cached_property
    def form(self) -> Form | None:
        """What kind of answer it asks for; `None` for what is no question."""
        word = self._first()
        return word if word in FORMS else None  # type: ignore[return-value]

    @property
    def changes(self) -> bool:
        """Whether it is an update."""
        return self._first() in UPDATES

    @cached_property
    def goes_elsewhere(self) -> bool:
        """Whether it asks another endpoint. SPARQL has one such clause, and its word stands nowhere else."""
        texts = {self.text, _unescaped(self.text)}
        return any(
            token.kind == "word" and token.text.upper() == "SERVICE" for text in texts for token in _tokens(text)
        )

    def deeper_than(self, most: int) -> Token | None:
        """The bracket that stands in more open ones than that."""
        depth = 0
        for token in self._brackets:
            depth += 1 if token.text in "([{" else -1
            if depth > most:
                return token
        return None

    @cached_property
    def unclosed(self) -> Token | None:
        """The innermost bracket that is open at the end."""
        still = self._open(len(self.text))
        return still[-1] if still else None

    def closes_nothing(self, bracket: Token) -> bool:
        """Whether no bracket is open where one is closed."""
        return not self._open(bracket.start)

    @cached_property
    def declared(self) -> dict[str, str]:
        """The prefixes that it declares."""
        found = {}
        for first, second, third in zip(self.tokens, self.tokens[1:], self.tokens[2:], strict=False):
            if first.text.upper() == "PREFIX" and second.kind == "name" and third.kind == "iri":
                found[second.text.removesuffix(":")] = third.text[1:-1]
        return found

    @cached_property
    def names(self) -> list[Token]:
        """The prefixed names that it uses, such as `gb:lists`."""
        before = [None, *self.tokens]
        return [
            token
            for token, last in zip(self.tokens, before, strict=False)
            if token.kind == "name" and not (last and last.text.upper() == "PREFIX")
        ]

    @cached_property
    def _brackets(self) -> list[Token]:
        return [token for token in self.tokens if token.kind == "sign" and token.text in "()[]{}"]

    def _open(self, position: int) -> list[Token]:
        """The brackets that are open at a place."""
        found: list[Token] = []
        for token in self._brackets:
            if token.start >= position:
                break
            if token.text in "([{":
                found.append(token)
            elif found:
                found.pop()
        return found

    def _first(self) -> str | None:
        """The first word that is none of a prologue."""
        words = (token.text.upper() for token in self.tokens if token.kind == "word")
        return next((word for word in words if word not in ("PREFIX", "BASE")), None)


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match.group(), match.start())


def _unescaped(text: str) -> str:
    """SPARQL lets any character be written as its number, before anything else is read."""
    return _CODE_POINT.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    number = int(match.group(1) or match.group(2), 16)
    return chr(number) if number < 0x110000 else match.group()
