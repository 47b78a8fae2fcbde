"""The named questions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from graphbuild.cli import terminal

if TYPE_CHECKING:
    from graphbuild.query import Question


def show_questions(questions: Iterable[Question]) -> None:
    """The named questions with what they answer and take."""
    console = terminal.results()
    for question in questions:
        options = "".join(f" [--{name}]" for name in question.parameters)  # each may be left out
        console.print(Text(question.name, style="bold").append(options, style="default"))
        console.print(Padding(Text(question.answers), (0, 0, 0, 4), expand=False))
