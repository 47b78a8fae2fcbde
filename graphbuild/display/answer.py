"""Card of the answer to a question: its first rows, or statements, or yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphbuild.display.card import Markup, card, code, table, text, words
from graphbuild.text import counted

if TYPE_CHECKING:
    from graphbuild.query.result import Result

_MOST = 20


def answer_card(result: Result) -> str:
    """An answer as it reads on a terminal."""
    if result.kind == "boolean":
        return card("Answer", "yes" if result else "no")
    if result.kind == "graph":
        lines = result.written("nt").decode("utf-8", "replace").splitlines()
        return card("Answer", counted(result.rows, "statement"), body=words("\n".join(lines[:_MOST])))
    rows = [[text(cell, 200) for cell in row] for row in result.shown()[:_MOST]]
    rest = f"<p>The first {_MOST} rows; all are in {code('.frame()')}.</p>" if result.rows > _MOST else ""
    return card("Answer", counted(result.rows, "row"), body=Markup(table(result.variables, rows) + rest))
