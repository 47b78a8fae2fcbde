"""Rows as a pandas DataFrame: numbers, dates and truth values as such, IRIs with short names beside them."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Sequence

import pandas as pd
import pyoxigraph

from graphbuild.iris import PREFIXES
from graphbuild.query.term import Term, text

_XSD = PREFIXES["xsd"]
_INTEGERS = {
    f"{_XSD}{name}"
    for name in (
        "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
        "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte",
    )
}  # fmt: skip
_NUMBERS = {f"{_XSD}{name}" for name in ("decimal", "double", "float")}
_TIMES = {f"{_XSD}dateTime", f"{_XSD}date"}


def frame(
    names: Sequence[str], rows: Sequence[Sequence[Term | None]], short: Callable[[str], str] | None
) -> pd.DataFrame:
    """A column a variable; with `short`, a column `…_name` behind each column that holds an IRI."""
    columns: dict[str, pd.Series] = {}
    for place, name in enumerate(names):
        terms = [row[place] for row in rows]
        columns[name] = _column(terms)
        beside = f"{name}_name"
        if short and beside not in names and any(isinstance(term, pyoxigraph.NamedNode) for term in terms):
            texts = [short(term.value) if isinstance(term, pyoxigraph.NamedNode) else _text(term) for term in terms]
            columns[beside] = pd.Series(texts, dtype="str")
    return pd.DataFrame(columns)


def _column(terms: list[Term | None]) -> pd.Series:
    """A series of the narrowest type that holds all values as they are; texts where there is none."""
    kinds = {term.datatype.value if isinstance(term, pyoxigraph.Literal) else "" for term in terms if term is not None}
    texts = [_text(term) for term in terms]
    with contextlib.suppress(ValueError, OverflowError):  # an impossible date, a number beyond 64 bits stay texts
        if kinds and kinds <= _INTEGERS:
            return pd.Series([pd.NA if text is None else int(text) for text in texts], dtype="Int64")
        if kinds and kinds <= _INTEGERS | _NUMBERS:
            return pd.Series([math.nan if text is None else float(text) for text in texts], dtype="float64")
        if kinds == {f"{_XSD}boolean"}:
            truth = [pd.NA if text is None else text in ("true", "1") for text in texts]
            return pd.Series(truth, dtype="boolean")
        if kinds and kinds <= _TIMES:
            written = pd.Series(texts, dtype="str")
            return pd.to_datetime(written, format="ISO8601", utc=f"{_XSD}dateTime" in kinds)
    return pd.Series(texts, dtype="str")


def _text(term: Term | None) -> str | None:
    return None if term is None else text(term)
