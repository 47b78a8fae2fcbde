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

from collections.abc import Iterator, Mapping
from typing import Protocol

from graphbuild.query.question import MINTED, Question, question, questions
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

    if not is_name(what):
        if parameters:
            raise BadQuery("Parameters belong to named questions: write the values into the query itself.")
        result = engine.query(what, seconds=seconds)
        result.asked = what
        return result
    asked, notes = bound(engine, question(what), parameters, seconds=seconds)
    result = engine.query(asked, seconds=seconds)
    result.asked = asked
    result.notes = (*result.notes, *_stood_for(question(what), parameters), *notes)
    return result


def bound(
    engine: Asked, asked: Question, given: Mapping[str, str], *, seconds: float | None = None
) -> tuple[str, list[str]]:
    """The query of a question with its parameters, things given by name too, and notes on those.

    Raises `BadQuery`, also for a name that several things have.
    """
    from graphbuild.query.names import resolved

    asked.asked(given, engine.base)  # what it does not take is said before the graph is asked
    found, notes = resolved(engine, given, seconds=seconds)
    return asked.asked(found, engine.base), notes


def _stood_for(asked: Question, given: Mapping[str, str]) -> Iterator[str]:
    """That a parameter was not given which must have a value."""
    for name, value in asked.defaults.items():
        if name not in given and name in MINTED:
            yield f"Answered for the {name} {value.rpartition('/')[2]}: give --{name} for another."


def is_name(what: str) -> bool:
    """Whether a text is the name of a question, right or wrong, and no query."""
    return bool(what) and all(character.isalnum() or character in "-_" for character in what.strip())
