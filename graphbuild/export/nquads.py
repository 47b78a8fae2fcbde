"""N-Quads, written as a stream straight from the statements."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from graphbuild.export.statement import Literal, Statement

_ESCAPED = re.compile(r'["\\\n\r\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0085\u2028\u2029]')
_NAMED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}


def write(statements: Iterable[Statement], stream: TextIO) -> int:
    """Write one line a statement; returns their number."""
    count = 0
    for subject, predicate, value, graph in statements:
        tail = f" <{graph}> .\n" if graph else " .\n"
        stream.write(f"<{subject}> <{predicate}> {term(value)}{tail}")
        count += 1
    return count


def term(value: str | Literal) -> str:
    """An IRI or literal in N-Triples' syntax.

    Line breaks of any kind are escaped, so that tools that split lines by Unicode's rules read the file too.

    >>> term(Literal('He said "no"'))
    '"He said \\\\"no\\\\""'
    """
    if isinstance(value, str):
        return f"<{value}>"
    text = quoted(value.text)
    return f"{text}^^<{value.datatype}>" if value.datatype else text


def quoted(text: str) -> str:
    """A text in quotation marks."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'  # nearly all; quicker to tell than by the expression
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _NAMED.get(character) or f"\\u{ord(character):04X}"
