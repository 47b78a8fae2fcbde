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

from graphbuild.query.mistakes import nearest
from graphbuild.query.question import KNOWN, Question, question, questions
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
    if is_name(what):
        result.notes = (*result.notes, *_notes(engine, question(what), parameters, empty=not result.rows))
    return result


def _notes(engine: Asked, asked: Question, given: Mapping[str, str], *, empty: bool) -> Iterator[str]:
    """What one who asks should know of the parameters: those that stand for themselves, and those not in the graph."""
    for name, value in asked.defaults.items():
        if name not in given and name in KNOWN:
            yield f"Answered for the {name} {value.rpartition('/')[2]}: give --{name} for another."
    for name, value in given.items():
        if empty and name in KNOWN and (missing := _missing(engine, name, value)):
            yield missing


def _missing(engine: Asked, name: str, value: str) -> str | None:
    """That the graph does not hold what a parameter names, with the nearest that it holds."""
    rows = engine.query(KNOWN[name]).frame(names=False)
    known = [str(iri) for iri in rows["thing"]] if len(rows) else []
    slugs = [iri.rpartition("/")[2] for iri in known]
    if value in known or value in slugs:
        return None
    near = nearest(value, slugs)
    return f"The graph holds no {name} {value!r}{f'; did you mean {near}?' if near else '.'}"


def is_name(what: str) -> bool:
    """Whether a text is the name of a question, right or wrong, and no query."""
    return bool(what) and all(character.isalnum() or character in "-_" for character in what.strip())
