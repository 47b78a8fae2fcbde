"""SPARQL over a graph: queries of one's own, and named questions.

>>> import graphbuild
>>> graph = graphbuild.build(graphbuild.example())
>>> frame = graph.query("most-listed-articles")
>>> list(frame.columns)
['headline', 'publisher', 'listers', 'article', 'article_name']
>>> int(frame.listers.sum())
5
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from graphbuild.query.question import Question, question, questions
from graphbuild.query.result import Result

__all__ = ["Asked", "Question", "Result", "ask", "question", "questions"]


class Asked(Protocol):
    """What answers: an `Engine` on this machine, an `Endpoint` elsewhere."""

    @property
    def base(self) -> str:
        """What the IRIs of the graph's own things begin with."""
        ...

    def query(self, text: str, *, seconds: float | None = None) -> Result:
        """Answer a query."""
        ...


def ask(engine: Asked, what: str, parameters: Mapping[str, str] = {}, *, seconds: float | None = None) -> Result:
    """Ask a query, or a named question with its parameters.

    Raises `BadQuery`, `QueryRefused` and `QueryStopped`; of an endpoint, `EndpointError`.
    """
    from graphbuild.errors import BadQuery

    text = what
    if is_name(what):
        text = question(what).asked(parameters, engine.base)
    elif parameters:
        raise BadQuery("Parameters belong to named questions: write the values into the query itself.")
    result = engine.query(text, seconds=seconds)
    result.asked = text
    return result


def is_name(what: str) -> bool:
    """Whether a text is the name of a question, right or wrong, and no query."""
    return bool(what) and all(character.isalnum() or character in "-_" for character in what.strip())
