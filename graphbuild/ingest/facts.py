"""The fields of a record that is not YAML, typed and reported as those of a story file are.

A reader takes apart its own syntax and gives the values as they stand, plain Python: texts, numbers, booleans,
`None`, lists and dicts. `Facts` then answers as `Fields` does: it mends texts, checks addresses, reads dates
and numbers, and reports each doubt with file, line and field.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from graphbuild.ingest.dates import FIRST_YEAR, TOO_EARLY, DateForm
from graphbuild.ingest.fields import Fields
from graphbuild.ingest.node import Node
from graphbuild.problems import Report
from graphbuild.records import Date


class Facts(Fields):
    """A mapping from any format.

    >>> from graphbuild.ingest.dates import rfc822
    >>> report = Report("feed.xml")
    >>> facts = Facts({"title": "AT&amp;T", "pubDate": "Fri, 14 Aug 2020 19:08:00 -0400"}, 7, report, dates=[rfc822])
    >>> facts.text("title"), str(facts.date("pubDate"))
    ('AT&T', '2020-08-14 23:08:00+00:00')
    >>> print(report.rows[0])
    feed.xml:7: title: HTML entity (“AT&amp;T”); repaired
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        line: int,
        report: Report,
        *,
        path: str = "",
        lines: Mapping[str, int] | None = None,
        typed: bool = False,
        dates: Iterable[DateForm] = (),
        no_date: str = "",
    ) -> None:
        """`line` is where the record begins (or its number), `lines` where single fields stand, if known.

        `typed` says that the format tells numbers from texts, as JSON does: then a number in quotes is reported.
        `dates` are forms of dates that the format knows besides ISO 8601 (see dates.py), `no_date` says what is wrong
        with one in another form.
        """
        lines = lines or {}
        nodes = {name: node(value, lines.get(name, line), typed=typed) for name, value in values.items()}
        super().__init__(Node(nodes, line), report, path)
        self._dates = tuple(dates)
        self._no_date = no_date or self._no_date

    def date(self, name: str) -> Date | None:
        """A date in ISO 8601, or in a form that the format knows."""
        if self._dates and (found := self._scalar(name, "not a date")):
            for form in self._dates:
                try:
                    value = form(found[1])
                except (ValueError, OverflowError):
                    self.say("lost", name, "an impossible date", "left out", found[1])
                    return None
                if value is not None and value.year < FIRST_YEAR:
                    self.say("lost", name, TOO_EARLY, "left out", found[1])
                    return None
                if isinstance(value, datetime) and value.tzinfo is None:
                    self._changed(found[0], name, "a time without a time zone", "taken as UTC", found[1])
                    return value.replace(tzinfo=UTC)
                if value is not None:
                    return value
        return super().date(name)


class _Untyped(Node):
    """A text from a format that has only texts: `32` is a number if it is asked for as one, and `null` is a word."""

    __slots__ = ()

    @property
    def is_null(self) -> bool:
        return self.value == ""


def node(value: Any, line: int, *, typed: bool = False) -> Node:
    """A plain value as a node, all of it on one line. Nodes stay, so that parts may have lines of their own.

    Raises `RecursionError` for values that are nested some hundred levels deep: `json` stops there too.
    """
    if isinstance(value, Node):
        return value
    if isinstance(value, Mapping):
        return Node({str(name): node(item, line, typed=typed) for name, item in value.items()}, line)
    if isinstance(value, list | tuple):
        return Node([node(item, line, typed=typed) for item in value], line)
    if isinstance(value, str):
        return Node(value, line) if typed else _Untyped(value, line, plain=True)
    if value is None or (isinstance(value, float) and math.isnan(value)):  # so pandas writes that there is no value
        return Node("", line, plain=True)
    if isinstance(value, bool):
        return Node("true" if value else "false", line, plain=True)
    return Node(str(value), line, plain=True)
